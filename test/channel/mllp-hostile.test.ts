import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { readTls } from '../../src/http/index.ts';
import { readSenders } from '../../src/intake/index.ts';
import { HOSPITAL, sandboxGateway } from '../gateway.ts';
import { type Certificate, makeCertificate } from '../tls.ts';
import { createListening, sendersOf } from './listening.ts';
import { ADMISSION, dial, frame, messageOf, replaced, segmentsOf } from './mllp.ts';

const gateway = await sandboxGateway();
const listening = createListening(gateway);
const admission = messageOf(ADMISSION);
const numbered = (id: string) => replaced(admission, '202310161435150001', id);
const house = await makeCertificate();
const hospital = await makeCertificate({ name: 'hospital' });
const other = await makeCertificate({ name: 'other' });
const folder = mkdtempSync(join(tmpdir(), 'kakehashi-mllp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'house.crt'), house.cert);
writeFileSync(join(folder, 'house.key'), house.key, { mode: 0o600 });
const tls = () =>
  readTls(
    {
      certificateFile: join(folder, 'house.crt'),
      keyFile: join(folder, 'house.key'),
      minVersion: '1.3',
      clientCertificates: 'optional',
    },
    new Date(),
  );
async function registerEngine(id: string): Promise<void> {
  const registered = await gateway.gateway.auth.registerClient({
    id,
    name: 'A市民こころの病院 連携エンジン',
    authentication: 'self_signed_tls_client_auth',
    certificates: [hospital.cert],
    scopes: ['system/*.cruds'],
    actor: HOSPITAL,
    organization: HOSPITAL,
    purpose: 'TREAT',
  });
  if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);
}

await registerEngine('hospital-engine');

const answered = async (port: number, message: Buffer, certificate?: Certificate) => {
  const line = await dial(port, { ca: house.cert, ...(certificate === undefined ? {} : { certificate }) });
  line.send(frame(message));
  const answer = segmentsOf(await line.next(), 'iso-2022-jp');
  line.socket.destroy();
  return answer[1];
};

test('over TLS a sender is known by the certificate that its client is registered with, whatever it calls itself', async () => {
  const { port } = await listening({ tls: tls(), findSender: () => undefined, certificateRequired: true });
  expect(await answered(port, replaced(numbered('T-1'), '|KOKORO|', '|ANY|'), hospital)).toEqual(['MSA', 'AA', 'T-1']);
  expect(await answered(port, numbered('T-2'), other)).toEqual(['MSA', 'AR', 'T-2']);
  expect(await answered(port, numbered('T-3'))).toEqual(['MSA', 'AR', 'T-3']);
  await gateway.gateway.auth.removeClient('hospital-engine');
  expect(await answered(port, numbered('T-4'), hospital)).toEqual(['MSA', 'AR', 'T-4']);
});

test('a certificate with which two clients are registered tells of neither', async () => {
  const { port } = await listening({ tls: tls(), findSender: () => undefined, certificateRequired: true });
  await registerEngine('engine-1');
  expect(await answered(port, numbered('D-1'), hospital)).toEqual(['MSA', 'AA', 'D-1']);
  await registerEngine('engine-2');
  expect(await answered(port, numbered('D-2'), hospital)).toEqual(['MSA', 'AR', 'D-2']);
  for (const id of ['engine-1', 'engine-2']) await gateway.gateway.auth.removeClient(id);
});

test('where certificates are not required, an address and a name are enough; where they are, they are not', async () => {
  const { port: open } = await listening({ tls: tls() });
  expect(await answered(open, numbered('O-1'))).toEqual(['MSA', 'AA', 'O-1']);
  const { port: closed } = await listening({ tls: tls(), certificateRequired: true });
  expect(await answered(closed, numbered('O-2'))).toEqual(['MSA', 'AR', 'O-2']);
});

test('in the clear nobody gets through where TLS is spoken', async () => {
  const { port } = await listening({ tls: tls() });
  const line = await dial(port);
  line.send(frame(numbered('C-1')));
  expect((await line.closed()).includes(Buffer.from('MSA'))).toBe(false);
});

test('the certificate is taken anew without ending what is open', async () => {
  const mllp = await listening({ tls: tls() });
  const line = await dial(mllp.port, { ca: house.cert });
  const next = await makeCertificate();
  mllp.reloadTls({ cert: next.cert, key: next.key });
  line.send(frame(numbered('N-1')));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', 'N-1']);
  await expect(dial(mllp.port, { ca: house.cert })).rejects.toThrow();
  const later = await dial(mllp.port, { ca: next.cert });
  later.send(frame(numbered('N-2')));
  expect(segmentsOf(await later.next())[1]).toEqual(['MSA', 'AA', 'N-2']);
  for (const one of [line, later]) one.socket.destroy();
});

test('a frame of six megabytes is rejected as soon as it is too large, and the connection ends', async () => {
  const { port } = await listening();
  const line = await dial(port);
  line.socket.on('error', () => {});
  line.send(Buffer.concat([Buffer.of(0x0b), numbered('B-1'), Buffer.alloc(6_000_000, 0x41)]));
  const [, msa, err] = segmentsOf(await line.next(), 'iso-2022-jp');
  expect([msa, err?.[5], err?.[8]]).toEqual([
    ['MSA', 'AR', 'B-1'],
    'frame-too-large^^L',
    '一通のメッセージが大きすぎます。',
  ]);
  await line.closed();
});

test('a frame without an end is not waited for without end, however its bytes trickle in', async () => {
  const { port } = await listening({ limits: { frameSeconds: 1, idleSeconds: 30 } });
  const line = await dial(port);
  line.socket.on('error', () => {});
  line.send(Buffer.of(0x0b));
  const trickle = setInterval(() => line.socket.writable && line.send(Buffer.from('A')), 50);
  expect(await line.closed()).toHaveLength(0);
  clearInterval(trickle);
});

test('a connection on which nothing is said ends', async () => {
  const { port } = await listening({ limits: { idleSeconds: 1 } });
  expect(await (await dial(port)).closed()).toHaveLength(0);
});

test('bytes outside of frames are let pass at first, and end the connection where they go on', async () => {
  const { port } = await listening();
  const line = await dial(port);
  line.socket.on('error', () => {});
  line.send(Buffer.concat([Buffer.from('\r\n'), frame(numbered('J-1')), Buffer.from('\r\n')]));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', 'J-1']);
  line.send(Buffer.from('GET / HTTP/1.1\r\n'.repeat(20)));
  expect(await line.closed()).toHaveLength(0);
});

test('so many connections are open at once, and no peer has all of them', async () => {
  const { port } = await listening({ limits: { connectionsMax: 8 } });
  const lines = await Promise.all(Array.from({ length: 12 }, () => dial(port)));
  await Promise.all(lines.slice(4).map((line) => line.closed()));
  const [first] = lines;
  first?.send(frame(numbered('M-1')));
  expect(segmentsOf((await first?.next()) as Buffer)[1]).toEqual(['MSA', 'AA', 'M-1']);
  for (const line of lines) line.socket.destroy();
});

test('a sender who hangs up in the middle, or half closes, disturbs nobody', async () => {
  const { port } = await listening();
  const broken = connect({ port, host: '127.0.0.1' });
  await new Promise((resolve) => broken.once('connect', resolve));
  broken.write(frame(numbered('H-0')).subarray(0, 300));
  broken.resetAndDestroy();
  const half = await dial(port);
  half.socket.end(frame(numbered('H-1')));
  expect(segmentsOf(await half.next())[1]).toEqual(['MSA', 'AA', 'H-1']);
  await half.closed();
});

test('when the listener stops, what is being dealt with is answered, and what is half sent is not taken', async () => {
  const mllp = await listening();
  const [idle, partial, busy] = await Promise.all([dial(mllp.port), dial(mllp.port), dial(mllp.port)]);
  partial.send(frame(numbered('G-1')).subarray(0, 200));
  let stopped: Promise<void> | undefined;
  await gateway.database.transaction(async (sql) => {
    // Nothing can be acknowledged meanwhile.
    await sql.query('LOCK TABLE message_receipt IN ACCESS EXCLUSIVE MODE');
    busy.send(frame(numbered('G-2')));
    await expect
      .poll(async () => (await gateway.database.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length)
      .toBe(1);
    stopped = mllp.stop();
    await Promise.all([idle.closed(), partial.closed()]);
  });
  expect(segmentsOf(await busy.next())[1]).toEqual(['MSA', 'AA', 'G-2']);
  await busy.closed();
  await stopped;
  await expect(dial(mllp.port)).rejects.toThrow();
  const { rows } = await gateway.database.query(`SELECT control_id FROM message_receipt WHERE control_id = 'G-1'`);
  expect(rows).toEqual([]);
});

test('the list of senders is held to its form, and names one client for one sender', () => {
  const find = sendersOf([
    { client: 'a', peers: ['10.1.0.0/16', '2001:db8::/32'], facility: 'F' },
    { client: 'b', peers: ['10.1.2.3'], facility: 'G', application: 'HIS' },
    { client: 'c', peers: ['10.1.2.3'], facility: 'H' },
    { client: 'd', peers: ['10.1.0.0/16'], facility: 'H' },
  ]);
  const claim = (peer: string, facility: string, application = 'X') => find({ peer, facility, application });
  expect([
    claim('10.1.9.9', 'F'),
    claim('::ffff:10.1.9.9', 'F'),
    claim('2001:db8::1', 'F'),
    claim('10.2.0.1', 'F'),
    claim('', 'F'),
    claim('10.1.2.3', 'G'),
    claim('10.1.2.3', 'G', 'HIS'),
    claim('10.1.2.3', 'H'),
    claim('10.1.2.4', 'H'),
  ]).toEqual(['a', 'a', 'a', undefined, undefined, undefined, 'b', undefined, 'd']);
  for (const wrong of [
    {},
    [{ client: 'a', peers: [], facility: 'F' }],
    [{ client: 'a', peers: ['10.0.0.0/33'], facility: 'F' }],
    [{ client: 'a', peers: ['host.example'], facility: 'F' }],
    [{ client: 'a', facility: 'F' }],
    [{ client: 'a', peers: ['10.1.2.3'], facility: 'F', secret: 1 }],
  ]) {
    const read = readSenders(wrong);
    expect(isRefusal(read) && read.issues[0]?.code).toBe('senders-malformed');
  }
});
