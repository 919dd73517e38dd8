/** The entries of the transaction: who is updated, who is only met, and which profile each may claim. */
import type { Bundle, BundleEntry, Extension, Practitioner } from '@medplum/fhirtypes';
import { codeSystemUrl, type Issue, profileUrl } from '#fhir';
import { type Hl7Record, textOf } from './hl7-record.ts';
import { nameUuid } from './name-uuid.ts';
import type { Tree } from './path.ts';
import { doctorSystem, patientSystem } from './ssmix2-codecs.ts';
import { mergeInto } from './ssmix2-merge.ts';

/** What the rules have filled so far. */
export interface Ssmix2Parts {
  readonly Patient: Tree;
  readonly Encounter: Tree;
  readonly Organization: Tree;
  /** The positions that each of them holds. */
  readonly carried: Readonly<Record<'Patient' | 'Encounter' | 'Organization', Set<string>>>;
  legalStatus?: string;
}

interface Surroundings {
  readonly record: Hl7Record;
  readonly options: {
    readonly institution?: string;
    readonly hospitalName?: string;
    readonly existing?: Bundle;
  };
  /** The institution number, or else the sender's own name: the namespace of every derived id. */
  readonly owner: string;
  readonly issues: Issue[];
  readonly practitioners: readonly BundleEntry[];
}

const STAY_SYSTEM = 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier';
const INSTITUTION_SYSTEM = 'http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no';

/** Organization, Practitioner, Patient, Encounter, in the order of their references. */
export function entriesOf(parts: Ssmix2Parts, surroundings: Surroundings): BundleEntry[] {
  const organization = organizationEntry(parts, surroundings);
  const patient = patientEntry(parts, surroundings, organization);
  if (surroundings.record.event === 'A08') return [organization, patient];
  const encounter = encounterEntry(parts, surroundings, {
    organization,
    patient,
  });
  return encounter === undefined
    ? [organization, patient]
    : [organization, ...surroundings.practitioners, patient, encounter];
}

/** Keeps one Practitioner for each doctor of the message. */
export function practitionersOf(owner: string, institution: string | undefined) {
  const made: BundleEntry[] = [];
  const refer = (id: string | undefined, name: string): { reference: string; display: string } => {
    const reference = `urn:uuid:${nameUuid(`practitioner:${owner}:${id ?? name}`)}`;
    if (made.some(({ fullUrl }) => fullUrl === reference)) return { reference, display: name };
    const system = institution === undefined ? undefined : doctorSystem(institution);
    const identifier = id === undefined ? [] : [system === undefined ? { value: id } : { system, value: id }];
    const resource: Practitioner = {
      resourceType: 'Practitioner',
      identifier,
      name: [{ text: name }],
    };
    if (identifier.length === 0) delete resource.identifier;
    made.push(
      post(
        reference,
        resource,
        system !== undefined && id !== undefined ? `identifier=${token(system, id)}` : undefined,
      ),
    );
    return { reference, display: name };
  };
  return { made, refer };
}

const token = (system: string, value: string): string => `${encodeURIComponent(system)}|${encodeURIComponent(value)}`;

/** A resource that this message only names: created when nobody knows it yet, else left as it is. */
function post(fullUrl: string, resource: object, ifNoneExist: string | undefined): BundleEntry {
  const { resourceType } = resource as { resourceType: string };
  const request = {
    method: 'POST',
    url: resourceType,
    ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
  };
  return { fullUrl, resource, request } as BundleEntry;
}

/** A resource that this message is about: created or replaced by its identifier. */
function put(fullUrl: string, resource: object, key: string): BundleEntry {
  const { resourceType } = resource as { resourceType: string };
  return {
    fullUrl,
    resource,
    request: { method: 'PUT', url: `${resourceType}?identifier=${key}` },
  } as BundleEntry;
}

function organizationEntry(parts: Ssmix2Parts, { options, owner }: Surroundings): BundleEntry {
  const { institution, hospitalName } = options;
  const sent = parts.Organization['name'];
  const alias = hospitalName !== undefined && sent !== undefined && sent !== hospitalName ? { alias: [sent] } : {};
  const resource = {
    resourceType: 'Organization',
    meta: { profile: [profileUrl('kakehashi-organization')] },
    ...(institution === undefined ? {} : { identifier: [{ system: INSTITUTION_SYSTEM, value: institution }] }),
    type: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/organization-type',
            code: 'prov',
            display: 'Healthcare Provider',
          },
        ],
      },
    ],
    name: hospitalName ?? sent ?? owner,
    ...alias,
  };
  const key = institution === undefined ? undefined : `identifier=${token(INSTITUTION_SYSTEM, institution)}`;
  return post(`urn:uuid:${nameUuid(`organization:${owner}`)}`, resource, key);
}

/** ADT-00 holds the whole person and replaces; other messages hold a shadow of the person, which must not. */
function patientEntry(parts: Ssmix2Parts, around: Surroundings, organization: BundleEntry): BundleEntry {
  const { record, options, owner, issues } = around;
  const id = textOf(record, 'PID-3') ?? '';
  const { institution } = options;
  const whole =
    ['name', 'gender', 'birthDate'].every((key) => parts.Patient[key] !== undefined) && institution !== undefined;
  const resource = {
    resourceType: 'Patient',
    ...(whole ? { meta: { profile: [profileUrl('kakehashi-patient')] } } : {}),
    ...parts.Patient,
    managingOrganization: { reference: organization.fullUrl },
  };
  const fullUrl = `urn:uuid:${nameUuid(`patient:${owner}:${id}`)}`;
  if (institution === undefined) {
    issues.push(noInstitution(record));
    return post(fullUrl, resource, undefined);
  }
  const key = token(patientSystem(institution), id);
  if (record.event === 'A08') return put(fullUrl, mergeInto(options.existing, resource), key);
  return post(fullUrl, resource, `identifier=${key}`);
}

function noInstitution(record: Hl7Record): Issue {
  return {
    severity: 'warning',
    code: 'institution-missing',
    type: 'required',
    ja: '医療機関コードが指定されていないため、患者ID に system を付けられず、再取り込みで同じ人に出会えません。',
    en: 'without the institution number the patient id has no system, and a second import cannot meet the same person',
    expression: `PID-3 (segment ${record.segments.find(({ name }) => name === 'PID')?.index ?? 0})`,
  };
}

function encounterEntry(
  parts: Ssmix2Parts,
  { record, options, owner, issues }: Surroundings,
  { organization, patient }: { organization: BundleEntry; patient: BundleEntry },
): BundleEntry | undefined {
  const admitted = textOf(record, 'PV1-44');
  const start = (parts.Encounter['period'] as { start?: string } | undefined)?.start;
  if (admitted === undefined || start === undefined || parts.Encounter['class'] === undefined) {
    issues.push({
      severity: 'error',
      code: 'ssmix2-stay-unknown',
      type: 'required',
      ja: '入院日時（PV1-44）または患者区分（PV1-2）がないため、どの入院か分からず、入院の記録を作れません。',
      en: 'without `PV1-44` (time of admission) and `PV1-2` (class) the stay is not known, and no Encounter is made',
      expression: `PV1 (segment ${record.segments.find(({ name }) => name === 'PV1')?.index ?? 0})`,
    });
    return undefined;
  }
  // SS-MIX2 does not use the visit number (PV1-19): a stay is the person and the day of admission.
  const value = `${owner}-${textOf(record, 'PID-3') ?? ''}-${admitted.slice(0, 8)}`;
  const finished = parts.Encounter['status'] === 'finished';
  const ended = (parts.Encounter['period'] as { end?: string }).end !== undefined;
  const extension = legalStatus(parts.legalStatus, start);
  const resource = {
    resourceType: 'Encounter',
    ...(!finished || ended ? { meta: { profile: [profileUrl('kakehashi-psychiatric-encounter')] } } : {}),
    ...(extension === undefined ? {} : { extension: [extension] }),
    identifier: [{ system: STAY_SYSTEM, value }],
    ...parts.Encounter,
    subject: { reference: patient.fullUrl },
    serviceProvider: { reference: organization.fullUrl },
  };
  const fullUrl = `urn:uuid:${nameUuid(`encounter:${value}`)}`;
  return options.institution === undefined
    ? post(fullUrl, resource, undefined)
    : put(fullUrl, mergeInto(options.existing, resource), token(STAY_SYSTEM, value));
}

function legalStatus(code: string | undefined, start: string): Extension | undefined {
  if (code === undefined) return undefined;
  return {
    url: profileUrl('admission-legal-status'),
    extension: [
      {
        url: 'status',
        valueCodeableConcept: {
          coding: [{ system: codeSystemUrl('psych-admission-status'), code }],
        },
      },
      { url: 'period', valuePeriod: { start } },
    ],
  };
}
