import { expect, test } from 'vitest';
import { createTerminologyServer } from '#terminology';
import { createCheck } from '#validation';
import { json, localServer, parameters } from '../terminology/a-server.ts';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const DISEASES = 'http://snomed.info/sct';
const diseases = {
  resourceType: 'ValueSet',
  url: 'https://example.jp/ValueSet/diseases',
  status: 'active',
  compose: { include: [{ system: DISEASES }] },
};
const bound = (strength: 'required' | 'extensible') =>
  profileOf('Patient', strength, [
    { id: 'Patient', path: 'Patient' },
    {
      id: 'Patient.maritalStatus',
      path: 'Patient.maritalStatus',
      binding: { strength, valueSet: diseases.url },
    },
  ]);
const validator = await validatorWith([diseases, bound('required'), bound('extensible')]);
const local = await localServer();
const check = () =>
  createCheck(validator, createTerminologyServer({ url: local.url, timeoutMs: 500, cacheMax: 100, cacheSeconds: 60 }));
const ill = {
  ...HANAKO,
  maritalStatus: { coding: [{ system: DISEASES, code: '73211009', display: '山田花子の糖尿病' }], text: '山田花子' },
};
const options = (strength: string) => ({ profiles: [`https://example.jp/StructureDefinition/${strength}`] });
const say = (result: boolean) => local.answer((_, response) => json(response, 200, parameters(result)));

test('a code that the server has in the set is good, and the issue is gone', async () => {
  expect(found(validator.validate(ill, options('required')), 'binding-uncheckable')).toEqual([
    'information Patient.maritalStatus',
  ]);
  say(true);
  const settled = await check().validate(ill, options('required'));
  expect(settled).toEqual(
    validator.validate(ill, options('required')).filter(({ code }) => code !== 'binding-uncheckable'),
  );
});

test('a code that the server has not in the set is as wrong as the binding is strong', async () => {
  local.answer(({ path }, response) => json(response, 200, parameters(path.includes('CodeSystem'))));
  expect(errors(await check().validate(ill, options('required')))).toEqual(['binding-required Patient.maritalStatus']);
  const milder = await check().validate(ill, options('extensible'));
  expect(errors(milder)).toEqual([]);
  // One of them is R4's own binding of the element.
  expect(found(milder, 'binding-extensible')).toEqual([
    'warning Patient.maritalStatus',
    'warning Patient.maritalStatus',
  ]);
  expect(found(milder, 'binding-uncheckable')).toEqual([]);
});

test('a code that the server’s system does not have is unknown, at its place in the text', async () => {
  say(false);
  const { issues } = await check().validateText(JSON.stringify(ill, undefined, 2), options('extensible'));
  expect(issues.find(({ code }) => code === 'code-unknown')).toMatchObject({
    severity: 'error',
    expression: 'Patient.maritalStatus.coding[0].code',
    line: expect.any(Number),
  });
});

test('no name, text or display of the patient is sent', async () => {
  local.asked.length = 0;
  say(true);
  await check().validate(ill, options('required'));
  expect(local.asked.map(({ parameters: sent }) => sent)).toEqual([
    { url: DISEASES, code: '73211009' },
    { url: diseases.url, system: DISEASES, code: '73211009' },
  ]);
});

test.each([
  ['does not answer', () => {}],
  ['answers nonsense', (_: unknown, response: Parameters<typeof json>[0]) => void response.end('nonsense')],
])('of a server that %s the honest word is that it could not be checked', async (_, how) => {
  local.answer(how);
  const issues = await check().validate(ill, options('required'));
  expect(issues).toEqual(validator.validate(ill, options('required')));
  expect(found(issues, 'binding-uncheckable')).toEqual(['information Patient.maritalStatus']);
});

test('without a server the answer is the validator’s own', async () => {
  const alone = createCheck(validator, undefined);
  expect(await alone.validate(ill, options('required'))).toEqual(validator.validate(ill, options('required')));
  expect(alone.remembered).toBe(alone);
});
