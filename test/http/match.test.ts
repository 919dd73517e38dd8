import type { Patient } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
const MATCH_GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const UNKNOWN_DAY = '1902-01-31';

const KENICHI: Patient = {
  resourceType: 'Patient',
  name: [{ family: '佐藤', given: ['健一'] }],
  birthDate: '1971-06-15',
  gender: 'male',
  telecom: [{ system: 'phone', value: '000-0000-0123' }],
};

const match = (who: string, resource: object, ...more: object[]) =>
  call(who, 'POST', '/fhir/Patient/$match', {
    resourceType: 'Parameters',
    parameter: [{ name: 'resource', resource }, ...more],
  });
const gradesOf = ({ json }: { json: any }): [string, string][] =>
  (json.entry ?? []).map(({ resource, search }: any) => {
    const [grade] = search.extension;
    expect({ url: grade.url, mode: search.mode }).toEqual({ url: MATCH_GRADE, mode: 'match' });
    return [resource.name[0].text ?? resource.name[0].family + resource.name[0].given, grade.valueCode];
  });

async function register(who: string, more: Partial<Patient>, family: string, given: string): Promise<string> {
  const name = (valueCode: string, [one, two]: [string, string]) => ({
    extension: [{ url: REPRESENTATION, valueCode }],
    text: `${one} ${two}`,
    family: one,
    given: [two],
  });
  const { status, json } = await call(who, 'POST', '/fhir/Patient', {
    resourceType: 'Patient',
    gender: 'female',
    name: [name('IDE', [family, given]), name('SYL', ['タカハシ', 'サクラ'])],
    ...more,
  });
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
}

beforeAll(async () => {
  await register('hospital-ehr', { birthDate: '1980-05-05' }, '髙橋', '桜');
  await register('hospital-ehr', { birthDate: '1980-05-05' }, '髙橋', '楓');
  await register('soudan-minato', { birthDate: '1990-01-20' }, '高橋', '桃');
});

describe('people who may be the one described', () => {
  test('come with a score and a grade, the surest first', async () => {
    const found = await match('hospital-ehr', KENICHI);
    expect(found.status, JSON.stringify(found.json)).toBe(200);
    expect(found.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
    expect(gradesOf(found)).toEqual([['佐藤 健一', 'certain']]);
    expect(found.json.entry[0].resource.id).toBe(PERSON_B);
    expect(found.json.entry[0].search.score).toBe(1);
  });

  test('are found by old forms of kanji, by half-width kana, and by a birth date of another era year', async () => {
    const by = async (name: object, birthDate: string) =>
      gradesOf(await match('hospital-ehr', { resourceType: 'Patient', name: [name], birthDate, gender: 'female' }));
    const twins = ['髙橋 桜', '髙橋 楓'];
    expect(await by({ family: '高橋', given: ['桜'] }, '1980-05-05')).toEqual([
      [twins[0], 'certain'],
      [twins[1], 'possible'],
    ]);
    expect((await by({ family: 'ﾀｶﾊｼ', given: ['ｻｸﾗ'] }, '1981-05-05')).map(([, grade]) => grade)).toEqual([
      'probable',
      'probable',
    ]);
    const old = await match('hospital-ehr', { ...KENICHI, birthDate: '1981-06-15' });
    expect(gradesOf(old)).toEqual([['佐藤 健一', 'probable']]);
  });

  test('are found with and without accents', async () => {
    const named = { birthDate: '1955-11-12', gender: 'female' as const };
    const { status } = await call('hospital-ehr', 'POST', '/fhir/Patient', {
      resourceType: 'Patient',
      ...named,
      name: [{ text: 'Zoë Müller', family: 'Müller', given: ['Zoë'] }],
    });
    expect(status).toBe(201);
    const by = async (family: string, given: string) =>
      gradesOf(await match('hospital-ehr', { resourceType: 'Patient', ...named, name: [{ family, given: [given] }] }));
    const one = [['Zoë Müller', 'probable']];
    expect(await by('Müller', 'Zoë')).toEqual(one);
    expect(await by('Muller', 'Zoe')).toEqual(one);
    expect(await by('MU\u0308LLER', 'ZOE')).toEqual(one);
  });

  test('are found by a number alone, but hardly surely', async () => {
    const identifier = [{ system: 'urn:oid:1.2.392.100495.20.3.51.11310000001', value: '0000123' }];
    expect(gradesOf(await match('hospital-ehr', { resourceType: 'Patient', identifier }))).toEqual([
      ['佐藤 健一', 'probable'],
    ]);
  });

  test('are given only where one is certain, if only certain ones are wanted, and no more than are wanted', async () => {
    const certain = { name: 'onlyCertainMatches', valueBoolean: true };
    const sakura = { resourceType: 'Patient', name: [{ family: '髙橋' }], birthDate: '1980-05-05' };
    expect(gradesOf(await match('hospital-ehr', KENICHI, certain))).toHaveLength(1);
    expect(gradesOf(await match('hospital-ehr', sakura))).toHaveLength(2);
    const none = await match('hospital-ehr', sakura, certain);
    expect([none.status, none.json.total, none.json.entry]).toEqual([200, 0, undefined]);
    const one = await match('hospital-ehr', sakura, { name: 'count', valueInteger: 1 });
    expect([one.json.total, one.json.entry.length]).toEqual([2, 1]);
  });

  test('are none, without an error, where nobody fits; and nobody is merged or changed by asking', async () => {
    const nobody = await match('hospital-ehr', {
      ...KENICHI,
      name: [{ text: '誰 某' }],
      birthDate: UNKNOWN_DAY,
      telecom: [{ system: 'phone', value: '099-999-9999' }],
    });
    expect([nobody.status, nobody.json.total]).toEqual([200, 0]);
    const { json } = await call('hospital-ehr', 'GET', `/fhir/Patient/${PERSON_B}`);
    expect(json.meta.versionId).toBe('1');
  });

  test('are also asked for by the Patient alone', async () => {
    const found = await call('hospital-ehr', 'POST', '/fhir/Patient/$match?onlyCertainMatches=true', KENICHI);
    expect(gradesOf(found)).toEqual([['佐藤 健一', 'certain']]);
  });
});

describe('what is asked wrongly is refused in both languages', () => {
  const code = async (...items: object[]) => {
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Patient/$match', {
      resourceType: 'Parameters',
      parameter: items,
    });
    return [status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.ja];
  };
  test('without a Patient, with another resource, or with nothing to look by', async () => {
    const needed = [400, 'operation-parameter-needed', '探す人を、resource に Patient を一つ書いて示してください。'];
    expect(await code()).toEqual(needed);
    expect(await code({ name: 'resource', resource: { resourceType: 'Observation' } })).toEqual(needed);
    expect(await code({ name: 'resource', resource: { resourceType: 'Patient', gender: 'male' } })).toEqual([
      400,
      'operation-parameter-needed',
      '番号、生年月日、氏名、電話のどれかを書いてください。',
    ]);
  });

  test('with an unknown parameter, or a Patient that is not well formed', async () => {
    expect(await code({ name: 'resource', resource: KENICHI }, { name: 'merge', valueBoolean: true })).toEqual([
      400,
      'operation-parameter-unknown',
      'この操作に「merge」というパラメーターはありません。使えるもの: resource, onlyCertainMatches, count',
    ]);
    const [status] = await code({ name: 'resource', resource: { ...KENICHI, birthDate: '1971/06/15' } });
    expect(status).toBe(422);
  });
});

describe('an office', () => {
  test('finds nobody without a consent, whatever it tells of the person, and the person with one, until it is withdrawn', async () => {
    const about = async (birthDate: string) => {
      const { status, json } = await match('soudan-hikari', { ...KENICHI, birthDate });
      return JSON.stringify([status, json]);
    };
    const nobody = await about(UNKNOWN_DAY);
    expect(await about('1971-06-15')).toBe(nobody);
    const id = await consentFor(call);
    expect(gradesOf(await match('soudan-hikari', KENICHI))).toEqual([['佐藤 健一', 'certain']]);
    await withdraw(call, id);
    expect(await about('1971-06-15')).toBe(nobody);
  });

  test('is told of its own people what it would be told if the hidden ones were not there', async () => {
    const asked = { resourceType: 'Patient', name: [{ family: '高橋', given: ['桃'] }], birthDate: '1990-01-20' };
    const before = await match('soudan-minato', asked);
    expect(gradesOf(before)).toEqual([['高橋 桃', 'certain']]);
    await register('hospital-ehr', { birthDate: '1990-01-20' }, '高橋', '桃');
    const after = await match('soudan-minato', asked);
    expect(after.json).toEqual(before.json);
    expect(gradesOf(await match('hospital-ehr', asked))).toEqual([['高橋 桃', 'certain']]);
  });

  test('leaves those whom it found in the record of disclosures', async () => {
    const id = await consentFor(call);
    await match('soudan-hikari', KENICHI);
    const { json } = await call('person-b', 'GET', `/fhir/Patient/${PERSON_B}/$disclosures`);
    expect(JSON.stringify(json)).toContain(`Patient/${PERSON_B}`);
    await withdraw(call, id);
  });
});
