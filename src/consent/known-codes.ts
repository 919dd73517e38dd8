/** What a region may name in its rules: a code that nobody has and no record carries would pass unnoticed, and bite nobody. */
import { type Bilingual, codeSystemUrl, oneOfWords, PURPOSES } from '#fhir';
import {
  ACT_CODE,
  ACT_REASON,
  CATEGORY,
  CONFIDENTIALITY,
  HANDLING_CODES,
  LEVELS,
  OBSERVATION_VALUE,
  splitToken,
} from './codes.ts';
import schema from './label-rules-schema.json' with { type: 'json' };

const { category, sensitivity } = schema.definitions;
const CATEGORIES: readonly string[] = category.items.enum;
const SENSITIVITIES: readonly string[] = sensitivity.items.enum;

/** The codes of each system that labels a record. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  [CONFIDENTIALITY]: LEVELS,
  [CATEGORY]: CATEGORIES,
  [ACT_CODE]: [...SENSITIVITIES, ...HANDLING_CODES],
  [OBSERVATION_VALUE]: [...HANDLING_CODES],
  [ACT_REASON]: PURPOSES,
};
/** A bare code is a code of any system. */
const BARE = [...LEVELS, ...CATEGORIES, ...SENSITIVITIES, ...HANDLING_CODES];
/** Whose systems are all known. */
const HOMES = [codeSystemUrl(''), 'http://terminology.hl7.org/CodeSystem/'];

/** Whether a record may carry a label: one of a system that labels records, and of ours one of the twelve categories. */
export const isLabelCarried = (system: string | undefined, code: string): boolean =>
  system === CATEGORY ? CATEGORIES.includes(code) : Object.keys(LABELS).includes(system ?? '');

/** Why a purpose is none; nothing where it is one. */
export const faultOfPurpose = (code: string): Bilingual | undefined =>
  PURPOSES.includes(code) ? undefined : oneOfWords(code, PURPOSES);

/** Why a label (`code` or `system|code`) is none; nothing where it is one, or of a system of others. */
export function faultOfLabel(token: string): Bilingual | undefined {
  if (!token.includes('|')) return BARE.includes(token) ? undefined : oneOfWords(token, BARE);
  const [system, code] = splitToken(token);
  const codes = LABELS[system];
  if (codes === undefined)
    return HOMES.some((home) => system.startsWith(home)) ? oneOfWords(system, Object.keys(LABELS)) : undefined;
  if (codes.includes(code)) return undefined;
  const { ja, en } = oneOfWords(code, codes);
  return { ja: `「|」の後に${ja}`, en: `after \`|\` it ${en}` };
}
