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
  const { rows } = await database.query<{ number: string; gone: boolean; patients: string[] }>(
    'SELECT number, content IS NULL AS gone, patients, recorded FROM audit_record ORDER BY number',
  );
  expect(rows.map(({ gone, patients }) => [gone, patients.length])).toEqual([
    [true, 0],
    [true, 0],
    [false, 1],
    [false, 1],
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
  await database.query(`UPDATE audit_record SET content = NULL, patients = '{}' WHERE number = 3`);
  expect(await verifyChain(database)).toEqual({ events: 2, broken: 3, reason: 'erased' });
  // Whoever can call our own erasure cannot make it legal before three years are over.
  await erase(day(2023, 1), day(2025));
  expect(await verifyChain(database)).toEqual({ events: 3, broken: 4, reason: 'erased' });
});
