import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const LAB = 'urn:example:lab';
const LOCAL = 'urn:example:local';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const observation = (note: string, code: object, when: object, more: object = {}): object => ({
  resourceType: 'Observation',
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam' }] }],
  code,
  subject: { reference: PATIENT },
  ...when,
  valueString: note,
  ...more,
});
const coded = (...codings: [string, string][]) => ({ coding: codings.map(([system, code]) => ({ system, code })) });
const on = (effectiveDateTime: string) => ({ effectiveDateTime });

const lastn = (query: string, who = 'hospital-ehr') =>
  call(who, 'GET', `/fhir/Observation/$lastn?patient=${PERSON_B}&category=exam&${query}`);
const notes = ({ json }: { json: any }): string[] =>
  (json.entry ?? []).map(({ resource }: any) => resource.valueString ?? resource.code.text);

beforeAll(async () => {
  const weight = coded([LAB, '1']);
  const pulse = coded([LAB, '2']);
  const all = [
    observation('w1', weight, on('2026-01-01')),
    observation('w2', weight, on('2026-02-01T09:00:00+09:00')),
    observation('w3', weight, on('2026-03-01T09:00:00+09:00')),
    observation('w3 again', weight, on('2026-03-01T00:00:00Z')),
    // Says that the local code is the weight of the laboratory.
    observation('w0 both', coded([LAB, '1'], [LOCAL, 'W']), on('2025-01-01')),
    observation('w4 local', coded([LOCAL, 'W']), on('2026-04-01T09:00:00+09:00')),
    observation('p1', pulse, on('2026-01-05')),
    observation('p wrong', pulse, on('2026-05-05'), { status: 'entered-in-error' }),
    observation('text', { text: '表情' }, on('2026-01-02')),
    observation('other text', { text: '表情 ' }, on('2026-01-03')),
    observation('no time', coded([LOCAL, 'N']), {}),
  ];
  for (const one of all) {
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Observation', one);
    expect(status, JSON.stringify(json)).toBe(201);
  }
});

describe('the newest observations of a person', () => {
  test('are given in part, or counted alone', async () => {
    const some = await lastn('_elements=status');
    expect([some.status, some.json.total]).toEqual([200, 5]);
    expect(some.json.entry.map(({ resource }: any) => [resource.status, resource.valueString, resource.text])).toEqual(
      Array(5).fill([expect.any(String), undefined, undefined]),
    );
    const summary = await lastn('_summary=true');
    expect(summary.json.entry.map(({ resource }: any) => resource.meta.tag.at(-1).code)).toEqual(
      Array(5).fill('SUBSETTED'),
    );
    const counted = await lastn('_summary=count');
    expect([counted.status, counted.json.total, counted.json.entry]).toEqual([200, 5, undefined]);
    const wrong = await lastn('_elements=nothing');
    expect([wrong.status, issuesOf(wrong.json)[0]?.code]).toEqual([400, 'elements-unknown']);
    const parameter = [
      { name: 'patient', valueString: PATIENT },
      { name: 'category', valueString: 'exam' },
      { name: '_summary', valueString: 'true' },
    ];
    const sent = await call('hospital-ehr', 'POST', '/fhir/Observation/$lastn', {
      resourceType: 'Parameters',
      parameter,
    });
    expect([sent.status, issuesOf(sent.json)[0]?.code]).toEqual([400, 'operation-parameter-unknown']);
  });

  test('one of each kind, where a common code makes a kind and texts are as they are written', async () => {
    const answer = await lastn('');
    expect(answer.status).toBe(200);
    expect(notes(answer)).toEqual(['p wrong', 'w4 local', 'other text', 'text', 'no time']);
    expect(answer.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 5 });
  });

  test('several of each kind, with those of the very time of the last', async () => {
    const two = await lastn('max=2');
    expect(notes(two).filter((note) => note.startsWith('w'))).toEqual(['w4 local', ...W3].sort(byPlace(two)));
    expect(notes(await lastn('max=3')).filter((note) => note.startsWith('w'))).toHaveLength(3);
    expect(notes(await lastn('max=4')).filter((note) => note.startsWith('w'))).toHaveLength(4);
  });

  test('a condition narrows before it is counted', async () => {
    expect(notes(await lastn('status=final&code=2'))).toEqual(['p1']);
    expect(notes(await lastn('date=lt2026-02-01')).filter((note) => note.startsWith('w'))).toEqual(['w1']);
  });

  test('Parameters by POST ask the same', async () => {
    const parameter = [
      { name: 'subject', valueString: PATIENT },
      { name: 'code', valueString: `${LAB}|2` },
      { name: 'max', valuePositiveInt: 2 },
    ];
    const answer = await call('hospital-ehr', 'POST', '/fhir/Observation/$lastn', {
      resourceType: 'Parameters',
      parameter,
    });
    expect(notes(answer)).toEqual(['p wrong', 'p1']);
  });
});

const W3 = ['w3', 'w3 again'];
const byPlace =
  (answer: { json: any }) =>
  (a: string, b: string): number =>
    notes(answer).indexOf(a) - notes(answer).indexOf(b);

describe('what is asked wrongly is refused in both languages', () => {
  test.each([
    ['category=exam', 'operation-parameter-needed', 'だれの検査・観察かを、patient か subject で示してください。'],
    [
      `patient=${PERSON_B}`,
      'operation-parameter-needed',
      'どの種類の検査・観察かを、category か code で示してください。',
    ],
    [
      `patient:missing=true&category=exam`,
      'operation-parameter-needed',
      'だれの検査・観察かを、patient か subject で示してください。',
    ],
    [
      `patient=${PERSON_B}&code=x&max=0`,
      'operation-value-invalid',
      '「max」の値「0」は使えません。1 以上の整数を書いてください。',
    ],
    [
      `patient=${PERSON_B}&code=x&max=1&max=2`,
      'operation-value-invalid',
      '「max」の値「1&2」は使えません。1 以上の整数（一つだけ）を書いてください。',
    ],
  ])('%s', async (query, code, ja) => {
    const { status, json } = await call('hospital-ehr', 'GET', `/fhir/Observation/$lastn?${query}`);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.ja]).toEqual([400, code, ja]);
  });

  test('an unknown parameter, and one that would reshape the answer, with the list of valid ones', async () => {
    const unknown = await lastn('colour=red');
    expect([unknown.status, issuesOf(unknown.json)[0]?.code]).toEqual([400, 'search-parameter-unknown']);
    const sorted = await lastn('_sort=date');
    expect([sorted.status, issuesOf(sorted.json)[0]?.code]).toEqual([400, 'operation-parameter-unknown']);
    expect(issuesOf(sorted.json)[0]?.en).toMatch(
      /^the operation has no parameter `_sort`; valid ones: max, .*\bpatient\b/,
    );
  });
});

describe('an office', () => {
  const asked = (id: string) =>
    call(
      'soudan-hikari',
      'GET',
      `/fhir/Observation/$lastn?patient=${id}&category=exam,survey,laboratory,vital-signs,activity`,
    );
  const masked = async (id: string) => JSON.stringify((await asked(id)).json).replaceAll(id, 'ID');

  test('hears of nobody without a consent, of a part with one, and of nobody after its withdrawal', async () => {
    const before = await masked(PERSON_B);
    expect(before).toBe(await masked(UNKNOWN));
    const id = await consentFor(call);
    const partly = await asked(PERSON_B);
    const plain = await call('soudan-hikari', 'GET', `/fhir/Observation?patient=${PERSON_B}&_count=100`);
    const visible = plain.json.entry.map(({ resource }: any) => resource.id);
    expect(partly.json.total).toBeGreaterThan(0);
    expect(partly.json.entry.filter(({ resource }: any) => !visible.includes(resource.id))).toEqual([]);
    expect(JSON.stringify(partly.json)).not.toContain('HbA1c');
    await withdraw(call, id);
    expect(await masked(PERSON_B)).toBe(before);
  });
});
