import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { readText } from '#validation';
import { DUPLICATE_KEYS_MAX, JSON_VALUES_MAX } from '../../src/validation/json/read-json.ts';
import { ISSUES_MAX } from '../../src/validation/validation-run.ts';
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
    'this is no readable JSON (expected a value, found a bracket); check the sign at this place, and that the file is not cut off',
  );
  expect(issue?.ja).toBe(
    'JSON として読めません（値が必要な所で括弧があります）。この位置の記号を確かめ、ファイルが途中で切れていないか確認してください。',
  );
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

test('a refusal repeats nothing of what was sent, and its Japanese has no English', () => {
  for (const text of [
    '{"name": 佐藤}',
    '{"name": "佐藤\\x"}',
    '{"a" 佐藤',
    '{佐藤}',
    '[1 2]',
    '["佐\n藤"]',
    '[] 佐藤',
    '',
  ]) {
    const [issue] = validator.validateText(text).issues;
    expect(`${issue?.ja}${issue?.en}`).not.toMatch(/[佐藤]/);
    expect(issue?.ja).toMatch(/^JSON として読めません（[^a-z]*）/);
  }
});

test.each([
  ['U+0000', '{"resourceType":"Patient",\n"id":"a\\u0000b"}'],
  ['a control character', '{"resourceType":"Patient",\n"id":"a\\u001bb"}'],
  ['half of a surrogate pair', '{"resourceType":"Patient",\n"id":"a\\ud800b"}'],
])('%s in any text is refused with its place', (_, text) => {
  expect(readText(text)).toMatchObject({
    refused: true,
    status: 400,
    issues: [{ code: 'json-unreadable', line: 2, column: 6 }],
  });
});

test('escaped tabs, line ends and whole surrogate pairs are read', () => {
  const read = readText('{"a":"\\t\\r\\n\\ud842\\udfb7"}');
  expect(isRefusal(read) ? read : read.value).toEqual({ a: '\t\r\n𠮷' });
});

test('more values than one document may hold are refused as too large, at the first that is too many', () => {
  const read = readText(`[${'{},'.repeat(JSON_VALUES_MAX)}{}]`);
  expect(read).toMatchObject({
    refused: true,
    status: 413,
    issues: [{ code: 'json-too-large', type: 'too-costly', line: 1, column: 2 + 3 * (JSON_VALUES_MAX - 1) }],
  });
  expect(isRefusal(readText(`[${'0,'.repeat(JSON_VALUES_MAX - 2)}0]`))).toBe(false);
});

test('of keys that stand twice, only the first are named', () => {
  const read = readText(`{${'"a":1,'.repeat(20_000)}"a":1}`);
  expect(isRefusal(read) && [read.status, read.issues.length]).toEqual([400, DUPLICATE_KEYS_MAX]);
});

test('after errors enough the rest is left out, and this is said last', () => {
  const keys = Array.from({ length: 100_000 }, (_, at) => `"unknown${at}":1`).join(',\n');
  const { issues } = validator.validateText(`{"resourceType":"Patient",\n${keys}}`);
  const grave = issues.filter(({ severity }) => severity === 'error');
  expect(grave.length).toBe(ISSUES_MAX + 1);
  expect(grave[ISSUES_MAX - 1]).toMatchObject({ code: 'element-unknown', line: ISSUES_MAX + 1 });
  expect(issues.at(-1)).toMatchObject({ code: 'issues-left-out', severity: 'error', type: 'too-costly' });
});

test('warnings beyond what is named never hide an error that follows them', () => {
  const profile = Array.from({ length: ISSUES_MAX * 2 }, (_, at) => `https://example.jp/p/${at}`);
  const patient = { resourceType: 'Patient', meta: { profile } };
  const mild = validator.validate(patient);
  expect([mild.length, mild.at(-1)?.code, mild.at(-1)?.severity]).toEqual([
    ISSUES_MAX + 1,
    'issues-left-out',
    'warning',
  ]);
  expect(errors(mild)).toEqual([]);
  const url = 'https://example.jp/p/none';
  const graver = validator.validate(patient, { profiles: ['http://hl7.org/fhir/StructureDefinition/bmi', url] });
  expect(errors(graver)).toEqual(['profile-type-wrong Patient']);
});

test('keys that look like numbers, and keys of nested lists, have their own places', () => {
  const text = '{"resourceType":"Patient",\n"z":1,\n"7":1,\n"name":[{"family":"a"},\n{"2":1,"b":2}]}';
  expect(places(text).sort()).toEqual([
    'element-unknown 2:5',
    'element-unknown 3:5',
    'element-unknown 5:12',
    'element-unknown 5:6',
  ]);
});
