/** What a CDA document leaves unsaid on purpose (nullFlavor), as FHIR says it: a data-absent-reason. */
import type { CodeTable } from '#mapping';
import type { CdaElement } from './read-cda.ts';

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** The reason, where the element has a nullFlavor; one that the table does not have is unknown too. */
export function reasonOf(element: CdaElement, table: CodeTable | undefined): string | undefined {
  const flavor = element.attributes.get('nullFlavor');
  if (flavor === undefined) return undefined;
  return table?.entries.find(({ source }) => source === flavor)?.code ?? 'unknown';
}

/** What stands in the place of a value, or beside the name of a primitive. */
export const absentFor = (reason: string): object => ({ extension: [{ url: ABSENT, valueCode: reason }] });

export const absentConcept = (reason: string, table: CodeTable | undefined): object => ({
  coding: [{ system: table?.system, code: reason }],
});
