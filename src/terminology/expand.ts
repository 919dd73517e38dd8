/** Expands a value set (R4 `$expand`): lists, narrows, pages and names its codes, and says what it was made from. */
import type {
  ValueSet,
  ValueSetExpansion,
  ValueSetExpansionContains,
  ValueSetExpansionParameter,
} from '@medplum/fhirtypes';
import { isRefusal, type Refusal, toJapanTime } from '#fhir';
import { type Description, describeItem, searchText } from './describe-item.ts';
import { CODES_LOOKED_AT_MAX, type Item, type Listing, listCodes, TooManyCodes, versioned } from './list-codes.ts';
import { foldedForSearch, languagesOf } from './names.ts';
import { nest } from './nest.ts';
import { tooCostly } from './refusals.ts';
import { type Versions, versionFault, worldWithVersions } from './system-versions.ts';
import type { World } from './world.ts';

/** The most codes that one answer lists. */
const EXPANSION_CODES_MAX = 10_000;

export interface Expanding extends Versions {
  readonly filter?: string;
  readonly offset?: number;
  readonly count?: number;
  readonly activeOnly?: boolean;
  /** False asks for the hierarchy; without it codes are a flat list. */
  readonly excludeNested?: boolean;
  readonly excludeNotForUI?: boolean;
  readonly includeDesignations?: boolean;
  /** Languages or `system|code` of uses that designations must have. */
  readonly designation?: readonly string[];
  readonly includeDefinition?: boolean;
  readonly displayLanguage?: string;
  readonly 'exclude-system'?: readonly string[];
  readonly property?: readonly string[];
}

/** What the answer says of itself that nobody can work out. */
export interface Stamp {
  readonly now: Date;
  readonly newId: () => string;
}

const UNCLOSED = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed';

/** The value set with its expansion. Refused when it cannot be listed, is too long, or is of other versions than asked. */
export function expand(set: ValueSet, asked: Expanding, world: World, stamp: Stamp): ValueSet | Refusal {
  const listing = listed(set, asked, world);
  if (isRefusal(listing)) return listing;
  const fault = versionFault(listing.items, asked);
  if (fault) return fault;
  const items = narrow(listing.items, asked);
  const { offset, count } = asked;
  const paged = offset !== undefined || count !== undefined;
  if (!paged && items.length > EXPANSION_CODES_MAX) return tooCostly(EXPANSION_CODES_MAX);
  const start = offset ?? 0;
  const page = items.slice(start, start + Math.min(count ?? EXPANSION_CODES_MAX, EXPANSION_CODES_MAX));
  const description: Description = {
    languages: languagesOf(asked.displayLanguage),
    designations: asked.includeDesignations === true || (asked.designation ?? []).length > 0,
    uses: asked.designation ?? [],
    properties: asked.property ?? [],
    setLanguage: set.language,
  };
  const described = page.map((item): [Item, ValueSetExpansionContains] => [item, describeItem(item, description)]);
  // R4: only a flat list has pages.
  const contains = asked.excludeNested === false && !paged ? nest(described) : described.map(([, one]) => one);
  const expansion: ValueSetExpansion = {
    ...(listing.parts.length === 0 ? {} : { extension: [{ url: UNCLOSED, valueBoolean: true }] }),
    identifier: `urn:uuid:${stamp.newId()}`,
    timestamp: toJapanTime(stamp.now),
    total: items.length,
    ...(paged ? { offset: start } : {}),
    parameter: parametersOf(asked, listing),
    ...(contains.length === 0 ? {} : { contains }),
  };
  return { ...headOf(set, asked.includeDefinition === true), expansion };
}

function listed(set: ValueSet, asked: Expanding, world: World): Listing | Refusal {
  const chosen = worldWithVersions(world, asked);
  if (isRefusal(chosen)) return chosen;
  const known = chosen === world ? KEPT.get(set) : undefined;
  if (known?.world === world) return known.listing;
  try {
    const listing = listCodes(set, chosen);
    if (chosen === world && !isRefusal(listing)) KEPT.set(set, { world, listing });
    return listing;
  } catch (error) {
    if (error instanceof TooManyCodes) return tooCostly(CODES_LOOKED_AT_MAX);
    throw error;
  }
}

/** Pages and searches ask for the same set again and again: its listing lives as long as the set does. */
const KEPT = new WeakMap<ValueSet, { readonly world: World; readonly listing: Listing }>();

function narrow(items: readonly Item[], asked: Expanding): readonly Item[] {
  const words = foldedForSearch(asked.filter ?? '')
    .split(' ')
    .filter((word) => word !== '');
  const excluded = (asked['exclude-system'] ?? []).map((one) => one.split('|', 1)[0]);
  if (words.length === 0 && excluded.length === 0 && !asked.activeOnly && !asked.excludeNotForUI) return items;
  return items.filter((item) => {
    if (asked.activeOnly && item.inactive) return false;
    if (asked.excludeNotForUI && item.abstract) return false;
    if (excluded.includes(item.system)) return false;
    if (words.length === 0) return true;
    const text = searchText(item);
    return words.every((word) => text.includes(word));
  });
}

const ECHOED = [
  'filter',
  'offset',
  'count',
  'activeOnly',
  'excludeNested',
  'excludeNotForUI',
  'includeDesignations',
  'includeDefinition',
  'displayLanguage',
  'designation',
  'property',
] as const;
const ECHOED_URIS = ['exclude-system', 'system-version', 'check-system-version', 'force-system-version'] as const;

/** What was asked for, and the versions that the codes were taken from. */
function parametersOf(asked: Expanding, { items }: Listing): ValueSetExpansionParameter[] {
  const echoed = ECHOED.flatMap((name) => [asked[name] ?? []].flat().map((value) => echo(name, value)));
  const uris = ECHOED_URIS.flatMap((name) => (asked[name] ?? []).map((valueUri) => ({ name, valueUri })));
  const used = new Set(items.flatMap(({ concepts }) => (concepts === undefined ? [] : [concepts])));
  return [...echoed, ...uris, ...[...used].map((concepts) => ({ name: 'version', valueUri: versioned(concepts) }))];
}

function echo(name: string, value: string | number | boolean): ValueSetExpansionParameter {
  if (typeof value === 'boolean') return { name, valueBoolean: value };
  if (typeof value === 'number') return { name, valueInteger: value };
  return name === 'displayLanguage' ? { name, valueCode: value } : { name, valueString: value };
}

function headOf(set: ValueSet, whole: boolean): ValueSet {
  const { expansion: _, meta: __, ...definition } = set;
  if (whole) return definition as ValueSet;
  const { resourceType, id, url, version, name, title, status, language } = set;
  const head = { resourceType, id, language, url, version, name, title, status: status ?? 'unknown' };
  return Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)) as unknown as ValueSet;
}
