import { beforeAll, describe, expect, test } from 'vitest';
import { findRecords, type RecordsWanted } from '../../src/audit/find-records.ts';
import {
  auditMigrations,
  createAudit,
  disclosuresNaming,
  disclosuresOf,
  findRecord,
  type ReportSpan,
  recordTextAt,
} from '../../src/audit/index.ts';
import { migrate } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { entry, item, uuid } from './entries.ts';

const database = await freshDatabase();
await migrate(database, auditMigrations);
const audit = createAudit(database);

const found = async (actor: string): Promise<(string | null | undefined)[]> => {
  const actors: (string | null | undefined)[] = [];
  for await (const { record } of findRecords(database, { below: 1_000_000, actor })) actors.push(record.actor);
  return actors;
};

test('records by one actor are found by an index, whatever texts they hold', async () => {
  for (let n = 1; n <= 30; n += 1)
    await audit.record(
      entry(n, { actor: `PractitionerRole/${n % 3}`, purposeReason: '"actor":"PractitionerRole/1"\u0000' }),
    );
  expect(await found('PractitionerRole/1')).toEqual(Array(10).fill('PractitionerRole/1'));
  expect(await found('PractitionerRole/9')).toEqual([]);
  const plan = await database.transaction(async (sql) => {
    await sql.query('SET LOCAL enable_seqscan = off');
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT number FROM audit_batch WHERE named @> ARRAY['PractitionerRole/1']`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('audit_batch_by_name');
});

describe('of what was committed together', () => {
  const START = 1_000;
  const at = (second: number) => Date.UTC(2026, 4, 10, 2, 0, second);
  beforeAll(async () => {
    await database.transaction(async (sql) => {
      await Promise.all(
        [0, 1, 2, 3].map((n) =>
          audit.recordIn(
            sql,
            entry(START + n, {
              recorded: new Date(at(n)),
              actor: `PractitionerRole/w${n % 2}`,
              patients: [`Patient/p${n}`],
              items: [item({ patients: [`Patient/p${n}`], custodian: `Organization/o${n}` })],
            }),
          ),
        ),
      );
    });
  });
  const idsOf = async (wanted: Partial<RecordsWanted>) => {
    const ids: string[] = [];
    for await (const { record } of findRecords(database, { below: 1_000_000, from: at(0), ...wanted }))
      ids.push(record.id);
    return ids;
  };
  const ids = (...places: number[]) => places.map((n) => uuid(START + n));

  test.each<[string, Partial<RecordsWanted>, number[]]>([
    ['the newest come first', {}, [3, 2, 1, 0]],
    ['only those of a person are found', { patients: ['Patient/p1'] }, [1]],
    ['only those of several people', { patients: ['Patient/p0', 'Patient/p3', 'Patient/p9'] }, [3, 0]],
    ['only those of an actor', { actor: 'PractitionerRole/w1' }, [3, 1]],
    [
      'only those of an actor about a person',
      { actor: 'PractitionerRole/w1', patients: ['Patient/p2', 'Patient/p3'] },
      [3],
    ],
    ['only those from a time on', { from: at(2) }, [3, 2]],
    ['only those up to a time', { to: at(1) }, [1, 0]],
    ['only those below a number', { below: 33 }, [1, 0]],
    ['nothing of who is only like a person', { patients: ['Patient/p'] }, []],
  ])('%s', async (_what, wanted, places) => {
    expect(await idsOf(wanted)).toEqual(ids(...places));
  });

  test('each is found by its id, and its text by its number', async () => {
    for (const n of [0, 1, 2, 3]) {
      const found = await findRecord(database, uuid(START + n));
      expect(found).toMatchObject({ number: 31 + n, record: { id: uuid(START + n) } });
      expect(JSON.parse((await recordTextAt(database, 31 + n)) ?? '')).toEqual(found?.record);
    }
    expect(await findRecord(database, uuid(START + 4))).toBeUndefined();
    expect(await recordTextAt(database, 35)).toBeUndefined();
  });

  test('only those of a person are told as disclosed, within the span', async () => {
    const told = async (patient: string, span: ReportSpan) =>
      (await disclosuresOf(database, patient, span)).map(({ eventId }) => eventId);
    expect(await told('Patient/p2', {})).toEqual(ids(2));
    expect(await told('Patient/p2', { start: new Date(at(3)) })).toEqual([]);
    expect(await told('Patient/p2', { end: new Date(at(1)) })).toEqual([]);
  });

  test('only those that name an organization are told to it, within the span', async () => {
    const told = async (organization: string, span: ReportSpan) =>
      (await disclosuresNaming(database, organization, span, 100)).map(({ patient }) => patient);
    expect(await told('Organization/o1', {})).toEqual(['Patient/p1']);
    expect(await told('Organization/o1', { start: new Date(at(2)) })).toEqual([]);
    expect(await told('Organization/o', {})).toEqual([]);
  });
});

test('a record is found by its id among those of its time, in an index that ids without order do not spoil', async () => {
  const ids = [
    '01a22514-0e8d-7383-b166-6d3bca03a387',
    'ffffffff-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-0000000000ff',
  ];
  for (const [n, id] of ids.entries()) await audit.record(entry(100 + n, { id }));
  for (const [n, id] of ids.entries())
    expect((await findRecord(database, id))?.record).toMatchObject({ id, requestId: entry(100 + n).requestId });
  expect(await findRecord(database, '01a22514-0e8d-7383-b166-6d3bca03a388')).toBeUndefined();
  const plan = await database.transaction(async (sql) => {
    await sql.query('SET LOCAL enable_seqscan = off');
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT number FROM audit_batch WHERE first_id <= '${ids[0]}' AND last_id >= '${ids[0]}'`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('audit_batch_by_id');
});
