/** The forms under which a reference, a canonical or a URI is found. */
import type { SearchParameter } from '#fhir';

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

/**
 * The reference parameter by which it is known whether a parameter has a value, where that depends on what the reference
 * leads to: of a masked one nobody is told that it leads to a person.
 */
export function askedTarget(parameter: SearchParameter): SearchParameter | undefined {
  const [part] = parameter.components.filter(({ parameter: own }) => own.type === 'reference');
  if (part !== undefined) return part.parameter;
  return parameter.type === 'reference' && parameter.expression.includes('resolve()') ? parameter : undefined;
}
