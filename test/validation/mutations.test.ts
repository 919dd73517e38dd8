import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const own = await loadPackages(['profiles/package']);
if (isRefusal(own)) throw new Error(own.issues[0]?.en);
const validator = createValidator(own);
const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8'));
const resourcesOf = (value: Json): Json[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Array.isArray(value['resources']) ? value['resources'] : [value];
};
const examples = [
  ...['examples/sandbox', 'examples/discharge-summary', 'examples/service-plan-draft', 'examples/consent'].flatMap(
    (folder) =>
      readdirSync(folder, { recursive: true })
        .map((file) => `${folder}/${file}`)
        .filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'))
        .flatMap((file) => resourcesOf(read(file))),
  ),
].filter((one) => typeof (one as { resourceType?: unknown }).resourceType === 'string');

/** Every member of the value, as the way to it. */
function* waysIn(value: Json, way: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    yield [...way, step];
    yield* waysIn((value as Record<string, Json>)[key] ?? null, [...way, step]);
  }
}

/** The same value with one member changed. */
function withMember(value: Json, [step, ...rest]: (string | number)[], change: (old: Json) => Json): Json {
  if (step === undefined) return change(value);
  const copy = structuredClone(value) as Record<string | number, Json>;
  copy[step] = withMember(copy[step] ?? null, rest, change);
  return copy as Json;
}

const CHANGES: readonly ((old: Json) => Json)[] = [
  () => null,
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => [{}],
  () => '',
  () => 0,
  () => true,
  () => 'x\u0000',
  () => '0000-01-01',
  () => '9999-12-31T23:59:59-14:00',
  (old) => [old],
  (old) => [old, null],
  (old) => ({ old }),
  (old) => (Array.isArray(old) ? (old[0] ?? null) : [old, old]),
  (old) => (Array.isArray(old) ? [null, ...old] : String(old)),
  (old) => (typeof old === 'object' && old !== null ? JSON.stringify(old) : { resourceType: 'Patient', old }),
];

test('our examples of every kind are there to be spoilt', () => {
  const profiles = new Set(examples.flatMap((one) => (one as { meta?: { profile?: string[] } }).meta?.profile ?? []));
  expect(examples.length).toBeGreaterThan(100);
  expect(profiles.size).toBeGreaterThan(8);
});

test('a good resource that is spoilt in one or two places is answered and never ends the process', () => {
  fc.assert(
    fc.property(
      fc.nat(examples.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...CHANGES)), { minLength: 1, maxLength: 2 }),
      (index, changes) => {
        let spoilt = examples[index] ?? null;
        for (const [nth, change] of changes) {
          const ways = [...waysIn(spoilt)];
          spoilt = withMember(spoilt, ways[nth % ways.length] ?? [], change);
        }
        expect(Array.isArray(validator.validate(spoilt))).toBe(true);
      },
    ),
    { numRuns: 1500, seed: 20260401 },
  );
});

test('anything at all is held against every profile of ours and answered', () => {
  const kinds = new Set(examples.map((one) => (one as { resourceType: string }).resourceType));
  const samples = [...kinds].map((kind) =>
    examples.find((one) => (one as { resourceType: string }).resourceType === kind),
  );
  for (const profile of own.profiles)
    for (const sample of samples) expect(validator.validate(sample, { profiles: [profile] })).toBeInstanceOf(Array);
});

test('a list that holds nothing where a reference is expected is an error of the resource', () => {
  const goal = examples.find((one) => (one as { resourceType: string }).resourceType === 'Goal') as Record<
    string,
    Json
  >;
  const url = 'https://kakehashi.example/fhir/StructureDefinition/goal-part-of';
  const spoilt = { ...goal, extension: [{ url, valueReference: [null] }] };
  expect(validator.validate(spoilt).filter(({ severity }) => severity === 'error')).not.toEqual([]);
});

test('a year 0000 is no date, and a control character in a resource that was never text is an error', () => {
  const codes = (fields: object) =>
    validator
      .validate({ resourceType: 'Patient', ...fields })
      .filter(({ severity }) => severity === 'error')
      .map(({ code, expression }) => `${code} ${expression}`);
  expect(codes({ birthDate: '0000-01-01' })).toEqual(['primitive-format Patient.birthDate']);
  expect(codes({ birthDate: '0001-01-01' })).toEqual([]);
  expect(codes({ birthDate: '0000' })).toEqual(['primitive-format Patient.birthDate']);
  expect(codes({ gender: 'female', name: [{ family: '山\u0000田' }] })).toEqual([
    'text-characters Patient.name[0].family',
  ]);
  expect(codes({ name: [{ family: 'a\ud800' }] })).toEqual(['text-characters Patient.name[0].family']);
  expect(codes({ name: [{ text: 'a\tb\r\nc' }] })).toEqual([]);
});

test('a rule of our own speaks Japanese in Japanese and English in English', () => {
  const extension = [
    {
      url: 'https://kakehashi.example/fhir/StructureDefinition/copay-ceiling',
      valueMoney: { value: -1, currency: 'JPY' },
    },
  ];
  const plan = examples.find((one) => (one as { resourceType: string }).resourceType === 'CarePlan') as object;
  const [issue] = validator.validate({ ...plan, extension }).filter(({ en }) => en.includes('kk-copay-1'));
  expect(issue?.ja).toContain('規則 kk-copay-1 に反します：利用者負担上限額は 0 円以上の円建ての整数である（');
  expect(issue?.en).toContain('the rule kk-copay-1 is broken: The ceiling is a whole number of yen, not below zero (');
  expect(issue?.en).not.toContain('円建て');
});
