/** How much a JSON value holds, told without looking at more of it than there may be. */

export interface Extent {
  readonly values: number;
  /** Of texts and of names. */
  readonly characters: number;
}

/** The extent of a value; undefined where it is more than `max`, or nested deeper than `depth`. */
export function extentOf(whole: unknown, max: Extent, depth: number): Extent | undefined {
  let [values, characters] = [0, 0];
  let level: unknown[] = [whole];
  for (let deep = 0; level.length > 0; deep += 1) {
    if (deep > depth) return undefined;
    const below: unknown[] = [];
    for (const value of level) {
      values += 1;
      characters += lengthOf(value);
      if (values > max.values || characters > max.characters) return undefined;
      if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) below.push(member);
    }
    level = below;
  }
  return { values, characters };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 0;
  return Object.keys(value).reduce((sum, key) => sum + key.length, 0);
}
