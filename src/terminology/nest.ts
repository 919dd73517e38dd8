/** Puts the codes of an expansion below each other, as their code systems have them. */
import type { ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { Concepts } from './concepts.ts';
import type { Item } from './list-codes.ts';

/** A code stands below its nearest ancestor that is in the expansion; one of several parents is enough. */
export function nest(described: readonly (readonly [Item, ValueSetExpansionContains])[]): ValueSetExpansionContains[] {
  const present = new Map(described.map(([{ system, code }, one]) => [`${system}|${code}`, one]));
  const roots: ValueSetExpansionContains[] = [];
  for (const [item, one] of described) {
    const above = ancestorOf(item, present);
    if (above === undefined) roots.push(one);
    else above.contains = [...(above.contains ?? []), one];
  }
  return roots;
}

function ancestorOf(
  { system, code, concept, concepts }: Item,
  present: ReadonlyMap<string, ValueSetExpansionContains>,
): ValueSetExpansionContains | undefined {
  if (concept === undefined || concepts === undefined) return undefined;
  const seen = new Set([code]);
  let level: readonly string[] = concept.parents;
  while (level.length > 0) {
    for (const parent of level) {
      const found = present.get(`${system}|${parent}`);
      if (found !== undefined && !seen.has(parent) && !leadsBack(concepts, parent, code)) return found;
      seen.add(parent);
    }
    level = level.flatMap((parent) => concepts.get(parent)?.parents ?? []).filter((parent) => !seen.has(parent));
  }
  return undefined;
}

/** In a system with a circle a code could stand below itself, and then nowhere at all. */
function leadsBack(concepts: Concepts, from: string, code: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === code) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(concepts.get(next)?.parents ?? []));
  }
  return false;
}
