import { expect, test } from 'vitest';
import { profileOf, validatorWith } from './world.ts';

const ID = 'named';
const URL = `https://example.jp/StructureDefinition/${ID}`;
const validator = await validatorWith([
  profileOf('Patient', ID, [
    { id: 'Patient', path: 'Patient' },
    { id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1, short: '生年月日 / Date of birth' },
    { id: 'Patient.name', path: 'Patient.name', max: '1', short: '氏名' },
    { id: 'Patient.photo', path: 'Patient.photo', max: '0', short: 'Image of the patient' },
    { id: 'Patient.language', path: 'Patient.language', patternCode: 'ja' },
    { id: 'Patient.maritalStatus', path: 'Patient.maritalStatus', patternCodeableConcept: { text: '既婚' } },
  ]),
]);
const PERSON = { resourceType: 'Patient', birthDate: '1970-01-01' };
const said = (changes: object, code: string) => {
  const issue = validator.validate({ ...PERSON, ...changes }, { profiles: [URL] }).find((one) => one.code === code);
  return [issue?.ja, issue?.en];
};

test('what is missing is called by the name that the profile gives it, in each language', () => {
  expect(said({ birthDate: undefined }, 'cardinality-min')).toEqual([
    `「Patient.birthDate」（生年月日）は 1 個以上必要ですが、0 個です（${URL}）。足りない値を書いてください。`,
    `\`Patient.birthDate\` (Date of birth) needs 1 or more values and has 0 (${URL}); add what is missing`,
  ]);
});

test('what is too much is told by how many there may be, and an element that may not be used as such', () => {
  expect(said({ name: [{ family: '佐藤' }, { family: '鈴木' }] }, 'cardinality-max')).toEqual([
    `「Patient.name」（氏名）は 1 個までですが、2 個あります（${URL}）。余分な値を除いてください。`,
    `\`Patient.name\` may have at most 1 value and has 2 (${URL}); remove what is too much`,
  ]);
  expect(said({ photo: [{ title: '顔' }] }, 'cardinality-max')).toEqual([
    `「Patient.photo」は 0 個まで（ここでは使えない要素）ですが、1 個あります（${URL}）。余分な値を除いてください。`,
    `\`Patient.photo\` may have no value here and has 1 (${URL}); remove what is too much`,
  ]);
});

test('a simple value must be the one of the profile, whatever it contains', () => {
  expect(said({ language: 'ja-JP' }, 'pattern-differs')).toEqual([
    `値は "ja" でなければなりませんが、"ja-JP" です（${URL}）。定められたとおりに直してください。`,
    `the value must be "ja" and is "ja-JP" (${URL}); write what is asked for`,
  ]);
});

test('where a value is absent, the finding says so in a word', () => {
  expect(said({ maritalStatus: { coding: [{ code: 'M' }] } }, 'pattern-differs')).toEqual([
    `値は "既婚" でなければなりませんが、（なし） です（${URL}）。定められたとおりに直してください。`,
    `the value must be "既婚" and is (nothing) (${URL}); write what is asked for`,
  ]);
});

test("of a person's own words, no more is repeated than is needed to find them again", () => {
  const [ja = '', en = ''] = said({ birthDate: `昭和四十五年の春${'、桜の咲くころ'.repeat(40)}` }, 'primitive-format');
  for (const text of [ja, en]) {
    expect(text).toContain('昭和四十五年の春');
    expect(text).toContain('…');
    expect(text.length).toBeLessThan(250);
  }
});
