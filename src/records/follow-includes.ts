/** What `_include` and `_revinclude` add to the matches: only what may be seen, and never by way of what may not. */
import type { Permit } from '#consent';
import {
  type Include,
  isRefusal,
  parseReference,
  type Refusal,
  refuse,
  type SearchParameter,
  type SearchQuery,
} from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { House } from '#visit';
import { PLAIN_SEARCH } from './plain-search.ts';
import { referencesAt } from './references-at.ts';

/** Resources that one answer may add; a search that would add more is refused, since none is left out in silence. */
const INCLUDED_MAX = 5_000;
/** What refers to so many is looked for at once. */
const REFERENCES_AT_ONCE = 200;

interface Shelves extends Pick<House, 'store' | 'parameters' | 'servedTypes'> {
  /** The rows without what is withheld of them: it leads nowhere. */
  withhold(rows: readonly Stored[]): Promise<Stored[]>;
}

/** The included resources, each once and none that is a match. */
export async function followIncludes(
  house: Shelves,
  permit: Permit,
  { includes, revincludes }: SearchQuery,
  matches: readonly Stored[],
): Promise<Stored[] | Refusal> {
  const known = new Set(matches.flatMap((row) => [nameOf(row), placeOf(row)]));
  const included: Stored[] = [];
  let from = matches;
  for (let round = 0; from.length > 0; round += 1) {
    const followed = (list: readonly Include[]) => list.filter(({ iterate }) => round === 0 || iterate);
    const leading = includes.length === 0 ? [] : await house.withhold(from);
    const { current, versions } = await referredTo(house, permit, targetsOf(house, followed(includes), leading), known);
    const backward: Stored[] = [];
    for (const include of followed(revincludes)) {
      const found = await referring(house, permit, include, { rows: from, known });
      if (isRefusal(found)) return found;
      backward.push(...found);
    }
    // A version beside the resource itself is another one; the resource is there once, as it was found.
    from = [
      ...[...current, ...backward].filter((row) => isFresh(known, [nameOf(row), placeOf(row)])),
      ...versions.filter((row) => isFresh(known, [placeOf(row)])),
    ];
    included.push(...from);
    if (included.length > INCLUDED_MAX) return tooManyIncluded();
  }
  return included;
}

const nameOf = ({ type, id }: Pick<Stored, 'type' | 'id'>): string => `${type}/${id}`;

/** A version is a resource of its own: who refers to that is shown that (R4 § 3.1.1.5.4). */
const placeOf = (row: Stored): string => `${nameOf(row)}/_history/${row.version}`;

/** Whether nothing is known yet under any of the names; from now on all of them are. */
function isFresh(known: Set<string>, names: readonly string[]): boolean {
  const fresh = names.every((name) => !known.has(name));
  for (const name of names) known.add(name);
  return fresh;
}

/** What may be seen of those that are not known: what is there now, and the versions that are named. */
async function referredTo(
  { store }: Shelves,
  permit: Permit,
  references: readonly string[],
  known: ReadonlySet<string>,
): Promise<{ readonly current: readonly Stored[]; readonly versions: readonly Stored[] }> {
  const unknown = references.filter((reference) => !known.has(reference));
  const isVersioned = (reference: string) => reference.includes('/_history/');
  const { true: versioned = [], false: plain = [] } = Object.groupBy(unknown, (one) => `${isVersioned(one)}`);
  const [current, versions] = await Promise.all([
    store.readMany(permit, plain),
    versioned.length === 0 ? [] : store.readVersions(permit, versioned),
  ]);
  return { current, versions: versions.filter(({ deleted }) => !deleted) };
}

function targetsOf(house: Shelves, includes: readonly Include[], rows: readonly Stored[]): string[] {
  const wanted = includes.flatMap((include) =>
    rows
      .filter((row) => include.type === '*' || row.type === include.type)
      .flatMap((row) =>
        parametersOf(house, include, row.type).flatMap((p) => referencesAt(resourceOf(row), p.expression)),
      )
      .filter((reference) => include.target === undefined || parseReference(reference)?.type === include.target),
  );
  return [...new Set(wanted)];
}

function parametersOf({ parameters }: Shelves, { parameter }: Include, type: string): readonly SearchParameter[] {
  return parameter ? [parameter] : [...parameters.of(type).values()].filter((one) => one.type === 'reference');
}

/** What refers to these rows; of what is `known`, none is one too many. */
async function referring(
  house: Shelves,
  permit: Permit,
  include: Include,
  { rows, known }: { readonly rows: readonly Stored[]; readonly known: ReadonlySet<string> },
): Promise<readonly Stored[] | Refusal> {
  const references = rows.filter(({ type }) => include.target === undefined || type === include.target).map(nameOf);
  if (references.length === 0) return [];
  const types = include.type === '*' ? house.servedTypes : [include.type];
  const parameters = types.flatMap((type) => parametersOf(house, include, type));
  const found = new Map<string, Stored>();
  for (let start = 0; start < references.length; start += REFERENCES_AT_ONCE) {
    const some = references.slice(start, start + REFERENCES_AT_ONCE);
    const page = await house.store.search(permit, {
      ...PLAIN_SEARCH,
      types,
      condition: { op: 'refers', types, parameters, references: some },
      count: INCLUDED_MAX + known.size + 1,
    });
    if (isRefusal(page)) return page;
    for (const row of page.rows) found.set(nameOf(row), row);
    if (found.size > INCLUDED_MAX + known.size) return tooManyIncluded();
  }
  return [...found.values()];
}

const tooManyIncluded = (): Refusal =>
  refuse(400, {
    code: 'includes-too-many',
    type: 'too-costly',
    ja: `_include・_revinclude で加わるものが ${INCLUDED_MAX} 件を超えます。_count を小さくするか、条件を絞ってください。`,
    en: `more than ${INCLUDED_MAX} resources would be included; ask for smaller pages by \`_count\`, or narrow the search`,
    expression: 'http._include',
  });
