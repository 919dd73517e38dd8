/** How two birth dates are alike, and which ones a clerk may have meant: dates are told and typed in Japanese eras. */

export type BirthDateLevel = 'same' | 'swapped' | 'partial' | 'slip' | 'different';

/** The first day of each era, newest first. */
const ERAS = ['2019-05-01', '1989-01-08', '1926-12-25', '1912-07-30', '1868-01-25'];
const FULL = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The same for both orders of the two. */
export function compareBirthDates(a: string, b: string): BirthDateLevel {
  if (a === b) return FULL.test(a) ? 'same' : 'partial';
  if (a.startsWith(`${b}-`) || b.startsWith(`${a}-`)) return 'partial';
  const [one, two] = [FULL.exec(a), FULL.exec(b)];
  if (!one || !two) return 'different';
  if (one[1] === two[1] && one[2] === two[3] && one[3] === two[2]) return 'swapped';
  const apart = [1, 2, 3].filter((part) => one[part] !== two[part]);
  if (apart.length !== 1) return 'different';
  const [part = 1] = apart;
  if (part === 1) return yearSlips(a, b) ? 'slip' : 'different';
  return digitSlips(one[part] ?? '', two[part] ?? '') ? 'slip' : 'different';
}

/** The date itself, and each full date that is a slip away from it. */
export function birthDatesNear(date: string): string[] {
  const found = FULL.exec(date);
  if (!found) return [date];
  const [, year = '', month = '', day = ''] = found;
  const years = Array.from({ length: 150 }, (_, i) => `${Number(year) - 75 + i}-${month}-${day}`);
  const days = Array.from({ length: 31 }, (_, i) => `${year}-${month}-${pad(i + 1)}`);
  const months = Array.from({ length: 12 }, (_, i) => `${year}-${pad(i + 1)}-${day}`);
  return [...new Set([date, `${year}-${day}-${month}`, ...years, ...months, ...days])].filter(
    (one) => isDay(one) && compareBirthDates(date, one) !== 'different',
  );
}

const pad = (number: number): string => String(number).padStart(2, '0');

function isDay(date: string): boolean {
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}

/** One digit of the year of the era is beside the right one, or the year is right and its era wrong. */
function yearSlips(a: string, b: string): boolean {
  const [one, two] = [eraYear(a), eraYear(b)];
  return one.era === two.era ? digitSlips(pad(one.year), pad(two.year)) : one.year === two.year;
}

function eraYear(date: string): { era: string; year: number } {
  const era = ERAS.find((first) => first <= date) ?? '0001';
  return { era, year: Number(date.slice(0, 4)) - Number(era.slice(0, 4)) + 1 };
}

function digitSlips(a: string, b: string): boolean {
  const apart = [...a].flatMap((digit, i) => (digit === b[i] ? [] : [Math.abs(Number(digit) - Number(b[i]))]));
  return a.length === b.length && apart.length === 1 && apart[0] === 1;
}
