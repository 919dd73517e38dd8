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

/** Every object inside a value, the value itself first; `meta` of a resource is not entered. */
export function* objectsWithin(value: unknown): Generator<Json> {
  if (Array.isArray(value)) {
    for (const item of value) yield* objectsWithin(item);
  } else if (isObject(value)) {
    yield value;
    for (const [key, item] of Object.entries(value)) {
      if (key !== 'meta' || value['resourceType'] === undefined) yield* objectsWithin(item);
    }
  }
}

export const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];
