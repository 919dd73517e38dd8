/** The forms under which a reference, a canonical or a URI is found. */

interface ReferenceLike {
  reference?: string;
  identifier?: { system?: string; value?: string };
}

/** `Type/id` without its version, a canonical with and without its version, a URI. */
export function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('|') ? [value, value.split('|')[0] ?? value] : [value];
  const { reference } = value as ReferenceLike;
  return reference === undefined ? [] : [reference.replace(/\/_history\/.*$/, '')];
}

/** The identifier by which a reference names its target, in the forms of a token. */
export function identifiersIn(value: unknown): string[] {
  if (typeof value === 'string') return [];
  const { identifier } = value as ReferenceLike;
  if (identifier?.value === undefined) return [];
  const { system, value: own } = identifier;
  return system === undefined ? [`|${own}`, `*|${own}`] : [`${system}|${own}`, `*|${own}`, `${system}|*`];
}
