/** Walks JSON of unknown shape: a consent or record is read as it is stored, before anything else is known of it. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of an element that may repeat, be single or be absent. */
export const objectsOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [value]).filter(isObject);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const LOCAL = /^([A-Z][A-Za-z]+)\/([^/#?|\s]+)(?:\/_history\/[^/]+)?$/;

/** `Type/id` of a literal reference to this server, without the version; otherwise `undefined`. */
export function localReference(value: unknown): string | undefined {
  const found = typeof value === 'string' ? LOCAL.exec(value) : null;
  return found ? `${found[1]}/${found[2]}` : undefined;
}

/** Every object inside a value, the value itself first; `meta`, which only resources have, is not entered. */
export function objectsWithin(value: unknown): Json[] {
  const found: Json[] = [];
  collectObjects(value, found);
  return found;
}

function collectObjects(value: unknown, found: Json[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collectObjects(item, found);
    return;
  }
  const object = value as Json;
  found.push(object);
  for (const key of Object.keys(object)) {
    if (key !== 'meta') collectObjects(object[key], found);
  }
}

export const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];
