/** Where terminology finds its definitions: whatever has loaded packages can be asked by canonical. */
import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';

/** Finds a definition by canonical, with or without `|version`. */
export interface TerminologySource {
  valueSet(canonical: string): ValueSet | undefined;
  codeSystem(canonical: string): CodeSystem | undefined;
  conceptMap?(canonical: string): ConceptMap | undefined;
  /** Every loaded map, for a translation that names none. */
  conceptMaps?(): Iterable<ConceptMap>;
  /** The code systems that add names and properties to this one (R4 § 4.8.8). */
  supplements?(system: string): readonly CodeSystem[];
}

/** A code as it stands in an instance. A `code` element has no system of its own. */
export interface Code {
  readonly system?: string | undefined;
  readonly code: string;
  readonly display?: string | undefined;
}

/** `unknown` means that nobody here can tell: the system or the set is not loaded, or not wholly. */
export type Membership = 'member' | 'not-member' | 'unknown';
