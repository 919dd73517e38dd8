import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { profileUrl } from '../../src/fhir/canonical.ts';

type Expected = {
  issues: { severity: string; code: string; expression: string; reason: { ja: string; en: string } }[];
};

/** The plans and documents of the pathway, and the one questionnaire whose answers need no profile of their own. */
const PROFILES = [
  'kakehashi-admission-information-bundle',
  'kakehashi-admission-information-composition',
  'kakehashi-applicant-daily-life',
  'kakehashi-applicant-state',
  'kakehashi-community-settlement-register',
  'kakehashi-community-transition-plan',
  'kakehashi-crisis-plan',
  'kakehashi-discharge-committee-record',
  'kakehashi-discharge-record-composition',
  'kakehashi-discharge-support-plan',
  'kakehashi-individual-support-plan',
  'kakehashi-monitoring-report',
  'kakehashi-pathway-careplan',
  'kakehashi-post-involuntary-support-plan',
  'kakehashi-service-plan',
  'kakehashi-service-plan-draft',
  'kakehashi-weekly-plan',
  'living-situation',
];

const own = await loadPackages(['profiles/package']);
if (isRefusal(own)) throw new Error(own.issues[0]?.en);
const validator = createValidator(own);
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** What blames the sender: an information does not. */
const blame = (issues: readonly Issue[]) =>
  issues
    .filter(({ severity }) => severity !== 'information')
    .map(({ severity, code, expression }) => `${severity} ${code} ${expression}`)
    .toSorted();

describe.each(PROFILES)('%s', (profile) => {
  const folder = `examples/profiles/${profile}`;
  const names = readdirSync(folder)
    .filter((name) => !name.endsWith('.expected.json'))
    .map((name) => name.replace('.json', ''));
  const good = names.filter((name) => name.startsWith('good'));
  const bad = names.filter((name) => name.startsWith('bad-'));

  test('has good examples and at least three faulty ones', () => {
    expect(good.length).toBeGreaterThan(0);
    expect(bad.length).toBeGreaterThanOrEqual(3);
    expect(names.length).toBe(good.length + bad.length);
    if (profile !== 'living-situation') expect(validator.compile(profileUrl(profile))).toBeUndefined();
  });

  test.each(good)('%s claims the profile and nothing is wrong with it', (name) => {
    const example = read<{ meta?: { profile: string[] } }>(`${folder}/${name}.json`);
    expect(example.meta?.profile).toEqual(profile === 'living-situation' ? undefined : [profileUrl(profile)]);
    expect(blame(validator.validate(example))).toEqual([]);
  });

  test.each(bad)('%s is told exactly what is wrong, and where', (name) => {
    const { issues } = read<Expected>(`${folder}/${name}.expected.json`);
    const expected = issues.map(({ severity, code, expression }) => `${severity} ${code} ${expression}`);
    expect(expected.length).toBeGreaterThan(0);
    expect(blame(validator.validate(read(`${folder}/${name}.json`)))).toEqual(expected.toSorted());
    for (const { reason } of issues) {
      expect(reason.ja).toMatch(/。$/);
      expect(reason.en).toMatch(/^[A-Z`].*\.$/);
    }
  });
});

test('every code of ours in the good examples bears its own display', () => {
  const displays = new Map<string, string>();
  for (const name of readdirSync('profiles/package').filter((file) => file.startsWith('CodeSystem-'))) {
    const system = read<{ url: string; concept: { code: string; display: string }[] }>(`profiles/package/${name}`);
    for (const { code, display } of system.concept) displays.set(`${system.url} ${code}`, display);
  }
  const wrong: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { system, code, display } = value as Record<string, unknown>;
    const ours = typeof system === 'string' && system.startsWith('https://kakehashi.example/fhir/CodeSystem/');
    if (ours && displays.get(`${system} ${code}`) !== display) wrong.push(`${system} ${code} ${display}`);
    for (const inner of Object.values(value)) walk(inner);
  };
  for (const profile of PROFILES) walk(read(`examples/profiles/${profile}/good.json`));
  expect(wrong).toEqual([]);
});

test('a draft of real life may leave out what an office does not know yet', () => {
  const draft = read<Record<string, unknown>>('examples/profiles/kakehashi-service-plan-draft/good.json');
  const { extension: _, goal: __, activity: ___, description: ____, ...bare } = draft;
  expect(blame(validator.validate(bare))).toEqual([]);
});

test('a wish that was not asked yet is told as absent, not left out', () => {
  const plan = read<{ extension: { url: string; valueString?: string }[] }>(
    'examples/profiles/kakehashi-community-transition-plan/good.json',
  );
  const absent = {
    url: profileUrl('person-wish'),
    _valueString: {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'not-asked' }],
    },
  };
  const others = plan.extension.filter(({ url }) => url !== absent.url);
  expect(blame(validator.validate({ ...plan, extension: [absent, ...others] }))).toEqual([]);
});

test.each(PROFILES.filter((id) => id.startsWith('kakehashi-')))(
  '%s says of each element that matters what it is, in both languages',
  (id) => {
    const { differential } = read<{ differential: { element: Partial<Record<'id' | 'short', string>>[] } }>(
      `profiles/package/StructureDefinition-${id}.json`,
    );
    const marked = differential.element.filter((element) => 'mustSupport' in element);
    expect(marked.length).toBeGreaterThan(5);
    expect(marked.filter(({ short }) => !/[ぁ-ん一-龠ァ-ヶ].* \/ .*[A-Za-z]{3}/.test(short ?? ''))).toEqual([]);
  },
);

test('every document of the pathway is here', () => {
  const packaged = readdirSync('profiles/package')
    .filter((name) => name.startsWith('StructureDefinition-'))
    .map((name) => read<{ id: string; type: string }>(`profiles/package/${name}`))
    .filter(({ type, id }) => ['CarePlan', 'Composition', 'QuestionnaireResponse', 'Bundle'].includes(type) && id)
    .map(({ id }) => id)
    .filter((id) => !id.startsWith('kakehashi-discharge-summary-')); // these stand in examples/discharge-summary
  expect([...packaged, 'living-situation'].toSorted()).toEqual(PROFILES);
});
