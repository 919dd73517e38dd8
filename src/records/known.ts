/** References that need not be looked for: what comes in the same transaction is there once it is through. */

export interface Known {
  has(reference: string): boolean;
}

export const NOTHING_KNOWN: Known = new Set<string>();

/** A transaction asks for each of its entries: what is known to all of them is not copied for each. */
export function alsoKnown(known: Known, more: readonly string[]): Known {
  if (more.length === 0) return known;
  const others = new Set(more);
  return { has: (reference) => others.has(reference) || known.has(reference) };
}
