/** Validates with a terminology server behind it: codes that nobody here can tell are asked of it, and their issues settled. */
import type { Issue } from '#fhir';
import { remembered, type TerminologyServer, withServer } from '#terminology';
import type { ValidateOptions, Validator } from './validator.ts';

export interface CheckCodes {
  validate(resource: unknown, options?: ValidateOptions): Promise<Issue[]>;
  validateText(text: string, options?: ValidateOptions): Promise<{ resource?: unknown; issues: Issue[] }>;
  /** The same without asking anew, for work that must not wait for others, such as a transaction. */
  readonly remembered: CheckCodes;
}

/** Without a server, or where it cannot tell, what could not be checked is said as information, never as an error. */
export function createCheck(validator: Validator, server: TerminologyServer | undefined): CheckCodes {
  const { terminology } = validator;
  const check: CheckCodes = {
    validate: (resource, options) =>
      withServer(terminology, server, (known) => validator.validate(resource, { ...options, terminology: known })),
    validateText: (text, options) =>
      withServer(terminology, server, (known) => validator.validateText(text, { ...options, terminology: known })),
    get remembered() {
      return server === undefined ? check : createCheck(validator, remembered(server));
    },
  };
  return check;
}
