/** Tells how two codes of one system stand to each other (R4 `$subsumes`). */
import type { Refusal } from '#fhir';
import { type Concepts, isBelow } from './concepts.ts';
import { codeAbsent, notLoaded, uncheckable } from './refusals.ts';
import type { World } from './world.ts';

export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

export interface Subsuming {
  readonly system: string;
  readonly version?: string | undefined;
  readonly codeA: string;
  readonly codeB: string;
}

/** How A stands to B. A hierarchy that groups, or lists parts, subsumes nothing. */
export function subsume({ system, version, codeA, codeB }: Subsuming, world: World): Subsumption | Refusal {
  const canonical = version === undefined ? system : `${system}|${version}`;
  const concepts = world.concepts(canonical);
  if (concepts === undefined || (version !== undefined && concepts.system.version !== version))
    return notLoaded('CodeSystem', canonical);
  for (const code of [codeA, codeB]) {
    if (concepts.get(code) !== undefined) continue;
    return concepts.complete && !concepts.absent ? codeAbsent(system, code) : uncheckable(code, system);
  }
  return compare(concepts, codeA, codeB);
}

function compare(concepts: Concepts, codeA: string, codeB: string): Subsumption {
  if (concepts.get(codeA)?.code === concepts.get(codeB)?.code) return 'equivalent';
  if ((concepts.system.hierarchyMeaning ?? 'is-a') !== 'is-a') return 'not-subsumed';
  if (isBelow(concepts, codeB, codeA)) return 'subsumes';
  return isBelow(concepts, codeA, codeB) ? 'subsumed-by' : 'not-subsumed';
}
