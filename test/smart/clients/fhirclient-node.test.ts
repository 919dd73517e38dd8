/** The SMART JavaScript library, unchanged, in apps that run on a server. */
import smart from 'fhirclient';
import type { fhirclient } from 'fhirclient/lib/types.js';
import { expect, test } from 'vitest';
import { generateClientKey, type LaunchRequest } from '../../../src/auth/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import { PERSON_B } from '../../gateway.ts';
import { openOffice, serve } from './office.ts';

const office = await openOffice();
const NURSE = 'Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54';
const SCOPES = 'openid fhirUser offline_access patient/*.rs';

type Client = Awaited<ReturnType<fhirclient.SMART['ready']>>;

interface App {
  readonly id: string;
  /** What the app's own pages were told at last. */
  readonly opened: () => { readonly client: Client; readonly url: string };
  readonly base: string;
  readonly secret: string | undefined;
}

/** An app as the library's manual shows it: one page that begins, one that the code comes back to. */
async function openApp(
  registration: { readonly id: string; readonly [more: string]: unknown },
  settings: fhirclient.AuthorizeParams,
): Promise<App> {
  const kept = new Map<string, unknown>();
  const storage = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => {
      kept.set(key, value);
      return value;
    },
    unset: async (key: string) => kept.delete(key),
  };
  let opened: { client: Client; url: string } | undefined;
  let secret: string | undefined;
  const base = await serve(async (request, response) => {
    const app = smart(request, response, storage);
    const own = secret === undefined ? {} : { clientSecret: secret };
    try {
      if (request.url?.startsWith('/launch') === true)
        return void (await app.authorize({
          clientId: registration.id,
          redirectUri: '/callback',
          pkceMode: 'required',
          ...own,
          ...settings,
        }));
      opened = { client: await app.ready(), url: request.url ?? '' };
      response.end('the app is open');
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const client = await office.register({
    redirectUris: [`${base}/callback`],
    launchUrl: `${base}/launch`,
    ...registration,
  });
  secret = client.secret;
  return {
    id: registration.id,
    base,
    secret,
    opened: () => {
      if (opened === undefined) throw new Error('the app was never opened');
      return opened;
    },
  };
}

/** The address that the system at the ward opens. */
async function launch(request: LaunchRequest): Promise<string> {
  const launched = await office.gateway.auth.announceLaunch(request);
  if (isRefusal(launched)) throw new Error(launched.issues[0]?.en);
  return launched.url;
}

const encounterOf = async (patient: string): Promise<string> =>
  (await office.call('hospital-ehr', 'GET', `/fhir/Encounter?patient=${patient}`)).json.entry[0].resource.id;

test('13–18, 25–27, 38, 44: a public app launched from the ward reads whom the ward had open', async () => {
  const app = await openApp({ id: 'ward-app', authentication: 'none' }, { scope: `launch ${SCOPES}` });
  const encounter = await encounterOf(PERSON_B);
  const page = await office.visit(await launch({ client: app.id, patient: PERSON_B, encounter }));
  expect(page.html).toBe('the app is open');
  const { client } = app.opened();
  expect(client.state.tokenResponse).toMatchObject({ token_type: 'Bearer', patient: PERSON_B, encounter });
  expect(client.state.tokenResponse?.scope?.split(' ').sort()).toEqual(`launch ${SCOPES}`.split(' ').sort());
  expect(await client.patient.read()).toMatchObject({ resourceType: 'Patient', id: PERSON_B });
  expect(await client.encounter.read()).toMatchObject({ resourceType: 'Encounter', id: encounter });
  expect(client.user.fhirUser).toBe(NURSE);
  expect(await client.user.read()).toMatchObject({ resourceType: 'Practitioner' });
  expect(await client.patient.request('Condition')).toMatchObject({ resourceType: 'Bundle', total: 2 });
});

test('14, 25, 46–49, 51, 95: a public app started by itself goes on by a refresh that does not name it', async () => {
  const app = await openApp(
    { id: 'own-app', authentication: 'none' },
    { iss: office.fhir, scope: `launch/patient ${SCOPES}` },
  );
  const page = await office.visit(`${app.base}/launch`, { patient: PERSON_B });
  expect(page.html).toBe('the app is open');
  const { client } = app.opened();
  const before = { ...client.state.tokenResponse };
  await client.refresh();
  const after = { ...client.state.tokenResponse };
  expect(after.access_token).not.toBe(before.access_token);
  expect(after.refresh_token).not.toBe(before.refresh_token);
  expect({ scope: after.scope, patient: after['patient'] }).toEqual({ scope: before.scope, patient: PERSON_B });
  expect(await client.patient.read()).toMatchObject({ id: PERSON_B });
});

test.each(['RS384', 'ES384'] as const)(
  '16, 18, 25: an app proven by its %s key reads, and a refresh without the key is refused',
  async (alg) => {
    const { privateJwk, publicJwk } = await generateClientKey(alg);
    const { use: _, ...key } = privateJwk;
    const app = await openApp(
      { id: `key-app-${alg.toLowerCase()}`, jwks: { keys: [publicJwk] } },
      { iss: office.fhir, scope: `launch/patient ${SCOPES}`, clientPrivateJwk: key as unknown as fhirclient.JWK },
    );
    const page = await office.visit(`${app.base}/launch`, { patient: PERSON_B });
    expect(page.html).toBe('the app is open');
    const { client } = app.opened();
    expect(await client.patient.read()).toMatchObject({ id: PERSON_B });
    // The library proves itself for the code only: what it sends here is a bare refresh token.
    await expect(client.refresh()).rejects.toThrow('invalid_request: no client authentication mechanism provided');
  },
);

test('16, 46: an app proven by its secret reads, and goes on by a refresh', async () => {
  const app = await openApp(
    { id: 'secret-app-2', authentication: 'client_secret_basic' },
    { iss: office.fhir, scope: `launch/patient ${SCOPES}` },
  );
  const page = await office.visit(`${app.base}/launch`, { patient: PERSON_B });
  expect(page.html).toBe('the app is open');
  const { client } = app.opened();
  const { access_token: before } = { ...client.state.tokenResponse };
  await client.refresh();
  expect(client.state.tokenResponse?.access_token).not.toBe(before);
  expect(await client.patient.read()).toMatchObject({ id: PERSON_B });
});
