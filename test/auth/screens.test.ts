import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { consentScreen } from '../../src/auth/screens/consent.ts';
import { type Framing, type Screen, screenHeaders } from '../../src/auth/screens/frame.ts';
import {
  changing,
  goingOn,
  gone,
  otherPerson,
  refused,
  signedOut,
  signingOut,
  staying,
  tooOften,
} from '../../src/auth/screens/notices.ts';
import { patientScreen } from '../../src/auth/screens/patient.ts';
import { purposeWords } from '../../src/auth/screens/purpose-words.ts';
import { roleScreen } from '../../src/auth/screens/role.ts';
import { categoriesOf, scopeWords } from '../../src/auth/screens/scope-words.ts';
import { enrolScreen, passwordScreen, recoveryScreen, signInScreen } from '../../src/auth/screens/sign-in.ts';
import { PURPOSES } from '../../src/fhir/index.ts';
import { html } from '../../src/html/index.ts';
import { SERVED_TYPES } from '../../src/visit/index.ts';

/** Whatever a person or an app may be called must not become a part of the page. */
const HOSTILE = `<b>"O'Neil"</b> & 架け橋`;
const ROLES = [
  { id: 'role-1', name: '相談支援専門員（架け橋相談支援）', purposes: ['COC', 'CAREMGT'] },
  { id: 'role-2', name: HOSTILE, purposes: ['TREAT', 'BTG', 'HDIRECT'] },
];
const read = { context: 'patient', actions: ['read', 'search'] } as const;
const SCOPES = [
  {
    scope: 'patient/Observation.rs',
    words: scopeWords({ type: 'Observation', ...read }),
    narrower: [
      {
        scope: 'patient/Observation.rs?category=a|b',
        words: scopeWords({ type: 'Observation', query: 'a|b', ...read }),
      },
    ],
  },
  {
    scope: 'user/CarePlan.r',
    words: scopeWords({ context: 'user', type: 'CarePlan', actions: ['read'] }),
    narrower: [],
  },
];
const consent = {
  app: HOSTILE,
  person: '佐藤 花子',
  role: '看護師',
  purpose: { ja: '治療', en: 'Treatment' },
  breaksGlass: false,
  patient: '高橋 一郎',
  scopes: SCOPES,
  also: [{ ja: 'サインインした人', en: 'Who signed in' }],
  staying: [{ scope: 'offline_access', words: { ja: 'つないだままにする', en: 'Stay connected' } }],
};
const FOUND = [
  { id: 'p-1', name: '高橋 一郎', birthDate: '1961-02-03' },
  { id: 'p-2', name: HOSTILE },
];
const fault = { ja: 'もう一度お試しください。', en: 'Please try again.' };

const PAGES: readonly [string, (framing: Framing) => Screen][] = [
  ['sign in, with a password', (framing) => signInScreen(framing, { app: HOSTILE, login: '' })],
  ['sign in, after a mistake', (framing) => signInScreen({ ...framing, fault }, { app: 'App', login: HOSTILE })],
  [
    'sign in, also elsewhere',
    (framing) => signInScreen(framing, { app: 'App', login: '', elsewhere: { href: '/out?a=1&b=2', only: false } }),
  ],
  [
    'sign in, only elsewhere',
    (framing) => signInScreen(framing, { app: 'App', login: '', elsewhere: { href: '/out', only: true } }),
  ],
  ['enrol', (framing) => enrolScreen(framing, { secret: 'ABCD EFGH', uri: 'otpauth://totp/a?secret=A&issuer=B' })],
  ['recovery codes', (framing) => recoveryScreen(framing, ['aaaa-bbbb', 'cccc-dddd'])],
  ['a new password', passwordScreen],
  ['role', (framing) => roleScreen(framing, ROLES, false)],
  ['role, with the emergency', (framing) => roleScreen(framing, ROLES, true)],
  ['role, where there is none', (framing) => roleScreen(framing, [], false)],
  ['patient', (framing) => patientScreen(framing, HOSTILE, FOUND)],
  ['patient, one found', (framing) => patientScreen(framing, '', FOUND.slice(0, 1))],
  ['patient, nobody found', (framing) => patientScreen(framing, '', [])],
  ['consent', (framing) => consentScreen(framing, consent)],
  [
    'consent, of nobody in particular',
    (framing) => consentScreen(framing, { ...consent, patient: undefined, also: [], staying: [] }),
  ],
  ['consent, in an emergency', (framing) => consentScreen(framing, { ...consent, breaksGlass: true, staying: [] })],
  ['consent, to no records', (framing) => consentScreen(framing, { ...consent, scopes: [], staying: [] })],
  ['gone', ({ language }) => gone(language)],
  ['other person', ({ language }) => otherPerson(language, '/oauth/session/end')],
  ['refused', ({ language }) => refused(language, HOSTILE)],
  ['signing out', ({ language }) => signingOut(language, html`<form id="op.logoutForm"></form>`)],
  ['signed out', ({ language }) => signedOut(language)],
  ['staying', ({ language }) => staying(language)],
  ['changing', ({ language }) => changing(language, { action: '/oauth/session/end/confirm', secret: 'a"b' })],
  ['too often', ({ language }) => tooOften(language, 42)],
  ['going on', ({ language }) => goingOn(language, 'https://app.example/?a=1&b=2')],
];

const STYLE = /<style>([^<]*)<\/style>/;

test.each(['ja', 'en'] as const)('every page (%s) is as it was looked at', async (language) => {
  const framing = { language, action: '/interaction/abc?lang=ja' };
  const pages = PAGES.map(([name, page]) => {
    const { status, html: text } = page(framing);
    return `<!-- ${name}: ${status} -->\n${text.replace(STYLE, '<style></style>')}`;
  });
  await expect(pages.join('\n')).toMatchFileSnapshot(`golden/screens-${language}.txt`);
});

test('the style of a page is the only thing that its policy lets through, and shows where the focus is', () => {
  const [, style = ''] = STYLE.exec(gone('ja').html) ?? [];
  expect(style).toContain(':focus-visible{outline:');
  const hash = createHash('sha256').update(style).digest('base64');
  expect(screenHeaders()).toEqual({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  });
});

const READ = ['AuditEvent', 'OperationOutcome', 'SearchParameter', ...SERVED_TYPES];

test('every type that a scope may name is said in words and not by its name', () => {
  for (const type of READ) expect(scopeWords({ context: 'user', type, actions: [] }).ja).not.toContain(type);
  expect(scopeWords({ context: 'patient', type: 'Unheard', actions: ['read'] })).toEqual({
    ja: 'Unheard（読む）― 対象の方のもの',
    en: 'Unheard (read) – of this person',
  });
});

test('whose records a scope opens is said: those of one person, or of everybody whom the role may see', () => {
  const said = (['patient', 'user', 'system'] as const).map((context) => scopeWords({ ...read, context, type: '*' }));
  expect(said).toEqual([
    { ja: 'すべての記録（読む・さがす）― 対象の方のもの', en: 'All records (read, search) – of this person' },
    {
      ja: 'すべての記録（読む・さがす）― あなたが見ることのできる方すべてのもの',
      en: 'All records (read, search) – of everybody whom you may see',
    },
    { ja: 'すべての記録（読む・さがす）― すべての方のもの', en: 'All records (read, search) – of everybody' },
  ]);
});

test('a part of records that has no words is shown as it was written', () => {
  const { ja, en } = scopeWords({ context: 'patient', type: 'Observation', actions: ['read'], query: 'code=a+b%7Cc' });
  expect([ja, en]).toEqual([
    '検査・観察・生活の様子のうち「code=a b|c」（読む）― 対象の方のもの',
    'Tests, observations and daily living, only `code=a b|c` (read) – of this person',
  ]);
});

test.each(['ja', 'en'] as const)('scopes, their categories and purposes are said in words (%s)', async (language) => {
  const actions = ['create', 'read', 'update', 'delete', 'search'] as const;
  const said = ['*', ...READ].flatMap((type) => [
    scopeWords({ context: 'user', type, actions })[language],
    ...categoriesOf(type).map(
      ({ query }) => `${query}: ${scopeWords({ type, query: encodeURIComponent(query), ...read })[language]}`,
    ),
  ]);
  const purposes = [...PURPOSES, 'HDIRECT'].map((code) => `${code}: ${purposeWords(code)[language]}`);
  await expect([...said, ...purposes, ''].join('\n')).toMatchFileSnapshot(`golden/words-${language}.txt`);
});
