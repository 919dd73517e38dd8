/** Asks of an element of a differential, and of one of a snapshot, whether it can be held to at all. */
import type { ElementDefinition } from '@medplum/fhirtypes';
import { FAULTS, type Fault, FaultFound, faultAt } from './fault.ts';
import type { Find } from './grower.ts';
import type { Growth } from './growth.ts';
import type { PathStep } from './path-steps.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

const FHIRPATH_TYPE = 'http://hl7.org/fhirpath/System.';

/** A differential may only narrow: the cardinality, and the types. Throws the fault where it widens. */
export function checkElement({ element: base, sliceName }: Growth, said: ElementDefinition, find: Find): void {
  const [min, max] = [said.min ?? base.min ?? 0, said.max ?? base.max ?? '*'];
  if (numberOf(max) < min) throw new FaultFound(FAULTS.cardinality(String(min), max));
  if (numberOf(max) > numberOf(base.max ?? '*')) throw new FaultFound(FAULTS.widened(`…${max}`, `…${base.max}`));
  const isSlice = sliceName !== undefined || said.sliceName !== undefined;
  if (!isSlice && min < (base.min ?? 0)) throw new FaultFound(FAULTS.widened(`${min}…`, `${base.min}…`));
  const allowed = (base.type ?? []).map(({ code = '' }) => code);
  // What FHIRPath calls a string, a profile may call a uri.
  const isOpen = allowed.length === 0 || allowed.some((code) => code.startsWith(FHIRPATH_TYPE));
  const foreign = isOpen ? undefined : said.type?.find(({ code = '' }) => !isAllowed(code, allowed, find));
  if (foreign !== undefined) throw new FaultFound(FAULTS.typeForeign(foreign.code ?? '', allowed.join(' | ')));
}

/** The type itself, or one that descends from it: a Patient where any resource may stand, an Age where a Quantity may. */
function isAllowed(code: string, allowed: readonly string[], find: Find): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = code; at !== undefined && !seen.has(at); ) {
    if (allowed.includes(at)) return true;
    seen.add(at);
    at = find(`${CORE}${at}`)?.baseDefinition?.slice(CORE.length);
  }
  // A type that is not loaded, or that FHIRPath knows by another name, is left to those who know it.
  return code.includes('/') || find(`${CORE}${code}`) === undefined;
}

interface SlicePlace {
  readonly sliced: Growth | undefined;
  readonly named: Set<string>;
  readonly steps: readonly PathStep[];
}

/** A new slice needs a slicing on its element, but for extensions and choices, which are always sliced; and a name of its own. */
export function checkSlice({ name, sliceName }: PathStep, { sliced, named, steps }: SlicePlace): void {
  if (sliceName === undefined || sliced === undefined) return;
  const id = steps.map((step) => `${step.name}:${step.sliceName ?? ''}`).join('.');
  if (named.has(id)) throw new FaultFound(FAULTS.sliceTwice(sliceName));
  named.add(id);
  const always = name.endsWith('[x]') || name === 'extension' || name === 'modifierExtension';
  const isAnnounced = sliced.element.slicing !== undefined || sliced.slices.some(({ element }) => element.slicing);
  if (!always && !isAnnounced) throw new FaultFound(FAULTS.sliceUnannounced(sliceName, sliced.element.path ?? name));
}

/** The first thing in a finished snapshot that no instance can be held to; undefined when it is sound. */
export function snapshotFault(elements: readonly ElementDefinition[]): Fault | undefined {
  const ids = new Set<string>();
  for (const { id, min = 0, max = '*', base, sliceName } of elements) {
    if (numberOf(max) < min) return faultAt(id, FAULTS.cardinality(String(min), max));
    if (numberOf(max) > numberOf(base?.max ?? '*')) return faultAt(id, FAULTS.widened(`…${max}`, `…${base?.max}`));
    if (id !== undefined && ids.has(id) && sliceName !== undefined) return faultAt(id, FAULTS.sliceTwice(sliceName));
    if (id !== undefined) ids.add(id);
  }
  return undefined;
}

const numberOf = (max: string): number => (max === '*' ? Number.POSITIVE_INFINITY : Number(max));
