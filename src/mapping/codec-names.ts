/** The codecs that a rule may name; the tables of functions are checked against this list by their types. */

const FORM_CODECS = [
  'text',
  'lines',
  'narrative',
  'integer',
  'positive-integer',
  'decimal',
  'yen',
  'number-10',
  'boolean',
  'date',
  'month',
  'month-or-text',
  'date-time',
  'time',
  'period',
  'person-name',
  'telecom',
  'provider',
  'code',
  'codes',
  'choice',
  'choices',
  'service',
  'wishes',
  'monitoring',
  'week-slot',
] as const;

const MESSAGE_CODECS = [
  'text',
  'patient-id',
  'person-name',
  'birth-date',
  'time',
  'address',
  'telecom',
  'code',
  'concept',
  'class',
  'event-status',
  'location',
  'attender',
  'admitter',
] as const;

export type FormCodecName = (typeof FORM_CODECS)[number];
export type MessageCodecName = (typeof MESSAGE_CODECS)[number];

export const FORM_CODEC_NAMES: readonly string[] = FORM_CODECS;
export const CODEC_NAMES: readonly string[] = [...FORM_CODECS, ...MESSAGE_CODECS];
