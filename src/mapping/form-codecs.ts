/** The codecs of form fields by their names. */
import { asText, type CodecContext, type FormCodec, single, unreadable, type Values } from './codec.ts';
import { choice, choices, code, codes, service } from './codec-codes.ts';
import { dateCodec, dateTime, monitoring, month, monthOrText, period, time } from './codec-dates.ts';
import { day, moment } from './codec-export-dates.ts';
import type { FormCodecName } from './codec-names.ts';
import { lines, narrative, personName, provider, telecom, wishes, yesNo } from './codec-texts.ts';
import { weekSlot } from './codec-week.ts';
import { type Failure, isFailure, type Rule } from './mapping.ts';

export type { CodecContext, FormCodec, Values };

const digits =
  (pattern: RegExp) =>
  (text: string): number | undefined => {
    const plain = text.normalize('NFKC').trim();
    return pattern.test(plain) ? Number(plain) : undefined;
  };
const isNumber = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : undefined);

const formCodecs: Readonly<Record<FormCodecName, FormCodec>> = {
  text: { toForm: ({ value, also }) => asText(value ?? also), toFhir: (value) => ({ value, also: value }) },
  lines,
  narrative,
  integer: single(isNumber, digits(/^(0|[1-9]\d{0,8})$/), ['0以上の整数', 'a whole number from 0']),
  'positive-integer': single(isNumber, digits(/^[1-9]\d{0,8}$/), ['1以上の整数', 'a whole number from 1']),
  decimal: single(isNumber, digits(/^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/), ['数', 'a number']),
  yen: single(writeYen, readYen, ['円の整数', 'a whole number of yen']),
  'number-10': { toForm: ({ value }) => asText(value), toFhir: readNumber10 },
  boolean: yesNo,
  date: dateCodec,
  month,
  'month-or-text': monthOrText,
  'date-time': dateTime,
  time,
  day,
  moment,
  period,
  'person-name': personName,
  telecom,
  provider,
  code,
  codes,
  choice,
  choices,
  service,
  wishes,
  monitoring,
  'week-slot': weekSlot,
};

export const codecOf = (rule: Rule): FormCodec => formCodecs[rule.codec as FormCodecName];

/** The printed text of a rule's values; nothing when all are absent. */
export function toFormText(values: Values, context: CodecContext): string | Failure | undefined {
  for (const key in values) if (values[key] !== undefined) return codecOf(context.rule).toForm(values, context);
  return undefined;
}

export function toFhirValues(text: string, context: CodecContext): Values | Failure {
  const values = codecOf(context.rule).toFhir(text, context);
  const { lengthMax } = context.rule;
  if (isFailure(values) || lengthMax === undefined || text.length <= lengthMax) return values;
  return unreadable(text, `${lengthMax}字以内の文`, `a text of at most ${lengthMax} characters`, 'length');
}

function writeYen(money: unknown): string | undefined {
  const { value, currency } = money as { value?: number; currency?: string };
  if (value === undefined || currency !== 'JPY' || !Number.isInteger(value) || value < 0) return undefined;
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, ',')}円`;
}

function readYen(text: string): unknown {
  const plain = text.normalize('NFKC').replace(/[\s,¥円]/g, '');
  return /^\d{1,9}$/.test(plain) ? { value: Number(plain), currency: 'JPY' } : undefined;
}

function readNumber10(text: string): Values | Failure {
  const value = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{10}$/.test(value) ? { value } : unreadable(text, '10桁の番号', 'a number of ten digits', 'length');
}
