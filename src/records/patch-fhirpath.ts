/** Applies a FHIRPath Patch (R4 § 3.1.0.10.3) to a resource: all of its operations, or none. */
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { copyOf, type Refusal, refuse, TIME_UP } from '#fhir';
import type { Definitions } from '#validation';
import { PATCH_OPERATIONS_MAX, patchTooCostly } from './patch-limits.ts';
import { BARRED_FUNCTIONS, type PathTime, pathTime, placesOf, type Step, valueAt } from './patch-places.ts';
import { type Element, type Given, givenIn, memberOf, type Part, plainOf, put } from './patch-value.ts';

interface Operation {
  readonly type: string;
  readonly path: string;
  readonly name: string | undefined;
  readonly value: Given | undefined;
  readonly index: number | undefined;
  readonly source: number | undefined;
  readonly destination: number | undefined;
}

interface Patching {
  readonly definitions: Definitions;
  readonly resource: Resource;
  readonly operation: Operation;
  /** The steps to the one element that `path` leads to. */
  readonly place: readonly Step[];
}

const NEEDED: Readonly<Record<string, readonly (keyof Operation)[]>> = {
  add: ['name', 'value'],
  insert: ['value', 'index'],
  delete: [],
  replace: ['value'],
  move: ['source', 'destination'],
};

/** The patched copy; 422 with the place of the first operation that fails. */
export function applyFhirPathPatch(
  definitions: Definitions,
  original: Resource,
  parameters: Resource,
): Resource | Refusal {
  const resource = copyOf(original);
  const given = parameters.resourceType === 'Parameters' ? ((parameters as Parameters).parameter ?? []) : [];
  if (!Array.isArray(given) || given.length === 0) return malformed(0);
  if (given.length > PATCH_OPERATIONS_MAX) return tooMany();
  const time = pathTime(given.length);
  for (const [index, one] of given.entries()) {
    const operation = one?.name === 'operation' ? readOperation(one) : undefined;
    if (operation === undefined) return malformed(index);
    const done = applyOne(definitions, resource, operation, time);
    if (done !== 'done') return REFUSALS[done](index);
  }
  return resource;
}

type Outcome = 'done' | 'malformed' | 'missing' | 'costly';

function applyOne(definitions: Definitions, resource: Resource, operation: Operation, time: PathTime): Outcome {
  const { type, path } = operation;
  const places = placesOf(resource, path, time);
  if (places === TIME_UP) return 'costly';
  if (type === 'insert' || type === 'move') {
    const place = listAround(resource, places);
    if (place === undefined) return 'missing';
    const patching = { definitions, resource, operation, place };
    return type === 'insert' ? insert(patching) : move(patching);
  }
  if (places === undefined) return 'missing';
  // What is not there is deleted already.
  if (places.length === 0 && type === 'delete') return 'done';
  const [place] = places;
  if (place === undefined || places.length > 1) return 'missing';
  const patching = { definitions, resource, operation, place };
  if (type === 'add') return add(patching);
  return type === 'delete' ? remove(patching) : replace(patching);
}

function add({ definitions, resource, operation, place }: Patching): Outcome {
  const { name = '', value } = operation;
  const parent = valueAt(resource, place);
  if (value === undefined || typeof parent !== 'object' || parent === null || Array.isArray(parent)) return 'missing';
  const around = elementOf({ definitions, resource, place });
  const { key, list, known } = memberOf(around, name, value.type);
  if (!known) return 'malformed';
  const element = { ...around, names: [...around.names, key] };
  const target = parent as Record<string, unknown>;
  if (Object.hasOwn(target, key) !== (list && Array.isArray(target[key]))) return 'malformed';
  if (!list) return put(value, target, key, element) ? 'done' : 'malformed';
  const items = (target[key] ?? []) as unknown[];
  target[key] = items;
  return put(value, items, items.length, element) ? 'done' : 'malformed';
}

function remove({ resource, place }: Pick<Patching, 'resource' | 'place'>): Outcome {
  const container = valueAt(resource, place.slice(0, -1));
  const last = place.at(-1);
  if (last === undefined) return 'malformed';
  if (!Array.isArray(container)) {
    delete (container as Record<string, unknown>)[last];
    return 'done';
  }
  container.splice(Number(last), 1);
  // FHIR knows no empty list.
  if (container.length === 0) remove({ resource, place: place.slice(0, -1) });
  return 'done';
}

function replace({ definitions, resource, operation, place }: Patching): Outcome {
  const { path, value } = operation;
  const container = valueAt(resource, place.slice(0, -1)) as Record<Step, unknown>;
  const last = place.at(-1);
  if (last === undefined || value === undefined) return 'malformed';
  const base = path.split('.').at(-1) ?? '';
  const choice = typeof last === 'string' && last !== base && last.startsWith(base);
  const element = elementOf({ definitions, resource, place });
  if (choice) delete container[last];
  return put(value, container, choice ? `${base}${value.type}` : last, element) ? 'done' : 'malformed';
}

function insert({ definitions, resource, operation, place }: Patching): Outcome {
  const list = valueAt(resource, place) as unknown[];
  const { index = -1, value } = operation;
  if (value === undefined || index < 0 || index > list.length) return 'missing';
  list.splice(index, 0, undefined);
  return put(value, list, index, elementOf({ definitions, resource, place })) ? 'done' : 'malformed';
}

function move({ resource, operation, place }: Patching): Outcome {
  const list = valueAt(resource, place) as unknown[];
  const { source = -1, destination = -1 } = operation;
  if (source < 0 || source >= list.length || destination < 0 || destination >= list.length) return 'missing';
  list.splice(destination, 0, ...list.splice(source, 1));
  return 'done';
}

/** The place of the list whose items stand at these places. */
function listAround(resource: Resource, [first]: readonly (readonly Step[])[] = []): readonly Step[] | undefined {
  const place = first?.slice(0, -1);
  return place !== undefined && Array.isArray(valueAt(resource, place)) ? place : undefined;
}

/** What R4 calls that which stands at a place. */
function elementOf({ definitions, resource, place }: Omit<Patching, 'operation'>): Element {
  const { from, steps } = typeAround(resource, place);
  return { definitions, from, names: steps.filter((step) => typeof step === 'string') };
}

/** The innermost resource around a place, and the steps from there. */
function typeAround(resource: Resource, place: readonly Step[]): { from: string; steps: readonly Step[] } {
  const at = place.findLastIndex((_, index) => {
    const node = valueAt(resource, place.slice(0, index + 1)) as { resourceType?: unknown } | undefined;
    return typeof node?.resourceType === 'string';
  });
  const inner = (at === -1 ? resource : valueAt(resource, place.slice(0, at + 1))) as Resource;
  return { from: inner.resourceType, steps: place.slice(at + 1) };
}

function readOperation({ part }: ParametersParameter): Operation | undefined {
  if (!Array.isArray(part)) return undefined;
  const named = (name: string): Given | undefined =>
    givenIn(part.find((one) => one?.name === name) as Part | undefined);
  const [type, path, name] = ['type', 'path', 'name'].map((one) => plainOf(named(one)));
  const whole = (one: string) => {
    const number = plainOf(named(one));
    return Number.isInteger(number) ? (number as number) : undefined;
  };
  if (typeof type !== 'string' || typeof path !== 'string' || !Object.hasOwn(NEEDED, type)) return undefined;
  if (name !== undefined && (typeof name !== 'string' || !/^[A-Za-z]+$/.test(name))) return undefined;
  const [index, source, destination] = ['index', 'source', 'destination'].map(whole);
  const operation: Operation = { type, path, name, value: named('value'), index, source, destination };
  return NEEDED[type]?.every((key) => operation[key] !== undefined) ? operation : undefined;
}

const malformed = (index: number): Refusal =>
  refuse(400, {
    code: 'patch-operation-malformed',
    type: 'invalid',
    ja: 'FHIRPath Patch の操作を読めません。operation の part に type（add、insert、delete、replace、move）、path と、それぞれに必要な name、value、index、source、destination を書いてください。',
    en: 'the operation is no FHIRPath Patch; give `type` (add, insert, delete, replace, move), `path`, and the `name`, `value`, `index`, `source` or `destination` that it needs',
    expression: `Parameters.parameter[${index}]`,
  });

const missing = (index: number): Refusal =>
  refuse(422, {
    code: 'patch-path-missing',
    type: 'not-found',
    ja: `${index + 1} 番目の操作の path が指すところが、一つに決まりません。`,
    en: 'the path of the operation does not lead to one place',
    expression: `Parameters.parameter[${index}]`,
  });

const costly = (index: number): Refusal =>
  patchTooCostly(`Parameters.parameter[${index}]`, {
    ja: `path が時間内に決まりません。${BARRED_FUNCTIONS.join('、')} は使わずに、Observation.note[0] のように場所を書いてください`,
    en: `its path does not lead anywhere in time; name the place, as in \`Observation.note[0]\`, without ${BARRED_FUNCTIONS.join(', ')}`,
  });

const tooMany = (): Refusal =>
  patchTooCostly(`Parameters.parameter[${PATCH_OPERATIONS_MAX}]`, {
    ja: `操作は ${PATCH_OPERATIONS_MAX} 個までです。分けて送ってください`,
    en: `there may be ${PATCH_OPERATIONS_MAX} operations; send them in parts`,
  });

const REFUSALS = { malformed, missing, costly } as const;
