/** The limits that a question's extensions set to its answers: range, length, format, precision, size, unit. */

import { inWords } from './compare.ts';
import { isFields } from './fields.ts';
import { orderText } from './known-answers.ts';
import { matches } from './limited.ts';
import type { Node } from './node.ts';
import { limitOf, limitsOf, type Question } from './questionnaire.ts';
import type { Run } from './shape.ts';
import { convertUnit } from './ucum.ts';

const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';

export function checkLimits(question: Question, at: Node, run: Run): void {
  const limit = (name: string): unknown => limitOf(question, name);
  const { value } = at;
  if (typeof value === 'string') {
    checkText(
      value,
      { type: question.type, max: question.maxLength, min: limit('minLength'), format: limit('regex') },
      at,
      run,
    );
  }
  checkRange(limit('minValue'), limit('maxValue'), at, run);
  checkRange(limit(`${SDC}minQuantity`), limit(`${SDC}maxQuantity`), at, run);
  checkPrecision(limit('maxDecimalPlaces'), at, run);
  if (question.type === 'attachment') checkAttachment(limit('maxSize'), limitsOf(question, 'mimeType'), at, run);
  if (question.type === 'quantity') checkUnit(question, at, run);
  if (question.type === 'reference') checkTarget(limitsOf(question, 'questionnaire-referenceResource'), at, run);
}

interface TextLimits {
  readonly type: string | undefined;
  readonly min: unknown;
  readonly max: number | undefined;
  readonly format: unknown;
}

function checkText(value: string, { type, max, min, format }: TextLimits, at: Node, run: Run): void {
  const found = [...value].length;
  if (typeof max === 'number' && found > max) run.report('value-too-long', at, { max, found });
  if (typeof min === 'number' && found < min) run.report('answer-too-short', at, { min, found });
  if (type === 'string' && /[\r\n]/.test(value)) run.report('answer-line-break', at, {});
  const pattern = typeof format === 'string' ? patternOf(format) : undefined;
  if (pattern !== undefined && !matches(pattern, value, at, run))
    run.report('answer-format', at, { found: value, expected: String(format) });
}

/** A pattern that cannot be read cannot be broken; it is the questionnaire's fault, not the answer's. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

function checkRange(min: unknown, max: unknown, at: Node, run: Run): void {
  const below = min === undefined ? undefined : compare(at.value, min);
  const above = max === undefined ? undefined : compare(at.value, max);
  const words = {
    found: inWords(at.value),
    expected: `${min === undefined ? '' : inWords(min)} … ${max === undefined ? '' : inWords(max)}`,
  };
  if (below === 'incomparable' || above === 'incomparable') run.report('answer-incomparable', at, words);
  else if (below === -1 || above === 1) run.report('value-range', at, words);
}

type Quantity = Readonly<Record<'value' | 'system' | 'code', unknown>>;

function compare(value: unknown, limit: unknown): number | 'incomparable' {
  if (typeof value === 'number' && typeof limit === 'number') return Math.sign(value - limit);
  if (typeof value === 'string' && typeof limit === 'string')
    return value.startsWith(limit) || limit.startsWith(value) ? 0 : orderText(value, limit);
  if (typeof value !== 'object' || typeof limit !== 'object' || value === null || limit === null) return 'incomparable';
  const [one, other] = [value, limit] as [Quantity, Quantity];
  // Without a coded unit nobody knows whether `Kg` here is `Kg` there.
  if (typeof one.code !== 'string' || typeof other.code !== 'string' || one.system !== other.system)
    return 'incomparable';
  if (one.code === other.code) return compare(one.value, other.value);
  const converted =
    one.system === UCUM && typeof one.value === 'number' ? convertUnit(one.value, one.code, other.code) : undefined;
  return converted === undefined
    ? 'incomparable'
    : compare(Number(converted.toPrecision(SIGNIFICANT_DIGITS)), other.value);
}

const UCUM = 'http://unitsofmeasure.org';
/** What conversion adds beyond these is the noise of binary fractions. */
const SIGNIFICANT_DIGITS = 12;

function checkPrecision(max: unknown, at: Node, run: Run): void {
  const number = typeof at.value === 'object' ? (at.value as Quantity | null)?.value : at.value;
  if (typeof max !== 'number' || typeof number !== 'number') return;
  const found = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
  if (found > max) run.report('answer-precision', at, { max, found });
}

function checkAttachment(max: unknown, types: readonly unknown[], { value, parent }: Node, run: Run): void {
  if (parent === undefined || !isFields(value)) return;
  const { size, data, contentType } = value;
  const found = typeof size === 'number' ? size : typeof data === 'string' ? bytesOf(data) : 0;
  if (typeof max === 'number' && found > max) run.report('answer-size', parent, { max, found });
  if (types.length > 0 && !types.includes(contentType))
    run.report('answer-media-type', parent, { expected: types.join(', '), found: inWords(contentType) });
}

const bytesOf = (base64: string): number => Math.floor((base64.replace(/[=\s]/g, '').length * 3) / 4);

function checkUnit(question: Question, at: Node, run: Run): void {
  if (!isFields(at.value)) return;
  const { system, code } = at.value;
  const valueSet = limitOf(question, 'questionnaire-unitValueSet');
  const known = typeof code === 'string' && typeof system === 'string';
  const found = known ? `${system}#${code}` : '∅';
  if (typeof valueSet === 'string') {
    const answer = known ? run.terminology.validateCode(valueSet, { system, code }) : 'not-member';
    if (answer === 'not-member') run.report('answer-unit', at, { found, expected: valueSet });
  }
  const options = limitsOf(question, 'questionnaire-unitOption').filter(isFields);
  if (options.length > 0 && !options.some((one) => one['code'] === code && one['system'] === system))
    run.report('answer-unit', at, {
      found,
      expected: options.map((one) => `${one['system']}#${one['code']}`).join(', '),
    });
}

/** A reference that names its type, in its URL or beside it, to a type that the question does not ask for. */
function checkTarget(types: readonly unknown[], at: Node, run: Run): void {
  if (types.length === 0 || !isFields(at.value)) return;
  const { reference, type } = at.value;
  const [, named = type] =
    /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(String(reference)) ?? [];
  if (typeof named === 'string' && !types.includes(named))
    run.report('answer-reference-type', at, { expected: types.join(' | '), found: named });
}
