/** The codecs of form fields: each a small two-way thing between the text in a cell and values in FHIR. */
import type { CodeableConcept, Money } from '@medplum/fhirtypes';
import type { FormCodecName } from './codec-names.ts';
import { readEraDate, writeEraDate } from './era-date.ts';
import { type CodeTable, type Failure, isFailure, type Rule } from './mapping.ts';

/** Values by the names of the rule's paths; a rule with one path calls it `value`. */
export type Values = Readonly<Record<string, unknown>>;

interface FormCodec {
  /** The printed text; nothing when the values are absent. */
  readonly toForm: (values: Values, context: CodecContext) => string | Failure | undefined;
  readonly toFhir: (text: string, context: CodecContext) => Values | Failure;
}

export interface CodecContext {
  readonly rule: Rule;
  readonly table: CodeTable | undefined;
}

const formCodecs: Readonly<Record<FormCodecName, FormCodec>> = {
  text: {
    toForm: ({ value }) => asText(value),
    toFhir: (value) => ({ value }),
  },
  date: {
    toForm: ({ value }) => written(asText(value)?.slice(0, 10)),
    toFhir: (text) => {
      const value = readEraDate(text);
      return value === undefined || value.length !== 10 ? unreadable(text, '年月日', 'a date') : { value };
    },
  },
  'month-or-text': {
    toForm: ({ date, text }) => (date === undefined ? asText(text) : written(asText(date))),
    toFhir: (text) => {
      const date = readEraDate(text);
      return date === undefined ? { text } : { date };
    },
  },
  monitoring: { toForm: writeMonitoring, toFhir: readMonitoring },
  code: { toForm: writeCode, toFhir: readCode },
  yen: { toForm: writeYen, toFhir: readYen },
  'number-10': {
    toForm: ({ value }) => asText(value),
    toFhir: (text) => {
      const value = text.normalize('NFKC').replace(/[\s-]/g, '');
      return /^\d{10}$/.test(value) ? { value } : unreadable(text, '10桁の番号', 'a number of ten digits', 'length');
    },
  },
  'positive-integer': {
    toForm: ({ value }) => (value === undefined ? undefined : String(value)),
    toFhir: (text) => {
      const plain = text.normalize('NFKC').trim();
      return /^[1-9]\d{0,8}$/.test(plain)
        ? { value: Number(plain) }
        : unreadable(text, '1以上の整数', 'a whole number from 1');
    },
  },
  wishes: { toForm: writeWishes, toFhir: readWishes },
  service: { toForm: writeService, toFhir: readService },
};

const codecOf = (rule: Rule): FormCodec => formCodecs[rule.codec as FormCodecName];

/** The printed text of a rule's values; nothing when all are absent. */
export function toFormText(values: Values, context: CodecContext): string | Failure | undefined {
  return Object.values(values).every((value) => value === undefined)
    ? undefined
    : codecOf(context.rule).toForm(values, context);
}

export function toFhirValues(text: string, context: CodecContext): Values | Failure {
  const values = codecOf(context.rule).toFhir(text, context);
  const { lengthMax } = context.rule;
  if (isFailure(values) || lengthMax === undefined || text.length <= lengthMax) return values;
  return unreadable(text, `${lengthMax}字以内の文`, `a text of at most ${lengthMax} characters`, 'length');
}

const asText = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

function written(date: string | undefined): string | Failure | undefined {
  return date === undefined ? undefined : (writeEraDate(date) ?? unreadable(date, '日付', 'a date'));
}

function unreadable(text: string, ja: string, en: string, failed: Failure['failed'] = 'format'): Failure {
  return {
    failed,
    ja: `「${text}」は${ja}として読めません。`,
    en: `\`${text}\` is not ${en}`,
  };
}

/** `6か月（令和8年5月）`: the interval, and the month in which it starts. */
function writeMonitoring({ interval, start }: Values): string | Failure | undefined {
  const month = start === undefined ? '' : writeEraDate(String(start));
  if (month === undefined) return unreadable(String(start), '年月', 'a month');
  return `${interval === undefined ? '' : `${interval}か月`}${month === '' ? '' : `（${month}）`}`;
}

function readMonitoring(text: string): Values | Failure {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const [, interval, written] =
    /^(\d{1,2})(?:[かカヶケヵ箇ヵ]月|月)(?:ごと|毎)?(?:\(([^)]+?)(?:から|~|〜)?\))?$/.exec(plain) ?? [];
  const start = written === undefined ? undefined : readEraDate(written);
  if (interval === undefined || Number(interval) < 1 || (written !== undefined && start?.length !== 7)) {
    return unreadable(
      text,
      'モニタリング期間（例: 6か月（令和8年5月））',
      'an interval in months with its first month',
    );
  }
  return {
    interval: Number(interval),
    ...(start === undefined ? {} : { start }),
  };
}

function writeCode({ value }: Values, { table }: CodecContext): string | Failure | undefined {
  const concept = value as CodeableConcept | undefined;
  const coding = concept?.coding?.find(({ system }) => system === table?.system);
  const entry = table?.entries.find(({ code }) => code === coding?.code);
  if (entry !== undefined) return entry.source;
  const word = concept?.text ?? coding?.display ?? coding?.code ?? concept?.coding?.[0]?.code ?? '';
  return {
    failed: 'unknown-code',
    ja: `コード「${word}」は対応表にありません。`,
    en: `code \`${word}\` is not in the table`,
  };
}

function readCode(text: string, { table }: CodecContext): Values | Failure {
  const plain = bare(text);
  const entry = table?.entries.find(({ source }) => bare(source) === plain);
  if (entry === undefined) {
    return {
      failed: 'unknown-code',
      ja: `「${text}」は対応表にありません。`,
      en: `\`${text}\` is not in the table`,
    };
  }
  return { value: { coding: [codingOf(entry, table)] } };
}

const bare = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

function codingOf(entry: CodeTable['entries'][number], table: CodeTable | undefined) {
  const system = table?.system === undefined ? {} : { system: table.system };
  return {
    ...system,
    code: entry.code,
    display: entry.display ?? entry.source,
  };
}

function writeYen({ value }: Values): string | Failure | undefined {
  const money = value as Money | undefined;
  if (money?.value === undefined || money.currency !== 'JPY' || !Number.isInteger(money.value) || money.value < 0) {
    return unreadable(JSON.stringify(money), '円の整数', 'a whole number of yen');
  }
  return `${String(money.value).replace(/\B(?=(\d{3})+$)/g, ',')}円`;
}

function readYen(text: string): Values | Failure {
  const plain = text.normalize('NFKC').replace(/[\s,¥円]/g, '');
  return /^\d{1,9}$/.test(plain)
    ? { value: { value: Number(plain), currency: 'JPY' } }
    : unreadable(text, '金額（円）', 'an amount in yen');
}

const PERSON = '本人：';
const FAMILY = '家族：';

function writeWishes({ person, family }: Values): string | undefined {
  const lines = [
    ...(person === undefined ? [] : [`${PERSON}${person}`]),
    ...(family === undefined ? [] : [`${FAMILY}${family}`]),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** Keeps the person's wish and the family's apart. Text that does not say whose it is belongs to nobody, and is kept as it is. */
function readWishes(text: string): Values | Failure {
  const found = /^(?:本人[：:]((?:(?!\n家族[：:])[\s\S])*))?(?:(?:^|\n)家族[：:]([\s\S]*))?$/.exec(text);
  const [, person, family] = found ?? [];
  if (found === null || (person === undefined && family === undefined)) {
    const ja = '意向が「本人：」「家族：」に分かれていないため、誰の意向か決められません。';
    return {
      failed: 'not-split',
      ja,
      en: 'the wishes are not marked `本人：` and `家族：`, so whose they are is not known',
    };
  }
  return { ...(person ? { person } : {}), ...(family ? { family } : {}) };
}

/** The kind of service on the first line, its content and amount below; a kind that no table knows stays text. */
function writeService({ code, text }: Values, context: CodecContext): string | Failure | undefined {
  const details = asText(text);
  if (code === undefined) return details;
  const kind = writeCode({ value: code }, context);
  if (kind === undefined || isFailure(kind)) return kind;
  return details === undefined ? kind : `${kind}\n${details}`;
}

function readService(text: string, { table }: CodecContext): Values {
  const [first = '', ...rest] = text.split('\n');
  const entry = table?.entries.find(({ source }) => bare(source) === bare(first));
  if (entry === undefined) return { text };
  const details = rest.join('\n');
  return {
    code: { coding: [codingOf(entry, table)] },
    ...(details === '' ? {} : { text: details }),
  };
}
