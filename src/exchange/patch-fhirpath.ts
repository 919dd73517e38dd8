/** Applies a FHIRPath Patch (R4 § 3.1.0.10.3) to a resource: all of its operations, or none. */
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { copyOf, type Refusal, refuse } from '#fhir';
import type { Definitions } from '#validation';
import { elementAt } from './element-list.ts';
import { placesOf, type Step, valueAt } from './patch-places.ts';

interface Operation {
  readonly type: string;
  readonly path: string;
  readonly name: string | undefined;
  readonly value: unknown;
  /** The type in the name of the value, e.g. `String` of `valueString`. */
  readonly valueType: string;
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
  for (const [index, one] of given.entries()) {
    const operation = one?.name === 'operation' ? readOperation(one) : undefined;
    if (operation === undefined) return malformed(index);
    const done = applyOne(definitions, resource, operation);
    if (done !== 'done') return REFUSALS[done](index);
  }
  return resource;
}

type Outcome = 'done' | 'malformed' | 'missing';

function applyOne(definitions: Definitions, resource: Resource, operation: Operation): Outcome {
  const { type, path } = operation;
  if (type === 'insert' || type === 'move') {
    const list = listAt(resource, path);
    return list === undefined ? 'missing' : type === 'insert' ? insert(list, operation) : move(list, operation);
  }
  const places = placesOf(resource, path);
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
  const { name = '', value, valueType } = operation;
  const parent = valueAt(resource, place);
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) return 'missing';
  const { from, steps } = typeAround(resource, place);
  const found = elementAt(definitions, from, [...steps.filter((step) => typeof step === 'string'), name]);
  if (found === undefined) return 'malformed';
  const key = found.choice && found.definition.path?.endsWith(`.${name}[x]`) ? `${name}${valueType}` : name;
  const target = parent as Record<string, unknown>;
  if (found.list) {
    const list = target[key] ?? [];
    if (!Array.isArray(list)) return 'malformed';
    target[key] = [...list, value];
    return 'done';
  }
  if (Object.hasOwn(target, key)) return 'malformed';
  target[key] = value;
  return 'done';
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

function replace({ resource, operation, place }: Patching): Outcome {
  const container = valueAt(resource, place.slice(0, -1)) as Record<Step, unknown>;
  const last = place.at(-1);
  if (last === undefined) return 'malformed';
  const base = operation.path.split('.').at(-1) ?? '';
  const choice = typeof last === 'string' && last !== base && last.startsWith(base);
  if (choice) delete container[last];
  container[choice ? `${base}${operation.valueType}` : last] = operation.value;
  return 'done';
}

function insert(list: unknown[], { index = -1, value }: Operation): Outcome {
  if (index < 0 || index > list.length) return 'missing';
  list.splice(index, 0, value);
  return 'done';
}

function move(list: unknown[], { source = -1, destination = -1 }: Operation): Outcome {
  if (source < 0 || source >= list.length || destination < 0 || destination >= list.length) return 'missing';
  list.splice(destination, 0, ...list.splice(source, 1));
  return 'done';
}

/** The list whose items the path leads to. */
function listAt(resource: Resource, path: string): unknown[] | undefined {
  const [first] = placesOf(resource, path) ?? [];
  const list = first === undefined ? undefined : valueAt(resource, first.slice(0, -1));
  return Array.isArray(list) ? list : undefined;
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
  const named = (name: string): Record<string, unknown> | undefined =>
    part.find((one) => one?.name === name) as Record<string, unknown> | undefined;
  const text = (name: string) => valueIn(named(name))?.value;
  const { value, type: valueType = '' } = valueIn(named('value')) ?? {};
  const whole = (name: string) => (Number.isInteger(text(name)) ? (text(name) as number) : undefined);
  const [type, path, name] = [text('type'), text('path'), text('name')];
  if (typeof type !== 'string' || typeof path !== 'string' || !Object.hasOwn(NEEDED, type)) return undefined;
  if (name !== undefined && (typeof name !== 'string' || !/^[A-Za-z]+$/.test(name))) return undefined;
  const [index, source, destination] = ['index', 'source', 'destination'].map(whole);
  const operation: Operation = { type, path, name, value, valueType, index, source, destination };
  return NEEDED[type]?.every((key) => operation[key] !== undefined) ? operation : undefined;
}

/** The value of a part; one without a type of its own is made of its parts. */
function valueIn(part: Record<string, unknown> | undefined): { value: unknown; type: string } | undefined {
  const key = Object.keys(part ?? {}).find((name) => /^value[A-Z]/.test(name));
  if (part === undefined) return undefined;
  if (key !== undefined) return { value: part[key], type: key.slice('value'.length) };
  const inner = part['part'];
  if (!Array.isArray(inner)) return undefined;
  const entries = inner.flatMap((one: Record<string, unknown>): [string, unknown][] => {
    const value = valueIn(one)?.value;
    return value === undefined ? [] : [[String(one['name']), value]];
  });
  return { value: Object.fromEntries(entries), type: '' };
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

const REFUSALS = { malformed, missing } as const;
