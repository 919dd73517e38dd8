import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createWatcher } from '../../src/channel/index.ts';
import { deadLetterCommands, receiveCommand, watchCommand } from '../../src/cli/index.ts';
import { readSettings } from '../../src/settings/index.ts';
import { auditRecords } from '../audit-events.ts';
import { ADMISSION, messageOf, replaced } from '../channel/mllp.ts';
import { HOSPITAL, sandboxGateway } from '../gateway.ts';
import { linesOf, runLine, scratchFolder } from './terminal.ts';

const gateway = await sandboxGateway();
const folder = scratchFolder();
const find = async () => ({
  databaseUrl: gateway.database.url,
  home: '',
  settings: { ...readSettings({}), regionFolder: 'examples/region', auditKeyFile: folder.path('audit-key.pem') },
});
const log = { info: () => {}, warn: () => {}, error: () => {} };
const commands = [
  ...deadLetterCommands(find),
  receiveCommand(find),
  watchCommand(find, async (watched) =>
    createWatcher({ ...watched, log, base: '', watchSeconds: 60, watchSettleSeconds: 0 }),
  ),
];
const whole = messageOf(ADMISSION);
const withoutId = replaced(whole, '|0000123^^^^PI|', '||');

const run = (...args: string[]) => runLine(commands, args);

async function lines(...args: string[]): Promise<any[]> {
  const { code, out, err } = await run(...args, '--format', 'ndjson');
  expect([code, err]).toEqual([0, '']);
  return linesOf(out) as any[];
}

async function kept(n: number): Promise<string> {
  const bytes = replaced(withoutId, '202310161435150001', `CLI-${n}`);
  const headers = { 'Content-Type': 'application/octet-stream' };
  expect((await gateway.call('hospital-ehr', 'POST', '/ssmix2', bytes, headers)).status).toBe(422);
  return (await lines('dead-letters', 'list', '--state', 'waiting'))[0].id;
}

test('whoever keeps the machine lists dead letters, and sees place and reason without anything that was sent', async () => {
  const id = await kept(1);
  const listed = await run('dead-letters', 'list');
  expect(listed.out).toMatch(
    new RegExp(`^${id} waiting \\S+ rest message hospital-ehr ×1 ssmix2-patient-missing PID-3 \\(segment 3\\)\n$`),
  );
  const [shown] = await lines('dead-letters', 'show', id);
  expect(shown).toMatchObject({
    id,
    holder: HOSPITAL,
    state: 'waiting',
    issues: [{ en: 'the patient id (`PID-3`) is missing' }],
  });
  expect(JSON.stringify([listed.out, shown])).not.toMatch(/bytes":|佐藤|サトウ|0000123/);
});

test('its bytes go into a file that only its owner may read, and never over another file', async () => {
  const id = await kept(2);
  const out = folder.path('letter.hl7');
  expect((await run('dead-letters', 'show', id, '--out', out)).code).toBe(0);
  expect(readFileSync(out).equals(replaced(withoutId, '202310161435150001', 'CLI-2'))).toBe(true);
  expect(statSync(out).mode & 0o077).toBe(0);
  expect((await run('dead-letters', 'show', id, '--out', out)).code).not.toBe(0);
});

test('corrected bytes are replayed in the name of the sender; what is still wrong stays with its reason', async () => {
  const id = await kept(3);
  const still = await run('dead-letters', 'replay', id);
  expect([still.code, still.out]).toEqual([1, '']);
  expect(still.err).toContain('error [ssmix2-patient-missing] PID-3 (segment 3) @ 3:1');
  const file = folder.write('corrected.hl7', whole);
  const [done] = await lines('dead-letters', 'replay', id, '--bytes', file);
  expect(done).toEqual({
    id,
    state: 'replayed',
    written: expect.arrayContaining([expect.stringMatching(/^Encounter\//)]),
  });
  const stay = done.written.find((one: string) => one.startsWith('Encounter/')).split('/_history')[0];
  expect((await gateway.call('hospital-ehr', 'GET', `/fhir/${stay}`)).status).toBe(200);
  const again = await run('dead-letters', 'replay', id);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('[letter-settled]')]);
});

test('it is dismissed with a reason; what is not there is not known', async () => {
  const id = await kept(4);
  expect((await run('dead-letters', 'dismiss', id)).code).toBe(2);
  expect(await lines('dead-letters', 'dismiss', id, '--note', '試験')).toEqual([{ id, state: 'dismissed' }]);
  for (const wrong of ['00000000-0000-4000-8000-000000000000', 'x'])
    expect((await run('dead-letters', 'show', wrong)).err).toContain('[letter-unknown]');
  expect((await run('dead-letters', 'list', '--state', 'lost')).code).toBe(2);
});

test('files are taken in by a command, each by itself, and what cannot be taken is kept', async () => {
  const cut = folder.write('cut.hl7', whole.subarray(0, 300));
  const bad = 'examples/discharge-summary/bad-missing-discharge-diagnosis.json';
  const good = 'examples/discharge-summary/good.json';
  const said = await run('receive', '--client', 'hospital-ehr', ADMISSION, cut, bad, good);
  expect(said.code).toBe(1);
  const told = linesOf(said.out) as any[];
  expect(told.map(({ state }) => state)).toEqual(['stored', 'kept', 'kept', 'stored']);
  const listed = await lines('dead-letters', 'list', '--state', 'waiting');
  expect(listed.filter(({ channel }) => channel === 'cli').map(({ id, kind }) => [id, kind])).toEqual(
    expect.arrayContaining([
      [told[1].letter, 'message'],
      [told[2].letter, 'document'],
    ]),
  );
  const stranger = await run('receive', '--client', 'nobody', ADMISSION);
  expect([stranger.code, linesOf(stranger.out)]).toEqual([1, [{ file: ADMISSION, state: 'refused' }]]);
  expect(stranger.err).toContain('[sender-unknown]');
  expect((await run('receive', '--client', 'hospital-ehr', ADMISSION, 'no-such-file')).code).toBe(1);
});

test('a CDA document is told from other files by what it is, and taken in; a broken one is kept and replayed', async () => {
  const document = 'examples/cda/referral.xml';
  const broken = folder.write('broken.xml', readFileSync(document).subarray(0, 900));
  const said = await run('receive', '--client', 'hospital-ehr', document, broken);
  const told = linesOf(said.out) as any[];
  expect(told.map(({ state }) => state)).toEqual(['stored', 'kept']);
  expect(said.err).toContain('[cda-unreadable]');
  const [done] = await lines('dead-letters', 'replay', told[1].letter, '--bytes', 'examples/cda/discharge-summary.xml');
  expect(done).toMatchObject({
    state: 'replayed',
    written: expect.arrayContaining([expect.stringMatching(/^Bundle\//)]),
  });
});

test('a list (CSV) is taken in as a whole, and one with a bad row is kept until it is corrected', async () => {
  const list = ['receive', '--client', 'hospital-ehr', '--mapping', 'csv-admissions-to-fhir'];
  const told = (out: string) => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).state]));
  const good = await run(
    'receive',
    '--client',
    'hospital-ehr',
    '--mapping',
    'csv-patients-to-fhir',
    'examples/csv/patients.csv',
  );
  expect([good.code, told(good.out), good.err]).toEqual([0, ['stored'], '']);
  const bad = folder.path('bad.csv');
  writeFileSync(bad, readFileSync('examples/csv/admissions.csv', 'utf8').replace('2026/03/02 14:30', '2026/02/30'));
  const refused = await run(...list, bad);
  expect([refused.code, told(refused.out)]).toEqual([1, ['kept']]);
  expect(refused.err).toContain('入院日 @ 2:7');
  const { letter } = JSON.parse(refused.out);
  const mended = await run('dead-letters', 'replay', letter, '--bytes', 'examples/csv/admissions.csv');
  expect([mended.code, mended.err]).toEqual([0, '']);
  const other = await run('receive', '--client', 'hospital-ehr', '--overlay', 'example-city', bad);
  expect(other.code).toBe(2);
});

test('a letter whose client was removed waits until it is registered again', async () => {
  const id = await kept(5);
  await gateway.gateway.auth.removeClient('hospital-ehr');
  const gone = await run('dead-letters', 'replay', id);
  expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('[letter-client-gone]')]);
  expect((await lines('dead-letters', 'show', id))[0].state).toBe('waiting');
});

test('each act stands in the audit as done at the terminal', async () => {
  const acts = (await auditRecords(gateway.database)).filter(({ method }) => method === 'CLI');
  const told = acts.map(
    ({ interaction, action, outcome, url }) =>
      `${interaction} ${action} ${outcome} ${url.split(' ').slice(0, 2).join(' ')}`,
  );
  for (const line of [
    '$administer-dead-letters R success dead-letters list',
    '$administer-dead-letters R success dead-letters show',
    '$administer-dead-letters U success dead-letters replay',
    '$administer-dead-letters E refused dead-letters replay',
    '$administer-dead-letters U success dead-letters dismiss',
  ])
    expect(told).toContain(line);
});

test('a folder is walked once by a command, which tells how many files met which end', async () => {
  const walk = () => run('watch', 'examples/ssmix2', '--client', 'soudan-minato', '--once');
  const refused = await walk();
  expect([refused.code, JSON.parse(refused.out)]).toEqual([1, expect.objectContaining({ stored: 0, refused: 1 })]);
  expect((await run('watch', '--once')).code).toBe(2);
});
