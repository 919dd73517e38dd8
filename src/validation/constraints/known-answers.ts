/** The answers to one question, kept so that a condition looks at them once, however many there are. */

export class KnownAnswers {
  readonly #keys = new Set<string>();
  readonly #numbers = new Extent<number>();
  readonly #moments = new Extent<number>();
  /** Of what is a moment too, since it is compared with what is none by its characters. */
  readonly #texts = { plain: new Extent<string>(), moment: new Extent<string>() };

  add(answer: unknown): void {
    const key = keyOf(answer);
    if (key !== undefined) this.#keys.add(key);
    const value = measureOf(answer);
    if (typeof value === 'number') this.#numbers.add(value);
    if (typeof value !== 'string') return;
    this.#texts[isMoment(value) ? 'moment' : 'plain'].add(value);
    if (isMoment(value)) this.#moments.add(Date.parse(value));
  }

  /** Is one of the answers the same? Codings are when system and code are, quantities when their numbers are. */
  has(wanted: unknown): boolean {
    const key = keyOf(wanted);
    return key !== undefined && this.#keys.has(key);
  }

  /** Is one of the answers greater or less? `operator` is one of `<`, `>`, `<=`, `>=`. */
  compares(operator: string, wanted: unknown): boolean {
    const value = measureOf(wanted);
    if (typeof value === 'number') return this.#numbers.compares(operator, value);
    if (typeof value !== 'string') return ORS_EQUAL.includes(operator) && this.has(wanted);
    if (this.#texts.plain.compares(operator, value)) return true;
    return isMoment(value)
      ? this.#moments.compares(operator, Date.parse(value))
      : this.#texts.moment.compares(operator, value);
  }
}

const ORS_EQUAL = ['<=', '>='];

/** The least and the greatest of what was added. */
class Extent<T extends number | string> {
  #least: T | undefined;
  #greatest: T | undefined;

  add(value: T): void {
    if (this.#least === undefined || value < this.#least) this.#least = value;
    if (this.#greatest === undefined || value > this.#greatest) this.#greatest = value;
  }

  compares(operator: string, value: T): boolean {
    if (this.#least === undefined || this.#greatest === undefined) return false;
    if (operator === '>') return this.#greatest > value;
    if (operator === '<') return this.#least < value;
    return operator === '>=' ? this.#greatest >= value : operator === '<=' && this.#least <= value;
  }
}

const ZONED = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/;
const isMoment = (text: string): boolean => ZONED.test(text) && !Number.isNaN(Date.parse(text));

/** Words, dates and times in the order of their characters; moments by when they are, whatever their offset. */
export function orderText(one: string, other: string): number {
  if (isMoment(one) && isMoment(other)) return Math.sign(Date.parse(one) - Date.parse(other));
  return one === other ? 0 : one < other ? -1 : 1;
}

/** What is compared of a value: of a quantity its number. */
function measureOf(value: unknown): unknown {
  const inner = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
  return typeof inner === 'object' ? undefined : inner;
}

/** The same for what counts as the same answer; undefined for what cannot be compared. */
function keyOf(value: unknown): string | undefined {
  if (typeof value === 'string') return isMoment(value) ? `moment ${Date.parse(value)}` : `text ${value}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${typeof value} ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  const { value: measure, reference, system, code } = value as Record<string, unknown>;
  if (measure !== undefined) return typeof measure === 'object' ? undefined : `measure ${keyOf(measure)}`;
  return reference === undefined ? `code ${JSON.stringify([system, code])}` : `reference ${String(reference)}`;
}
