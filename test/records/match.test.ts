import type { HumanName, Patient } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { birthDatesNear, compareBirthDates } from '../../src/records/match/birth-date.ts';
import { type Graded, gradeMatch } from '../../src/records/match/grade.ts';
import { personOf } from '../../src/records/match/person.ts';
import { blockForm, phoneForm, readingForm } from '../../src/records/match/words.ts';

const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
const written = (family: string, given: string, valueCode: string): HumanName => ({
  extension: [{ url: REPRESENTATION, valueCode }],
  family,
  given: [given],
});
const kanji = (family: string, given: string) => written(family, given, 'IDE');
const kana = (family: string, given: string) => written(family, given, 'SYL');
const number = (value: string, system = 'urn:oid:1.2.392.100495.20.3.51.11310000001') => ({ system, value });
const phone = (value: string) => ({ system: 'phone' as const, value });

const patient = (more: Partial<Patient>): Patient => ({ resourceType: 'Patient', ...more });
const grade = (a: Partial<Patient>, b: Partial<Patient>): Graded =>
  gradeMatch(personOf(patient(a)), personOf(patient(b)));

const KENICHI: Partial<Patient> = {
  name: [kanji('佐藤', '健一'), kana('サトウ', 'ケンイチ')],
  birthDate: '1971-06-15',
  gender: 'male',
  address: [{ text: '東京都A市本町1丁目2番3号', city: 'A市' }],
  telecom: [phone('000-0000-0123')],
};
const MAYUMI: Partial<Patient> = {
  name: [kanji('渡辺', '真由美'), kana('ワタナベ', 'マユミ')],
  birthDate: '1973-02-08',
  gender: 'female',
  telecom: [phone('000-0000-0287')],
};

const withoutBirthDate = ({ birthDate: _, ...rest }: Partial<Patient>): Partial<Patient> => rest;

describe('worked examples', () => {
  const examples: [string, Partial<Patient>, Partial<Patient>, Graded['grade']][] = [
    ['the same record twice', KENICHI, KENICHI, 'certain'],
    ['only name, birth date and sex are known', KENICHI, { ...KENICHI, address: [], telecom: [] }, 'certain'],
    [
      '髙橋 in one register, 高橋 in the other',
      { ...KENICHI, name: [kanji('髙橋', '健一')] },
      { ...KENICHI, name: [kanji('高橋', '健一')], telecom: [] },
      'certain',
    ],
    [
      'the kana are half-width and without small letters',
      {
        name: [kana('サトウ', 'キョウコ')],
        birthDate: '1971-06-15',
        gender: 'female',
        telecom: [phone('03-1234-5678')],
      },
      { name: [kana('ｻﾄｳ', 'ｷﾖｳｺ')], birthDate: '1971-06-15', gender: 'female', telecom: [phone('+81 3 1234 5678')] },
      'certain',
    ],
    [
      'she married and moved',
      { ...MAYUMI, address: [{ text: '東京都A市西町4丁目5番6号' }] },
      {
        ...MAYUMI,
        name: [kanji('鈴木', '真由美'), kana('スズキ', 'マユミ')],
        address: [{ text: '東京都B市東町1-1' }],
      },
      'probable',
    ],
    [
      'she married, and the register keeps her former name',
      MAYUMI,
      { ...MAYUMI, name: [kanji('鈴木', '真由美'), { ...kanji('渡辺', '真由美'), use: 'maiden' }] },
      'certain',
    ],
    ['the birth date is missing', KENICHI, withoutBirthDate(KENICHI), 'probable'],
    [
      'twins share all but the given name',
      KENICHI,
      { ...KENICHI, name: [kanji('佐藤', '健二'), kana('サトウ', 'ケンジ')] },
      'possible',
    ],
    ['one of twins, whose given name was not told', { ...KENICHI, name: [{ family: '佐藤' }] }, KENICHI, 'probable'],
    ['father and son of one name at one address', KENICHI, { ...KENICHI, birthDate: '1998-03-02' }, 'possible'],
    ['昭和46 was typed as 昭和47', KENICHI, { ...KENICHI, birthDate: '1972-06-15' }, 'probable'],
    ['昭和46 was typed as 昭和56', KENICHI, { ...KENICHI, birthDate: '1981-06-15' }, 'probable'],
    [
      'day and month were exchanged',
      { ...KENICHI, birthDate: '1971-06-05' },
      { ...KENICHI, birthDate: '1971-05-06' },
      'probable',
    ],
    [
      'one hospital number and nothing else in common',
      { identifier: [number('0000123')], name: [kanji('佐藤', '健一')] },
      { identifier: [number('0000123')], birthDate: '1971-06-15' },
      'probable',
    ],
    [
      'one hospital number, name and birth date',
      { identifier: [number('0000123')], ...KENICHI },
      { identifier: [number('0000123')], ...KENICHI },
      'certain',
    ],
    [
      'two numbers of one hospital speak against it',
      { identifier: [number('0000123')], name: KENICHI.name ?? [], birthDate: '1971-06-15', gender: 'male' },
      { identifier: [number('0000124')], name: KENICHI.name ?? [], birthDate: '1971-06-15', gender: 'male' },
      'probable',
    ],
    [
      'the name is written in one piece',
      { ...KENICHI, name: [{ text: '佐藤健一' }] },
      { ...KENICHI, name: [kanji('佐藤', '健一')] },
      'certain',
    ],
    [
      'husband and wife at one address',
      KENICHI,
      { ...KENICHI, ...MAYUMI, telecom: KENICHI.telecom ?? [] },
      'certainly-not',
    ],
    ['two strangers', KENICHI, MAYUMI, 'certainly-not'],
    ['nothing is known of one of them', KENICHI, {}, 'certainly-not'],
  ];
  test.each(examples)('%s', (_, a, b, expected) => {
    expect(grade(a, b).grade).toBe(expected);
  });

  test('the surer of two matches has the higher score, and a certain one is near to 1', () => {
    const scores = [
      grade(KENICHI, KENICHI),
      grade(KENICHI, { ...KENICHI, birthDate: '1972-06-15' }),
      grade(KENICHI, { ...KENICHI, birthDate: '1998-03-02' }),
    ].map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores).toEqual([1, 0.9945, 0.4142]);
  });
});

describe('how words are compared', () => {
  test.each([
    ['東京都A市本町1丁目2番3号', 'a市本町1-2-3'],
    ['A市本町一丁目二番三号', 'a市本町1-2-3'],
    ['Ａ市本町１－２－３', 'a市本町1-2-3'],
    ['A市本町1ー2ー3 メゾン本町201号室', 'a市本町1-2-3'],
    ['A市本町1丁目2番地の3', 'a市本町1-2-3'],
    ['A市本町二十三番地', 'a市本町23'],
    ['北海道札幌市北区北二十四条西五丁目1-2', '札幌市北区北24条西5-1-2'],
    ['東京都港区六本木三丁目2-1', '港区六本木3-2-1'],
    ['千葉県三田村', undefined],
  ])('the address %s is the block %s', (address, block) => {
    expect(blockForm(address)).toBe(block);
  });

  test('telephone numbers and readings are compared as they are dialled and heard', () => {
    expect(['03-1234-5678', '０３（１２３４）５６７８', '+81 3-1234-5678', '+81(0)3 1234 5678'].map(phoneForm)).toEqual(
      Array(4).fill('0312345678'),
    );
    expect(['キョウコ', 'ｷﾖｳｺ', 'きょうこ'].map(readingForm)).toEqual(Array(3).fill('きようこ'));
  });

  test.each([
    ['1971-06-15', '1971-06-15', 'same'],
    ['1971', '1971-06-15', 'partial'],
    ['1971', '1971', 'partial'],
    ['1971-06-05', '1971-05-06', 'swapped'],
    // 昭和46 and 昭和45, 昭和46 and 昭和56.
    ['1971-06-15', '1970-06-15', 'slip'],
    ['1971-06-15', '1981-06-15', 'slip'],
    // 昭和49 and 昭和50: two digits differ.
    ['1974-06-15', '1975-06-15', 'different'],
    // 昭和5 and 平成5; 平成2 and 令和2.
    ['1930-06-15', '1993-06-15', 'slip'],
    ['1990-06-15', '2020-06-15', 'slip'],
    ['1971-06-15', '1971-06-16', 'slip'],
    ['1971-06-15', '1971-06-18', 'different'],
    ['1971-06-15', '1972-06-16', 'different'],
  ])('the birth dates %s and %s are %s', (a, b, level) => {
    expect([compareBirthDates(a, b), compareBirthDates(b, a)]).toEqual([level, level]);
  });

  test('the birth dates to look by are those that a clerk may have meant', () => {
    const near = birthDatesNear('1971-06-05');
    expect(near).toEqual(expect.arrayContaining(['1971-06-05', '1971-05-06', '1972-06-05', '1981-06-05']));
    expect(near.every((one) => compareBirthDates('1971-06-05', one) !== 'different')).toBe(true);
    expect(near.length).toBeLessThan(20);
  });
});

describe('for any two people', () => {
  const pick = <T>(...from: T[]) => fc.constantFrom(...from);
  const names = fc.oneof(
    fc.tuple(pick('佐藤', '髙橋', '高橋', '渡邊'), pick('健一', '健二', '真由美')).map(([f, g]) => kanji(f, g)),
    fc.tuple(pick('サトウ', 'ﾀｶﾊｼ', 'ワタナベ'), pick('ケンイチ', 'キョウコ')).map(([f, g]) => kana(f, g)),
    pick<HumanName>({ text: '佐藤 健一' }, { text: '佐藤健二' }, { family: '佐藤' }, { given: ['健一'] }),
  );
  const places = pick(
    { text: '東京都A市本町1丁目2番3号' },
    { text: 'A市本町1-2-3', city: 'A市', postalCode: '190-0001' },
    { city: 'A市', line: ['西町4-5'] },
  );
  const numbers = fc.tuple(pick('1', '2', '3'), pick('urn:a', 'urn:b')).map(([value, system]) => number(value, system));
  const phones = pick('03-1234-5678', '0312345678', '090-0000-0000').map(phone);
  const birthDates = pick('1971-06-05', '1971-05-06', '1972-06-05', '1971', '1998-03-02');
  const genders = pick<'male' | 'female' | 'unknown'>('male', 'female', 'unknown');
  const people: fc.Arbitrary<Partial<Patient>> = fc.record(
    {
      name: fc.array(names, { maxLength: 3 }),
      address: fc.array(places, { maxLength: 2 }),
      identifier: fc.array(numbers, { maxLength: 2 }),
      telecom: fc.array(phones, { maxLength: 2 }),
      birthDate: birthDates,
      gender: genders,
    },
    { requiredKeys: [] },
  );
  const evidence: fc.Arbitrary<(person: Partial<Patient>) => Partial<Patient>> = fc.oneof(
    names.map((one) => (p: Partial<Patient>) => ({ ...p, name: [...(p.name ?? []), one] })),
    places.map((one) => (p: Partial<Patient>) => ({ ...p, address: [...(p.address ?? []), one] })),
    numbers.map((one) => (p: Partial<Patient>) => ({ ...p, identifier: [...(p.identifier ?? []), one] })),
    phones.map((one) => (p: Partial<Patient>) => ({ ...p, telecom: [...(p.telecom ?? []), one] })),
    birthDates.map((day) => (p: Partial<Patient>) => ({ ...p, birthDate: day.padEnd(10, '-06-15') })),
    pick<'male' | 'female'>('male', 'female').map((gender) => (p: Partial<Patient>) => ({ ...p, gender })),
  );
  const RUNS = { seed: 20_261_128, numRuns: 3_000 };

  test('the grade is the same whichever of them is asked about', () => {
    fc.assert(
      fc.property(people, people, (a, b) => {
        expect(grade(a, b)).toEqual(grade(b, a));
      }),
      RUNS,
    );
  });

  test('evidence that agrees never lowers the score', () => {
    fc.assert(
      fc.property(people, people, evidence, (a, b, add) => {
        expect(grade(add(a), add(b)).score).toBeGreaterThanOrEqual(grade(a, b).score);
      }),
      RUNS,
    );
  });

  test('the score lies between 0 and 1', () => {
    fc.assert(
      fc.property(people, people, (a, b) => {
        const { score } = grade(a, b);
        expect(score >= 0 && score <= 1).toBe(true);
      }),
      RUNS,
    );
  });
});
