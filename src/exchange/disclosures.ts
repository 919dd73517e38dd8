/** The person's record of disclosures: when, who, what of mine, for what, and on what ground. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { type Disclosure, disclosuresOf } from '#audit';
import { holdsAll, type Permit } from '#consent';
import { codeSystemUrl, isRefusal, parseReference, type Refusal, spanOf, toJapanTime } from '#fhir';
import { resourceOf } from '#store';
import { lookKey, type Review, reviewsByLook } from '#vigil';
import type { Answer } from './answer.ts';
import { disclosedItems } from './disclosed-items.ts';
import type { House, Visit } from './house.ts';
import { invalid, notFound } from './refusals.ts';
import { permitOf } from './visit-permit.ts';

/** GET Patient/{id}/$disclosures?start&end: for the person, and for the organization that holds the person's record. */
export async function readDisclosures(
  house: House,
  visit: Visit,
  id: string,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const patient = await house.store.read(permit, 'Patient', id);
  const entitled = visit.caller.actor === `Patient/${id}` || (patient && permit.own.includes(patient.custodian ?? ''));
  if (!patient || !entitled) return notFound('Patient', id);
  const span = spanAsked(query);
  if (isRefusal(span)) return span;
  const all = await disclosuresOf(house.database, `Patient/${id}`, span);
  const self = visit.caller.actor === `Patient/${id}`;
  const told = self ? all : ownOnly(all, visit.caller.organization);
  const disclosures = await withoutWithheld(house, permit, { told, self });
  const names = await namesOf(house, permit, disclosures);
  const reviews = await reviewsByLook(house.database, `Patient/${id}`);
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: disclosures.map((disclosure) => {
      const review = reviews.get(lookKey(disclosure.actor, disclosure.recorded));
      return rowOf(disclosure, names, self ? review : undefined);
    }),
  };
  const items = await disclosedItems(house, visit, permit, [patient]);
  return { status: 200, body: JSON.stringify(body), interaction: '$disclosures', action: 'R', items };
}

/** A holder accounts for what was told of its own records; what others told is theirs to say. */
function ownOnly(disclosures: readonly Disclosure[], organization: string | null): Disclosure[] {
  return disclosures
    .map((disclosure) => ({
      ...disclosure,
      items: disclosure.items.filter(({ custodian }) => custodian === organization),
    }))
    .filter(({ items }) => items.length > 0);
}

/**
 * Every row is told; an item that is withheld from the person, or that lies outside the token's scopes, is not named in
 * it. A holder is told of its own also what was deleted since.
 */
async function withoutWithheld(
  house: House,
  permit: Permit,
  { told: disclosures, self }: { readonly told: readonly Disclosure[]; readonly self: boolean },
): Promise<Disclosure[]> {
  const current = (reference: string) => reference.replace(/\/_history\/.*$/, '');
  const wanted = new Set(disclosures.flatMap(({ items }) => items.map(({ reference }) => current(reference))));
  const seen = await house.store.readMany(permit, [...wanted]);
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`));
  const isNamed = (reference: string) =>
    visible.has(current(reference)) || (!self && holdsAll(permit.reach, reference.split('/')[0] ?? ''));
  return disclosures.map((disclosure) => ({
    ...disclosure,
    items: disclosure.items.map((item) => (isNamed(item.reference) ? item : { ...item, reference: '' })),
  }));
}

function spanAsked(query: URLSearchParams): { start?: Date; end?: Date } | Refusal {
  const [start, end] = [query.get('start'), query.get('end')];
  const [from, to] = [start === null ? undefined : spanOf(start), end === null ? undefined : spanOf(end)];
  if ((start !== null && !from) || (end !== null && !to)) {
    return {
      ...invalid(
        'http.start',
        'search-value-invalid',
        'start と end は日付（例: 2026-04-01）で指定してください。',
        '`start` and `end` must be dates such as `2026-04-01`',
      ),
      status: 400,
    };
  }
  return { ...(from ? { start: new Date(from.low) } : {}), ...(to ? { end: new Date(to.high) } : {}) };
}

/** Names of organizations and of the people behind roles, for a report that can be read without a directory. */
async function namesOf(house: House, permit: Permit, disclosures: readonly Disclosure[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const people = new Map<string, string>();
  const wanted = new Set(
    disclosures.flatMap(({ actor, organization, items }) => [
      actor,
      organization ?? '',
      ...items.map(({ custodian }) => custodian),
    ]),
  );
  for (const row of await house.store.readMany(permit, [...wanted])) {
    const resource = resourceOf(row);
    if (resource.resourceType === 'Organization') names.set(`Organization/${row.id}`, resource.name ?? '');
    if (resource.resourceType === 'PractitionerRole' && resource.practitioner?.reference)
      people.set(resource.practitioner.reference, `PractitionerRole/${row.id}`);
  }
  for (const row of await house.store.readMany(permit, [...people.keys()])) {
    const resource = resourceOf(row);
    if (resource.resourceType === 'Practitioner')
      names.set(people.get(`Practitioner/${row.id}`) ?? '', resource.name?.[0]?.text ?? '');
  }
  return names;
}

const PURPOSES: Readonly<Record<string, string>> = {
  TREAT: '治療',
  ETREAT: '緊急の治療',
  COC: '支援の調整',
  CAREMGT: 'ケアの管理',
  PATRQT: '本人の求め',
  BTG: '緊急開示',
};

const GROUNDS: Readonly<Record<string, string>> = {
  CONSENT_PERMIT: '本人の同意',
  SELF: '本人',
  OWN_RECORD: '自機関の記録',
  STATUTORY_DISCLOSURE: '法令',
  BREAK_GLASS: '緊急開示',
  DEFAULT_PERMIT: '地域の既定',
};

/** What came of the review of an emergency is told to the person alone. */
const reviewParts = (review: Review | undefined): ParametersParameter[] =>
  review === undefined
    ? []
    : [
        { name: 'review', valueCode: review.outcome ?? 'open' },
        ...(review.reason === '' ? [] : [{ name: 'emergencyReason', valueString: review.reason }]),
      ];

function rowOf(
  disclosure: Disclosure,
  names: ReadonlyMap<string, string>,
  review: Review | undefined,
): ParametersParameter {
  const text = (name: string, valueString: string): ParametersParameter[] =>
    valueString === '' ? [] : [{ name, valueString }];
  const categories = [...new Set(disclosure.items.flatMap((item) => item.categories))].sort();
  const grounds = [...new Set(disclosure.items.map(({ ground }) => ground))].sort();
  const named = (reference: string | null) => (reference === null ? '' : (names.get(reference) ?? reference));
  return {
    name: 'disclosure',
    part: [
      { name: 'when', valueInstant: disclosure.recorded },
      ...text('whenJapan', toJapanTime(new Date(disclosure.recorded))),
      ...text('organization', named(disclosure.organization)),
      ...text('person', parseReference(disclosure.actor)?.type === 'Patient' ? '本人' : named(disclosure.actor)),
      ...text('client', disclosure.clientName),
      ...text('purpose', disclosure.purpose),
      ...text('purposeText', PURPOSES[disclosure.purpose] ?? disclosure.purpose),
      ...grounds.flatMap((ground) => [...text('ground', ground), ...text('groundText', GROUNDS[ground] ?? ground)]),
      ...disclosure.consents.map((reference) => ({ name: 'consent', valueReference: { reference } })),
      ...categories.map((code) => ({
        name: 'category',
        valueCoding: { system: codeSystemUrl('jp-chiiki-ikou-category'), code },
      })),
      ...disclosure.items
        .filter(({ reference }) => reference !== '')
        .map(({ reference }) => ({ name: 'item', valueReference: { reference } })),
      ...reviewParts(review),
    ],
  };
}
