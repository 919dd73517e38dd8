import { expect, test } from 'vitest';
import { terminology } from '../../src/cli/index.ts';
import { say } from './terminal.ts';

const GENDER = 'http://hl7.org/fhir/administrative-gender';
const GENDERS = 'http://hl7.org/fhir/ValueSet/administrative-gender';

test('a value set is expanded at the terminal', async () => {
  const { code, out, err } = await say(terminology, 'expand', `url=${GENDERS}`, 'filter=fem');
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out).expansion.contains).toEqual([{ system: GENDER, code: 'female', display: 'Female' }]);
});

test('a code that is good ends with 0, one that is not with 1, and says why', async () => {
  const ask = (value: string) =>
    say(terminology, 'validate-code', `url=${GENDERS}`, `system=${GENDER}`, `code=${value}`);
  expect((await ask('male')).code).toBe(0);
  const bad = await ask('man');
  expect(bad.code).toBe(1);
  expect(bad.out).toContain('コード「man」は、コード体系');
});

test.each([
  ['lookup', [`system=${GENDER}`, 'code=male'], 'AdministrativeGender'],
  ['subsumes', [`system=${GENDER}`, 'codeA=male', 'codeB=male'], 'equivalent'],
  ['translate', [`system=${GENDER}`, 'code=male'], 'match'],
])('%s answers as in FHIR', async (name, pairs, expected) => {
  const { code, out } = await say(terminology, name, ...pairs);
  expect(code).toBe(0);
  expect(out).toContain(expected);
});

test('a refusal is told in both languages, and wrong usage ends with 2', async () => {
  const refused = await say(terminology, 'expand', 'url=urn:nowhere');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('ValueSet urn:nowhere は読み込まれていません');
  expect(refused.err).toContain('the ValueSet `urn:nowhere` is not loaded');
  expect((await say(terminology, 'expand', 'colour=red')).code).toBe(1);
  expect((await say(terminology, 'paint')).code).toBe(2);
  expect((await say(terminology)).code).toBe(2);
  expect((await say(terminology, 'expand', 'url')).code).toBe(2);
});
