/** The rooms that the acts work with, and the visit that one request makes to them. */
import type { KeyObject } from 'node:crypto';
import type { Audit } from '#audit';
import type { Caller } from '#auth';
import type { ConsentMatrix, LabelRules, RegionalPolicy } from '#consent';
import type { Database } from '#database';
import type { Language, SearchParameters } from '#fhir';
import type { Store, Writer } from '#store';
import type { TerminologyServer } from '#terminology';
import type { CheckCodes, Definitions, Validator } from '#validation';
import type { Vigil } from '#vigil';
import type { WriteRules } from './write-rules.ts';

export interface House {
  readonly database: Database;
  readonly store: Store;
  readonly audit: Audit;
  /** What emergencies oblige the house to. */
  readonly vigil: Pick<Vigil, 'step'>;
  readonly auditKeeping: AuditKeeping;
  readonly intakeKeeping: IntakeKeeping;
  readonly validator: Validator;
  /** The validator with the terminology server of the settings behind it, where there is one. */
  readonly check: CheckCodes;
  readonly terminologyServer?: TerminologyServer | undefined;
  readonly definitions: Definitions;
  /** What can be searched by. */
  readonly parameters: SearchParameters;
  /** The resource types that are stored and served. */
  readonly servedTypes: readonly string[];
  readonly rules: WriteRules;
  readonly policy: RegionalPolicy;
  /** What is labelled by, and what labels must be of to count. */
  readonly labels: LabelRules;
  readonly matrix: ConsentMatrix;
  /** A region's own folder of mappings and overlays, before the project's. */
  readonly mappings?: string | undefined;
  readonly limits: Limits;
  readonly writing: Writing;
  /** Hears of stored consents on which no decision can be made. */
  readonly onDefect: (defect: ConsentDefect) => void;
}

/** A stored consent that cannot be understood: not written through this house, or by one that understood more. */
export interface ConsentDefect {
  readonly consent: string;
  readonly faults: readonly { readonly code: string; readonly place: string | undefined }[];
}

export interface AuditKeeping {
  /** Ed25519, kept outside the database: whoever can write there cannot sign. Without it no heads are made. */
  readonly key: KeyObject | undefined;
  readonly retentionYears: number;
}

/** What could not be taken in. */
export interface IntakeKeeping {
  /** How long a dead letter stays once it is settled. */
  readonly settledDays: number;
  /** How much of one organization waits at most. */
  readonly bytesMax: number;
}

/** What the region lets clients do. */
export interface Writing {
  /** A PUT to an id that nobody has makes the resource (R4 § 3.1.0.4.1). */
  readonly updateCreate: boolean;
  /** Whether a delete by criteria may mean several resources. */
  readonly conditionalDelete: 'single' | 'multiple';
}

export interface Limits {
  readonly bundleEntriesMax: number;
  readonly searchCountMax: number;
  readonly searchCostMax: number;
}

/** What a caller would have back from a write: nothing; what was stored; or what there is to say about it. */
export const PREFERENCES = ['minimal', 'representation', 'OperationOutcome'] as const;
export type Preference = (typeof PREFERENCES)[number];

/** One request on its way through the house. */
export interface Visit {
  readonly requestId: string;
  readonly caller: Caller;
  readonly now: Date;
  readonly method: string;
  /** Path with query, as requested. */
  readonly url: string;
  /** The FHIR base URL, without a slash at the end. */
  readonly base: string;
  /** The language that the caller reads first; absent for the usual form. */
  readonly language?: Language | undefined;
  /** What the caller would have back from a write; absent for what was stored. */
  readonly prefer?: Preference | undefined;
  /** What was seen of the policy since the request came in: only where nothing is decided after a change of its own. */
  readonly seen?: unknown;
}

/**
 * The house as a transaction sees it: what is checked within it is read within it, and waits for no other server, nor for
 * another connection: where all have one and each waits for a second, none ends.
 */
export const within = (house: House, { reader }: Writer): House => ({
  ...house,
  check: house.check.remembered,
  store: {
    ...house.store,
    ...reader,
    // A statement tells of the people itself until they are kept, and also where that fails.
    keepPeople: async (permit) => {
      house.store.keepPeople(permit).catch(() => undefined);
    },
  },
});

/** Whose records a caller makes: its organization's, or for a person without one the person's own. */
export const holderOf = ({ caller }: Pick<Visit, 'caller'>): string => caller.organization ?? caller.actor;
