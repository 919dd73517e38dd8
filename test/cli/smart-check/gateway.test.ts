import { expect, test } from 'vitest';
import { smartCheck } from '../../../src/cli/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import { HIKARI, sandboxGateway } from '../../gateway.ts';
import { linesOf, say, scratchFolder } from '../terminal.ts';
import { freePort } from './app-address.ts';
import { APP_KEY, BACKEND_KEY } from './keys.ts';

const { url, gateway } = await sandboxGateway();
const jwksUrl = `http://127.0.0.1:${await freePort()}/jwks.json`;

for (const client of [
  { id: 'checked', scopes: ['system/Patient.rs', 'system/Observation.rs'], jwks: { keys: [BACKEND_KEY.public] } },
  { id: 'checked-by-url', scopes: ['system/Patient.rs'], jwksUrl },
  { id: 'viewer', scopes: ['system/Patient.rs'], jwks: { keys: [APP_KEY.public] }, introspection: true },
]) {
  const registered = await gateway.auth.registerClient({ name: client.id, actor: HIKARI, purpose: 'COC', ...client });
  if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);
}

const config = scratchFolder().write(
  'config.json',
  JSON.stringify({
    clients: {
      backend: {
        client_id: 'checked',
        private_key: BACKEND_KEY.private,
        scope: 'system/Patient.rs system/Observation.rs',
      },
      backendByUrl: { client_id: 'checked-by-url', jwks_url: jwksUrl, scope: 'system/Patient.rs' },
      introspection: { client_id: 'viewer', private_key: APP_KEY.private },
    },
  }),
);

test('the gateway does what is checked of discovery, of backends and of introspection', async () => {
  const only = '1,4,5,7,24,52-58,61,89-94';
  const { code, out } = await say(smartCheck, `${url}/fhir`, '--config', config, '--only', only, '--format', 'ndjson');
  const results = linesOf(out) as { number: number; verdict: string }[];
  expect(results.filter(({ verdict }) => verdict !== 'passed')).toMatchObject([
    // Of a token that has expired and of one for another server this config knows nothing.
    {
      number: 94,
      verdict: 'warned',
      untried: [{ en: expect.stringMatching(/^an expired/) }, { en: expect.stringMatching(/^a token for another/) }],
    },
  ]);
  expect([code, results.length]).toEqual([0, 19]);
});
