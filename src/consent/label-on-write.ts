/** Labels what is written, so that consents can speak of it: confidentiality, sensitivities and the twelve categories. */
import type { Coding, Composition, Resource } from '@medplum/fhirtypes';
import { ACT_CODE, CATEGORY, CONFIDENTIALITY, levelOf, splitToken } from './codes.ts';
import { asRelative, hasContacts } from './contacts.ts';
import { type Kind, kindOf } from './facts.ts';
import { objectsWithin, unique } from './json.ts';
import { type LabelBasis, NO_BASIS } from './label-basis.ts';
import { type CodeRule, codeWord, type Label, type LabelRules, labelRulesShipped, systemWord } from './label-rules.ts';

/** A labelled resource, the version of the rules that labelled it, and what else its labels rest on. */
export interface Labelled<T extends Resource> {
  readonly resource: T;
  readonly version: string;
  readonly basis: LabelBasis;
}

export interface Labelling {
  readonly rules?: LabelRules;
  /** Where it is not said, all labels that the resource has are its sender's. */
  readonly basis?: LabelBasis;
  /** `Organization/x` that holds the resource. */
  readonly custodian?: string | null;
}

const SECTIONS = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
const NOTHING: Label = {};

/**
 * Labels `meta.security` anew: the sender's labels and what the rules find, of the confidentialities the highest. The
 * result depends on nothing else, so labelling twice is labelling once. A resource about nobody is left as it is; the
 * Patient is found by N and PSY, and what its source makes of it, alone (consent design §4, §5).
 */
export function labelOnWrite<T extends Resource>(resource: T, labelling: Labelling = {}): Labelled<T> {
  return labelled(resource, withoutSections(resource), labelling);
}

/** A Composition labelled with what it holds, to decide about one of its sections alone. */
export const labelPart = (composition: Composition, labelling: Labelling): Labelled<Composition> =>
  labelled(composition, composition, labelling);

/** Each section of a Composition is decided by itself: none hides the others. */
function withoutSections(resource: Resource): Resource {
  if (resource.resourceType !== 'Composition') return resource;
  const { section: _, ...head } = resource;
  return head;
}

function labelled<T extends Resource>(
  resource: T,
  told: Resource,
  { rules = labelRulesShipped, basis, custodian }: Labelling,
): Labelled<T> {
  const known = basis ?? { supplied: resource.meta?.security ?? [], sections: [] };
  const { version, tables } = rules;
  const kind = kindOf(told);
  if (kind.patients.length === 0) return { resource, version, basis: known };
  const isPatient = resource.resourceType === 'Patient';
  const own = isPatient ? [] : labelsOf(rules, told, kind, known);
  // What is contained is told with its container, so the container carries its labels too; it has none of its own (dom-5).
  const inner = containedIn(resource).flatMap((one) => labelsOf(rules, one, kindOf(one), NO_BASIS));
  const found = [...own, ...inner];
  // That a type is of no category says nothing of what contains one of it.
  const isClassified =
    isPatient ||
    namesCategory(known.supplied) ||
    own.some(classifies) ||
    inner.some(({ category = [] }) => category.length > 0);
  const source = typeof custodian === 'string' ? (tables.sources[custodian] ?? NOTHING) : NOTHING;
  const labels = [tables.base.everything, ...found, ...(isClassified ? [] : [tables.base.unclassified]), source];
  const security = strengthen(known.supplied, labels);
  return { resource: { ...resource, meta: { ...resource.meta, security } }, version, basis: known };
}

/** The contacts of a Patient that is contained are told with it. */
const containedIn = (resource: Resource): readonly Resource[] =>
  ((resource as { readonly contained?: readonly Resource[] }).contained ?? []).flatMap((one) =>
    hasContacts(one) ? [one, asRelative(one)] : [one],
  );

const namesCategory = (supplied: readonly Coding[]): boolean => supplied.some(({ system }) => system === CATEGORY);

/** A sensitivity or a level alone does not say what the matter is; an empty list says that it is none of the categories. */
const classifies = ({ category }: Label): boolean => category !== undefined;

/**
 * What each table says of a resource; the type's default where neither it nor the sender says what the matter is.
 */
function labelsOf(
  { tables, profiles, extensions, codes, codesBySystem }: LabelRules,
  resource: Resource,
  { type, classes, codes: tokens }: Kind,
  { supplied, sections: listedIn }: LabelBasis,
): Label[] {
  const urls = objectsWithin(resource).flatMap(({ url }) => (typeof url === 'string' ? [url] : []));
  const coded = tokens.map(splitToken);
  const within = coded.flatMap(([system, code]) => (system === SECTIONS ? [code] : []));
  const met = new Set(
    coded.flatMap((code) => (codesBySystem.get(systemWord(code[0])) ?? []).filter((rule) => isMeant(rule, code))),
  );
  const found = [
    tables.types[type] ?? NOTHING,
    ...rowsOf(profiles, classes),
    ...rowsOf(extensions, urls),
    ...unique([...listedIn, ...within])
      .toSorted()
      .flatMap((code) => tables.sections[code] ?? []),
    ...codes.filter((rule) => met.has(rule)),
  ];
  const isClassified = found.some(classifies) || namesCategory(supplied);
  return isClassified ? found : [...found, tables.defaults[type] ?? NOTHING];
}

const rowsOf = (table: ReadonlyMap<string, Label>, keys: readonly string[]): Label[] =>
  unique(keys).flatMap((key) => table.get(key) ?? []);

const isMeant = ({ prefixes }: CodeRule, [, code]: readonly [system: string, code: string]): boolean =>
  prefixes.some((prefix) => areKin(codeWord(code), codeWord(prefix)));

/** Of a block some codes may be meant, so that it is. */
const areKin = (code: string, prefix: string): boolean =>
  code.startsWith(prefix) || (code !== '' && prefix.startsWith(code));

function strengthen(supplied: readonly Coding[], labels: readonly Label[]): Coding[] {
  const level = (coding: Coding): number | undefined =>
    coding.system === CONFIDENTIALITY ? levelOf(coding.code ?? '') : undefined;
  const levels: Coding[] = labels.flatMap(({ confidentiality: code }) =>
    code === undefined ? [] : [{ system: CONFIDENTIALITY, code }],
  );
  const candidates = [...supplied, ...levels].flatMap((coding) => {
    const at = level(coding);
    return at === undefined ? [] : [{ coding, at }];
  });
  // Everything has a level of the rules at least.
  const highest = candidates.reduce((best, one) => (one.at > best.at ? one : best)).coding;
  const kept = supplied.filter((coding) => level(coding) === undefined);
  const tokens = new Set(kept.map(({ system, code }) => `${system}|${code}`));
  const added: Coding[] = [
    ...unique(labels.flatMap(({ sensitivity }) => sensitivity ?? [])).map((code) => ({ system: ACT_CODE, code })),
    ...unique(labels.flatMap(({ category }) => category ?? [])).map((code) => ({
      system: CATEGORY,
      code,
    })),
  ];
  return [highest, ...kept, ...added.filter(({ system, code }) => !tokens.has(`${system}|${code}`))];
}
