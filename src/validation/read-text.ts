/** Reads the text of a resource: duplicate keys and broken JSON are refused with line and column, before anything else. */
import { hasError, type Issue, type Refusal, refuseAll } from '#fhir';
import { ISSUES, wordIssue } from './constraints/index.ts';
import { type JsonSlip, readJson } from './json/read-json.ts';
import type { Places } from './validation-run.ts';

export interface ReadText {
  readonly value: unknown;
  /** Where each member stands, for `validate`. */
  readonly positions: Places;
  readonly issues: readonly Issue[];
}

/** The value with its positions, or a 400 that names each place. */
export function readText(text: string): ReadText | Refusal {
  const { value, slips, place } = readJson(text);
  const issues = slips.map(slipIssue);
  return value === undefined || hasError(issues) ? refuseAll(400, issues) : { value, positions: place, issues };
}

export function slipIssue({ kind, what, place }: JsonSlip): Issue {
  const code = kind === 'unreadable' ? 'json-unreadable' : 'json-duplicate-key';
  const { severity, type, spec } = ISSUES[code];
  return {
    severity,
    code,
    type,
    ...wordIssue(code, { reason: what, key: what }),
    ...place,
    spec,
  };
}
