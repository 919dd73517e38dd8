/** Realistic records by number: the same number gives the same record in every process, so nobody has to pass ids around. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';

/** Our own profiles' examples, nine types: what a hospital stores of a person. */
export const KINDS = [
  'patient',
  'gaf',
  'condition',
  'goal',
  'flag',
  'servicerequest',
  'task',
  'psychiatric-encounter',
  'medicationstatement',
] as const;
export type Kind = (typeof KINDS)[number];

/** Of 50 records one is a person, the others are about that person. */
const PER_PERSON = 50;
export const GAF_SYSTEM = 'https://kakehashi.example/fhir/CodeSystem/observation';
export const HOSPITAL = {
  actor: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91',
  organization: 'Organization/a644ea91-a130-53c8-a5ab-3e8626396054',
};
const DAYS = 700;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2025-01-01');
/** Records that the others refer to; they are of the sandbox. */
const CARE_PLAN = 'CarePlan/ad99acba-bebc-5b99-a9f1-2990f1bd3e82';
const ENCOUNTER = 'Encounter/48fa7cf2-1da7-5a4b-9aab-ce12d61b49b3';

interface Template {
  readonly type: string;
  /** JSON with marks for the person, the number and the day. */
  readonly text: string;
}

const templates = new Map<Kind, Template>(KINDS.map((kind) => [kind, templateOf(kind)]));

export const typeOf = (kind: Kind): string => templates.get(kind)?.type ?? '';

/** A UUID that looks like any other, so that indexes are hit as they are in life. */
export function idOf(n: number): string {
  const digits = hash('sha256', `bench ${n}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** The kind of the stored record `n`, and the number of the person whom it is about. */
export function placeOf(n: number): { kind: Kind; person: number } {
  const within = n % PER_PERSON;
  const kind = within === 0 ? 'patient' : within % 3 === 0 ? kindAt(1 + (within % 7)) : 'gaf';
  return { kind, person: n - within };
}

export const kindAt = (i: number): Kind => KINDS[i % KINDS.length] ?? 'gaf';

export const dayOf = (n: number): string => new Date(FIRST_DAY + ((n * 17) % DAYS) * DAY_MS).toISOString().slice(0, 10);

/** The JSON of a record, to be sent; with its id when it is to be put there. */
export function recordText(kind: Kind, n: number, person: number, id?: string): string {
  const { text = '' } = templates.get(kind) ?? {};
  const filled = text.replaceAll('@person', idOf(person)).replaceAll('@day', dayOf(n)).replaceAll('@number', String(n));
  return id === undefined ? filled : `{"id":"${id}",${filled.slice(1)}`;
}

export function recordOf(n: number): Resource {
  const { kind, person } = placeOf(n);
  return JSON.parse(recordText(kind, n, person)) as Resource;
}

function templateOf(kind: Kind): Template {
  const file = new URL(`../../../examples/profiles/kakehashi-${kind}/good.json`, import.meta.url);
  const { id: _, ...resource } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  if (kind === 'gaf') resource['effectiveDateTime'] = '@day';
  if (kind === 'patient') {
    const [own, ...others] = resource['identifier'] as object[];
    resource['identifier'] = [{ ...own, value: '@number' }, ...others];
  }
  const text = JSON.stringify(resource)
    .replaceAll(/"Patient\/[^"]*"/g, '"Patient/@person"')
    .replaceAll(/"PractitionerRole\/[^"]*"/g, JSON.stringify(HOSPITAL.actor))
    .replaceAll(/"Organization\/[^"]*"/g, JSON.stringify(HOSPITAL.organization))
    .replaceAll(/"CarePlan\/[^"]*"/g, JSON.stringify(CARE_PLAN))
    .replaceAll(/"Encounter\/[^"]*"/g, JSON.stringify(ENCOUNTER));
  return { type: String(resource['resourceType']), text };
}
