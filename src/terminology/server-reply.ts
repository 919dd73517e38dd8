/** Understands the reply of a terminology server to `$validate-code`; what is no clear yes or no is no answer. */
import type { OperationOutcome, Parameters } from '@medplum/fhirtypes';
import type { ServerAnswer } from './server-answers.ts';

/** The answer; `unknown` where the server does not know the set or system; nothing where the reply is nonsense. */
export function readAnswer(status: number, text: string): ServerAnswer | undefined {
  const reply = parse(text);
  if (status >= 400 && status < 500 && !TRY_AGAIN.includes(status))
    return reply?.resourceType === 'OperationOutcome' ? { membership: 'unknown' } : undefined;
  if (status !== 200 || reply?.resourceType !== 'Parameters' || !Array.isArray(reply.parameter)) return undefined;
  const named = (name: string) => reply.parameter?.find((one) => one?.name === name);
  const result = named('result')?.valueBoolean;
  if (typeof result !== 'boolean') return undefined;
  const display = named('display')?.valueString;
  if (result) return { membership: 'member', ...(typeof display === 'string' ? { display } : {}) };
  return { membership: isBlind(reply) ? 'unknown' : 'not-member' };
}

const TRY_AGAIN = [401, 403, 407, 408, 425, 429];

/** Did the server say no only because it does not know the system or the set? */
function isBlind({ parameter = [] }: Parameters): boolean {
  const unknownNamed = parameter.some(({ name = '' }) => /^x-(caused-by-)?unknown-system$/.test(name));
  const outcome = parameter.find(({ name }) => name === 'issues')?.resource as OperationOutcome | undefined;
  const issues = Array.isArray(outcome?.issue) ? outcome.issue : [];
  const message = String(parameter.find(({ name }) => name === 'message')?.valueString ?? '');
  return unknownNamed || issues.some(({ code }) => code === 'not-found') || NOT_KNOWN.test(message);
}

/** Servers without coded issues say it in words only. */
const NOT_KNOWN =
  /unknown (code ?system|value ?set)|(code ?system|value ?set)\b[^\n]{0,500}\b(is unknown|not (be )?(found|known|supported|loaded|resolved))|unable to (find|expand|resolve)|failed to (find|expand|resolve)/i;

function parse(text: string): Parameters | OperationOutcome | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Parameters) : undefined;
  } catch {
    return undefined;
  }
}
