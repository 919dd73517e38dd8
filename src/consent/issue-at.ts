/** What is told of a fault in a Consent: its place, the reason and the way to mend it. */
import type { Issue, IssueKind } from '#fhir';

export const issueAt = (code: string, kind: IssueKind, expression: string): Issue => ({
  severity: kind.severity,
  code,
  type: kind.type,
  ja: `\`${expression}\`: ${kind.ja}${kind.mendJa}`,
  en: `\`${expression}\`: ${kind.en}; ${kind.mendEn}`,
  expression,
});
