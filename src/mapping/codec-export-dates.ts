/** Codecs of dates and times as a house's systems export them: `20260401`, `2026/4/1 10:30:00`, `令和8年4月1日`. */
import { single } from './codec.ts';
import { readEraDate } from './era-date.ts';

/** Longer texts are no date with a time. */
const LETTERS_MAX = 60;
const ZONE = '+09:00';

interface Moment {
  /** `2026-04-01` */
  readonly date: string;
  /** `10:30:00`, or nothing where only the day is told. */
  readonly clock?: string;
}

/** A day; a clock at midnight beside it is a spreadsheet's doing, and any other one would be lost. */
export const day = single(
  (value) => String(value).slice(0, 10).replaceAll('-', '/'),
  (text) => {
    const found = momentOf(text);
    return found?.clock === undefined || found.clock === '00:00:00' ? found?.date : undefined;
  },
  ['年月日', 'a date'],
);

/** A day, with the time in Japan where it is told. */
export const moment = single(
  (value) => {
    const [, date = '', clock] =
      /^(\d{4}-\d{2}-\d{2})(?:T(\d\d:\d\d:\d\d)(?:\.0+)?\+09:00)?$/.exec(String(value)) ?? [];
    return date === '' ? undefined : [date.replaceAll('-', '/'), ...(clock === undefined ? [] : [clock])].join(' ');
  },
  (text) => {
    const found = momentOf(text);
    if (found === undefined) return undefined;
    return found.clock === undefined ? found.date : `${found.date}T${found.clock}${ZONE}`;
  },
  ['日時', 'a date with a time'],
);

function momentOf(text: string): Moment | undefined {
  if (text.length > LETTERS_MAX) return undefined;
  const plain = text.normalize('NFKC').trim();
  const [, y, m, d, compact = ''] = /^(\d{4})(\d{2})(\d{2})(\d{4}|\d{6})?$/.exec(plain) ?? [];
  if (y !== undefined) return withClock(`${y}-${m}-${d}`, compact.replace(/\d\d(?=.)/g, '$&:'));
  const [, date = plain, clock = ''] =
    /^(.*\S)(?:\s+|T)(\d{1,2}:\d{2}(?::\d{2})?)(?:\.0+)?(?:\+09:00)?$/.exec(plain) ?? [];
  return withClock(date, clock);
}

function withClock(day: string, clock: string): Moment | undefined {
  const date = readEraDate(day);
  if (date?.length !== 10) return undefined;
  if (clock === '') return { date };
  const [hours = '', minutes = '', seconds = '00'] = clock.split(':');
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return { date, clock: `${hours.padStart(2, '0')}:${minutes}:${seconds}` };
}
