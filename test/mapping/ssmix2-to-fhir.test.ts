import { existsSync, globSync, readFileSync } from 'node:fs';
import type {
  Bundle,
  Encounter,
  Organization,
  Patient,
  Practitioner,
  RelatedPerson,
  Resource,
} from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal, profileUrl } from '#fhir';
import { valuesOf } from '../../src/messages/hl7-record.ts';
import { readHl7, type Ssmix2Options, ssmix2ToFhir } from '../../src/messages/index.ts';
import { ADT_00, ADT_22, ADT_52, HOSPITAL, INSTITUTION, message, readExample } from './examples.ts';

const OPTIONS: Ssmix2Options = {
  institution: INSTITUTION,
  hospitalName: HOSPITAL,
};
const SYSTEM = `urn:oid:1.2.392.100495.20.3.51.1${INSTITUTION}`;

function run(bytes: Uint8Array, options: Ssmix2Options = OPTIONS) {
  const outcome = ssmix2ToFhir(bytes, options);
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}

const refusal = (bytes: Uint8Array, options: Ssmix2Options = OPTIONS) => {
  const outcome = ssmix2ToFhir(bytes, options);
  return isRefusal(outcome) ? outcome.issues[0] : undefined;
};

const find = <T extends Resource>({ entry = [] }: Bundle, type: T['resourceType']): T =>
  entry.find(({ resource }) => resource?.resourceType === type)?.resource as T;

const CORPUS = '../shared/corpora/records/ssmix2/sampleData';
const example = (path: string) => `examples/ssmix2/${path}`;
const corpus = existsSync(CORPUS) ? globSync(`${CORPUS}/**/*_*`) : [];
const admissions = [ADT_00, ADT_22, ADT_52].map(example).concat(corpus.filter((path) => /_ADT-(00|22|42)_/.test(path)));

test('ADT-00 becomes the person in kanji and kana, updated by the number that the hospital gave', () => {
  const { output, mapped } = run(readExample(`ssmix2/${ADT_00}`));
  expect(mapped).toContain('PID-3.5 (segment 3)');
  const patient = find<Patient>(output, 'Patient');
  expect(patient.meta?.profile).toEqual([
    profileUrl('kakehashi-patient'),
    'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient',
  ]);
  expect(patient.identifier).toEqual([{ system: SYSTEM, value: '0000123' }]);
  const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
  expect(patient.name).toEqual([
    {
      extension: [{ url, valueCode: 'IDE' }],
      use: 'official',
      text: '佐藤 健一',
      family: '佐藤',
      given: ['健一'],
    },
    {
      extension: [{ url, valueCode: 'SYL' }],
      use: 'official',
      text: 'サトウ ケンイチ',
      family: 'サトウ',
      given: ['ケンイチ'],
    },
  ]);
  expect([patient.gender, patient.birthDate]).toEqual(['male', '1971-06-15']);
  expect(patient.address).toEqual([{ use: 'home', text: '東京都A市本町1丁目2番3号', country: 'JPN' }]);
  expect(patient.telecom).toEqual([
    { system: 'phone', use: 'mobile', value: '000-0000-0123' },
    { system: 'phone', use: 'home', value: '000-0000-0100' },
  ]);
  // Third persons are protected apart from the person's own record.
  expect(patient.contact).toBeUndefined();
  const sister = find<RelatedPerson>(output, 'RelatedPerson');
  expect([sister.name?.[0]?.text, sister.relationship?.[0]?.text]).toEqual(['佐藤 洋子', '姉']);
  const request = output.entry?.find(({ resource }) => resource === patient)?.request;
  expect(request).toEqual({
    method: 'PUT',
    url: `Patient?identifier=${encodeURIComponent(SYSTEM)}|0000123`,
  });
  expect(find<Organization>(output, 'Organization')).toMatchObject({
    name: HOSPITAL,
    alias: ['KOKORO'],
  });
});

test('ADT-22 becomes the stay with Japan time, place and doctors, and leaves the known person as he is', () => {
  const { output } = run(readExample(`ssmix2/${ADT_22}`));
  const stay = find<Encounter>(output, 'Encounter');
  const doctor = output.entry?.find(({ resource }) => resource?.resourceType === 'Practitioner');
  expect(stay.meta?.profile).toEqual([
    profileUrl('kakehashi-psychiatric-encounter'),
    'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Encounter',
  ]);
  expect(stay).toMatchObject({
    status: 'arrived',
    class: { code: 'IMP' },
    period: { start: '2023-10-16T14:30:00+09:00' },
    location: [{ location: { display: '病棟 30 病室 302 病床 1' } }],
    identifier: [{ value: '1310000001-0000123-20231016' }],
  });
  expect(stay.extension).toBeUndefined();
  expect(stay.participant?.map(({ individual }) => individual)).toEqual([
    { reference: doctor?.fullUrl, display: '高橋 由美' },
    { reference: doctor?.fullUrl, display: '高橋 由美' },
  ]);
  expect(find<Practitioner>(output, 'Practitioner').identifier?.[0]?.value).toBe('D0007');
  const person = output.entry?.find(({ resource }) => resource?.resourceType === 'Patient');
  expect(person?.request).toEqual({
    method: 'POST',
    url: 'Patient',
    ifNoneExist: `identifier=${encodeURIComponent(SYSTEM)}|0000123`,
  });
  expect(stay.subject?.reference).toBe(person?.fullUrl);
});

test('the discharge ends the same stay that the admission began', () => {
  const [admitted, discharged] = [ADT_22, ADT_52].map((path) => run(readExample(`ssmix2/${path}`)).output);
  const key = (bundle?: Bundle) => bundle?.entry?.find(({ resource }) => resource?.resourceType === 'Encounter');
  expect(key(discharged)?.request?.url).toBe(key(admitted)?.request?.url);
  expect(key(discharged)?.fullUrl).toBe(key(admitted)?.fullUrl);
  expect(key(discharged)?.resource).toMatchObject({
    status: 'finished',
    period: {
      start: '2023-10-16T14:30:00+09:00',
      end: '2026-10-31T10:00:00+09:00',
    },
    hospitalization: { dischargeDisposition: { text: '軽快' } },
  });
});

test('a second import of the same file is the same transaction', () => {
  const bytes = readExample(`ssmix2/${ADT_22}`);
  expect(run(bytes).output).toEqual(run(bytes).output);
});

test('the legal form of admission is known only where the hospital says where it keeps it', () => {
  const bytes = readExample(`ssmix2/${ADT_22}`);
  const told = run(bytes, {
    ...OPTIONS,
    legalStatus: { source: 'PV1-18', codes: { IHO: 'medical-protection' } },
  });
  expect(find<Encounter>(told.output, 'Encounter').extension).toEqual([
    {
      url: profileUrl('admission-legal-status'),
      extension: [
        {
          url: 'status',
          valueCodeableConcept: {
            coding: [
              {
                system: 'https://kakehashi.example/fhir/CodeSystem/psych-admission-status',
                code: 'medical-protection',
              },
            ],
          },
        },
        { url: 'period', valuePeriod: { start: '2023-10-16T14:30:00+09:00' } },
      ],
    },
  ]);
  const unknown = run(bytes, {
    ...OPTIONS,
    legalStatus: { source: 'PV1-18', codes: {} },
  });
  expect(find<Encounter>(unknown.output, 'Encounter').extension).toBeUndefined();
  expect(unknown.issues.find(({ code }) => code === 'mapping-unknown-code')).toMatchObject({
    ja: 'PV1-18.1 (segment 4): 入院形態のコード「IHO」は設定にありません。',
    expression: 'PV1-18.1 (segment 4)',
    line: 4,
  });
});

test('what others know of the person and the stay survives a hospital that does not send it', () => {
  const recipient = {
    system: 'https://kakehashi.example/fhir/IdSystem/welfare-recipient-number',
    value: '0013990122',
  };
  const existing: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        resource: {
          resourceType: 'Patient',
          id: 'known',
          identifier: [{ system: SYSTEM, value: '0000123' }, recipient],
          communication: [{ language: { text: '日本語' } }],
          birthDate: '1971-06-14',
        },
      },
    ],
  };
  const patient = find<Patient>(run(readExample(`ssmix2/${ADT_00}`), { ...OPTIONS, existing }).output, 'Patient');
  expect(patient).toMatchObject({
    id: 'known',
    birthDate: '1971-06-15',
    identifier: [{ system: SYSTEM, value: '0000123' }, recipient],
    communication: [{ language: { text: '日本語' } }],
  });
});

test('every value of every message is either mapped or reported, and never both', () => {
  expect(admissions.length).toBeGreaterThanOrEqual(3);
  for (const path of admissions) {
    const bytes = new Uint8Array(readFileSync(path));
    const record = readHl7(bytes);
    if (isRefusal(record)) throw new Error(path);
    const { mapped, reported, issues } = run(bytes);
    const sources = record.segments.flatMap(valuesOf).map(({ position }) => position);
    expect([...mapped, ...reported].sort()).toEqual(sources.sort());
    const named = issues.map(({ expression }) => expression);
    const silent = reported.filter((position) => {
      const [, segment = '', place = ''] = /^([A-Z0-9]{3}).*(\(segment \d+\))$/.exec(position) ?? [];
      return !named.includes(position) && !named.includes(`${segment} ${place}`);
    });
    expect([path, silent]).toEqual([path, []]);
  }
});

test('every real file of standard storage is read, and only the junk one is refused', () => {
  const files = corpus.length > 0 ? corpus : [ADT_00, ADT_22, ADT_52, 'bad/junk'].map(example);
  const refused = files.filter((path) => isRefusal(readHl7(new Uint8Array(readFileSync(path)))));
  expect(refused.length).toBe(1);
  expect(readFileSync(refused[0] ?? '')).toEqual(Buffer.from([0xfb, 0xfc]));
});

test('a file whose name says another person or another type is imported with a warning', () => {
  const fileName = '9999999_20231016_ADT-52_999999999999999_20231016143515123_30_1';
  const { issues } = run(readExample(`ssmix2/${ADT_22}`), {
    ...OPTIONS,
    fileName,
  });
  expect(
    issues.filter(({ code }) => code.startsWith('ssmix2-name')).map(({ severity, code, ja }) => [severity, code, ja]),
  ).toEqual([
    [
      'warning',
      'ssmix2-name-patient',
      'ファイル名の患者ID「9999999」と、メッセージの PID-3「0000123」が一致しません。',
    ],
    [
      'warning',
      'ssmix2-name-type',
      'ファイル名のデータ種別「ADT-52」と、メッセージの MSH-9「ADT^A01」が一致しません。',
    ],
  ]);
});

test('a superseded file is not imported, and a deleted one undoes what it holds', () => {
  const bytes = readExample(`ssmix2/${ADT_22}`);
  expect(refusal(bytes, { ...OPTIONS, fileName: `${ADT_22.slice(0, -1)}2` })?.code).toBe('ssmix2-not-current');
  const { output } = run(bytes, { ...OPTIONS, fileName: `${ADT_22.slice(0, -1)}0` });
  expect(find<Encounter>(output, 'Encounter').status).toBe('cancelled');
});

test('a message without person, of another event, or with a wrong institution number is refused', () => {
  const header = (event: string) => `MSH|^~\\&|H|H|G|R|2026||ADT^${event}|1|P|2.5`;
  expect(refusal(message([header('A08'), 'EVN||2026', 'PID|1||""', 'PV1||I']))).toMatchObject({
    code: 'ssmix2-patient-missing',
    expression: 'PID-3 (segment 3)',
  });
  expect(refusal(message([header('A08'), 'PID|||1', header('A08'), 'PID|||2']))).toMatchObject({
    code: 'hl7-many-messages',
    line: 3,
  });
  expect(refusal(message([header('A99'), 'PID|||1']))).toMatchObject({
    code: 'ssmix2-event-unsupported',
    line: 1,
  });
  expect(refusal(readExample(`ssmix2/${ADT_22}`), { institution: '1340000001' })?.code).toBe('institution-number');
});

test('without the time of admission no stay is invented, and what was read for it counts as lost', () => {
  const segments = ['MSH|^~\\&|H|H|G|R|2026||ADT^A01|1|P|2.5', 'EVN||2026', 'PID|||1||山田^花子', 'PV1||I|3^1'];
  const { output, issues, mapped } = run(message(segments));
  expect(find<Encounter>(output, 'Encounter')).toBeUndefined();
  expect(issues.find(({ severity }) => severity === 'error')).toMatchObject({
    code: 'ssmix2-stay-unknown',
    expression: 'PV1 (segment 4)',
  });
  expect(mapped.filter((position) => position.startsWith('PV1'))).toEqual([]);
});

test('without the institution number the person has no system and cannot be met again, and this is said', () => {
  const { output, issues } = run(readExample(`ssmix2/${ADT_00}`), {});
  const patient = find<Patient>(output, 'Patient');
  expect([patient.identifier, patient.meta]).toEqual([[{ value: '0000123' }], undefined]);
  expect(issues.some(({ code }) => code === 'institution-missing')).toBe(true);
});

test('strict refuses a message of which anything undeclared would be lost', () => {
  // PV1-18, where this hospital keeps the legal form of admission.
  const lossy = refusal(readExample(`ssmix2/${ADT_22}`), {
    ...OPTIONS,
    strict: true,
  });
  expect(lossy?.severity).toBe('warning');
  const segments = ['MSH|^~\\&|H|H|G|R|2026||ADT^A08|1|P|2.5', 'EVN|', 'PID|1||1||山田^花子||19700101|F', 'PV1|1'];
  expect(refusal(message(segments), { ...OPTIONS, strict: true })).toBeUndefined();
});

test('an unknown code and an impossible date are named with their place and rule, and the rest is carried', () => {
  const segments = ['MSH|^~\\&|H|H|G|R|2026||ADT^A08|1|P|2.5', 'EVN|', 'PID|||1||山田^花子||19700231|X', 'PV1|1'];
  const { output, issues } = run(message(segments));
  expect(find<Patient>(output, 'Patient').name?.[0]?.text).toBe('山田 花子');
  expect(issues.filter(({ expression }) => /PID-[78]/.test(expression ?? '')).map(({ en }) => en)).toEqual([
    'PID-7.1 (segment 3): `19700231` is no HL7 timestamp (rule pid-7)',
    'PID-8.1 (segment 3): code `X` is not in the table `v2-0001-to-administrative-gender` (rule pid-8)',
  ]);
});

test('a message that is cut off anywhere is refused; only one that ends after a whole PV1 is whole', () => {
  for (const path of [ADT_00, ADT_22, ADT_52]) {
    const whole = readExample(`ssmix2/${path}`);
    const stay = Buffer.from(whole).indexOf('\rPV1|') + 1;
    const read: number[] = [];
    for (let length = 0; length <= whole.length; length += 1)
      if (!isRefusal(ssmix2ToFhir(whole.subarray(0, length), OPTIONS))) read.push(length);
    const ends = [...whole.keys()].filter((at) => at > stay && whole[at - 1] === 0x0d);
    expect([path, read]).toEqual([path, [...ends, whole.length]]);
  }
});

test.each(['A01', 'A02', 'A03', 'A08', 'A21', 'A22'])('an ADT %s needs its event, its person and its stay', (event) => {
  const all = [`MSH|^~\\&|H|H|G|R|2026||ADT^${event}|1|P|2.5`, 'EVN||2026', 'PID|||1', 'PV1||I'];
  for (const missing of ['EVN', 'PID', 'PV1']) {
    const outcome = ssmix2ToFhir(message(all.filter((one) => !one.startsWith(missing))), OPTIONS);
    expect(outcome).toMatchObject({
      refused: true,
      status: 422,
      issues: [{ code: 'ssmix2-segment-missing', expression: missing, line: 3 }],
    });
  }
});
