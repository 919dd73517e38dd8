/** Reads the values of a search parameter as R4 § 3.1.1.4 writes them: each as what its type says, or why it is none. */
import type { Bilingual } from './issue.ts';
import { type Span, spanOf } from './japan-time.ts';
import { NEAR_FORM, type Near, readNear } from './near.ts';
import { precisionSpan } from './precision.ts';
import { localForm } from './reference.ts';
import type { SearchParameter, SearchParameterType } from './search-parameter.ts';

/** R4's prefixes of ordered values. */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** A number as written: `5.4` stands for 5.35 to 5.45. */
export interface WrittenNumber {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type SearchValue =
  /** `system` undefined: any; empty: none. `code` empty: every code of the system. */
  | { readonly type: 'token'; readonly system: string | undefined; readonly code: string }
  /** `kind`: for `:of-type`, the type of an identifier. */
  | { readonly type: 'of-type'; readonly system: string; readonly kind: string; readonly code: string }
  /** `Type/id`, an absolute URL, or a bare id. */
  | { readonly type: 'reference'; readonly text: string }
  | { readonly type: 'date'; readonly prefix: Prefix; readonly span: Span }
  | { readonly type: 'string' | 'uri' | 'text'; readonly text: string }
  | ({ readonly type: 'number'; readonly prefix: Prefix } & WrittenNumber)
  | ({
      readonly type: 'quantity';
      readonly prefix: Prefix;
      readonly system: string | undefined;
      readonly code: string | undefined;
    } & WrittenNumber)
  | Near
  | { readonly type: 'composite'; readonly parts: readonly SearchValue[] };

/** The values between commas, still escaped. */
export const alternativesOf = (text: string): string[] => splitAt(text, ',').filter((part) => part !== '');

/** One value, or undefined when it is none of the parameter's type. `base` is the FHIR base URL of the house. */
export function readValue(
  parameter: SearchParameter,
  modifier: string,
  text: string,
  base?: string,
): SearchValue | undefined {
  if (modifier === 'of-type') return readOfType(text);
  if (modifier === 'identifier') return readToken(text);
  if (modifier === 'in' || modifier === 'not-in') return { type: 'uri', text: plain(text) };
  // Compared without white space, a blank would begin everything.
  if (isBlank(text) && modifier !== 'exact' && (modifier === 'text' || parameter.type === 'string')) return undefined;
  if (modifier === 'text') return { type: 'text', text: plain(text) };
  switch (parameter.type) {
    case 'token':
      return readToken(text);
    case 'date':
      return readDate(text);
    case 'number':
      return readNumber(text);
    case 'quantity':
      return readQuantity(text);
    case 'composite':
      return readComposite(parameter, splitAt(text, '$'), base);
    case 'special':
      return readNear(splitAt(text, '|').map(plain));
    case 'reference':
      // Nobody refers to a version only: what is found by it would be told of as if it were all.
      return LOCAL_VERSION.test(text) ? undefined : { type: 'reference', text: plain(text) };
    default:
      return { type: parameter.type, text: plain(text) };
  }
}

const LOCAL_VERSION = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}\/_history\//;

/** White space, and what only chooses between drawings of the character before it. */
const isBlank = (text: string): boolean => /^(?:\s|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}])*$/u.test(text);

function readToken(text: string): SearchValue | undefined {
  const parts = splitAt(text, '|').map(plain);
  const [first = '', second] = parts;
  if (parts.length > 2) return undefined;
  if (second === undefined) return { type: 'token', system: undefined, code: first };
  return first === '' && second === '' ? undefined : { type: 'token', system: first, code: second };
}

function readOfType(text: string): SearchValue | undefined {
  const [system = '', kind = '', code = '', ...more] = splitAt(text, '|').map(plain);
  return kind === '' || code === '' || more.length > 0 ? undefined : { type: 'of-type', system, kind, code };
}

function readDate(text: string): SearchValue | undefined {
  const [prefix, rest] = splitPrefix(text);
  const span = askedSpan(rest);
  return span && { type: 'date', prefix, span };
}

/** The span of a date in a query: a plus that was not percent-encoded arrives as a space. */
export const askedSpan = (text: string): Span | undefined => spanOf(text.replace(/ (?=\d\d:\d\d$)/, '+'));

function readNumber(text: string): SearchValue | undefined {
  const [prefix, rest] = splitPrefix(text);
  const span = precisionSpan(rest);
  return span && { type: 'number', prefix, ...span };
}

function readQuantity(text: string): SearchValue | undefined {
  const [prefix, rest] = splitPrefix(text);
  const [number = '', system, code, ...more] = splitAt(rest, '|').map(plain);
  const span = precisionSpan(number);
  if (!span || more.length > 0) return undefined;
  return { type: 'quantity', prefix, system: system || undefined, code: code || undefined, ...span };
}

function readComposite({ components, turned }: SearchParameter, written: string[], base = ''): SearchValue | undefined {
  if (written.length !== components.length) return undefined;
  const types = components.map(({ parameter }) => parameter.type);
  const texts = turned ? inOrder(types, written) : written;
  if (texts === undefined) return undefined;
  const parts = components.flatMap(({ parameter }, i) => {
    const text = texts[i] ?? '';
    return readValue(parameter, '', parameter.type === 'reference' ? localForm(base, text) : text) ?? [];
  });
  return parts.length === components.length ? { type: 'composite', parts } : undefined;
}

/**
 * Two parts, of which R4 names the order once so and once the other way round: what is a reference tells which is which.
 * Nothing where both are one.
 */
function inOrder(types: readonly SearchParameterType[], texts: readonly string[]): readonly string[] | undefined {
  const at = types.indexOf('reference');
  const referring = texts.map((text) => isReference(text));
  if (at < 0 || referring[0] === referring[1]) return referring.every(Boolean) ? undefined : texts;
  return referring[at] ? texts : texts.toReversed();
}

const isReference = (text: string): boolean =>
  /^(?:[a-z][a-z0-9+.-]*:[^|]*|[A-Z][A-Za-z]+\/[^|]*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text);

function splitPrefix(text: string): [Prefix, string] {
  const [, prefix = 'eq', rest = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s.exec(text) ?? [];
  return [prefix as Prefix, rest];
}

/** Splits at a character that is not escaped; the escapes stay. */
function splitAt(text: string, mark: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i += 1) {
    const at = text.charAt(i);
    if (at === '\\') part += at + text.charAt(++i);
    else if (at === mark) {
      parts.push(part);
      part = '';
    } else part += at;
  }
  return [...parts, part];
}

const plain = (text: string): string => text.replace(/\\([,$|\\])/g, '$1');

export type ValueForm = Exclude<SearchParameterType, 'special'> | 'of-type' | 'identifier' | 'near';

/** How a value of each type is written, for who wrote another. */
export const VALUE_FORMS: Readonly<Record<ValueForm, Bilingual>> = {
  token: {
    en: '`code`, `system|code`, `|code` or `system|`',
    ja: '`code`、`system|code`、`|code`、`system|` のどれか',
  },
  'of-type': { en: '`type-system|type-code|value`', ja: '`種別のsystem|種別のcode|値`' },
  identifier: { en: '`system|value`', ja: '`system|value`' },
  reference: { en: '`Type/id`, an id or a URL', ja: '`型/id`、id、URL のどれか' },
  date: { en: 'a date such as `2026-04-01` or `ge2026-04`', ja: '日付（例: 2026-04-01、ge2026-04）' },
  string: { en: 'a text', ja: '文字列' },
  text: { en: 'a text', ja: '文字列' },
  uri: { en: 'a URI', ja: 'URI' },
  number: { en: 'a number such as `5.4` or `ge5.4`', ja: '数値（例: 5.4、ge60）' },
  quantity: {
    en: 'a number such as `5.4` or `ge5.4|http://unitsofmeasure.org|kg`',
    ja: '数値（例: 5.4、ge60||kg）',
  },
  near: NEAR_FORM,
  composite: { en: 'the values of all parts joined by `$`', ja: '各部の値を `$` でつないだもの' },
};
