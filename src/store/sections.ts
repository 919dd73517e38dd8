/** Draws from a document its sections, with what each is found by. */
import type { Composition, CompositionSection, Resource } from '@medplum/fhirtypes';
import { bareSection, type Section, sectionsOf, sectionsOfDocument } from '#consent';
import type { SearchParameter, SearchParameters } from '#fhir';
import { indexValuesOf } from './index-values.ts';
import type { Stored } from './row.ts';
import type { SectionRow } from './section-row.ts';

/** What one section is found by, as keys and as the codes of the parameters that find something in it. */
interface Found {
  readonly keys: readonly string[];
  readonly params: readonly string[];
}

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
    return sectionsOfDocument(resource, custodian, members)?.map((section) => rowOf(section, NOTHING, NOTHING)) ?? null;
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
function sectionAt({ section = [] }: Pick<Composition, 'section'>, [first, ...rest]: readonly number[]) {
  let found = first === undefined ? undefined : section[first];
  for (const index of rest) found = found?.section?.[index];
  return found;
}

function rowOf({ path, withholding, entries, facts, labelled }: Section, whole: Found, bare: Found): SectionRow {
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
    labelled,
  };
}
