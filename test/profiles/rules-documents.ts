/** What the rules of plans and documents let pass, and what they are there to catch. */
type Cases = Record<string, { passes: Record<string, object>; catches: Record<string, object> }>;

const BASE = 'https://kakehashi.example/fhir';
const extension = (id: string, ...parts: object[]) => ({ url: `${BASE}/StructureDefinition/${id}`, extension: parts });
const agreed = { url: 'agreed', valueBoolean: true };
const refused = { url: 'agreed', valueBoolean: false };
const agreedOn = { url: 'agreedOn', valueDate: '2026-11-05' };
const consent = { url: 'consent', valueReference: { reference: 'Consent/1' } };
const plan = (content: object) => ({ resourceType: 'CarePlan', status: 'active', ...content });
const agreement = (...parts: object[]) => plan({ extension: [extension('plan-agreement', ...parts)] });
const support = (end: string) => plan({ period: { start: '2026-10-01', end } });
const performedBy = (display: string) => plan({ activity: [{ detail: { performer: [{ display }] } }] });
const stay = (...parts: object[]) => extension('further-stay', ...parts);
const needed = { url: 'necessary', valueBoolean: true };
const barrier = (code: string, text?: string) => ({
  url: `${BASE}/StructureDefinition/discharge-barrier`,
  valueCodeableConcept: { coding: [{ system: `${BASE}/CodeSystem/discharge-barrier-social`, code }], text },
});
const trial = (code: string, scheduled: object) =>
  plan({
    activity: [
      { detail: { code: { coding: [{ system: `${BASE}/CodeSystem/transition-activity`, code }] }, ...scheduled } },
    ],
  });
const given = (...parts: object[]) => ({
  resourceType: 'Composition',
  extension: [extension('plan-agreement', ...parts)],
});

export const casesOfDocuments: Cases = {
  'kk-agree-1': {
    passes: {
      'an agreement with its day': extension('plan-agreement', agreed, agreedOn),
      'a refusal without a day': extension('plan-agreement', refused),
    },
    catches: { 'an agreement without a day': extension('plan-agreement', agreed) },
  },
  'kk-barrier-1': {
    passes: { 'another barrier in words': barrier('5', '保証人がいない'), 'a barrier of the list': barrier('2') },
    catches: { 'another barrier without words': barrier('5') },
  },
  'kk-stay-1': {
    passes: {
      'a stay that need not go on': stay({ url: 'necessary', valueBoolean: false }),
      'a stay that must, with reason and months': stay(
        needed,
        { url: 'reason', valueString: '病状' },
        { url: 'months', valuePositiveInt: 2 },
      ),
    },
    catches: { 'a stay without its expected length': stay(needed, { url: 'reason', valueString: '病状' }) },
  },
  'kk-week-1': {
    passes: {
      'a part of a plan': plan({ intent: 'plan', partOf: [{ reference: 'CarePlan/1' }] }),
      'the present life': plan({ intent: 'option' }),
    },
    catches: { 'a week that belongs to nothing': plan({ intent: 'plan' }) },
  },
  'kk-trans-1': {
    passes: {
      'a trial stay with its dates': trial('trial-stay', { scheduledPeriod: { start: '2026-08-20' } }),
      'a visit without dates': trial('housing', {}),
    },
    catches: { 'a trial use without dates': trial('trial-use', {}) },
  },
  'kk-isp-1': {
    passes: { 'a plan that follows another': plan({ basedOn: [{ reference: 'CarePlan/1' }] }) },
    catches: { 'a plan that follows none': plan({}) },
  },
  'kk-crisis-1': {
    passes: {
      'what supporters do': { description: '話を聴く' },
      'what the person does': {
        extension: [{ url: `${BASE}/StructureDefinition/person-role`, valueString: '休む' }],
      },
    },
    catches: { 'nobody does anything': { reasonCode: [{ text: '眠れない' }] } },
  },
  'kk-post-1': {
    passes: { 'an agreement with its consent': agreement(agreed, agreedOn, consent) },
    catches: {
      'no agreement': plan({}),
      'a refusal': agreement(refused, consent),
      'an agreement without a consent': agreement(agreed, agreedOn),
    },
  },
  'kk-post-2': {
    passes: { 'six months': support('2027-04-01'), 'no time yet': plan({}) },
    catches: { 'a year': support('2027-09-30') },
  },
  'kk-post-3': {
    passes: { 'a health centre': performedBy('A保健所') },
    catches: { 'the police': performedBy('A警察署') },
  },
  'kk-adm-1': {
    passes: { 'the person agreed': given(agreed, agreedOn), 'the person did not agree': given(refused) },
    catches: { 'nothing is said of it': given(consent) },
  },
};
