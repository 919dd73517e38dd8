/** Draws from a document its sections, with what each is found by. */
import type { Composition, CompositionSection, Resource } from '@medplum/fhirtypes';
import { bareSection, type LabelRules, type Section, sectionsOf, sectionsOfDocument } from '#consent';
import type { SearchParameter, SearchParameters } from '#fhir';
import { type IndexValues, indexValuesOf } from './index-values.ts';
import { factColumns, type StoredWithFacts } from './row.ts';
import type { SectionRow } from './section-row.ts';

/** What one section is found and sorted by. */
interface Found extends Pick<IndexValues, 'texts' | 'sorts'> {
  readonly keys: readonly string[];
}

/** Types whose rows have sections. */
export const SECTIONED_TYPES: readonly string[] = ['Composition', 'Bundle'];

/** What is known of a version besides its content: how it was labelled, and the sections that were drawn of it before. */
export type Whole = Pick<StoredWithFacts, 'custodian' | 'members' | 'labelled' | 'basis'> &
  Partial<Pick<StoredWithFacts, 'sections'>>;

/** What versions are indexed by, and what sections are labelled by. */
export interface Drawing {
  readonly parameters: SearchParameters;
  readonly labels: LabelRules | undefined;
}

/**
 * What the column holds for a version with this content; nothing for what has no sections. Of a version that other rules
 * labelled, the sections keep their labels too: who labels it anew looks for it by the version alone.
 */
export function drawSections(resource: Resource, whole: Whole, drawing: Drawing): SectionRow[] | null {
  const drawn = drawAnew(resource, whole, drawing);
  const { labelled, sections: known } = whole;
  if (labelled === (drawing.labels?.version ?? '') || drawn?.length !== known?.length) return drawn;
  return drawn?.map((row, index) => withLabelsOf(row, known?.[index])) ?? null;
}

function drawAnew(
  resource: Resource,
  { custodian, members, basis }: Whole,
  { parameters, labels: rules }: Drawing,
): SectionRow[] | null {
  if (resource.resourceType === 'Bundle' && members.length > 0) {
    const sections = sectionsOfDocument(resource, members, { custodian, rules });
    return sections?.map((section) => rowOf(section, NOTHING, NOTHING)) ?? null;
  }
  if (resource.resourceType !== 'Composition') return null;
  const looking = [...parameters.of('Composition').values()].filter(looksIntoSections);
  return sectionsOf(resource, { custodian, rules, basis }).map((section) =>
    rowOf(section, foundBy(resource, section, looking, 'whole'), foundBy(resource, section, looking, 'bare')),
  );
}

const withLabelsOf = (row: SectionRow, known: SectionRow = row): SectionRow => ({
  ...row,
  conf: known.conf,
  sens: known.sens,
  handling: known.handling,
  labelled: known.labelled,
});

/** Whether an expression may find something in the sections of a Composition. */
export const looksIntoSections = ({ expression }: Pick<SearchParameter, 'expression'>): boolean =>
  /\bsection\b|\b(?:descendants|children|repeat)\s*\(/.test(expression);

const NOTHING: Found = { keys: [], texts: {}, sorts: {} };

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
  const { keys, texts, sorts } = indexValuesOf({ ...EMPTY, section: [within] }, parameters);
  return { keys: keys.map(String), texts, sorts };
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
    words: whole.texts,
    sorts: whole.sorts,
    bare_keys: bare.keys,
    bare_words: bare.texts,
    bare_sorts: bare.sorts,
    type: facts.type,
    id: facts.id,
    ...factColumns(facts),
    custodian: facts.custodian,
    labelled,
  };
}
