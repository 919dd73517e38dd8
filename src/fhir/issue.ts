/** What is wrong with an input, said so that a person can mend it: place, reason, and both languages. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';

/** One text in both languages. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** What a finding says, part by part, so that a program need not take a sentence to pieces. */
export interface IssueParts {
  readonly what: Bilingual;
  readonly expected: Bilingual;
  readonly found: Bilingual;
  readonly mend: Bilingual;
}

/** One finding. `code` is ours and stable; `type` is FHIR's issue-type; `expression` is FHIRPath or a source position. */
export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  readonly code: string;
  readonly type: OperationOutcomeIssue['code'];
  readonly ja: string;
  readonly en: string;
  readonly expression?: string;
  readonly line?: number;
  readonly column?: number;
  /** A link to the rule in the specification. */
  readonly spec?: string;
  /** The same as `ja` and `en`, in parts; where they are absent, the sentences are all there is. */
  readonly parts?: IssueParts;
}

/** A refusal is a value: the HTTP status that it means, its issues, and what only the audit log may know. */
export interface Refusal {
  readonly refused: true;
  readonly status: number;
  readonly issues: readonly Issue[];
  readonly auditReason?: string;
  /** Whom the refused request was about, `Patient/x`: for the person's own record. */
  readonly auditPatients?: readonly string[];
  /** What was asked for by its id, `Type/id`: there may be something that was refused. */
  readonly auditTarget?: string;
}

/** Refuses with one issue. */
export function refuse(status: number, issue: Omit<Issue, 'severity'>, auditReason?: string): Refusal {
  return refuseAll(status, [{ severity: 'error', ...issue }], auditReason);
}

/** Refuses with several issues. */
export function refuseAll(status: number, issues: readonly Issue[], auditReason?: string): Refusal {
  return auditReason === undefined ? { refused: true, status, issues } : { refused: true, status, issues, auditReason };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as Refusal).refused === true;
}

export const hasError = (issues: readonly Issue[]): boolean =>
  issues.some(({ severity }) => severity === 'error' || severity === 'fatal');
