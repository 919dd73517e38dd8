/** A JSON value in which every number is its text: it is copied, moved and compared with all of its digits. */
import { parseWithSource, rawJSON } from './json-source.ts';
import { fromJson, toJson } from './written-numbers.ts';

/** What stands before every text that is no number; no number begins with it. */
const QUOTE = '"';

/** A copy in which every number is a text, as it is written, and every text begins with a quote. */
export const withNumberTexts = (value: unknown): unknown =>
  parseWithSource(toJson(value), (_key, one, { source }) => {
    if (typeof one === 'number') return source;
    return typeof one === 'string' ? `${QUOTE}${one}` : one;
  });

/** The value again of which `withNumberTexts` made this, each number remembered as it is written. */
export const fromNumberTexts = (value: unknown): unknown =>
  fromJson(
    JSON.stringify(value, (_key, one: unknown) => {
      if (typeof one !== 'string') return one;
      return one.startsWith(QUOTE) ? one.slice(QUOTE.length) : rawJSON(one);
    }),
  );

/** Are two such values equal as JSON? The order of members is nothing, and neither are the zeros behind a number. */
export function sameWithNumberTexts(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one === other || sameNumber(one, other);
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && sameWithNumberTexts((one as Members)[name], (other as Members)[name]),
    )
  );
}

type Members = Readonly<Record<string, unknown>>;

function sameNumber(one: string, other: string): boolean {
  const [first, second] = [decimalOf(one), decimalOf(other)];
  return first !== undefined && first === second;
}

/** The sign, the digits that count and the power of ten of the last of them: the same for all texts of a number. */
function decimalOf(text: string): string | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  // Counted, not matched: a pattern would begin anew at each zero of a long number.
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  if (end === 0) return '0';
  return `${sign}${digits.slice(0, end)}e${BigInt(exponent.replace('+', '')) + BigInt(digits.length - end - fraction.length)}`;
}

/** An exponent that is longer than this belongs to no quantity, and is not reckoned with. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,30}))?$/;
