/** Discharge summaries drawn at random, in which every part and every section says a word of its own. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';

const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const SECTION = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
export const DRUGS = 'urn:example:drugs';

/** The sections of a document, with what each may list; `required` are those that cannot stand empty. */
export const SECTIONS: Readonly<Record<string, { types: string[]; how: 'required' | 'emptied' | 'removed' }>> = {
  '322': { types: ['Encounter'], how: 'required' },
  '342': { types: ['Condition'], how: 'emptied' },
  '510': { types: ['AllergyIntolerance'], how: 'removed' },
  '352': { types: ['Condition'], how: 'emptied' },
  '312': { types: ['Encounter'], how: 'emptied' },
  '362': { types: ['Condition'], how: 'emptied' },
  '372': { types: ['Condition'], how: 'removed' },
  '642': { types: ['Observation'], how: 'removed' },
  '552': { types: ['FamilyMemberHistory'], how: 'removed' },
  '333': { types: ['DocumentReference'], how: 'required' },
  '324': { types: ['Encounter'], how: 'required' },
  '344': { types: ['Condition'], how: 'required' },
  '444': { types: ['MedicationRequest'], how: 'emptied' },
  '424': { types: ['CarePlan'], how: 'emptied' },
};

/** Which labels a part carries beyond those that the rules give it, mostly none. */
const anyLabels = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constantFrom('finance', 'wish', 'living').map((code) => [{ system: CATEGORY, code }]) },
  { weight: 1, arbitrary: fc.constant([{ system: ACT_CODE, code: 'ETHUD' }]) },
);

interface Drawn {
  readonly labels: readonly object[];
  /** The number of another part that it refers to. */
  readonly refersTo: number;
  readonly drug: number;
}
const anyPart: fc.Arbitrary<Drawn> = fc.record({
  labels: anyLabels,
  refersTo: fc.nat(12),
  drug: fc.nat(3),
});

export interface DrawnSection {
  readonly there: boolean;
  readonly empty: boolean;
  readonly parts: readonly Drawn[];
}
export const anyDocument: fc.Arbitrary<DrawnSection[]> = fc.tuple(
  ...Object.keys(SECTIONS).map(() =>
    fc.record({ there: fc.boolean(), empty: fc.boolean(), parts: fc.array(anyPart, { minLength: 1, maxLength: 2 }) }),
  ),
);

/** The word of a part or section. */
const wordOf = (number: number, name: string): string => `語${number}・${name}語`;

/** The document with this number. */
export function documentOf(number: number, drawn: readonly DrawnSection[]): any {
  const template = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  const [composition, patient, encounter, practitioner, organization] = template.entry;
  const subject = { reference: patient.fullUrl };
  const parts: any[] = [];
  const add = (type: string, drawing: Drawn): any => {
    const fullUrl = `urn:uuid:50000000-0000-4000-8000-${String(number * 1_000 + parts.length).padStart(12, '0')}`;
    const text = wordOf(number, `P${parts.length}`);
    const to = parts[drawing.refersTo % Math.max(1, parts.length)];
    const resource: any = { resourceType: type, ...CONTENT[type]?.({ text, subject, drug: drawing.drug }) };
    if (drawing.labels.length > 0) resource.meta = { security: drawing.labels };
    resource.text = { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>` };
    if (to && REFERS[type]) Object.assign(resource, REFERS[type](to));
    parts.push({ fullUrl, resource });
    return parts.at(-1);
  };
  const sections = Object.entries(SECTIONS).flatMap(([code, { types, how }], index) => {
    const { there, empty, parts: wanted } = drawn[index] as DrawnSection;
    if (how === 'removed' && !there) return [];
    const [type = ''] = types;
    const single = type === 'Encounter';
    const listed = single ? [encounter] : how !== 'required' && empty ? [] : wanted.map((one) => add(type, one));
    const text = wordOf(number, `S${code}`);
    return [
      {
        title: `題${code}`,
        code: { coding: [{ system: SECTION, code }] },
        text: { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>` },
        ...(listed.length > 0 ? { entry: listed.map(({ fullUrl }) => ({ reference: fullUrl })) } : {}),
      },
    ];
  });
  const bare = ({ fullUrl, resource: { meta: _, ...resource } }: any) => ({ fullUrl, resource });
  const { diagnosis: _, ...stay } = encounter.resource;
  const head = { ...composition.resource, section: [{ ...composition.resource.section[0], section: sections }] };
  return {
    ...template,
    meta: { profile: ['https://kakehashi.example/fhir/StructureDefinition/kakehashi-discharge-summary-bundle'] },
    identifier: { ...template.identifier, value: `1310000001^2026^R${number}` },
    entry: [
      bare({ ...composition, resource: head }),
      bare(patient),
      bare({ ...encounter, resource: stay }),
      bare(practitioner),
      bare(organization),
      ...parts,
    ],
  };
}

interface Content {
  readonly text: string;
  readonly subject: object;
  readonly drug: number;
}
const CONTENT: Readonly<Record<string, (content: Content) => object>> = {
  Condition: ({ text, subject }) => ({ code: { text }, subject }),
  AllergyIntolerance: ({ text, subject }) => ({ code: { text }, patient: subject, clinicalStatus: ACTIVE }),
  Observation: ({ text, subject }) => ({ status: 'final', code: { text }, subject, effectiveDateTime: '2026-10-01' }),
  FamilyMemberHistory: ({ text, subject }) => ({ status: 'completed', patient: subject, relationship: { text } }),
  DocumentReference: ({ text, subject }) => ({
    status: 'current',
    subject,
    content: [{ attachment: { contentType: 'text/plain', title: text, url: 'urn:oid:1.2.3' } }],
  }),
  MedicationRequest: ({ text, subject, drug }) => ({
    status: 'completed',
    intent: 'order',
    subject,
    medicationCodeableConcept: { coding: [{ system: DRUGS, code: `d${drug}` }], text },
    dosageInstruction: [{ text }],
  }),
  CarePlan: ({ text, subject }) => ({ status: 'active', intent: 'plan', subject, title: text }),
};
const ACTIVE = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
};

/** How a part of a type refers to another. */
const REFERS: Readonly<Record<string, (to: any) => object>> = {
  Condition: ({ fullUrl }) => ({ evidence: [{ detail: [{ reference: fullUrl }] }] }),
  CarePlan: ({ fullUrl }) => ({ supportingInfo: [{ reference: fullUrl }] }),
  DocumentReference: ({ fullUrl }) => ({ context: { related: [{ reference: fullUrl }] } }),
};
