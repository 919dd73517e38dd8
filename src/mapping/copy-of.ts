/** Copies what a table fixes: several resources are made of it, and each is written into. */

/** Of plain JSON, which tables are. */
export function copyOf<T>(fixed: T): T {
  if (Array.isArray(fixed)) return fixed.map(copyOf) as T;
  if (typeof fixed !== 'object' || fixed === null) return fixed;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fixed)) copy[name] = copyOf(value);
  return copy as T;
}
