/** Labels what is written, so that consents can speak of it: confidentiality, sensitivities and the twelve categories. */
import type { Coding, Composition, Resource } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from '#fhir';
import { ACT_CODE, CONFIDENTIALITY, levelOf, splitToken } from './codes.ts';
import { type Facts, factsOf } from './facts.ts';
import { objectsWithin, unique } from './json.ts';
import rules from './label-rules.json' with { type: 'json' };

interface Label {
  readonly category?: readonly string[];
  readonly sensitivity?: readonly string[];
  readonly confidentiality?: string;
}
interface CodeRule extends Label {
  readonly systems: readonly string[];
  readonly prefixes: readonly string[];
}
type Table = Readonly<Record<string, Label>>;

const CATEGORY = codeSystemUrl('jp-chiiki-ikou-category');
const NOTHING: Label = {};

type Rows = readonly (readonly [key: string, label: Label])[];
const byProfile = (table: Table): Rows => Object.entries(table).map(([id, label]) => [profileUrl(id), label]);
const PROFILES = byProfile(rules.profiles);
const EXTENSIONS = byProfile(rules.extensions);
const SECTIONS: Rows = Object.entries(rules.sections);
const CODES: readonly CodeRule[] = rules.codes.map(({ systems = [], ownSystem, ...rule }) => ({
  ...rule,
  systems: ownSystem === undefined ? systems : [codeSystemUrl(ownSystem)],
}));

/** A labelled resource and the version of the rules that labelled it. */
export interface Labelled<T extends Resource> {
  readonly resource: T;
  readonly version: string;
}

/**
 * Adds to `meta.security` what the rules find; labels that came along are kept and only ever strengthened: the highest
 * confidentiality, the union of the rest. `sectionCodes` are the JP-CLINS sections of the document that list the
 * resource. A resource about nobody is left as it is; the Patient is found by N and PSY alone (consent design §4, §5).
 */
export function labelOnWrite<T extends Resource>(
  resource: T,
  { sectionCodes = [] }: { readonly sectionCodes?: readonly string[] } = {},
): Labelled<T> {
  return labelled(resource, withoutSections(resource), sectionCodes);
}

/** A Composition labelled with what it holds, to decide about one of its sections alone. */
export const labelPart = (composition: Composition): Labelled<Composition> => labelled(composition, composition, []);

/** Each section of a Composition is decided by itself: none hides the others. */
function withoutSections<T extends Resource>(resource: T): T {
  if (resource.resourceType !== 'Composition') return resource;
  const { section: _, ...head } = resource;
  return head as T;
}

function labelled<T extends Resource>(resource: T, told: T, sectionCodes: readonly string[]): Labelled<T> {
  const facts = factsOf(told);
  if (facts.patients.length === 0) return { resource, version: rules.version };
  const own = resource.resourceType === 'Patient' ? [] : labelsOf(told, facts, sectionCodes);
  // What is contained is told with its container, so the container carries its labels too.
  const found = [...own, ...containedIn(resource).flatMap((inner) => labelsOf(inner, factsOf(inner), []))];
  const isClassified = resource.resourceType === 'Patient' || found.length > 0;
  const labels: Label[] = [
    { confidentiality: rules.confidentiality, sensitivity: rules.sensitivity },
    ...(isClassified ? found : [rules.unclassified]),
  ];
  const security = strengthen(resource.meta?.security ?? [], labels);
  return {
    resource: { ...resource, meta: { ...resource.meta, security } },
    version: rules.version,
  };
}

const containedIn = (resource: Resource): readonly Resource[] =>
  'contained' in resource ? (resource.contained ?? []) : [];

/**
 * What each table says of a resource; the type's default where neither it nor the sender says what the matter is.
 */
function labelsOf(resource: Resource, { type, codes, classes, sens }: Facts, sectionCodes: readonly string[]): Label[] {
  const urls = objectsWithin(resource).flatMap(({ url }) => url ?? []);
  const coded = codes.map(splitToken);
  const sections = coded.flatMap(([system, code]) => (system === rules.sectionSystem ? [code] : []));
  const all = [
    (rules.types as Table)[type] ?? NOTHING,
    ...rowsOf(PROFILES, (url) => classes.includes(url)),
    ...rowsOf(EXTENSIONS, (url) => urls.includes(url)),
    ...rowsOf(SECTIONS, (code) => sectionCodes.includes(code) || sections.includes(code)),
    ...CODES.filter((rule) => coded.some((code) => isMeant(rule, code))),
  ];
  const found = all.filter(({ category, confidentiality }) => category !== undefined || confidentiality !== undefined);
  const isClassified =
    found.some(({ category }) => category !== undefined) || sens.some((label) => label.startsWith(`${CATEGORY}|`));
  return isClassified
    ? found
    : [...found, ...((rules.defaults as Table)[type] ? [(rules.defaults as Table)[type] as Label] : [])];
}

const rowsOf = (table: Rows, isMet: (key: string) => boolean): Label[] =>
  table.flatMap(([key, label]) => (isMet(key) ? [label] : []));

/** ICD-10 is written with a point or without. */
function isMeant({ systems, prefixes }: CodeRule, [system, code]: readonly [system: string, code: string]): boolean {
  return systems.includes(system) && prefixes.some((prefix) => code.replace('.', '').startsWith(prefix));
}

function strengthen(supplied: readonly Coding[], labels: readonly Label[]): Coding[] {
  const level = (coding: Coding): number | undefined =>
    coding.system === CONFIDENTIALITY ? levelOf(coding.code ?? '') : undefined;
  const levels: Coding[] = labels.flatMap(({ confidentiality: code }) =>
    code === undefined ? [] : [{ system: CONFIDENTIALITY, code }],
  );
  const candidates = [...supplied, ...levels].filter((coding) => level(coding) !== undefined);
  const highest = candidates.reduce((best, coding) => ((level(coding) ?? 0) > (level(best) ?? 0) ? coding : best));
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
