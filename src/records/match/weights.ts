/**
 * How much each likeness of two people weighs: the base-2 logarithm of how much oftener it is met between two records of one
 * person than between records of two (Fellegi and Sunter). Chosen by hand for Japanese registers, and the same for everyone.
 */

export const WEIGHTS = {
  /** For each system in which both have a number. */
  identifier: { same: 14, different: -4 },
  /** `swapped`: month and day exchanged. `slip`: one digit beside the right one, or the same year of another era. */
  birthDate: { same: 10, swapped: 5, partial: 4, slip: 3, different: -10 },
  sex: { same: 1, different: -4 },
  /** Family names change by marriage. `reading`: only the kana or Latin letters agree; `homophone`: the kanji differ. */
  family: { same: 6, reading: 4, homophone: 1, different: -3 },
  given: { same: 6, reading: 4, homophone: 1, different: -6 },
  /** People move, and households share an address and a telephone. */
  address: { block: 4, postalCode: 2, city: 1, different: -1 },
  phone: { same: 5, different: -1 },
} as const;

export type Field = keyof typeof WEIGHTS;

/** What is not known on one of the two sides says nothing. */
export const UNKNOWN = 'unknown';

/** FHIR's grades of a match, and the least total of each. */
export const GRADES = { certain: 20, probable: 12, possible: 5 } as const;

export type Grade = keyof typeof GRADES | 'certainly-not';

/** Of candidates that a search brings up, one in so many doublings is the person: a total of this is an even chance. */
export const EVEN = 12;

/** A total that is held below a grade is held by this much. */
export const STEP = 0.5;
