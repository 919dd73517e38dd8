/** The limits that a question's extensions set to its answers: range, length, format, precision, size, unit. */
import { inWords } from './compare.ts';
import type { Node } from './node.ts';
import { choiceIn, type Question } from './questionnaire.ts';
import type { Run } from './shape.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';

export function checkLimits(question: Question, at: Node, run: Run): void {
  const limit = (url: string): unknown => {
    const extension = question.extension?.find((one) => one.url === url);
    return extension === undefined ? undefined : choiceIn(extension, 'value')?.[1];
  };
  const { value } = at;
  if (typeof value === 'string') checkText(value, { max: question.maxLength, format: limit(`${CORE}regex`) }, at, run);
  checkRange(limit(`${CORE}minValue`), limit(`${CORE}maxValue`), at, run);
  checkRange(limit(`${SDC}minQuantity`), limit(`${SDC}maxQuantity`), at, run);
  checkPrecision(limit(`${CORE}maxDecimalPlaces`), at, run);
  if (at.parent !== undefined) checkSize(limit(`${CORE}maxSize`), value, at.parent, run);
  checkUnit(limit(`${CORE}questionnaire-unitValueSet`), at, run);
}

interface TextLimits {
  readonly max: number | undefined;
  readonly format: unknown;
}

function checkText(value: string, { max, format }: TextLimits, at: Node, run: Run): void {
  if (max !== undefined && [...value].length > max) run.report('value-too-long', at, { max, found: [...value].length });
  if (typeof format !== 'string') return;
  try {
    if (!new RegExp(`^(?:${format})$`, 'u').test(value))
      run.report('answer-format', at, { found: value, expected: format });
  } catch {
    // A pattern that cannot be read cannot be broken; it is the questionnaire's fault, not the answer's.
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
  if (typeof value === 'string' && typeof limit === 'string') return value === limit ? 0 : value < limit ? -1 : 1;
  if (typeof value !== 'object' || typeof limit !== 'object' || value === null || limit === null) return 'incomparable';
  const [one, other] = [value, limit] as [Quantity, Quantity];
  // Without a coded unit nobody knows whether `Kg` here is `Kg` there.
  const sameUnit = one.code !== undefined && one.code === other.code && one.system === other.system;
  return sameUnit ? compare(one.value, other.value) : 'incomparable';
}

function checkPrecision(max: unknown, at: Node, run: Run): void {
  const number = typeof at.value === 'object' ? (at.value as Quantity | null)?.value : at.value;
  if (typeof max !== 'number' || typeof number !== 'number') return;
  const found = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
  if (found > max) run.report('answer-precision', at, { max, found });
}

function checkSize(max: unknown, value: unknown, answer: Node, run: Run): void {
  if (typeof max !== 'number' || typeof value !== 'object' || value === null) return;
  const { size, data } = value as { size?: unknown; data?: unknown };
  const found = typeof size === 'number' ? size : typeof data === 'string' ? Math.floor((data.length * 3) / 4) : 0;
  if (found > max) run.report('answer-size', answer, { max, found });
}

function checkUnit(valueSet: unknown, at: Node, run: Run): void {
  if (typeof valueSet !== 'string' || typeof at.value !== 'object' || at.value === null) return;
  const { system, code } = at.value as Quantity;
  const known = typeof code === 'string' && typeof system === 'string';
  const answer = known ? run.terminology.validateCode(valueSet, { system, code }) : 'not-member';
  if (answer === 'not-member') run.report('answer-unit', at, { found: known ? `${system}#${code}` : '∅', valueSet });
}
