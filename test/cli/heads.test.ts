import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { signHead } from '../../src/audit/head.ts';
import { createAudit, makeHead, type TreeHead } from '../../src/audit/index.ts';
import { headsCommands, runCommandLine } from '../../src/cli/index.ts';
import { migrate } from '../../src/database/index.ts';
import { houseMigrations } from '../../src/upkeep/index.ts';
import { entry } from '../audit/entries.ts';
import { freshDatabase } from '../database.ts';
import { linesOf, scratchFolder } from './terminal.ts';

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

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await runCommandLine(commands, ['heads', ...args], io), out, err };
}

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
