import { expect, test } from 'vitest';
import { createAudit, disclosuresOf, eraseStep, verifyChain } from '../../src/audit/index.ts';
import { freshDatabase } from '../database.ts';
import { entry, item, migrated } from './entries.ts';

const database = await migrated(await freshDatabase());
const audit = createAudit(database);
const day = (year: number, month = 0): Date => new Date(Date.UTC(year, month, 1));
const erase = (before: Date, now: Date) => eraseStep({ database, audit, before, now });

test('after the time of retention the content goes, and the chain still proves that nothing else did', async () => {
  for (const [n, year] of [2020, 2021, 2022, 2023].entries())
    await audit.record(entry(n, { recorded: day(year), items: [item()] }));

  expect(await erase(day(2019), day(2026))).toBe(false);
  expect(await verifyChain(database)).toEqual({ events: 4 });
  expect(await erase(day(2022), day(2026))).toBe(false);
  const { rows } = await database.query<{ number: string; gone: boolean; named: string[] }>(
    'SELECT number, content IS NULL AS gone, named FROM audit_batch ORDER BY number',
  );
  expect(rows.map(({ gone, named }) => [gone, named.length])).toEqual([
    [true, 0],
    [true, 0],
    [false, 2],
    [false, 2],
    [false, 0],
  ]);
  expect(await verifyChain(database)).toEqual({ events: 5 });
  expect((await disclosuresOf(database, 'Patient/a', {})).map(({ recorded }) => recorded.slice(0, 4))).toEqual([
    '2022',
    '2023',
  ]);
  expect(await erase(day(2022), day(2026))).toBe(false);
  expect(await verifyChain(database)).toEqual({ events: 5 });
});

test('what is emptied without its record, or before its time, is found', async () => {
  await database.query(`UPDATE audit_batch SET content = NULL, named = '{}' WHERE number = 3`);
  expect(await verifyChain(database)).toEqual({ events: 2, broken: 3, reason: 'erased' });
  // Whoever can call our own erasure cannot make it legal before three years are over.
  await erase(day(2023, 1), day(2025));
  expect(await verifyChain(database)).toEqual({ events: 3, broken: 4, reason: 'erased' });
});

test('records that were committed together go together, when the last of them is old enough', async () => {
  const one = await migrated(await freshDatabase());
  const records = createAudit(one);
  const eraseIn = (before: Date) => eraseStep({ database: one, audit: records, before, now: day(2026) });
  await one.transaction(async (sql) => {
    await Promise.all([2020, 2022].map((year, n) => records.recordIn(sql, entry(n, { recorded: day(year) }))));
  });
  await eraseIn(day(2021));
  expect((await one.query('SELECT number FROM audit_record WHERE content IS NULL')).rows).toEqual([]);
  await eraseIn(day(2022, 1));
  const { rows } = await one.query('SELECT number FROM audit_record WHERE content IS NULL ORDER BY number');
  expect(rows).toEqual([{ number: '1' }, { number: '2' }]);
  expect(await verifyChain(one)).toEqual({ events: 3 });
});
