import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages, type Validator } from '#validation';
import { HANAKO, validatorWith } from './world.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const RECORDS = '../shared/corpora/records';
const PROFILES = 'profiles/package';
const read = (file: string): Json => JSON.parse(readFileSync(file, 'utf8'));
const folders = ['jp-clins', 'r4-examples']
  .map((folder) => join(RECORDS, folder))
  .filter((folder) => existsSync(folder));
/** Real resources where they are there; our own good document always. */
const resources: Json[] = [
  read('examples/discharge-summary/good.json'),
  ...folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => read(join(folder, file))),
  ),
];
const definitions = readdirSync(PROFILES)
  .filter((file) => file.startsWith('StructureDefinition'))
  .map((file) => read(join(PROFILES, file)));

const own = await loadPackages([PROFILES]);
if (isRefusal(own)) throw new Error(own.issues[0]?.en);
const validator = createValidator(own);

const NOISE = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<Json>('__proto__', 'constructor', '(a+)+b', '#', 'http://', '*', '-1', '1e999', '\u0000', 2 ** 53),
  fc.constantFrom<Json>('Patient', 'Reference', 'value', 'resolve()', 'Extension.extension', { __proto__: null }),
) as fc.Arbitrary<Json>;

/** One edit: at a place chosen by chance a value is replaced, doubled, or moved below itself. */
const EDIT = fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'double', 'nest', 'remove'), noise: NOISE });

function edited(value: Json, { at, how, noise }: { at: number; how: string; noise: Json }): Json {
  const copy = structuredClone(value);
  const holders: (Json[] | { [key: string]: Json })[] = [];
  const gather = (one: Json): void => {
    if (typeof one !== 'object' || one === null) return;
    holders.push(one);
    for (const member of Object.values(one)) gather(member);
  };
  gather(copy);
  const holder = holders[at % holders.length] as { [key: string]: Json };
  const keys = Object.keys(holder);
  const key = keys[at % Math.max(keys.length, 1)];
  if (key === undefined) return copy;
  const old = holder[key] ?? null;
  if (how === 'remove') delete holder[key];
  else if (how === 'replace') holder[key] = noise;
  else if (how === 'double') holder[key] = [old, structuredClone(old)];
  else holder[key] = { ...(typeof old === 'object' && !Array.isArray(old) ? old : {}), [key]: old };
  return copy;
}

const isAnswered = (one: Validator, resource: unknown, profiles: readonly string[] = []): void => {
  for (const issue of one.validate(resource, { profiles })) expect(issue.en).not.toMatch(/\{\w+\}/);
};

test('any text of JSON is answered, as a resource of any type', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.constantFrom('Patient', 'Bundle', 'Questionnaire', '__proto__'),
      (value, type) => {
        const { issues } = validator.validateText(JSON.stringify(value));
        expect(Array.isArray(issues)).toBe(true);
        if (typeof value === 'object' && !Array.isArray(value)) isAnswered(validator, { ...value, resourceType: type });
      },
    ),
    { numRuns: 500, seed: 11 },
  );
});

test('a real resource with some edits is answered, and so is its text cut or joined anywhere', () => {
  fc.assert(
    fc.property(
      fc.nat(resources.length - 1),
      fc.array(EDIT, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (nth, edits, cut) => {
        const spoilt = edits.reduce(edited, resources[nth] ?? null);
        isAnswered(validator, spoilt);
        const text = JSON.stringify(spoilt);
        const { issues, resource } = validator.validateText(text.slice(0, cut % text.length));
        expect(resource !== undefined || issues.length > 0).toBe(true);
      },
    ),
    { numRuns: 400, seed: 12 },
  );
});

const SPOILT = fc.record({
  nth: fc.nat(definitions.length - 1),
  edits: fc.array(EDIT, { minLength: 1, maxLength: 6 }),
  grow: fc.boolean(),
});

test('a profile with some edits is loaded and applied, or said to be unusable', async () => {
  const kinds = new Map(resources.map((one) => [(one as { resourceType: string }).resourceType, one]));
  await fc.assert(
    fc.asyncProperty(fc.array(SPOILT, { minLength: 12, maxLength: 12 }), async (all) => {
      const spoilt = all.map(({ nth, edits, grow }, index) => {
        const one = edits.reduce(edited, withoutSnapshot(definitions[nth] ?? null, grow)) as Record<string, unknown>;
        return { ...one, resourceType: 'StructureDefinition', url: `https://example.jp/StructureDefinition/${index}` };
      });
      const one = await validatorWith(spoilt);
      for (const { url, ...definition } of spoilt) {
        expect(['string', 'object', 'undefined']).toContain(typeof one.compile(url));
        const { type } = definition as { type?: unknown };
        isAnswered(one, kinds.get(String(type)) ?? HANAKO, [url]);
        isAnswered(one, { ...HANAKO, extension: [{ url, valueString: 'x' }] });
      }
    }),
    { numRuns: 12, seed: 13, endOnFailure: true },
  );
});

/** Half of the profiles are given as differentials, so that snapshots are made of them. */
function withoutSnapshot(definition: Json, grow: boolean): Json {
  const { snapshot, ...rest } = definition as { [key: string]: Json };
  return grow || snapshot === undefined ? rest : { ...rest, snapshot };
}
