/** The record of disclosures as its reader would have it: rows one by one, grouped by day and viewer, or as a sheet. */
import type { Consent, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { purposeWords } from '#auth';
import { type Bilingual, codeSystemUrl, japanDay, parseReference, spanOf, toJapanTime } from '#fhir';
import { resourceOf } from '#store';
import { type Answer, categoryWords, type House, namesOf, type Shape, type Visit } from '#visit';
import type { DisclosureReader } from './disclosure-reader.ts';
import { referencesIn } from './explained-view.ts';
import { GROUNDS, wordsOf } from './telling/code-words.ts';
import { type DisclosureGroup, groupDisclosures, type ToldDisclosure } from './telling/disclosure-groups.ts';
import { type DisclosureWords, dayWords, disclosureSheet } from './telling/disclosure-sheet.ts';
import { provisionWords } from './telling/provision-words.ts';
import { shapeSheet } from './telling/shape-sheet.ts';

export interface Telling {
  readonly reader: DisclosureReader;
  readonly disclosures: readonly ToldDisclosure[];
  readonly shape: Shape | undefined;
  readonly grouped: boolean;
}

export type Told = Pick<Answer, 'body' | 'contentType' | 'headers'>;

export async function tellPerson(
  house: House,
  visit: Visit,
  { reader, disclosures, shape, grouped }: Telling,
): Promise<Told> {
  const { language = 'ja' } = visit;
  const { names, words } = await wordsFor(house, visit, reader, disclosures);
  if (shape !== undefined)
    return shapeSheet(disclosureSheet(groupDisclosures(disclosures), words, language), shape, 'disclosures');
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: grouped
      ? groupDisclosures(disclosures).map((group) => groupParameter(group, words))
      : disclosures.map((disclosure) => rowOf(disclosure, names, words)),
  };
  return { body: JSON.stringify(body) };
}

async function wordsFor(
  house: House,
  { base }: Visit,
  { permit, patient, as }: DisclosureReader,
  disclosures: readonly ToldDisclosure[],
): Promise<{ names: ReadonlyMap<string, string>; words: DisclosureWords }> {
  const rows = await house.store.readMany(permit, [...new Set(disclosures.flatMap(({ consents }) => consents))]);
  const consents = new Map(rows.map((row) => [`Consent/${row.id}`, resourceOf(row) as Consent]));
  const named = disclosures.flatMap(({ actor, organization, items }) => [
    actor,
    organization ?? '',
    ...items.map(({ custodian }) => custodian),
  ]);
  const names = await namesOf(house, permit, [...named, ...[...consents.values()].flatMap(referencesIn)]);
  const nameOf = (reference: string) => names.get(reference) ?? reference;
  const category = categoryWords(house).words;
  const consent = (reference: string) => {
    const found = consents.get(reference);
    return found && consentWords(found, provisionWords(found, 'provision', { named: nameOf, category }));
  };
  const stopSharing = (organization: string) =>
    as === 'person' ? `${base}/Patient/${patient.id}/$stop-sharing?organization=${organization}` : undefined;
  return { names, words: { named: nameOf, category, consent, stopSharing } };
}

/** When it was given, what it says, and whether it still holds. */
function consentWords({ dateTime, status }: Consent, provision: Bilingual): Bilingual {
  const span = dateTime === undefined ? undefined : spanOf(dateTime);
  const day = span === undefined ? undefined : japanDay(new Date(span.low));
  const ended =
    status === 'active' ? { ja: '', en: '' } : { ja: '（今は効力がありません）', en: ' (no longer in force)' };
  return {
    ja: `${day === undefined ? '' : `${dayWords(day, 'ja')}の`}同意: ${provision.ja}${ended.ja}`,
    en: `consent${day === undefined ? '' : ` of ${day}`}: ${provision.en}${ended.en}`,
  };
}

function groupParameter(group: DisclosureGroup, words: DisclosureWords): ParametersParameter {
  const { day, first, last, times, actor, organization, purpose, categories, grounds, consents } = group;
  const stop = organization === null ? undefined : words.stopSharing(organization);
  const text = (name: string, valueString: string): ParametersParameter[] =>
    valueString === '' ? [] : [{ name, valueString }];
  return {
    name: 'group',
    part: [
      { name: 'day', valueDate: day },
      { name: 'first', valueString: first },
      { name: 'last', valueString: last },
      { name: 'times', valueInteger: times },
      ...(organization === null
        ? []
        : [{ name: 'organization', valueReference: { reference: organization, display: words.named(organization) } }]),
      ...text('person', actor.startsWith('Patient/') ? '本人' : words.named(actor)),
      ...text('purpose', purpose),
      ...text('purposeText', purposeWords(purpose).ja),
      ...group.purposeReasons.flatMap((reason) => text('purposeReason', reason)),
      ...grounds.flatMap((ground) => [...text('ground', ground), ...text('groundText', wordsOf(GROUNDS, ground).ja)]),
      ...consents.map((reference) => ({ name: 'consent', valueReference: { reference } })),
      ...consents.flatMap((reference) => text('consentText', words.consent(reference)?.ja ?? '')),
      ...group.custodians.flatMap((reference) => text('custodian', words.named(reference))),
      ...(group.breakGlass ? [{ name: 'breakGlass', valueBoolean: true }] : []),
      ...(group.review === undefined ? [] : text('review', group.review.ja)),
      ...(stop === undefined ? [] : [{ name: 'stopSharing', valueUri: stop }]),
      ...categories.map(({ code, count }) => ({
        name: 'category',
        part: [
          {
            name: 'code',
            valueCoding: {
              ...(code === '' ? {} : { system: codeSystemUrl('jp-chiiki-ikou-category'), code }),
              display: words.category(code).ja,
            },
          },
          { name: 'count', valueInteger: count },
        ],
      })),
      ...group.items.map((reference) => ({ name: 'item', valueReference: { reference } })),
    ],
  };
}

const reviewParts = ({ review }: ToldDisclosure): ParametersParameter[] =>
  review === undefined
    ? []
    : [
        { name: 'review', valueCode: review.outcome },
        ...(review.reason === '' ? [] : [{ name: 'emergencyReason', valueString: review.reason }]),
      ];

function rowOf(
  disclosure: ToldDisclosure,
  names: ReadonlyMap<string, string>,
  { consent, stopSharing }: DisclosureWords,
): ParametersParameter {
  const text = (name: string, valueString: string): ParametersParameter[] =>
    valueString === '' ? [] : [{ name, valueString }];
  const categories = [...new Set(disclosure.items.flatMap((item) => item.categories))].sort();
  const grounds = [...new Set(disclosure.items.map(({ ground }) => ground))].sort();
  const custodians = [...new Set(disclosure.items.map(({ custodian }) => custodian))].sort();
  const told = disclosure.consents.flatMap((reference) => consent(reference)?.ja ?? []);
  const stop = disclosure.organization === null ? undefined : stopSharing(disclosure.organization);
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
      ...text('purposeText', purposeWords(disclosure.purpose).ja),
      ...text('purposeReason', disclosure.purposeReason ?? ''),
      ...grounds.flatMap((ground) => [...text('ground', ground), ...text('groundText', wordsOf(GROUNDS, ground).ja)]),
      ...disclosure.consents.map((reference) => ({ name: 'consent', valueReference: { reference } })),
      ...told.flatMap((words) => text('consentText', words)),
      ...custodians.flatMap((reference) => text('custodian', named(reference))),
      ...(grounds.includes('BREAK_GLASS') ? [{ name: 'breakGlass', valueBoolean: true }] : []),
      ...reviewParts(disclosure),
      ...(stop === undefined ? [] : [{ name: 'stopSharing', valueUri: stop }]),
      ...categories.map((code) => ({
        name: 'category',
        valueCoding: { system: codeSystemUrl('jp-chiiki-ikou-category'), code },
      })),
      ...disclosure.items
        .filter(({ named }) => named)
        .map(({ reference }) => ({ name: 'item', valueReference: { reference } })),
    ],
  };
}
