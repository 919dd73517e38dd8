/** The page on which a person decides what an app may have, and what comes of each way to fill it in. */
import { expect, test } from 'vitest';
import { faultOf, openAppHouse, stepOf } from './app-house.ts';

const house = await openAppHouse();
const { worker, coordinator, person } = house;
const CATEGORY = 'category=http://terminology.hl7.org/CodeSystem/observation-category';
const LABORATORY = `patient/Observation.rs?${CATEGORY}|laboratory`;

/** The page, where nobody has to choose anything before. */
async function atConsent(scope: string, language = 'ja', more: Record<string, string> = {}) {
  const browser = house.browser(language);
  const page = await browser.submit(await browser.open(house.begin(scope, more)), person.proof());
  expect(stepOf(page)).toBe('consent');
  return { browser, page };
}

const textsOf = (html: string, pattern: RegExp): (string | undefined)[] =>
  [...html.matchAll(pattern)].map(([, text]) => text);

test.each([
  [
    'ja',
    '<h1>「服薬ノート」に許すこと</h1>',
    ['サインインしたこと', 'あなたがだれか', 'あなたの名前', 'いま開いている記録', '対象の方', 'いまの入院・受診'],
    [
      '氏名・生年月日・連絡先（読む・さがす）― 対象の方のもの',
      'サインアウトした後もつながったままにする（最長14日ずつ）',
      'サインインしている間つながったままにする',
    ],
  ],
  [
    'en',
    '<h1>What “服薬ノート” may do</h1>',
    [
      'That you signed in',
      'Who you are',
      'Your name',
      'What is open on your screen',
      'Whose records are used',
      'The present stay or visit',
    ],
    [
      'Name, birth date and contacts (read, search) – of this person',
      'Stay connected after you sign out (14 days at a time)',
      'Stay connected while you are signed in',
    ],
  ],
] as const)('all that an app may ask for is said in words (%s)', async (language, title, also, ticked) => {
  const identity = 'openid fhirUser profile launch launch/patient launch/encounter';
  const scope = `${identity} offline_access online_access patient/Patient.rs`;
  const { page } = await atConsent(scope, language, { launch: await house.launch({ encounter: 'stay' }) });
  expect(page.html).toContain(title);
  expect(textsOf(page.html, /<li>([^<]*)/g)).toEqual(also);
  expect(textsOf(page.html, /type="checkbox"[^>]* checked><span>([^<]*)/g)).toEqual(ticked);
  const bare = await atConsent('patient/Patient.rs', language);
  expect(textsOf(bare.page.html, /<li>([^<]*)/g)).toEqual([]);
  expect(textsOf(bare.page.html, /type="checkbox"[^>]* checked><span>([^<]*)/g)).toEqual(ticked.slice(0, 1));
});

test('who, in which role, why and about whom stands on the page', async () => {
  const browser = house.browser();
  const picker = await browser.submit(
    await browser.submit(await browser.open(house.begin('patient/Patient.rs')), worker.proof()),
  );
  const page = await browser.submit(picker, { patient: 'sato' });
  expect(textsOf(page.html, /<dd>([^<]*)/g)).toEqual(['木村 恵', '木村 恵の役割', '治療', '佐藤 健一']);
  expect(textsOf(page.html, /<p class="note">([^<。]*)/g)).toEqual([
    '本人の同意がある範囲を超えて見えることはありません',
  ]);
  // Whom the role may not see is not named.
  const other = house.browser();
  const launched = house.begin('launch patient/Patient.rs', { launch: await house.launch({ patient: 'saito' }) });
  const unnamed = await other.submit(await other.open(launched), coordinator.proof());
  expect(textsOf(unnamed.html, /<dd>([^<]*)/g)).toEqual(['青木 光', '青木 光の役割', '支援の調整', '—']);
});

test('a part can be chosen of what is whole, in version 2, and of what can be held to', async () => {
  const { page } = await atConsent(
    `patient/Observation.rs patient/Condition.read ${LABORATORY} patient/Condition.c patient/Patient.rs`,
  );
  const codes = 'vital-signs laboratory exam survey social-history activity therapy procedure'.split(' ');
  expect(textsOf(page.html, /name="narrow" value="([^"]*)"/g)).toEqual([
    ...codes.map((code) => `patient/Observation.rs?${CATEGORY}|${code}`),
    ...['problem-list-item', 'encounter-diagnosis'].map(
      (code) => `patient/Condition.c?category=http://terminology.hl7.org/CodeSystem/condition-category|${code}`,
    ),
  ]);
});

const WHOLE = 'patient/Observation.rs';
test.each([
  ['all of it', {}, `openid online_access ${WHOLE} patient/Patient.rs`],
  ['one scope', { scope: 'patient/Patient.rs' }, 'openid patient/Patient.rs'],
  ['one scope, and to stay', { scope: ['online_access', WHOLE] }, `openid online_access ${WHOLE}`],
  ['a part', { narrow: LABORATORY }, `openid online_access ${LABORATORY} patient/Patient.rs`],
  ['a part of what is not ticked', { scope: 'patient/Patient.rs', narrow: LABORATORY }, 'openid patient/Patient.rs'],
  [
    'a part that is none of it',
    { narrow: 'patient/Observation.rs?code=x' },
    `openid online_access ${WHOLE} patient/Patient.rs`,
  ],
])('a person allows %s', async (_what, consent, granted) => {
  const asked = `openid online_access ${WHOLE} patient/Patient.rs`;
  expect((await house.connect(person, asked, { consent }))['scope']).toBe(granted);
});

test('a whole beside its part is left out, and what adds nothing of it stays', async () => {
  const beside = [`${WHOLE}?code=x`, 'patient/Observation.c', 'patient/Patient.rs'];
  const scope = [WHOLE, 'patient/*.rs', 'patient/Observation.read', 'user/Observation.cr', ...beside].join(' ');
  const body = await house.connect(person, scope, { consent: { narrow: LABORATORY } });
  expect(String(body['scope']).split(' ')).toEqual([LABORATORY, ...beside]);
});

test('a scope that cannot be read is not asked for, and alone it is refused', async () => {
  const broken = 'patient/Observation.rs?category=%zz';
  const { browser, page } = await atConsent(`openid patient/Patient.rs ${broken}`);
  expect(textsOf(page.html, /name="scope" value="([^"]*)"/g)).toEqual(['patient/Patient.rs']);
  const end = new URL((await browser.open(house.begin(broken))).url).searchParams;
  expect([end.get('error'), end.get('code')]).toEqual(['invalid_scope', null]);
});

test.each([
  ['ja', '少なくとも一つは許可してください。'],
  ['en', 'Allow at least one of them.'],
])('nothing ticked is no answer (%s)', async (language, fault) => {
  const { browser, page } = await atConsent('openid patient/Patient.rs', language);
  const again = await browser.submit(page, { scope: undefined });
  expect([again.status, stepOf(again), faultOf(again)]).toEqual([400, 'consent', fault]);
});

test.each(['openid fhirUser', 'openid fhirUser launch/patient', 'openid online_access'])(
  'an app that asks for no records, but for %s, is allowed without a tick',
  async (scope) => {
    const { page } = await atConsent(scope);
    expect(page.html).not.toContain('<legend>記録</legend>');
    expect((await house.connect(person, scope))['scope']).toBe(scope);
  },
);

test('a form of an earlier page that is sent twice allows nothing', async () => {
  const browser = house.browser();
  const role = await browser.submit(await browser.open(house.begin('openid fhirUser')), worker.proof());
  expect(stepOf(role)).toBe('role');
  expect(stepOf(await browser.submit(role))).toBe('consent');
  const again = await browser.submit(role);
  expect([again.status, stepOf(again)]).toEqual([200, 'consent']);
});

test('nothing is offered that the app could not be given', async () => {
  const registered = await house.auth.registerClient({
    id: 'small',
    name: '小さなアプリ',
    kind: 'app',
    authentication: 'none',
    scopes: ['openid', 'launch/patient', 'patient/Observation.rs', 'patient/Patient.rs'],
    redirectUris: ['https://app.example/callback'],
  });
  expect(registered).toMatchObject({ id: 'small' });
  const much =
    'patient/*.cruds user/*.rs patient/Observation.cruds patient/Observation.rs?category=zz|imaging ' +
    'user/SearchParameter.cruds system/Patient.rs offline_access fhirUser';
  const { browser, page } = await atConsent(`openid patient/Patient.r ${much}`, 'ja', { client_id: 'small' });
  expect(textsOf(page.html, /type="checkbox"[^>]* value="([^"]*)"/g)).toEqual(['patient/Patient.r']);
  expect(textsOf(page.html, /<li>([^<]*)/g)).toEqual(['サインインしたこと']);
  const again = await browser.submit(page, { scope: much.split(' ') });
  expect([again.status, faultOf(again)]).toEqual([400, '少なくとも一つは許可してください。']);
});

test('what is open at the launch comes with the token, and nothing that was not said', async () => {
  const open = { encounter: 'stay', intent: 'review', need_patient_banner: false };
  const fhirContext = [{ reference: 'CarePlan/pathway' }];
  for (const [said, heard] of [
    [
      { ...open, patient: 'sato', fhirContext },
      { ...open, patient: 'sato', fhirContext },
    ],
    [{ fhirContext: [] }, {}],
    [{ intent: 'review' }, { intent: 'review' }],
  ] as const) {
    const more = { launch: await house.launch(said) };
    const body = await house.connect(coordinator, 'launch user/Patient.rs', { more });
    const { access_token: _, expires_in: seconds, token_type: type, scope: granted, ...context } = body;
    expect([seconds, type, granted]).toEqual([3_600, 'Bearer', 'launch user/Patient.rs']);
    expect(context).toEqual({ ...heard, __purpose_of_use: 'COC' });
  }
});

test.each([
  ['ja', 'サインアウトしますか', 'サインアウトしました', 'de'],
  ['en', 'Do you want to sign out', 'Signed out', 'en'],
])('who signs out is asked, and told that it is done (%s)', async (language, question, answer, browsers) => {
  const browser = house.browser(browsers);
  const body = await house.connect(person, 'openid user/Patient.rs', { browser });
  const page = await browser.open(`${house.url}/oauth/session/end`);
  expect([page.status, page.html.includes(question), page.html.includes(`<html lang="${language}">`)]).toEqual([
    200,
    true,
    true,
  ]);
  expect(page.html).toContain('<form id="op.logoutForm"');
  const done = await browser.submit(page, { logout: 'yes' });
  expect([done.status, done.html.includes(answer)]).toEqual([200, true]);
  for (const { headers } of [page, done])
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await house.isCaller(body['access_token'])).toBe(false);
});
