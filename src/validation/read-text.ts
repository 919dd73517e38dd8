/** Reads the text of a resource: duplicate keys and broken JSON are refused with line and column, before anything else. */
import { hasError, type Issue, type Refusal, refuseAll } from '#fhir';
import { ISSUES, type IssueCode, isStorable, type Words, wordIssue } from './constraints/index.ts';
import { type JsonRead, type JsonSlip, readJson } from './json/read-json.ts';
import type { Places } from './validation-run.ts';

export interface ReadText {
  readonly value: unknown;
  /** Where each member stands, for `validate`. */
  readonly positions: Places;
  readonly issues: readonly Issue[];
}

/** The value with its positions, or a refusal that names each place: 400, or 413 for more values than are read. */
export function readText(text: string): ReadText | Refusal {
  const { value, slips, place } = parseText(text);
  const issues = slips.map(slipIssue);
  if (value !== undefined && !hasError(issues)) return { value, positions: place, issues };
  return refuseAll(slips.some(({ kind }) => kind === 'too-large') ? 413 : 400, issues);
}

/** JSON whose strings are such as a FHIR string may be. */
export const parseText = (text: string): JsonRead => readJson(text, isStorable);

export function slipIssue(slip: JsonSlip): Issue {
  const [code, words] = wordsOf(slip);
  const { severity, type, spec } = ISSUES[code];
  return { severity, code, type, ...wordIssue(code, words), ...slip.place, spec };
}

function wordsOf(slip: JsonSlip): [IssueCode, Words] {
  if (slip.kind === 'unreadable') return ['json-unreadable', { reason: slip.reason }];
  if (slip.kind === 'too-large') return ['json-too-large', { max: slip.max }];
  return ['json-duplicate-key', { key: slip.key }];
}
