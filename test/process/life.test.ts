import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { example, runProgram } from '../cli/terminal.ts';
import { dataDirectory, endAll, isAlive, type RunningGateway, serverPid, startGatewayProcess } from './gateway.ts';

const directory = dataDirectory();
const environment = { KAKEHASHI_DATA_DIR: directory };
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

const sandbox = (): Promise<RunningGateway> => startGatewayProcess(['--sandbox'], environment);
const DOCUMENT = readFileSync(example('discharge-summary/good.json'));
/** Longer than the pool keeps idle connections. */
const LONGER_THAN_IDLE_MS = 11_000;

async function get(
  gateway: RunningGateway,
  path: string,
): Promise<{ status: number; body: { total?: number; id?: string } }> {
  const headers = { Authorization: `Bearer ${await gateway.token('hospital-ehr')}` };
  const response = await fetch(`${gateway.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as { total?: number } };
}

const totalOf = async (gateway: RunningGateway, type: string) =>
  (await get(gateway, `/fhir/${type}?_total=accurate`)).body.total;

/** A discharge summary whose sender is slow: the gateway has taken the request and waits for the rest of the body. */
async function slowUpload(
  gateway: RunningGateway,
): Promise<{ sending: ClientRequest; finish: () => Promise<IncomingMessage> }> {
  const sending = request(`${gateway.url}/fhir/Bundle`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await gateway.token('hospital-ehr')}`,
      'Content-Type': 'application/fhir+json',
      'Content-Length': DOCUMENT.length,
      Expect: '100-continue',
    },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  sending.write(DOCUMENT.subarray(0, 1_000));
  return {
    sending,
    async finish() {
      sending.end(DOCUMENT.subarray(1_000));
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      response.resume();
      return response;
    },
  };
}

async function refusesConnections(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  return Promise.race([
    once(socket, 'connect').then(() => false),
    new Promise<boolean>((resolve) => socket.once('error', () => resolve(true))),
  ]).finally(() => socket.destroy());
}

describe('the life of a sandbox on one data directory', () => {
  let gateway: RunningGateway;
  let patients: number | undefined;
  let document = '';
  beforeAll(async () => {
    gateway = await sandbox();
  });

  test('the first start loads the region and says in both languages where it listens', async () => {
    expect(gateway.out()).toMatch(
      new RegExp(
        `^架け橋が ${gateway.url}/fhir で動いています（[\\d.]+ 秒で起動）。Ctrl-C で終わります。\n` +
          `Kakehashi is listening at ${gateway.url}/fhir \\(ready in [\\d.]+ s\\). Ctrl-C stops it.\n$`,
      ),
    );
    expect(await (await fetch(`${gateway.url}/health`)).json()).toEqual({ status: 'ok' });
    patients = await totalOf(gateway, 'Patient');
    expect(patients).toBeGreaterThan(0);
  });

  test('SIGTERM finishes the open upload, takes no new request, and leaves no database server', async () => {
    const upload = await slowUpload(gateway);
    const pid = serverPid(directory);
    const ended = gateway.end('SIGTERM');
    await gateway.saying('終わっています / stopping …\n');
    await expect.poll(() => refusesConnections(gateway.url)).toBe(true);
    expect(isAlive(pid)).toBe(true);
    const response = await upload.finish();
    expect(response.statusCode).toBe(201);
    document = new URL(response.headers.location ?? '').pathname.replace(/\/_history\/.*/, '');
    expect(await ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(gateway.err()).not.toContain('Error');
  });

  test('the second start loads nothing again and keeps what was received', async () => {
    gateway = await sandbox();
    expect((await get(gateway, document)).status).toBe(200);
    expect(await totalOf(gateway, 'Patient')).toBe(patients);
  });

  test('a second gateway on the same directory is refused with the reason, even when the first was idle for long', async () => {
    await wait(LONGER_THAN_IDLE_MS);
    const { code, out, err } = await runProgram(['serve', '--sandbox'], { ...environment, KAKEHASHI_PORT: '0' });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`別の gateway が ${directory}/sandbox/postgres を使っています。`);
    expect(err).toContain(
      `another gateway is using ${directory}/sandbox/postgres: stop it, or set KAKEHASHI_DATA_DIR to another directory\n`,
    );
    expect((await get(gateway, document)).status).toBe(200);
  });

  test('a port that is taken is refused with the variable to change, and that start leaves no server either', async () => {
    const other = dataDirectory();
    const port = new URL(gateway.url).port;
    const { code, err } = await runProgram(['serve', '--sandbox'], { KAKEHASHI_DATA_DIR: other, KAKEHASHI_PORT: port });
    rmSync(other, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(err).toContain(
      `ポート ${port} は使われています。KAKEHASHI_PORT で変えてください。 / port ${port} is in use; set KAKEHASHI_PORT\n`,
    );
  });

  test('after the gateway was killed the next start takes over the server it left, with everything that was answered', async () => {
    const left = serverPid(directory);
    expect(await gateway.end('SIGKILL')).toBe('SIGKILL');
    expect(isAlive(left)).toBe(true);
    gateway = await sandbox();
    expect(isAlive(left)).toBe(false);
    expect((await get(gateway, document)).status).toBe(200);
    expect(await totalOf(gateway, 'Patient')).toBe(patients);
    const pid = serverPid(directory);
    expect(await gateway.end('SIGINT')).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});
