import { expect, test } from 'vitest';
import { dropClient, readClient } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { emptyDatabase, KEY, openHouse, registration, stopClock } from './house.ts';

stopClock();
const database = await emptyDatabase();
const house = await openHouse(database);

const backend = registration();
const app = {
  id: 'app',
  name: '服薬ノート',
  kind: 'app',
  authentication: 'none',
  scopes: ['patient/*.rs'],
  redirectUris: ['https://app.example/callback'],
};

/** Where a registration is wrong in its form; `taken` where it is not, and the client is removed again. */
async function placesOf(input: object): Promise<'taken' | string[]> {
  const answer = await house.auth.registerClient(input);
  if (!isRefusal(answer)) {
    await house.auth.removeClient(answer.id);
    return 'taken';
  }
  expect([answer.status, ...new Set(answer.issues.map(({ code }) => code))]).toEqual([422, 'registration-invalid']);
  return answer.issues.map(({ expression }) => String(expression));
}

const without = (whole: object, name: string) =>
  Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name));
const keyless = without(backend, 'jwks');
const long = (length: number, begin = '') => begin + 'a'.repeat(length - begin.length);
const many = (count: number, one: (index: number) => unknown) => Array.from({ length: count }, (_, at) => one(at));

test('id, name, scopes, keys and addresses of a client have their form and their limits', async () => {
  const key = (kid: number) => ({ ...KEY.publicJwk, kid: String(kid) });
  const good: readonly object[] = [
    ...['a1', 'a-', long(64)].map((id) => ({ ...backend, id })),
    ...['あ', long(200)].map((name) => ({ ...backend, name })),
    { ...backend, kind: 'backend', authentication: 'private_key_jwt' },
    { ...backend, jwks: { keys: many(16, key) } },
    { ...keyless, jwksUrl: long(2000, 'https://hospital.test/') },
    { ...backend, scopes: many(200, () => 'system/*.rs') },
    {
      ...app,
      redirectUris: many(20, (at) => `https://app.example/${at}`),
      launchUrl: long(2000, 'https://a.example/'),
    },
    { ...app, origins: [] },
    { ...app, origins: many(20, (at) => `http://a.example:${8000 + at}`) },
  ];
  for (const input of good) expect(await placesOf(input)).toBe('taken');
  const bad: readonly [object, string][] = [
    ...['a', '', long(65), '-a', 'Ab', 'aB', 'a_b', 'a b', 'ab\n', 7].map((id) => [{ id }, '/id'] as [object, string]),
    ...['', long(201), 'あ\n', 7].map((name) => [{ name }, '/name'] as [object, string]),
    [{ jwks: 'x' }, '/jwks'],
    [{ jwks: {} }, '/jwks'],
    [{ jwks: { keys: KEY.publicJwk } }, '/jwks/keys'],
    [{ jwks: { keys: [] } }, '/jwks/keys'],
    [{ jwks: { keys: many(17, key) } }, '/jwks/keys'],
    [{ jwks: { keys: ['x'] } }, '/jwks/keys/0'],
    ...['', 7, long(2001, 'https://h.test/')].map((jwksUrl) => [{ jwksUrl }, '/jwksUrl'] as [object, string]),
    ...['x', [], many(9, String)].map((certificates) => [{ certificates }, '/certificates'] as [object, string]),
    [{ certificates: [7] }, '/certificates/0'],
    [{ certificates: [long(16_001)] }, '/certificates/0'],
    ...['x', [], many(201, () => 'system/*.rs')].map((scopes) => [{ scopes }, '/scopes'] as [object, string]),
    [{ scopes: [7] }, '/scopes/0'],
    [{ scopes: [long(501, 'system/Goal.rs?')] }, '/scopes/0'],
    ...['introspection', 'launcher', 'dpop', 'certificateBound'].map(
      (name) => [{ [name]: 'yes' }, `/${name}`] as [object, string],
    ),
    [{ authentication: 'client_secret_post' }, '/authentication'],
  ];
  for (const [changes, place] of bad) expect(await placesOf({ ...backend, ...changes })).toEqual([place]);
  const badOfApp: readonly [object, string][] = [
    ...['x', [], many(21, String)].map((redirectUris) => [{ redirectUris }, '/redirectUris'] as [object, string]),
    ...['', 7, long(2001, 'https://a.example/')].flatMap((address): [object, string][] => [
      [{ redirectUris: [address] }, '/redirectUris/0'],
      [{ launchUrl: address }, '/launchUrl'],
    ]),
    ...['x', many(21, (at) => `https://a.example:${at}`)].map(
      (origins) => [{ origins }, '/origins'] as [object, string],
    ),
    ...[
      'https://a.example/',
      'https://a.example?',
      'https://a#',
      'https://u@a',
      'https://a b',
      'ftp://a',
      'xhttps://a',
      7,
    ].map((origin) => [{ origins: [origin] }, '/origins/0'] as [object, string]),
  ];
  for (const [changes, place] of badOfApp) expect(await placesOf({ ...app, ...changes })).toEqual([place]);
  for (const name of ['id', 'name', 'scopes']) expect(await placesOf(without(backend, name))).toEqual(['/']);
});

test('who a backend is has its form: an actor, an organization, a purpose and a legal duty', async () => {
  const id = long(64, 'Ab-9.');
  const good: readonly object[] = [
    ...['PractitionerRole', 'Organization', 'Patient'].map((type) => ({ actor: `${type}/${id}` })),
    { organization: `Organization/${id}` },
    { organization: null },
    ...['a', '9', long(64, 'a-9')].map((legalBasis) => ({ legalBasis })),
  ];
  for (const changes of good) expect(await placesOf({ ...backend, ...changes })).toBe('taken');
  expect(await placesOf(without(backend, 'organization'))).toBe('taken');
  const references = [
    'Organization/',
    `Organization/${id}x`,
    'Organization/a/b',
    'Organization/a b',
    'xOrganization/a',
    7,
  ];
  const bad: readonly [object, string][] = [
    ...[...references, 'Practitioner/a', null].map((actor) => [{ actor }, '/actor'] as [object, string]),
    ...[...references, 'Patient/a'].map((organization) => [{ organization }, '/organization'] as [object, string]),
    ...['XYZ', 'BTG', '', null].map((purpose) => [{ purpose }, '/purpose'] as [object, string]),
    ...['', '-a', 'A', 'aB', 'a b', long(65), 7].map(
      (legalBasis) => [{ legalBasis }, '/legalBasis'] as [object, string],
    ),
  ];
  for (const [changes, place] of bad) expect(await placesOf({ ...backend, ...changes })).toEqual([place]);
});

test('what is of a backend is not said of an app, nor the other way round, and neither leaves its own unsaid', async () => {
  const ofBackends = { actor: backend.actor, organization: null, purpose: 'COC', legalBasis: 'a', launcher: false };
  for (const [name, value] of Object.entries(ofBackends))
    expect(await placesOf({ ...app, [name]: value })).toEqual([`/${name}`]);
  const ofApps = { redirectUris: app.redirectUris, launchUrl: 'https://a.example/', origins: [] };
  for (const [name, value] of Object.entries(ofApps))
    expect(await placesOf({ ...backend, [name]: value })).toEqual([`/${name}`]);
  expect(await placesOf({ ...keyless, authentication: 'none' })).toEqual(['/authentication']);
  expect(await placesOf(without(app, 'redirectUris'))).toEqual(['/']);
  for (const name of ['actor', 'purpose']) expect(await placesOf(without(backend, name))).toEqual(['/']);
  // Who says no kind is a backend.
  expect(await placesOf(without(app, 'kind'))).toEqual(['/', '/', '/redirectUris', '/authentication']);
  expect((await placesOf({ ...backend, kind: 'service' }))[0]).toBe('/kind');
});

test('an app holds no scope that changes the house or opens dead letters, and a backend does', async () => {
  const administrative = ['SearchParameter.cruds', 'OperationOutcome.rus'];
  for (const scope of administrative.flatMap((text) => [`user/${text}`, `patient/${text}`])) {
    const refusal = await house.auth.registerClient({ ...app, scopes: ['patient/*.rs', scope] });
    expect(isRefusal(refusal) && refusal.issues).toEqual([
      {
        severity: 'error',
        type: 'invalid',
        code: 'scope-system',
        ja: `管理のスコープ「${scope}」は、アプリには登録できません。`,
        en: `the administrator's scope \`${scope}\` is for a backend only`,
        expression: '/scopes/1',
      },
    ]);
  }
  expect(await placesOf({ ...backend, scopes: administrative.map((text) => `system/${text}`) })).toBe('taken');
});

test('a client is read and dropped by its id, and one that is not registered is named', async () => {
  const client = await house.auth.registerClient({ ...backend, id: 'dropped' });
  expect(await readClient(database, 'dropped')).toEqual(client);
  expect(await dropClient(database, 'dropped')).toEqual({ id: 'dropped' });
  for (const refusal of [await readClient(database, 'dropped'), await dropClient(database, 'dropped')])
    expect(isRefusal(refusal) && [refusal.status, ...refusal.issues]).toEqual([
      404,
      {
        severity: 'error',
        type: 'not-found',
        code: 'client-unknown',
        ja: 'クライアント「dropped」は登録されていません。',
        en: 'no client `dropped` is registered',
      },
    ]);
});
