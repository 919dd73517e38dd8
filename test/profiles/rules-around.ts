/** What the rules of people, support and record keeping let pass, and what they are there to catch. */
const BASE = 'https://kakehashi.example/fhir';
const category = (code: string) => ({ system: `${BASE}/CodeSystem/jp-chiiki-ikou-category`, code });
const keyPerson = (valueBoolean: boolean, more: object = {}) => ({
  resourceType: 'RelatedPerson',
  extension: [{ url: `${BASE}/StructureDefinition/key-person`, valueBoolean }],
  ...more,
});
const of = (resourceType: string, status: string, more: object = {}) => ({ resourceType, status, ...more });
const money = (currency: string) => ({
  resourceType: 'Coverage',
  costToBeneficiary: [{ valueMoney: { value: 0, currency } }],
});
const agents = (...agent: object[]) => ({ resourceType: 'Provenance', agent });
const author = { type: { coding: [{ code: 'author' }] } };
const role = (code: string, more: object = {}) => ({ role: { code }, ...more });
const disclosure = (...entity: object[]) => ({ resourceType: 'AuditEvent', type: { code: '110106' }, entity });
const shown = role('4', { detail: [{ type: 'ground', valueString: 'CONSENT_PERMIT' }] });
const contact = (priority: string, mode: string) => ({
  resourceType: 'CommunicationRequest',
  priority,
  medium: [{ coding: [{ system: `${BASE}/CodeSystem/contact-mode`, code: mode }] }],
});
const ended = { period: { start: '2026-04-01', end: '2026-11-01' } };
const going = { period: { start: '2026-04-01' } };

export const casesAround: Record<string, { passes: Record<string, object>; catches: Record<string, object> }> = {
  'kk-rel-1': {
    passes: {
      'a key person with a telephone': keyPerson(true, { telecom: [{ system: 'phone', value: '000-0000-0124' }] }),
      'a brother who is no key person': keyPerson(false),
      'someone of whom it is not said': { resourceType: 'RelatedPerson' },
    },
    catches: { 'a key person out of reach': keyPerson(true) },
  },
  'kk-eoc-1': {
    passes: { 'support that goes on': of('EpisodeOfCare', 'active', going) },
    catches: { 'support that ended on no day': of('EpisodeOfCare', 'finished', going) },
  },
  'kk-eoc-2': {
    passes: {
      'somebody in charge': of('EpisodeOfCare', 'active', { careManager: { reference: 'PractitionerRole/1' } }),
      'support that is over': of('EpisodeOfCare', 'finished', ended),
    },
    catches: { 'nobody in charge': of('EpisodeOfCare', 'active', going) },
  },
  'kk-cov-1': {
    passes: {
      'a certificate with its last day': of('Coverage', 'active', ended),
      'a cancelled one': of('Coverage', 'cancelled', going),
    },
    catches: { 'a certificate without a last day': of('Coverage', 'active', going) },
  },
  'kk-cov-2': {
    passes: { yen: money('JPY'), 'no ceiling': { resourceType: 'Coverage' } },
    catches: { dollars: money('USD') },
  },
  'kk-cov-3': {
    passes: { 'eight digits': { value: '21139996' } },
    catches: { 'seven digits': { value: '2113999' } },
  },
  'kk-task-1': {
    passes: {
      'a task not yet taken on': of('Task', 'requested'),
      'a task with its owner': of('Task', 'accepted', { owner: { reference: 'Organization/1' } }),
    },
    catches: { 'a task that nobody does': of('Task', 'in-progress') },
  },
  'kk-task-2': {
    passes: {
      'a refusal with its reason': of('Task', 'rejected', { statusReason: { text: '担当者が不在' } }),
      'a task that goes on': of('Task', 'in-progress'),
    },
    catches: { 'a refusal without a reason': of('Task', 'rejected'), 'a silent pause': of('Task', 'on-hold') },
  },
  'kk-task-3': {
    passes: { 'a task with its end': of('Task', 'completed', { executionPeriod: { end: '2026-11-01' } }) },
    catches: { 'a task done at no time': of('Task', 'completed', { executionPeriod: { start: '2026-10-01' } }) },
  },
  'kk-sr-1': {
    passes: {
      'an order to a nurse': of('ServiceRequest', 'active', { intent: 'order', performer: [{}] }),
      'an order to a profession': of('ServiceRequest', 'active', {
        intent: 'order',
        performerType: { text: '看護師' },
      }),
      'a proposal': of('ServiceRequest', 'active', { intent: 'proposal' }),
      'a grant before the provider is known': of('ServiceRequest', 'active', {
        intent: 'order',
        code: { coding: [{ system: `${BASE}/CodeSystem/welfare-service-type`, code: '53' }] },
      }),
    },
    catches: { 'an order to nobody': of('ServiceRequest', 'active', { intent: 'order' }) },
  },
  'kk-sr-2': {
    passes: {
      'a text': { resourceType: 'ServiceRequest', code: { text: '訪問看護' } },
      'a code with its name': {
        resourceType: 'ServiceRequest',
        code: { coding: [{ code: '53', display: '地域移行支援' }] },
      },
    },
    catches: { 'a bare code': { resourceType: 'ServiceRequest', code: { coding: [{ code: '53' }] } } },
  },
  'kk-cond-1': {
    passes: {
      'a code with its point': { code: 'F20.0' },
      'one without, as claims write it': { code: 'F200' },
      'a category': { code: 'F99' },
      'a code with its dagger': { code: 'A17.0†' },
    },
    catches: { 'full-width characters': { code: 'Ｆ２０．０' }, 'small letters': { code: 'f20.0' } },
  },
  'kk-cond-2': {
    passes: { 'a confirmed diagnosis': { resourceType: 'Condition', verificationStatus: { text: '確定' } } },
    catches: { 'a diagnosis of unknown standing': { resourceType: 'Condition' } },
  },
  'kk-dsl-1': {
    passes: { 'a level with its last day': { resourceType: 'Observation', effectivePeriod: ended.period } },
    catches: { 'a level without one': { resourceType: 'Observation', effectivePeriod: going.period } },
  },
  'kk-flag-1': {
    passes: { 'a label of risk': { resourceType: 'Flag', meta: { security: [category('risk')] } } },
    catches: {
      'no label': { resourceType: 'Flag' },
      'the label of another system': { resourceType: 'Flag', meta: { security: [{ system: 'urn:x', code: 'risk' }] } },
    },
  },
  'kk-flag-2': {
    passes: { 'a flag that holds': of('Flag', 'active', going), 'one that ended': of('Flag', 'inactive', ended) },
    catches: { 'one that no longer holds, without a last day': of('Flag', 'inactive', going) },
  },
  'kk-ms-1': {
    passes: {
      'medicine that is taken': of('MedicationStatement', 'active'),
      'medicine stopped for a reason': of('MedicationStatement', 'stopped', { statusReason: [{ text: '体重の増加' }] }),
    },
    catches: { 'medicine not taken, and no reason': of('MedicationStatement', 'not-taken') },
  },
  'kk-app-1': {
    passes: {
      'the person takes part': { resourceType: 'Appointment', participant: [{ actor: { reference: 'Patient/1' } }] },
      'the person by a full address': {
        resourceType: 'Appointment',
        participant: [{ actor: { reference: 'https://example.jp/fhir/Patient/1' } }],
      },
    },
    catches: {
      'a conference of professionals alone': {
        resourceType: 'Appointment',
        participant: [{ actor: { reference: 'PractitionerRole/1' } }],
      },
    },
  },
  'kk-app-2': {
    passes: { 'a reason': of('Appointment', 'cancelled', { cancelationReason: { text: '体調不良' } }) },
    catches: { 'no reason': of('Appointment', 'cancelled') },
  },
  'kk-comreq-1': {
    passes: { 'a call for help': contact('stat', 'phone'), 'a mail that can wait': contact('routine', 'mail') },
    catches: { 'a cry for help by mail': contact('stat', 'mail') },
  },
  'kk-prov-1': {
    passes: {
      'a reference and a number': agents({ who: { reference: 'a/1' } }, { who: { identifier: { value: '1' } } }),
    },
    catches: { 'a bare name': agents({ who: { display: '田中' } }) },
  },
  'kk-prov-2': {
    passes: {
      'an author for an office': agents({ ...author, who: { reference: 'a/1' }, onBehalfOf: { reference: 'b/1' } }),
      'an office itself': agents({ ...author, who: { reference: 'Organization/1' } }),
    },
    catches: { 'an author for nobody': agents({ ...author, who: { reference: 'PractitionerRole/1' } }) },
  },
  'kk-aud-1': {
    passes: {
      'one who asked': { resourceType: 'AuditEvent', agent: [{ requestor: true }, { requestor: false }] },
    },
    catches: {
      'nobody who asked': { resourceType: 'AuditEvent', agent: [{ requestor: false }] },
      'two who asked': { resourceType: 'AuditEvent', agent: [{ requestor: true }, { requestor: true }] },
    },
  },
  'kk-aud-2': {
    passes: {
      'person, item and ground': disclosure(role('1'), shown),
      'a request that is no disclosure': { resourceType: 'AuditEvent', type: { code: 'rest' }, entity: [role('24')] },
    },
    catches: {
      'no person': disclosure(shown),
      'nothing shown': disclosure(role('1')),
      'no ground': disclosure(role('1'), role('4', { detail: [{ type: 'custodian', valueString: 'none' }] })),
    },
  },
  'kk-aud-3': {
    passes: {
      'the number of the request': {
        resourceType: 'AuditEvent',
        entity: [{ type: { code: 'XrequestId' }, what: { identifier: { value: '5d1f9a0e' } } }],
      },
    },
    catches: { 'no number': { resourceType: 'AuditEvent', entity: [{ type: { code: 'XrequestId' } }] } },
  },
  'kk-aud-4': {
    passes: {
      'a refusal with its reason': { resourceType: 'AuditEvent', outcome: '4', outcomeDesc: 'DEFAULT_DENY' },
      'what the default let pass': { resourceType: 'AuditEvent', outcome: '0' },
    },
    catches: { 'a refusal without a reason': { resourceType: 'AuditEvent', outcome: '4' } },
  },
  'kk-aud-5': {
    passes: {
      'an emergency about one person': {
        resourceType: 'AuditEvent',
        subtype: [{ code: '110127' }],
        entity: [role('1'), role('24')],
      },
    },
    catches: {
      'no sign of an emergency': { resourceType: 'AuditEvent', entity: [role('1')] },
      'nobody named': { resourceType: 'AuditEvent', subtype: [{ code: '110127' }], entity: [role('24')] },
    },
  },
};
