/** Reads the parameters of an operation strictly: unknown names, wrong types and repetitions are refused, nothing is passed over. */
import type { Coding, Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import { parameterWrong } from './refusals.ts';

/** What a parameter is. `text` stands for code, string, uri and their like; `texts` may come several times. */
type Kind = 'text' | 'texts' | 'boolean' | 'count' | 'Coding' | 'CodeableConcept' | 'resource' | 'parts';

/** Name → kind. */
export type Shape = Readonly<Record<string, Kind>>;

interface ValueOf {
  text: string;
  texts: readonly string[];
  boolean: boolean;
  count: number;
  Coding: Coding;
  CodeableConcept: { readonly coding?: readonly Coding[] };
  resource: Resource;
  parts: readonly (readonly ParametersParameter[])[];
}

export type Asked<S extends Shape> = { readonly [K in keyof S]?: ValueOf[S[K]] };

/** The values by name, or what is wrong with the first that is wrong. */
export function readParameters<const S extends Shape>({ parameter = [] }: Parameters, shape: S): Asked<S> | Refusal {
  const found: Record<string, unknown> = {};
  if (!Array.isArray(parameter)) return parameterWrong('parameter', '配列で書いてください。', 'it must be an array');
  for (const one of parameter as readonly unknown[]) {
    const refusal = readOne(one, shape, found);
    if (refusal) return refusal;
  }
  return found as Asked<S>;
}

function readOne(one: unknown, shape: Shape, found: Record<string, unknown>): Refusal | undefined {
  const given = (typeof one === 'object' && one !== null ? one : {}) as ParametersParameter;
  const name = String(given.name ?? '');
  const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (kind === undefined) {
    const known = Object.keys(shape).join(', ');
    return parameterWrong(
      name,
      `ここでは使えません。使えるもの: ${known}`,
      `it is not served here; served are ${known}`,
    );
  }
  const value = valueGiven(given, kind);
  if (value === undefined)
    return parameterWrong(name, `値の型が違います（${EXPECTED[kind]}）。`, `its value must be ${EXPECTED[kind]}`);
  if (typeof value === 'string' && value.length > TEXT_CHARACTERS_MAX) return tooLong(name);
  if (kind === 'texts' || kind === 'parts') {
    const others = found[name] as unknown[] | undefined;
    if (kind === 'texts' && (others?.length ?? 0) >= TEXTS_MAX) return tooMany(name);
    if (others === undefined) found[name] = [value];
    else others.push(value);
    return undefined;
  }
  if (found[name] !== undefined) return parameterWrong(name, '一度だけ使えます。', 'it may be given once only');
  found[name] = value;
  return undefined;
}

/** Each text is held against each code, so neither their length nor their number is left open. */
const TEXT_CHARACTERS_MAX = 2_000;
const TEXTS_MAX = 100;

const tooLong = (name: string): Refusal =>
  parameterWrong(
    name,
    `${TEXT_CHARACTERS_MAX} 文字までです。`,
    `it may have ${TEXT_CHARACTERS_MAX} characters at most`,
  );

const tooMany = (name: string): Refusal =>
  parameterWrong(name, `${TEXTS_MAX} 回まで使えます。`, `it may be given ${TEXTS_MAX} times at most`);

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'code, string, uri',
  texts: 'code, string, uri',
  boolean: 'boolean',
  count: 'integer ≥ 0',
  Coding: 'Coding',
  CodeableConcept: 'CodeableConcept',
  resource: 'resource',
  parts: 'part',
};

function valueGiven(given: ParametersParameter, kind: Kind): unknown {
  if (kind === 'resource') return isObject(given.resource) ? given.resource : undefined;
  if (kind === 'parts') return Array.isArray(given.part) ? given.part : undefined;
  const [key, ...others] = Object.keys(given).filter((name) => name.startsWith('value'));
  if (key === undefined || others.length > 0) return undefined;
  const value = (given as unknown as Record<string, unknown>)[key];
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0 ? value : undefined;
    case 'Coding':
      return key === 'valueCoding' && isCoding(value) ? value : undefined;
    case 'CodeableConcept':
      return key === 'valueCodeableConcept' && isConcept(value) ? value : undefined;
    default:
      return typeof value === 'string' && value !== '' ? value : undefined;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isCoding(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { system = '', code = '', display = '', version = '' } = value as Coding;
  return [system, code, display, version].every((one) => typeof one === 'string');
}

function isConcept(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { coding = [] } = value as { coding?: unknown };
  return Array.isArray(coding) && coding.every(isCoding);
}

/** The parameters of a URL, each in the type that the operation wants; complex ones cannot stand in a URL. */
export function parametersOfQuery(query: Iterable<readonly [string, string]>, shape: Shape): Parameters | Refusal {
  const parameter: ParametersParameter[] = [];
  for (const [name, value] of query) {
    if (OF_EVERY_REQUEST.includes(name)) continue;
    const one = typed(name, value, Object.hasOwn(shape, name) ? shape[name] : undefined);
    if (isRefusal(one)) return one;
    parameter.push(one);
  }
  return { resourceType: 'Parameters', parameter };
}

const OF_EVERY_REQUEST = ['_format', '_pretty'];

function typed(name: string, value: string, kind: Kind | undefined): ParametersParameter | Refusal {
  switch (kind) {
    case 'boolean':
      if (value !== 'true' && value !== 'false')
        return parameterWrong(name, 'true か false で書いてください。', 'write `true` or `false`');
      return { name, valueBoolean: value === 'true' };
    case 'count':
      if (!/^\d{1,9}$/.test(value))
        return parameterWrong(name, '0 以上の整数で書いてください。', 'write an integer of at least 0');
      return { name, valueInteger: Number(value) };
    case 'Coding':
    case 'CodeableConcept':
    case 'resource':
    case 'parts':
      return parameterWrong(
        name,
        'URL には書けません。POST の Parameters で送ってください。',
        'it cannot stand in a URL; send Parameters by POST',
      );
    default:
      return { name, valueString: value };
  }
}
