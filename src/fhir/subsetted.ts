/** The tag of what was shortened for an answer (R4 § 3.1.1.5.9). */
export const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
} as const;

/** Do the tags, as they were sent, say that the resource is not whole? */
export const isSubsetted = (tags: unknown): boolean =>
  Array.isArray(tags) && tags.some((tag) => tag?.system === SUBSETTED.system && tag.code === SUBSETTED.code);
