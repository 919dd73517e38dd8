/**
 * What may be told of a person's consents. That a part of the information lies outside of them is said of everybody whose
 * consents do not cover everything, in the same words to whoever asks: it never depends on whether something is hidden.
 */
import type { Consent, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { isConsentTotal, type Permit } from '#consent';
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import {
  type Answer,
  disclosedItems,
  type House,
  holdsAllOf,
  isPrivacyOfficer,
  namesOf,
  notFound,
  type OperationRequest,
  permitOf,
  readableRecords,
  readOperation,
  scopeMissing,
  type Visit,
} from '#visit';
import { actThatEnded } from './act-that-ended.ts';
import { CONSENT_STATES, categoriesOf, consentState, consentWords, effectOf, recipientsOf } from './consent-words.ts';
import { referencesIn } from './explained-view.ts';

const PARTLY: Bilingual = {
  ja: 'この方の情報の一部は同意の範囲外です',
  en: "A part of this person's information lies outside the consents",
};

/** GET Patient/[id]/$consent-status: of a person whom the caller may see, or for a privacy officer of anybody with a consent; 403 `scope-missing`. */
export async function readConsentStatus(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const { id = '' } = request;
  const asked = readOperation(request, []);
  if (isRefusal(asked)) return asked;
  const person = `Patient/${id}`;
  // That all is permitted, or not, is told of all consents: a token that is shown some of them is told nothing of it.
  if (!holdsAllOf(house, visit.caller, { type: 'Consent', action: 'read', person }))
    return scopeMissing('Consent', 'read');
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const patient = await house.store.read(permit, 'Patient', id);
  const seen = patient && !patient.deleted ? patient : undefined;
  const officer = await isPrivacyOfficer(house, visit);
  const about = seen || officer ? await house.store.consentsAbout(person) : undefined;
  if (about === undefined || (!seen && about.consents.length === 0)) return notFound('Patient', id);
  const total = isConsentTotal(
    about.consents,
    person,
    { patients: about.patients, policy: house.policy },
    visit.now.getTime(),
  );
  const listed = await listedFor(house, visit, permit, { id, officer, all: about.consents });
  if (isRefusal(listed)) return listed;
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'total', valueBoolean: total },
      ...(total
        ? []
        : [
            { name: 'text', valueString: PARTLY.ja },
            { name: 'textEnglish', valueString: PARTLY.en },
          ]),
      ...(await consentParts(house, visit, permit, listed.consents)),
    ],
  };
  const items = await disclosedItems(house, visit, permit, [...(seen ? [seen] : []), ...listed.rows]);
  const frame = { status: 200, interaction: '$consent-status', action: 'R' } as const;
  return { ...frame, body: JSON.stringify(body), items, patients: [person] };
}

interface Listing {
  readonly id: string;
  readonly officer: boolean;
  readonly all: readonly Consent[];
}

/** All of them for the officer; for the person those that may be shown, and for an organization those that it recorded. */
async function listedFor(
  house: House,
  { caller }: Visit,
  permit: Permit,
  { id, officer, all }: Listing,
): Promise<{ consents: readonly Consent[]; rows: readonly Stored[] } | Refusal> {
  if (officer) return { consents: all, rows: [] };
  const found = await readableRecords(house, permit, id, ['Consent']);
  if (isRefusal(found)) return found;
  const self = caller.actor === `Patient/${id}`;
  const rows = found.rows.filter(({ custodian }) => self || permit.own.includes(custodian ?? ''));
  return { consents: rows.map((row) => resourceOf(row) as Consent), rows };
}

async function consentParts(
  house: House,
  { now }: Visit,
  permit: Permit,
  consents: readonly Consent[],
): Promise<ParametersParameter[]> {
  const names = await namesOf(house, permit, consents.flatMap(referencesIn));
  const acts = await Promise.all(consents.map((consent) => actThatEnded(house, permit, consent)));
  return consents.map((consent, index): ParametersParameter => {
    const state = consentState(consent, acts[index], now.getTime());
    const words = consentWords(consent, names);
    const { start, end } = consent.provision?.period ?? {};
    return {
      name: 'consent',
      part: [
        { name: 'reference', valueReference: { reference: `Consent/${consent.id}` } },
        { name: 'state', valueCode: state },
        { name: 'stateText', valueString: CONSENT_STATES[state].ja },
        { name: 'stateTextEnglish', valueString: CONSENT_STATES[state].en },
        ...(start === undefined ? [] : [{ name: 'start', valueDateTime: start }]),
        ...(end === undefined ? [] : [{ name: 'end', valueDateTime: end }]),
        { name: 'effect', valueCode: effectOf(consent) },
        ...recipientsOf(consent).map((reference) => ({ name: 'recipient', valueReference: { reference } })),
        ...categoriesOf(consent).map((valueCoding) => ({ name: 'category', valueCoding })),
        ...(consent.provision?.purpose ?? []).map((valueCoding) => ({ name: 'purpose', valueCoding })),
        { name: 'words', valueString: words.ja },
        { name: 'wordsEnglish', valueString: words.en },
      ],
    };
  });
}
