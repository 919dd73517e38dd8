import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../cli/terminal.ts';
import { callTls, makeCertificate } from '../tls.ts';
import { dataDirectory, endAll, freePort, startGatewayProcess } from './gateway.ts';

const directory = dataDirectory();
const [certificateFile, keyFile] = [join(directory, 'house.crt'), join(directory, 'house.key')];
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

async function renew(): Promise<string> {
  const { cert, key } = await makeCertificate();
  writeFileSync(certificateFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  chmodSync(keyFile, 0o600);
  return cert;
}

const environment = {
  KAKEHASHI_DATA_DIR: directory,
  KAKEHASHI_TLS_CERT: certificateFile,
  KAKEHASHI_TLS_KEY: keyFile,
  KAKEHASHI_PORT: String(await freePort()),
};

test('a key that others may read keeps the house from starting', async () => {
  await renew();
  chmodSync(keyFile, 0o644);
  expect(await runProgram(['serve', '--sandbox'], environment)).toEqual({
    code: 1,
    out: '',
    err: `秘密鍵 ${keyFile} を持ち主以外も読めます。chmod 600 で持ち主だけにしてください。 / others than its owner may read the key ${keyFile}; chmod 600 it\n`,
  });
});

test('a house over TLS says its https address, and SIGHUP lets a renewed certificate in', async () => {
  const first = await renew();
  const gateway = await startGatewayProcess(['--sandbox'], environment);
  const url = `https://127.0.0.1:${environment.KAKEHASHI_PORT}`;
  expect(gateway.out()).toContain(`Kakehashi is listening at ${url}/fhir`);
  expect((await callTls(`${url}/health`, { ca: first })).status).toBe(200);
  const second = await renew();
  gateway.process.kill('SIGHUP');
  // The signal arrives when it arrives; the old certificate serves until then.
  let met = 0;
  for (let left = 200; left > 0 && met !== 200; left -= 1)
    met = await callTls(`${url}/health`, { ca: second }).then(
      ({ status }) => status,
      () => 0,
    );
  expect(met).toBe(200);
  expect(await gateway.end('SIGTERM')).toBe(0);
});
