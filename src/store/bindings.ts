/** Collects the values of a statement; SQL text holds placeholders only. */
export interface Bindings {
  readonly values: unknown[];
  /** Binds a value and gives its placeholder, with a cast when a type is named. */
  (value: unknown, cast?: string): string;
}

export function createBindings(): Bindings {
  const values: unknown[] = [];
  const bound = new Map<unknown, number>();
  const bind = (value: unknown, cast?: string): string => {
    // A list that is asked for in many places is sent once.
    const known = typeof value === 'object' ? bound.get(value) : undefined;
    if (known === undefined) bound.set(value, values.push(value));
    const place = `$${known ?? values.length}`;
    return cast === undefined ? place : `${place}::${cast}`;
  };
  return Object.assign(bind, { values });
}
