/** Knows codes: which set they are in, what they are called. It works from loaded definitions alone, without a server. */

import { compileValueSet, type Member } from './compose.ts';
import { type Concepts, indexConcepts } from './concepts.ts';
import { matchesGrammar } from './grammars.ts';
import type { Code, Membership, TerminologySource } from './source.ts';

export interface Terminology {
  /** Is the code in the value set? A `code` element gives no system and is then looked for in any system of the set. */
  validateCode(valueSet: string, code: Code): Membership;
  /** The display and designations of a code, or why there are none. */
  lookup(system: string, code: string): Lookup;
  /** Is `display` one of the code's own names, in any language? Letter case and spaces do not count. */
  checkDisplay(system: string, code: string, display: string): Membership;
  /** Is the value set loaded at all? */
  knows(valueSet: string): boolean;
}

export type Lookup =
  | {
      readonly found: 'concept';
      readonly display?: string;
      readonly names: readonly string[];
    }
  | { readonly found: 'no-concept' }
  | { readonly found: 'unknown' };

const MEMO_MAX = 5_000;

/** Makes a terminology over loaded definitions. Sets and systems are compiled when first asked, and kept. */
export function createTerminology(source: TerminologySource): Terminology {
  const concepts = cached((canonical): Concepts | undefined => {
    const system = source.codeSystem(canonical);
    return system === undefined ? undefined : indexConcepts(system);
  });
  const sets = cached((canonical): Member => {
    const set = source.valueSet(canonical);
    return set === undefined ? () => 'unknown' : remembering(compileValueSet(set, { concepts, set: guarded }));
  });
  // A set that includes itself would never answer: the inner question is then left open.
  const asking = new Set<string>();
  function guarded(canonical: string): Member {
    return (code) => {
      if (asking.has(canonical)) return 'unknown';
      asking.add(canonical);
      try {
        return sets(canonical)(code);
      } finally {
        asking.delete(canonical);
      }
    };
  }
  const lookup = (system: string, code: string): Lookup => lookUp(concepts(system), system, code);
  return {
    validateCode: (valueSet, code) => sets(valueSet)(code),
    lookup,
    checkDisplay: (system, code, display) => compareDisplay(lookup(system, code), display),
    knows: cached((valueSet) => source.valueSet(valueSet) !== undefined),
  };
}

function lookUp(concepts: Concepts | undefined, system: string, code: string): Lookup {
  const grammar = matchesGrammar(system, code);
  if (grammar === false) return { found: 'no-concept' };
  const definition = concepts?.get(code)?.definition;
  if (definition === undefined) {
    return concepts === undefined || concepts.absent || !concepts.complete || grammar === true
      ? { found: 'unknown' }
      : { found: 'no-concept' };
  }
  const { display, designation = [] } = definition;
  const names = [display, ...designation.map(({ value }) => value)].filter((name) => name !== undefined);
  return {
    found: 'concept',
    ...(display === undefined ? {} : { display }),
    names,
  };
}

function compareDisplay(lookup: Lookup, display: string): Membership {
  if (lookup.found !== 'concept' || lookup.names.length === 0) return 'unknown';
  const wanted = folded(display);
  return lookup.names.some((name) => folded(name) === wanted) ? 'member' : 'not-member';
}

const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();

function cached<T>(make: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known as T;
    const made = make(key);
    kept.set(key, made);
    return made;
  };
}

function remembering(member: Member): Member {
  const memo = new Map<string, Membership>();
  return (code) => {
    const key = code.system === undefined ? `\n${code.code}` : `${code.system}|${code.code}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const answer = member(code);
    // Codes come from callers, so the memory is emptied before it can grow without end.
    if (memo.size >= MEMO_MAX) memo.clear();
    memo.set(key, answer);
    return answer;
  };
}
