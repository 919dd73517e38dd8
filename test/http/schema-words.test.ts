/** What is told of an input that is not as its schema says: place, reason and how to mend it, at each door that takes one. */
import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateClientKey } from '../../src/auth/index.ts';
import { clientCommands, mappingCommands } from '../../src/cli/index.ts';
import { readRegionFolder } from '../../src/cli/read-region-folder.ts';
import type { Issue, Refusal } from '../../src/fhir/index.ts';
import { runLine, scratchFolder } from '../cli/terminal.ts';
import { type Answered, sandboxGateway } from '../gateway.ts';

type Told = [place: string, ja: string, en: string];

/** Stands for whatever may be a secret or about a person. */
const SECRET = 'himitsu';

const gateway = await sandboxGateway();
await gateway.database.query(`UPDATE auth_client SET launcher = true WHERE id = 'hospital-ehr'`);
const folder = scratchFolder();
const { publicJwk } = await generateClientKey('ES384');

const toldOf = ({ json }: Answered): Told[] =>
  json.issue.map(({ expression: [place], details, diagnostics }: any) => [place, details.text, diagnostics]);
const post = (who: string, path: string, body: object) =>
  gateway.call(who, 'POST', path, body, { 'Content-Type': 'application/json' });

const backend = {
  id: 'words',
  name: '計画作成ソフト',
  jwks: { keys: [publicJwk] },
  scopes: ['system/*.rs'],
  actor: 'PractitionerRole/hikari-1',
  organization: 'Organization/hikari',
  purpose: 'COC',
};
const app = { id: 'words', name: '服薬ノート', kind: 'app', authentication: 'none', scopes: ['patient/*.rs'] };
const REDIRECTS = { redirectUris: ['https://app.example/callback'] };
const PURPOSES =
  'TREAT ETREAT COC CAREMGT CLINTRCH BIORCH HRESCH PATRQT FAMRQT PWATRNY SUPNWK HPAYMT COVERAGE HOPERAT HQUALIMP HCOMPL HLEGAL HDM HSYSADMIN PATADMIN PATSFTY RECORDMGT PUBHLTH THREAT DISASTER TRAIN HTEST'.split(
    ' ',
  );
const AUTHENTICATIONS = ['private_key_jwt', 'client_secret_basic', 'self_signed_tls_client_auth', 'none'];
const OVERLAY = ['$schema', 'defaults', 'override', 'disable', 'add', 'codes', 'csv', 'layout', 'sheets'];
const jaList = (names: readonly string[]) => names.join('、');
const enList = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

test.each<[string, object, ...Told]>([
  [
    'required',
    { ...backend, name: undefined },
    '/',
    '「name」がありません（書き加えてください）',
    'lacks `name`; add it',
  ],
  [
    'if',
    { ...app, name: '名' },
    '/',
    '「redirectUris」がありません（書き加えてください）',
    'lacks `redirectUris`; add it',
  ],
  [
    'additionalProperties',
    { ...backend, pupose: SECRET },
    '/pupose',
    '「pupose」という項目はありません（取り除くか、次のどれかにしてください: kind、authentication、jwksUrl、certificates、legalBasis、introspection、launcher、redirectUris、launchUrl、origins、dpop、certificateBound）',
    '`pupose` is not known here; leave it out, or write one of: `kind`, `authentication`, `jwksUrl`, `certificates`, `legalBasis`, `introspection`, `launcher`, `redirectUris`, `launchUrl`, `origins`, `dpop`, `certificateBound`',
  ],
  [
    'additionalProperties, near a known one',
    { ...backend, legalbases: SECRET },
    '/legalbases',
    '「legalbases」という項目はありません（「legalBasis」ではありませんか）',
    '`legalbases` is not known here; did you mean `legalBasis`?',
  ],
  [
    'type',
    { ...backend, introspection: SECRET },
    '/introspection',
    '真偽値（true か false）で書いてください（今は文字列です）',
    'must be a boolean (true or false), not a text',
  ],
  [
    'type, one of two',
    { ...backend, organization: [SECRET] },
    '/organization',
    '文字列かnullで書いてください（今は配列（[…]）です）',
    'must be a text or null, not a list `[]`',
  ],
  [
    'enum, near one',
    { ...backend, purpose: 'TREET' },
    '/purpose',
    `次のどれかを書いてください: ${jaList(PURPOSES)}（「TREAT」ではありませんか）`,
    `must be one of: ${enList(PURPOSES)}; did you mean \`TREAT\`?`,
  ],
  [
    'enum',
    { ...backend, authentication: SECRET },
    '/authentication',
    `次のどれかを書いてください: ${jaList(AUTHENTICATIONS)}`,
    `must be one of: ${enList(AUTHENTICATIONS)}`,
  ],
  [
    'pattern',
    { ...backend, id: `${SECRET} ` },
    '/id',
    '英小文字・数字・ハイフンの 2〜64 文字（先頭は英小文字か数字）で書いてください',
    'must be of 2 to 64 lower-case letters, digits and hyphens, and begin with no hyphen',
  ],
  [
    'pattern of a reference',
    { ...backend, actor: `Practitioner/${SECRET}` },
    '/actor',
    '「PractitionerRole/ID」か「Organization/ID」か「Patient/ID」の形で書いてください',
    'must be a reference such as `PractitionerRole/id` or `Organization/id` or `Patient/id`',
  ],
  ['minLength', { ...backend, name: '' }, '/name', '空にはできません（書いてください）', 'must not be empty'],
  [
    'maxLength',
    { ...backend, name: SECRET.repeat(29) },
    '/name',
    '200 文字以内で書いてください',
    'must have 200 characters or fewer',
  ],
  ['minItems', { ...backend, scopes: [] }, '/scopes', '一つ以上書いてください', 'must hold one entry or more'],
  [
    'maxItems',
    { ...app, ...REDIRECTS, origins: Array(21).fill('https://a.example') },
    '/origins',
    '20 個以内にしてください',
    'must hold 20 entries or fewer',
  ],
  [
    'false schema',
    { ...app, ...REDIRECTS, actor: `Patient/${SECRET}` },
    '/actor',
    'ここには書けません（取り除いてください）',
    'has no place here; leave it out',
  ],
  [
    'not',
    { ...backend, authentication: 'none' },
    '/authentication',
    'ここでは「none」は使えません（別のものにしてください）',
    'must not be `none` here; choose another',
  ],
])('a client is refused over REST and at the terminal by %s', async (_, input, place, ja, en) => {
  const answer = await post('administrator', '/admin/clients', input);
  expect(answer.status).toBe(422);
  const words = [
    `登録内容の「${place}」が正しくありません: ${ja}。`,
    `\`${place}\` of the registration: ${en}`,
  ] as const;
  expect(toldOf(answer)).toEqual([[place, ...words]]);
  expect(JSON.stringify(answer.json)).not.toContain(SECRET);
  const find = async () => ({ databaseUrl: gateway.database.url, home: '' });
  const file = folder.write('client.json', JSON.stringify(input));
  const { code, err } = await runLine(clientCommands(find), ['client', 'add', file]);
  expect([code, err]).toEqual([1, `  error [registration-invalid] ${place}\n    ${words.join('\n    ')}\n`]);
});

const ROLE = { actor: 'Patient/a', purposes: ['PATRQT'], name: '本人' };
test.each<[object, ...Told]>([
  [
    { login: `${SECRET} ` },
    '/login',
    '空白も制御文字もない 1〜64 文字で書いてください',
    'must be 1 to 64 characters without spaces and control characters',
  ],
  [
    { nmae: SECRET, name: undefined },
    '/nmae',
    '「nmae」という項目はありません（「name」ではありませんか）',
    '`nmae` is not known here; did you mean `name`?',
  ],
  [
    { roles: [{ ...ROLE, purposes: ['PATRQT', 'PATRQT'] }] },
    '/roles/0/purposes',
    '1 番目と 2 番目が同じです（一つにしてください）',
    'entries 1 and 2 are the same; leave one out',
  ],
  [{ name: 1.5 }, '/name', '文字列で書いてください（今は小数です）', 'must be a text, not a fraction'],
  [{ name: null }, '/name', '文字列で書いてください（今はnullです）', 'must be a text, not null'],
])('a user is refused for %j', async (change, place, ja, en) => {
  const user = { login: 'a', name: '田中 美咲', fhirUser: 'Patient/a', roles: undefined, ...change };
  const answer = await post('administrator', '/admin/users', user);
  expect(toldOf(answer)).toContainEqual([
    place,
    `利用者または役割の「${place}」が正しくありません: ${ja}。`,
    `\`${place}\` of the user or role: ${en}`,
  ]);
  expect(JSON.stringify(answer.json)).not.toContain(SECRET);
});

test.each<[object, ...Told]>([
  [
    { patient: `Patient/${SECRET}` },
    '/patient',
    '英数字と . - だけの 64 文字以内の ID（型の名前は付けない）で書いてください',
    'must be an id of 1 to 64 letters, digits, `.` and `-`, without a type before it',
  ],
  [{ client: undefined }, '/', '「client」がありません（書き加えてください）', 'lacks `client`; add it'],
  [
    { fhirContext: [{ reference: `Patient/${SECRET}` }] },
    '/fhirContext/0/reference',
    '「CarePlan/ID」の形（Patient と Encounter は patient と encounter に）で書いてください',
    'must be a reference such as `CarePlan/id`; a Patient or an Encounter is said in `patient` or `encounter`',
  ],
  [
    { need_patient_banner: SECRET },
    '/need_patient_banner',
    '真偽値（true か false）で書いてください（今は文字列です）',
    'must be a boolean (true or false), not a text',
  ],
])('a launch is refused for %j', async (change, place, ja, en) => {
  const answer = await post('hospital-ehr', '/oauth/launch', { client: 'public-app', ...change });
  expect(answer.status).toBe(422);
  expect(toldOf(answer)).toEqual([
    [place, `起動の内容の「${place}」が正しくありません: ${ja}。`, `\`${place}\` of the launch: ${en}`],
  ]);
  expect(JSON.stringify(answer.json)).not.toContain(SECRET);
});

const policyFaults = async (policy: unknown): Promise<readonly Issue[]> => {
  mkdirSync(folder.path('region'), { recursive: true });
  folder.write('region/policy.json', JSON.stringify(policy));
  return ((await readRegionFolder(folder.path('region'))) as Refusal).issues;
};
const rule = { id: 'r', type: 'prohibit', actor: ['Organization/x'] };
test.each<[string, object, ...Told]>([
  ['minimum', { minorConsentAge: -1 }, 'minorConsentAge', '0 以上にしてください', 'must be 0 or more'],
  ['maximum', { minorConsentAge: 21 }, 'minorConsentAge', '20 以下にしてください', 'must be 20 or less'],
  [
    'integer',
    { minorConsentAge: 15.5 },
    'minorConsentAge',
    '整数で書いてください（今は小数です）',
    'must be a whole number, not a fraction',
  ],
  [
    'enum',
    { rules: [{ ...rule, type: 'prohibits' }] },
    'rules.0.type',
    '次のどれかを書いてください: prohibit、mandate、btg-exclude（「prohibit」ではありませんか）',
    'must be one of: `prohibit`, `mandate`, `btg-exclude`; did you mean `prohibit`?',
  ],
  [
    'additionalProperties',
    { rules: [{ ...rule, purposes: ['COC'] }] },
    'rules.0.purposes',
    '「purposes」という項目はありません（「purpose」ではありませんか）',
    '`purposes` is not known here; did you mean `purpose`?',
  ],
  [
    'pattern',
    { rules: [{ ...rule, lawDate: '2026/04/01' }] },
    'rules.0.lawDate',
    '「2026-04-01」の形の日で書いてください',
    'must be a day such as `2026-04-01`',
  ],
])('the policy of a region is refused by %s', async (_, policy, place, ja, en) => {
  expect(await policyFaults(policy)).toEqual([
    {
      severity: 'error',
      code: 'policy-malformed',
      type: 'invalid',
      expression: place,
      ja: `地域の方針の「${place}」が正しくありません: ${ja}。`,
      en: `\`${place}\` of the policy of the region: ${en}`,
    },
  ]);
});

const added = {
  id: 'b-title',
  source: 'b-1',
  label: '計画の名前',
  target: 'plan.title',
  codec: 'text',
  direction: 'both',
};
test.each<[string, object, ...Told]>([
  [
    'anyOf, of neither type',
    { add: [{ ...added, target: 7 }] },
    '/add/0/target',
    '規則 b-title（計画の名前）: 文字列かオブジェクト（{…}）で書いてください（今は数です）',
    'rule `b-title` (計画の名前): must be a text or an object `{}`, not a number',
  ],
  [
    'anyOf, wrong within one',
    { add: [{ ...added, target: { text: 7 } }] },
    '/add/0/target/text',
    '規則 b-title（計画の名前）: 文字列で書いてください（今は数です）',
    'rule `b-title` (計画の名前): must be a text, not a number',
  ],
  [
    'minProperties',
    { add: [{ ...added, target: {} }] },
    '/add/0/target',
    '規則 b-title（計画の名前）: 項目を一つ以上書いてください',
    'rule `b-title` (計画の名前): must have one property or more',
  ],
  [
    'a long name of signs that a terminal would obey',
    { ['x\u001b[2J'.repeat(40)]: 1 },
    `/${'x\ufffd[2J'.repeat(12)}…`,
    `「${'x\ufffd[2J'.repeat(12)}…」という項目はありません（取り除くか、次のどれかにしてください: ${jaList(OVERLAY)}）`,
    `is not well formed: \`${'x\ufffd[2J'.repeat(12)}…\` is not known here; leave it out, or write one of: ${enList(OVERLAY)}`,
  ],
  [
    'propertyNames',
    { layout: [{ unread: { i4: { label: 'x', why: 'y' } } }] },
    '/layout/0/unread/i4',
    '「i4」という名前は使えません（「I4」のようなセルで書いてください）',
    'is not well formed: the name `i4` must be a cell such as `I4`',
  ],
])('a mapping file is refused by %s', async (_, change, place, ja, en) => {
  mkdirSync(folder.path('home/overlays/b-city'), { recursive: true });
  const overlay = { region: 'b-city', title: 'B市', version: '1.0.0', ...change };
  folder.write('home/overlays/b-city/service-plan-draft.json', JSON.stringify(overlay));
  const args = ['--home', folder.path('home'), '--overlay', 'b-city', 'service-plan-draft'];
  const { code, err } = await runLine(mappingCommands, ['mapping', 'check', ...args]);
  const file = `overlays/b-city/service-plan-draft.json${place}`;
  expect(code).toBe(1);
  expect(err).toContain(
    `  error [mapping-unsound] ${file}\n    マッピング表「${file}」に誤りがあります: ${ja}\n    the mapping table \`${file}\` ${en}\n`,
  );
});
