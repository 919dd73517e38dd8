/** What FHIR demands of a stay and a document may leave unsaid is said to be unknown. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { Tree } from '#mapping';

const ENCOUNTER_CODES = 'urn:oid:2.16.840.1.113883.5.4';

export function completedEncounter(tree: Tree): Tree {
  const { end } = (tree['period'] ?? {}) as { end?: string };
  const codes = ((tree['type'] as CodeableConcept[] | undefined) ?? []).flatMap(({ coding = [] }) => coding);
  const kind = codes.find(({ system }) => system === ENCOUNTER_CODES)?.code;
  const table = `http://terminology.hl7.org/CodeSystem/${kind === undefined ? 'v3-NullFlavor' : 'v3-ActCode'}`;
  return {
    ...tree,
    status: tree['status'] ?? (end === undefined ? 'unknown' : 'finished'),
    class: { system: table, code: kind ?? 'UNK' },
  };
}
