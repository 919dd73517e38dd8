/** Codecs of dates and times, printed in 元号 and read in either calendar. */
import { asText, type FormCodec, single, unreadable } from './codec.ts';
import { readEraDate, writeEraDate } from './era-date.ts';
import { type Failure, isFailure } from './mapping.ts';

const ofLength =
  (length: number) =>
  (text: string): string | undefined => {
    const date = readEraDate(text);
    return date?.length === length ? date : undefined;
  };

export const dateCodec = single((value) => writeEraDate(String(value).slice(0, 10)), ofLength(10), [
  '年月日',
  'a date',
]);

export const month = single((value) => writeEraDate(String(value).slice(0, 7)), ofLength(7), ['年月', 'a month']);

/** `date` when the text is one, else `text`; a `value` beside them keeps the words as they were written, and speaks first. */
export const monthOrText: FormCodec = {
  toForm: ({ value, date, text }) => asText(value) ?? (date === undefined ? asText(text) : written(String(date))),
  toFhir: (text) => {
    const date = readEraDate(text);
    return { value: text, ...(date === undefined ? { text } : { date }) };
  },
};

const written = (date: string): string | Failure => writeEraDate(date) ?? unreadable(date, '日付', 'a date');

/** Longer texts are no date with a time. */
const DATE_LETTERS_MAX = 60;
const ZONE = '+09:00';

/** `令和8年4月1日 10:30`, in Japan's time; a date alone stays one. */
export const dateTime = single(
  (value) => {
    const [, date = '', clock] = /^([\d-]+)(?:T(\d\d:\d\d):00(?:\.0+)?\+09:00)?$/.exec(String(value)) ?? [];
    const day = writeEraDate(date);
    return day === undefined || clock === undefined ? day : `${day} ${clock.replace(/^0/, '')}`;
  },
  (text) => {
    if (text.length > DATE_LETTERS_MAX) return undefined;
    const [, day = text, clock] = /^(.*\S)\s+([\d０-９]{1,2}[:：][\d０-９]{2})$/.exec(text) ?? [];
    const date = readEraDate(day);
    const at = clock === undefined ? undefined : readClock(clock);
    if (clock === undefined) return date;
    return date?.length === 10 && at !== undefined ? `${date}T${at}${ZONE}` : undefined;
  },
  ['日時', 'a date with a time'],
);

export const time = single(
  (value) => /^(\d\d:\d\d):00$/.exec(String(value))?.[1]?.replace(/^0/, ''),
  (text) => readClock(text),
  ['時刻', 'a time'],
);

function readClock(text: string): string | undefined {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):([0-5]\d)$/.exec(text.normalize('NFKC').trim()) ?? [];
  return hours !== '' && Number(hours) < 24 ? `${hours.padStart(2, '0')}:${minutes}:00` : undefined;
}

/** `令和8年4月1日〜令和8年9月30日`; `start` or `end` may be left open. */
export const period: FormCodec = {
  toForm: ({ start, end }) => {
    const [from, to] = [start, end].map((one) => (one === undefined ? '' : written(String(one))));
    if (isFailure(from)) return from;
    return isFailure(to) ? to : `${from}〜${to}`;
  },
  toFhir: (text) => {
    const parts = text.split(/[〜～~]|から/).map((part) => part.trim());
    const [start, end] = parts.map((part) => (part === '' ? undefined : readEraDate(part)));
    const bad = parts.length > 2 || parts.some((part, at) => part !== '' && [start, end][at] === undefined);
    if (bad || (start === undefined && end === undefined)) return unreadable(text, '期間', 'a period');
    return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  },
};

/** `6か月（令和8年5月）`: the `interval`, and the month in which it has its `start`. */
export const monitoring: FormCodec = {
  toForm: ({ interval, start }) => {
    const from = start === undefined ? '' : writeEraDate(String(start));
    if (from === undefined) return unreadable(String(start), '年月', 'a month');
    return `${interval === undefined ? '' : `${interval}か月`}${from === '' ? '' : `（${from}）`}`;
  },
  toFhir: (text) => {
    const plain = text.normalize('NFKC').replace(/\s/g, '');
    const [, interval, month] =
      /^(\d{1,2})(?:[かカヶケヵ箇ヵ]月|月)(?:ごと|毎)?(?:\(([^)]+?)(?:から|~|〜)?\))?$/.exec(plain) ?? [];
    const start = month === undefined ? undefined : readEraDate(month);
    if (interval === undefined || Number(interval) < 1 || (month !== undefined && start?.length !== 7))
      return unreadable(
        text,
        'モニタリング期間（例: 6か月（令和8年5月））',
        'an interval in months with its first month',
      );
    return { interval: Number(interval), ...(start === undefined ? {} : { start }) };
  },
};
