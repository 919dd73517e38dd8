/** What may be told of who could see what of a person: plain values, made by the act and written by the writers beside. */
import type { Bilingual } from '#fhir';

export interface Party {
  /** e.g. `Organization/x` or `PractitionerRole/x`. */
  readonly reference: string;
  readonly name: string;
}

/** A provision or a rule that decides. */
export interface DecidingGround {
  /** `Consent/x#provision.provision[1]`, `Consent/x#policyRule`, `policy#rules[0]`. */
  readonly place: string;
  readonly consent?: { readonly reference: string; readonly version: string; readonly date: string };
  readonly words: Bilingual;
}

/** The decision about one record. */
export interface ExplainedDecision {
  readonly party: Party;
  readonly purpose: string;
  readonly action: string;
  /** ISO 8601 with +09:00. */
  readonly time: string;
  readonly resource: string;
  readonly permit: boolean;
  readonly reason: string;
  readonly grounds: readonly DecidingGround[];
  readonly obligations: readonly string[];
}

/** How many records of a category a party would see for a purpose, of those that the person can see. */
export interface Cell {
  readonly purpose: string;
  /** A code of the twelve categories; empty for records that have none. */
  readonly category: string;
  readonly visible: number;
  readonly total: number;
  /** Codes of every reason that was given, in order of the alphabet. */
  readonly reasons: readonly string[];
}

export interface PartyAccess {
  readonly party: Party;
  /** Whether it holds records of the person itself. */
  readonly holds: boolean;
  readonly cells: readonly Cell[];
  readonly grounds: readonly DecidingGround[];
}

export interface AccessTable {
  readonly action: string;
  readonly time: string;
  readonly purposes: readonly string[];
  readonly parties: readonly PartyAccess[];
  /** Rules of the region that hold for the person. */
  readonly rules: readonly DecidingGround[];
  /** How a category is called; of the empty code too. */
  readonly category: (code: string) => Bilingual;
}
