/** Knows codes: which set they are in, what they are called. It works from loaded definitions alone, without a server. */
import { type Concepts, isAbstract, isInactive } from './concepts.ts';
import { isKnownWhole, matchesGrammar, nameInGrammar } from './grammars.ts';
import { folded } from './names.ts';
import type { Code, Membership, TerminologySource } from './source.ts';
import { cached, createWorld, type World } from './world.ts';

export interface Terminology {
  /** Is the code in the value set? A `code` element gives no system and is then looked for in any system of the set. */
  validateCode(valueSet: string, code: Code): Membership;
  /** The display and designations of a code, or why there are none. */
  lookup(system: string, code: string): Lookup;
  /** Is `display` one of the code's own names, in any language? Letter case and spaces do not count. */
  checkDisplay(system: string, code: string, display: string): Membership;
  /** Is the value set loaded at all? */
  knows(valueSet: string): boolean;
  /** What the operations of R4 work from; the four questions above are for validating, and fast. */
  readonly world: World;
}

export type Lookup =
  | {
      readonly found: 'concept';
      readonly display?: string;
      readonly names: readonly string[];
      /** Present and true where the code only groups others, or is no longer in use. */
      readonly abstract?: boolean;
      readonly inactive?: boolean;
    }
  | { readonly found: 'no-concept' }
  | { readonly found: 'unknown' };

/** Makes a terminology over loaded definitions. Sets and systems are compiled when first asked, and kept. */
export function createTerminology(source: TerminologySource): Terminology {
  const world = createWorld(source);
  const lookup = rememberingLookup((system, code) => lookUp(world.concepts(system), system, code));
  return {
    world,
    validateCode: (valueSet, code) => world.set(valueSet)(code),
    lookup,
    checkDisplay: (system, code, display) => compareDisplay(lookup(system, code), display),
    knows: cached((valueSet) => source.valueSet(valueSet) !== undefined),
  };
}

const LOOKUPS_MAX = 20_000;

/** The same few codes are asked for again and again. Codes come from callers, so the memory is emptied before it grows. */
function rememberingLookup(ask: Terminology['lookup']): Terminology['lookup'] {
  const memo = new Map<string, Lookup>();
  return (system, code) => {
    const key = `${system}|${code}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const answer = ask(system, code);
    if (memo.size >= LOOKUPS_MAX) memo.clear();
    memo.set(key, answer);
    return answer;
  };
}

function lookUp(concepts: Concepts | undefined, system: string, code: string): Lookup {
  const grammar = matchesGrammar(system, code);
  if (grammar === false) return { found: 'no-concept' };
  const concept = concepts?.get(code);
  if (concepts === undefined || concept === undefined) {
    if (grammar === true) return inGrammar(system, code);
    return concepts === undefined || concepts.absent || !concepts.complete
      ? { found: 'unknown' }
      : { found: 'no-concept' };
  }
  const { display, designation = [] } = concept.definition;
  const names = [display, ...designation.map(({ value }) => value)].filter((name) => name !== undefined);
  return {
    found: 'concept',
    ...(display === undefined ? {} : { display }),
    names,
    ...(isAbstract(concept, concepts) ? { abstract: true } : {}),
    ...(isInactive(concept, concepts) ? { inactive: true } : {}),
  };
}

/** A name of a grammar's code is a help to people, and not the only right one: no display is held against it. */
function inGrammar(system: string, code: string): Lookup {
  if (!isKnownWhole(system)) return { found: 'unknown' };
  const display = nameInGrammar(system, code);
  return { found: 'concept', ...(display === undefined ? {} : { display }), names: [] };
}

export function compareDisplay(lookup: Lookup, display: string): Membership {
  if (lookup.found !== 'concept' || lookup.names.length === 0) return 'unknown';
  if (lookup.names.includes(display)) return 'member';
  const wanted = folded(display);
  return lookup.names.some((name) => folded(name) === wanted) ? 'member' : 'not-member';
}
