import { expect, test } from 'vitest';
import { operate, read, refused, SERVICES, source, terminology, vs, WARDS } from './loaded.ts';

const inSet = (id: string, rest: string) => operate('ValueSet/$validate-code', `url=${vs(id)}&${rest}`);
const inSystem = (rest: string) => operate('CodeSystem/$validate-code', rest);
const issues = (answer: ReturnType<typeof operate>): string[] =>
  (read(answer)['issues']?.issue ?? []).map(
    ({ severity, details }: { severity: string; details: { coding: { code: string }[] } }) =>
      `${severity} ${details.coding[0]?.code}`,
  );

test('a code of the set is good, and its name is told', () => {
  expect(read(inSet('all', `system=${SERVICES}&code=nurse`))).toEqual({
    result: true,
    display: '訪問看護',
    code: 'nurse',
    system: SERVICES,
  });
  expect(read(inSet('all', `system=${SERVICES}&code=nurse&displayLanguage=fr`))['display']).toBe('Soins à domicile');
});

test('a code that is in the system but not in the set is refused with the reason in both languages', () => {
  const answer = inSet('both', `system=${SERVICES}&code=grouphome`);
  expect(read(answer)).toMatchObject({
    result: false,
    message: `コード「${SERVICES}#grouphome」は、値セット ${vs('both')} にありません。 / the code \`${SERVICES}#grouphome\` is not in the value set \`${vs('both')}\``,
    display: 'グループホーム',
  });
  expect(issues(answer)).toEqual(['error code-not-in-set']);
});

test.each([
  [
    'a code that its system does not have',
    'code=dentist',
    ['error code-not-in-system', 'error code-not-in-set'],
    false,
  ],
  ['a code that only groups others', 'code=home', ['error code-abstract'], false],
  ['the same where groups are allowed', 'code=home&abstract=true', [], true],
  ['a code no longer in use', 'code=workshop', ['warning code-inactive'], true],
  ['a wrong name', `code=nurse&display=${encodeURIComponent('訪問介護')}`, ['error display-differs'], false],
  ['a name in another language', 'code=nurse&display=VISITING%20nurse', [], true],
  ['a name of a supplement', `code=nurse&display=${encodeURIComponent('Soins à domicile')}`, [], true],
])('%s: %s gives %j', (_what, rest, expected, result) => {
  const answer = inSet('all', `system=${SERVICES}&${rest}`);
  expect(issues(answer)).toEqual(expected);
  expect(read(answer)['result']).toBe(result);
});

test('of a concept one good coding is enough', () => {
  const concept = (...codes: string[]) => [
    { name: 'url', valueUri: vs('both') },
    { name: 'codeableConcept', valueCodeableConcept: { coding: codes.map((code) => ({ system: SERVICES, code })) } },
  ];
  expect(read(operate('ValueSet/$validate-code', concept('grouphome', 'nurse')))).toMatchObject({
    result: true,
    code: 'nurse',
  });
  const none = operate('ValueSet/$validate-code', concept('grouphome', 'workshop'));
  expect(issues(none)).toEqual(['error code-not-in-set', 'error code-not-in-set', 'warning code-inactive']);
  const abroad = [
    { name: 'url', valueUri: vs('abroad') },
    { name: 'codeableConcept', valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '1' }] } },
  ];
  expect(refused(operate('ValueSet/$validate-code', abroad))).toBe('422 code-uncheckable');
});

test('what cannot be told is no yes and no no', () => {
  expect(refused(inSet('abroad', 'system=http://snomed.info/sct&code=1'))).toBe('422 code-uncheckable');
  expect(refused(inSet('nowhere', `system=${SERVICES}&code=nurse`))).toBe('404 definition-not-loaded');
  expect(refused(inSet('either', `system=${WARDS}&code=B7`))).toBe('422 code-uncheckable');
  expect(refused(inSystem('url=urn:nowhere&code=x'))).toBe('404 definition-not-loaded');
  expect(refused(inSystem(`url=${WARDS}&code=B7`))).toBe('422 code-uncheckable');
});

test('letter case does not count where the system says so', () => {
  expect(read(inSet('either', `system=${WARDS}&code=a1`))['result']).toBe(true);
  expect(read(inSystem(`url=${WARDS}&code=a1`))).toMatchObject({ result: true, display: '急性期病棟' });
  expect(read(inSystem(`url=${SERVICES}&code=NURSE`))['result']).toBe(false);
});

test('an inline set is worked out like a loaded one', () => {
  const resource = {
    resourceType: 'ValueSet',
    status: 'active',
    compose: { include: [{ valueSet: [vs('paid')] }], exclude: [{ system: SERVICES, concept: [{ code: 'helper' }] }] },
  } as const;
  const ask = (code: string) =>
    read(
      operate('ValueSet/$validate-code', [
        { name: 'valueSet', resource: resource as never },
        { name: 'coding', valueCoding: { system: SERVICES, code } },
      ]),
    )['result'];
  expect([ask('nurse'), ask('helper'), ask('workshop')]).toEqual([true, false, false]);
});

test.each([
  [`url=${vs('all')}&code=nurse`, 'system'],
  [`url=${vs('all')}`, 'code'],
  [`url=${vs('all')}&display=x&system=${SERVICES}`, 'code'],
  [`code=nurse&system=${SERVICES}`, 'url'],
  [`url=${vs('all')}&coding=nurse`, 'coding'],
])('the question `%s` is refused at `%s`', (query, name) => {
  const answer = operate('ValueSet/$validate-code', query);
  expect(refused(answer)).toBe('400 parameter-wrong');
  expect(answer).toMatchObject({ issues: [{ expression: `Parameters.parameter.where(name='${name}')` }] });
});

test('another version of the system than the loaded one is refused', () => {
  expect(refused(inSet('all', `system=${SERVICES}&systemVersion=9&code=nurse`))).toBe('422 system-version-differs');
  expect(refused(inSystem(`url=${SERVICES}&version=2&code=nurse`))).toBe('not refused');
  expect(refused(inSystem(`url=${SERVICES}&version=9&code=nurse`))).toBe('422 system-version-differs');
});

test('a code is looked up with names, properties, parents and children', () => {
  expect(read(operate('CodeSystem/$lookup', `system=${SERVICES}&code=helper`))).toEqual({
    name: 'Services',
    version: '2',
    display: '居宅介護（ホームヘルプ）',
    designation: [
      { language: 'ja', value: '居宅介護（ホームヘルプ）' },
      { language: 'en', value: 'Home help' },
    ],
    property: [
      { code: 'definition', value: '自宅での介護' },
      { code: 'inactive', value: false },
      { code: 'parent', value: 'home', description: '居宅のサービス' },
      { code: 'fee', value: 100 },
    ],
  });
  const children = read(operate('CodeSystem/$lookup', `system=${SERVICES}&code=home&property=child`));
  expect(children['property']).toEqual([
    { code: 'child', value: 'helper', description: '居宅介護（ホームヘルプ）' },
    { code: 'child', value: 'nurse', description: '訪問看護' },
  ]);
  expect(children).not.toHaveProperty('designation');
  expect(read(operate('CodeSystem/$lookup', `system=${SERVICES}&code=helper&displayLanguage=en`))['display']).toBe(
    'Home help',
  );
  expect(read(operate('CodeSystem/$lookup', 'code=nurse', { instance: SERVICES }))['name']).toBe('Services');
});

test.each([
  [`system=${SERVICES}&code=dentist`, '404 code-not-in-system'],
  ['system=urn:nowhere&code=x', '404 definition-not-loaded'],
  [`system=${WARDS}&code=B7`, '422 code-uncheckable'],
  [`system=${SERVICES}&version=9&code=nurse`, '404 definition-not-loaded'],
  ['code=nurse', '400 parameter-wrong'],
  ['system=http://unitsofmeasure.org&code=furlong', '404 code-not-in-system'],
  ['system=urn:ietf:bcp:13&code=text/plain', '422 code-uncheckable'],
])('looking up `%s` is refused: %s', (query, refusal) => {
  expect(refused(operate('CodeSystem/$lookup', query))).toBe(refusal);
});

test.each([
  ['home', 'nurse', 'subsumes'],
  ['nurse', 'home', 'subsumed-by'],
  ['nurse', 'nurse', 'equivalent'],
  ['nurse', 'helper', 'not-subsumed'],
])('`%s` and `%s`: %s', (codeA, codeB, outcome) => {
  const query = `system=${SERVICES}&codeA=${codeA}&codeB=${codeB}`;
  expect(read(operate('CodeSystem/$subsumes', query))).toEqual({ outcome });
});

test('a hierarchy of parts subsumes nothing, and two systems cannot be compared', () => {
  const rooms = 'https://example.jp/CodeSystem/rooms';
  const query = `system=${rooms}&codeA=ward&codeB=room`;
  expect(read(operate('CodeSystem/$subsumes', query))).toEqual({ outcome: 'not-subsumed' });
  const coding = (name: string, system: string) => ({ name, valueCoding: { system, code: 'nurse' } });
  const both = [coding('codingA', SERVICES), coding('codingB', rooms)];
  expect(refused(operate('CodeSystem/$subsumes', both))).toBe('400 parameter-wrong');
  expect(refused(operate('CodeSystem/$subsumes', `system=${SERVICES}&codeA=nurse&codeB=x`))).toBe(
    '404 code-not-in-system',
  );
  expect(refused(operate('CodeSystem/$subsumes', `system=${SERVICES}&codeA=nurse`))).toBe('400 parameter-wrong');
});

test.each([
  ['mg/dL', true],
  ['mm[Hg]', true],
  ['Cel', true],
  ['{score}', true],
  ['10*3/uL', true],
  ['℃', false],
  ['Kg', false],
  ['meter', false],
  ['mg per dL', false],
  ['', false],
  ['m'.repeat(5000), false],
])('the unit `%s` is one of UCUM: %s', (code, is) => {
  const found = terminology.lookup('http://unitsofmeasure.org', code).found;
  expect(found).toBe(is ? 'concept' : 'no-concept');
  expect(terminology.validateCode(vs('units'), { system: 'http://unitsofmeasure.org', code })).toBe(
    is ? 'member' : 'not-member',
  );
});

test('units, countries and currencies are known by name; no display is held against a unit', () => {
  expect(read(operate('CodeSystem/$lookup', 'system=http://unitsofmeasure.org&code=mg/dL'))['display']).toBe(
    'milligram per deciliter',
  );
  expect(
    read(operate('CodeSystem/$lookup', 'system=urn:iso:std:iso:4217&code=JPY&displayLanguage=ja'))['display'],
  ).toBe('日本円');
  expect(terminology.checkDisplay('http://unitsofmeasure.org', 'mg/dL', 'ミリグラム')).toBe('unknown');
  expect(terminology.lookup('urn:iso:std:iso:4217', 'YEN')).toEqual({ found: 'no-concept' });
  expect(terminology.lookup('urn:iso:std:iso:3166', 'J1')).toEqual({ found: 'no-concept' });
  expect(terminology.lookup('urn:iso:std:iso:3166:-2', 'JP-13')).toEqual({ found: 'unknown' });
  expect(terminology.lookup('urn:iso:std:iso:3166:-2', 'Tokyo')).toEqual({ found: 'no-concept' });
});

test('a supplement adds names and properties, and no code', () => {
  expect(terminology.lookup(SERVICES, 'nurse')).toEqual({
    found: 'concept',
    display: '訪問看護',
    names: ['訪問看護', 'Visiting nurse', 'Soins à domicile'],
  });
  expect(source.supplements?.(SERVICES)).toHaveLength(1);
});
