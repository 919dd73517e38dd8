/** Lists the codes of a value set: every include worked out, what is excluded left out, each code once. */
import type {
  ValueSet,
  ValueSetComposeInclude,
  ValueSetComposeIncludeConcept,
  ValueSetExpansionContains,
} from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import { compileParts, compileValueSet, type Member, systemOf } from './compose.ts';
import { type Concept, type Concepts, isAbstract, isInactive } from './concepts.ts';
import { passesFilter } from './filter-concepts.ts';
import { matchesGrammar } from './grammars.ts';
import { unlistable } from './refusals.ts';
import type { World } from './world.ts';

/** One code of a set, with where it comes from. */
export interface Item {
  readonly system: string;
  readonly code: string;
  readonly abstract: boolean;
  readonly inactive: boolean;
  readonly concept?: Concept;
  readonly concepts?: Concepts;
  /** As the value set itself lists it, with names of its own. */
  readonly listed?: ValueSetComposeIncludeConcept;
}

export interface Listing {
  readonly items: readonly Item[];
  /** Code systems of which only a part is loaded, so that more codes may belong. */
  readonly parts: readonly string[];
}

/** Every code that is looked at on the way counts, so that a small set of large ones stays bounded. */
export const CODES_LOOKED_AT_MAX = 1_000_000;

/** The codes of a set in the order of its includes. Refused where nobody here can list them. */
export function listCodes(set: ValueSet, world: World): Listing | Refusal {
  return new Lister(world).list(set);
}

class Lister {
  readonly #world: World;
  readonly #parts = new Set<string>();
  readonly #open = new Set<string>();
  #looked = 0;

  constructor(world: World) {
    this.#world = world;
  }

  list(set: ValueSet): Listing | Refusal {
    const items = this.#itemsOf(set);
    return isRefusal(items) ? items : { items, parts: [...this.#parts] };
  }

  #itemsOf({ compose, expansion, url = '' }: ValueSet): Item[] | Refusal {
    if (compose === undefined) {
      if (expansion === undefined)
        return unlistable(url, 'compose も expansion もありません', 'it has neither compose nor expansion');
      return this.#given(expansion.contains ?? []);
    }
    const items = new Map<string, Item>();
    for (const part of compose.include ?? []) {
      const found = this.#partOf(part);
      if (isRefusal(found)) return found;
      for (const item of found) {
        const key = `${item.system}|${item.code}`;
        if (!items.has(key)) items.set(key, item);
      }
    }
    const kept =
      compose.inactive === false ? [...items.values()].filter(({ inactive }) => !inactive) : [...items.values()];
    const excludes = compose.exclude ?? [];
    // Each code is held against each part that is excluded.
    this.#count(kept.length * excludes.length);
    return excludes.length === 0 ? kept : this.#keep(kept, compileParts(excludes, this.#world), 'not-member');
  }

  #partOf(part: ValueSetComposeInclude): Item[] | Refusal {
    const [first, ...others] = part.valueSet ?? [];
    if (part.system !== undefined) {
      return this.#within(this.#ofSystem(part), part.valueSet ?? []);
    }
    if (first === undefined) return [];
    return this.#within(this.#imported(first), others);
  }

  #within(found: Item[] | Refusal, sets: readonly string[]): Item[] | Refusal {
    let items = found;
    for (const canonical of sets) {
      if (isRefusal(items)) return items;
      items = this.#keep(items, this.#member(canonical), 'member');
    }
    return items;
  }

  #member(canonical: string): Member {
    const set = this.#world.valueSet(canonical);
    return set === undefined ? () => 'unknown' : compileValueSet(set, this.#world);
  }

  #imported(canonical: string): Item[] | Refusal {
    const set = this.#world.valueSet(canonical);
    if (set === undefined) return unlistable(canonical, '読み込まれていません', 'it is not loaded');
    if (this.#open.has(canonical)) return unlistable(canonical, '自分自身を含んでいます', 'it includes itself');
    this.#open.add(canonical);
    const items = this.#itemsOf(set);
    this.#open.delete(canonical);
    return items;
  }

  #ofSystem(part: ValueSetComposeInclude): Item[] | Refusal {
    const { system, canonical } = systemOf(part);
    const concepts = this.#world.concepts(canonical);
    if (part.concept !== undefined)
      return this.#counted(part.concept).flatMap((listed) =>
        listed.code === undefined ? [] : listedItem(listed, listed.code, { system, concepts }),
      );
    if (concepts === undefined || concepts.absent) return this.#absent(system);
    if (!concepts.complete) this.#parts.add(versioned(concepts));
    const items: Item[] = [];
    for (const concept of this.#counted([...concepts.all()])) {
      const passed = (part.filter ?? []).map((one) => passesFilter(one, concept, concepts));
      if (passed.includes(false)) continue;
      if (passed.includes(undefined))
        return unlistable(system, '分からない絞り込みがあります', 'a filter of it is not understood');
      items.push(systemItem(concept, concepts));
    }
    return items;
  }

  #absent(system: string): Refusal {
    return matchesGrammar(system, '') === undefined
      ? unlistable(system, 'コード体系が読み込まれていません', 'the code system is not loaded')
      : unlistable(system, '文法で定められ、限りがありません', 'it is a grammar and has no end');
  }

  #given(contains: readonly ValueSetExpansionContains[]): Item[] {
    return this.#counted(contains).flatMap((one) => {
      const below = this.#given(one.contains ?? []);
      const { system = '', code, abstract = false, inactive = false } = one;
      if (code === undefined) return below;
      const concepts = this.#world.concepts(system);
      const concept = concepts?.get(code);
      const found = concepts === undefined || concept === undefined ? {} : { concept, concepts };
      const { display, designation } = one;
      const listed = { code, ...(display ? { display } : {}), ...(designation ? { designation } : {}) };
      return [{ system, code, abstract, inactive, listed, ...found }, ...below];
    });
  }

  #keep(items: readonly Item[], member: Member, wanted: 'member' | 'not-member'): Item[] | Refusal {
    const kept: Item[] = [];
    for (const item of this.#counted(items)) {
      const answer = member(item);
      if (answer === 'unknown')
        return unlistable(
          item.code,
          '他の値セットにあるかどうか分かりません',
          'whether another set has it cannot be told',
        );
      if (answer === wanted) kept.push(item);
    }
    return kept;
  }

  /** INVARIANT: no list is walked without being counted. */
  #counted<T>(list: readonly T[]): readonly T[] {
    this.#count(list.length);
    return list;
  }

  #count(codes: number): void {
    this.#looked += codes;
    if (this.#looked > CODES_LOOKED_AT_MAX) throw new TooManyCodes();
  }
}

/** Thrown and caught within one expansion. */
export class TooManyCodes extends Error {}

/** `system|version`, as an expansion names what it was made from. */
export const versioned = ({ url, system: { version } }: Concepts): string =>
  version === undefined ? url : `${url}|${version}`;

function listedItem(
  listed: ValueSetComposeIncludeConcept,
  code: string,
  { system, concepts }: { system: string; concepts: Concepts | undefined },
): Item[] {
  const concept = concepts?.get(code);
  return concepts === undefined || concept === undefined
    ? [{ system, code, abstract: false, inactive: false, listed }]
    : [{ ...systemItem(concept, concepts), system, listed }];
}

const systemItem = (concept: Concept, concepts: Concepts): Item => ({
  system: concepts.url,
  code: concept.code,
  abstract: isAbstract(concept, concepts),
  inactive: isInactive(concept, concepts),
  concept,
  concepts,
});
