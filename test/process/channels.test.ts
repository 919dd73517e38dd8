import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ADMISSION, dial, frame, messageOf, PATIENT, replaced, segmentsOf } from '../channel/mllp.ts';
import { cleanEnvironment, linesOf, MAIN, NODE, runProgram, scratchFolder } from '../cli/terminal.ts';
import { dataDirectory, endAll, startGatewayProcess } from './gateway.ts';

const directory = dataDirectory();
const folder = scratchFolder();
const storage = folder.path('storage');
const PEOPLE = 12;
const senders = folder.write(
  'senders.json',
  JSON.stringify([{ client: 'hospital-ehr', peers: ['127.0.0.1'], facility: 'KOKORO', application: 'HIS' }]),
);
const environment = {
  KAKEHASHI_DATA_DIR: directory,
  KAKEHASHI_MLLP_PORT: '0',
  KAKEHASHI_MLLP_SENDERS: senders,
  KAKEHASHI_WATCH_SETTLE_SECONDS: '0',
};
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** Basics and admission of so many people, as a hospital would store them. */
function fill(): void {
  for (let n = 1; n <= PEOPLE; n += 1) {
    const number = String(5_000_000 + n);
    for (const path of [PATIENT, ADMISSION]) {
      const place = path
        .replace('examples/ssmix2/000/012/', `${number.slice(0, 3)}/${number.slice(3, 6)}/`)
        .replaceAll('0000123', number);
      mkdirSync(dirname(join(storage, place)), { recursive: true });
      writeFileSync(join(storage, place), replaced(messageOf(path), /0000123/g, number));
    }
  }
}

test('a gateway listens for messages, and a watcher that is killed in the middle loses and doubles nothing', async () => {
  fill();
  const gateway = await startGatewayProcess(['--sandbox'], environment);
  await gateway.saying('MLLP: 127.0.0.1:');
  const port = Number(/MLLP: 127\.0\.0\.1:(\d+)/.exec(gateway.out())?.[1]);
  const line = await dial(port);
  line.send(frame(messageOf(ADMISSION)));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', '202310161435150001']);
  const headers = { Authorization: `Bearer ${await gateway.token('hospital-ehr')}` };
  const countOf = async (type: string): Promise<number> => {
    const answer = await fetch(`${gateway.url}/fhir/${type}?_summary=count`, { headers });
    return ((await answer.json()) as { total: number }).total;
  };
  const [people, stays] = [await countOf('Patient'), await countOf('Encounter')];

  const args = [MAIN, 'watch', storage, '--client', 'hospital-ehr', '--sandbox'];
  const watcher = spawn(NODE, args, { env: cleanEnvironment(environment) });
  await expect.poll(() => countOf('Encounter'), { timeout: 120_000, interval: 20 }).toBeGreaterThan(stays + 1);
  watcher.kill('SIGKILL');
  await once(watcher, 'exit');
  const reached = await countOf('Encounter');
  expect(reached).toBeLessThan(stays + PEOPLE);
  const rest = await runProgram(['watch', storage, '--client', 'hospital-ehr', '--sandbox', '--once'], environment);
  expect([rest.code, rest.err]).toEqual([0, '']);
  const [report] = linesOf(rest.out) as any[];
  expect(report).toMatchObject({ kept: 0, undone: 0, refused: 0 });
  expect([await countOf('Patient'), await countOf('Encounter')]).toEqual([people + PEOPLE, stays + PEOPLE]);
  const again = await runProgram(['watch', storage, '--client', 'hospital-ehr', '--sandbox', '--once'], environment);
  expect(linesOf(again.out)).toEqual([{ stored: 0, kept: 0, superseded: 0, undone: 0, unsettled: 0, refused: 0 }]);

  line.send(frame(replaced(messageOf(ADMISSION), '|0000123^^^^PI|', '||')));
  expect(segmentsOf(await line.next(), 'iso-2022-jp')[1]?.[1]).toBe('AE');
  const listed = await runProgram(['dead-letters', 'list', '--sandbox', '--format', 'ndjson'], environment);
  expect(linesOf(listed.out)).toMatchObject([{ channel: 'mllp', client: 'hospital-ehr', state: 'waiting' }]);
  const verified = await runProgram(['verify', '--sandbox'], environment);
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining(': 0 errors') });
  expect(gateway.err()).not.toMatch(/0000123|5000001|佐藤/);
  expect(await gateway.end('SIGTERM')).toBe(0);
  await line.closed();
}, 400_000);

test('a list of senders that cannot be read keeps the gateway from starting, with the reason', async () => {
  const wrong = folder.write('wrong.json', '[{"client":"a","peers":["nowhere"],"facility":"F"}]');
  const said = await runProgram(['serve', '--sandbox'], { ...environment, KAKEHASHI_MLLP_SENDERS: wrong });
  expect([said.code, said.err]).toEqual([
    1,
    '/0/peers/0: 送信元の一覧の /0/peers/0 が正しくありません: IP アドレスか、その範囲（10.0.0.0/8 の形）で書いてください。 / the list of senders is wrong at `/0/peers/0`: must be an address or a range such as `10.0.0.0/8`\n',
  ]);
});
