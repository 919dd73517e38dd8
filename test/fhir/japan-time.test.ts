import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { japanDay, spanOf, toJapanTime } from '../../src/fhir/index.ts';

const DAY_MS = 86_400_000;
const SEED = 20260401;

/** First and last moment in UTC. */
const ends = (text: string) => {
  const span = spanOf(text);
  return span && [new Date(span.low).toISOString(), new Date(span.high).toISOString()];
};

describe('a date without zone is a day, month or year of Japan', () => {
  test.each([
    ['2026-04-01', '2026-03-31T15:00:00.000Z', '2026-04-01T14:59:59.999Z'],
    ['2026-04', '2026-03-31T15:00:00.000Z', '2026-04-30T14:59:59.999Z'],
    ['2026-12', '2026-11-30T15:00:00.000Z', '2026-12-31T14:59:59.999Z'],
    ['2024-02', '2024-01-31T15:00:00.000Z', '2024-02-29T14:59:59.999Z'],
    ['2024-02-29', '2024-02-28T15:00:00.000Z', '2024-02-29T14:59:59.999Z'],
    ['2026', '2025-12-31T15:00:00.000Z', '2026-12-31T14:59:59.999Z'],
    ['0099', '0098-12-31T15:00:00.000Z', '0099-12-31T14:59:59.999Z'],
    ['9999-12-31', '9999-12-30T15:00:00.000Z', '9999-12-31T14:59:59.999Z'],
    // Japan kept summer time from 1948 to 1951; a date of then is still taken as UTC+9.
    ['1950-07-01', '1950-06-30T15:00:00.000Z', '1950-07-01T14:59:59.999Z'],
  ])('%s', (text, low, high) => {
    expect(ends(text)).toEqual([low, high]);
  });
});

describe('a time covers what its last digit leaves open', () => {
  test.each([
    ['2026-04-01T10:30', '2026-04-01T01:30:00.000Z', '2026-04-01T01:30:59.999Z'],
    ['2026-04-01T10:30Z', '2026-04-01T10:30:00.000Z', '2026-04-01T10:30:59.999Z'],
    ['2026-04-01T10:30:15', '2026-04-01T01:30:15.000Z', '2026-04-01T01:30:15.999Z'],
    ['2026-04-01T10:30:15Z', '2026-04-01T10:30:15.000Z', '2026-04-01T10:30:15.999Z'],
    ['2026-04-01T10:30:15+09:00', '2026-04-01T01:30:15.000Z', '2026-04-01T01:30:15.999Z'],
    ['2026-04-01T00:00:00-05:30', '2026-04-01T05:30:00.000Z', '2026-04-01T05:30:00.999Z'],
    ['2026-04-01T10:30:15.2Z', '2026-04-01T10:30:15.200Z', '2026-04-01T10:30:15.200Z'],
    ['2026-04-01T10:30:15.25Z', '2026-04-01T10:30:15.250Z', '2026-04-01T10:30:15.250Z'],
    ['2026-04-01T10:30:15.250Z', '2026-04-01T10:30:15.250Z', '2026-04-01T10:30:15.250Z'],
    ['2026-04-01T10:30:15.2509999Z', '2026-04-01T10:30:15.250Z', '2026-04-01T10:30:15.250Z'],
    // A leap second is the second after it.
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:00.999Z'],
    ['2017-01-01T08:59:60.5+09:00', '2017-01-01T00:00:00.500Z', '2017-01-01T00:00:00.500Z'],
  ])('%s', (text, low, high) => {
    expect(ends(text)).toEqual([low, high]);
  });
});

test.each([
  '',
  'tomorrow',
  '0000',
  '26',
  '2026-4-1',
  '2026-00',
  '2026-13',
  '2026-04-00',
  '2026-04-31',
  '2026-02-29',
  '2100-02-29',
  '2026-01-99',
  '2026-04-01T',
  '2026-04-01T10',
  '2026-04-01T24:00',
  '2026-04-01T10:60',
  '2026-04-01T10:30:60.5.1Z',
  '2026-04-01T10:30:61Z',
  '2026-04-01T10:30:15.Z',
  '2026-04-01T10:30:15+9:00',
  '2026-04-01Z',
  ' 2026-04-01',
  '2026-04-01\n',
  '２０２６-04-01',
  'R8-04-01',
])('`%s` is no date', (text) => {
  expect(spanOf(text)).toBeUndefined();
});

const anyMoment = fc.date({
  min: new Date('1900-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('of any moment, its day in Japan holds it, lasts 24 hours, and lies within its month and year', () => {
  fc.assert(
    fc.property(anyMoment, (moment) => {
      const day = japanDay(moment);
      const [inDay, inMonth, inYear] = [day, day.slice(0, 7), day.slice(0, 4)].map((text) => spanOf(text));
      if (!inDay || !inMonth || !inYear) throw new Error(`${day} is a date`);
      const at = moment.getTime();
      expect(inDay.low <= at && at <= inDay.high).toBe(true);
      expect(inDay.high - inDay.low + 1).toBe(DAY_MS);
      expect(inMonth.low <= inDay.low && inDay.high <= inMonth.high).toBe(true);
      expect(inYear.low <= inMonth.low && inMonth.high <= inYear.high).toBe(true);
      expect((inMonth.high - inMonth.low + 1) % DAY_MS).toBe(0);
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});

test('a moment written in Japan time is read back as itself, and any cut of it down to the second holds it', () => {
  fc.assert(
    fc.property(anyMoment, (moment) => {
      const text = toJapanTime(moment);
      const at = moment.getTime();
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+09:00$/);
      expect(spanOf(text)).toEqual({ low: at, high: at });
      for (const length of [4, 7, 10, 16, 19]) {
        const span = spanOf(text.slice(0, length));
        expect(span && span.low <= at && at <= span.high, text.slice(0, length)).toBe(true);
      }
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});

test('whatever is read ends no earlier than it begins, and nothing throws', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  const written = fc
    .tuple(
      digits(4),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      fc.constantFrom('', 'Z', '+09:00', '-12:00'),
    )
    .map(([y, mo, d, h, mi, s, zone]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${zone}`);
  let read = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        written.map((text) => text.slice(0, 10)),
        written,
      ),
      (text) => {
        const span = spanOf(text);
        if (!span) return;
        read += 1;
        expect(span.low).toBeLessThanOrEqual(span.high);
      },
    ),
    { seed: SEED, numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(200);
});

test('just before midnight in Japan it is still the old day', () => {
  expect(japanDay(new Date('2026-03-31T14:59:59.999Z'))).toBe('2026-03-31');
  expect(japanDay(new Date('2026-03-31T15:00:00.000Z'))).toBe('2026-04-01');
  expect(toJapanTime(new Date('2026-11-22T00:30:00Z'))).toBe('2026-11-22T09:30:00.000+09:00');
});
