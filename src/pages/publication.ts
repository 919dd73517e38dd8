/** What pages are written from: the definitions of packages with every word of theirs, and what explains them. */
import type { ConsentMatrix } from '#consent';
import type { Definitions } from '#validation';

/** A definition as it was published; what all kinds have in common. */
export interface Published {
  readonly resourceType: string;
  readonly id?: string;
  readonly url?: string;
  readonly version?: string;
  readonly name?: string;
  readonly title?: string;
  readonly status?: string;
  readonly description?: string;
}

export interface Publication {
  readonly title: string;
  readonly description: string;
  /** `name#version` of the packages. */
  readonly packages: readonly string[];
  readonly resources: readonly Published[];
  /** Everything loaded, R4 core too: for bases, links and expansions. */
  readonly definitions: Definitions;
  readonly examples: readonly Example[];
  readonly forms: readonly Form[];
  /** What the standard forms of consent hold, where there is such a thing. */
  readonly matrix?: ConsentMatrix;
  /** A whole HTML page of the validator's messages, where there is one; the anchor of a message is its code. */
  readonly messages?: string;
}

/** An instance for a profile or a questionnaire, good or bad. */
export interface Example {
  /** The id of the profile or questionnaire that it is an example of. */
  readonly of: string;
  readonly name: string;
  readonly good: boolean;
  readonly json: string;
  /** What validating a bad one must find. */
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly severity: string;
  readonly code: string;
  readonly expression?: string;
  readonly reason?: { readonly ja: string; readonly en: string };
}

/** A form of the offices, and where each of its fields goes. */
export interface Form {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly en: string;
  readonly cardinality: string;
  readonly homes: readonly Home[];
}

export interface Home {
  readonly profile: string;
  readonly element: string;
  readonly questionnaire?: string;
  readonly question?: string;
  readonly note?: { readonly ja: string; readonly en: string };
}
