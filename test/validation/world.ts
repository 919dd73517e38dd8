import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, type Definitions, loadPackages, type Validator, type ValidatorOptions } from '#validation';

/** A profile that only says what differs from its base. */
export function profileOf(type: string, id: string, differential: Partial<ElementDefinition>[]): StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    url: `https://example.jp/StructureDefinition/${id}`,
    name: id,
    status: 'active',
    kind: type === 'Extension' ? 'complex-type' : 'resource',
    abstract: false,
    type,
    derivation: 'constraint',
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    ...(type === 'Extension' ? { context: [{ type: 'element', expression: 'Patient' }] } : {}),
    differential: { element: differential as ElementDefinition[] },
  } as StructureDefinition;
}

async function definitionsWith(...resources: readonly unknown[]): Promise<Definitions> {
  const definitions = await loadPackages([], { resources });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions;
}

export async function validatorWith(
  resources: readonly unknown[] = [],
  options?: ValidatorOptions,
): Promise<Validator> {
  return createValidator(await definitionsWith(...resources), options);
}

/** The errors alone, as `code expression`. */
export const errors = (issues: readonly Issue[]): string[] =>
  issues
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ code, expression }) => `${code} ${expression ?? ''}`.trim());

/** Every finding of one code, as `severity expression`. */
export const found = (issues: readonly Issue[], code: string): string[] =>
  issues.filter((issue) => issue.code === code).map(({ severity, expression }) => `${severity} ${expression}`);

export const HANAKO = {
  resourceType: 'Patient',
  id: 'hanako',
  identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.51.11311234567', value: '000123' }],
  name: [{ use: 'official', family: '山田', given: ['花子'] }],
  gender: 'female',
  birthDate: '1971-06-15',
};
