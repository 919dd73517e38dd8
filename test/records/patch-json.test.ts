/** A JSON Patch held against a plain model of RFC 6902 in which every number is the text that it is written as. */
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromJson, isRefusal, keepWritten, toJson } from '../../src/fhir/index.ts';
import { applyJsonPatch } from '../../src/records/patch-json.ts';

/** A number as it is written. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
type Json = string | boolean | null | Written | Json[] | { [name: string]: Json };
type Holder = Record<string, Json>;
interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from?: readonly string[];
  readonly value?: Json;
}

/** The JSON text of a value of the model. */
function textOf(value: Json): string {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${textOf(one)}`)}}`;
}

const copied = (value: Json): Json => {
  if (value instanceof Written || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copied(one)]));
};

const at = (whole: Json, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((node, step) => (node as Holder | undefined)?.[step], whole);

/** What the model makes of one operation. */
function perform(whole: Json, { op, path, from = [], value = null }: Operation): void {
  const step = path.at(-1) ?? '';
  const put = (given: Json, instead: 0 | 1): void => {
    const holder = at(whole, path.slice(0, -1));
    if (Array.isArray(holder)) holder.splice(step === '-' ? holder.length : Number(step), instead, given);
    else (holder as Holder)[step] = given;
  };
  const take = (steps: readonly string[]): Json => {
    const holder = at(whole, steps.slice(0, -1));
    const gone = at(whole, steps) as Json;
    if (Array.isArray(holder)) holder.splice(Number(steps.at(-1)), 1);
    else delete (holder as Holder)[steps.at(-1) ?? ''];
    return gone;
  };
  if (op === 'add') put(copied(value), 0);
  if (op === 'replace') put(copied(value), 1);
  if (op === 'remove') take(path);
  if (op === 'copy') put(copied(at(whole, from) as Json), 0);
  if (op === 'move') put(take(from), 0);
}

/** Steps to everything that is in a value. */
function placesIn(value: Json, before: readonly string[] = []): string[][] {
  if (value instanceof Written || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, one]) => [[...before, step], ...placesIn(one, [...before, step])]);
}

const isHolder = (value: Json | undefined): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Written);

const digits = fc.constantFrom('0', '1', '2', '2.0', '2.00', '3.10', '-0.0', '-1.50', '1E+2', '1.0e-7', '0.0000001000');
const long = fc.constantFrom('12345678901234567.89', '12345678901234567.11', '100000000000000000000.10', '1e400');
const number = fc.oneof(digits, long).map((text) => new Written(text));
const names = fc.constantFrom('a', 'b', 'value', 'x/y', 'm~n');
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    number,
    number,
    fc.constantFrom('', '2.0', '"2.0', '1e400', true, null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(names, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** An operation that can be done on what is there, chosen by three numbers. */
function operationOn(whole: Json, [kind, first, second]: readonly number[], value: Json): Operation {
  const all = placesIn(whole);
  const one = <T>(from: readonly T[], number = 0): T => from[number % from.length] as T;
  const target = (doc: Json, number = 0): string[] => {
    const holders = [[], ...placesIn(doc).filter((path) => isHolder(at(doc, path)))];
    const path = one(holders, number);
    const holder = at(doc, path) as Json;
    if (!Array.isArray(holder)) return [...path, one(['a', 'b', 'new', 'x/y', 'm~n'], first)];
    return [...path, one([...holder.map((_, index) => String(index)), String(holder.length), '-'], first)];
  };
  if (kind === 0 || all.length === 0) return { op: 'add', path: target(whole, second), value };
  const there = one(all, first);
  if (kind === 1) return { op: 'remove', path: there };
  if (kind === 2) return { op: 'replace', path: there, value };
  if (kind === 3) return { op: 'copy', from: there, path: target(whole, second) };
  if (kind === 4) return { op: 'test', path: there, value: copied(at(whole, there) as Json) };
  const rest = copied(whole);
  perform(rest, { op: 'remove', path: there });
  return { op: 'move', from: there, path: target(rest, second) };
}

const pointer = (path: readonly string[]): string =>
  path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const written = ({ op, path, from, value }: Operation): string => {
  const parts = [`"op":"${op}"`, `"path":${JSON.stringify(pointer(path))}`];
  if (from !== undefined) parts.push(`"from":${JSON.stringify(pointer(from))}`);
  if (value !== undefined) parts.push(`"value":${textOf(value)}`);
  return `{${parts.join(',')}}`;
};

const patched = (document: string, operations: string): string => {
  const outcome = applyJsonPatch(fromJson(document) as Resource, fromJson(operations));
  return isRefusal(outcome) ? `${outcome.status} ${outcome.issues[0]?.code}` : toJson(outcome);
};

test('whatever is added, removed, replaced, moved, copied and tested, every number stays as it is written', () => {
  const steps = fc.array(fc.tuple(fc.tuple(fc.nat(5), fc.nat(99), fc.nat(99)), json), { maxLength: 12 });
  fc.assert(
    fc.property(fc.dictionary(names, json, { minKeys: 1, noNullPrototype: true }), steps, (document, asked) => {
      const model = copied(document);
      const operations = asked.map(([chosen, value]) => {
        const operation = operationOn(model, chosen, value);
        perform(model, operation);
        return operation;
      });
      expect(patched(textOf(document), `[${operations.map(written)}]`)).toBe(textOf(model));
    }),
    { seed: 6902, numRuns: 2_000 },
  );
});

test.each([
  ['2.0', '2.000', true],
  ['2', '2.0', true],
  ['100', '1e2', true],
  ['100', '10.0E+1', true],
  ['0.001', '1e-3', true],
  ['0', '-0.0', true],
  ['0', '0e9', true],
  ['12345678901234567.89', '12345678901234567.890', true],
  ['12345678901234567.89', '12345678901234567.11', false],
  ['1e400', '1e401', false],
  ['2.0', '-2.0', false],
  ['2.0', '20', false],
  ['2.0', '"2.0"', false],
  ['"2.0"', '"2.00"', false],
  ['[1.0,{"a":2.0,"b":null}]', '[1,{"b":null,"a":2}]', true],
  ['[1.0,{"a":2.0}]', '[1,{"a":2.01}]', false],
  ['[1,2]', '{"0":1,"1":2}', false],
  ['{"a":1}', '{"a":1,"b":1}', false],
])('a test finds %s and %s the same: %s; and changes nothing', (stored, value, isSame) => {
  const outcome = patched(`{"a":${stored}}`, `[{"op":"test","path":"/a","value":${value}}]`);
  expect(outcome).toBe(isSame ? `{"a":${stored}}` : '422 patch-test-failed');
});

test('a long number is compared at once', () => {
  const zeros = '0'.repeat(2_000_000);
  const value = JSON.stringify(fromJson('[{"op":"test","path":"/a","value":0}]'));
  const operations = JSON.parse(value);
  keepWritten(operations[0], 'value', `0.${zeros}1`);
  const start = performance.now();
  const outcome = applyJsonPatch({ a: 0 } as unknown as Resource, operations);
  expect([isRefusal(outcome), performance.now() - start < 2_000]).toEqual([true, true]);
});

test('a number that replaces another stands as it is written, also where it is written as usual', () => {
  expect(patched('{"a":3.10}', '[{"op":"replace","path":"/a","value":3.1}]')).toBe('{"a":3.1}');
  expect(patched('{"a":3.1}', '[{"op":"replace","path":"/a","value":3.10}]')).toBe('{"a":3.10}');
});
