/** The pages between an app's request and its answer, and what the audit is told of them. */
import { expect, test } from 'vitest';
import { faultOf, languageOf, openAppHouse, stepOf } from './app-house.ts';
import { taken } from './people-house.ts';

const house = await openAppHouse();
const { worker, coordinator, person } = house;
const SCOPE = 'openid offline_access patient/*.rs';
const GONE = 'この手続きは終わっています';

/** The page after the sign-in of the worker, in a browser of its own. */
async function atRole(scope = SCOPE, more: Record<string, string> = {}) {
  const browser = house.browser();
  const page = await browser.submit(await browser.open(house.begin(scope, more)), worker.proof());
  return { browser, page };
}

test('each step from the request of an app to its tokens is told to the audit as it was', async () => {
  house.told();
  const { browser, page } = await atRole();
  expect(stepOf(page)).toBe('role');
  const picker = await browser.submit(page, { role: `${worker.roleId} COC` });
  expect(stepOf(picker)).toBe('patient');
  const consent = await browser.submit(picker, { patient: 'sato' });
  expect([stepOf(consent), consent.html.includes('<dd>佐藤 健一</dd>')]).toEqual(['consent', true]);
  const end = await browser.submit(consent);
  const granted = await house.redeem(end);
  expect(granted.body).toMatchObject({ scope: SCOPE, patient: 'sato', __purpose_of_use: 'COC' });
  const resumed = expect.stringMatching(/^\/authorize\/[\w-]+$/);
  const asked = { interaction: '$authorize', outcome: 'success', method: 'GET', clientId: 'app', user: worker.id };
  expect(house.told()).toEqual([
    { ...asked, path: '/authorize', user: null },
    {
      interaction: '$sign-in',
      outcome: 'success',
      method: 'POST',
      path: '/interaction',
      clientId: null,
      user: worker.id,
      reason: null,
    },
    { ...asked, path: resumed },
    {
      interaction: '$grant',
      outcome: 'success',
      method: 'POST',
      path: '/interaction',
      clientId: 'app',
      patient: 'Patient/sato',
      user: worker.id,
      actor: 'PractitionerRole/ward',
      organization: 'Organization/hospital',
      purpose: 'COC',
      purposeReason: null,
    },
    { ...asked, path: resumed },
    { ...asked, interaction: '$token', method: 'POST', path: '/token' },
  ]);
  const { access_token: token } = granted.body;
  const form = { token: String(token), client_id: 'app' };
  for (const path of ['introspection', 'revocation']) await house.post(`/oauth/token/${path}`, form);
  await house.post('/oauth/token', { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'app' });
  await browser.submit(await browser.open(`${house.url}/oauth/session/end`), { logout: 'yes' });
  expect(house.told().map(({ interaction, outcome, path }) => [interaction, outcome, path])).toEqual([
    ['$introspect', 'success', '/token/introspection'],
    ['$revoke', 'success', '/token/revocation'],
    ['$token', 'refused', '/token'],
    ['$sign-out', 'success', '/session/end/confirm'],
  ]);
});

test('what an app hears behind the hash of its address is told to the audit as refused, too', async () => {
  const [browser, asked] = [house.browser(), { response_mode: 'fragment', prompt: 'none' }];
  house.told();
  const end = await browser.open(house.begin(SCOPE, asked));
  expect(new URL(end.url).hash).toMatch(/^#error=login_required&/);
  expect(house.told().map(({ interaction, outcome }) => [interaction, outcome])).toEqual([['$authorize', 'refused']]);
});

test('where nobody is chosen the grant is told of nobody, and a sign-in that fails or wants a code is told as refused', async () => {
  const browser = house.browser();
  const first = await browser.open(house.begin('user/Patient.rs'));
  house.told();
  const { code: _, ...codeless } = coordinator.proof();
  await browser.submit(first, { ...codeless, code: '' });
  await browser.submit(first, { ...codeless, code: '000000' });
  const consent = await browser.submit(first, coordinator.proof());
  expect([stepOf(consent), consent.html.includes('対象の方')]).toEqual(['consent', false]);
  await browser.submit(consent);
  const told = house.told().filter(({ interaction }) => interaction !== '$authorize');
  expect(told.map(({ interaction, outcome, reason, patient }) => [interaction, outcome, reason, patient])).toEqual([
    ['$sign-in', 'refused', 'code-missing', undefined],
    ['$sign-in', 'refused', 'code-wrong', undefined],
    ['$sign-in', 'success', null, undefined],
    ['$grant', 'success', undefined, null],
  ]);
});

test('who turns back leads the app to access_denied, and the audit is told as far as they had chosen', async () => {
  const turned = {
    interaction: '$grant',
    outcome: 'refused',
    method: 'POST',
    path: '/interaction',
    clientId: 'app',
    reason: 'access_denied',
  };
  const acting = {
    user: worker.id,
    actor: 'PractitionerRole/ward',
    organization: 'Organization/hospital',
    purpose: 'TREAT',
    purposeReason: null,
  };
  for (const [pages, who] of [
    [0, { user: null }],
    [1, { user: worker.id }],
    [2, acting],
    [3, acting],
  ] as const) {
    const browser = house.browser();
    let page = await browser.open(house.begin(SCOPE));
    for (const fields of [worker.proof(), {}, { patient: 'sato' }].slice(0, pages))
      page = await browser.submit(page, fields);
    house.told();
    const answer = new URL((await browser.submit(page, { cancel: 'true' })).url).searchParams;
    expect([answer.get('error'), answer.get('error_description'), answer.get('state')]).toEqual([
      'access_denied',
      'the person did not allow it',
      'state-of-the-app',
    ]);
    expect(house.told()).toEqual([
      { ...turned, ...who },
      expect.objectContaining({ interaction: '$authorize', outcome: 'refused' }),
    ]);
  }
});

test('a launch for somebody else goes no further, and the audit is told about whom it was', async () => {
  const { browser } = await atRole();
  for (const [open, patient] of [
    [{ patient: 'sato' }, 'Patient/sato'],
    [{}, null],
  ] as const) {
    const launch = await house.launch({ ...open, user: coordinator.id });
    house.told();
    const page = await browser.open(house.begin('launch user/*.rs', { launch }));
    expect([page.status, page.html.includes('別の人のための起動です')]).toEqual([403, true]);
    expect(house.told().at(-1)).toEqual({
      interaction: '$grant',
      outcome: 'refused',
      method: 'GET',
      path: '/interaction',
      clientId: 'app',
      user: worker.id,
      patient,
      reason: 'launched-by-another',
    });
  }
});

test('a launch for the next person at the screen goes on once they sign in, where the app asks for that', async () => {
  const { browser } = await atRole();
  const launch = await house.launch({ patient: 'sato', user: ` ${coordinator.login.toUpperCase()}` });
  const page = await browser.open(house.begin('launch patient/*.rs', { launch, prompt: 'login' }));
  expect(stepOf(page)).toBe('sign-in');
  // Whoever was there before is signed out first: by a page like all others, without a script.
  const between = await browser.submit(page, coordinator.proof());
  expect([between.status, between.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
  ]);
  expect(between.html).toContain('<h1>別の人としてサインインします</h1>');
  expect(between.html).not.toContain('<script');
  const consent = await browser.submit(between);
  expect(stepOf(consent)).toBe('consent');
  const granted = await house.redeem(await browser.submit(consent));
  expect([granted.status, granted.body['patient']]).toEqual([200, 'sato']);
});

test('the pages speak the language of the browser until another is chosen, which stays to the end', async () => {
  const german = await house.browser('de').open(house.begin(SCOPE));
  expect(languageOf(german)).toBe('ja');
  const browser = house.browser('en');
  const first = await browser.open(house.begin(SCOPE));
  expect(languageOf(first)).toBe('en');
  expect(languageOf(await browser.open(`${first.url}?lang=fr`))).toBe('en');
  const chosen = await browser.open(`${first.url}?lang=ja`);
  expect(languageOf(chosen)).toBe('ja');
  expect(chosen.html).toContain(`action="${new URL(first.url).pathname}?lang=ja"`);
  const refused = await browser.submit(chosen, { login: 'nobody', password: 'x' });
  expect([languageOf(refused), refused.status]).toEqual(['ja', 400]);
  // The request goes on under another address, which says nothing of the language.
  const role = await browser.submit(refused, worker.proof());
  expect([stepOf(role), languageOf(role)]).toEqual(['role', 'ja']);
  expect(languageOf(await browser.open(`${role.url.split('?')[0]}?lang=en`))).toBe('en');
  const gone = await house.browser('en').open(first.url);
  expect([gone.status, gone.html.includes('This request is over')]).toEqual([400, true]);
});

test('the cookie of one request opens no other one', async () => {
  const [mine, theirs] = [house.browser(), house.browser()];
  const [page, other] = [await mine.open(house.begin(SCOPE)), await theirs.open(house.begin(SCOPE))];
  const cookie = [...mine.cookies].map(([key, value]) => `${key.split(' ')[0]}=${value}`).join('; ');
  const open = async (url: string) => {
    const response = await fetch(url, { headers: { cookie, 'accept-language': 'ja' } });
    return [response.status, (await response.text()).includes(GONE)];
  };
  expect(await open(other.url)).toEqual([400, true]);
  expect(await open(page.url)).toEqual([200, false]);
});

test('who is gone by the time of the choice signs in, or turns back as nobody', async () => {
  const leaving = await house.add('leaving', '去る人', { actor: 'PractitionerRole/ward', purposes: ['TREAT', 'COC'] });
  const browser = house.browser();
  const role = await browser.submit(await browser.open(house.begin(SCOPE)), leaving.proof());
  const picker = await browser.submit(role);
  expect(stepOf(picker)).toBe('patient');
  await house.database.query('DELETE FROM auth_user WHERE id = $1', [leaving.id]);
  const again = await browser.open(picker.url);
  expect([again.status, stepOf(again)]).toEqual([200, 'sign-in']);
  house.told();
  const end = await browser.submit(picker, { cancel: 'true' });
  expect(new URL(end.url).searchParams.get('error')).toBe('access_denied');
  expect(house.told()[0]).toMatchObject({ interaction: '$grant', outcome: 'refused', user: null });
});

test('who is shut out, or whose app or launch is taken away, goes no further', async () => {
  const browser = house.browser();
  const launched = house.begin(`launch ${SCOPE}`, { launch: await house.launch() });
  const page = await browser.submit(await browser.open(launched), worker.proof());
  for (const [away, back] of [
    ['UPDATE auth_launch SET consumed_at = NULL', 'UPDATE auth_launch SET consumed_at = now()'],
    [`UPDATE auth_user SET disabled = true WHERE login = 'kimura'`, 'UPDATE auth_user SET disabled = false'],
    [`UPDATE auth_client SET id = 'away' WHERE id = 'app'`, `UPDATE auth_client SET id = 'app' WHERE id = 'away'`],
  ] as const) {
    await house.database.query(away);
    const over = await browser.open(page.url);
    await house.database.query(back);
    expect([away, over.status, over.html.includes(GONE)]).toEqual([away, 400, true]);
  }
  expect(stepOf(await browser.open(page.url))).toBe('role');
});

test('of two roles the one that was chosen acts, and where it is taken away the other does not take its place', async () => {
  const both = await house.add('both', '兼務の人', { actor: 'PractitionerRole/office', purposes: ['COC'] });
  const ward = { actor: 'PractitionerRole/ward', organization: 'Organization/ward', purposes: ['COC'], name: '病棟' };
  const { id } = taken<{ id: string }>(await house.auth.people.addRole(both.id, ward));
  const atPicker = async (role: string) => {
    const browser = house.browser();
    const page = await browser.submit(await browser.open(house.begin(SCOPE)), both.proof());
    return { browser, picker: await browser.submit(page, { role: `${role} COC` }) };
  };
  for (const [role, actor, organization] of [
    [both.roleId, 'PractitionerRole/office', 'Organization/hospital'],
    [id, 'PractitionerRole/ward', 'Organization/ward'],
  ] as const) {
    const turning = await atPicker(role);
    house.told();
    await turning.browser.submit(turning.picker, { cancel: 'true' });
    expect(house.told()[0]).toMatchObject({ actor, organization });
  }
  const { browser, picker } = await atPicker(id);
  await house.database.query('DELETE FROM auth_role WHERE id = $1', [id]);
  const asked = await browser.submit(picker, { patient: 'sato' });
  expect([stepOf(asked), faultOf(asked)]).toEqual(['role', '役割と利用目的を選んでください。']);
});

test.each([
  ['ja', 'サインアウトする'],
  ['en', 'Sign out'],
])(
  'who is not the one who launched the app can sign out from there and launch it again (%s)',
  async (language, words) => {
    const browser = house.browser(language);
    await browser.submit(await browser.open(house.begin(SCOPE)), worker.proof());
    const launched = async () =>
      house.begin('launch user/*.rs', { launch: await house.launch({ user: coordinator.id }) });
    const page = await browser.open(await launched());
    expect(page.status).toBe(403);
    const [, href = '', said] = /<a class="button" href="([^"]*)">([^<]*)</.exec(page.html) ?? [];
    expect([href, said]).toEqual(['/oauth/session/end', words]);
    await browser.submit(await browser.open(new URL(href, page.url).href), { logout: 'yes' });
    const again = await browser.submit(await browser.open(await launched()), coordinator.proof());
    expect([again.status, stepOf(again)]).toEqual([200, 'consent']);
  },
);

test.each([
  ['ja', 'あなたには、まだ役割がありません。', '管理者に役割を付けてもらってから'],
  ['en', 'You have no role yet', 'Ask the administrator to give you one'],
])('who has no role is told who gives one, also on a second try (%s)', async (language, said, way) => {
  const bare = await house.add(`bare-${language}`, '役のない人', { actor: 'PractitionerRole/ward', purposes: ['COC'] });
  await house.database.query('DELETE FROM auth_role WHERE id = $1', [bare.roleId]);
  const browser = house.browser(language);
  const page = await browser.submit(await browser.open(house.begin(SCOPE)), bare.proof());
  const again = await browser.submit(page);
  for (const one of [page, again]) {
    expect([one.status, stepOf(one), faultOf(one)]).toEqual([200, 'role', undefined]);
    expect([one.html.includes(said), one.html.includes(way)]).toEqual([true, true]);
    expect([...one.html.matchAll(/<button[^>]*name="([^"]*)"/g)].map(([, name]) => name)).toEqual(['cancel']);
  }
});

test('a form that is none ends nothing but itself', async () => {
  const browser = house.browser();
  const page = await browser.open(house.begin(SCOPE));
  const cookie = [...browser.cookies].map(([key, value]) => `${key.split(' ')[0]}=${value}`).join('; ');
  const sent = await fetch(page.url, { method: 'POST', body: '{}', headers: { cookie, 'accept-language': 'ja' } });
  expect([sent.status, (await sent.text()).includes(GONE)]).toEqual([400, true]);
  expect(stepOf(await browser.open(page.url))).toBe('sign-in');
});

test('whose records is asked wherever one person’s are, also beside those of all', async () => {
  for (const scope of ['user/Patient.rs patient/Patient.rs', 'user/Patient.rs launch/patient']) {
    const { browser, page } = await atRole(scope);
    expect([scope, stepOf(await browser.submit(page))]).toEqual([scope, 'patient']);
  }
});

test.each([
  ['an app that may have no scope of one person', ['user/*.rs'], 'user/Patient.rs patient/Patient.rs launch/patient'],
  [
    'a scope of another type than the app may have',
    ['user/*.rs', 'patient/Goal.rs'],
    'user/Goal.rs patient/Patient.rs',
  ],
  [
    'a scope whose query is not understood',
    ['user/*.rs', 'patient/*.rs'],
    'user/Goal.rs patient/Media.rs?type=x|imaging',
  ],
  ['a scope that cannot be read', ['user/*.rs', 'patient/*.rs'], 'user/Goal.rs patient/Goal.sr'],
])('nobody is asked whose records for what is not granted: %s', async (what, scopes, scope) => {
  const id = `app-${what.length}`;
  const redirectUris = ['https://app.example/callback'];
  const app = { id, name: '服薬ノート', kind: 'app', authentication: 'none', scopes, redirectUris };
  expect(await house.auth.registerClient(app)).toMatchObject({ id });
  const browser = house.browser();
  const role = await browser.submit(await browser.open(house.begin(scope, { client_id: id })), worker.proof());
  const page = await browser.submit(role);
  expect([stepOf(page), [...page.html.matchAll(/name="scope" value="([^"]*)"/g)].map(([, text]) => text)]).toEqual([
    'consent',
    scope.split(' ').slice(0, 1),
  ]);
});

test('people are found by a part of their name, and one of them is chosen', async () => {
  const { browser, page } = await atRole('launch/patient user/Patient.rs');
  const picker = await browser.submit(page);
  expect(stepOf(picker)).toBe('patient');
  for (const name of ['斎藤 正', '佐藤 健一']) expect(picker.html).toContain(name);
  const found = await browser.submit(picker, { find: 'true', search: `佐藤` });
  expect([found.status, found.html.includes('佐藤'), found.html.includes('斎藤')]).toEqual([200, true, false]);
  const long = await browser.submit(picker, { find: 'true', search: 'x'.repeat(101) });
  expect(long.html).toContain(`value="${'x'.repeat(100)}"`);
  expect((await browser.submit(picker, { find: 'true', search: undefined })).html).toContain('斎藤');
  for (const patient of [undefined, 'nobody', '']) {
    const none = await browser.submit(found, { patient, search: '斎' });
    expect([none.status, faultOf(none), none.html.includes('佐藤')]).toEqual([400, '一人を選んでください。', false]);
  }
  const english = await browser.open(`${picker.url.split('?')[0]}?lang=en`);
  expect(faultOf(await browser.submit(english, { patient: 'nobody' }))).toBe('Choose one person.');
  const end = await browser.submit(await browser.submit(found, { patient: 'sato' }));
  expect((await house.redeem(end)).body).toMatchObject({ patient: 'sato', __purpose_of_use: 'TREAT' });
});

test('whoever signs in for themselves is who it is about, also where the app asks for nobody', async () => {
  for (const scope of ['patient/*.rs', 'user/*.rs']) {
    const browser = house.browser();
    const consent = await browser.submit(await browser.open(house.begin(scope)), person.proof());
    expect([stepOf(consent), consent.html.includes('<dt>対象の方</dt><dd>佐藤 健一')]).toEqual(['consent', true]);
    expect((await house.redeem(await browser.submit(consent))).body['patient']).toBe('sato');
  }
});
