/** A house with records about several people, and visits to it with tokens of any scopes, as no client can have them yet. */
import { readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import { type Caller, effectiveScopes, parseScopes } from '../../src/auth/index.ts';
import { isRefusal, toOperationOutcome } from '../../src/fhir/index.ts';
import { dispatch } from '../../src/records/dispatch.ts';
import type { Draft } from '../../src/store/index.ts';
import type { House, Visit } from '../../src/visit/index.ts';
import { HIKARI, HOSPITAL, PERSON_B, sandboxGateway } from '../gateway.ts';
import { uuid } from '../store/world.ts';

export const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
export const ANNA = `Patient/${PERSON_B}`;
export const BERT = 'Patient/09196b5b-863e-59cc-9be5-3adcba5293b4';
const OUTSIDER = `Patient/${uuid(900)}`;
const NOW = new Date('2026-05-10T01:00:00.000Z');
const BASE = 'https://gateway.example/fhir';

const clients = JSON.parse(readFileSync('examples/sandbox/clients.json', 'utf8')) as {
  id: string;
  actor: string;
  organization: string;
  purpose: string;
}[];

/** A visit of a client of the sandbox with a token of these scopes. */
export function visitOf(
  scopes: string,
  { patient = null, who = 'hospital-ehr', ...more }: Partial<Caller> & { who?: string } = {},
): Visit {
  const { id, actor, organization, purpose } = clients.find((client) => client.id === who)!;
  const caller: Caller = {
    clientId: id,
    clientName: id,
    actor,
    organization,
    purpose,
    patient,
    user: null,
    reason: null,
    scopes: effectiveScopes(parseScopes(scopes), { patient }),
    tokenId: 'x',
    expiresAt: new Date('2027-01-01T00:00:00Z'),
    ...more,
  };
  return { requestId: uuid(1), caller, now: NOW, method: 'GET', url: '/fhir', base: BASE };
}

/** Each request has an id of its own, which its audit keeps. */
let asked = 100_000;

export interface Told {
  readonly status: number;
  readonly json: any;
}

/** Asks as an entry of a batch does: by method, relative URL, and what is sent. */
export async function ask(
  house: House,
  visit: Visit,
  request: string,
  {
    resource,
    ifMatch,
    ifNoneExist,
    patch,
  }: { resource?: any; ifMatch?: string; ifNoneExist?: string; patch?: unknown } = {},
): Promise<Told> {
  const [method = '', url = ''] = request.split(' ');
  const [path = '', query = ''] = url.split('?');
  const steps = path.split('/').filter((step) => step !== '');
  const [type = '', id] = steps;
  asked += 1;
  const answer = await dispatch(
    house,
    { ...visit, requestId: uuid(asked) },
    {
      index: 0,
      method: method as 'GET',
      path: steps,
      type,
      query,
      resource,
      ifMatch,
      ifNoneExist,
      patch,
      ...(id === undefined || id.startsWith('_') ? {} : { id }),
    },
  );
  return told(answer);
}

export function told(answer: Awaited<ReturnType<typeof dispatch>>): Told {
  if (isRefusal(answer)) return { status: answer.status, json: toOperationOutcome(answer.issues) };
  return { status: answer.status, json: answer.body === undefined ? undefined : JSON.parse(String(answer.body)) };
}

/** `Type/id` of the entries of a searchset. */
export const names = ({ json }: Told): string[] =>
  (json?.entry ?? []).map(({ resource }: any) => `${resource.resourceType}/${resource.id}`);

const reference = (to: string) => ({ reference: to });
const coded = (system: string, code: string) => ({ coding: [{ system, code }] });

export function observation(n: number, about: string, more: Record<string, unknown> = {}): any {
  return {
    resourceType: 'Observation',
    id: uuid(n),
    status: 'final',
    category: [coded(CATEGORY, 'laboratory')],
    code: { ...coded('http://loinc.org', String(n % 3)), text: '検査' },
    subject: reference(about),
    effectiveDateTime: `2026-0${1 + (n % 5)}-1${n % 7}`,
    ...more,
  };
}

export const vital = { category: [coded(CATEGORY, 'vital-signs')] };
const tagged = { meta: { tag: [{ system: 'urn:tags', code: 'shared' }] } };
const LINKED = `Patient/${uuid(901)}`;

/** Written as they are: what is asked here is not how they are checked. */
function records(): any[] {
  const [e1, e2] = [`Encounter/${uuid(300)}`, `Encounter/${uuid(301)}`];
  const encounter = (n: number, about: string, status: string, more = {}) => ({
    resourceType: 'Encounter',
    id: uuid(n),
    status,
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: reference(about),
    ...more,
  });
  return [
    { resourceType: 'Patient', id: uuid(900), gender: 'male', birthDate: '1990-01-01', name: [{ text: '外野一郎' }] },
    {
      resourceType: 'Patient',
      id: uuid(901),
      gender: 'female',
      birthDate: '1971-06-15',
      link: [{ type: 'seealso', other: reference(ANNA) }],
    },
    {
      resourceType: 'Practitioner',
      id: uuid(800),
      identifier: [{ system: 'urn:p', value: '800' }],
      name: [{ text: '山田花子' }],
    },
    { resourceType: 'Practitioner', id: uuid(801), name: [{ text: '川口次郎' }], ...tagged },
    encounter(300, ANNA, 'finished'),
    encounter(301, BERT, 'finished', tagged),
    encounter(302, ANNA, 'in-progress', tagged),
    observation(100, ANNA, { encounter: reference(e1), performer: [reference(`Practitioner/${uuid(800)}`)] }),
    observation(101, ANNA, { ...vital, encounter: reference(`Encounter/${uuid(302)}`), ...tagged }),
    observation(102, ANNA, { status: 'preliminary', hasMember: [reference(`Observation/${uuid(101)}`)] }),
    observation(103, BERT, { encounter: reference(e2), performer: [reference(`Practitioner/${uuid(801)}`)] }),
    observation(104, BERT, { ...vital, hasMember: [reference(`Observation/${uuid(103)}`)] }),
    observation(105, LINKED),
    observation(106, ANNA, { performer: [reference(BERT)], ...tagged }),
    observation(107, OUTSIDER, { category: undefined }),
    { ...observation(108, ANNA), subject: undefined },
    ...[109, 110, 111, 112, 113].map((n) => observation(n, n % 2 ? ANNA : BERT, [111, 112].includes(n) ? vital : {})),
    {
      resourceType: 'DiagnosticReport',
      id: uuid(400),
      status: 'final',
      code: { text: '血液' },
      subject: reference(ANNA),
      result: [reference(`Observation/${uuid(100)}`), reference(`Observation/${uuid(101)}`)],
    },
    {
      resourceType: 'DiagnosticReport',
      id: uuid(401),
      status: 'final',
      code: { text: '血液' },
      subject: reference(BERT),
      result: [reference(`Observation/${uuid(104)}`)],
      ...tagged,
    },
    {
      resourceType: 'Group',
      id: uuid(500),
      type: 'person',
      actual: true,
      member: [ANNA, BERT].map((one) => ({ entity: reference(one) })),
    },
    ...[600, 601].map((n) => ({
      resourceType: 'Composition',
      id: uuid(n),
      status: 'final',
      type: { text: '報告' },
      date: '2026-05-01',
      author: [reference(`Practitioner/${uuid(n + 200)}`)],
      title: '報告',
      subject: reference(n === 600 ? ANNA : BERT),
      encounter: reference(n === 600 ? e1 : e2),
      section: [
        {
          entry: [100, 101, 103]
            .filter((one) => (one === 103) === (n === 601))
            .map((one) => reference(`Observation/${uuid(one)}`)),
        },
      ],
    })),
    { resourceType: 'Bundle', id: uuid(700), type: 'collection', entry: [] },
  ];
}

const document = (n: number, members: readonly string[]): Draft & { id: string } => ({
  id: uuid(n),
  resource: { resourceType: 'Bundle', type: 'document', identifier: { system: 'urn:d', value: String(n) }, entry: [] },
  custodian: HOSPITAL,
  members,
});

/** What the office holds: of what the hospital holds it sees what the consent of the examples shows. */
const ofOffice = (): any[] => [
  observation(200, ANNA, { hasMember: [reference(`Observation/${uuid(100)}`)], performer: [reference(HIKARI)] }),
  observation(201, ANNA, vital),
  observation(202, ANNA, { status: 'preliminary', ...tagged }),
];

/** Anna lets the office have everything but her conditions. */
function consentOfAnna(): any {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const { actor } = consent.provision;
  const class_ = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }];
  const period = { start: '2026-04-01', end: '2027-03-31' };
  return { ...consent, provision: { type: 'permit', period, actor, provision: [{ type: 'deny', class: class_ }] } };
}

/** The gateway of the sandbox with these records, some of them changed, deleted, or superseded so long ago that no index is left. */
export async function scopedHouse() {
  const gateway = await sandboxGateway();
  const { house, database } = gateway;
  await house.store.write(NOW, async (writer) => {
    for (const one of records()) await writer.insert({ resource: one, custodian: HOSPITAL }, one.id);
    for (const one of ofOffice()) await writer.insert({ resource: one, custodian: HIKARI }, one.id);
    await writer.insert({ resource: consentOfAnna(), custodian: HOSPITAL });
    const first = (type: string, ...ns: number[]) => ns.map((n) => `${type}/${uuid(n)}/_history/1`);
    const documents = [
      document(701, [...first('Composition', 600), ...first('Observation', 100, 101), ...first('Practitioner', 800)]),
      document(702, [...first('Composition', 601), ...first('Observation', 103)]),
      document(703, [...first('Composition', 600), ...first('Observation', 103)]),
      document(704, first('Observation', 109)),
      document(705, first('Observation', 100)),
    ];
    for (const { id, ...draft } of documents) await writer.insert(draft, id);
  });
  await change(house, 109, vital);
  await change(house, 110, { status: 'amended' });
  await change(house, 111, { category: [coded(CATEGORY, 'laboratory')] });
  await change(house, 111, vital);
  await change(house, 100, { effectiveDateTime: '2026-04-11' });
  await remove(house, 112);
  await remove(house, 105);
  await database.query(
    `UPDATE resource SET keys = '{}', sorts = '{}', texts = '{}', indexed = '' WHERE until_tx IS NOT NULL AND id = ANY($1::uuid[])`,
    [[uuid(109), uuid(111)]],
  );
  return gateway;
}

export async function change(house: House, n: number, more: Record<string, unknown>): Promise<void> {
  await house.store.write(new Date(NOW.getTime() + 1_000 * n), async (writer) => {
    const current = (await writer.lockOwn(HOSPITAL, 'Observation', uuid(n)))!;
    const resource = { ...JSON.parse(current.text), ...more } as Resource;
    await writer.replace(current, { resource, custodian: HOSPITAL });
  });
}

const remove = (house: House, n: number) =>
  house.store.write(new Date(NOW.getTime() + 1_000 * n), async (writer) => {
    await writer.remove((await writer.lockOwn(HOSPITAL, 'Observation', uuid(n)))!);
  });
