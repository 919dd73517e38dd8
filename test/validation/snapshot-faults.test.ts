import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, type Finding, loadPackages } from '#validation';
import { HANAKO, profileOf } from './world.ts';

const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
const sound = profileOf('Patient', 'sound', [{ id: 'Patient.name', path: 'Patient.name', min: 1, max: '1' }]);

async function findingsOf(...resources: readonly StructureDefinition[]): Promise<readonly Finding[]> {
  const definitions = await loadPackages([], { resources });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions.findings;
}

const sliced: Partial<ElementDefinition> = {
  id: 'Patient.identifier',
  path: 'Patient.identifier',
  slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
};
const slice: Partial<ElementDefinition> = {
  id: 'Patient.identifier:mrn',
  path: 'Patient.identifier',
  sliceName: 'mrn',
};

test.each<[string, Partial<ElementDefinition>[], string, string, string]>([
  [
    'an element that the base does not have',
    [{ id: 'Patient.name.blood', path: 'Patient.name.blood', min: 1 }],
    'profile-element-unknown',
    'Patient.name.blood',
    'there is no element `blood` in `Patient.name`',
  ],
  [
    'a minimum above its maximum',
    [{ id: 'Patient.name', path: 'Patient.name', min: 2, max: '1' }],
    'profile-cardinality-impossible',
    'Patient.name',
    'its minimum 2 is above its maximum 1',
  ],
  [
    'more than the base allows',
    [{ id: 'Patient.gender', path: 'Patient.gender', max: '*' }],
    'profile-cardinality-widened',
    'Patient.gender',
    '…* is wider than the …1 of its base',
  ],
  [
    'a type that the base does not have',
    [{ id: 'Patient.deceased[x]', path: 'Patient.deceased[x]', type: [{ code: 'Period' }] }],
    'profile-type-foreign',
    'Patient.deceased[x]',
    "the type `Period` is none of its base's (boolean | dateTime)",
  ],
  [
    'the inside of an open choice',
    [{ id: 'Patient.deceased[x].extension', path: 'Patient.deceased[x].extension', min: 1 }],
    'profile-choice-open',
    'Patient.deceased[x].extension',
    'it goes inside `Patient.deceased[x]`, which may be of several types',
  ],
  [
    'a slice without slicing',
    [slice],
    'profile-slice-unannounced',
    'Patient.identifier:mrn',
    'there is a slice `mrn`, but `Patient.identifier` has no slicing',
  ],
  [
    'two slices of one name',
    [sliced, slice, slice],
    'profile-slice-twice',
    'Patient.identifier:mrn',
    'there are two slices `mrn`',
  ],
])(
  'a profile with %s is refused at its element, with the reason in both languages',
  async (_, elements, code, id, reason) => {
    const [finding, ...others] = await findingsOf(profileOf('Patient', 'odd', elements), sound);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', code, expression: id, profile: `${url('odd')}|` });
    expect(finding?.en).toBe(
      `the profile \`${url('odd')}\` cannot be used (${id}: ${reason}); tell the publisher of the package`,
    );
    expect(finding?.ja).toMatch(new RegExp(`^プロファイル「${url('odd')}」は使えません（.*[ぁ-ん].*）。`, 'u'));
  },
);

test('a rule that cannot be read is refused with what is wrong in it, also below a slice', async () => {
  const constraint = [{ key: 'jp-1', severity: 'error' as const, human: '番号', expression: 'value.matches(' }];
  const [finding] = await findingsOf(profileOf('Patient', 'odd', [sliced, { ...slice, constraint }]));
  expect(finding).toMatchObject({ code: 'profile-expression-broken', expression: 'Patient.identifier:mrn' });
  expect(finding?.en).toContain('the FHIRPath of the rule jp-1 cannot be read');
});

test('a profile that ships an impossible snapshot is refused like one that ships none', async () => {
  const element = [
    { id: 'Patient', path: 'Patient', min: 0, max: '*' },
    { id: 'Patient.name', path: 'Patient.name', min: 2, max: '1' },
  ];
  const shipped = { ...profileOf('Patient', 'shipped', []), snapshot: { element } } as StructureDefinition;
  expect(await findingsOf(shipped)).toMatchObject([
    { code: 'profile-cardinality-impossible', expression: 'Patient.name' },
  ]);
});

test('a base that is not loaded, and bases that go in a circle, are refused as a whole', async () => {
  const orphan = { ...profileOf('Patient', 'orphan', []), baseDefinition: 'https://elsewhere.example/base' };
  const child = { ...profileOf('Patient', 'child', []), baseDefinition: url('orphan') };
  const [a, b] = ['a', 'b'].map((id) => ({
    ...profileOf('Patient', id, []),
    baseDefinition: url(id === 'a' ? 'b' : 'a'),
  }));
  const findings = await findingsOf(orphan, child, a as StructureDefinition, b as StructureDefinition);
  expect(findings.map(({ code, reason }) => [code, reason?.en])).toEqual([
    ['profile-base-missing', 'its base `https://elsewhere.example/base` is not loaded'],
    [
      'profile-base-faulty',
      `its base \`${url('orphan')}\` is faulty: its base \`https://elsewhere.example/base\` is not loaded`,
    ],
    ['profile-base-circle', `its bases go in a circle: ${url('a')} → ${url('b')} → ${url('a')}`],
    ['profile-base-circle', `its bases go in a circle: ${url('b')} → ${url('a')} → ${url('b')}`],
  ]);
});

test('a resource that claims a refused profile hears why, and the other profiles are still applied', async () => {
  const odd = profileOf('Patient', 'odd', [{ id: 'Patient.gender', path: 'Patient.gender', min: 2 }]);
  const definitions = await loadPackages([], { resources: [odd, sound] });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  const { name: _, ...nameless } = HANAKO;
  const issues = createValidator(definitions).validate({ ...nameless, meta: { profile: [url('odd'), url('sound')] } });
  const told = issues.filter(({ code }) => code === 'profile-unusable' || code === 'cardinality-min');
  expect(told.map(({ severity, code, expression }) => `${severity} ${code} ${expression}`)).toEqual([
    'warning profile-unusable Patient.meta.profile[0]',
    'error cardinality-min Patient',
  ]);
  expect(told[0]?.en).toContain('Patient.gender: its minimum 2 is above its maximum 1');
  expect(told[0]?.ja).toContain('Patient.gender: 最小 2 が最大 1 より大きくなっています');
});
