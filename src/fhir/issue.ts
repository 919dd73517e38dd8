/** What is wrong with an input, said so that a person can mend it: place, reason, and both languages. */
import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { codeSystemUrl } from './canonical.ts';

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
}

/** A refusal is a value: the HTTP status that it means, its issues, and what only the audit log may know. */
export interface Refusal {
  readonly refused: true;
  readonly status: number;
  readonly issues: readonly Issue[];
  readonly auditReason?: string;
  /** Whom the refused request was about, `Patient/x`: for the person's own record. */
  readonly auditPatients?: readonly string[];
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

/** The issues as FHIR, the worst first: Japanese in `details.text`, English in `diagnostics`, our code in `details.coding`. */
export function toOperationOutcome(issues: readonly Issue[]): OperationOutcome {
  const worstFirst = issues.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return { resourceType: 'OperationOutcome', issue: worstFirst.map(toOutcomeIssue) };
}

const SEVERITIES = ['fatal', 'error', 'warning', 'information'];

function toOutcomeIssue({ severity, type, code, ja, en, expression, line, column }: Issue): OperationOutcomeIssue {
  const position = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
  return {
    severity,
    code: type,
    details: { coding: [{ system: codeSystemUrl('issue'), code }], text: ja },
    diagnostics: `${en}${position}`,
    ...(expression === undefined ? {} : { expression: [expression] }),
  };
}
