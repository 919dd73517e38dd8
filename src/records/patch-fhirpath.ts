/** Applies a FHIRPath Patch (R4 § 3.1.0.10.3) to a resource: all of its operations, or none. */
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { copyOf, type Refusal, refuse, TIME_UP } from '#fhir';
import type { Definitions } from '#validation';
import {
  isHeld,
  isHolder,
  itemsOf,
  type Place,
  plainName,
  removeAt,
  setBeside,
  setItems,
  spotOf,
  valueAt,
  withinOf,
} from './patch-element.ts';
import { nestedTooDeep, PATCH_OPERATIONS_MAX, patchTooCostly } from './patch-limits.ts';
import { BARRED_FUNCTIONS, type PathTime, pathTime, placesOf } from './patch-places.ts';
import {
  append,
  type Element,
  type Given,
  givenIn,
  memberOf,
  type Part,
  plainOf,
  put,
  putItem,
} from './patch-value.ts';

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
  readonly place: Place;
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
    const outcome = applyOne(definitions, resource, operation, time);
    if (outcome !== 'done') return REFUSALS[outcome](index);
  }
  return nestedTooDeep(resource, original.resourceType) ?? resource;
}

type Outcome = 'done' | 'malformed' | 'missing' | 'existing' | 'costly';

function applyOne(definitions: Definitions, resource: Resource, operation: Operation, time: PathTime): Outcome {
  const { type, path } = operation;
  const places = placesOf(resource, path, time);
  if (places === TIME_UP) return 'costly';
  if (type === 'insert' || type === 'move') {
    const place = listAround(places);
    const isFirst = type === 'insert' && operation.index === 0 && places?.length === 0;
    if (place === undefined) return isFirst ? insertFirst({ definitions, resource, operation }, time) : 'missing';
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
  if (type === 'replace') return replace(patching);
  if (place.length === 0) return 'malformed';
  removeAt(resource, place);
  return 'done';
}

function add({ definitions, resource, operation, place }: Patching): Outcome {
  const { name = '', value } = operation;
  if (value === undefined) return 'malformed';
  const around = elementOf({ definitions, resource, place });
  const { key, list, known } = memberOf(around, name, value.type);
  if (!known) return 'malformed';
  const element = { ...around, names: [...around.names, key] };
  const within = withinOf(resource, place);
  const holder = valueAt(resource, within) ?? {};
  if (!isHolder(holder)) return 'missing';
  if (!list && isHeld(holder, key)) return 'existing';
  const isPut = list ? append(value, holder, key, element) : put(value, holder, key, element);
  if (within !== place) setBeside(resource, place, holder);
  return done(isPut);
}

function replace({ definitions, resource, operation, place }: Patching): Outcome {
  const { path, value } = operation;
  if (place.length === 0 || value === undefined) return 'malformed';
  const { holder, key, index } = spotOf(resource, place);
  const element = elementOf({ definitions, resource, place });
  if (index !== undefined) return done(putItem(value, { holder, key, index, instead: 1 }, element));
  const base = path.split('.').at(-1) ?? '';
  const choice = key !== base && key.startsWith(base);
  if (choice) removeAt(resource, place);
  return done(put(value, holder, choice ? `${base}${value.type}` : key, element));
}

function insert({ definitions, resource, operation, place }: Patching): Outcome {
  const { holder, key } = spotOf(resource, place);
  const { index = -1, value } = operation;
  if (value === undefined || index < 0 || index > itemsOf(holder, key).length) return 'missing';
  return done(putItem(value, { holder, key, index, instead: 0 }, elementOf({ definitions, resource, place })));
}

/** A list that is not there has no place of its own: its first item is added to what it belongs to. */
function insertFirst({ definitions, resource, operation }: Omit<Patching, 'place'>, time: PathTime): Outcome {
  const [, around = '', name = ''] = /^(.+)\.([A-Za-z]+)$/.exec(operation.path) ?? [];
  const places = around === '' ? undefined : placesOf(resource, around, time);
  if (places === TIME_UP) return 'costly';
  const [place, ...others] = places ?? [];
  if (place === undefined || others.length > 0) return 'missing';
  const { list } = memberOf(elementOf({ definitions, resource, place }), name, operation.value?.type ?? '');
  return list ? add({ definitions, resource, operation: { ...operation, name }, place }) : 'missing';
}

function move({ resource, operation, place }: Patching): Outcome {
  const { holder, key } = spotOf(resource, place);
  const items = itemsOf(holder, key);
  const { source = -1, destination = -1 } = operation;
  if (source < 0 || source >= items.length || destination < 0 || destination >= items.length) return 'missing';
  items.splice(destination, 0, ...items.splice(source, 1));
  setItems(holder, key, items);
  return 'done';
}

const done = (isPut: boolean): Outcome => (isPut ? 'done' : 'malformed');

/** The place of the list whose items stand at these places. */
const listAround = ([first = []]: readonly Place[] = []): Place | undefined =>
  typeof first.at(-1) === 'number' ? first.slice(0, -1) : undefined;

/** What R4 calls that which stands at a place. */
function elementOf({ definitions, resource, place }: Omit<Patching, 'operation'>): Element {
  const { from, steps } = typeAround(resource, place);
  return { definitions, from, names: steps.filter((step) => typeof step === 'string').map(plainName) };
}

/** The innermost resource around a place, and the steps from there. */
function typeAround(resource: Resource, place: Place): { from: string; steps: Place } {
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

const existing = (index: number): Refusal =>
  refuse(400, {
    code: 'patch-operation-malformed',
    type: 'invalid',
    ja: `${index + 1} 番目の操作の add が足そうとする要素は一つだけのもので、すでにあります。変えるには replace で、その要素までを path に書いてください。`,
    en: 'the element that the operation adds exists already and does not repeat; use `replace`, with the `path` of the element itself',
    expression: `Parameters.parameter[${index}]`,
    spec: 'https://hl7.org/fhir/R4/fhirpatch.html',
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

const REFUSALS = { malformed, existing, missing, costly } as const;
