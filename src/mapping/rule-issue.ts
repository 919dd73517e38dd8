/** What is wrong with one rule of a table, with its label and, where it is known, its cell. */
import type { Issue } from '#fhir';
import type { Rule } from './mapping.ts';

export function ruleIssue({ id, label }: Rule, [ja, en]: readonly [string, string], cell?: string): Issue {
  const at = cell === undefined ? '' : ` ${cell}`;
  return {
    severity: 'error',
    code: 'mapping-unsound',
    type: 'invalid',
    ja: `規則 ${id}（${label}${at}）: ${ja}。`,
    en: `rule \`${id}\` (${label}${at}): ${en}`,
    expression: id,
  };
}
