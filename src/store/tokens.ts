/** The spellings under which a coded value is found: with its system, without one, and with any. */
import type { ImpliedSystem, SearchValue } from '#fhir';

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
    return [`|${value}`, `*|${value}`, ...(system === undefined ? [] : [`${system}|${value}`, `${system}|*`])];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { coding, system, code, value: identifier } = value as Coded;
  if (coding) return coding.flatMap((one) => tokensIn(one));
  const own = code ?? identifier;
  if (own === undefined) return system === undefined ? [] : [`${system}|*`];
  return system === undefined ? [`|${own}`, `*|${own}`] : [`${system}|${own}`, `*|${own}`, `${system}|*`];
}

/** `type-system|type-code|value` of an identifier whose type is coded. */
export function typedIdentifiersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, value: own } = value as Coded;
  if (own === undefined || !Array.isArray(type?.coding)) return [];
  return type.coding.flatMap(({ system, code }) => (code === undefined ? [] : [`${system ?? ''}|${code}|${own}`]));
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
  const own = code ?? identifier;
  return own === undefined ? [] : [own];
}

/** The form under which the value of a filter is found. */
export function tokenForm(value: SearchValue): string {
  if (value.type !== 'token') throw new Error('defect: a token filter holds another value');
  const { system, code } = value;
  if (system === undefined) return `*|${code}`;
  return code === '' ? `${system}|*` : `${system}|${code}`;
}
