import { expect, test } from 'vitest';
import { createPeople, generateClientKey } from '../../src/auth/index.ts';
import { loadServerKeys } from '../../src/auth/server-keys.ts';
import { auditEvents } from '../audit-events.ts';
import { type Answered, issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const people = createPeople({ database: gateway.database });
const JSON_TYPE = { 'Content-Type': 'application/json' };

const admin = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
  gateway.call(
    'administrator',
    method,
    `/admin/${path}`,
    body,
    body === undefined ? headers : { ...JSON_TYPE, ...headers },
  );
const codes = ({ status, json }: Answered) => [status, ...issuesOf(json).map(({ code }) => code)];

const TANAKA = { login: 'misaki', name: '田中 美咲', fhirUser: 'Practitioner/e3ce2619-57a8-537f-be22-6a16bff7b4b9' };
const ROLE = {
  actor: 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c',
  organization: 'Organization/2da38b40-c098-53aa-8a5c-bebe838658a4',
  purposes: ['COC'],
  name: '相談支援専門員',
};

/** What the audit tells of the newest requests that were made of these routes, the newest last. */
async function audited(count: number): Promise<string[]> {
  const events = await auditEvents(gateway.database, '"$administer-');
  return events.slice(-count).map(({ action, outcome, outcomeDesc, subtype, entity }) => {
    const request = Buffer.from(entity?.[0]?.query ?? '', 'base64').toString();
    return [subtype?.[0]?.code, action, outcome, outcomeDesc, request].filter(Boolean).join(' ');
  });
}

test('an administrator adds a user, whose first password is told this once and never kept by a cache', async () => {
  const made = await admin('POST', 'users', TANAKA);
  expect(made.status).toBe(201);
  expect([made.headers.get('content-type'), made.headers.get('cache-control')]).toEqual([
    'application/json; charset=utf-8',
    'no-store',
  ]);
  const { user, oneTimePassword, ...more } = made.json;
  expect(more).toEqual({});
  expect(user).toMatchObject({ ...TANAKA, roles: [], secondFactor: false, mustChangePassword: true, disabled: false });
  const first = await people.signIn({ login: 'misaki', password: oneTimePassword });
  expect(first.kind).toBe('enrol');
  for (const path of ['users', `users/${user.id}`, 'users/MISAKI']) {
    const { status, bytes } = await admin('GET', path);
    const text = new TextDecoder().decode(bytes);
    expect([status, text.includes(user.id), text.includes(oneTimePassword)]).toEqual([200, true, false]);
    expect(text).not.toMatch(/argon2|password_?hash|secret/i);
  }
  expect(await audited(4)).toEqual([
    '$administer-users C 0 POST /admin/users',
    '$administer-users R 0 GET /admin/users',
    `$administer-users R 0 GET /admin/users/${user.id}`,
    '$administer-users R 0 GET /admin/users/MISAKI',
  ]);
});

test('roles are given and taken', async () => {
  const { user } = (await admin('POST', 'users', { ...TANAKA, login: 'with-roles' })).json;
  const given = await admin('POST', `users/${user.id}/roles`, ROLE);
  expect([given.status, given.json]).toEqual([201, { id: expect.any(String), ...ROLE }]);
  expect((await admin('GET', `users/${user.id}`)).json.roles).toEqual([given.json]);
  const gone = await admin('DELETE', `users/${user.id}/roles/${given.json.id}`);
  expect([gone.status, gone.bytes.length]).toEqual([204, 0]);
  expect(codes(await admin('DELETE', `users/${user.id}/roles/${given.json.id}`))).toEqual([404, 'role-unknown']);
  expect(codes(await admin('POST', 'users/nobody/roles', ROLE))).toEqual([404, 'user-unknown']);
  expect((await admin('GET', `users/${user.id}`)).json.roles).toEqual([]);
});

test('a user is shut out, let in, unlocked and started afresh', async () => {
  const { user, oneTimePassword } = (await admin('POST', 'users', { ...TANAKA, login: 'changing' })).json;
  const act = async (name: string) => (await admin('POST', `users/${user.id}/${name}`)).json;
  expect((await act('disable')).disabled).toBe(true);
  expect((await act('enable')).disabled).toBe(false);
  for (let tries = 0; tries < 5; tries += 1) await people.signIn({ login: 'changing', password: 'wrong' });
  expect((await admin('GET', `users/${user.id}`)).json).toMatchObject({ failures: 5, lockedUntil: expect.any(String) });
  expect(await act('unlock')).toMatchObject({ failures: 0, lockedUntil: null });
  for (const name of ['reset-password', 'reset-second-factor']) {
    const reset = await act(name);
    expect(reset.user.mustChangePassword).toBe(true);
    expect((await people.signIn({ login: 'changing', password: reset.oneTimePassword })).kind).toBe('enrol');
  }
  expect(await people.signIn({ login: 'changing', password: oneTimePassword })).toEqual({ kind: 'code-needed' });
  for (const name of ['disable', 'enable', 'unlock', 'reset-password', 'reset-second-factor']) {
    expect(codes(await admin('POST', `users/nobody/${name}`))).toEqual([404, 'user-unknown']);
  }
});

test('clients are registered, read and removed', async () => {
  const { publicJwk } = await generateClientKey('ES384');
  const registration = {
    id: 'new-soft',
    name: '新しいソフト',
    jwks: { keys: [publicJwk] },
    scopes: ['system/*.rs'],
    actor: ROLE.actor,
    organization: ROLE.organization,
    purpose: 'COC',
  };
  const made = await admin('POST', 'clients', registration);
  expect([made.status, made.json]).toEqual([201, expect.objectContaining(registration)]);
  expect((await admin('GET', 'clients/new-soft')).json).toEqual(made.json);
  expect((await admin('GET', 'clients')).json.clients).toContainEqual(made.json);
  expect(codes(await admin('POST', 'clients', registration))).toEqual([409, 'client-exists']);
  expect(codes(await admin('POST', 'clients', { id: 'x' }))).toContain('registration-invalid');
  const invited = await admin('POST', 'clients/invitations', { scopes: ['openid', 'patient/*.rs'] });
  expect([invited.status, invited.json.scopes, typeof invited.json.token]).toEqual([
    201,
    ['openid', 'patient/*.rs'],
    'string',
  ]);
  expect(codes(await admin('POST', 'clients/invitations', { scopes: ['system/*.rs'] }))).toEqual([422, 'scope-system']);
  expect((await admin('DELETE', 'clients/new-soft')).status).toBe(204);
  expect(codes(await admin('DELETE', 'clients/new-soft'))).toEqual([404, 'client-unknown']);
  expect(codes(await admin('GET', 'clients/new-soft'))).toEqual([404, 'client-unknown']);
  expect(await audited(2)).toEqual([
    '$administer-clients E 4 client-unknown DELETE /admin/clients/new-soft',
    '$administer-clients E 4 client-unknown GET /admin/clients/new-soft',
  ]);
});

test('a user whose records are not there is refused, each at its place, and so is one that was deleted', async () => {
  const absent = '00000000-0000-4000-8000-000000000009';
  const places = ({ status, json }: Answered) => [
    status,
    ...issuesOf(json).map(({ code, expression }) => `${code} ${expression}`),
  ];
  const role = { ...ROLE, actor: `PractitionerRole/${absent}`, organization: `Organization/${absent}` };
  const user = { login: 'absent', name: '名', fhirUser: `Practitioner/${absent}`, roles: [ROLE, role] };
  expect(places(await admin('POST', 'users', user))).toEqual([
    422,
    'user-record /fhirUser',
    'user-record /roles/1/actor',
    'user-record /roles/1/organization',
  ]);
  const person = { resourceType: 'Practitioner', name: [{ text: '短命 太郎' }] };
  const { json } = await gateway.call('hospital-ehr', 'POST', '/fhir/Practitioner', person);
  const fhirUser = `Practitioner/${json.id}`;
  const there = await admin('POST', 'users', { login: 'there', name: '名', fhirUser });
  expect(there.status).toBe(201);
  expect((await gateway.call('hospital-ehr', 'DELETE', `/fhir/${fhirUser}`)).status).toBe(204);
  expect(places(await admin('POST', 'users', { login: 'gone', name: '名', fhirUser }))).toEqual([
    422,
    'user-record /fhirUser',
  ]);
  expect(codes(await admin('POST', `users/${there.json.user.id}/roles`, role))).toEqual([
    422,
    'user-record',
    'user-record',
  ]);
});

test('keys are listed without their secrets, and rotated while tokens go on', async () => {
  const before = await admin('GET', 'keys');
  expect(before.json.keys.map(({ use, signs }: any) => [use, signs])).toEqual([
    ['signing', true],
    ['cookie', true],
  ]);
  const rotated = await admin('POST', 'keys/rotate');
  expect([rotated.status, rotated.json.keys.length]).toEqual([200, 4]);
  expect(rotated.json.keys.map((key: any) => Object.keys(key))).toEqual(
    Array.from({ length: 4 }, () => ['use', 'kid', 'createdAt', 'signsFrom', 'signs']),
  );
  expect((await admin('GET', 'keys')).json).toEqual(rotated.json);
  // What signs, and what will.
  const { signing } = await loadServerKeys(gateway.database, new Date());
  expect(signing.map(({ kid }) => kid)).toEqual([before.json.keys[0].kid, rotated.json.keys[0].kid]);
});

test('nobody but an administrator gets anything, and the audit tells of the attempt', async () => {
  for (const [method, path, body] of [
    ['GET', 'users'],
    ['POST', 'users', TANAKA],
    ['GET', 'users/misaki'],
    ['POST', 'users/misaki/reset-password'],
    ['GET', 'clients'],
    ['DELETE', 'clients/hospital-ehr'],
    ['POST', 'keys/rotate'],
  ] as const) {
    const refused = await gateway.call(
      'hospital-ehr',
      method,
      `/admin/${path}`,
      body,
      body === undefined ? {} : JSON_TYPE,
    );
    expect([path, ...codes(refused)]).toEqual([path, 403, 'administrator-only']);
    expect((await audited(1))[0]).toMatch(/^\$administer-\S+ E 4 administrator-only /);
    const stranger = await fetch(`${gateway.url}/admin/${path}`, { method });
    expect([path, stranger.status]).toEqual([path, 401]);
  }
});

test('what is not understood is refused, in both languages', async () => {
  expect(codes(await admin('POST', 'users', '{'))).toEqual([400, 'json-unreadable']);
  expect(codes(await admin('POST', 'users', '{"login":"a","login":"b"}'))).toEqual([400, 'json-duplicate-key']);
  expect(codes(await admin('POST', 'users', '[]'))).toEqual([422, 'user-invalid']);
  expect(codes(await admin('POST', 'users', { ...TANAKA, login: 'x', name: 'a\u0000b' }))).toEqual([
    400,
    'json-unreadable',
  ]);
  expect(codes(await admin('POST', 'users', TANAKA, { 'Content-Type': 'application/fhir+json' }))).toEqual([
    415,
    'content-type-unsupported',
  ]);
  expect(codes(await admin('GET', 'users?name=x'))).toEqual([400, 'query-unknown']);
  expect(codes(await admin('GET', 'users/%00'))).toEqual([404, 'user-unknown']);
  expect(codes(await admin('GET', 'clients/%00'))).toEqual([404, 'client-unknown']);
  expect(codes(await admin('DELETE', 'users/misaki/roles/%00'))).toEqual([404, 'user-unknown']);
  expect(codes(await admin('PUT', 'users/misaki', TANAKA))).toEqual([405, 'method-not-allowed']);
  const taken = await admin('POST', 'users', TANAKA, { 'Accept-Language': 'en' });
  expect([taken.status, taken.headers.get('content-type'), issuesOf(taken.json)]).toEqual([
    409,
    'application/fhir+json; charset=utf-8',
    [
      {
        code: 'login-taken',
        ja: 'the login name `misaki` is taken',
        en: 'ログイン名「misaki」は既に使われています。',
        expression: '/login',
      },
    ],
  ]);
});
