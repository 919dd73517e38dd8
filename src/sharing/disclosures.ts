/** The person's record of disclosures: when, who, what of mine, for what, and on what ground. */
import { type DisclosedItem, type Disclosure, disclosuresOf, type ReportSpan } from '#audit';
import { holdsAll, type Permit } from '#consent';
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import { lookKey, reviewsByLook } from '#vigil';
import {
  type Answer,
  BOOLEAN,
  disclosedItems,
  type House,
  type OperationRequest,
  oneValue,
  readOperation,
  type Visit,
} from '#visit';
import { DISCLOSURES_MAX, recordOfOrganizations, spanAsked, tooManyDisclosures } from './disclosure-limits.ts';
import { type DisclosureReader, disclosureReader } from './disclosure-reader.ts';
import { tellPerson } from './tell-disclosures.ts';
import { tellRecord } from './tell-record.ts';
import type { ToldDisclosure } from './telling/disclosure-groups.ts';

const PARAMETERS = ['start', 'end', 'grouped', 'form'];
const FORMS = ['person', 'provider-record'] as const;

/**
 * Patient/{id}/$disclosures?start&end: for the person, for a verified proxy, and for the organization that holds the
 * person's record. Parameters, or a sheet as a page, PDF or CSV. Gives 404 `not-found`, 400 `operation-…` and
 * `search-value-invalid`, 403 `disclosure-record-organization`.
 */
export async function readDisclosures(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const id = request.id ?? '';
  const reader = await disclosureReader(house, visit, id);
  if (isRefusal(reader)) return reader;
  const asked = readAsked(request);
  if (isRefusal(asked)) return asked;
  const { permit, patient, as } = reader;
  if (asked.form === 'provider-record' && as !== 'holder') return recordOfOrganizations();
  const all = await disclosuresOf(house.database, `Patient/${id}`, asked.span);
  if (all.length > DISCLOSURES_MAX) return tooManyDisclosures();
  const told = await withoutRefused(house, reader, toldTo(all, as, visit.caller.organization));
  const named = await withoutWithheld(house, permit, { told, self: as !== 'holder' });
  // What came of the review of an emergency is told to the person alone.
  const disclosures = as === 'person' ? await withReviews(house, `Patient/${id}`, named) : named;
  const body =
    asked.form === 'provider-record'
      ? await tellRecord(house, visit, permit, {
          role: 'provider',
          shape: request.shape,
          of: disclosures.map((disclosure) => ({ patient: `Patient/${id}`, disclosure })),
        })
      : await tellPerson(house, visit, { reader, disclosures, shape: request.shape, grouped: asked.grouped });
  // Where the person's record is not there any more, nothing of it is shown.
  const items = patient.deleted ? [] : await disclosedItems(house, visit, permit, [patient]);
  return {
    status: 200,
    ...body,
    interaction: '$disclosures',
    action: 'R',
    items: as === 'proxy' ? items.map((item): DisclosedItem => ({ ...item, reason: 'PROXY' })) : items,
  };
}

interface Asked {
  readonly span: ReportSpan;
  readonly grouped: boolean;
  readonly form: (typeof FORMS)[number];
}

function readAsked(request: OperationRequest): Asked | Refusal {
  const query = readOperation(request, PARAMETERS);
  if (isRefusal(query)) return query;
  const span = spanAsked(query);
  if (isRefusal(span)) return span;
  const grouped = oneValue(query, 'grouped', { ...BOOLEAN, fallback: false });
  if (isRefusal(grouped)) return grouped;
  const form = oneValue(query, 'form', { read: formIn, expected: FORM, fallback: 'person' as const });
  return isRefusal(form) ? form : { span, grouped, form };
}

const formIn = (text: string): Asked['form'] | undefined => FORMS.find((form) => form === text);
const FORM: Bilingual = { ja: `次のどれか: ${FORMS.join(', ')}`, en: `one of ${FORMS.join(', ')}` };

/** What each reader is told of: a report of abuse only the person, since who stands behind a proxy may be meant by it. */
function toldTo(all: readonly Disclosure[], as: DisclosureReader['as'], organization: string | null): Disclosure[] {
  if (as === 'holder') return ownOnly(all, organization ?? '');
  return as === 'person' ? [...all] : all.filter((disclosure) => !isReport(disclosure));
}

const isReport = ({ purpose, items }: Disclosure): boolean =>
  purpose === 'PUBHLTH' && items.some(({ ground }) => ground === 'STATUTORY_DISCLOSURE');

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
): Promise<ToldDisclosure[]> {
  const current = (reference: string) => reference.replace(/\/_history\/.*$/, '');
  const wanted = new Set(disclosures.flatMap(({ items }) => items.map(({ reference }) => current(reference))));
  const seen = await house.store.readMany(permit, [...wanted]);
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`));
  const isNamed = (reference: string) =>
    visible.has(current(reference)) || (!self && holdsAll(permit.reach, reference.split('/')[0] ?? ''));
  return disclosures.map((disclosure) => ({
    ...disclosure,
    items: disclosure.items.map((item) => ({ ...item, named: isNamed(item.reference) })),
  }));
}

/**
 * What the person refuses to a proxy the proxy is not told of: neither the item, nor the row that holds nothing else, nor a
 * consent. Of what is there no more it cannot be asked, so that it is told without what it was about.
 */
async function withoutRefused(
  house: House,
  { permit, allowed }: DisclosureReader,
  disclosures: readonly Disclosure[],
): Promise<readonly Disclosure[]> {
  if (allowed === undefined) return disclosures;
  const of = (reference: string) => reference.replace(/\/_history\/.*$/, '');
  const wanted = [
    ...new Set(
      disclosures.flatMap(({ items, consents }) => [...items.map(({ reference }) => of(reference)), ...consents]),
    ),
  ];
  const seenBy = async (one: Permit) =>
    new Set((await house.store.readMany(one, wanted)).map(({ type, id }) => `${type}/${id}`));
  const [known, free] = [await seenBy(permit), await seenBy(allowed)];
  return disclosures
    .map((disclosure) => ({
      ...disclosure,
      consents: disclosure.consents.filter((reference) => free.has(of(reference))),
      items: disclosure.items.flatMap((item) => {
        const reference = of(item.reference);
        if (free.has(reference)) return [item];
        return known.has(reference) ? [] : [{ ...item, categories: [] }];
      }),
    }))
    .filter(({ items }) => items.length > 0);
}

async function withReviews(
  { database }: House,
  patient: string,
  disclosures: readonly ToldDisclosure[],
): Promise<ToldDisclosure[]> {
  const reviews = await reviewsByLook(database, patient);
  return disclosures.map((disclosure) => {
    const review = reviews.get(lookKey(disclosure.actor, disclosure.recorded));
    if (review === undefined) return disclosure;
    return { ...disclosure, review: { outcome: review.outcome ?? 'open', reason: review.reason } };
  });
}
