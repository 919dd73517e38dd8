import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signHead } from '../../src/audit/head.ts';
import { createAudit, makeHead, type TreeHead } from '../../src/audit/index.ts';
import { headsCommands } from '../../src/cli/index.ts';
import { migrate } from '../../src/database/index.ts';
import { houseMigrations } from '../../src/upkeep/index.ts';
import { entry } from '../audit/entries.ts';
import { freshDatabase } from '../database.ts';
import { linesOf, runLine, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const database = await freshDatabase();
await migrate(database, houseMigrations);
const PARTNER = '00000000-0000-4000-8000-00000000000a';
const { privateKey: key } = generateKeyPairSync('ed25519');
const { privateKey: otherKey } = generateKeyPairSync('ed25519');
const auditKeyFile = folder.write('audit-key.pem', key.export({ type: 'pkcs8', format: 'pem' }));
const commands = headsCommands(async () => ({ databaseUrl: database.url, home: '', auditKeyFile }));
await createAudit(database).record(entry(0));
const head = (await makeHead(database, key, new Date(), 0)) as TreeHead;

const run = (...args: string[]) => runLine(commands, ['heads', ...args]);

let files = 0;
const fileOf = (...heads: TreeHead[]) => {
  files += 1;
  return folder.write(`${files}.json`, JSON.stringify({ format: 'kakehashi-audit-heads/1', heads }));
};
const verdicts = async (...heads: TreeHead[]) => {
  const { out } = await run('check', fileOf(...heads), '--format', 'ndjson');
  return (linesOf(out) as any[]).map(({ verdict }) => verdict);
};

test('a head is known as ours by the house or by the key, and must be ours by both', async () => {
  expect(await verdicts(head, signHead(head, otherKey))).toEqual(['ours', 'other-key']);
  expect(await verdicts(signHead({ ...head, house: PARTNER }, otherKey))).toEqual(['kept']);
  // The id of the house can be changed in the database, the key cannot.
  expect(await verdicts(signHead({ ...head, house: PARTNER }, key))).toEqual(['other-house']);
});

test('a file of heads that is right is good', async () => {
  const { code, out, err } = await run('check', fileOf(head));
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^${head.house} 1 ours {2}\\([0-9a-f]{16}\\)\\n$`));
});

test('a head that is wrong fails the command, with its place, the reason and what to do', async () => {
  const { code, out } = await run('check', fileOf(head, signHead({ ...head, root: head.chained }, key)));
  expect(code).toBe(1);
  expect(out.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36} 1 forked {2}\([0-9a-f]{16}\)$/),
    '    heads.1',
    '    この署名のときまでの監査の記録が、いまのものと違います。書き換えられたか、別の枝です。kakehashi verify で場所を確かめ、バックアップと比べてください。',
    '    up to this tree head the audit is another than it was: it was rewritten, or is a fork; find the place by `kakehashi verify`, and compare with a backup',
    '',
  ]);
});

test('of a partner, a fork and a new key fail the command, whose lines tell the same to programs', async () => {
  const partners = { ...head, house: '00000000-0000-4000-8000-00000000000b' };
  const good = await run('check', fileOf(signHead(partners, otherKey)), '--format', 'ndjson');
  expect([good.code, linesOf(good.out)]).toEqual([
    0,
    [{ house: partners.house, size: 1, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), verdict: 'kept' }],
  ]);
  const fork = signHead({ ...partners, root: head.chained }, otherKey);
  const anew = signHead({ ...partners, size: 2 }, generateKeyPairSync('ed25519').privateKey);
  const { code, out } = await run('check', fileOf(fork, anew), '--format', 'ndjson');
  expect([code, linesOf(out)]).toEqual([
    1,
    [
      {
        house: partners.house,
        size: 1,
        fingerprint: expect.any(String),
        verdict: 'forked',
        expression: 'heads.0',
        ja: '相手の監査の、同じ件数で内容の違う署名（tree head）を前に預かっています。相手の監査が書き換えられたか、別の枝です。相手に知らせてください。',
        en: 'another tree head of the same size was kept of this partner: its audit was rewritten, or is a fork; tell the partner',
      },
      {
        house: partners.house,
        size: 2,
        fingerprint: expect.any(String),
        verdict: 'key-changed',
        expression: 'heads.1',
        ja: '相手の監査の鍵が、前に預かった署名のものと違います。相手に鍵の指紋（fingerprint）を確かめてください。',
        en: 'the key of the partner is another than that of the heads kept before: confirm its fingerprint with the partner',
      },
    ],
  ]);
});

test('heads are saved into a new file, and no file is written over', async () => {
  const file = folder.path('saved.json');
  expect(await run('save', file)).toEqual({ code: 0, out: '1 件 / 1 heads\n', err: '' });
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toEqual({ format: 'kakehashi-audit-heads/1', heads: [head] });
  expect(await run('save', file)).toEqual({
    code: 1,
    out: '',
    err:
      `ファイル「${file}」はもうあります。上書きしないので、別の名前を指定してください。` +
      ` / there is a file \`${file}\` already, and it is not written over: give another name\n`,
  });
  expect(readFileSync(file, 'utf8')).toBe(text);
});
