/** Tells from the definitions of R4 whether an element may be repeated, and so is a list in JSON. */
import type { ElementDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#validation';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';

/** Whether the element at the end of these steps from a resource of `type` is a list. Numbers among the steps count for nothing. */
export function isListAt(
  definitions: Pick<Definitions, 'structure'>,
  type: string,
  steps: readonly (string | number)[],
): boolean {
  let [at, path] = [type, type];
  let found: ElementDefinition | undefined;
  for (const step of steps) {
    if (typeof step === 'number') continue;
    const elements = definitions.structure(`${BASE}${at}`)?.snapshot?.element ?? [];
    found = elements.find((element) => element.path === `${path}.${step}`);
    const code = found?.type?.[0]?.code;
    if (code === undefined) return false;
    // A backbone is defined where it stands, everything else in a definition of its own.
    const inside = code === 'BackboneElement' || code === 'Element';
    [at, path] = inside ? [at, `${path}.${step}`] : [code, code];
  }
  return found?.max === '*' || Number(found?.max ?? 0) > 1;
}
