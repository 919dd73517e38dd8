/** The times of a weekly table as they are written: days and half hours of a day that begins in the morning and runs past midnight. */

export const DAY_CODES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_LETTERS = '月火水木金土日';
export const DAY_MINUTES = 1440;
/** A form's day ends at latest at 6:00 of the next morning. */
const LABEL_HOURS_MAX = 30;

/** Longer texts are no days with times. */
const SLOT_LETTERS_MAX = 120;

/** When something is done, in the days and minutes of the form: 25:00 of Monday is 1500. */
export interface WeekSlot {
  /** 0 is Monday. */
  readonly days: readonly number[];
  readonly holidays: boolean;
  readonly starts: readonly number[];
  /** Only with a single start. */
  readonly end?: number;
}

/** `月・水・日・祝 10:00〜12:00` → the slot; other texts → undefined. Times before `dayStart` are those of the next day. */
export function readSlot(text: string, dayStart: number): WeekSlot | undefined {
  if (text.length > SLOT_LETTERS_MAX) return undefined;
  const [, days = '', times = ''] = /^([月火水木金土日祝・、,\s]+|毎日)\s*(\d.*)$/s.exec(flat(text)) ?? [];
  const time = readTimes(times, dayStart);
  if (days === '' || time === undefined) return undefined;
  const letters = days === '毎日' ? [...DAY_LETTERS] : [...days].filter((one) => /[月火水木金土日祝]/.test(one));
  const found = [...DAY_LETTERS].flatMap((letter, at) => (letters.includes(letter) ? [at] : []));
  const holidays = letters.includes('祝');
  return letters.length === 0 ? undefined : { days: found, holidays, ...time };
}

/** The times alone: `10:00〜12:00`, `8:00・20:00`. */
export function readTimes(text: string, dayStart: number): Pick<WeekSlot, 'starts' | 'end'> | undefined {
  const [from = '', to, ...more] = flat(text).split('〜');
  const starts = from.split(/[・、,]/).map((one) => minuteOf(one));
  if (more.length > 0 || !starts.every((one) => one !== undefined)) return undefined;
  const shifted = starts.map((one) => (one < dayStart ? one + DAY_MINUTES : one));
  if (to === undefined) return { starts: shifted };
  const end = minuteOf(to);
  const [start = 0] = shifted;
  if (end === undefined || shifted.length > 1) return undefined;
  const after = end <= start ? end + DAY_MINUTES : end;
  return after > start && after - start <= DAY_MINUTES ? { starts: shifted, end: after } : undefined;
}

export const writeSlot = (slot: WeekSlot): string => `${writeDays(slot)} ${writeTimes(slot)}`;

export function writeDays({ days, holidays }: WeekSlot): string {
  return [...days.map((day) => DAY_LETTERS[day]), ...(holidays ? ['祝'] : [])].join('・');
}

export function writeTimes({ starts, end }: Pick<WeekSlot, 'starts' | 'end'>): string {
  return `${starts.map(writeMinute).join('・')}${end === undefined ? '' : `〜${writeMinute(end)}`}`;
}

/** `25:30` for 1530. */
export const writeMinute = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

/** `25:30` → 1530; nothing for what is no time of a form's day. */
export function minuteOf(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^\s*(\d{1,2}):([0-5]\d)\s*$/.exec(flat(text)) ?? [];
  return hours === '' || Number(hours) > LABEL_HOURS_MAX ? undefined : Number(hours) * 60 + Number(minutes);
}

/** One way of writing digits, colons and the sign between two times. */
export const flat = (text: string): string => text.normalize('NFKC').replaceAll('~', '〜').trim();
