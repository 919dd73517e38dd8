/** What is opened about a family member lasts as long as their own consent. */
import { expect, test } from 'vitest';
import { groundOf, nextTurningPoint, type Permit, permitFor } from '../../src/consent/index.ts';
import { ACT, actor, CONF, consent, context, deny, permit, record } from './make.ts';

const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const FAMILY_CONSENT = 'https://kakehashi.example/fhir/StructureDefinition/family-consent';
const [SISTER, BROTHER] = ['RelatedPerson/s', 'RelatedPerson/t'];
const person = 'Patient/a';
const labels = (...codes: string[]) => ({
  securityLabel: [
    { system: CONF, code: 'R' },
    { system: ACT, code: 'PSY' },
    ...codes.map((code) => ({ system: CATEGORY, code })),
  ],
});
const by = (...named: [member: string, evidence: object][]) => ({
  extension: named.map(([member, evidence]) => ({
    url: FAMILY_CONSENT,
    extension: [
      { url: 'member', valueReference: { reference: member } },
      { url: 'evidence', ...evidence },
    ],
  })),
});
const consentOf = (id: string) => ({ valueReference: { reference: `Consent/${id}` } });
const FORM = { valueIdentifier: { system: 'urn:forms', value: '1' } };
const theirs = (id: string, member: string, more: object = {}, provision: object = permit({})) =>
  consent(provision as never, {
    id,
    performer: [{ reference: member }],
    sourceReference: { reference: 'DocumentReference/f' },
    ...more,
  });
const opening = (more: object, ...named: [string, object][]) =>
  consent(permit({ ...more, ...by(...named) }), { id: 'mine' });

const AT = '2026-05-10T10:00:00+09:00';
const family = record(['R', 'PSY'], { meta: { security: labels('family').securityLabel } });
const living = record(['R', 'PSY'], { meta: { security: labels('living').securityLabel } });
const sees = (consents: readonly any[], resource: any = family, time = AT): boolean => {
  const request = { actor: 'PractitionerRole/sw', purpose: 'COC', action: 'access' as const, time };
  const made = permitFor({ request, own: [], consentsByPatient: new Map([[person, consents]]), context, reach: '*' });
  return groundOf(made as Permit, resource, 'Organization/hosp').visible;
};

test('it is opened while it holds, and not when it was withdrawn, is of somebody else, or is not there', () => {
  const mine = opening(labels('family', 'living'), [SISTER, consentOf('t')]);
  expect(sees([mine, theirs('t', SISTER)])).toBe(true);
  expect(sees([mine, theirs('t', SISTER, { performer: [{ reference: BROTHER }, { reference: SISTER }] })])).toBe(true);
  for (const other of [
    theirs('t', SISTER, { status: 'inactive' }),
    theirs('t', BROTHER),
    theirs('t', SISTER, { patient: { reference: 'Patient/b' } }),
    theirs('t', SISTER, { sourceReference: undefined }),
    theirs('t', SISTER, {}, deny()),
    theirs('other', SISTER),
  ])
    expect(sees([mine, other])).toBe(false);
  // What else it opens stays open.
  expect(sees([mine], living)).toBe(true);
});

test('a form on paper is what it is, and of several consents each must hold', () => {
  expect(sees([opening(labels('family'), [SISTER, FORM])])).toBe(true);
  const both = opening(labels('family'), [SISTER, consentOf('t')], [BROTHER, consentOf('u')]);
  expect(sees([both, theirs('t', SISTER), theirs('u', BROTHER)])).toBe(true);
  expect(sees([both, theirs('t', SISTER), theirs('u', BROTHER, { status: 'inactive' })])).toBe(false);
});

test('so it is where no category is listed, and where an exception opens it with the labels of its rule', () => {
  const everything = opening({}, [SISTER, consentOf('t')]);
  expect([sees([everything, theirs('t', SISTER)]), sees([everything])]).toEqual([true, false]);
  const nested = consent(
    { ...deny(labels('family')), provision: [{ type: 'permit', ...by([SISTER, consentOf('t')]) }] } as never,
    { id: 'mine' },
  );
  expect([sees([nested, theirs('t', SISTER)]), sees([nested])]).toEqual([true, false]);
  // What the exception opens besides family it opens still, by the same labels.
  const wider = consent(
    { ...deny(labels('family', 'living')), provision: [{ type: 'permit', ...by([SISTER, consentOf('t')]) }] } as never,
    { id: 'mine' },
  );
  expect([sees([wider]), sees([wider], living)]).toEqual([false, true]);
});

test('it ends with the period of theirs, at the moment at which permits are made anew', () => {
  const mine = opening(labels('family'), [SISTER, consentOf('t')]);
  const limited = theirs('t', SISTER, {}, permit({ period: { start: '2026-04-01', end: '2026-05-10' } }));
  expect(sees([mine, limited])).toBe(true);
  expect(sees([mine, limited], family, '2026-05-11T00:00:00+09:00')).toBe(false);
  const turning = nextTurningPoint(
    { consentsByPatient: new Map([[person, [mine, limited]]]), context },
    Date.parse(AT),
  );
  expect(new Date(turning).toISOString()).toBe('2026-05-10T15:00:00.000Z');
});

test('a lapse opens nothing, and closes nothing that is not of the family', () => {
  const asked = { actor: [actor('PractitionerRole/sw')] };
  const only = { securityLabel: [{ system: CATEGORY, code: 'family' }] };
  const refusing = consent(
    { ...permit({ ...only, ...by([SISTER, consentOf('t')]) }), provision: [deny(asked)] } as never,
    { id: 'mine' },
  );
  const other = consent(permit(labels('family')), { id: 'other' });
  expect([sees([other]), sees([refusing, theirs('t', SISTER), other]), sees([refusing, other])]).toEqual([
    true,
    false,
    false,
  ]);
  const everything = opening({}, [SISTER, consentOf('t')]);
  expect([sees([everything], living), sees([everything])]).toEqual([true, false]);
});

test('it is read for whom and what it permits', () => {
  const mine = opening(labels('family', 'living'), [SISTER, consentOf('t')]);
  const under = (provision: object, more: object = {}) => sees([mine, theirs('t', SISTER, more, provision)]);
  const toUs = { actor: [actor('Organization/soudan')] };
  const toOthers = { actor: [actor('Organization/other')] };
  expect(under(permit(toUs))).toBe(true);
  expect(under(permit(toOthers))).toBe(false);
  expect(under(permit({}, deny(toUs)))).toBe(false);
  expect(under(permit({}, deny(toOthers)))).toBe(true);
  expect(under(permit({}, deny({ ...toUs, period: { end: '2026-05-09' } })))).toBe(true);
  expect(under(permit({ purpose: [{ code: 'HRESCH' }] }))).toBe(false);
  expect(under(permit(labels('service')))).toBe(false);
  expect(under(permit(labels('service'), permit(labels('family'))))).toBe(true);
  // A refusal of some records, or of another matter, is none of the rest.
  expect(under(permit({}, deny({ class: [{ code: 'Condition' }] })))).toBe(true);
  expect(under(permit({}, deny(labels('service'))))).toBe(true);
  expect(under(permit(), { verification: [{ verified: false, verificationDate: '2026-05-01' }] })).toBe(false);
});
