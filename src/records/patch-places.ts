/** Finds by a FHIRPath the places of a resource in its JSON, so that they can be changed. */
import { toTypedValue } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { COSTLY_FUNCTIONS, calls, spentSince, TIME_UP, withinTime } from '#fhir';
import { besideOf, type Place, valueAt, withinOf } from './patch-element.ts';
import { keyOf, pathWithPrimitives } from './patch-primitives.ts';

/** Time that is left for the paths of one patch; what they use is taken from it. */
export interface PathTime {
  milliseconds: number;
}

/** For all paths of one patch together, with a little more for each. */
export const pathTime = (paths: number): PathTime => ({ milliseconds: PATHS_MILLISECONDS_MAX + paths });

const PATHS_MILLISECONDS_MAX = 100;

/**
 * They may take for ever, or make ever larger values out of those that are there; none of them leads to an element. The last
 * two lead nowhere in the library: what they mean would be taken for what is not there.
 */
export const BARRED_FUNCTIONS: readonly string[] = [
  ...COSTLY_FUNCTIONS,
  'replace',
  'select',
  'combine',
  'children',
  'descendants',
];

type Places = readonly Place[];

/**
 * Where something stands: its steps from the resource; undefined where the expression cannot be read or leads to a value that
 * stands nowhere, `TIME_UP` where it takes too long.
 */
export function placesOf(resource: Resource, expression: string, time: PathTime): Places | undefined | typeof TIME_UP {
  if (time.milliseconds <= 0 || calls(expression, BARRED_FUNCTIONS)) return TIME_UP;
  const start = process.cpuUsage();
  try {
    return withinTime(time.milliseconds, () => find(resource, expression));
  } finally {
    time.milliseconds -= spentSince(start);
  }
}

function find(resource: Resource, expression: string): Places | undefined {
  try {
    const root = { ...toTypedValue(resource), path: resource.resourceType };
    // The function gives values without their places.
    const placed = expression.replace(/\bextension\(\s*('[^']*')\s*\)/g, 'extension.where(url=$1)');
    const found = pathWithPrimitives(placed).eval({ variables: {} }, [root]) as { path?: string }[];
    const places = found.map(({ path }) => (path === undefined ? undefined : stepsOf(resource, path)));
    return places.every((place) => place !== undefined) ? places : undefined;
  } catch {
    return undefined;
  }
}

/** `Patient.name[0].given[1]` as steps, with the names that JSON has for choices and for what stands beside primitives. */
function stepsOf(resource: Resource, path: string): Place | undefined {
  let place: Place = [];
  for (const [, name, index] of path.slice(resource.resourceType.length).matchAll(/\.([A-Za-z]+)|\[(\d+)\]/g)) {
    const within = index === undefined ? withinOf(resource, place) : place;
    const step = index === undefined ? keyOf(valueAt(resource, within), name ?? '') : Number(index);
    if (step === undefined) return undefined;
    place = [...within, step];
  }
  const isThere = [place, besideOf(place)].some((side) => valueAt(resource, side) !== undefined);
  return isThere ? place : undefined;
}
