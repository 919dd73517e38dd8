/** The sections of documents as they rest in their row: with the columns of a row, so that they are decided like one. */
import type { Composition, CompositionSection, Resource } from '@medplum/fhirtypes';
import { bareSection, type Facts, type Section, sectionsOf, sectionsOfDocument, type Withholding } from '#consent';
import type { SearchParameter, SearchParameters } from '#fhir';
import { indexValuesOf } from './index-values.ts';
import type { Stored } from './row.ts';

/** What one section is found by, as keys and as the codes of the parameters that find something in it. */
interface Found {
  readonly keys: readonly string[];
  readonly params: readonly string[];
}

/** One element of the column `sections`. */
export interface SectionRow {
  readonly path: readonly number[];
  readonly withholding: Withholding;
  readonly entries: readonly string[];
  readonly keys: readonly string[];
  readonly params: readonly string[];
  /** What it is found by where it is withheld. */
  readonly bare_keys: readonly string[];
  readonly bare_params: readonly string[];
  readonly type: string;
  readonly id: string;
  readonly patients: readonly string[];
  readonly conf: number | null;
  readonly sens: readonly string[];
  readonly handling: readonly string[];
  readonly classes: readonly string[];
  readonly codes: readonly string[];
  readonly clinical_start: Facts['clinicalStart'];
  readonly clinical_end: Facts['clinicalEnd'];
  readonly authors: readonly string[];
  readonly performers: readonly string[];
  readonly refs: readonly string[];
  readonly custodian: string | null;
}

/** The SQL types of its members. */
export const SECTION_COLUMNS = `path int[], withholding text, entries text[], keys bigint[], params text[], bare_keys bigint[],
  bare_params text[], type text, id uuid, patients text[], conf smallint, sens text[], handling text[], classes text[], codes text[],
  clinical_start timestamptz, clinical_end timestamptz, authors text[], performers text[], refs text[], custodian text`;

/** Types whose rows have sections. */
export const SECTIONED_TYPES: readonly string[] = ['Composition', 'Bundle'];

type Whole = Pick<Stored, 'custodian' | 'members'>;

/** What the column holds for a version with this content; nothing for what has no sections. */
export function drawSections(
  resource: Resource,
  { custodian, members }: Whole,
  parameters: SearchParameters,
): SectionRow[] | null {
  if (resource.resourceType === 'Bundle' && members.length > 0)
    return sectionsOfDocument(resource, custodian, members).map((section) => rowOf(section, NOTHING, NOTHING));
  if (resource.resourceType !== 'Composition') return null;
  const looking = [...parameters.of('Composition').values()].filter(looksIntoSections);
  return sectionsOf(resource, custodian).map((section) =>
    rowOf(section, foundBy(resource, section, looking, 'whole'), foundBy(resource, section, looking, 'bare')),
  );
}

/** Whether an expression may find something in the sections of a Composition. */
export const looksIntoSections = ({ expression }: Pick<SearchParameter, 'expression'>): boolean =>
  /\bsection\b|\b(?:descendants|children|repeat)\s*\(/.test(expression);

const NOTHING: Found = { keys: [], params: [] };

/** The section alone, in sections that hold nothing else. */
function foundBy(
  composition: Composition,
  { path, withholding }: Section,
  parameters: readonly SearchParameter[],
  form: 'whole' | 'bare',
): Found {
  if (form === 'bare' && withholding !== 'emptied') return NOTHING;
  const own = sectionAt(composition, path);
  if (own === undefined) return NOTHING;
  const { section: _, ...alone } = own;
  const told = form === 'whole' ? alone : bareSection(composition, own);
  if (told === undefined) return NOTHING;
  const within = path.slice(1).reduce<CompositionSection>((inner) => ({ section: [inner] }), told);
  const { keys, sorts } = indexValuesOf({ ...EMPTY, section: [within] }, parameters);
  return { keys: keys.map(String), params: Object.keys(sorts) };
}

/** Only its sections are looked into. */
const EMPTY = { resourceType: 'Composition' } as Composition;

/** The section at a place. */
export function sectionAt({ section = [] }: Pick<Composition, 'section'>, [first, ...rest]: readonly number[]) {
  let found = first === undefined ? undefined : section[first];
  for (const index of rest) found = found?.section?.[index];
  return found;
}

function rowOf({ path, withholding, entries, facts }: Section, whole: Found, bare: Found): SectionRow {
  return {
    path,
    withholding,
    entries,
    keys: whole.keys,
    params: whole.params,
    bare_keys: bare.keys,
    bare_params: bare.params,
    type: facts.type,
    id: facts.id,
    patients: facts.patients,
    conf: facts.conf,
    sens: facts.sens,
    handling: facts.handling,
    classes: facts.classes,
    codes: facts.codes,
    clinical_start: facts.clinicalStart,
    clinical_end: facts.clinicalEnd,
    authors: facts.authors,
    performers: facts.performers,
    refs: facts.references,
    custodian: facts.custodian,
  };
}

/** What is to be decided of a section. */
export const factsOfSection = (row: SectionRow): Facts => ({
  type: row.type,
  id: row.id,
  patients: row.patients,
  conf: row.conf,
  sens: row.sens,
  handling: row.handling,
  classes: row.classes,
  codes: row.codes,
  clinicalStart: row.clinical_start,
  clinicalEnd: row.clinical_end,
  authors: row.authors,
  performers: row.performers,
  references: row.refs,
  custodian: row.custodian,
});
