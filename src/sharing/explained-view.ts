/** What one party would see for one purpose, record by record, as the interpreter of the decision tells it. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { type Directory, type ExplainedGround, explainRow, type Permit } from '#consent';
import type { Refusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { EVERYTHING, type House, namesOf, permitFrom } from '#visit';
import { hiddenPeople } from './hidden-people.ts';
import type { Inquiry } from './inquiry.ts';
import type { DecidingGround } from './telling/access.ts';
import { type Names, provisionWords } from './telling/provision-words.ts';
import { ruleWords } from './telling/rule-words.ts';

/** A decision about a row, as far as it concerns the person who is told of it. */
export interface Told {
  readonly permit: boolean;
  readonly reason: string;
  readonly places: readonly string[];
  readonly obligations: readonly string[];
}

export interface Seeing {
  readonly actor: string;
  readonly purpose: string;
}

/** Why the glass would be broken: whoever asks does not break it. */
const SUPPOSED_REASON = '（確かめるための仮の理由）';

/** The permit that a party would have, whatever scopes its token names. */
export async function permitSupposed(
  house: House,
  directory: Directory,
  { action, now }: Pick<Inquiry, 'action' | 'now'>,
  { actor, purpose }: Seeing,
): Promise<Permit | Refusal> {
  const organization = actor.startsWith('Organization/') ? actor : directory[actor]?.organization;
  return permitFrom(house, {
    actor,
    purpose,
    reason: SUPPOSED_REASON,
    action,
    now,
    reach: EVERYTHING,
    referable: EVERYTHING,
    own: organization === undefined ? [] : [organization],
  });
}

/** What is told of a row; what another person decided about it is not said, only that somebody did. */
export function toldOf(
  permit: Permit,
  row: Stored,
  person: string,
  read: () => Resource = () => resourceOf(row),
): Told {
  const ground = explainRow(permit, { type: row.type, custodian: row.custodian, labelled: row.labelled, read });
  return withoutOthers(ground, person);
}

/** The same of a ground. */
export function withoutOthers({ visible, reason, obligations, people }: ExplainedGround, person: string): Told {
  const mine = people.find(({ patient }) => patient === person);
  if (mine === undefined) return { permit: visible, reason, places: [], obligations };
  if (!visible && mine.permit) return { permit: false, reason: 'OTHER_PERSON', places: [], obligations: [] };
  return { permit: visible, reason: mine.reason, places: mine.places, obligations: visible ? mine.obligations : [] };
}

/** The words of what decides, from the consents that the person may see themself. */
export async function groundsOf(
  house: House,
  { view, categories }: Pick<Inquiry, 'view' | 'categories'>,
  places: readonly string[],
): Promise<DecidingGround[]> {
  const unique = [...new Set(places)].sort();
  const references = unique.map((place) => place.split('#')[0] ?? '').filter((one) => one.startsWith('Consent/'));
  const rows = await house.store.readMany(view.permit, references);
  const consents = new Map(rows.map((row) => [`Consent/${row.id}`, resourceOf(row) as Consent]));
  const rules = unique.flatMap((place) => ruleAt(house, place) ?? []);
  const mentioned = [...[...consents.values()].flatMap(referencesIn), ...rules.flatMap(({ actor = [] }) => actor)];
  const names = await namesOf(house, view.permit, mentioned);
  const words: Names = { named: (reference) => names.get(reference) ?? reference, category: categories.words };
  const hidden = await hiddenPeople(house, view.permit, rules);
  return unique.map((place) => {
    const rule = ruleAt(house, place);
    return rule === undefined ? groundAt(place, consents, words) : { place, words: ruleWords(rule, words, hidden) };
  });
}

function groundAt(place: string, consents: ReadonlyMap<string, Consent>, names: Names): DecidingGround {
  const [reference = '', path = ''] = place.split('#');
  const consent = consents.get(reference);
  if (consent === undefined) return { place, words: UNNAMED };
  return {
    place,
    consent: { reference, version: consent.meta?.versionId ?? '', date: consent.dateTime ?? '' },
    words: path === '' ? UNREADABLE : provisionWords(consent, path, names),
  };
}

const UNNAMED = { ja: '同意', en: 'a consent' };
const UNREADABLE = { ja: '読み取れない同意', en: 'a consent that cannot be read' };

const ruleAt = ({ policy }: House, place: string) => {
  const [, index] = /^policy#rules\[(\d+)\]$/.exec(place) ?? [];
  return index === undefined ? undefined : policy.rules[Number(index)];
};

/** Everything that the provisions of a consent refer to, at any depth. */
export function referencesIn({ provision }: Consent): string[] {
  interface Provision {
    readonly actor?: readonly { readonly reference?: { readonly reference?: string } }[];
    readonly data?: readonly { readonly reference?: { readonly reference?: string } }[];
    readonly provision?: readonly Provision[];
  }
  const within = ({ actor = [], data = [], provision: below = [] }: Provision): string[] => [
    ...[...actor, ...data].flatMap(({ reference }) => reference?.reference ?? []),
    ...below.flatMap(within),
  ];
  return provision === undefined ? [] : within(provision as Provision);
}
