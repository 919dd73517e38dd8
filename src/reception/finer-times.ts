/** A list tells days where messages told times, and less of an address: what agrees keeps the finer of the two, what a list does not say stays, and where they differ it is told. */
import type { Encounter, Resource } from '@medplum/fhirtypes';
import { type Issue, japanDay, spanOf } from '#fhir';
import type { Placed } from '#records';
import { resourceOf } from '#store';

export interface Reconciled {
  readonly placed: Placed;
  readonly issues: readonly Issue[];
}

/** The entry as it is to be stored over what is there. */
export function withFinerTimes(placed: Placed): Reconciled {
  const { replaces, entry } = placed;
  if (replaces === undefined || entry.resource === undefined) return { placed, issues: [] };
  const issues: Issue[] = [];
  const known = resourceOf(replaces);
  const finer = finerOf(known, entry.resource, (path, words) => issues.push(differs(placed, path, words)));
  const resource = stillEnded(known, finer as Resource, () => issues.push(notEnded(placed)));
  return { placed: { ...placed, entry: { ...entry, resource } }, issues };
}

type Tell = (path: string, words: { readonly before: string; readonly now: string }) => void;
type Node = Readonly<Record<string, unknown>>;

/** Of the elements that both have; the entries of a list are known again by what they say. */
function finerOf(known: unknown, told: unknown, tell: Tell, path = ''): unknown {
  if (typeof known === 'string' && typeof told === 'string') return finerTime(known, told, path, tell);
  if (Array.isArray(known) && Array.isArray(told)) return saysAll(known, told) ? known : told;
  if (!isNode(known) || !isNode(told)) return told;
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => [
      name,
      finerOf(known[name], value, tell, path ? `${path}.${name}` : name),
    ]),
  );
}

/** Whether each that is told says nothing that one of those that are known does not say. */
const saysAll = (known: readonly unknown[], told: readonly unknown[]): boolean =>
  told.every((one) => known.some((other) => says(other, one)));

function says(known: unknown, told: unknown): boolean {
  if (Array.isArray(known) && Array.isArray(told)) return saysAll(known, told);
  if (!isNode(known) || !isNode(told)) return known === told;
  return Object.entries(told).every(([name, value]) => says(known[name], value));
}

const TIME = /^\d{4}-\d{2}-\d{2}T/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function finerTime(known: string, told: string, path: string, tell: Tell): string {
  if (![known, told].every((one) => TIME.test(one) || DAY.test(one)) || known === told) return told;
  if (dayOf(known) !== dayOf(told)) {
    tell(path, { before: known, now: told });
    return told;
  }
  if (DAY.test(told)) return known;
  if (TIME.test(known) && spanOf(known)?.low !== spanOf(told)?.low) tell(path, { before: known, now: told });
  return told;
}

/** The day in Japan. */
const dayOf = (time: string): string => {
  const span = spanOf(time);
  return span === undefined ? time : japanDay(new Date(span.low));
};

/** An empty cell does not bring anybody back who was discharged. */
function stillEnded(known: Resource, told: Resource, tell: () => void): Resource {
  if (known.resourceType !== 'Encounter' || told.resourceType !== 'Encounter') return told;
  // A row without a discharge says that somebody is there, and no more.
  if (told.status === 'in-progress' && THERE.includes(known.status ?? '')) return { ...told, status: known.status };
  const { end } = known.period ?? {};
  if (end === undefined || told.period?.end !== undefined) return told;
  if (known.status === 'finished' && told.status !== 'finished') tell();
  const kept: Encounter = { ...told, status: known.status, period: { ...told.period, end } };
  return kept;
}

const THERE = ['arrived', 'triaged', 'onleave'];

const isNode = (node: unknown): node is Node => typeof node === 'object' && node !== null && !Array.isArray(node);

const differs = ({ index }: Placed, path: string, { before, now }: { before: string; now: string }): Issue => ({
  severity: 'warning',
  code: 'records-time-differs',
  type: 'conflict',
  ja: `${path} が、これまでの記録（${before}）と違います。一覧の値（${now}）にしました。`,
  en: `\`${path}\` was ${before} on record; it is now ${now}, as the list says`,
  expression: `Bundle.entry[${index}].resource.${path}`,
});

const notEnded = ({ index }: Placed): Issue => ({
  severity: 'warning',
  code: 'records-end-missing',
  type: 'conflict',
  ja: '一覧に退院日がありませんが、退院した記録があります。退院のままにしました。',
  en: 'the list has no discharge, and there is one on record; it stays',
  expression: `Bundle.entry[${index}].resource.period.end`,
});
