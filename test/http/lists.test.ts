import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADMISSION, messageOf } from '../channel/mllp.ts';
import { operatorOf } from '../channel/operators.ts';
import { HOSPITAL, issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway({ intakeKeeping: { settledDays: 30, bytesMax: 200_000 } });
const operator = await operatorOf(gateway, HOSPITAL);

const CSV = { 'Content-Type': 'text/csv; charset=shift_jis' };
const PATIENTS = 'mapping=csv-patients-to-fhir';
const ADMISSIONS = 'mapping=csv-admissions-to-fhir';
const example = (name: string): Buffer => readFileSync(`examples/csv/${name}`);
const upload = (bytes: Uint8Array, query: string, who = 'hospital-ehr') =>
  gateway.call(who, 'POST', `/csv?${query}`, bytes, CSV);
const countVersions = async (): Promise<number> =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);
const stored = (json: any): string[] =>
  json.entry.flatMap(({ response }: any) => response.location?.split('/fhir/')[1] ?? []);
const read = async (reference: string) => (await gateway.call('hospital-ehr', 'GET', `/fhir/${reference}`)).json;

const HEAD = '患者番号,氏名,生年月日,性別,入院日,退院日';
const stays = (...rows: string[]): Buffer => Buffer.from([HEAD, ...rows].join('\n'));

test('a list of patients is stored as a whole; the same list again is no news, and a changed row is a new version of one', async () => {
  const first = await upload(example('patients.csv'), PATIENTS);
  expect([first.status, first.json.entry.length]).toEqual([200, 5]);
  expect(issuesOf(first.json.entry[4].resource).map(({ code }) => code)).toEqual([
    'csv-column-unmapped',
    'mapping-declared-loss',
    'mapping-declared-loss',
  ]);
  const names = stored(first.json);
  expect(await read(names[2] ?? '')).toMatchObject({ resourceType: 'Patient', name: [{ text: '鈴木 花子' }, {}] });
  const before = await countVersions();
  const again = await upload(example('patients.csv'), PATIENTS);
  expect([stored(again.json), await countVersions()]).toEqual([names, before]);
  const text = new TextDecoder('shift_jis').decode(example('patients.csv')).replace('西4-5-6', '南7-8-9');
  const changed = await upload(Buffer.from(text), PATIENTS);
  const moved = stored(changed.json);
  expect([moved[1], moved[3]]).toEqual([names[1], names[3]]);
  expect(moved[2]?.split('/_history/')[0]).toBe(names[2]?.split('/_history/')[0]);
  expect((await read(moved[2] ?? '')).address).toEqual([{ text: '例示県例示市南7-8-9' }]);
  expect(await countVersions()).toBe(before + 1);
});

test('a list of admissions meets the people and the stays that messages brought', async () => {
  const type = { 'Content-Type': 'application/octet-stream' };
  const message = await gateway.call('hospital-ehr', 'POST', '/ssmix2', messageOf(ADMISSION), type);
  const stay = stored(message.json)
    .find((one) => one.startsWith('Encounter/'))
    ?.split('/_history/')[0];
  const person = stored(message.json)
    .find((one) => one.startsWith('Patient/'))
    ?.split('/_history/')[0];
  const brought = await read(stay ?? '');
  expect(brought.period).toEqual({ start: expect.stringMatching(/^2023-10-16T\d\d:\d\d:\d\d\+09:00$/) });
  const answer = await upload(stays('0000123,佐藤 健一,1971-06-15,男,2023/10/16,2026/03/31'), ADMISSIONS);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  expect(stored(answer.json).map((one) => one.split('/_history/')[0])).toEqual([HOSPITAL, person, stay]);
  expect(differencesIn(answer)).toEqual([]);
  const { status, period, subject, participant } = await read(stay ?? '');
  expect({ status, period, subject, doctors: participant.length }).toEqual({
    status: 'finished',
    period: { start: brought.period.start, end: '2026-03-31' },
    subject: { reference: person },
    doctors: 2,
  });
});

test('a list and a message that say the same of a person and a stay make no needless version, in whichever order they come', async () => {
  const octets = { 'Content-Type': 'application/octet-stream' };
  const v2 = (type: string, ...segments: string[]) =>
    Buffer.from(
      [
        `MSH|^~\\&|HIS|KOKORO|GW|RCV|20260402090000||ADT^${type}|1|P|2.5||||||UNICODE UTF-8`,
        `EVN|${type}|20260402090000`,
        'PID|1||0000801^^^^PI||岡田^一郎^^^^^L^I~オカダ^イチロウ^^^^^L^P||19700102|M|||^^^^^JPN^H^例示市東１－２－３||000-0000-0801^PRN^PH',
        ...segments,
        '',
      ].join('\r'),
    );
  const message = async (bytes: Buffer) => {
    const { status, json } = await gateway.call('hospital-ehr', 'POST', '/ssmix2', bytes, octets);
    expect(status, JSON.stringify(json)).toBe(200);
    return stored(json);
  };
  const list = async (query: string, ...lines: string[]) => {
    const { status, json } = await upload(Buffer.from(lines.join('\n')), query);
    expect(status, JSON.stringify(json)).toBe(200);
    return stored(json);
  };
  const person = (names: readonly string[]) => names.find((one) => one.startsWith('Patient/'));
  const stay = (names: readonly string[]) => names.find((one) => one.startsWith('Encounter/'));
  const news = v2('A31');
  const byMessage = person(await message(news)) ?? '';
  const known = await read(byMessage);
  expect([known.address[0].use, known.telecom[0].use]).toEqual(['home', 'home']);
  const row = `0000801,岡田 一郎,オカダ イチロウ,1970-01-02,男,${known.address[0].text},000-0000-0801`;
  const people = () => list(PATIENTS, '患者番号,氏名,カナ氏名,生年月日,性別,住所,電話番号', row);
  expect([person(await people()), person(await message(news)), person(await people())]).toEqual([
    byMessage,
    byMessage,
    byMessage,
  ]);
  const admission = v2('A01', `PV1|1|I${'|'.repeat(42)}20260402090000`);
  const byAdmission = stay(await message(admission)) ?? '';
  expect((await read(byAdmission)).meta.profile).toEqual((await read(byMessage)).meta.profile.map(ofStays));
  const admissions = () => list(ADMISSIONS, HEAD, '0000801,岡田 一郎,1970-01-02,男,2026/04/02,');
  expect([stay(await admissions()), stay(await message(admission)), stay(await admissions())]).toEqual([
    byAdmission,
    byAdmission,
    byAdmission,
  ]);
});

test('who says less of a name, an address or a number takes nothing away, and two senders in turn make no versions', async () => {
  const octets = { 'Content-Type': 'application/octet-stream' };
  const message = async (pid: string) => {
    const text = [
      'MSH|^~\\&|HIS|KOKORO|GW|RCV|20260402090000||ADT^A31|1|P|2.5||||||UNICODE UTF-8',
      'EVN|A31|20260402090000',
      `PID|1||0000802^^^^PI||${pid}`,
      '',
    ].join('\r');
    const { status, json } = await gateway.call('hospital-ehr', 'POST', '/ssmix2', Buffer.from(text), octets);
    expect(status, JSON.stringify(json)).toBe(200);
    return stored(json).find((one) => one.startsWith('Patient/')) ?? '';
  };
  const list = async (...lines: string[]) => {
    const { status, json } = await upload(Buffer.from(lines.join('\n')), PATIENTS);
    expect(status, JSON.stringify(json)).toBe(200);
    return stored(json).find((one) => one.startsWith('Patient/')) ?? '';
  };
  const full = () =>
    list(
      '患者番号,氏名,カナ氏名,生年月日,性別,郵便番号,住所,電話番号',
      '0000802,岡田 二郎,オカダ ジロウ,1970-01-02,男,100-0001,例示市東1-2-3,000-0000-0802',
    );
  const short = () => list('患者番号,氏名,生年月日,性別,住所', '0000802,岡田 二郎,1970-01-02,男,例示市東1-2-3');
  const known = '岡田^二郎^^^^^L^I||19700102|M|||^^^^^JPN^H^例示市東1-2-3||000-0000-0802^PRN^PH|000-0000-0900^WPN^PH';
  await full();
  const fuller = await message(known);
  const { name, address, telecom } = await read(fuller);
  expect(name.map(({ text }: any) => text)).toEqual(['岡田 二郎', 'オカダ ジロウ']);
  expect(address).toEqual([{ use: 'home', text: '例示市東1-2-3', postalCode: '100-0001', country: 'JPN' }]);
  expect(telecom.map(({ use, value }: any) => `${use} ${value}`)).toEqual(['home 000-0000-0802', 'work 000-0000-0900']);
  const home = known.split('|').slice(0, -1).join('|');
  const turns = [await short(), await message(home), await full(), await message(known)];
  expect(turns).toEqual([fuller, fuller, fuller, fuller]);
  // What is told otherwise is news, and what is asked to be deleted is deleted.
  const moved = await read(await message(home.replace('東1-2-3', '西4-5-6')));
  expect(moved.address).toEqual([{ use: 'home', text: '例示市西4-5-6', country: 'JPN' }]);
  const silent = await read(await message('岡田^二郎^^^^^L^I||19700102|M|||""||""|""'));
  expect([silent.address, silent.telecom]).toEqual([undefined, undefined]);
});

const ofStays = (profile: string): string =>
  profile.replace('JP_Patient', 'JP_Encounter').replace('kakehashi-patient', 'kakehashi-psychiatric-encounter');

const differencesIn = ({ json }: any) =>
  issuesOf(json.entry.at(-1).resource).filter(({ code }) => code.startsWith('records-'));
/** What a stay has become of these rows, one list after the other. */
async function after(number: string, ...rows: string[]) {
  let answer: any;
  for (const row of rows) answer = await upload(stays(`${number},岡 一郎,1970-01-02,男,${row}`), ADMISSIONS);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const stay = stored(answer.json).find((one) => one.startsWith('Encounter/'));
  const { status, period } = await read(stay ?? '');
  return { status, period, told: differencesIn(answer) };
}

test('a day does not take the place of a time of the same day, and a time takes that of a day', async () => {
  const times = { start: '2026-03-02T14:30:00+09:00', end: '2026-03-31T10:00:00+09:00' };
  const [fine, coarse] = ['2026/03/02 14:30,2026/03/31 10:00', '2026/03/02,2026/03/31'];
  expect(await after('0000701', fine, coarse)).toEqual({ status: 'finished', period: times, told: [] });
  expect(await after('0000702', coarse, fine)).toEqual({ status: 'finished', period: times, told: [] });
});

test('another day is taken from the list, and told with both', async () => {
  const { period, told } = await after('0000703', '2026/03/02 14:30,2026/03/31 10:00', '2026/03/02,2026/04/01');
  expect(period).toEqual({ start: '2026-03-02T14:30:00+09:00', end: '2026-04-01' });
  expect(told).toEqual([
    {
      code: 'records-time-differs',
      ja: '2 行目: period.end が、これまでの記録（2026-03-31T10:00:00+09:00）と違います。一覧の値（2026-04-01）にしました。',
      en: expect.stringContaining('was 2026-03-31T10:00:00+09:00 on record; it is now 2026-04-01, as the list says'),
      expression: expect.any(String),
    },
  ]);
});

test('an empty cell does not bring back who was discharged, and a discharge to come ends no stay', async () => {
  const kept = await after('0000704', '2026/03/02,2026/03/31', '2026/03/02,');
  expect([kept.status, kept.period]).toEqual(['finished', { start: '2026-03-02', end: '2026-03-31' }]);
  expect(kept.told.map(({ code }) => code)).toEqual(['records-end-missing']);
  const planned = await after('0000705', '2026/03/02,2099/03/31');
  expect([planned.status, planned.period.end]).toEqual(['in-progress', '2099-03-31']);
});

test('with one bad row nothing of the list is stored; it is kept, and taken once it is corrected', async () => {
  const before = await countVersions();
  const bad = stays('0000200,山田 一郎,1970-01-02,男,2026/01/10,', '0000201,山田 二郎,1971-01-02,男,2026/02/30,');
  const refused = await upload(bad, ADMISSIONS);
  expect([refused.status, issuesOf(refused.json)]).toEqual([
    422,
    [
      {
        code: 'mapping-format',
        ja: '3 行目の 5 列目（入院日）: 「2026/02/30」は日時として読めません。',
        en: '`入院日`: `2026/02/30` is not a date with a time (line 3, column 5)',
        expression: '入院日',
      },
      expect.objectContaining({ code: 'kept-as-dead-letter' }),
    ],
  ]);
  expect(await countVersions()).toBe(before);
  const { deadLetters } = (await operator.call('GET', '/admin/dead-letters?state=waiting')).json;
  expect(deadLetters).toMatchObject([
    {
      kind: 'records',
      channel: 'rest',
      query: ADMISSIONS,
      issues: [{ code: 'mapping-format', expression: '入院日', line: 3, column: 5, mendJa: expect.any(String) }],
    },
  ]);
  expect(JSON.stringify(deadLetters)).not.toMatch(/山田|02\/30/);
  const mended = Buffer.from(bad.toString().replace('02/30', '02/28'));
  const replayed = await operator.call('POST', `/admin/dead-letters/${deadLetters[0].id}/replay`, mended);
  expect([replayed.status, replayed.json.state, replayed.json.written.length]).toEqual([200, 'replayed', 4]);
});

test('what the profile refuses is told with the line of the list, and may be had back instead of kept', async () => {
  const before = await countVersions();
  const answer = await upload(
    stays('0000300,林 一郎,1970-01-02,男,2026/01/10,', '0000301,林 二郎,1971-01-02,男,2026/02/10,2026/02/01'),
    `${ADMISSIONS}&keep-refused=false`,
  );
  expect(answer.status).toBe(422);
  const told = issuesOf(answer.json).map(
    ({ code, ja, en }) => `${code} ${/^3 行目: /.test(ja)} ${/\(line 3/.test(en)}`,
  );
  expect(new Set(told)).toEqual(new Set(['invariant-failed true true']));
  expect(await countVersions()).toBe(before);
});

test('the mapping must be named and be one of lists, and a house without a number in the directory sends none', async () => {
  const told = async (query: string, who?: string) => {
    const { status, json } = await upload(example('patients.csv'), `${query}&keep-refused=false`, who);
    return [status, issuesOf(json)[0]?.code];
  };
  expect(await told('')).toEqual([400, 'records-unknown']);
  expect(await told('mapping=service-plan')).toEqual([404, 'records-unknown']);
  expect(await told(`${PATIENTS}&overlay=nowhere`)).toEqual([404, 'overlay-unknown']);
  expect(await told(`${PATIENTS}&colour=red`)).toEqual([400, 'operation-parameter-unknown']);
  expect(await told(`${PATIENTS}&strict=true`)).toEqual([422, 'csv-column-unmapped']);
  const json = await gateway.call('hospital-ehr', 'POST', `/csv?${PATIENTS}`, '{}', {
    'Content-Type': 'application/json',
  });
  expect([json.status, issuesOf(json.json)[0]?.code]).toEqual([415, 'content-type-unsupported']);
});

test('an office sends a list of its own: its numbers are names within that office, and the hospital sees nothing of it', async () => {
  const answer = await upload(example('patients.csv'), PATIENTS, 'soudan-hikari');
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const name = stored(answer.json)[1]?.split('/_history/')[0] ?? '';
  const own = (await gateway.call('soudan-hikari', 'GET', `/fhir/${name}`)).json;
  expect(own.identifier).toEqual([
    {
      system: 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier',
      value: expect.stringMatching(/^\d{10}-patient-0000123$/),
    },
  ]);
  expect((await gateway.call('hospital-ehr', 'GET', `/fhir/${name}`)).status).toBe(404);
});

test('$convert shows what a list would become, and stores nothing', async () => {
  const before = await countVersions();
  const path = `/fhir/$convert?${PATIENTS}&overlay=example-city&institution=1310000001`;
  const answer = await gateway.call('hospital-ehr', 'POST', path, example('patients-example-city.tsv'), CSV);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const [output, report] = answer.json.parameter;
  expect(output.resource.entry.map(({ request }: any) => request.method)).toEqual(['POST', 'PUT', 'PUT']);
  expect(issuesOf(report.resource).map(({ code }) => code)).toEqual(['csv-title-left']);
  expect(await countVersions()).toBe(before);
});

test('a person whom nobody knows yet is not made of a list that has neither date of birth nor sex', async () => {
  const list = Buffer.from('患者番号,氏名,入院日,退院日\n0000400,森 一郎,2026/01/10,');
  const answer = await upload(list, `${ADMISSIONS}&keep-refused=false`);
  const told = issuesOf(answer.json).map(({ code, ja }) => `${code} ${/^2 行目: /.test(ja)}`);
  expect([answer.status, ...new Set(told)]).toEqual([422, 'cardinality-min true', 'invariant-failed true']);
});
