/** The one place that holds the canonical base of every profile, code system and identifier system of our own. */
export const CANONICAL_BASE = 'https://kakehashi.example/fhir';

/** The canonical URL of a profile of our own, e.g. `profileUrl('kakehashi-patient')`. */
export const profileUrl = (id: string): string => `${CANONICAL_BASE}/StructureDefinition/${id}`;

/** The canonical URL of a code system of our own. */
export const codeSystemUrl = (id: string): string => `${CANONICAL_BASE}/CodeSystem/${id}`;

/** The canonical URL of a value set of our own. */
export const valueSetUrl = (id: string): string => `${CANONICAL_BASE}/ValueSet/${id}`;

/** The system of an identifier of our own. */
export const idSystemUrl = (id: string): string => `${CANONICAL_BASE}/IdSystem/${id}`;

/** The canonical without its `|version`: JP-CLINS documents write `…|1`, other senders nothing. */
export const withoutVersion = (canonical: string): string => canonical.split('|', 1)[0] ?? canonical;
