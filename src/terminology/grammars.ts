/** Code systems that are a grammar rather than a list: a code is judged by its form alone. */
const GRAMMARS: Readonly<Record<string, RegExp>> = {
  'urn:ietf:bcp:47':
    /^([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8}|x(-[A-Za-z0-9]{1,8})+)(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{2,8})*$/,
  'urn:ietf:bcp:13': /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+*-]*(\s*;.*)?$/,
  'urn:iso:std:iso:4217': /^[A-Z]{3}$/,
  'urn:iso:std:iso:3166': /^([A-Z]{2}|[A-Z]{3}|[0-9]{3})$/,
};

/** Does the grammar of `system` know `code`? Undefined when the system is no grammar. */
export function matchesGrammar(system: string, code: string): boolean | undefined {
  return GRAMMARS[system]?.test(code);
}
