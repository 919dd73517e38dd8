import { existsSync, globSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, type IssueCode, loadPackages, partsOf, type Validator } from '#validation';

const CORPUS = '../shared/corpora/fhir-validation';
const OTHERS: readonly unknown[] = [null, [], {}, '', 0, true, [null], ['x', 'x'], 'nonsense', { nonsense: 'x' }];

let validator: Validator;
beforeAll(async () => {
  const definitions = await loadPackages(['profiles/package']);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  validator = createValidator(definitions);
});

/** Every member at any depth, as the way to it. */
function waysIn(value: unknown, way: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...way, key], ...waysIn(member, [...way, key])]);
}

/** A copy of `original` in which the member that a way leads to is something else. */
function spoil(original: unknown, way: readonly string[], other: unknown): unknown {
  const copy = structuredClone(original);
  let holder = copy as Record<string, unknown>;
  for (const step of way.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
  holder[way.at(-1) ?? ''] = other;
  return copy;
}

/** So many members stand between two that are spoilt. */
const STRIDE = 17;
const NOTHING_TO_SAY = /undefined|\[object|NaN/;

/** Why a person or a program could do nothing with the issue. */
function faultsOf({ code, ja, en, expression, line, parts, spec }: Issue): string[] {
  const places = Object.values(partsOf(code as IssueCode)).flatMap(
    ({ ja, en }) => `${ja}${en}`.match(/\{\w+\}/g) ?? [],
  );
  const texts = [ja, en, ...Object.values(parts ?? {}).flatMap((part) => [part.ja, part.en])];
  return [
    ...(parts === undefined ? [`${code}: no parts`] : []),
    ...(spec === undefined ? [`${code}: no rule`] : []),
    ...(expression === undefined && line === undefined ? [`${code}: no place`] : []),
    ...texts.filter((text) => text === '' || NOTHING_TO_SAY.test(text)).map((text) => `${code}: ${text}`),
    ...places
      .filter((place) => texts.some((text) => text.includes(place)))
      .map((place) => `${code}: ${place} unfilled`),
  ];
}

test('whatever is spoilt in our examples, every finding says its place and all of its parts, in full', () => {
  const files = globSync('examples/{discharge-summary,journey}/*.json').filter((file) => !file.includes('.expected.'));
  const codes = new Set<string>();
  const faults = new Set<string>();
  for (const file of files.sort()) {
    const original: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const found = [validator.validate(original)];
    const ways = file.includes('/bad-') ? [] : waysIn(original).filter((_way, nth) => nth % STRIDE === 0);
    for (const [nth, way] of ways.entries())
      found.push(validator.validate(spoil(original, way, OTHERS[nth % OTHERS.length])));
    for (const issue of found.flat()) {
      codes.add(issue.code);
      for (const fault of faultsOf(issue)) faults.add(fault);
    }
  }
  expect([...faults]).toEqual([]);
  expect(codes.size).toBeGreaterThan(20);
});

test('every finding in a foreign collection of faulty resources says its place and all of its parts, in full', () => {
  const folder = existsSync(CORPUS) ? CORPUS : 'examples/discharge-summary';
  const faults = new Set<string>();
  let count = 0;
  for (const file of globSync(`${folder}/**/*.json`).sort()) {
    for (const issue of validator.validateText(readFileSync(file, 'utf8')).issues) {
      count += 1;
      for (const fault of faultsOf(issue)) faults.add(fault);
    }
  }
  expect([...faults]).toEqual([]);
  expect(count).toBeGreaterThan(50);
});
