/** FHIRPath Patch (R4 § 3.1.0.10.3) on a resource: all operations, or none. */
import { parseFhirPath, toTypedValue } from '@medplum/core';
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { type Refusal, refuse } from '#fhir';
import type { Definitions } from '#validation';
import { unfitting } from './json-patch.ts';
import { isListAt } from './list-elements.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resource is changed as JSON.
type Json = any;

interface Operation {
  readonly type: string;
  readonly path: string;
  readonly name?: string;
  readonly index?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly value?: Json;
}

/** The patched copy; 400 for what is no patch, 422 for one that does not fit the resource. */
export function applyFhirPathPatch(
  definitions: Pick<Definitions, 'structure'>,
  resource: Resource,
  patch: Parameters,
): Resource | Refusal {
  const copy = structuredClone(resource);
  for (const [index, parameter] of (patch.parameter ?? []).entries()) {
    const operation = readOperation(parameter);
    if (!operation) return malformed(index);
    if (!applied(definitions, copy, operation)) return unfitting(index, operation.path);
  }
  return copy;
}

const valueIn = (parameter: ParametersParameter): Json => {
  const [, value] = Object.entries(parameter).find(([key]) => key.startsWith('value')) ?? [];
  if (value !== undefined || parameter.part === undefined) return value;
  // An element without a data type of its own is written part by part; what is repeated is a list.
  const parts = Map.groupBy(parameter.part, ({ name }) => name ?? '');
  return Object.fromEntries(
    [...parts].map(([name, [first, ...more]]) => [
      name,
      first && more.length === 0
        ? valueIn(first)
        : [first, ...more].flatMap((part) => (part === undefined ? [] : [valueIn(part)])),
    ]),
  );
};

function readOperation({ name, part = [] }: ParametersParameter): Operation | undefined {
  if (name !== 'operation') return undefined;
  const given = Object.fromEntries(part.map((one) => [one.name, valueIn(one)])) as Record<string, Json>;
  const { type, path } = given;
  const needed = NEEDED[String(type)];
  if (!needed || typeof path !== 'string' || needed.some((key) => given[key] === undefined)) return undefined;
  try {
    parseFhirPath(path);
  } catch {
    return undefined;
  }
  return given as unknown as Operation;
}

/** What each operation must be told beside its path. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  add: ['name', 'value'],
  insert: ['index', 'value'],
  delete: [],
  replace: ['value'],
  move: ['source', 'destination'],
};

function applied(definitions: Pick<Definitions, 'structure'>, resource: Resource, operation: Operation): boolean {
  const { type, path, name = '', value } = operation;
  const places = placesOf(resource, path);
  if (type === 'insert' || type === 'move') return changeList(resource, listOf(places), operation);
  const [place, ...more] = places;
  if (type === 'delete' && !place) return true;
  if (!place || more.length > 0) return false;
  if (type === 'add') {
    const element = at(resource, place);
    if (typeof element !== 'object' || name === '' || name === '__proto__') return false;
    const isList = isListAt(definitions, resource.resourceType, [...place, name]);
    if (isList) element[name] = [...(element[name] ?? []), value];
    else if (element[name] !== undefined) return false;
    else element[name] = value;
    return true;
  }
  const last = place.at(-1);
  const parent = at(resource, place.slice(0, -1));
  if (last === undefined) return false;
  if (type === 'replace') parent[last] = value;
  else removeAt(resource, place);
  return true;
}

/** FHIR has no empty lists and no empty elements: what becomes empty goes too. */
function removeAt(resource: Resource, place: readonly (string | number)[]): void {
  const last = place.at(-1);
  if (last === undefined) return;
  const parent = at(resource, place.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  if (Object.keys(parent).length === 0) removeAt(resource, place.slice(0, -1));
}

/** The list whose members these places are. */
function listOf(places: readonly Place[]): Place | undefined {
  const [first] = places;
  return typeof first?.at(-1) === 'number' ? first.slice(0, -1) : first;
}

function changeList(resource: Resource, place: Place | undefined, operation: Operation): boolean {
  const list = place && at(resource, place);
  if (!Array.isArray(list)) return false;
  const { type, index = 0, source = 0, destination = 0, value } = operation;
  const isIn = (n: number, most: number) => Number.isInteger(n) && n >= 0 && n <= most;
  if (type === 'insert') {
    if (!isIn(index, list.length)) return false;
    list.splice(index, 0, value);
    return true;
  }
  if (!isIn(source, list.length - 1) || !isIn(destination, list.length - 1)) return false;
  const [moved] = list.splice(source, 1);
  list.splice(destination, 0, moved);
  return true;
}

type Place = readonly (string | number)[];

/** Where the expression leads, as steps from the resource. */
function placesOf(resource: Resource, path: string): Place[] {
  const root = toTypedValue(resource);
  const found = parseFhirPath(path).eval({ variables: { '%resource': root } }, [root]) as { path?: string }[];
  return found.flatMap((one) => {
    const steps = (one.path ?? '')
      .split(/[.[\]]/)
      .filter(Boolean)
      .slice(1);
    return one.path === undefined && found.length > 0 && !isRoot(path, resource) ? [] : [steps.map(step)];
  });
}

const isRoot = (path: string, { resourceType }: Resource): boolean => path === resourceType || path === '%resource';
const step = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

const at = (resource: Resource, place: Place): Json =>
  place.reduce<Json>((node, name) => (node === undefined || node === null ? undefined : node[name]), resource);

const malformed = (index: number): Refusal =>
  refuse(400, {
    code: 'patch-malformed',
    type: 'structure',
    ja: 'FHIRPath Patch として読めません。operation の part に type、path と、種類ごとに必要なもの（name、value、index、source、destination）を書いてください。',
    en: 'this is no FHIRPath Patch; give each operation `type`, `path` and what its type needs of `name`, `value`, `index`, `source`, `destination`',
    expression: `Parameters.parameter[${index}]`,
  });
