import { expect, test } from 'vitest';
import { errors, HANAKO, profileOf, validatorWith } from './world.ts';

const DATED = 'https://example.jp/StructureDefinition/dated';
const dated = profileOf('Patient', 'dated', [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }]);

async function asking(expression: string): Promise<(subject: object) => string[]> {
  const constraint = [{ key: 'own-1', severity: 'error' as const, human: '対象者', expression }];
  const asked = profileOf('Observation', 'asked', [
    { id: 'Observation.subject', path: 'Observation.subject', constraint },
  ]);
  const validator = await validatorWith([dated, asked]);
  return (subject) => {
    const observation = {
      resourceType: 'Observation',
      contained: [subject],
      status: 'final',
      code: { text: '体重' },
      subject: { reference: '#p' },
    };
    return errors(validator.validate(observation, { profiles: ['https://example.jp/StructureDefinition/asked'] }));
  };
}

const PERSON = { ...HANAKO, id: 'p' };
const BROKEN = ['invariant-failed Observation.subject'];

test.each([
  'resolve() is Patient',
  'resolve().ofType(Patient).exists()',
  'resolve().birthDate.exists()',
  `resolve().conformsTo('${DATED}')`,
  `%resource.contained.all(conformsTo('${DATED}'))`,
])('the rule %s of a profile looks into the contained resource that is referred to', async (expression) => {
  const check = await asking(expression);
  expect(check(PERSON)).toEqual([]);
  const undated = { ...PERSON, birthDate: undefined };
  const group = { resourceType: 'Group', id: 'p', type: 'person', actual: true };
  expect(check(expression.includes('birthDate') || expression.includes('conformsTo') ? undated : group)).toEqual(
    BROKEN,
  );
});
