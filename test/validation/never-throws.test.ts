import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HANAKO, validatorWith } from './world.ts';

const validator = await validatorWith();
const RESOURCE_TYPES = [
  'Patient',
  'Bundle',
  'CarePlan',
  'Observation',
  'StructureDefinition',
  'Parameters',
  'Consent',
  'Questionnaire',
];
const NAMES = [
  'resourceType',
  'id',
  'meta',
  'profile',
  'extension',
  'url',
  'name',
  'entry',
  'resource',
  'fullUrl',
  'contained',
  'reference',
  'coding',
  'system',
  'code',
  'text',
  'div',
  'status',
  'subject',
  'type',
  '_status',
  'valueQuantity',
  'item',
  'part',
];
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(...RESOURCE_TYPES, 'urn:uuid:1', '#'),
    tie('object'),
    tie('list'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), {
    maxKeys: 5,
  }),
}));

test('whatever JSON comes, the answer is a list of issues and never a crash', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RESOURCE_TYPES), tree.object, (resourceType, fields) => {
      for (const issue of validator.validate({
        ...(fields as object),
        resourceType,
      }))
        expect(issue.en).not.toMatch(/\{\w+\}/);
    }),
    { numRuns: 400, seed: 1 },
  );
});

test('a patient with any one value replaced by any other is answered, too', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(HANAKO)), fc.jsonValue({ maxDepth: 3 }), (name, value) => {
      expect(Array.isArray(validator.validate({ ...HANAKO, [name]: value }))).toBe(true);
    }),
    { numRuns: 400, seed: 2 },
  );
});

test('whatever text comes, it is read or refused with a place', () => {
  const whole = JSON.stringify(HANAKO);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.string({ maxLength: 4 }), (at, noise) => {
      const { issues, resource } = validator.validateText(whole.slice(0, at) + noise);
      for (const { code, line } of issues) if (code.startsWith('json-')) expect(line).toBeGreaterThan(0);
      expect(resource !== undefined || issues.length > 0).toBe(true);
    }),
    { numRuns: 300, seed: 3 },
  );
});
