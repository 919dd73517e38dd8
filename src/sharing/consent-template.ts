/** $consent-template: the form of a consent for one recipient, made of the default matrix; nothing is stored. */
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { type ConsentMatrix, type ConsentTemplate, consentTemplate, symbolsOf } from '#consent';
import { isRefusal, japanDay, parseReference, profileUrl, type Refusal, toJapanTime } from '#fhir';
import { html, type Markup } from '#html';
import { readInstance, visibleAmong } from '#records';
import {
  type Answer,
  type House,
  type OperationRequest,
  oneValue,
  parameterNeeded,
  permitOf,
  readOperation,
  type Visit,
  valueInvalid,
} from '#visit';

const PARAMETERS = ['recipient', 'kind', 'extra', 'purpose', 'phase', 'member', 'decision'];
const WORDS = { ja: '一語', en: 'a single word' };
const TEXT = { read: (text: string) => text || undefined, expected: WORDS, fallback: undefined };
const REFERENCE = { ja: '登録されている相手の「型/id」', en: 'the `Type/id` of a recipient that is stored' };
const DECISION = {
  read: (text: string) => (text === 'permit' || text === 'deny' ? text : undefined),
  expected: { ja: 'permit か deny', en: '`permit` or `deny`' },
  fallback: 'permit' as const,
};

/**
 * 200 with a Consent, `proposed`. `decision=deny` gives the form of a refusal, of everybody where no recipient is named.
 * 400 for an unreadable parameter, 422 `consent-template-refused` for what no form may hold.
 */
export async function makeConsentTemplate(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const instance = await readInstance(house, visit, 'Patient', request.id ?? '');
  if (isRefusal(instance)) return instance;
  const query = readOperation(request, PARAMETERS);
  if (isRefusal(query)) return query;
  const provision = await provisionOf(house, visit, query);
  if (isRefusal(provision)) return provision;
  const consent = consentOf(visit, `Patient/${instance.stored.id}`, provision);
  return {
    status: 200,
    body: JSON.stringify(consent),
    interaction: '$consent-template',
    action: 'E',
    items: instance.items,
  };
}

interface Drawn {
  readonly rule: 'OPTIN' | 'OPTOUT';
  readonly provision: ConsentProvision;
  readonly words: Markup;
}

async function provisionOf(house: House, visit: Visit, query: URLSearchParams): Promise<Drawn | Refusal> {
  const decision = oneValue(query, 'decision', DECISION);
  if (isRefusal(decision)) return decision;
  const recipient = oneValue(query, 'recipient', TEXT);
  if (isRefusal(recipient)) return recipient;
  const members = query.getAll('member');
  const unseen = await unseenAmong(house, visit, [...(recipient === undefined ? [] : [recipient]), ...members]);
  if (isRefusal(unseen)) return unseen;
  if (unseen !== undefined) return valueInvalid(unseen === recipient ? 'recipient' : 'member', unseen, REFERENCE);
  const start = japanDay(visit.now);
  if (decision === 'deny') {
    const provision = { type: 'deny' as const, period: { start }, ...(recipient ? { actor: actorOf(recipient) } : {}) };
    const words = recipient ? html`<p>この相手には、何も見せない。</p>` : html`<p>だれにも、何も見せない。</p>`;
    return { rule: 'OPTOUT', provision, words };
  }
  if (recipient === undefined) return parameterNeeded('recipient', NEEDED.recipient);
  const asked = {
    kind: oneValue(query, 'kind', TEXT),
    purpose: oneValue(query, 'purpose', TEXT),
    phase: oneValue(query, 'phase', TEXT),
  };
  const { kind, purpose, phase } = asked;
  for (const one of [kind, purpose, phase]) if (isRefusal(one)) return one;
  if (typeof kind !== 'string') return parameterNeeded('kind', NEEDED.kind);
  const extra = query.getAll('extra').flatMap((listed) => listed.split(',').filter(Boolean));
  const template = consentTemplate(house.matrix, {
    kind,
    extra,
    purpose: purpose as string | undefined,
    phase: phase as string | undefined,
    members,
    start,
  });
  if (isRefusal(template)) return template;
  const { period, ...rest } = template.provision;
  return {
    rule: 'OPTIN',
    provision: { ...(period ? { period } : {}), actor: actorOf(recipient), ...rest },
    words: wordsOf(template, house.matrix),
  };
}

const NEEDED = {
  recipient: { ja: '見せる相手を recipient で示してください。', en: 'name who may see by `recipient`' },
  kind: { ja: '相手の種類を kind で示してください。', en: 'name the kind of recipient by `kind`' },
};

/** The first that the caller cannot see, and so cannot name. */
async function unseenAmong(
  house: House,
  visit: Visit,
  references: readonly string[],
): Promise<string | undefined | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const odd = references.find((reference) => parseReference(reference) === undefined);
  if (odd !== undefined) return odd;
  const visible = await visibleAmong(house, permit, references);
  return references.find((reference) => !visible.has(reference));
}

const actorOf = (reference: string): NonNullable<ConsentProvision['actor']> => [
  {
    role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
    reference: { reference },
  },
];

function consentOf({ caller, now }: Visit, patient: string, { rule, provision, words }: Drawn): Consent {
  return {
    resourceType: 'Consent',
    meta: { profile: [profileUrl('kakehashi-consent')] },
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words.text}</div>` },
    status: 'proposed',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent Document' }] }],
    patient: { reference: patient },
    dateTime: toJapanTime(now),
    performer: [{ reference: patient }],
    ...(caller.organization === null ? {} : { organization: [{ reference: caller.organization }] }),
    policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: rule }] },
    provision,
  };
}

/** In plain words: what is shown, what in an emergency alone, and of what no more than a summary is told. */
function wordsOf({ listed, emergency, summaries, provision }: ConsentTemplate, { categories }: ConsentMatrix): Markup {
  const nameOf = (category: string) => categories.find(({ code }) => code === category)?.ja ?? category;
  const list = (cells: ConsentTemplate['listed']) =>
    cells.map((cell) => html`<li>${nameOf(cell.category)}（${symbolsOf(cell)}）</li>`);
  const part = (title: string, cells: ConsentTemplate['listed']) =>
    cells.length === 0 ? [] : [html`<p>${title}</p><ul>${list(cells)}</ul>`];
  return html`<p>${provision.period?.start ?? ''} から ${provision.period?.end ?? ''} まで</p>${[
    ...part('見せる情報', listed),
    ...part('危機のときだけ見せる情報', emergency),
    ...part('要点だけを伝え、記録は見せない情報', summaries),
  ]}`;
}
