import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { ADMISSION, messageOf, PATIENT, replaced } from '../channel/mllp.ts';
import { operatorOf } from '../channel/operators.ts';
import { HIKARI, HOSPITAL, issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway({ intakeKeeping: { settledDays: 30, bytesMax: 200_000 } });
const operator = await operatorOf(gateway, HOSPITAL);
const stranger = await operatorOf(gateway, HIKARI);

const OCTETS = { 'Content-Type': 'application/octet-stream' };
const whole = messageOf(ADMISSION);
/** The admission of a person whose id was lost. */
const withoutId = (n: number) => replaced(replaced(whole, '|0000123^^^^PI|', '||'), '202310161435150001', `M-${n}`);
const upload = (bytes: Uint8Array, query = '') =>
  gateway.call('hospital-ehr', 'POST', `/ssmix2${query}`, bytes, OCTETS);
const lettersOf = async (who: typeof operator, query = '') =>
  (await who.call('GET', `/admin/dead-letters${query}`)).json.deadLetters as any[];
const countResources = async () =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);

/** Sends what is refused; resolves to the id under which it is kept. */
async function kept(n: number): Promise<string> {
  const refused = await upload(withoutId(n));
  expect([refused.status, issuesOf(refused.json).map(({ code }) => code)]).toEqual([
    422,
    ['ssmix2-patient-missing', 'kept-as-dead-letter'],
  ]);
  return /`([0-9a-f-]{36})`/.exec(issuesOf(refused.json)[1]?.en ?? '')?.[1] ?? '';
}

test('a message that cannot be taken is refused with its place, kept once with its bytes, and nothing of it is stored', async () => {
  const before = await countResources();
  const id = await kept(1);
  expect(await kept(1)).toBe(id);
  expect(await countResources()).toBe(before);
  const [letter] = (await lettersOf(operator)).filter((one) => one.id === id);
  expect(letter).toEqual({
    id,
    holder: HOSPITAL,
    client: 'hospital-ehr',
    channel: 'rest',
    kind: 'message',
    query: '',
    size: withoutId(1).length,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    corrected: false,
    issues: [
      {
        code: 'ssmix2-patient-missing',
        expression: 'PID-3 (segment 3)',
        line: 3,
        ja: '患者ID（PID-3）がありません。',
        en: 'the patient id (`PID-3`) is missing',
        mendJa: 'ファイルが途中で切れていないか確かめ、送り直してください。',
        mendEn: 'check that the file is not cut off, and send it again',
      },
    ],
    received: expect.any(String),
    latest: expect.any(String),
    attempts: 2,
    state: 'waiting',
    settled: null,
    settledBy: null,
    note: null,
  });
  const opened = await operator.call('GET', `/admin/dead-letters/${id}`);
  expect(Buffer.from(opened.json.bytes, 'base64').equals(withoutId(1))).toBe(true);
});

test('an operator corrects and replays it: it is stored in the name of its sender, and settled', async () => {
  const id = await kept(2);
  const still = await operator.call('POST', `/admin/dead-letters/${id}/replay`, withoutId(22));
  expect([still.status, issuesOf(still.json)[0]?.code]).toEqual([422, 'ssmix2-patient-missing']);
  const [tried] = (await lettersOf(operator, '?state=waiting')).filter((one) => one.id === id);
  expect([tried.attempts, tried.corrected, tried.state]).toEqual([2, true, 'waiting']);
  const done = await operator.call('POST', `/admin/dead-letters/${id}/replay`, whole);
  expect(done.status, JSON.stringify(done.json)).toBe(200);
  expect(done.json).toEqual({ id, state: 'replayed', written: expect.any(Array) });
  const encounter = done.json.written.find((one: string) => one.startsWith('Encounter/')).split('/_history')[0];
  const stored = await gateway.call('hospital-ehr', 'GET', `/fhir/${encounter}`);
  expect([stored.status, stored.json.resourceType]).toEqual([200, 'Encounter']);
  const again = await operator.call('POST', `/admin/dead-letters/${id}/replay`);
  expect([again.status, issuesOf(again.json)[0]?.code]).toEqual([409, 'letter-settled']);
  const opened = (await operator.call('GET', `/admin/dead-letters/${id}`)).json;
  expect(Buffer.from(opened.bytes, 'base64').equals(whole)).toBe(true);
  expect(Buffer.from(opened.original, 'base64').equals(withoutId(2))).toBe(true);
  expect([opened.state, opened.settledBy]).toEqual(['replayed', expect.stringMatching(/^operator-/)]);
});

test('two operators who replay the same letter at once store it once', async () => {
  const id = await kept(3);
  const other = await operatorOf(gateway, HOSPITAL);
  const answers = await Promise.all(
    [operator, other].map((who) => who.call('POST', `/admin/dead-letters/${id}/replay`, messageOf(PATIENT))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('it is dismissed with a reason, once, and only with one', async () => {
  const id = await kept(4);
  const silent = await operator.call('POST', `/admin/dead-letters/${id}/dismiss`, { note: ' ' });
  expect([silent.status, issuesOf(silent.json)[0]]).toEqual([
    422,
    {
      code: 'letter-note-needed',
      ja: 'note に、取り込まない理由を書いてください。',
      en: 'give the reason for which it is not taken in as `note`',
      expression: '/note',
    },
  ]);
  const done = await operator.call('POST', `/admin/dead-letters/${id}/dismiss`, { note: '試験で送ったもの' });
  expect([done.status, done.json]).toEqual([200, { id, state: 'dismissed' }]);
  const again = await operator.call('POST', `/admin/dead-letters/${id}/dismiss`, { note: 'もう一度' });
  expect([again.status, issuesOf(again.json)[0]?.code]).toEqual([409, 'letter-settled']);
  const [letter] = (await lettersOf(operator, '?state=dismissed')).filter((one) => one.id === id);
  expect(letter.note).toBe('試験で送ったもの');
});

test('another organization sees, opens, replays and dismisses nothing of it, and hears what it hears of nothing', async () => {
  const id = await kept(5);
  expect(await lettersOf(stranger)).toEqual([]);
  const absent = '00000000-0000-4000-8000-000000000000';
  const asks = (of: string) =>
    Promise.all([
      stranger.call('GET', `/admin/dead-letters/${of}`),
      stranger.call('POST', `/admin/dead-letters/${of}/replay`, whole),
      stranger.call('POST', `/admin/dead-letters/${of}/dismiss`, { note: 'なし' }),
    ]);
  const [hidden, unknown] = [await asks(id), await asks(absent)];
  expect(hidden.map(({ status }) => status)).toEqual([404, 404, 404]);
  const texts = (answers: typeof hidden) => answers.map(({ json }) => JSON.stringify(json));
  expect(texts(hidden).map((text) => text.replaceAll(id, absent))).toEqual(texts(unknown));
  expect((await lettersOf(operator)).find((one) => one.id === id).state).toBe('waiting');
});

test.each([
  ['the client that sent it, with all of FHIR', 'hospital-ehr'],
  ['the administrator of the gateway', 'administrator'],
  ['a privacy officer', 'privacy-officer'],
])('%s is no operator', async (_who, client) => {
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/00000000-0000-4000-8000-000000000000'],
  ] as const) {
    const answer = await gateway.call(client, method, `/admin/dead-letters${path}`);
    expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([403, 'letter-operator-only']);
  }
});

test('who may only look cannot replay or dismiss', async () => {
  const id = await kept(6);
  const looker = await operatorOf(gateway, HOSPITAL, ['system/OperationOutcome.rs']);
  expect((await looker.call('GET', `/admin/dead-letters/${id}`)).status).toBe(200);
  expect((await looker.call('POST', `/admin/dead-letters/${id}/replay`, whole)).status).toBe(403);
  expect((await looker.call('POST', `/admin/dead-letters/${id}/dismiss`, { note: 'なし' })).status).toBe(403);
});

test('an app that people use cannot be registered for it', async () => {
  const refused: any = await gateway.gateway.auth.registerClient({
    id: 'app',
    name: 'アプリ',
    kind: 'app',
    authentication: 'none',
    redirectUris: ['https://app.example/callback'],
    scopes: ['user/OperationOutcome.rus'],
  });
  expect(refused.issues.map(({ code }: any) => code)).toEqual(['scope-system']);
});

test('what its sender sends again and is taken then settles it', async () => {
  const before = await lettersOf(operator, '?state=waiting');
  const named = `?file=${basename(PATIENT)}`;
  // A segment that no mapping carries.
  const message = replaced(messageOf(PATIENT), 'EVN|', 'ZZ9|1|x\rEVN|');
  const strict = await upload(message, `${named}&strict=true`);
  expect(strict.status).toBe(422);
  expect(await lettersOf(operator, '?state=waiting')).toHaveLength(before.length + 1);
  expect((await upload(message, named)).status).toBe(200);
  expect(await lettersOf(operator, '?state=waiting')).toHaveLength(before.length);
});

test('documents and forms are kept where they are refused only when that is asked for, and are replayed as what they are', async () => {
  const count = (await lettersOf(operator)).length;
  const bad = readFileSync('examples/discharge-summary/bad-missing-discharge-diagnosis.json');
  const post = (query: string) => gateway.call('hospital-ehr', 'POST', `/fhir/Bundle${query}`, bad);
  expect((await post('')).status).toBe(422);
  expect(await lettersOf(operator)).toHaveLength(count);
  const asked = await post('?keep-refused=true');
  expect([asked.status, issuesOf(asked.json).at(-1)?.code]).toEqual([422, 'kept-as-dead-letter']);
  const [letter] = await lettersOf(operator);
  expect([letter.kind, letter.size, letter.query]).toEqual(['document', bad.length, '']);
  const good = readFileSync('examples/discharge-summary/good.json');
  const done = await operator.call('POST', `/admin/dead-letters/${letter.id}/replay`, good);
  expect([done.status, done.json.written]).toEqual([200, [expect.stringMatching(/^Bundle\/.*\/_history\/1$/)]]);
  const form = await gateway.call(
    'soudan-hikari',
    'POST',
    '/fhir/$form?form=service-plan-draft&format=json&keep-refused=true',
    '{}',
    OCTETS,
  );
  expect([form.status, issuesOf(form.json).at(-1)?.code]).toEqual([400, 'kept-as-dead-letter']);
  const [unread] = await lettersOf(stranger);
  expect([unread.kind, unread.query]).toEqual(['form', 'form=service-plan-draft&format=json']);
  const empty = await upload(withoutId(7), '?keep-refused=false');
  expect(issuesOf(empty.json).map(({ code }) => code)).toEqual(['ssmix2-patient-missing']);
});

test('several messages in one body are each stored or refused by themselves, in a batch or without one', async () => {
  const bodies = [
    Buffer.concat([messageOf(PATIENT), withoutId(8), whole]),
    Buffer.concat([
      Buffer.from('FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r'),
      messageOf(PATIENT),
      withoutId(8),
      whole,
      Buffer.from('BTS|3\rFTS|1\r'),
    ]),
    Buffer.concat(
      [messageOf(PATIENT), withoutId(8), whole].map((one) =>
        Buffer.concat([Buffer.of(0x0b), one, Buffer.of(0x1c, 0x0d)]),
      ),
    ),
  ];
  for (const body of bodies) {
    const answer = await upload(body);
    expect([answer.status, answer.json.type]).toEqual([200, 'batch-response']);
    expect(answer.json.entry.map(({ response }: any) => response.status)).toEqual(['200 OK', '422', '200 OK']);
    expect(issuesOf(answer.json.entry[1].response.outcome).map(({ code }) => code)).toEqual([
      'ssmix2-patient-missing',
      'kept-as-dead-letter',
    ]);
    expect(answer.json.entry[2].resource.type).toBe('transaction-response');
  }
  expect((await lettersOf(operator)).filter(({ attempts }) => attempts === 3)).toHaveLength(1);
  const cut = await upload(
    Buffer.concat([Buffer.from('BHS|^~\\&|HIS\r'), messageOf(PATIENT), whole, Buffer.from('BTS|3\r')]),
  );
  expect(issuesOf(cut.json.entry.at(-1).resource)).toEqual([
    {
      code: 'batch-incomplete',
      ja: 'BTS-1 は 3 件ですが、届いたメッセージは 2 件です。届いたものは取り込みました。',
      en: '`BTS-1` says 3 messages, but there are 2; those that came were taken',
      expression: 'BTS-1',
    },
  ]);
  const open = await upload(Buffer.concat([Buffer.from('BHS|^~\\&|HIS\r'), messageOf(PATIENT)]));
  expect(issuesOf(open.json.entry[1].resource)[0]?.ja).toMatch(/BTS がありません。.*1 件は取り込みました。$/);
});

test('what names another format is no message, and is not kept', async () => {
  const count = (await lettersOf(operator)).length;
  for (const type of ['application/json', 'application/fhir+xml', 'multipart/form-data; boundary=x']) {
    const answer = await gateway.call('hospital-ehr', 'POST', '/ssmix2', whole, { 'Content-Type': type });
    expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([415, 'content-type-unsupported']);
  }
  for (const type of ['application/hl7-v2', 'x-application/hl7-v2+er7; charset=iso-2022-jp', 'text/plain'])
    expect((await gateway.call('hospital-ehr', 'POST', '/ssmix2', whole, { 'Content-Type': type })).status).toBe(200);
  expect(await lettersOf(operator)).toHaveLength(count);
});

test('a name that no database can hold is kept all the same', async () => {
  const answer = await upload(whole, '?file=%00x');
  expect([answer.status, issuesOf(answer.json).map(({ code }) => code)]).toEqual([
    400,
    ['ssmix2-file-name', 'kept-as-dead-letter'],
  ]);
  const [letter] = await lettersOf(operator);
  expect([letter.query, letter.issues[0].expression]).toEqual(['file=%00x', '\ufffdx']);
});

test('who may send no messages may keep none here either', async () => {
  const answer = await gateway.call('soudan-hikari', 'POST', '/ssmix2', withoutId(9), OCTETS);
  expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([403, 'sender-not-a-hospital']);
  expect((await lettersOf(stranger)).filter(({ kind }) => kind === 'message')).toEqual([]);
});

test('where an organization has no more room, its sender is told to keep what it sends', async () => {
  const large = Buffer.concat([withoutId(10), Buffer.from(`NTE|1||${'x'.repeat(200_000)}\r`)]);
  const answer = await upload(large);
  expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([503, 'letters-full']);
});

test('each act is in the audit, and no text of it holds anything of the message', async () => {
  const records = await auditRecords(gateway.database);
  const acts = records.filter(({ interaction }) => interaction === '$administer-dead-letters');
  expect(acts.map(({ method, outcome }) => `${method} ${outcome}`)).toEqual(
    expect.arrayContaining(['GET success', 'POST success', 'POST refused', 'GET refused']),
  );
  const keeping = records.filter(({ interaction }) => interaction === '$keep-dead-letter');
  expect(keeping.length).toBeGreaterThan(5);
  expect(keeping[0]).toMatchObject({ organization: HOSPITAL, outcome: 'success', action: 'C' });
  const replays = records.filter(({ url, client }) => /replay$/.test(url) && client?.id === 'hospital-ehr');
  expect(replays.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['success', 'refused']));
  for (const record of [...acts, ...keeping]) expect(JSON.stringify(record)).not.toMatch(/佐藤|0000123|サトウ/);
});
