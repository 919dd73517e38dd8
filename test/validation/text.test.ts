import { expect, test } from 'vitest';
import { errors, validatorWith } from './world.ts';

const validator = await validatorWith();
const places = (text: string): string[] =>
  validator
    .validateText(text)
    .issues.filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ code, line, column }) => `${code} ${line}:${column}`);

test('each issue has the line and column of what it speaks of', () => {
  const text = `{
  "resourceType": "Patient",
  "gender": "女",
  "name": [
    { "family": "山田", "kana": "ヤマダ" }
  ]
}`;
  expect(places(text)).toEqual(['binding-required 3:13', 'element-unknown 5:31']);
});

test('a byte order mark is passed over', () => {
  expect(places('\uFEFF{"resourceType":"Patient"}')).toEqual([]);
});

test.each([
  ['cut off', '{"resourceType": "Patient", "name": [{"family": "山', 'json-unreadable 1:49'],
  ['a comma too many', '{"resourceType": "Patient",\n}', 'json-unreadable 2:1'],
  ['a comma too many in an array', '{"resourceType": "Patient", "name": [1,]}', 'json-unreadable 1:40'],
  ['the wrong bracket', '{"name": [}', 'json-unreadable 1:11'],
  ['single quotes', "{'resourceType': 'Patient'}", 'json-unreadable 1:2'],
  ['a comment', '{"resourceType": "Patient"} // end', 'json-unreadable 1:29'],
  ['a line break inside a text', '{"resourceType": "Pat\nient"}', 'json-unreadable 1:18'],
  ['a number with a leading zero', '{"a": 012}', 'json-unreadable 1:8'],
  ['nothing', '', 'json-unreadable 1:1'],
])('%s is one clear refusal with its place', (_, text, place) => {
  expect(places(text)).toEqual([place]);
  expect(validator.validateText(text).resource).toBeUndefined();
});

test('a refusal says what was expected and what was found, in both languages', () => {
  const [issue] = validator.validateText('{"name": [}').issues;
  expect(issue?.en).toBe(
    'this is no readable JSON (expected a value, found `}`); check the sign at this place, and that the file is not cut off',
  );
  expect(issue?.ja).toContain('JSON として読めません');
});

test('a key that stands twice is an error at the second', () => {
  expect(places('{"resourceType":"Patient",\n "gender":"female",\n "gender":"male"}')).toEqual([
    'json-duplicate-key 3:2',
  ]);
});

test('a hostile depth of brackets is refused', () => {
  expect(places('['.repeat(100_000))).toEqual(['json-unreadable 1:502']);
});

test('a key named __proto__ is a key like any other', () => {
  const { issues, resource } = validator.validateText('{"resourceType":"Patient","__proto__":{"active":true}}');
  expect(errors(issues)).toEqual(['element-unknown Patient']);
  expect((resource as { active?: boolean }).active).toBeUndefined();
});
