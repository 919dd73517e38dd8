import { expect, test } from 'vitest';
import { createValidator, loadPackages } from '#validation';
import { errors, profileOf, validatorWith } from './world.ts';

/** Lists this long would take hours where each is compared with each; the work must grow with the list, not with its square. */
const MANY = 30_000;
const XHTML = 'http://www.w3.org/1999/xhtml';

const core = await validatorWith();
const codesOf = (resource: unknown): string[] => codes(core.validateText(JSON.stringify(resource)).issues);
const codes = (issues: readonly { code: string; severity: string }[]): string[] => [
  ...new Set(issues.filter(({ severity }) => severity === 'error' || severity === 'fatal').map(({ code }) => code)),
];
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const patient = (fields: object): object => ({ resourceType: 'Patient', ...fields });
const narrative = (div: string): object => patient({ text: { status: 'generated', div } });

test.each([
  ['arrays', '['.repeat(100_000)],
  ['objects', '{"a":'.repeat(100_000)],
])('JSON of %s a hundred thousand deep is refused where it becomes too deep', (_, nest) => {
  expect(codes(core.validateText(`{"resourceType":"Patient","name":${nest}`).issues)).toEqual(['json-unreadable']);
});

test('a resource in memory that is nested ever deeper is refused, whatever it is nested in', () => {
  const nested = (wrap: (inner: object) => object): object => {
    let value: object = { resourceType: 'Patient' };
    for (let depth = 0; depth < 20_000; depth++) value = wrap(value);
    return value;
  };
  const found = (resource: object): string[] => codes(core.validate(resource));
  const bundle = nested((resource) => ({ resourceType: 'Bundle', type: 'collection', entry: [{ resource }] }));
  expect(found(bundle)).toContain('nesting-too-deep');
  expect(found(nested((inner) => ({ resourceType: 'Patient', contained: [inner] })))).not.toEqual([]);
  const extension = nested((inner) => ({ url: 'https://example.jp/a', extension: [inner] }));
  expect(found(patient({ extension: [extension] }))).toContain('nesting-too-deep');
  const part = nested((inner) => ({ name: 'a', part: [inner] }));
  expect(found({ resourceType: 'Parameters', parameter: [part] })).toContain('nesting-too-deep');
});

test.each([
  ['a tag of a million spaces', `<div xmlns="${XHTML}"><p${' '.repeat(1_000_000)}`],
  ['attributes that never close', `<div xmlns="${XHTML}">${'<a x="'.repeat(100_000)}</div>`],
  ['half a million opening signs', `<div xmlns="${XHTML}">${'<'.repeat(500_000)}</div>`],
  ['comments that never close', `<div xmlns="${XHTML}">${'<!--'.repeat(200_000)}</div>`],
  ['a root of many namespaces', `<div${' xmlns="'.repeat(100_000)}`],
  ['entities within entities', `<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><div xmlns="${XHTML}">&b;</div>`],
  ['an entity of its own', `<div xmlns="${XHTML}">&lol9;</div>`],
])('a narrative with %s is refused', (_, div) => {
  expect(codesOf(narrative(div))).toEqual(['narrative-markup']);
});

test('a narrative nested a hundred thousand deep is read without recursion', () => {
  const deep = `<div xmlns="${XHTML}">${'<b>'.repeat(100_000)}x${'</b>'.repeat(100_000)}</div>`;
  expect(codesOf(narrative(deep))).toEqual([]);
  expect(codesOf(narrative(deep.replace('</b></div>', '</div>')))).toEqual(['narrative-markup']);
});

test('a narrative, a name or a photo of a hundred megabytes is refused for its length, and its text is not repeated', () => {
  const huge = 'あ '.repeat(17_000_000);
  const { issues } = core.validateText(JSON.stringify(narrative(`<div xmlns="${XHTML}">${huge}</div>`)));
  expect(codes(issues)).toEqual(['primitive-format']);
  expect(Math.max(...issues.map(({ ja, en }) => ja.length + en.length))).toBeLessThan(2000);
  expect(codesOf(patient({ name: [{ family: huge }] }))).toEqual(['primitive-format']);
});

test('a list of a million is more than is read, and a shorter one of nulls ends with a thousand errors', () => {
  expect(codesOf(patient({ name: [{ given: times(1_000_000, () => 'x') }] }))).toEqual(['json-too-large']);
  const { issues } = core.validateText(JSON.stringify(patient({ name: [{ given: times(400_000, () => null) }] })));
  expect(codes(issues)).toEqual(['json-null', 'issues-left-out']);
  expect(issues.length).toBeLessThanOrEqual(2001);
});

test('a hundred thousand contained resources that nobody mentions, or that each are mentioned, are judged one by one', () => {
  const organizations = times(MANY, (index) => ({ resourceType: 'Organization', id: `o${index}`, name: 'x' }));
  expect(codesOf(patient({ contained: organizations }))).toEqual(['contained-unreferenced', 'issues-left-out']);
  const generalPractitioner = times(MANY, (index) => ({ reference: `#o${index}` }));
  expect(codesOf(patient({ contained: organizations, generalPractitioner }))).toEqual([]);
  expect(codesOf(patient({ contained: organizations.slice(1), generalPractitioner }))).toEqual(['invariant-failed']);
});

/** A response with its questionnaire in it. */
const response = (questions: readonly object[], item: readonly object[]): object => ({
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  questionnaire: '#q',
  contained: [{ resourceType: 'Questionnaire', id: 'q', status: 'active', item: questions }],
  item,
});

test('questions that ask each other in a ring of thirty thousand are each looked at once', () => {
  const when = (index: number, answerString: string): object[] => [
    { question: `q${(index + 1) % MANY}`, operator: '=', answerString },
  ];
  const questions = (wanted: (index: number) => string): object[] =>
    times(MANY, (index) => ({ linkId: `q${index}`, type: 'string', enableWhen: when(index, wanted(index)) }));
  const answers = times(MANY, (index) => ({ linkId: `q${index}`, answer: [{ valueString: 'yes' }] }));
  expect(
    codesOf(
      response(
        questions(() => 'yes'),
        answers,
      ),
    ),
  ).toEqual([]);
  expect(
    codesOf(
      response(
        questions((index) => (index === 7 ? 'no' : 'yes')),
        answers,
      ),
    ),
  ).toEqual(['answer-disabled']);
});

test.each([
  ['=', 'a7', [2, 3]],
  ['!=', 'a7', [1]],
  ['>', 'b', [1, 2, 3]],
  ['>=', 'a9', [2, 3]],
  ['<', 'a0', [1]],
  ['<=', 'a0', []],
])(
  'thirty thousand conditions `%s` on thirty thousand answers are met as each would be alone',
  (operator, first, refused) => {
    const conditions = times(MANY, (index) => ({
      linkId: `q${index}`,
      type: 'string',
      enableWhen: [{ question: 'all', operator, answerString: index === 0 ? first : `x${index}` }],
    }));
    const all = { linkId: 'all', answer: times(MANY, (index) => ({ valueString: `a${index}` })) };
    const answered = times(3, (index) => ({ linkId: `q${index}`, answer: [{ valueString: 'x' }] }));
    const questions = [{ linkId: 'all', type: 'string', repeats: true }, ...conditions];
    const { issues } = core.validateText(JSON.stringify(response(questions, [all, ...answered])));
    const disabled = issues.filter(({ code }) => code === 'answer-disabled').map(({ expression }) => expression);
    expect(disabled).toEqual(refused.map((index) => `QuestionnaireResponse.item[${index}]`));
  },
);

test('one question that is answered thirty thousand times is refused once', () => {
  const item = times(MANY, () => ({ linkId: 'a', answer: [{ valueString: 'x' }] }));
  expect(codesOf(response([{ linkId: 'a', type: 'string' }], item))).toEqual(['answer-item-twice']);
});

test('thirty thousand answers are looked for among thirty thousand options', () => {
  const answerOption = times(MANY, (index) => ({ valueCoding: { system: 'urn:oid:1.2', code: `c${index}` } }));
  const answered = (system: string): object[] =>
    times(MANY, (index) => ({ valueCoding: { system, code: `c${MANY - 1 - index}` } }));
  const question = { linkId: 'a', type: 'choice', repeats: true, answerOption };
  expect(codesOf(response([question], [{ linkId: 'a', answer: answered('urn:oid:1.2') }]))).toEqual([]);
  expect(codesOf(response([question], [{ linkId: 'a', answer: answered('urn:oid:1.3') }]))).toEqual([
    'answer-option',
    'issues-left-out',
  ]);
});

test('a rule that sees no more than its own small place is asked of a hundred thousand places', () => {
  const parameter = times(100_000, () => ({ name: 'a', valueString: 'x' }));
  expect(codesOf({ resourceType: 'Parameters', parameter })).toEqual([]);
  const include = times(100_000, () => ({ system: 'https://example.jp/CodeSystem/letters' }));
  expect(codesOf({ resourceType: 'ValueSet', status: 'active', compose: { include } })).toEqual([]);
});

test('more units than any record holds end the validation, and as many as there are in use do not', () => {
  const measured = (count: number): object => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    component: times(count, (index) => ({
      code: { text: 'x' },
      valueQuantity: {
        value: 1,
        system: 'http://unitsofmeasure.org',
        code: `mg.mL.s.m.K.cd.mol.kg.N.Pa.J.W/{${index}}`,
      },
    })),
  });
  expect(codesOf(measured(2_000))).toEqual([]);
  expect(codesOf(measured(60_000))).toEqual(['work-too-much']);
});

test('a bundle whose ten thousand entries all have one URL is refused', () => {
  const fullUrl = 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0';
  const entry = times(10_000, () => ({ fullUrl, resource: patient({}) }));
  expect(codesOf({ resourceType: 'Bundle', type: 'collection', entry })).toContain('invariant-failed');
});

test('names that objects of JavaScript have from birth are unknown elements, types, codes and URLs like any other', () => {
  const text = '{"resourceType":"Patient","__proto__":{"a":1},"constructor":1,"toString":"x","hasOwnProperty":[]}';
  expect(errors(core.validateText(text).issues)).toEqual(Array(4).fill('element-unknown Patient'));
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(codesOf({ resourceType: name })).toEqual(['resource-type-unknown']);
    expect(codesOf(patient({ gender: name }))).toEqual(['binding-required']);
    expect(codesOf(patient({ managingOrganization: { reference: `#${name}` } }))).toEqual(['invariant-failed']);
    expect(codesOf(patient({ extension: [{ url: `${name}:x`, valueString: 'x' }] }))).toContain('extension-unknown');
    expect(codesOf(patient({ contained: [{ resourceType: name, id: 'a' }] }))).toContain('resource-type-unknown');
    expect(codes(core.validate(patient({}), { profiles: [name] }))).toEqual([]);
  }
  expect(({} as { a?: unknown }).a).toBe(undefined);
});

test('half a character, a number beyond all numbers and a number of a million digits are refused or read, and no more', () => {
  const given = (value: string): string[] =>
    codes(core.validateText(`{"resourceType":"Patient","multipleBirthInteger":${value}}`).issues);
  expect(given('1e400')).toEqual(['primitive-format']);
  expect(given('9'.repeat(1_000_000))).toEqual(['primitive-format']);
  expect(given(`1.${'0'.repeat(1_000_000)}`)).toEqual([]);
  expect(given('-'.repeat(1_000_000))).toEqual(['json-unreadable']);
  expect(codes(core.validateText('{"resourceType":"Patient","name":[{"family":"\\ud800"}]}').issues)).toEqual([
    'json-unreadable',
  ]);
});

test.each([
  ['a pattern that goes back and forth', "name.family.matches('^(a+)+$')"],
  ['a replacement that does so', "name.family.replaceMatches('^(a+)+$', 'b') = 'x'"],
  [
    'everything beside everything beside everything',
    `descendants()${'.select(%resource.descendants())'.repeat(4)}.exists()`,
  ],
])('a profile whose rule is %s ends with an error at the resource, not with a hang', async (_, expression) => {
  const constraint = [{ key: 'x-1', severity: 'error' as const, human: 'x', expression }];
  const validator = await validatorWith([profileOf('Patient', 'bomb', [{ path: 'Patient', constraint }])]);
  const resource = patient({
    meta: { profile: ['https://example.jp/StructureDefinition/bomb'] },
    name: times(100, () => ({ family: `${'a'.repeat(60)}!`, given: ['x', 'y'] })).slice(
      0,
      expression.startsWith('name') ? 1 : 100,
    ),
  });
  expect(errors(validator.validate(resource))).toEqual(['invariant-unevaluable Patient']);
});

test('a value set filtered by such a pattern says that it cannot tell', async () => {
  const url = 'https://example.jp/ValueSet/bomb';
  const system = 'https://example.jp/CodeSystem/letters';
  const code = 'a'.repeat(60);
  const filter = [{ property: 'code', op: 'regex', value: '(a+)+b' }];
  const validator = await validatorWith([
    { resourceType: 'ValueSet', url, status: 'active', compose: { include: [{ system, filter }] } },
    { resourceType: 'CodeSystem', url: system, status: 'active', content: 'complete', concept: [{ code }] },
    profileOf('Patient', 'coded', [
      { path: 'Patient.maritalStatus', binding: { strength: 'required', valueSet: url } },
    ]),
  ]);
  const resource = patient({
    meta: { profile: ['https://example.jp/StructureDefinition/coded'] },
    maritalStatus: { coding: [{ system, code }] },
  });
  expect(validator.validate(resource).map((issue) => issue.code)).toContain('binding-uncheckable');
});

test('profiles and extensions that contain themselves, or are each the base of the other, are said to be unusable or end', async () => {
  const canonical = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
  const definitions = [
    profileOf('Patient', 'self', [{ path: 'Patient', type: [{ code: 'Patient', profile: [canonical('self')] }] }]),
    profileOf('Patient', 'inside', [
      { path: 'Patient.contained', type: [{ code: 'Patient', profile: [canonical('inside')] }] },
    ]),
    { ...profileOf('Patient', 'one', []), baseDefinition: canonical('other') },
    { ...profileOf('Patient', 'other', []), baseDefinition: canonical('one') },
    profileOf('Extension', 'again', [
      { path: 'Extension.extension', sliceName: 'again', type: [{ code: 'Extension', profile: [canonical('again')] }] },
    ]),
  ];
  const validator = await validatorWith(definitions);
  const inner = { resourceType: 'Patient', id: 'a' };
  const again = { url: canonical('again'), extension: [{ url: canonical('again'), valueString: 'x' }] };
  const resource = patient({
    contained: [inner],
    link: [{ type: 'refer', other: { reference: '#a' } }],
    extension: [again],
  });
  const profiles = ['self', 'inside', 'one', 'other'].map(canonical);
  const found = validator.validate(resource, { profiles }).map(({ code, en }) => `${code} ${en}`);
  expect(found.filter((one) => one.startsWith('profile-unusable') && one.includes('circle'))).toHaveLength(2);
});

test('value sets in a circle, in a chain without an end, and codes below codes without an end are answered', async () => {
  const set = (id: string, ...others: string[]): object => ({
    resourceType: 'ValueSet',
    url: `https://example.jp/ValueSet/${id}`,
    status: 'active',
    compose: { include: others.map((other) => ({ valueSet: [`https://example.jp/ValueSet/${other}`] })) },
  });
  const definitions = await loadPackages([], {
    resources: [
      set('circle', 'round'),
      set('round', 'circle'),
      ...times(20_000, (index) => set(`chain${index}`, `chain${index + 1}`)),
      ...times(40, (index) => set(`twice${index}`, `twice${index + 1}`, `twice${index + 1}`)),
      ...['circle', 'chain0', 'twice0'].map((id) =>
        profileOf('Patient', id, [
          {
            path: 'Patient.maritalStatus',
            binding: { strength: 'required', valueSet: `https://example.jp/ValueSet/${id}` },
          },
        ]),
      ),
    ],
  });
  if (!('structure' in definitions)) throw new Error('they load');
  const validator = createValidator(definitions);
  for (const id of ['circle', 'chain0', 'twice0']) {
    const resource = patient({
      meta: { profile: [`https://example.jp/StructureDefinition/${id}`] },
      maritalStatus: { coding: [{ system: 'https://example.jp/CodeSystem/none', code: 'x' }] },
    });
    expect(validator.validate(resource), id).not.toEqual([]);
  }
});
