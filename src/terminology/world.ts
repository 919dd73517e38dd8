/** Loaded code systems and value sets as other files ask for them: compiled when first asked, and kept. */
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { compileValueSet, type Member, type Neighbours } from './compose.ts';
import { type Concepts, indexConcepts } from './concepts.ts';
import type { Membership, TerminologySource } from './source.ts';

export interface World extends Neighbours {
  readonly source: TerminologySource;
  valueSet(canonical: string): ValueSet | undefined;
}

const MEMO_MAX = 5_000;

/** Makes the world of a source. `canonicalOf` may ask for another version of a code system than a value set does. */
export function createWorld(source: TerminologySource, canonicalOf = (canonical: string) => canonical): World {
  // One system answers to several canonicals, with and without a version: it is indexed once.
  const indexes = new WeakMap<CodeSystem, Concepts>();
  const concepts = cached((canonical: string): Concepts | undefined => {
    const system = source.codeSystem(canonicalOf(canonical));
    if (system === undefined) return undefined;
    const index = indexes.get(system) ?? indexConcepts(system, source.supplements?.(system.url ?? ''));
    indexes.set(system, index);
    return index;
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
  return { source, concepts, set: sets, valueSet: (canonical) => source.valueSet(canonical) };
}

export function cached<T>(make: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known as T;
    const made = make(key);
    // What nobody has loaded is named by callers, so the memory is emptied before it can grow without end.
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(key, made);
    return made;
  };
}

const KEPT_MAX = 20_000;

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
