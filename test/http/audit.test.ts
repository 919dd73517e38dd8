import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AuditEvent, Bundle, Parameters } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { signHead } from '../../src/audit/head.ts';
import { makeHead, provesConsistency, provesInclusion, type TreeHead } from '../../src/audit/index.ts';
import { policyShipped } from '../../src/consent/index.ts';
import { regionShipped } from '../../src/visit/index.ts';
import { auditRecords } from '../audit-events.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

// The city watches over privacy in this region.
const CITY = 'Organization/90727d45-e6c6-5ffd-8860-29275ab82412';
const HIKARI_ROLE = 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c';
const PATIENT = `Patient/${PERSON_B}`;
const PERSON_C = '09196b5b-863e-59cc-9be5-3adcba5293b4';
const gateway = await sandboxGateway({
  region: { ...regionShipped, policy: { ...policyShipped, privacyOfficers: [CITY] } },
});
const { call, database } = gateway;

const found = async (who: string, query: string): Promise<AuditEvent[]> => {
  const { status, json } = await call(who, 'GET', `/fhir/AuditEvent?${query}`);
  expect(status).toBe(200);
  return ((json as Bundle).entry ?? []).map(({ resource }) => resource as AuditEvent);
};
const codes = (events: readonly AuditEvent[]) =>
  events.map(({ subtype }) => subtype?.map(({ code }) => code).join('+'));
const idOf = ({ headers }: { headers: Headers }) => headers.get('x-request-id') ?? '';

/** A denial is recorded once the answer has been given. */
async function denialOf(id: string): Promise<AuditEvent | undefined> {
  for (let look = 0; look < 200; look += 1) {
    const [record] = (await auditRecords(database, id)).filter(({ denied }) => denied !== undefined);
    if (record) return (await call('city-a', 'GET', `/fhir/AuditEvent/${record.id}`)).json;
    await wait(25);
  }
  return undefined;
}

test('the privacy officer finds who asked for what, and who was refused why; the person finds it too', async () => {
  const hospital = await call('hospital-ehr', 'GET', `/fhir/Condition?patient=${PERSON_B}`);
  const refused = await call('soudan-hikari', 'GET', `/fhir/${PATIENT}`);
  expect([hospital.json.total, refused.status]).toEqual([2, 404]);
  const denied = await denialOf(idOf(refused));
  expect(denied).toMatchObject({
    type: { code: 'authorization-decision' },
    subtype: [{ code: 'authz-no-consent' }],
    outcome: '4',
    outcomeDesc: 'DEFAULT_DENY',
    agent: [
      { type: { coding: [{ code: '110153' }] }, who: { identifier: { value: 'soudan-hikari' } }, requestor: false },
      { type: { coding: [{ code: '110152' }] }, who: { display: 'Kakehashi' } },
      { who: { reference: HIKARI_ROLE }, requestor: true, purposeOfUse: [{ coding: [{ code: 'COC' }] }] },
      { who: { reference: HIKARI } },
    ],
  });
  const all = await found('city-a', `patient=${PERSON_B}&_sort=-date`);
  expect(codes(all).slice(0, 3)).toEqual(['authz-no-consent', 'read', 'search+search-type']);
  const query = all.find(({ id }) => id === idOf(hospital)) as AuditEvent;
  expect(query.meta?.profile).toContain(
    'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery',
  );
  // By definition the results are not in it.
  expect(query.entity?.flatMap(({ what }) => what?.reference ?? [])).toEqual([PATIENT]);
  expect(codes(await found('person-b', 'subtype=authz-no-consent'))).toEqual(['authz-no-consent']);
  expect(await found('person-c', `patient=${PERSON_B}`)).toEqual([]);
});

test('a mere number of what a person let an office see is disclosed to it like the records themselves', async () => {
  const consent = await consentFor(call);
  const disclosed = async () => (await found('person-b', 'subtype=disclose&_count=100')).length;
  const before = await disclosed();
  const shown = await call('soudan-hikari', 'GET', `/fhir/Condition?patient=${PERSON_B}`);
  expect(shown.json.total).toBeGreaterThan(0);
  for (const way of ['_summary=count', '_count=0']) {
    const counted = await call('soudan-hikari', 'GET', `/fhir/Condition?patient=${PERSON_B}&${way}`);
    expect([counted.json.total, counted.json.entry]).toEqual([shown.json.total, undefined]);
  }
  expect(await disclosed()).toBe(before + 3);
  await call('soudan-hikari', 'GET', `/fhir/Condition?patient=${PERSON_B}&code=none&_summary=count`);
  await call('hospital-ehr', 'GET', `/fhir/Condition?patient=${PERSON_B}&_summary=count`);
  expect(await disclosed()).toBe(before + 3);
  await withdraw(call, consent);
});

test('what a chain leads through is disclosed too, also where what is found is the own record', async () => {
  const consent = await consentFor(call);
  const { json: seen } = await call('soudan-hikari', 'GET', `/fhir/Condition?patient=${PERSON_B}`);
  const [condition] = seen.entry.map(({ resource }: any) => resource);
  const reference = `Condition/${condition.id}`;
  const own = await call('soudan-hikari', 'POST', '/fhir/Encounter', {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: PATIENT },
    diagnosis: [{ condition: { reference } }],
  });
  expect(own.status).toBe(201);
  const disclosed = async () => found('person-b', 'subtype=disclose&_sort=-date&_count=100');
  const referencesIn = (event?: AuditEvent) => event?.entity?.flatMap(({ what }) => what?.reference ?? []) ?? [];
  const version = `${reference}/_history/${condition.meta.versionId}`;
  const code = condition.code.coding[0].code;
  let known = (await disclosed()).length;
  for (const chain of [`diagnosis:Condition.code=${code}`, 'diagnosis:Condition.code:missing=false']) {
    const { json } = await call('soudan-hikari', 'GET', `/fhir/Encounter?_id=${own.json.id}&${chain}`);
    expect([chain, json.total, json.entry[0].resource.id]).toEqual([chain, 1, own.json.id]);
    const events = await disclosed();
    expect([events.length, referencesIn(events[0])]).toEqual([known + 1, expect.arrayContaining([version])]);
    known += 1;
  }
  await call('soudan-hikari', 'GET', `/fhir/Encounter?_id=${own.json.id}&diagnosis:Condition.code=none`);
  await call('soudan-hikari', 'GET', `/fhir/Encounter?_id=${own.json.id}&diagnosis=${reference}`);
  expect((await disclosed()).length).toBe(known);
  const through = `_has:Condition:patient:_has:Encounter:diagnosis:_id=${own.json.id}`;
  const { json: people } = await call('soudan-hikari', 'GET', `/fhir/Patient?${through}`);
  expect(people.entry.map(({ resource }: any) => resource.id)).toEqual([PERSON_B]);
  const [latest, ...before] = await disclosed();
  expect([before.length, referencesIn(latest)]).toEqual([known, expect.arrayContaining([version])]);
  await withdraw(call, consent);
});

test('what is searched for in the body of a POST is known to the audit', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const asked = await call(
    'hospital-ehr',
    'POST',
    '/fhir/Condition/_search?_count=1',
    `patient=${PERSON_B}&code=x%20y`,
    form,
  );
  expect(asked.status).toBe(200);
  const event = (await call('city-a', 'GET', `/fhir/AuditEvent/${idOf(asked)}`)).json as AuditEvent;
  const query = event.entity?.flatMap((one) => one.query ?? []).map((text) => Buffer.from(text, 'base64').toString());
  expect(query).toEqual([`POST /fhir/Condition/_search?_count=1&patient=${PERSON_B}&code=x+y`]);
});

test('the events of a compartment are those about the person, or by who acted', async () => {
  await call('hospital-ehr', 'GET', `/fhir/${PATIENT}`);
  await call('person-b', 'GET', `/fhir/${PATIENT}`);
  const practitioner = 'Practitioner/00000000-0000-4000-8000-000000000001';
  const ids = async (path: string) => {
    const { status, json } = await call('city-a', 'GET', `/fhir/${path}&subtype=read&_count=100`);
    expect(status).toBe(200);
    return ((json as Bundle).entry ?? []).map(({ resource }) => resource?.id);
  };
  const about = await ids(`AuditEvent?patient=${PATIENT}`);
  expect(about.length).toBeGreaterThan(1);
  expect(await ids(`${PATIENT}/AuditEvent?_sort=-date`)).toEqual(about);
  expect(await ids(`${practitioner}/AuditEvent?_sort=-date`)).toEqual([]);
  const { json } = await call('city-a', 'GET', `/fhir/${practitioner}/AuditEvent?subtype=read`);
  expect(json.link[0].url).toContain(new URLSearchParams({ agent: practitioner }).toString());
  expect((await call('person-c', 'GET', `/fhir/${PATIENT}/AuditEvent`)).json.entry).toBeUndefined();
});

test('a chain over events is refused as such', async () => {
  const { status, json } = await call('city-a', 'GET', '/fhir/AuditEvent?patient.name=x');
  expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'audit-search-unsupported']);
});

test('everybody else finds their own requests only, and nothing in them tells hidden from absent', async () => {
  const [hidden, absent] = [PERSON_B, '00000000-0000-4000-8000-000000000000'];
  const asked = [];
  for (const id of [hidden, absent]) asked.push(await call('soudan-hikari', 'GET', `/fhir/Condition/${id}`));
  await denialOf(idOf(await call('soudan-hikari', 'GET', `/fhir/${PATIENT}`)));
  const own = await found('soudan-hikari', '_count=100');
  expect(new Set(own.map(({ agent }) => agent.find(({ requestor }) => requestor)?.who?.reference))).toEqual(
    new Set([HIKARI_ROLE]),
  );
  expect(codes(own)).not.toContain('authz-no-consent');
  expect(own.filter(({ outcomeDesc }) => outcomeDesc !== undefined)).toEqual([]);
  const shapes = asked.map((one) => {
    const event = own.find(({ id }) => id === idOf(one));
    return { ...event, id: '', recorded: '', entity: event?.entity?.map(({ type, role }) => ({ type, role })) };
  });
  expect(shapes[0]).toEqual(shapes[1]);
  const theirs = await call('hospital-ehr', 'GET', `/fhir/${PATIENT}`);
  const [foreign, unknown] = await Promise.all(
    [idOf(theirs), '00000000-0000-4000-8000-000000000000'].map((id) =>
      call('soudan-hikari', 'GET', `/fhir/AuditEvent/${id}`),
    ),
  );
  expect([foreign?.status, unknown?.status]).toEqual([404, 404]);
  expect((await call('hospital-ehr', 'GET', `/fhir/AuditEvent/${idOf(theirs)}`)).json).toMatchObject({
    id: idOf(theirs),
    subtype: [{ code: 'read' }],
  });
});

test('audit events are searched by their content, in pages, the newest first', async () => {
  for (let n = 0; n < 7; n += 1) await call('hospital-ehr', 'GET', `/fhir/Goal?patient=${PERSON_B}`);
  const query = `agent=${HOSPITAL}&entity=${PATIENT}&subtype=search&action=E&outcome=0`;
  const counted = await call('city-a', 'GET', `/fhir/AuditEvent?${query}&_summary=count`);
  const total = counted.json.total;
  expect(total).toBeGreaterThan(7);
  const ids: string[] = [];
  let next: string | undefined = `${gateway.url}/fhir/AuditEvent?${query}&_count=3&_total=accurate`;
  while (next !== undefined) {
    const { json }: { json: Bundle } = await call('city-a', 'GET', next.slice(gateway.url.length));
    expect(json.total).toBe(total);
    ids.push(...(json.entry ?? []).map(({ resource }) => resource?.id ?? ''));
    next = json.link?.find(({ relation }) => relation === 'next')?.url;
  }
  expect(ids).toHaveLength(total);
  expect(new Set(ids).size).toBe(total);
  expect(await found('city-a', 'date=lt2020')).toEqual([]);
  expect((await found('city-a', `date=gt2020&patient=${PERSON_B}&_count=2`)).length).toBe(2);
  for (const bad of ['_has:Observation:x:y=1', 'agent.name=x', '_sort=date', '_include=AuditEvent:agent', 'color=red'])
    expect([bad, (await call('city-a', 'GET', `/fhir/AuditEvent?${bad}`)).status]).toEqual([bad, 400]);
  const { json } = await call('city-a', 'GET', '/fhir/AuditEvent?_sort=date');
  expect(issuesOf(json)[0]?.code).toBe('audit-search-unsupported');
  const begun = await call('city-a', 'GET', `/fhir/AuditEvent?${query}&_count=3`);
  const link = begun.json.link.find(({ relation }: { relation: string }) => relation === 'next').url;
  const cursor = new URL(link).searchParams.get('_cursor') ?? '';
  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('number');
  for (const [who, asked] of [
    ['city-a', '_cursor=x'],
    ['city-a', '_cursor=282.0'],
    ['city-a', `_count=3&_cursor=${cursor}`],
    ['hospital-ehr', `${query}&_count=3&_cursor=${cursor}`],
  ] as const) {
    const { status, json } = await call(who, 'GET', `/fhir/AuditEvent?${asked}`);
    expect([who, status, issuesOf(json)[0]?.code]).toEqual([who, 400, 'cursor-unknown']);
  }
  expect((await call('administrator', 'GET', '/fhir/AuditEvent')).status).toBe(403);
});

const { privateKey } = generateKeyPairSync('ed25519');
const parts = (json: Parameters, name: string) => (json.parameter ?? []).filter((part) => part.name === name);
const hashes = (json: Parameters, name: string) =>
  parts(json, name).map(({ valueBase64Binary = '' }) => Buffer.from(valueBase64Binary, 'base64'));
const headIn = (json: Parameters, name: string): TreeHead => JSON.parse(parts(json, name)[0]?.valueString ?? '');
const rootIn = (head: TreeHead) => Buffer.from(head.root, 'base64');

test('a proof leads from an event to a signed head, and from one head to the next', async () => {
  const asked = await call('hospital-ehr', 'GET', `/fhir/${PATIENT}`);
  const prove = async (who: string) => (await call(who, 'GET', `/fhir/AuditEvent/${idOf(asked)}/$verify`)).json;
  expect(parts(await prove('city-a'), 'pending')[0]?.valueBoolean).toBe(true);
  const none = await call('city-a', 'GET', '/fhir/AuditEvent/$verify');
  expect(none.json.parameter).toEqual([{ name: 'pending', valueBoolean: true }]);
  const first = await makeHead(database, privateKey, new Date(), 0);
  const proof: Parameters = await prove('city-a');
  const head = headIn(proof, 'head');
  expect(head).toEqual(first);
  const [digest = Buffer.alloc(0)] = hashes(proof, 'digest');
  const index = parts(proof, 'index')[0]?.valueUnsignedInt ?? -1;
  const claim = { digest, index, size: head.size, path: hashes(proof, 'path'), root: rootIn(head) };
  expect(provesInclusion(claim)).toBe(true);
  const record = parts(proof, 'record')[0]?.valueString ?? '';
  expect(JSON.parse(record).id).toBe(idOf(asked));
  expect(parts(await prove('hospital-ehr'), 'record')).toEqual([]);
  expect((await call('soudan-hikari', 'GET', `/fhir/AuditEvent/${idOf(asked)}/$verify`)).status).toBe(404);
  const second = await makeHead(database, privateKey, new Date(), 0);
  const { json: both } = await call('soudan-hikari', 'GET', '/fhir/AuditEvent/$verify');
  expect([headIn(both, 'first'), headIn(both, 'second')]).toEqual([first, second]);
  expect(
    provesConsistency({
      first: headIn(both, 'first').size,
      second: headIn(both, 'second').size,
      firstRoot: rootIn(headIn(both, 'first')),
      secondRoot: rootIn(headIn(both, 'second')),
      path: hashes(both, 'path'),
    }),
  ).toBe(true);
  expect((await call('city-a', 'GET', '/fhir/AuditEvent/$verify?from=1')).status).toBe(400);
});

test('heads are exchanged with partners, who find out what was changed', async () => {
  const head = (await makeHead(database, privateKey, new Date(), 0)) as TreeHead;
  const { json: file } = await call('soudan-hikari', 'GET', `/fhir/$audit-heads?from=${head.size}`);
  expect(file).toEqual({ format: 'kakehashi-audit-heads/1', heads: [head] });
  const give = async (heads: readonly unknown[], who = 'city-a') =>
    call(who, 'POST', '/fhir/$audit-heads', JSON.stringify({ format: file.format, heads }), {
      'Content-Type': 'application/json',
    });
  const { publicKey: _key, signature: _signature, ...bare } = head;
  const partner = signHead({ ...bare, house: '00000000-0000-4000-8000-00000000000b' }, privateKey);
  const verdicts = async (...heads: readonly unknown[]) =>
    (await give(heads)).json.verdicts.map(({ verdict }: { verdict: string }) => verdict);
  expect(await verdicts(head, partner, partner)).toEqual(['ours', 'kept', 'known']);
  expect(await verdicts(signHead({ ...bare, size: head.size + 10_000 }, privateKey))).toEqual(['beyond']);
  expect(await verdicts(signHead({ ...bare, root: bare.chained }, privateKey))).toEqual(['forked']);
  expect(await verdicts({ ...head, made: '2026-05-10T12:00:00.001Z' })).toEqual(['signature']);
  // Others could ask by heads of their own making how many records there are.
  expect((await give([head], 'soudan-hikari')).status).toBe(403);
  const bad = await give([{ ...head, size: 0 }]);
  expect([bad.status, issuesOf(bad.json)[0]?.expression]).toEqual([400, 'heads.0.size']);
});

test('a person is told of requests about them without other people, and without what was searched by', async () => {
  const asked = await call('hospital-ehr', 'GET', `/fhir/Condition?patient=${PERSON_B},${PERSON_C}`);
  const theirs = await found('person-b', '_count=100');
  const [event] = theirs.filter(({ id }) => id?.startsWith(idOf(asked)));
  expect(event?.entity?.flatMap(({ what }) => what?.reference ?? [])).toEqual([PATIENT]);
  expect(JSON.stringify(theirs.map(({ entity }) => entity))).not.toContain(PERSON_C);
  expect(theirs.flatMap(({ entity = [] }) => entity).filter(({ query }) => query !== undefined)).toEqual([]);
});

test('how many records there are does not tell whether something is hidden or not there', async () => {
  const count = async () =>
    Number((await database.query<{ n: string }>('SELECT number AS n FROM audit_head')).rows[0]?.n);
  const more = async (path: string): Promise<number> => {
    const before = await count();
    expect((await call('soudan-hikari', 'GET', path)).status).toBe(404);
    for (let look = 0; look < 200 && (await count()) < before + 2; look += 1) await wait(25);
    return (await count()) - before;
  };
  expect(await more(`/fhir/${PATIENT}`)).toBe(2);
  expect(await more('/fhir/Patient/00000000-0000-4000-8000-000000000000')).toBe(2);
});
