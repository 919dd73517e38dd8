/** Codecs of values and amounts in the entries of a CDA document: results, ranges, doses, and how often. */
import type {
  Dosage,
  Observation,
  ObservationReferenceRange,
  Quantity,
  Range,
  Ratio,
  TimingRepeat,
} from '@medplum/fhirtypes';
import { asItCame, filled, readNumber } from '#messages';
import { findUnit, UCUM } from '#terminology';
import { absentConcept, absentFor, reasonOf } from './cda-absent.ts';
import { typeOf } from './cda-entry-kinds.ts';
import { type CdaCodec, type CdaContext, conceptOf, periodOf, taken, timeIn, wordsOf } from './cda-parts.ts';
import { type CdaElement, elementsAt, isFirst } from './read-cda.ts';

const BOUNDS: readonly string[] = ['low', 'high'];
const RATIO: readonly string[] = ['numerator', 'denominator'];

export const cdaValueCodecs = {
  'cda-value': readValue,
  'cda-range': taken(rangeOf, ['value', 'text']),
  'cda-observation-code': observationCodeOf,
  'cda-quantity': taken(quantityOf, []),
  'cda-ratio': taken(ratioOf, RATIO),
  'cda-dose': taken((element) => amountOf(element, 'dose'), BOUNDS),
  'cda-rate': taken((element) => amountOf(element, 'rate'), BOUNDS),
  'cda-bounds': taken(boundsOf, [...BOUNDS, 'width']),
  'cda-taken': taken((element) => {
    if (!isInterval(element) || element !== firstInterval(element)) return undefined;
    const moment = timeIn(element);
    if (moment !== undefined) return { effectiveDateTime: moment };
    const period = periodOf(element);
    return period && { effectivePeriod: period };
  }, BOUNDS),
  'cda-frequency': taken(frequencyOf, ['period']),
  'cda-event': taken(
    (element, { table }) => {
      const code = typeOf(element) === 'EIVL_TS' ? elementsAt(element, 'event')[0]?.attributes.get('code') : undefined;
      return table?.entries.find(({ source }) => source === code)?.code;
    },
    ['event'],
  ),
} as const satisfies Record<string, CdaCodec>;

/** PQ; a unit that UCUM does not have is kept as it is written. */
function quantityOf({ attributes }: CdaElement): Quantity | undefined {
  const written = attributes.get('value');
  const value = readNumber(written);
  const unit = attributes.get('unit')?.trim();
  if (value === undefined) return undefined;
  if (unit === undefined || unit === '' || unit === '1') return asItCame(value, written, {});
  return asItCame(value, written, findUnit(unit) === undefined ? { unit } : { unit, system: UCUM, code: unit });
}

const quantityAt = (element: CdaElement, name: string): Quantity | undefined =>
  elementsAt(element, name).map(quantityOf)[0];

const boundsIn = (element: CdaElement): Range | undefined =>
  filled<Range>({ low: quantityAt(element, 'low'), high: quantityAt(element, 'high') });

function ratioOf(element: CdaElement): Ratio | undefined {
  const [numerator, denominator] = RATIO.map((name) => quantityAt(element, name));
  return numerator && denominator && { numerator, denominator };
}

const isClosed = (element: CdaElement | undefined): boolean => element?.attributes.get('inclusive') !== 'false';

/** IVL_PQ: a range, or a limit where only one end is known. */
function intervalOf(element: CdaElement): Partial<Observation> | undefined {
  const { low, high } = boundsIn(element) ?? {};
  const end = (name: string) => isClosed(elementsAt(element, name)[0]);
  if (low !== undefined && high !== undefined) return { valueRange: { low, high } };
  if (low !== undefined) return { valueQuantity: { ...low, comparator: end('low') ? '>=' : '>' } };
  return high && { valueQuantity: { ...high, comparator: end('high') ? '<=' : '<' } };
}

type ReadValue = (element: CdaElement, context: CdaContext) => Partial<Observation> | undefined;

const coded: ReadValue = (element, context) => {
  const valueCodeableConcept = conceptOf(element, context);
  return valueCodeableConcept && { valueCodeableConcept };
};
const worded: ReadValue = (element) => filled<Observation>({ valueString: wordsOf(element) });
const ratio: ReadValue = (element) => filled<Observation>({ valueRatio: ratioOf(element) });

const VALUES: Readonly<Record<string, readonly [read: ReadValue, within: readonly string[] | undefined]>> = {
  PQ: [(element) => filled<Observation>({ valueQuantity: quantityOf(element) }), []],
  IVL_PQ: [intervalOf, BOUNDS],
  REAL: [({ attributes }) => numbered(attributes.get('value'), 'valueQuantity'), []],
  INT: [({ attributes }) => numbered(attributes.get('value'), 'valueInteger'), []],
  BL: [({ attributes }) => filled<Observation>({ valueBoolean: BOOLEANS[attributes.get('value') ?? ''] }), []],
  TS: [(element) => filled<Observation>({ valueDateTime: timeIn(element) }), []],
  IVL_TS: [(element) => filled<Observation>({ valuePeriod: periodOf(element) }), BOUNDS],
  RTO: [ratio, RATIO],
  RTO_PQ_PQ: [ratio, RATIO],
  ST: [worded, undefined],
  ED: [worded, undefined],
  ...Object.fromEntries(['CD', 'CE', 'CV', 'CO', 'CS'].map((type) => [type, [coded, ['originalText', 'translation']]])),
};

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

function numbered(
  text: string | undefined,
  element: 'valueQuantity' | 'valueInteger',
): Partial<Observation> | undefined {
  const value = readNumber(text);
  if (value === undefined) return undefined;
  if (element === 'valueQuantity') return { valueQuantity: asItCame(value, text, {}) };
  return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? { valueInteger: value } : undefined;
}

/** One value in the form that its type names; a second one beside it is not carried. */
function readValue(element: CdaElement, context: CdaContext): Partial<Observation> | undefined {
  if (!isFirst(element)) return undefined;
  const value = readSaid(element, context);
  if (value !== undefined) return value;
  const table = context.tables['null-flavor'];
  const reason = reasonOf(element, table);
  if (reason === undefined) return undefined;
  context.take(element);
  return { dataAbsentReason: absentConcept(reason, table) };
}

/** A value of any type but those left out; undefined where it cannot be read. */
export function readSaid(
  element: CdaElement,
  context: CdaContext,
  leftOut: readonly string[] = [],
): Partial<Observation> | undefined {
  const type = typeOf(element);
  const [read, within] = (leftOut.includes(type) ? undefined : VALUES[type]) ?? [];
  return read && (taken(read, within)(element, context) as ReturnType<ReadValue>);
}

function rangeOf(element: CdaElement): ObservationReferenceRange | undefined {
  const [value] = elementsAt(element, 'value');
  const words = elementsAt(element, 'text').map(wordsOf)[0];
  const isRange = value !== undefined && typeOf(value) === 'IVL_PQ';
  return filled<ObservationReferenceRange>({ ...(isRange ? boundsIn(value) : {}), text: words });
}

const LOINC = '2.16.840.1.113883.6.1';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

/**
 * FHIR holds what LOINC calls a vital sign to a profile of its own (R4 § 8.21): a number, its unit and its time. One that
 * lacks them keeps its name, so that a single entry does not make the whole document unfit.
 */
function observationCodeOf(element: CdaElement, context: CdaContext): unknown {
  if (!isFirst(element)) return undefined;
  const code = conceptOf(element, context);
  const { attributes, parent } = element;
  if (code === undefined || parent === undefined) {
    const reason = reasonOf(element, context.tables['null-flavor']);
    if (reason === undefined) return undefined;
    context.take(element);
    return { code: absentFor(reason) };
  }
  context.take(element);
  for (const qualifier of elementsAt(element, 'qualifier')) context.miss(qualifier);
  const isLoinc = attributes.get('codeSystem') === LOINC;
  const demanded = isLoinc ? context.table?.entries.find(({ source }) => source === attributes.get('code')) : undefined;
  if (demanded === undefined) return { code };
  const [value] = elementsAt(parent, 'value');
  const isMeasured = value !== undefined && typeOf(value) === 'PQ' && quantityOf(value)?.code === demanded.code;
  const isTimed = elementsAt(parent, 'effectiveTime').some((time) => periodOf(time)?.start !== undefined);
  const category = [{ coding: [{ system: CATEGORY, code: 'vital-signs', display: 'Vital Signs' }] }];
  if (isMeasured && isTimed) return { code, category };
  context.miss(element);
  return { code: { text: code.text ?? attributes.get('code') } };
}

/** `dose` → doseQuantity or doseRange. */
function amountOf(element: CdaElement, name: 'dose' | 'rate'): Dosage | undefined {
  const quantity = quantityOf(element);
  if (quantity !== undefined) return { [`${name}Quantity`]: quantity } as Dosage;
  const range = boundsIn(element);
  return range && ({ [`${name}Range`]: range } as Dosage);
}

const INTERVALS: readonly string[] = ['IVL_TS', 'TS', 'ST'];
const isInterval = (element: CdaElement): boolean => INTERVALS.includes(typeOf(element));
const firsts = new WeakMap<CdaElement, CdaElement | undefined>();

/** The first interval among the times of its statement, sought once. */
function firstInterval({ parent, name }: CdaElement): CdaElement | undefined {
  if (parent === undefined) return undefined;
  if (!firsts.has(parent)) firsts.set(parent, elementsAt(parent, name).find(isInterval));
  return firsts.get(parent);
}

/** From when until when; or for how long, where it is not said from when. */
function boundsOf(element: CdaElement, { miss }: CdaContext): TimingRepeat | undefined {
  if (!isInterval(element)) return undefined;
  const boundsPeriod = periodOf(element);
  const [width] = elementsAt(element, 'width');
  if (boundsPeriod !== undefined) {
    if (width !== undefined) miss(width);
    return { boundsPeriod };
  }
  const boundsDuration = width && quantityOf(width);
  return boundsDuration?.code === undefined ? undefined : { boundsDuration };
}

const PERIODS: readonly string[] = ['s', 'min', 'h', 'd', 'wk', 'mo', 'a'];

/** PIVL_TS: once in a period. */
function frequencyOf(element: CdaElement): TimingRepeat | undefined {
  if (typeOf(element) !== 'PIVL_TS') return undefined;
  const { value, code } = quantityAt(element, 'period') ?? {};
  if (value === undefined || value <= 0 || code === undefined || !PERIODS.includes(code)) return undefined;
  return { frequency: 1, period: value, periodUnit: code as 'd' };
}
