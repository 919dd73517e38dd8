/** $stop-sharing: the person shows an organization no more. One act records the dissent, with where it comes from. */
import type { Consent } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { consentFaults, effectivenessOf, type Permit, performersOf } from '#consent';
import { type Bilingual, isRefusal, type Refusal, toJapanTime } from '#fhir';
import { admit, createdAnswer, draftOf, insertTold, recorded } from '#records';
import type { Writer } from '#store';
import {
  type Answer,
  type House,
  holderOf,
  InputRefused,
  notFound,
  type OperationRequest,
  oneValue,
  parameterNeeded,
  permitOfCaller,
  readOperation,
  scopeMissing,
  settle,
  type Visit,
  valueInvalid,
  within,
} from '#visit';

/**
 * By GET 200 with the dissent as it would be recorded; by POST 201 with what was recorded, or 200 with what already is. It
 * acts on the next request. Gives 404 `not-found` to everybody but the person, 403 `scope-missing`, 400 `operation-…`.
 */
export async function stopSharing(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const { caller, method } = visit;
  const person = `Patient/${request.id ?? ''}`;
  if (caller.actor !== person) return notFound('Patient', request.id ?? '');
  const query = readOperation(request, ['organization']);
  if (isRefusal(query)) return query;
  const organization = oneValue(query, 'organization', {
    read: organizationIn,
    expected: ORGANIZATION,
    fallback: undefined,
  });
  if (isRefusal(organization)) return organization;
  if (organization === undefined) return parameterNeeded('organization', ORGANIZATION_NEEDED);
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  const [known] = await house.store.readMany(permit, [organization]);
  if (known === undefined) return valueInvalid('organization', organization, ORGANIZATION);
  const dissent = dissentFrom(person, organization, visit.now);
  if (method !== 'POST') return preview(dissent, person);
  // Whoever comes by themselves needs no scope for it; an app that somebody uses does nothing that they did not allow it.
  if (caller.user !== null && !covers(caller.scopes, 'Consent', 'create')) return scopeMissing('Consent', 'create');
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      await writer.lock(`stop-sharing ${person} ${organization}`);
      const answer = await recordDissent(house, visit, { writer, permit, dissent });
      if (isRefusal(answer)) throw new InputRefused(answer);
      return recorded(house, visit, writer, answer);
    }),
  );
}

const preview = (dissent: Consent, person: string): Answer => ({
  status: 200,
  body: JSON.stringify(dissent),
  interaction: '$stop-sharing',
  action: 'R',
  items: [],
  patients: [person],
});

interface Recording {
  readonly writer: Writer;
  readonly permit: Permit;
  readonly dissent: Consent;
}

async function recordDissent(
  house: House,
  visit: Visit,
  { writer, permit, dissent }: Recording,
): Promise<Answer | Refusal> {
  const inside = within(house, writer);
  const before = await standingDissent(inside, dissent, visit.now);
  if (before !== undefined) return { ...preview(before, visit.caller.actor), action: 'E' };
  // What the person does themself is asked of no scope.
  const freely = { ...visit, setting: { actions: [] } };
  const checked = await admit(inside, freely, permit, dissent);
  if (isRefusal(checked)) return checked;
  const custodian = holderOf(visit);
  const stored = await insertTold(visit, writer, { ...draftOf(checked), custodian });
  return { ...createdAnswer(visit, stored), interaction: '$stop-sharing' };
}

/** The dissent that the person gave before and that counts now and for good, where there is one. */
async function standingDissent(house: House, dissent: Consent, now: Date): Promise<Consent | undefined> {
  const person = dissent.patient?.reference ?? '';
  const { consentsByPatient, patients } = await house.store.believed(recipientOf(dissent) ?? '');
  // Nobody else's dissent is asked after: who gave it could end it without the person.
  const context = { authority: {}, patients, policy: house.policy };
  return consentsByPatient
    .get(person)
    ?.find(
      (before) =>
        performersOf(before, person).includes(person) &&
        effectivenessOf(before, person, context, now.getTime()) !== 'no' &&
        consentFaults(before).length === 0 &&
        criteriaOf(before.provision) === criteriaOf(dissent.provision) &&
        !before.provision?.period?.end,
    );
}

const criteriaOf = (provision: Consent['provision']): string => JSON.stringify({ ...provision, period: undefined });

const recipientOf = ({ provision }: Consent): string | undefined => provision?.actor?.[0]?.reference?.reference;

/** Denies everything to an organization and whoever works there; law and emergencies stay as they are. */
function dissentFrom(person: string, organization: string, now: Date): Consent {
  return {
    resourceType: 'Consent',
    meta: { profile: ['https://kakehashi.example/fhir/StructureDefinition/kakehashi-consent'] },
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent Document' }] }],
    patient: { reference: person },
    dateTime: toJapanTime(now),
    performer: [{ reference: person }],
    policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTOUT' }] },
    provision: {
      type: 'deny',
      // Without an end: a dissent holds until the person takes it back.
      period: { start: toJapanTime(now) },
      actor: [
        {
          role: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
          },
          reference: { reference: organization },
        },
      ],
    },
  };
}

const organizationIn = (text: string): string | undefined =>
  /^Organization\/[A-Za-z0-9.-]{1,64}$/.test(text) ? text : undefined;
const ORGANIZATION: Bilingual = {
  ja: '登録されている機関（Organization/…）',
  en: 'an organization of the directory, `Organization/…`',
};
const ORGANIZATION_NEEDED: Bilingual = {
  ja: 'どの機関にもう見せないかを organization で示してください（例: Organization/…）。',
  en: 'say with `organization` which one is to be shown no more, such as `Organization/…`',
};
