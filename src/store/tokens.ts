/** The spellings under which a coded value is found: with its system, without one, and with any. */
import type { ImpliedSystem, SearchValue } from '#fhir';

/** Stands for any system or for any code; nobody's own word is written like it. */
const ANY = '*';
const own = (text: string): string => (/^\\*\*$/.test(text) ? `\\${text}` : text);

interface Coded {
  system?: string;
  code?: string;
  value?: string;
  display?: string;
  text?: string;
  coding?: Coded[];
  type?: { text?: string; coding?: Coded[] };
}

/** R4's implied system of `true` and `false`. */
const TRUTH = 'http://hl7.org/fhir/special-values';

/**
 * Search forms of a value: `system|code`, `|code` when it has no system, `*|code` for any, `system|*` for all of one. A
 * plain code has no system of its own, and is found by the one that is `implied` too.
 */
export function tokensIn(value: unknown, implied?: ImpliedSystem): string[] {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    const system = typeof value === 'boolean' ? TRUTH : typeof implied === 'object' ? implied[String(value)] : implied;
    const code = own(String(value));
    return [...formsOf('', code), ...(system === undefined ? [] : [`${own(system)}|${code}`, `${own(system)}|${ANY}`])];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { coding, system, code, value: identifier } = value as Coded;
  if (coding) return coding.flatMap((one) => tokensIn(one));
  const said = wordOf(code ?? identifier);
  if (said === undefined) return system === undefined ? [] : [`${own(system)}|${ANY}`];
  return system === undefined ? formsOf('', own(said)) : [...formsOf(own(system), own(said)), `${own(system)}|${ANY}`];
}

const formsOf = (system: string, code: string): string[] => [`${system}|${code}`, `${ANY}|${code}`];

/** What a region's own parameter finds may be anything: a whole resource has a `code` that is none. */
const wordOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `type-system|type-code|value` of an identifier whose type is coded. */
export function typedIdentifiersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, value: said } = value as Coded;
  if (said === undefined || !Array.isArray(type?.coding)) return [];
  return type.coding.flatMap(({ system, code }) => (code === undefined ? [] : [`${system ?? ''}|${code}|${said}`]));
}

/** What people read of it: a concept's text, displays, an identifier's type. */
export function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { coding = [], text, display, type } = value as Coded;
  const texts = [text, display, ...coding.map((one) => one.display), type?.text];
  return texts.filter((one) => one !== undefined);
}

/** The bare codes, to sort by. */
export function codeIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  const { coding, code, value: identifier } = value as Coded;
  if (coding) return coding.flatMap(codeIn);
  const said = wordOf(code ?? identifier);
  return said === undefined ? [] : [said];
}

/** The form under which the value of a filter is found. */
export function tokenForm(value: SearchValue): string {
  if (value.type !== 'token') throw new Error('defect: a token filter holds another value');
  const { system, code } = value;
  const from = system === undefined ? ANY : own(system);
  return system !== undefined && code === '' ? `${from}|${ANY}` : `${from}|${own(code)}`;
}
