/** The codec of a slot of the week: `月・水 10:00〜12:00` with 25:00 read as 1:00 of the next calendar day. */
import type { Coding } from '@medplum/fhirtypes';
import { asList, asText, type CodecContext, type FormCodec, unreadable, type Values } from './codec.ts';
import { type Failure, isFailure, type Rule } from './mapping.ts';
import {
  DAY_CODES,
  DAY_MINUTES,
  flat,
  minuteOf,
  readSlot,
  readTimes,
  type WeekSlot,
  writeDays,
  writeMinute,
  writeTimes,
} from './week-time.ts';

const ROW_MINUTES = 30;

/** The first minute of the day of a form. */
export const dayStartOf = ({ dayStart }: Pick<Rule, 'dayStart'>): number => minuteOf(dayStart ?? '0:00') ?? 0;

/** `days`, `holidays`, `times` or a single `start`, `length` with `unit`, or `end`, and the `label` where the paper has another time than the calendar. */
export const weekSlot: FormCodec = {
  toForm: (values, context) => {
    const slot = slotOf(values, context);
    if (isFailure(slot)) return slot;
    return `${writeDays(slot)} ${timesAs(asText(values['label']), slot, dayStartOf(context.rule))}`;
  },
  toFhir: (text, context) => {
    const dayStart = dayStartOf(context.rule);
    const slot = readSlot(text, dayStart);
    if (slot === undefined) return unreadable(text, '曜日と時刻（例: 月・水 10:00〜12:00）', 'weekdays with a time');
    if (new Set(slot.starts.map(dayOf)).size > 1) return acrossMidnight(text);
    return valuesOf(text, slot, context);
  },
};

/** The times as the label has them, as long as it still says the same; a label of the start alone goes with its end. */
function timesAs(label: string | undefined, slot: WeekSlot, dayStart: number): string {
  const plain = writeTimes(slot);
  if (label === undefined) return plain;
  const [start = 0] = slot.starts;
  const from = minuteOf(label);
  if (from !== undefined && slot.starts.length === 1 && from % DAY_MINUTES === start % DAY_MINUTES)
    return slot.end === undefined ? label : `${label}〜${writeMinute(from + slot.end - start)}`;
  const read = readTimes(label, dayStart);
  return read !== undefined && writeTimes(read) === plain ? label : plain;
}

/** What is to be kept of the written times: nothing where they are those of the calendar. */
function labelOf(written: string, slot: WeekSlot): string | undefined {
  const [start = 0] = slot.starts;
  const [head = ''] = written.split('〜');
  const short = timesAs(head, slot, 0) === written ? head : written;
  return dayOf(start) === 0 && written === writeTimes(slot) ? undefined : short;
}

const dayOf = (minute: number): number => Math.floor(minute / DAY_MINUTES);

function valuesOf(text: string, slot: WeekSlot, { table }: CodecContext): Values {
  const shift = dayOf(slot.starts[0] ?? 0);
  const codes = slot.days.map((day) => DAY_CODES[(day + shift) % 7] as string);
  const sorted = DAY_CODES.filter((one) => codes.includes(one));
  const times = slot.starts.map(clockOf);
  const label = labelOf(flat(text).replace(/^\D+/, ''), slot);
  return {
    days: table === undefined ? sorted : sorted.map((one) => codingOf(one, table)),
    times,
    ...(times.length === 1 ? { start: times[0] } : {}),
    ...(slot.holidays ? { holidays: true } : {}),
    ...(slot.end === undefined ? {} : { end: clockOf(slot.end), ...lengthAs(slot.end - (slot.starts[0] ?? 0)) }),
    ...(label === undefined ? {} : { label }),
  };
}

/** Half hours and whole ones as hours. */
const lengthAs = (minutes: number): { length: number; unit: string } =>
  minutes % ROW_MINUTES === 0 ? { length: minutes / 60, unit: 'h' } : { length: minutes, unit: 'min' };

function codingOf(code: string, { system, entries }: NonNullable<CodecContext['table']>): Coding {
  const entry = entries.find((one) => one.code === code);
  const display = entry?.display ?? entry?.source;
  return { ...(system === undefined ? {} : { system }), code, ...(display === undefined ? {} : { display }) };
}

const clockOf = (minute: number): string => {
  const ofDay = minute % DAY_MINUTES;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}:00`;
};

function slotOf(
  { days, holidays, times, start, end, length: long, unit }: Values,
  { rule }: CodecContext,
): WeekSlot | Failure {
  const dayStart = dayStartOf(rule);
  const clocks = (times === undefined ? asList(start) : asList(times)).map(readClock);
  const known = asList(days).map((day) => (DAY_CODES as readonly unknown[]).indexOf(codeOf(day)));
  const isWhole = clocks.every((one) => one !== undefined) && known.every((day) => day >= 0);
  if (!isWhole || clocks.length === 0 || (known.length === 0 && holidays !== true)) return noSlot();
  const shifted = clocks.map((one) => (one < dayStart ? one + DAY_MINUTES : one));
  const shift = dayOf(shifted[0] ?? 0);
  const length = lengthOf({ end, length: long, unit }, clocks[0] ?? 0);
  const isOneDay = shifted.every((one) => dayOf(one) === shift);
  if (isFailure(length) || !isOneDay || (length !== undefined && clocks.length > 1)) return noSlot();
  return {
    days: known.map((day) => (day - shift + 7) % 7).sort((a, b) => a - b),
    holidays: holidays === true,
    starts: shifted,
    ...(length === undefined ? {} : { end: (shifted[0] ?? 0) + length }),
  };
}

const codeOf = (day: unknown): unknown => (typeof day === 'string' ? day : (day as Coding | undefined)?.code);

function readClock(value: unknown): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d):00$/.exec(String(value)) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function lengthOf({ end, length, unit }: Values, start: number): number | undefined | Failure {
  if (end !== undefined) {
    const clock = readClock(end);
    return clock === undefined ? noSlot() : clock > start ? clock - start : clock - start + DAY_MINUTES;
  }
  if (length === undefined) return undefined;
  const whole = Number(length) * (unit === 'h' ? 60 : 1);
  return (unit === 'h' || unit === 'min') && Number.isInteger(whole) && whole > 0 && whole <= DAY_MINUTES
    ? whole
    : noSlot();
}

const noSlot = (): Failure => ({
  failed: 'format',
  ja: 'この曜日と時刻は、週間の表の1つの枠に書けません。',
  en: 'these weekdays and times are not one slot of a weekly table',
});

const acrossMidnight = (text: string): Failure => ({
  failed: 'format',
  ja: `「${text}」は日をまたぐ時刻を含むため、行を分けて書いてください。`,
  en: `\`${text}\` has times on both sides of midnight; write them in rows of their own`,
});
