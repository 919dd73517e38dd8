/** Codecs of allergies, diagnoses, insurance and results. */
import type {
  Annotation,
  CodeableConcept,
  Coding,
  CoverageClass,
  Identifier,
  Observation,
  SpecimenCollection,
} from '@medplum/fhirtypes';
import {
  asItCame,
  filled,
  lookUp,
  present,
  readCoded,
  readNumber,
  readTime,
  readUnit,
  systemOf,
  ucumOf,
} from './codec-parts.ts';
import { toFhirDateTime, toFhirTime } from './hl7-time.ts';
import type { FieldReader, RepeatReader } from './ssmix2-reader.ts';

const KEY_NUMBER = 'http://medis.or.jp/CodeSystem/master-disease-keyNumber';
const EXCHANGE_CODE = 'http://medis.or.jp/CodeSystem/master-disease-exCode';

export const clinicalCodecs = {
  note: ({ repeats }: FieldReader) => present(repeats, (repeat) => annotation(repeat.take(1))),
  'labelled-note': ({ repeats, rule }: FieldReader) =>
    present(repeats, (repeat) => annotation(wordsAndCode(repeat), `${rule.label}: `)),
  modifier: ({ repeats, rule }: FieldReader) => present(repeats, (repeat) => readModifier(repeat, rule.label)),
  'concept-note': ({ repeats, context }: FieldReader) =>
    present(repeats, (repeat) => annotation(readCoded(repeat, context)?.text)),
  'plain-concept': ({ repeats }: FieldReader) =>
    present(repeats, (repeat) => filled<CodeableConcept>({ text: repeat.take(1) })),
  'onset-text': ({ repeats, sibling }: FieldReader) =>
    present(repeats, (repeat) => {
      const onsetString = repeat.take(1);
      if (onsetString === undefined) return undefined;
      // A record has one onset: the date where there is one.
      return sibling(11).look(1) === undefined ? { onsetString } : { note: [{ text: `発症時期: ${onsetString}` }] };
    }),
  disease: ({ repeats, context }: FieldReader) => present(repeats, (repeat) => readCoded(repeat, context)),
  'disease-key': ({ repeats }: FieldReader) => present(repeats, (repeat) => codingIn(KEY_NUMBER, repeat)),
  'disease-exchange': ({ repeats }: FieldReader) => present(repeats, (repeat) => codingIn(EXCHANGE_CODE, repeat)),
  abatement: ({ repeats }: FieldReader) => present(repeats, (repeat) => ended(readTime(repeat, toFhirDateTime))),
  outcome: readOutcome,
  insurer: ({ repeats }: FieldReader) => present(repeats, readInsurer),
  'insured-number': readInsuredNumber,
  'plan-class': ({ repeats }: FieldReader) => present(repeats, readPlanClass),
  'reference-range': ({ repeats }: FieldReader) => present(repeats, (repeat) => annotation(repeat.take(1))),
  'observation-code': readObservationCode,
  'observation-value': readValue,
  collected: ({ repeats }: FieldReader) => present(repeats, readCollected),
};

const annotation = (text: string | undefined, before = ''): Annotation | undefined =>
  text === undefined ? undefined : { text: `${before}${text}` };

function wordsAndCode(repeat: RepeatReader): string | undefined {
  const [code, words] = [repeat.take(1), repeat.take(2)];
  repeat.take(3);
  return words === undefined || code === undefined ? (words ?? code) : `${words}（${code}）`;
}

/** の疑い, by its number or its code for exchange in the table of modifiers. */
const SUSPECTED = '8002';

/** A modifier of a disease name. Whoever is suspected to have a disease is not recorded as having it. */
function readModifier(repeat: RepeatReader, label: string): object | undefined {
  const isSuspected = repeat.look(1) === SUSPECTED || repeat.look(2)?.includes('疑い') === true;
  const note = annotation(wordsAndCode(repeat), `${label}: `);
  if (note === undefined || !isSuspected) return note && { note: [note] };
  const system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
  return {
    note: [note],
    verificationStatus: { coding: [{ system, code: 'provisional', display: 'Provisional' }], text: '疑い' },
  };
}

function codingIn(system: string, repeat: RepeatReader): Coding | undefined {
  const code = repeat.take(1);
  repeat.take(3);
  return code === undefined ? undefined : filled<Coding>({ system, code, display: repeat.take(2) });
}

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

function ended(abatementDateTime: string | undefined): object | undefined {
  if (abatementDateTime === undefined) return undefined;
  const clinicalStatus = { coding: [{ system: CLINICAL, code: 'resolved', display: 'Resolved' }] };
  return { abatementDateTime, clinicalStatus };
}

/** PRB-14 says how it ended, PRB-15 when. What goes on has no end. */
function readOutcome(reader: FieldReader): object[] {
  return present(reader.repeats, (repeat) => {
    const found = lookUp(repeat, 1, reader);
    if (found === undefined) return undefined;
    const text = repeat.take(2);
    repeat.take(3);
    const clinicalStatus = filled<CodeableConcept>({ coding: [found], text });
    if (found.code === 'active') return reader.sibling(9).look(1) === undefined ? { clinicalStatus } : undefined;
    const abatementDateTime = readTime(reader.sibling(15), toFhirDateTime);
    return { clinicalStatus, ...(abatementDateTime === undefined ? {} : { abatementDateTime }) };
  });
}

const INSURER = 'http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsurerNumber';

function readInsurer(repeat: RepeatReader): Identifier | undefined {
  const value = repeat.take(1);
  if (value === undefined) return undefined;
  return /^\d{4,8}$/.test(value) ? { system: INSURER, value } : { value };
}

/** 記号 and 番号 are one number of the insured person, in two fields. */
function readInsuredNumber({ rule, repeats, sibling }: FieldReader): string[] {
  const isSymbol = rule.source === 'IN1-10';
  if (!isSymbol && sibling(10).look(1) !== undefined) return [];
  return present(repeats, (repeat) => {
    const parts = [repeat.take(1), isSymbol ? sibling(11).take(1) : undefined];
    const number = parts.filter((part) => part !== undefined).join('・');
    return number === '' ? undefined : number;
  });
}

function readPlanClass(repeat: RepeatReader): CoverageClass | undefined {
  const value = repeat.take(1);
  repeat.take(3);
  const system = 'http://terminology.hl7.org/CodeSystem/coverage-class';
  return value === undefined
    ? undefined
    : filled<CoverageClass>({ type: { coding: [{ system, code: 'plan' }] }, value, name: repeat.take(2) });
}

/** SPM-17: a moment, or a time from and until. */
function readCollected(repeat: RepeatReader): SpecimenCollection | undefined {
  const start = readTime(repeat, toFhirDateTime);
  if (start === undefined) return undefined;
  const end = toFhirDateTime(repeat.look(2) ?? '');
  if (end === undefined) return { collectedDateTime: start };
  repeat.take(2);
  return { collectedPeriod: { start, end } };
}

const LOINC = 'http://loinc.org';
const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

/**
 * FHIR holds what LOINC calls a vital sign to a profile of its own (R4 § 8.21): a number, its unit and its time. One that
 * lacks them keeps its words, so that a single result does not make the whole message unfit.
 */
function readObservationCode(reader: FieldReader): Partial<Observation>[] {
  const { repeats, table, sibling, count, context } = reader;
  return present(repeats, (repeat) => {
    const isLoinc = systemOf(repeat.look(3), repeat.look(1), context) === LOINC;
    const demanded = isLoinc ? table?.entries.find(({ source }) => source === repeat.look(1)) : undefined;
    if (demanded === undefined) {
      const code = readCoded(repeat, context);
      return code && { code };
    }
    const hasNumber = sibling(2).look(1) === 'NM' && count(5) === 1 && readNumber(sibling(5).look(1)) !== undefined;
    const unit = ucumOf(sibling(6).look(1), context);
    if (hasNumber && unit === demanded.code && toFhirDateTime(sibling(14).look(1) ?? '') !== undefined) {
      const code = readCoded(repeat, context);
      const coding = [{ system: OBSERVATION_CATEGORY, code: 'vital-signs', display: 'Vital Signs' }];
      return code && { code, category: [{ coding }] };
    }
    repeat.fail(1, {
      code: 'mapping-format',
      type: 'value',
      ja: '生体計測のコードには、数値、決まった単位、日時が必要です。名前だけを写します。',
      en: 'the code of a vital sign needs a number, its unit and a time; only its name is carried',
    });
    const text = repeat.take(2);
    return text === undefined ? undefined : { code: { text } };
  });
}

const NUMBERS: readonly string[] = ['NM', 'SN'];
const CODES: readonly string[] = ['CWE', 'CE', 'CNE', 'CF'];
const TIMES: readonly string[] = ['TS', 'DTM', 'DT'];

/** OBX-5 in the form that OBX-2 names; a value that is not of that form is kept as it is written. */
function readValue({ repeats, sibling, context }: FieldReader): Partial<Observation>[] {
  const kind = sibling(2);
  const type = kind.look(1) ?? 'ST';
  const [first, ...more] = repeats;
  if (first === undefined) return [];
  // Pictures and documents are no text.
  if (type === 'ED' || type === 'RP') return [];
  kind.take(1);
  if (more.length === 0) {
    const value = readSingle(type, first, sibling(6), context);
    if (value !== undefined) return [value];
  }
  const text = repeats.map((repeat) => words(repeat)).filter((one) => one !== '');
  const unit = NUMBERS.includes(type) ? (sibling(6).take(2) ?? sibling(6).take(1)) : undefined;
  return text.length === 0
    ? []
    : [{ valueString: `${text.join(type === 'TX' || type === 'FT' ? '\n' : ', ')}${unit ? ` ${unit}` : ''}` }];
}

function readSingle(
  type: string,
  repeat: RepeatReader,
  unit: RepeatReader,
  context: FieldReader['context'],
): Partial<Observation> | undefined {
  if (type === 'NM') {
    const written = repeat.look(1);
    const value = readNumber(written);
    if (value === undefined) return undefined;
    repeat.take(1);
    return { valueQuantity: asItCame(value, written, readUnit(unit, context)) };
  }
  if (type === 'SN') {
    const comparator = repeat.look(1);
    const written = repeat.look(2);
    const value = readNumber(written);
    const known = comparator === undefined || ['<', '>', '<=', '>='].includes(comparator);
    if (value === undefined || !known || repeat.look(3) !== undefined) return undefined;
    repeat.take(2);
    repeat.take(1);
    const limit = comparator === undefined ? {} : { comparator: comparator as '<' };
    return { valueQuantity: asItCame(value, written, { ...limit, ...readUnit(unit, context) }) };
  }
  if (CODES.includes(type)) {
    const valueCodeableConcept = readCoded(repeat, context);
    return valueCodeableConcept && { valueCodeableConcept };
  }
  const written = repeat.look(1) ?? '';
  const time = type === 'TM' ? toFhirTime(written) : toFhirDateTime(written);
  if (time === undefined || !(type === 'TM' || TIMES.includes(type))) return undefined;
  repeat.take(1);
  return type === 'TM' ? { valueTime: time } : { valueDateTime: time };
}

const COMPONENTS_MAX = 30;

/** All that is written, in its order. */
function words(repeat: RepeatReader): string {
  return Array.from({ length: COMPONENTS_MAX }, (_, at) => repeat.take(at + 1))
    .filter((part) => part !== undefined)
    .join(' ');
}
