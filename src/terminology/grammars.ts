/** Code systems that are a grammar rather than a list: a code is judged by its form alone. */
import { findUnit, UCUM } from './ucum.ts';

const fits = (pattern: RegExp) => (code: string) => pattern.test(code);

const GRAMMARS: Readonly<Record<string, (code: string) => boolean>> = {
  'urn:ietf:bcp:47': fits(
    /^([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8}|x(-[A-Za-z0-9]{1,8})+)(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{2,8})*(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?$/,
  ),
  'urn:ietf:bcp:13': fits(/^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+*-]*(\s*;.*)?$/),
  'urn:iso:std:iso:4217': isCurrency,
  'urn:iso:std:iso:3166': isCountry,
  'urn:iso:std:iso:3166:-2': fits(/^[A-Z]{2}-[A-Z0-9]{1,3}$/),
  'http://unstats.un.org/unsd/methods/m49/m49.htm': fits(/^[0-9]{3}$/),
  [UCUM]: (code) => findUnit(code) !== undefined,
};

/** Grammars whose every well-formed code exists; of the others form alone is known. */
const KNOWN_WHOLE: readonly string[] = [UCUM, 'urn:iso:std:iso:4217'];

/** Does the grammar of `system` know `code`? Undefined when the system is no grammar. */
export function matchesGrammar(system: string, code: string): boolean | undefined {
  return GRAMMARS[system]?.(code);
}

/** Does a code that fits the grammar surely exist? */
export const isKnownWhole = (system: string): boolean => KNOWN_WHOLE.includes(system);

/** What a code of a grammar is called in a language; nothing where nobody here knows. */
export function nameInGrammar(system: string, code: string, language = 'en'): string | undefined {
  if (system === UCUM) return language.startsWith('en') ? findUnit(code)?.name : undefined;
  const type = NAMED[system];
  if (type === undefined) return undefined;
  try {
    return new Intl.DisplayNames(language, { type, fallback: 'none' }).of(code);
  } catch {
    // Neither the language nor the code has to be one that Unicode's data knows.
    return undefined;
  }
}

const NAMED: Readonly<Record<string, 'language' | 'region' | 'currency'>> = {
  'urn:ietf:bcp:47': 'language',
  'urn:iso:std:iso:3166': 'region',
  'urn:iso:std:iso:4217': 'currency',
};

/** Codes of ISO 4217 that are no money of a country, and that Unicode's list leaves out. */
const BEYOND_MONEY = ['XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XPD', 'XPT', 'XSU', 'XTS', 'XUA', 'XXX', 'UYW'];
let currencies: ReadonlySet<string> | undefined;

function isCurrency(code: string): boolean {
  currencies ??= new Set([...Intl.supportedValuesOf('currency'), ...BEYOND_MONEY]);
  return currencies.has(code);
}

/** Two letters are known to Unicode's data; of three letters or digits only the form is. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return /^([A-Z]{3}|[0-9]{3})$/.test(code);
  return REGIONS.of(code) !== undefined;
}

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
