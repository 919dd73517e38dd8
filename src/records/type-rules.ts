/** What holds for writing single types, beyond what holds for all. */

/** Changed only by who names the version that was read: an old copy must not give back what was withdrawn since. */
const CHANGED_BY_VERSION: readonly string[] = ['Consent'];

/** A refusal is as much a consent as a permission, and both are evidence. */
const KEPT: readonly string[] = ['Consent'];

/** Whether a change needs the header `If-Match`. */
export const needsVersion = (type: string): boolean => CHANGED_BY_VERSION.includes(type);

/** Whether nobody can delete any of this type. */
export const isKept = (type: string): boolean => KEPT.includes(type);
