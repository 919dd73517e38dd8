import { expect, test } from 'vitest';
import { migrate } from '../../src/database/index.ts';
import {
  filesSeen,
  findFormCommit,
  findReceipt,
  forgetFormCommits,
  forgetLetters,
  forgetReceipts,
  intakeMigrations,
  keepFile,
  keepFormCommit,
  keepLetter,
  keepReceipt,
  listLetters,
  settleLetter,
  splitMessages,
} from '../../src/intake/index.ts';
import { freshDatabase } from '../database.ts';

const database = await freshDatabase();
await migrate(database, intakeMigrations);
const holder = 'Organization/a';
const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const keep = (text: string, more = {}) =>
  keepLetter(
    database,
    {
      holder,
      client: 'hospital',
      channel: 'mllp',
      kind: 'message',
      query: '',
      bytes: Buffer.from(text),
      issues: [{ code: 'hl7-segment' }],
      now: day(1),
      ...more,
    },
    1_000,
  );

test('settled letters go after their time, and what waits is never taken away by time alone', async () => {
  const [waits, dismissed, replayed] = [await keep('a'), await keep('b'), await keep('c')];
  await settleLetter(database, { id: dismissed!, holder }, { state: 'dismissed', by: 'x', note: 'n', now: day(10) });
  await settleLetter(database, { id: replayed!, holder }, { state: 'replayed', by: 'x', now: day(20) });
  const left = async () => (await listLetters(database, { holder })).map(({ id }) => id).sort();
  await forgetLetters(database, day(10));
  expect(await left()).toEqual([waits, dismissed, replayed].sort());
  await forgetLetters(database, day(15));
  expect(await left()).toEqual([waits, replayed].sort());
  await forgetLetters(database, day(9_999));
  expect(await left()).toEqual([waits]);
});

test('of one organization only so much waits, and others have room of their own', async () => {
  const large = 'x'.repeat(999);
  expect(await keep(large, { holder: 'Organization/b' })).toEqual(expect.any(String));
  expect(await keep('yy', { holder: 'Organization/b' })).toBeUndefined();
  expect(await keep(large, { holder: 'Organization/c' })).toEqual(expect.any(String));
});

test('a receipt is kept once for a message of a sender, and goes after its time', async () => {
  const key = { sender: 'Organization/a hospital', controlId: '1', bytes: Buffer.from('m') };
  const receipt = { code: 'AA', issues: [], letter: null, received: day(1) } as const;
  expect(await keepReceipt(database, key, receipt)).toBe(true);
  expect(await keepReceipt(database, key, { ...receipt, code: 'AE' })).toBe(false);
  expect(await findReceipt(database, key)).toEqual(receipt);
  expect(await findReceipt(database, { ...key, sender: 'Organization/b hospital' })).toBeUndefined();
  expect(await findReceipt(database, { ...key, bytes: Buffer.from('n') })).toBeUndefined();
  await forgetReceipts(database, day(2));
  expect(await findReceipt(database, key)).toBeUndefined();
});

test('a form is noted once as stored; again only by who knows that nothing is left of it, and it is forgotten after its time', async () => {
  const key = { holder: 'Organization/a', preview: 'p', bytes: Buffer.from('form') };
  const written = [{ type: 'CarePlan', id: 'c', version: 1 }];
  const first = { written, committed: day(1), before: undefined };
  expect(await keepFormCommit(database, key, first)).toBe(true);
  expect(await keepFormCommit(database, key, first)).toBe(false);
  const noted = await findFormCommit(database, key);
  expect(noted).toEqual({ written, committed: day(1), times: 1 });
  expect(await findFormCommit(database, { ...key, bytes: Buffer.from('other') })).toBeUndefined();
  expect(await findFormCommit(database, { ...key, holder: 'Organization/b' })).toBeUndefined();
  expect(await keepFormCommit(database, key, { written: [], committed: day(2), before: noted })).toBe(true);
  expect(await keepFormCommit(database, key, { written: [], committed: day(2), before: noted })).toBe(false);
  expect((await findFormCommit(database, key))?.times).toBe(2);
  await forgetFormCommits(database, day(3));
  expect(await findFormCommit(database, key)).toBeUndefined();
});

test('what a file brought with an earlier content is still of the file, until all of it is taken back', async () => {
  const file = { path: 'a/b', digest: Buffer.from('1'), size: 3_000_000_000, modified: 1.5, letter: null };
  const version = (n: number) => ({ type: 'Encounter', id: 'e', version: n });
  await keepFile(database, 'hospital', { ...file, state: 'stored', written: [version(1)] }, day(1));
  await keepFile(database, 'hospital', { ...file, state: 'stored', written: [version(2)] }, day(2));
  const seen = async () => (await filesSeen(database, 'hospital', ['a/b', 'a/c'])).get('a/b');
  expect(await seen()).toEqual({ ...file, state: 'stored', written: [version(1), version(2)] });
  await keepFile(database, 'hospital', { ...file, state: 'undone', written: [] }, day(3));
  expect(await seen()).toEqual({ ...file, state: 'undone', written: [] });
  expect((await filesSeen(database, 'other', ['a/b'])).size).toBe(0);
});

test('a batch is taken apart where its messages begin, and nowhere within the text of one', () => {
  const kanji = '\u001b$BMSH|\u001b(B';
  const [first, second] = [`MSH|^~\\&|A\rPID|||${kanji}|MSH|\r`, 'MSH|^~\\&|B\r'];
  const parts = (text: string) => {
    const { messages, announced } = splitMessages(Buffer.from(text, 'latin1'));
    return [messages.map((message) => Buffer.from(message).toString('latin1')), announced];
  };
  expect(parts(first + second)).toEqual([[first, second], undefined]);
  expect(parts(`FHS|^~\\&\rBHS|^~\\&\r${first}${second}BTS|2\rFTS|1\r`)).toEqual([[first, second], 2]);
  expect(parts(`BHS|\r${first}BTS|1\rBHS|\r${second}BTS|1|x\r`)).toEqual([[first, second], 2]);
  expect(parts(`${first}BTS|\r`)).toEqual([[first], undefined]);
  expect(parts(`\u000b${first}\u001c\r\u000b${second}\u001c\r`)).toEqual([[first, second], undefined]);
  expect(parts('PID|1\r')).toEqual([[], undefined]);
});

test('a batch is open where what begins it does not end', () => {
  const isOpen = (text: string) => splitMessages(Buffer.from(text, 'latin1')).isOpen;
  const message = 'MSH|^~\\&|A\rPID|||1\r';
  for (const whole of [message, `BHS|\r${message}BTS|\r`, `FHS|\rBHS|\r${message}BTS|1\rFTS|1\r`])
    expect([whole, isOpen(whole)]).toEqual([whole, false]);
  for (const cut of [`BHS|\r${message}`, `FHS|\rBHS|\r${message}BTS|1\r`, `BHS|\r${message}BTS|1\rBHS|\r${message}`])
    expect([cut, isOpen(cut)]).toEqual([cut, true]);
});
