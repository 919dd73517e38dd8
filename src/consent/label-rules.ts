/** The rules of labelling: tables that a region may overlay, and the version by which a label is known to be of today. */
import { createHash } from 'node:crypto';
import { codeSystemUrl, profileUrl } from '#fhir';
import shipped from './label-rules.json' with { type: 'json' };

/** What a rule says of a resource that meets it. */
export interface Label {
  /** Empty: it is of none. */
  readonly category?: readonly string[];
  readonly sensitivity?: readonly string[];
  readonly confidentiality?: string;
}

/** A rule for codes that begin with a prefix; systems without a colon are our own. */
export interface CodeRule extends Label {
  readonly systems: readonly string[];
  readonly prefixes: readonly string[];
}

type LabelTable = Readonly<Record<string, Label>>;

/** The tables as they are written: `why` stands beside each change of a region and says nothing to the machine. */
export interface RuleTables {
  /** What everything about a person carries, and what a resource carries that nobody says the matter of. */
  readonly base: { readonly everything: Label; readonly unclassified: Label };
  readonly types: LabelTable;
  /** Of types whose matter is told by their codes: what they are where no rule and no sender tells. */
  readonly defaults: LabelTable;
  /** Keys are canonical URLs, or ids of our own profiles and extensions. */
  readonly profiles: LabelTable;
  readonly extensions: LabelTable;
  /** Sections of JP-CLINS documents, by code: for the section and for what it lists. */
  readonly sections: LabelTable;
  /** `Organization/x` that holds the resource. */
  readonly sources: LabelTable;
  readonly codes: Readonly<Record<string, CodeRule>>;
}

/** Rules that can be labelled by. */
export interface LabelRules {
  /** Changes with everything that may change a label; what another version labelled counts as unlabelled. */
  readonly version: string;
  readonly tables: RuleTables;
  readonly profiles: ReadonlyMap<string, Label>;
  readonly extensions: ReadonlyMap<string, Label>;
  readonly codes: readonly CodeRule[];
  /** By the word of the system. */
  readonly codesBySystem: ReadonlyMap<string, readonly CodeRule[]>;
}

/** Raised when this room draws other labels from the same tables, or sorts labels otherwise. */
const DRAWING = 6;

export function labelRules(tables: RuleTables): LabelRules {
  const codes = Object.values(tables.codes).map((rule) => ({ ...rule, systems: rule.systems.map(systemUrl) }));
  const systems = new Set(codes.flatMap((rule) => rule.systems.map(systemWord)));
  const words = JSON.stringify([DRAWING, tables], (key, value) => (key === 'why' ? undefined : value));
  return {
    version: createHash('sha256').update(words).digest('base64url').slice(0, 16),
    tables,
    profiles: byUrl(tables.profiles),
    extensions: byUrl(tables.extensions),
    codes,
    codesBySystem: new Map(
      [...systems].map((word) => [word, codes.filter((rule) => rule.systems.map(systemWord).includes(word))]),
    ),
  };
}

/** A system however it is written: with a version, a final slash or the other scheme. What it means is hidden all the same. */
export const systemWord = (system: string): string =>
  system
    .trim()
    .replace(/\|.*$/s, '')
    .replace(/\/+$/, '')
    .replace(/^https:/, 'http:');

/** A code however it is written: in wide or small letters, with a point or without, as a block. */
export const codeWord = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.]/g, '')
    .replace(/[-*†+]+$/, '');

const byUrl = (table: LabelTable): ReadonlyMap<string, Label> =>
  new Map(Object.entries(table).map(([key, label]) => [key.includes(':') ? key : profileUrl(key), label]));

const systemUrl = (system: string): string => (system.includes(':') ? system : codeSystemUrl(system));

/** The rules where a region changes none. */
export const labelRulesShipped: LabelRules = labelRules(shipped);
