import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { isSigned, signHead } from '../../src/audit/head.ts';
import {
  createAudit,
  faultOfHead,
  headsOf,
  keepPartnerHead,
  makeHead,
  ownAudit,
  type TreeHead,
  verifyChain,
} from '../../src/audit/index.ts';
import type { Sql } from '../../src/database/index.ts';
import { freshDatabase } from '../database.ts';
import { entry, item, migrated } from './entries.ts';

const database = await migrated(await freshDatabase());
const { privateKey: key } = generateKeyPairSync('ed25519');
const { privateKey: otherKey } = generateKeyPairSync('ed25519');
const HOUR = 3_600_000;
const AT = Date.UTC(2026, 4, 10, 12);
const OTHER = 'ffffffff-0000-4000-8000-000000000000';
const own = await ownAudit(database, key);
const audit = createAudit(database);
const numbers = Array(1_000_000).keys();
const next = () => entry(numbers.next().value ?? 0, { items: [item()] });

async function record(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await audit.record(next());
}
const head = async (hour: number) => makeHead(database, key, new Date(AT + hour * HOUR), HOUR);

beforeEach(async () => {
  await database.query('TRUNCATE audit_batch, audit_tree_head, audit_block, audit_partner_head');
  await database.query(`UPDATE audit_head SET number = 0, chained = '\\x${'00'.repeat(32)}'`);
});

test('a head is made every hour, where something was recorded', async () => {
  expect(await head(0)).toBeUndefined();
  await record(3);
  const first = await head(0);
  expect(first).toMatchObject({ size: 3, made: '2026-05-10T12:00:00.000Z' });
  await record(1);
  expect(await head(0.99)).toBeUndefined();
  const second = await head(1);
  expect(second?.size).toBe(4);
  expect(await head(2)).toBeUndefined();
  expect(await headsOf(database, {})).toEqual([first, second]);
  expect(await headsOf(database, { from: 4 })).toEqual([second]);
});

test('a head is what its key signed, and nothing else is', async () => {
  await record(2);
  const made = (await head(0)) as TreeHead;
  expect(isSigned(made)).toBe(true);
  for (const [member, value] of Object.entries({
    size: 3,
    house: '00000000-0000-4000-8000-000000000000',
    root: made.chained,
    chained: made.root,
    made: '2026-05-10T12:00:00.001Z',
    publicKey: signHead(made, otherKey).publicKey,
    signature: Buffer.alloc(64).toString('base64'),
  }))
    expect([member, isSigned({ ...made, [member]: value })]).toEqual([member, false]);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  expect(isSigned({ ...made, publicKey: rsa.export({ type: 'spki', format: 'der' }).toString('base64') })).toBe(false);
  expect(isSigned({ ...made, publicKey: 'AAAA' })).toBe(false);
});

/** Makes the chain whole again from a number on, as somebody could who may write into every table. */
const relinked = (from: number) => `
  DO $$ DECLARE r record; last bytea; made bytea; BEGIN
    SELECT COALESCE((SELECT chained FROM audit_batch WHERE number = ${from} - 1), decode(repeat('00', 32), 'hex')) INTO last;
    FOR r IN SELECT * FROM audit_batch WHERE number >= ${from} ORDER BY number LOOP
      SELECT string_agg(sha256(convert_to(text, 'UTF8')), '' ORDER BY place) INTO made
        FROM unnest(string_to_array(r.content, E'\\n')) WITH ORDINALITY AS t(text, place);
      last := sha256(last || int8send(r.number) || made);
      UPDATE audit_batch SET digests = made, chained = last WHERE number = r.number;
    END LOOP;
    UPDATE audit_head SET number = (SELECT max(number + count - 1) FROM audit_batch), chained = last;
  END $$;`;

describe('whoever may write into every table is found by the heads, though the chain looks whole', () => {
  test.each([
    [
      'a byte flipped',
      `UPDATE audit_batch SET content = replace(content, 'TREAT', 'TREAS') WHERE number = 7;${relinked(7)}`,
      [10, 15],
    ],
    [
      'a record deleted',
      `DELETE FROM audit_batch WHERE number = 12; UPDATE audit_batch SET number = number - 1000 WHERE number > 12;
        UPDATE audit_batch SET number = number + 999 WHERE number < 0;${relinked(12)}`,
      [15, 20],
    ],
    [
      'a record inserted',
      `UPDATE audit_batch SET number = number - 1000 WHERE number >= 12; UPDATE audit_batch SET number = number + 1001 WHERE number < 0;
        INSERT INTO audit_batch SELECT 12, 1, recorded, until, named,
          replace(content, first_id::text, '${OTHER}'), digests, chained, '${OTHER}', '${OTHER}' FROM audit_batch WHERE number = 11;${relinked(12)}`,
      [15, 20],
    ],
    [
      'two records exchanged',
      `UPDATE audit_batch SET number = CASE number WHEN 7 THEN -8 WHEN 8 THEN -7 END WHERE number IN (7, 8);
        UPDATE audit_batch SET number = -number WHERE number < 0;${relinked(7)}`,
      [10, 15],
    ],
    ['the tail cut', `DELETE FROM audit_batch WHERE number > 12;${relinked(12)}`, [15, 20]],
  ])('%s', async (_what, tampering, broken) => {
    for (const hour of [0, 1, 2, 3]) {
      await record(5);
      await head(hour);
    }
    const faults = async (sql: Sql) => {
      const found: [number, string][] = [];
      for (const one of await headsOf(sql, {})) {
        const fault = await faultOfHead(sql, one, own);
        if (fault) found.push([one.size, fault]);
      }
      return found;
    };
    expect(await faults(database)).toEqual([]);
    await database.query(tampering);
    expect((await verifyChain(database)).broken).toBeUndefined();
    const found = await faults(database);
    // It lies behind the last head that still fits.
    expect(found[0]?.[0]).toBe(broken[0]);
    expect(found.map(([, fault]) => fault)).not.toContain('signature');
    expect(found.length).toBeGreaterThan(0);
  });
});

test('an old backup brought back, and a fork after it, are found by the head that a partner kept', async () => {
  await record(10);
  await head(0);
  await record(5);
  const kept = (await head(1)) as TreeHead;
  // As the backup has it, heads included.
  await database.query(
    `DELETE FROM audit_batch WHERE number > 10; DELETE FROM audit_tree_head WHERE size > 10;${relinked(10)}`,
  );
  expect((await verifyChain(database)).broken).toBeUndefined();
  expect(await faultOfHead(database, kept, own)).toBe('beyond');
  await record(6);
  expect(await faultOfHead(database, kept, own)).toBe('forked');
  const fork = (await head(2)) as TreeHead;
  expect(await faultOfHead(database, fork, own)).toBeUndefined();
});

test('a head that another key signed is not ours, though all that it says is so', async () => {
  await record(2);
  const made = (await head(0)) as TreeHead;
  const forged = signHead(made, otherKey);
  expect(await faultOfHead(database, forged, own)).toBe('other-key');
  expect(await faultOfHead(database, { ...forged, size: 3 }, own)).toBe('signature');
  expect(await faultOfHead(database, signHead({ ...made, size: 9 }, otherKey), own)).toBe('other-key');
  // Who does not know the key cannot tell.
  expect(await faultOfHead(database, forged, await ownAudit(database, undefined))).toBeUndefined();
});

test('blocks that are kept for speed are not believed by who verifies', async () => {
  await database.transaction(async (sql) => {
    for (let n = 0; n < 1_030; n += 1) void audit.recordIn(sql, next());
    await audit.recordIn(sql, next());
  });
  const made = (await head(0)) as TreeHead;
  expect((await database.query('SELECT block FROM audit_block')).rows).toEqual([{ block: '0' }]);
  expect(await faultOfHead(database, made, own)).toBeUndefined();
  await database.query(
    `UPDATE audit_batch SET content = regexp_replace(content, 'TREAT', 'TREAS') WHERE number = 1;${relinked(1)}`,
  );
  expect((await verifyChain(database)).broken).toBeUndefined();
  expect(await faultOfHead(database, made, own)).toBe('forked');
});

test('heads of a partner are kept, and a fork or a new key is told', async () => {
  const partner = { house: '00000000-0000-4000-8000-00000000000a', chained: 'AAAA', made: '2026-05-10T12:00:00.000Z' };
  const at = new Date(AT);
  const keep = (one: TreeHead) => keepPartnerHead(database, one, at);
  const first = signHead({ ...partner, size: 3, root: 'AAAA' }, key);
  expect(await keep(first)).toBe('kept');
  expect(await keep(first)).toBe('known');
  expect(await keep({ ...first, size: 4 })).toBe('signature');
  expect(await keep(signHead({ ...partner, size: 5, root: 'BBBB' }, key))).toBe('kept');
  expect(await keep(signHead({ ...partner, size: 3, root: 'CCCC' }, key))).toBe('forked');
  expect(await keep(signHead({ ...partner, size: 6, root: 'DDDD' }, otherKey))).toBe('key-changed');
  expect(await keep(signHead({ ...partner, size: 5, root: 'BBBB' }, otherKey))).toBe('key-changed');
  expect(await keep(signHead({ ...partner, size: 5, root: 'BBBB', chained: 'BBBB' }, key))).toBe('forked');
  const { rows } = await database.query('SELECT size FROM audit_partner_head ORDER BY size, root');
  expect(rows.map(({ size }) => size)).toEqual(['3', '3', '5', '6']);
});

test('a partner whose audit grew shorter is told of, in whichever order its heads arrive', async () => {
  const partner = { house: '00000000-0000-4000-8000-00000000000b', chained: 'AAAA' };
  const keep = (size: number, made: string) =>
    keepPartnerHead(
      database,
      signHead({ ...partner, size, root: `AAA${size}`, made: `${made}T12:00:00.000Z` }, key),
      new Date(AT),
    );
  expect(await keep(9, '2026-05-10')).toBe('kept');
  expect(await keep(4, '2026-05-01')).toBe('kept');
  expect(await keep(7, '2026-05-11')).toBe('shrunk');
  expect(await keep(8, '2026-05-12')).toBe('shrunk');
  expect(await keep(5, '2026-05-02')).toBe('kept');
  expect(await keep(6, '2026-04-30')).toBe('shrunk');
});
