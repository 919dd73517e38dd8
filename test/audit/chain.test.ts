import { beforeEach, describe, expect, test } from 'vitest';
import { createAudit, verifyChain } from '../../src/audit/index.ts';
import { openDatabase } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { entry, item, migrated, uuid } from './entries.ts';

const database = await migrated(await freshDatabase());

const EVENTS = 20;
const ZERO = `'\\x${'00'.repeat(32)}'`;

beforeEach(async () => {
  await database.query('DELETE FROM audit_batch');
  await database.query(`UPDATE audit_head SET number = 0, chained = ${ZERO}`);
  const audit = createAudit(database);
  for (let n = 0; n < EVENTS; n += 1) await audit.record(entry(n, { items: [item()] }));
});

test('an untouched chain is whole, also while it is empty', async () => {
  expect(await verifyChain(database)).toEqual({ events: EVENTS });
  await database.query('DELETE FROM audit_batch');
  await database.query(`UPDATE audit_head SET number = 0, chained = ${ZERO}`);
  expect(await verifyChain(database)).toEqual({ events: 0 });
});

const SWAP = `UPDATE audit_batch a SET recorded = b.recorded, until = b.until, named = b.named, content = b.content,
  digests = b.digests, first_id = b.first_id, last_id = b.last_id FROM audit_batch b WHERE a.number IN (7, 9) AND b.number = 16 - a.number`;

describe('the first event that does not fit is named when', () => {
  test.each([
    [
      'one byte of an event was changed',
      `UPDATE audit_batch SET content = replace(content, 'TREAT', 'TREAS') WHERE number = 7`,
      7,
      'changed',
    ],
    [
      'a space was slipped in',
      `UPDATE audit_batch SET content = replace(content, ':', ': ') WHERE number = 7`,
      7,
      'changed',
    ],
    [
      'an event was made unreadable',
      `UPDATE audit_batch SET content = substr(content, 2) WHERE number = 7`,
      7,
      'changed',
    ],
    [
      'an event was filed under another person',
      `UPDATE audit_batch SET named = '{Patient/b}' WHERE number = 8`,
      8,
      'changed',
    ],
    [
      'an event was filed under another day',
      `UPDATE audit_batch SET recorded = recorded - interval '1 day' WHERE number = 8`,
      8,
      'changed',
    ],
    [
      'an event was filed under another id',
      `UPDATE audit_batch SET last_id = '${uuid(99)}' WHERE number = 8`,
      8,
      'changed',
    ],
    [
      'the digest was changed',
      `UPDATE audit_batch SET digests = set_byte(digests, 31, get_byte(digests, 31) # 1) WHERE number = 7`,
      7,
      'changed',
    ],
    [
      'an event was changed and its digest made to fit',
      `UPDATE audit_batch SET content = replace(content, 'TREAT', 'TREAS'),
        digests = sha256(convert_to(replace(content, 'TREAT', 'TREAS'), 'UTF8')) WHERE number = 7`,
      7,
      'relinked',
    ],
    [
      'a link was changed',
      `UPDATE audit_batch SET chained = set_byte(chained, 0, get_byte(chained, 0) # 1) WHERE number = 7`,
      7,
      'relinked',
    ],
    ['an event was deleted', 'DELETE FROM audit_batch WHERE number = 7', 7, 'missing'],
    ['the first event was deleted', 'DELETE FROM audit_batch WHERE number = 1', 1, 'missing'],
    [
      'an event was deleted and the others moved up',
      `DELETE FROM audit_batch WHERE number = 7; UPDATE audit_batch SET number = number - 1000 WHERE number > 7;
        UPDATE audit_batch SET number = number + 999 WHERE number < 0`,
      7,
      'relinked',
    ],
    [
      'an event was inserted and the others moved down',
      `UPDATE audit_batch SET number = number - 1000 WHERE number >= 7; UPDATE audit_batch SET number = number + 1001 WHERE number < 0;
        INSERT INTO audit_batch SELECT 7, 1, recorded, until, named,
          replace(content, '${uuid(5)}', '${uuid(98)}'), sha256(convert_to(replace(content, '${uuid(5)}', '${uuid(98)}'), 'UTF8')), chained, '${uuid(98)}', '${uuid(98)}'
          FROM audit_batch WHERE number = 6`,
      7,
      'relinked',
    ],
    ['two events were exchanged', SWAP, 7, 'relinked'],
    ['the tail was cut', 'DELETE FROM audit_batch WHERE number > 15', 16, 'head'],
    ['everything was deleted', 'DELETE FROM audit_batch', 1, 'head'],
    [
      'the head was set back',
      `UPDATE audit_head SET number = 15, chained = (SELECT chained FROM audit_batch WHERE number = 15)`,
      21,
      'head',
    ],
    ['the head was replaced', `UPDATE audit_head SET chained = ${ZERO}`, 21, 'head'],
    ['the head was deleted', 'CREATE TEMP TABLE kept AS SELECT * FROM audit_head; DELETE FROM audit_head', 21, 'head'],
  ])('%s', async (_what, tampering, broken, reason) => {
    await inRolledBack(async (sql) => {
      await sql.query(tampering);
      expect(await verifyChain(sql)).toEqual({ events: broken - 1, broken, reason });
    });
    expect(await verifyChain(database)).toEqual({ events: EVENTS });
  });
});

describe('within what was committed together the first event that does not fit is named when', () => {
  const line = (n: number) => `split_part(content, E'\\n', ${n})`;
  const digest = (n: number) => `substr(digests, ${(n - 1) * 32 + 1}, 32)`;
  const without = (n: number) => `replace(content, ${line(n)} || E'\\n', '')`;

  test.each([
    ['one byte was changed', `content = replace(content, '"request-22"', '"request-32"')`, 3, 'changed'],
    ['an event was deleted', `content = ${without(3)}`, 3, 'missing'],
    ['the last event was deleted', `content = replace(content, E'\\n' || ${line(5)}, '')`, 5, 'missing'],
    ['an event was put in', `content = replace(content, ${line(3)}, ${line(2)} || E'\\n' || ${line(3)})`, 3, 'changed'],
    ['an event was put at the end', `content = content || E'\\n' || ${line(2)}`, 6, 'changed'],
    ['a digest was cut off', `digests = substr(digests, 1, 4 * 32)`, 5, 'changed'],
    ['half a digest was cut off', `digests = substr(digests, 1, 4 * 32 + 16)`, 5, 'changed'],
    ['events are said to be fewer', `count = 4`, 5, 'changed'],
    ['events are said to be more', `count = 6`, 6, 'changed'],
    ['it was filed without a person', `named = array_remove(named, 'Patient/a')`, 1, 'changed'],
    ['it was filed without an event', `first_id = '${uuid(23)}'`, 1, 'changed'],
    ['its first time was changed', `recorded = recorded + interval '1 second'`, 1, 'changed'],
    ['its last time was changed', `until = until - interval '1 second'`, 1, 'changed'],
    [
      'two events were exchanged with their digests',
      `content = array_to_string(ARRAY[${line(2)}, ${line(1)}, ${line(3)}, ${line(4)}, ${line(5)}], E'\\n'),
        digests = ${digest(2)} || ${digest(1)} || substr(digests, 65)`,
      1,
      'relinked',
    ],
    [
      'an event was deleted with its digest',
      `count = 4, content = ${without(2)}, digests = ${digest(1)} || substr(digests, 65)`,
      1,
      'relinked',
    ],
  ])('%s', async (_what, change, place, reason) => {
    await database.transaction(async (sql) => {
      const audit = createAudit(database);
      await Promise.all([20, 21, 22, 23, 24].map((n) => audit.recordIn(sql, entry(n, { items: [item()] }))));
    });
    const { rows } = await database.query('SELECT count FROM audit_batch WHERE number = 21');
    expect(rows).toEqual([{ count: 5 }]);
    await inRolledBack(async (sql) => {
      await sql.query(`UPDATE audit_batch SET ${change} WHERE number = 21`);
      const broken = EVENTS + place;
      expect(await verifyChain(sql)).toEqual({ events: broken - 1, broken, reason });
    });
    expect(await verifyChain(database)).toEqual({ events: EVENTS + 5 });
  });
});

async function inRolledBack(body: (sql: Parameters<typeof verifyChain>[0]) => Promise<void>): Promise<void> {
  const enough = new Error('enough');
  await expect(
    database.transaction(async (sql) => {
      await body(sql);
      throw enough;
    }),
  ).rejects.toBe(enough);
}

test('a chain longer than one look is walked to its end', async () => {
  const audit = createAudit(database);
  await Promise.all(Array.from({ length: 2_100 }, (_, n) => audit.record(entry(n + 10_000))));
  expect(await verifyChain(database)).toEqual({ events: EVENTS + 2_100 });
  await database.query(
    `UPDATE audit_batch SET content = replace(content, '"request-12029"', '"request-12028"') WHERE strpos(content, '"request-12029"') > 0`,
  );
  expect(await verifyChain(database)).toEqual({ events: 2_049, broken: 2_050, reason: 'changed' });
});

test('what is recorded while the chain is walked is no break of it', async () => {
  const audit = createAudit(database);
  let more = 3;
  const meanwhile: typeof database.query = async (text, values) => {
    if (text.includes('audit_head') && more > 0) {
      more -= 1;
      await audit.record(entry(100 + more));
    }
    return database.query(text, values);
  };
  expect(await verifyChain({ query: meanwhile })).toEqual({ events: EVENTS + 3 });
  expect(more).toBe(0);
});

test('two gateways that record at once keep one chain without a gap, and it can be verified meanwhile', async () => {
  const second = openDatabase(database.url, { connectionsMax: 4 });
  try {
    const audits = [createAudit(database), createAudit(second)];
    const recording = Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        audits[n % 2]?.record(entry(n + 100, { items: n % 5 === 0 ? [item()] : [] })),
      ),
    );
    for (let look = 0; look < 20; look += 1) expect((await verifyChain(database)).broken).toBeUndefined();
    await recording;
    expect(await verifyChain(second)).toEqual({ events: EVENTS + 200 });
    const { rows } = await database.query<{ ids: string }>(`SELECT count(DISTINCT id) AS ids FROM audit_record`);
    expect(rows[0]?.ids).toBe(String(EVENTS + 200));
  } finally {
    await second.close();
  }
});
