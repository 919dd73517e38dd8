/** What a compiled type or profile is made of, and what a check may ask of the run it is part of. */
import type { ElementDefinition } from '@medplum/fhirtypes';
import type { Terminology } from '#terminology';
import type { IssueCode, Words } from './catalogue.ts';
import type { Node } from './node.ts';

/** A constraint on each value of an element. `kind` and `detail` can be printed; `check` reports what is wrong. */
export interface Rule {
  readonly kind: string;
  readonly detail: unknown;
  check(node: Node, run: Run): void;
}

/** A constraint on all values of an element together: how many, and which slice each is in. */
export interface ListRule {
  readonly kind: string;
  readonly detail: unknown;
  check(nodes: readonly Node[], parent: Node, run: Run): void;
}

/** A child element: its JSON names (one for each type of a choice), its rules and what lies below. */
export interface Slot {
  /** The element's name, e.g. `given` or `value[x]`. */
  readonly name: string;
  /** The element's path in its definition, e.g. `HumanName.given`. */
  readonly path: string;
  readonly names: readonly JsonName[];
  /** True when JSON writes the element as an array. */
  readonly list: boolean;
  readonly listRules: readonly ListRule[];
  readonly shape: Shape;
}

export interface JsonName {
  readonly json: string;
  readonly type: string;
  /** The key of the object with a primitive's id and extensions, e.g. `_birthDate`; what is no primitive has none. */
  readonly beside: string | undefined;
}

/** A compiled type (with every child) or profile (with what it adds to its type only). */
export interface Shape {
  /** The definition's canonical, for the reader of an issue. */
  readonly source: string;
  readonly path: string;
  readonly rules: readonly Rule[];
  readonly slots: readonly Slot[];
}

/** What a constraint is built from: an element of a profile, and the same element of the type below it. */
export interface Origin {
  readonly element: ElementDefinition;
  /** Absent when a base type is compiled: then everything counts. */
  readonly base: ElementDefinition | undefined;
  readonly source: string;
}

/** Where a reference leads. */
export type Resolution =
  | { readonly found: 'here'; readonly node: Node; readonly matches: number }
  | { readonly found: 'missing' }
  | { readonly found: 'elsewhere' };

/** The types of definitions that other resources are checked against. */
type Defined = 'StructureDefinition' | 'ValueSet' | 'CodeSystem' | 'Questionnaire' | 'SearchParameter' | 'Measure';

/** What happens to an extension whose definition is not loaded. */
export type UnknownExtensions = 'error' | 'warning';

/** What honest receivers decide differently: each is an option of the validator. */
export interface Policy {
  /** `ignored`: contained resources are neither checked nor missed where nothing refers to them. */
  readonly contained: 'checked' | 'ignored';
  /** URLs of the example domains (example.org, acme.com …), and extensions there that nobody defined. */
  readonly exampleUrls: 'allowed' | 'refused';
  /** What the URLs of extensions begin with that are let pass though their definitions are not loaded. */
  readonly extensionDomains: readonly string[];
  /** Resources that call themselves `experimental`. */
  readonly experimental: 'allowed' | 'refused';
  /** What looks like HTML tags inside plain text. */
  readonly embeddedHtml: 'allowed' | 'refused';
  /** Is `Patient/1` taken at its word to be a Patient where it leads out of what is here? */
  readonly literalTypes: 'trusted' | 'ignored';
  /** The clock, for limits that are relative to now. */
  now(): Date;
}

/** One validation on its way: checks report to it and ask it about the world around their node. */
export interface Run {
  readonly terminology: Terminology;
  readonly unknownExtensions: UnknownExtensions;
  readonly policy: Policy;
  report(code: IssueCode, node: Node, words: Words, more?: Detail): void;
  /** A profile in force asks for exactly this coding, so that its sender is not to blame for the code. */
  excuse(coding: unknown): void;
  /** Applies what a profile adds to the node. */
  walk(shape: Shape, node: Node): void;
  /** The compiled profile; undefined when it is not loaded. */
  profile(canonical: string): Shape | undefined;
  /** Does the node conform? Undefined when the profile is not loaded. */
  conforms(canonical: string, node: Node): boolean | undefined;
  resolve(reference: string, from: Node): Resolution;
  /** The contexts and the type that an extension's definition allows; undefined when it is not loaded. */
  extension(url: string): ExtensionDefinition | undefined;
  /** A loaded definition as it was published, e.g. the questionnaire that a response answers; undefined when it is not loaded. */
  definition(type: Defined, canonical: string): unknown;
  /** Is `type` the same as or a specialisation of `ancestor`? */
  isA(type: string, ancestor: string): boolean;
  /** The JSON names of an element of a type (or of a backbone element, by its path), one for each type of a choice. */
  member(type: string, name: string): readonly JsonName[] | undefined;
}

export interface ExtensionDefinition {
  readonly url: string;
  readonly modifier: boolean;
  readonly contexts: readonly {
    readonly type: string;
    readonly expression: string;
  }[];
  /** FHIRPath that must hold of the place where the extension stands. */
  readonly contextInvariants: readonly string[];
  /** The short names of its parts; empty for an extension that has a value. */
  readonly parts: ReadonlySet<string>;
}

export interface Detail {
  /** A path below the node, e.g. `.coding[0].system`, for what is no node of its own. */
  readonly below?: string;
  /** The key in the node's object that is meant, for its line and column. */
  readonly key?: string;
  readonly severity?: 'error' | 'warning' | 'information';
  /** The coding that the issue blames: only a warning where a profile in force asks for that very coding. */
  readonly coding?: unknown;
}
