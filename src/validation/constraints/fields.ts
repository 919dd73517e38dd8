/** Small questions about the fields of an object, as FHIRPath asks them. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What is nested deeper is refused as a whole by the walk, and need not be looked into. */
export const NESTING_MAX = 200;

export const has = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** The objects of an array. */
export const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** A primitive is there with its value or with its extensions alone. */
export const either = (value: Fields, name: string): boolean => has(value[name]) || has(value[`_${name}`]);

/** A choice such as `value[x]` is there when any of its JSON names is. */
export function hasChoice(value: Fields, stem: string): boolean {
  for (const key in value) {
    const start = key.startsWith('_') ? 1 : 0;
    const letter = key.charCodeAt(start + stem.length);
    if (letter >= 65 && letter <= 90 && key.startsWith(stem, start)) return true;
  }
  return false;
}

/** Has the concept one of these codes of the system? */
export const coded = (concept: unknown, system: string, codes: readonly string[]): boolean =>
  list(isFields(concept) ? concept['coding'] : undefined).some(
    (coding) => coding['system'] === system && codes.includes(String(coding['code'])),
  );
