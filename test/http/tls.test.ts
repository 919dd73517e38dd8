import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, type Gateway, startGateway, TlsRefused, type TlsSettings } from '../../src/http/index.ts';
import { openHouse } from '../../src/upkeep/index.ts';
import { freshDatabase } from '../database.ts';
import { type Certificate, callTls, makeCertificate } from '../tls.ts';

const database = await freshDatabase();
const house = await openHouse({
  database,
  packages: [],
  limits: { bundleEntriesMax: 50, searchCountMax: 100, searchCostMax: 1_000 },
});
if (isRefusal(house)) throw new Error(house.issues[0]?.en);
const directory = await mkdtemp(join(tmpdir(), 'kakehashi-tls-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

async function keep(name: string, { cert, key }: Certificate): Promise<TlsSettings> {
  const files = { certificateFile: join(directory, `${name}.crt`), keyFile: join(directory, `${name}.key`) };
  await writeFile(files.certificateFile, cert);
  await writeFile(files.keyFile, key, { mode: 0o600 });
  return { ...files, minVersion: '1.3', clientCertificates: 'none' };
}

const open = async (tls: TlsSettings, publicUrl?: string): Promise<Gateway> => {
  const log = createLog('silent');
  const gateway = await startGateway({ house, log, host: '127.0.0.1', port: 0, bodyBytesMax: 300_000, tls, publicUrl });
  afterAll(() => gateway.stop());
  return gateway;
};

const own = await makeCertificate();
const settings = await keep('own', own);
const gateway = await open(settings);
const ca = own.cert;

test('12: the house speaks TLS 1.3 and says so in all its addresses', async () => {
  expect(gateway.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const { status, body, protocol, cipher } = await callTls(`${gateway.url}/fhir/.well-known/smart-configuration`, {
    ca,
  });
  expect([status, protocol]).toEqual([200, 'TLSv1.3']);
  expect(cipher).toMatch(/^TLS_(AES_256_GCM|CHACHA20|AES_128_GCM)/);
  expect(body['token_endpoint']).toBe(`${gateway.url}/oauth/token`);
});

test('every answer tells browsers to come by TLS only', async () => {
  const answers = [
    await callTls(`${gateway.url}/health`, { ca }),
    await callTls(`${gateway.url}/fhir/Patient`, { ca }),
    await callTls(`${gateway.url}/fhir/metadata`, { ca }),
    await callTls(`${gateway.url}/oauth/token`, { ca, method: 'POST', form: {} }),
    await callTls(`${gateway.url}/oauth/authorize`, { ca }),
    await callTls(`${gateway.url}/oauth/jwks`, { ca }),
    await callTls(`${gateway.url}/oauth/nowhere`, { ca }),
    await callTls(`${gateway.url}/oauth/interaction/x`, { ca }),
    await callTls(`${gateway.url}/nowhere`, { ca }),
    await callTls(`${gateway.url}/fhir/Patient/%ff`, { ca }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 400, 400, 200, 404, 400, 404, 400]);
  for (const { headers } of answers) expect(headers['strict-transport-security']).toBe('max-age=31536000');
});

test('what is no HTTP is answered over TLS as well, with the same words', async () => {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(gateway.url).port), ca });
  await once(socket, 'secureConnect');
  socket.write('NONSENSE\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(text).toContain('\r\nStrict-Transport-Security: max-age=31536000\r\n');
  expect(text).toContain('"http-unreadable"');
});

const refusedBy = (url: string, tls: object): Promise<string> =>
  callTls(`${url}/health`, { ca, tls }).then(
    ({ protocol }) => `taken with ${protocol}`,
    (error: Error) => error.message,
  );

test('12: TLS 1.2 and lower are refused, unless 1.2 is allowed; then only its safe suites are', async () => {
  expect(await refusedBy(gateway.url, { maxVersion: 'TLSv1.2' })).toContain('alert protocol version');
  const lower = await open({ ...settings, minVersion: '1.2' });
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  expect(await refusedBy(gateway.url, old)).not.toMatch(/^taken/);
  expect(await refusedBy(lower.url, old)).not.toMatch(/^taken/);
  const twelve = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
  const { protocol, cipher } = await callTls(`${lower.url}/health`, {
    ca,
    tls: { ...twelve, maxVersion: 'TLSv1.2' } as object,
  });
  expect([protocol, cipher]).toEqual(['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384']);
  for (const ciphers of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-ECDSA-AES256-CCM'])
    expect(await refusedBy(lower.url, { ...twelve, ciphers: `${ciphers}@SECLEVEL=0` })).toMatch(/handshake failure/);
});

test('12: of an RSA certificate, too, no suite is offered whose key outlives the connection', async () => {
  const rsa = await makeCertificate({ keyType: 'rsa' });
  const { url } = await open({ ...(await keep('rsa', rsa)), minVersion: '1.2' });
  const ask = (ciphers: string) =>
    callTls(`${url}/health`, { ca: rsa.cert, tls: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers } }).then(
      ({ cipher }) => cipher,
      (error: Error) => error.message,
    );
  expect(await ask('ECDHE-RSA-CHACHA20-POLY1305')).toBe('ECDHE-RSA-CHACHA20-POLY1305');
  expect(await ask('AES256-GCM-SHA384')).toMatch(/handshake failure/);
  expect(await ask('DHE-RSA-AES256-GCM-SHA384')).toMatch(/handshake failure/);
});

test('plain HTTP is not answered where TLS is spoken', async () => {
  await expect(fetch(gateway.url.replace('https', 'http'))).rejects.toThrow();
});

test('behind a proxy that ends TLS, browsers are told the same', async () => {
  const log = createLog('silent');
  const behind = { house, log, host: '127.0.0.1', port: 0, bodyBytesMax: 1_024 };
  const proxied = await startGateway({ ...behind, publicUrl: 'https://gateway.example' });
  const plain = await startGateway(behind);
  const saysOf = async (url: string) => (await fetch(`${url}/health`)).headers.get('strict-transport-security');
  expect([await saysOf(proxied.listensAt), await saysOf(plain.listensAt)]).toEqual(['max-age=31536000', null]);
  await proxied.stop();
  await plain.stop();
});

const refusalOf = async (tls: TlsSettings): Promise<string> =>
  open(tls).then(
    () => 'started',
    (error: unknown) => (error instanceof TlsRefused ? error.message : String(error)),
  );

test('files that cannot serve keep the house from starting, each with its reason in both languages', async () => {
  const readable = await keep('readable', await makeCertificate());
  await chmod(readable.keyFile, 0o640);
  expect(await refusalOf(readable)).toMatch(
    /持ち主以外も読めます.* \/ others than its owner may read the key .*chmod 600/,
  );
  expect(await refusalOf({ ...settings, keyFile: join(directory, 'none') })).toMatch(
    /none を読めません（ENOENT）.*KAKEHASHI_TLS_KEY .* \/ cannot read .*none \(ENOENT\); check KAKEHASHI_TLS_KEY/,
  );
  expect(await refusalOf({ ...settings, certificateFile: settings.keyFile })).toContain('is no certificate in PEM');
  const noKey = await keep('no-key', { ...own, key: own.cert });
  expect(await refusalOf(noKey)).toContain('is no private key in PEM without a passphrase');
  const stranger = await keep('stranger', { cert: own.cert, key: (await makeCertificate()).key });
  expect(await refusalOf(stranger)).toContain('the key does not belong to the certificate');
  const past = await keep('past', await makeCertificate({ to: new Date('2021-01-01T00:00:00Z') }));
  expect(await refusalOf(past)).toContain('is not in force (2020-01-01T00:00:00.000Z to 2021-01-01T00:00:00.000Z)');
  const short = await keep('short', await makeCertificate({ keyType: 'rsa', keySize: 1024 }));
  expect(await refusalOf(short)).toContain('take RSA of 2048 bits or more, or P-256 or P-384');
});

/** One request on a connection that stays, and the serial number of the certificate that was met there. */
function askOn(agent: Agent, url: string, trusted: string): Promise<{ status: number; met: string; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(`${url}/health`, { agent, ca: trusted }, (response) => {
      const met = (response.socket as import('node:tls').TLSSocket).getPeerCertificate().fingerprint256;
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, met, reused: asked.reusedSocket }));
    });
    asked.on('error', reject).end();
  });
}

test('a renewed certificate serves new connections at once, and open ones go on', async () => {
  const files = await keep('renewed', own);
  const renewing = await open(files);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const before = await askOn(agent, renewing.url, ca);
  const next = await makeCertificate({ name: 'next' });
  await keep('renewed', next);
  renewing.reloadTls();
  expect(await askOn(agent, renewing.url, ca)).toEqual({ ...before, reused: true });
  const fresh = await askOn(new Agent(), renewing.url, next.cert);
  expect(fresh.met).not.toBe(before.met);
  await writeFile(files.certificateFile, 'nothing');
  renewing.reloadTls();
  expect(await askOn(new Agent(), renewing.url, next.cert)).toEqual(fresh);
  agent.destroy();
});

test('a request that has begun over TLS is finished when the house stops, and a connection without one is closed', async () => {
  const stopping = await open(settings);
  const idle = connect({ host: '127.0.0.1', port: Number(new URL(stopping.url).port), ca });
  await once(idle, 'secureConnect');
  const asked = httpsRequest(`${stopping.url}/oauth/token`, {
    method: 'POST',
    ca,
    agent: false,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '20' },
  });
  asked.write('grant_type=');
  await once(asked, 'socket');
  await once(asked.socket as never, 'secureConnect');
  // The house has heard of it once it answers on another connection.
  await callTls(`${stopping.url}/health`, { ca });
  const stopped = stopping.stop();
  await once(idle, 'close');
  asked.end('passwords');
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  expect(response.statusCode).toBe(400);
  response.resume();
  await stopped;
});

test('certificate-bound tokens work at the whole house where clients may show certificates, and only there', async () => {
  const asking = await open({ ...settings, clientCertificates: 'optional' });
  const office = await makeCertificate({ name: 'office' });
  const registered = await asking.auth.registerClient({
    id: 'office',
    name: '相談支援センター',
    authentication: 'self_signed_tls_client_auth',
    certificates: [office.cert],
    certificateBound: true,
    scopes: ['system/*.rs'],
    actor: 'Organization/office',
    purpose: 'COC',
  });
  if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);
  const form = { grant_type: 'client_credentials', client_id: 'office', scope: 'system/*.rs' };
  const ask = (url: string, certificate: Certificate) =>
    callTls(`${url}/oauth/token`, { method: 'POST', form, ca, certificate });
  expect((await ask(gateway.url, office)).body).toMatchObject({ error: 'invalid_client' });
  const { body } = await ask(asking.url, office);
  const authorization = `Bearer ${body['access_token']}`;
  const read = async (certificate?: Certificate) =>
    callTls(`${asking.url}/fhir/Patient?name=x`, {
      ca,
      headers: { authorization },
      ...(certificate && { certificate }),
    });
  expect((await read(office)).status).toBe(200);
  expect((await read(await makeCertificate({ name: 'office' }))).status).toBe(401);
  expect((await read()).status).toBe(401);
});
