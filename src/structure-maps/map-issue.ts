/** What a foreign StructureMap may not say, as an issue with its place, the reason, and how to mend it. */
import type { Issue } from '#fhir';
import { FOREIGN_MAP_REFUSALS, OWN_MAP_REFUSALS } from './refusal-kinds-maps.ts';

const KINDS = { ...OWN_MAP_REFUSALS, ...FOREIGN_MAP_REFUSALS };

export type MapIssueCode = keyof typeof KINDS;

/** Where in the map: the rule's name, where there is one, and the FHIRPath; `what` is the word that is meant. */
export interface MapPlace {
  readonly rule?: string;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

export function mapIssue(code: MapIssueCode, { rule, path, line, column }: MapPlace, what?: string): Issue {
  const { ja, en, mendJa, mendEn, type } = KINDS[code];
  const words = what === undefined ? '' : `「${what}」: `;
  const english = what === undefined ? '' : `\`${what}\`: `;
  return {
    severity: 'error',
    code,
    type,
    ja: `${rule === undefined ? '' : `規則「${rule}」`}${words || (rule === undefined ? '' : ': ')}${ja}${mendJa}`,
    en: `${rule === undefined ? '' : `rule \`${rule}\`: `}${english}${en}; ${mendEn}`,
    expression: path,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
