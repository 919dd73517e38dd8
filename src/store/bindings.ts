/** Collects the values of a statement; SQL text holds placeholders only. */
export interface Bindings {
  readonly values: unknown[];
  /** Binds a value and gives its placeholder, with a cast when a type is named. */
  (value: unknown, cast?: string): string;
}

export function createBindings(): Bindings {
  const values: unknown[] = [];
  const bind = (value: unknown, cast?: string): string => {
    values.push(value);
    return cast === undefined ? `$${values.length}` : `$${values.length}::${cast}`;
  };
  return Object.assign(bind, { values });
}
