/** Dates as Japanese forms print them: read in either calendar, written in 元号. */

const ERAS = [
  { name: '令和', short: 'R', from: '2019-05-01' },
  { name: '平成', short: 'H', from: '1989-01-08' },
  { name: '昭和', short: 'S', from: '1926-12-25' },
  { name: '大正', short: 'T', from: '1912-07-30' },
  { name: '明治', short: 'M', from: '1873-01-01' },
] as const;

/** `2026-04-01` → `令和8年4月1日`, `2026-04` → `令和8年4月`, `2026` → `令和8年`; any other text → undefined. */
export function writeEraDate(date: string): string | undefined {
  const [, year = '', month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(date) ?? [];
  if (year === '') return undefined;
  // A month or a year in which an era changed is written with the era in which it began, or the new one for a year.
  const latest = `${year}-${month ?? '12'}-${day ?? (month === undefined ? '31' : '01')}`;
  const era = ERAS.find(({ from }) => from <= latest);
  const count = era === undefined ? Number(year) : Number(year) - Number(era.from.slice(0, 4)) + 1;
  const head = `${era?.name ?? ''}${era !== undefined && count === 1 ? '元' : count}年`;
  return `${head}${month === undefined ? '' : `${Number(month)}月`}${day === undefined ? '' : `${Number(day)}日`}`;
}

/** Reads `令和8年4月1日`, `R8.4.1`, `2026年4月`, `2026/4/1`, `２０２６－０４`; any other text → undefined. */
export function readEraDate(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[－ー―‐−]/g, '-');
  const found =
    /^(令和|平成|昭和|大正|明治|[RHSTM])?(元|\d{1,4})(?:年|[./-])(?:(\d{1,2})(?:月|[./-](?=\d)|$)(?:(\d{1,2})日?)?)?$/.exec(
      plain,
    );
  if (found === null) return undefined;
  const [, era, count = '', month, day] = found;
  const year = yearOf(era, count === '元' ? 1 : Number(count));
  if (year === undefined) return undefined;
  const date = [String(year), month?.padStart(2, '0'), day?.padStart(2, '0')]
    .filter((part) => part !== undefined)
    .join('-');
  return isRealDate(date) ? date : undefined;
}

function yearOf(word: string | undefined, count: number): number | undefined {
  if (word === undefined) return count >= 1000 ? count : undefined;
  const era = ERAS.find(({ name, short }) => name === word || short === word);
  return era === undefined || count < 1 || count > 99 ? undefined : Number(era.from.slice(0, 4)) + count - 1;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isRealDate(date: string): boolean {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : MONTH_DAYS[month - 1];
  return year > 0 && days !== undefined && day >= 1 && day <= days;
}
