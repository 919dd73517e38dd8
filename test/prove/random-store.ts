/** A random house out of one seed: offices, people, consents, and records that refer to each other in all the ways that have leaked elsewhere. */
import { type Policy, policyShipped } from '../../src/consent/index.ts';
import { profileUrl } from '../../src/fhir/index.ts';
import { type Dice, dice, type RandomWorld, randomWorld } from '../consent/random-world.ts';
import { withCodes } from './random-coded.ts';
import { withAddresses, withVersionsNamed } from './random-forms.ts';
import { ACT, type Drafted, draft, FAMILY, OFFICES, randomLabel, uuidOf, WORDS } from './random-parts.ts';
import { randomRecords } from './random-records.ts';
import type { Asker, Json, Version } from './store-rows.ts';

export interface RandomStore {
  readonly seed: number;
  readonly policy: Policy;
  readonly versions: readonly Version[];
  readonly askers: readonly Asker[];
}

const ASKERS = 3;

export function randomStore(seed: number): RandomStore {
  const d = dice(seed + 77);
  const { lookup: _, ...context } = randomWorld(seed, 0).context;
  const world = named({ ...randomWorld(seed, 16), context }) as RandomWorld;
  const roles = Object.keys(world.context.directory).filter((key) => key.startsWith('PractitionerRole/'));
  const askers = Array.from({ length: ASKERS }, (_, n) => randomAsker(d, world, n, roles));
  const persons = people(d, world);
  const drafts = [
    ...directoryResources(d, world),
    ...persons,
    ...world.consents.map((consent) => draft(consent as unknown as Json, d.one(OFFICES))),
    ...broadConsents(d, askers),
    ...randomRecords(d, world.rows as never, persons),
  ];
  const rows = drafts.flatMap((one) => versionsOf(one));
  return { seed, policy: randomPolicy(d, world), versions: inForms(seed, withCodes(seed, rows)), askers };
}

const inForms = (seed: number, versions: readonly Version[]) => withVersionsNamed(seed, withAddresses(seed, versions));

const FIRST = Date.parse('2026-05-01T00:00:00Z');
const HOUR = 3_600_000;

function versionsOf({ versions, custodian, deleted = false, members = [] }: Drafted): Version[] {
  const last = versions.at(-1) as Json;
  const all = deleted ? [...versions, last] : versions;
  return all.map((resource, index) => {
    const version = index + 1;
    // Two resources may well have been written at one moment.
    const updated = new Date(
      FIRST + HOUR * (version * 5 + (parseInt(String(resource['id']).slice(0, 2), 16) % 40)),
    ).toISOString();
    const { resourceType, id, meta, ...rest } = resource;
    return {
      type: resourceType,
      id,
      version,
      deleted: deleted && version === all.length,
      custodian,
      members,
      updated,
      resource: { resourceType, id, meta: { ...meta, versionId: String(version), lastUpdated: updated }, ...rest },
    };
  });
}

/** The short names of the world of the consent room as ids that a store takes. */
function named<T>(value: T): T {
  const text = JSON.stringify(value)
    .replace(/"([A-Z][A-Za-z]+)\/([a-z]\d?)"/g, (_, type, id) => `"${type}/${uuidOf(id)}"`)
    .replace(/"id":"([a-z]\d?)"/g, (_, id) => `"id":"${uuidOf(id)}"`);
  return JSON.parse(text) as T;
}

function randomPolicy(d: Dice, { context: { policy } }: RandomWorld): Policy {
  const nonPatientTypes = [...policyShipped.nonPatientTypes, ...(d.chance(0.3) ? ['Location'] : [])];
  const quiet = d.chance(0.7);
  return {
    ...policy,
    ...(quiet ? { default: 'deny' as const, onNotCovered: 'deny' as const, rules: [] } : {}),
    nonPatientTypes,
  };
}

function randomAsker(d: Dice, { context, requests }: RandomWorld, n: number, roles: readonly string[]): Asker {
  const { actor = '', purpose, time, btg } = requests[n % requests.length] ?? { actor: '', time: '' };
  const known = actor.startsWith('Patient/') || actor.startsWith('Organization/') ? actor : d.one(roles);
  const entry = context.directory[known];
  const organization = known.startsWith('Patient/')
    ? null
    : (entry?.organization ?? (known.startsWith('Organization/') ? known : d.one(OFFICES)));
  const asked = d.chance(0.6) ? d.one(['TREAT', 'COC']) : String(purpose);
  return { actor: known, organization, purpose: asked, reason: asked === 'BTG' ? (btg?.reason ?? '急変') : null, time };
}

function directoryResources(d: Dice, { context: { directory } }: RandomWorld): Drafted[] {
  return Object.entries(directory).map(([key, entry]) => {
    const [resourceType = '', id] = key.split('/');
    const to = (reference: string | undefined) => (reference === undefined ? undefined : { reference });
    const member = (entry.member ?? []).map((one) => (typeof one === 'string' ? { ref: one, period: undefined } : one));
    const bodies: Json = {
      Organization: { name: `事業所${id?.slice(0, 2)}`, partOf: to(entry.partOf) },
      PractitionerRole: {
        practitioner: to(entry.practitioner),
        organization: to(entry.organization),
        active: entry.active,
        period: entry.period,
      },
      CareTeam: {
        status: entry.status,
        period: entry.period,
        participant: member.map(({ ref, period }) => ({ member: to(ref), period })),
      },
      Group: {
        type: 'practitioner',
        actual: true,
        member: member.map(({ ref, period }) => ({ entity: to(ref), period })),
      },
    };
    const above = entry.partOf ?? entry.organization;
    // Mostly held by who may say it; else it is not believed.
    const holder = d.one([null, null, ...(above === undefined ? [] : [above, above]), d.one(OFFICES)]);
    return draft(JSON.parse(JSON.stringify({ resourceType, id, ...bodies[resourceType] })) as Json, holder);
  });
}

function people(d: Dice, { context: { patients, authority } }: RandomWorld): Drafted[] {
  const staff = ['p1', 'p2', 'p3'].map((name, n) =>
    draft(
      {
        resourceType: 'Practitioner',
        id: uuidOf(name),
        name: [{ family: d.one(['山田', '川口', '佐藤']), given: [`${n}子`] }],
        gender: d.one(['female', 'male']),
      },
      d.one(OFFICES),
    ),
  );
  const relatives = Object.entries(authority).map(([key, given]) => {
    const { patient, kind, verified, period } = [given].flat()[0] as {
      patient: string;
      kind: string;
      verified?: boolean;
      period?: Json;
    };
    return draft(
      {
        resourceType: 'RelatedPerson',
        id: key.split('/')[1],
        active: true,
        extension: [authorityRecord(kind, verified === true, period)],
        patient: { reference: patient },
        name: [{ text: '家族' }],
      },
      d.one(OFFICES),
    );
  });
  return [
    ...staff,
    ...relatives,
    ...['a', 'b', 'e'].map((name) => patientOf(d, name, patients[`Patient/${uuidOf(name)}`] ?? {})),
  ];
}

/** The record of an authority; without who verified it by which document, it gives none. */
const authorityRecord = (kind: string, verified: boolean, period: Json = { start: '2020-01-01' }): Json => ({
  url: profileUrl('verified-authority'),
  extension: [
    { url: 'kind', valueCode: kind },
    { url: 'period', valuePeriod: period },
    ...(verified
      ? [
          { url: 'document', valueIdentifier: { system: 'urn:acts', value: '7' } },
          { url: 'verifiedBy', valueReference: { reference: OFFICES[0] } },
          { url: 'verifiedOn', valueDate: '2026-01-01' },
        ]
      : []),
  ],
});

function patientOf(d: Dice, name: string, { birthDate }: { birthDate?: string }): Drafted {
  const id = uuidOf(name);
  const others = ['a', 'b', 'e'].filter((one) => one !== name);
  const made: Json = {
    resourceType: 'Patient',
    id,
    ...(d.chance(0.5) ? { meta: { security: [randomLabel(d)] } } : {}),
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${d.one(['面談', '入院'])}</div>` },
    identifier: [{ system: 'urn:patients', value: d.one(['1', '2', '3']) }],
    name: [{ text: '名', family: d.one(['佐藤', '鈴木']), given: [d.one(['一郎', '花子'])] }],
    telecom: [{ system: 'phone', value: d.one(['03-1234-5678', '090-0000-0000']) }],
    gender: d.one(['male', 'female']),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(d.chance(0.3) ? { generalPractitioner: [{ reference: `Practitioner/${uuidOf(d.one(['p1', 'p2']))}` }] } : {}),
    ...(d.chance(0.3) ? { managingOrganization: { reference: d.one(OFFICES) } } : {}),
    ...(d.chance(0.2) ? { link: [{ type: 'seealso', other: { reference: `Patient/${uuidOf(d.one(others))}` } }] } : {}),
  };
  const known = d.chance(0.6) ? { ...made, contact: [contact(d)] } : made;
  const later = { ...d.one([made, known]), gender: 'other', meta: { security: [randomLabel(d)] } };
  return { versions: d.chance(0.3) ? [known, later] : [known], custodian: d.one(OFFICES) };
}

const contact = (d: Dice): Json => ({
  name: { text: d.one(WORDS) },
  telecom: [{ system: 'phone', value: '03-9999-0000' }],
  ...(d.chance(0.3) ? { organization: { reference: d.one(OFFICES) } } : {}),
});

/** What people mostly give: a permit to who asks, with exceptions; without these nearly everything would be hidden. */
function broadConsents(d: Dice, askers: readonly Asker[]): Drafted[] {
  return ['a', 'b', 'e'].flatMap((name) =>
    d.chance(0.8) ? [draft(broadConsent(d, name, askers), d.one(OFFICES))] : [],
  );
}

function broadConsent(d: Dice, name: string, askers: readonly Asker[]): Json {
  const patient = { reference: `Patient/${uuidOf(name)}` };
  const provision = Array.from({ length: d.one([0, 1, 1, 2, 3]) }, () => exception(d, 0));
  if (d.chance(0.3)) provision.push({ type: 'deny', securityLabel: [FAMILY] });
  const actor = [...askers.map((one) => one.actor), ...OFFICES].map((reference) => ({
    role: { coding: [{ code: 'IRCP' }] },
    reference: { reference },
  }));
  return {
    resourceType: 'Consent',
    id: uuidOf(`broad-${name}`),
    status: 'active',
    scope: { coding: [{ code: 'patient-privacy' }] },
    patient,
    performer: [patient],
    provision: {
      type: 'permit',
      ...(d.chance(0.5) ? { actor } : {}),
      ...(d.chance(0.15)
        ? { purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }] }
        : {}),
      ...(provision.length > 0 ? { provision } : {}),
    },
  };
}

function exception(d: Dice, level: number): Json {
  const type = level === 0 ? 'deny' : 'permit';
  const classes = [
    'Observation',
    'Condition',
    'Encounter',
    'Patient',
    'Group',
    'Composition',
    'Task',
    'CarePlan',
    'Procedure',
  ];
  const criteria = d.one<Json>([
    { class: d.some(classes, 2).map((code) => ({ code })) },
    { class: [{ code: 'Patient' }] },
    { securityLabel: [randomLabel(d)] },
    { securityLabel: [{ system: ACT, code: d.one(['PSY', 'SUD']) }] },
    { code: [{ coding: [{ system: 'urn:codes', code: d.one(['c1', 'c2', 'c3']) }] }] },
    {
      data: [
        {
          meaning: d.one(['instance', 'related', 'dependents']),
          reference: {
            reference: d.one(
              ['Observation/x1', 'CarePlan/x2', 'Encounter/x4'].map((one) => one.replace(/x\d/, uuidOf)),
            ),
          },
        },
      ],
    },
    { dataPeriod: { start: d.one(['2026-03-01', '2026-05-01']) } },
  ]);
  return { type, ...criteria, ...(level < 2 && d.chance(0.3) ? { provision: [exception(d, level + 1)] } : {}) };
}
