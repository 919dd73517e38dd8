/** Everything of one stored version that a decision needs, in a shape that rests in the columns of one row. */
import type { Resource } from '@medplum/fhirtypes';
import { withoutVersion } from '#fhir';
import { clinicalTimeOf } from './clinical-time.ts';
import { CONFIDENTIALITY, isHandling, LEVEL_RESTRICTED, levelOf, NO_PATIENT } from './codes.ts';
import { patientsOf } from './compartment.ts';
import { isObject, type Json, localReference, objectsOf, objectsWithin, textOf, unique } from './json.ts';

/** An ISO 8601 instant with milliseconds and `Z`, or an open end: PostgreSQL reads all three as timestamptz. */
export type Instant = string | '-infinity' | 'infinity';

/** Facts of one resource version; `system|code` has an empty system where the record gives none. */
export interface Facts {
  readonly type: string;
  readonly id: string;
  /** The people named, in element order: `Patient/x`. Each of them must permit. */
  readonly patients: readonly string[];
  /** 0–5 for U, L, M, N, R, V: the highest; `null` when the record has none. */
  readonly conf: number | null;
  readonly sens: readonly string[];
  readonly handling: readonly string[];
  /** The type, each profile with and without its version, `system|code` of a document's type. */
  readonly classes: readonly string[];
  /** `system|code` anywhere but in `meta`. */
  readonly codes: readonly string[];
  /** Both `null` when no time is known. */
  readonly clinicalStart: Instant | null;
  readonly clinicalEnd: Instant | null;
  /** Author, recorder, asserter, requester, sender, information source; one that is no literal reference is `unresolved`. */
  readonly authors: readonly string[];
  readonly performers: readonly string[];
  /** `Type/id` of everything that the record refers to. */
  readonly references: readonly string[];
  readonly custodian: string | null;
}

const AUTHOR_ELEMENTS = ['author', 'recorder', 'asserter', 'requester', 'sender', 'informationSource'];
const UNRESOLVED = 'unresolved';
const DOCUMENT_TYPES = ['Composition', 'DocumentReference', 'DocumentManifest'];
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** What a resource is and whom it is about: by that alone it is labelled. */
export type Kind = Pick<Facts, 'type' | 'patients' | 'classes' | 'codes'>;

export function kindOf(resource: Resource, objects: readonly Json[] = objectsWithin(resource)): Kind {
  const json = resource as unknown as Json;
  const type = resource.resourceType;
  return {
    type,
    patients: patientsOf(json),
    classes: classesOf(type, json),
    codes: unique(objects.flatMap(tokenOf)),
  };
}

/** Reads the facts of a resource that an organization (`Organization/x`) holds. Never refuses: what is unclear stays closed. */
export function factsOf(resource: Resource, custodian?: string | null): Facts {
  const json = resource as unknown as Json;
  const time = clinicalTimeOf(json);
  const objects = objectsWithin(json);
  const authors = AUTHOR_ELEMENTS.flatMap((element) => peopleAt(json[element]));
  return {
    ...kindOf(resource, objects),
    id: textOf(json['id']) ?? '',
    ...labelsOf(json),
    clinicalStart: time === undefined ? null : instant(time.start),
    clinicalEnd: time === undefined ? null : instant(time.end),
    authors: unique(authors),
    performers: unique(peopleAt(json['performer'])).filter((reference) => reference !== UNRESOLVED),
    references: unique(objects.flatMap(({ reference }) => localReference(reference) ?? [])),
    custodian: custodian ?? null,
  };
}

/** The moment of a column, in milliseconds. */
export function milliseconds(at: Instant): number {
  if (at === 'infinity') return Infinity;
  return at === '-infinity' ? -Infinity : Date.parse(at);
}

/** The column of a moment; what PostgreSQL has no year for counts as open. */
export function instant(at: number): Instant {
  if (at > LATEST_MS) return 'infinity';
  return at < EARLIEST_MS ? '-infinity' : new Date(at).toISOString();
}

const token = (coding: Json): string => `${textOf(coding['system']) ?? ''}|${coding['code']}`;
const tokenOf = (object: Json): string[] => (textOf(object['code']) === undefined ? [] : [token(object)]);

function labelsOf(resource: Json): Pick<Facts, 'conf' | 'sens' | 'handling'> {
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  const labels = objectsOf(meta['security']).map((label) => ({
    system: textOf(label['system']) ?? '',
    code: textOf(label['code']) ?? '',
    token: token(label),
  }));
  const levels = labels.filter(({ system }) => system === CONFIDENTIALITY).map(({ code }) => levelOf(code));
  const others = labels.filter(({ system }) => system !== CONFIDENTIALITY);
  const marks = (wanted: boolean): string[] =>
    unique(others.filter(({ system, code }) => isHandling(system, code) === wanted).map((label) => label.token));
  return { conf: highest(levels), sens: marks(false), handling: marks(true) };
}

/** A level that cannot be read is as good as none, unless another level is stricter than none. */
function highest(levels: readonly (number | undefined)[]): number | null {
  const level = Math.max(-1, ...levels.filter((known) => known !== undefined));
  return level < 0 || (levels.includes(undefined) && level <= LEVEL_RESTRICTED) ? null : level;
}

function classesOf(type: string, resource: Json): string[] {
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  const profiles = Array.isArray(meta['profile']) ? meta['profile'].map(String) : [];
  const types = DOCUMENT_TYPES.includes(type) ? objectsOf(resource['type']) : [];
  return unique([
    type,
    ...profiles.flatMap((profile) => [withoutVersion(profile), profile]),
    ...types.flatMap(({ coding }) => objectsOf(coding).flatMap(tokenOf)),
  ]);
}

/** The references of an author element, which names a person directly or through its `actor`. */
function peopleAt(value: unknown): string[] {
  return objectsOf(value).map((person) => {
    const actor = isObject(person['actor']) ? person['actor'] : person;
    return localReference(actor['reference']) ?? UNRESOLVED;
  });
}

/** Whether a record says that the person themself is not to be shown it. */
export const isKeptFromPerson = ({ handling }: Pick<Facts, 'handling'>): boolean =>
  handling.some((token) => NO_PATIENT.includes(token));
