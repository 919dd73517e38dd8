import type { AuditEvent } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { createAudit, disclosuresOf, verifyChain } from '../../src/audit/index.ts';
import { createSearchParameters } from '../../src/fhir/index.ts';
import { createStore } from '../../src/store/index.ts';
import { auditEvents } from '../audit-events.ts';
import { freshDatabase } from '../database.ts';
import { entry, HOSPITAL, item, migrated, OFFICE, uuid } from './entries.ts';

const database = await migrated(await freshDatabase());
const audit = createAudit(database);

const eventsWith = async (id: string): Promise<AuditEvent[]> => auditEvents(database, `"id":"${id}"`);
const eventOf = async (id: string): Promise<AuditEvent | undefined> => (await eventsWith(id))[0];
const disclosed = (patient: string) => disclosuresOf(database, patient, {});

test('a read by another office tells the person who saw what, when, for which purpose and on what ground', async () => {
  await audit.record(
    entry(1, {
      items: [
        item(),
        item({ reference: 'Goal/g/_history/3', categories: [], reason: 'STATUTORY_DISCLOSURE', consents: [] }),
      ],
    }),
  );
  expect(await disclosed('Patient/a')).toEqual([
    {
      eventId: uuid(1),
      recorded: '2026-05-10T01:00:01.000Z',
      actor: 'PractitionerRole/worker',
      user: null,
      organization: OFFICE,
      clientName: '相談支援ソフト',
      purpose: 'TREAT',
      purposeReason: null,
      consents: ['Consent/c1'],
      items: [
        {
          reference: 'CarePlan/plan/_history/1',
          categories: ['service'],
          ground: 'CONSENT_PERMIT',
          custodian: HOSPITAL,
        },
        { reference: 'Goal/g/_history/3', categories: [], ground: 'STATUTORY_DISCLOSURE', custodian: HOSPITAL },
      ],
    },
  ]);
});

test('nothing is disclosed to who holds it', async () => {
  await audit.record(
    entry(2, { organization: HOSPITAL, items: [item({ patients: ['Patient/own'], reason: 'OWN_RECORD' })] }),
  );
  expect(await disclosed('Patient/own')).toEqual([]);
});

test('nothing is disclosed to the person whom it is about, but to a person another’s part is', async () => {
  const itself = { actor: 'Patient/self', organization: null };
  await audit.record(
    entry(3, { ...itself, items: [item({ patients: ['Patient/self'], reason: 'SELF', consents: [] })] }),
  );
  expect(await disclosed('Patient/self')).toEqual([]);
  await audit.record(entry(4, { ...itself, items: [item({ patients: ['Patient/self', 'Patient/twin'] })] }));
  expect(await disclosed('Patient/self')).toEqual([]);
  expect(await disclosed('Patient/twin')).toMatchObject([{ actor: 'Patient/self', organization: null }]);
});

test('what has no custodian is disclosed to whoever sees it, with or without an office', async () => {
  const items = [item({ patients: ['Patient/orphan'], custodian: null })];
  await audit.record(entry(5, { items }));
  await audit.record(entry(6, { actor: 'RelatedPerson/sister', organization: null, items }));
  expect(await disclosed('Patient/orphan')).toMatchObject([
    { actor: 'PractitionerRole/worker', items: [{ custodian: 'none' }] },
    { actor: 'RelatedPerson/sister', organization: null, items: [{ custodian: 'none' }] },
  ]);
});

test('each person of an answer learns of their own part only', async () => {
  await audit.record(
    entry(7, {
      interaction: 'search-type',
      items: [
        item({ reference: 'CarePlan/1/_history/1', patients: ['Patient/m'], consents: ['Consent/m'] }),
        item({ reference: 'CarePlan/2/_history/1', patients: ['Patient/n'], consents: ['Consent/n'] }),
        item({
          reference: 'CarePlan/3/_history/1',
          patients: ['Patient/n', 'Patient/m'],
          consents: ['Consent/m', 'Consent/n'],
        }),
      ],
    }),
  );
  const [forM] = await disclosed('Patient/m');
  const [forN] = await disclosed('Patient/n');
  expect(forM?.items.map(({ reference }) => reference)).toEqual(['CarePlan/1/_history/1', 'CarePlan/3/_history/1']);
  expect(forN?.items.map(({ reference }) => reference)).toEqual(['CarePlan/2/_history/1', 'CarePlan/3/_history/1']);
  expect(forN?.consents).toEqual(['Consent/n', 'Consent/m']);
  const exports = (await eventsWith(forM?.eventId ?? '')).filter(({ type }) => type.code === '110106');
  const named = exports.map(({ entity }) => entity?.filter(({ role }) => role?.code === '1'));
  expect(named.map((patients) => patients?.map(({ what }) => what?.reference))).toEqual([['Patient/m'], ['Patient/n']]);
});

test('a report covers its span, both ends included, oldest first', async () => {
  for (const n of [30, 31, 32]) await audit.record(entry(n, { items: [item({ patients: ['Patient/span'] })] }));
  const at = (second: number) => new Date(Date.UTC(2026, 4, 10, 1, 0, second));
  const seconds = async (span: { start?: Date; end?: Date }) =>
    (await disclosuresOf(database, 'Patient/span', span)).map(({ recorded }) => recorded.slice(17, 19));
  expect(await seconds({})).toEqual(['30', '31', '32']);
  expect(await seconds({ start: at(31) })).toEqual(['31', '32']);
  expect(await seconds({ end: at(31) })).toEqual(['30', '31']);
  expect(await seconds({ start: at(31), end: at(31) })).toEqual(['31']);
  expect(await seconds({ start: at(33) })).toEqual([]);
});

test('a refusal is kept with its reason and the people whom the request names, and tells nobody anything', async () => {
  await audit.record(
    entry(40, {
      outcome: 'refused',
      reason: 'CONSENT_DENY',
      patients: ['Patient/refused'],
      url: '/fhir/CarePlan?patient=refused',
    }),
  );
  const event = await eventOf(uuid(40));
  expect(event).toMatchObject({
    outcome: '4',
    outcomeDesc: 'CONSENT_DENY',
    action: 'R',
    recorded: '2026-05-10T01:00:40.000Z',
  });
  expect(event?.entity?.flatMap(({ what }) => what?.reference ?? [])).toEqual(['Patient/refused']);
  expect(Buffer.from(event?.entity?.[0]?.query ?? '', 'base64').toString()).toBe('GET /fhir/CarePlan?patient=refused');
  expect(await disclosed('Patient/refused')).toEqual([]);
});

test('a request without a token is kept as one of an unknown client', async () => {
  const { client: _client, actor: _actor, organization: _organization, purpose: _purpose, ...unknown } = entry(41);
  await audit.record({ ...unknown, outcome: 'failed' });
  expect(await eventOf(uuid(41))).toMatchObject({
    outcome: '8',
    agent: [
      { who: { display: 'unknown client' }, requestor: true },
      { who: { display: 'Kakehashi' }, requestor: false },
    ],
  });
});

test('what is recorded within a transaction is there with it or not at all', async () => {
  const store = await createStore(database, { parameters: createSearchParameters() });
  const before = await verifyChain(database);
  await expect(
    store.write(new Date(0), async (writer) => {
      await audit.recordIn(writer.sql, entry(50, { items: [item({ patients: ['Patient/undone'] })] }));
      throw new Error('the write fails after all');
    }),
  ).rejects.toThrow('the write fails after all');
  expect(await eventOf(uuid(50))).toBeUndefined();
  expect(await disclosed('Patient/undone')).toEqual([]);
  expect(await verifyChain(database)).toEqual(before);
  await store.write(new Date(0), (writer) =>
    audit.recordIn(writer.sql, entry(50, { action: 'C', interaction: 'create' })),
  );
  expect(await eventOf(uuid(50))).toMatchObject({ action: 'C', subtype: [{ code: 'create' }] });
  expect(await verifyChain(database)).toEqual({ events: before.events + 1 });
});

test('an entry that cannot be kept rejects, and those after it are kept', async () => {
  await expect(audit.record(entry(60, { actor: 'PractitionerRole/\u0000' }))).rejects.toThrow('invalid byte sequence');
  await audit.record(entry(61));
  expect(await eventOf(uuid(61))).toBeDefined();
  expect((await verifyChain(database)).broken).toBeUndefined();
});

test('an operation is named as one', async () => {
  await audit.record(entry(70, { interaction: '$disclosures', action: 'E' }));
  expect((await eventOf(uuid(70)))?.subtype).toEqual([
    { system: 'https://kakehashi.example/fhir/CodeSystem/operation', code: '$disclosures' },
  ]);
});
