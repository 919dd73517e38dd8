/** What a document or a Composition is explained by: it is seen only with all that it cannot be without. */
import { explainPart, type Permit } from '#consent';
import { factsOfSection, resourceOf, type SectionRow, type Stored } from '#store';
import { type House, versioned } from '#visit';
import { type Told, toldOf, withoutOthers } from './explained-view.ts';

/** The sections that it must show, and what these list, or all of its parts where nothing is known of its sections. */
export interface Needed {
  readonly sections: readonly SectionRow[];
  readonly parts: readonly Stored[];
}

const NOTHING: Needed = { sections: [], parts: [] };

/** What each of the rows needs; `own` shows what the person who is told may see. */
export async function neededBy(
  { store }: House,
  own: Permit,
  rows: readonly Stored[],
): Promise<ReadonlyMap<Stored, Needed>> {
  const wholes = rows.filter(({ type, members }) => type === 'Composition' || members.length > 0);
  if (wholes.length === 0) return new Map();
  const signed = await store.signedAmong(own, wholes.map(nameOf));
  const isWhole = (row: Stored) => signed.has(nameOf(row));
  const listed = wholes.map((row) => {
    const sections = (row.sections ?? []).filter(({ withholding }) => withholding === 'required' || isWhole(row));
    const entries = row.sections === null ? row.members : sections.flatMap((section) => section.entries);
    return { row, sections, entries: [...new Set(entries)] };
  });
  const wanted = [...new Set(listed.flatMap(({ entries }) => entries))];
  const versions = await store.readPartVersions(own, wanted.filter(isVersioned));
  const current = await store.readMany(
    own,
    wanted.filter((entry) => !isVersioned(entry)),
  );
  const found = new Map<string, Stored>([
    ...versions.map((part) => [versioned(part), part] as const),
    ...current.map((part) => [nameOf(part), part] as const),
  ]);
  return new Map(
    listed.map(({ row, sections, entries }) => [
      row,
      { sections, parts: entries.flatMap((entry) => found.get(entry) ?? []) },
    ]),
  );
}

const nameOf = ({ type, id }: Stored): string => `${type}/${id}`;
const isVersioned = (reference: string): boolean => reference.includes('/_history/');

/** What is told of the row with what it needs: the first of all that is not seen decides. */
export function toldOfWhole(
  permit: Permit,
  row: Stored,
  person: string,
  {
    needed = NOTHING,
    read = () => resourceOf(row),
  }: { needed?: Needed | undefined; read?: () => ReturnType<typeof resourceOf> },
): Told | undefined {
  if (permit.own.includes(row.custodian ?? '')) return toldOf(permit, row, person, read);
  const isDocument = row.members.length > 0;
  const own = isDocument ? [] : [toldOf(permit, row, person, read)];
  const parts = needed.parts.map((part) => ({ part, told: toldOf(permit, part, person) }));
  const sections = needed.sections.map((section) =>
    withoutOthers(explainPart(permit, factsOfSection(section), section.labelled), person),
  );
  const hidden = [...own, ...parts.map(({ told }) => told), ...sections].find((told) => !told.permit);
  const about = parts.find(({ part }) => part.facts.patients.includes(person))?.told;
  return hidden ?? (isDocument ? about : own[0]);
}
