import { expect, test } from 'vitest';
import { decide, explain, factsOf, type Request } from '../../src/consent/index.ts';
import { actor, consent, context, deny, label, PLAN, permit, record, request } from './make.ts';
import { randomWorld } from './random-world.ts';

const places = (consents: ReturnType<typeof consent>[], more: Partial<Request> = {}, policy = context.policy) =>
  explain({
    request: { ...request, ...more },
    facts: factsOf(PLAN, 'Organization/hosp'),
    consents,
    context: { ...context, policy },
  }).people.map((one) => one.places);

test('an exception that decides is named by its path, not the rule that it is an exception to', () => {
  const toOffice = { actor: [actor('Organization/soudan')] };
  expect(places([consent(permit(toOffice))])).toEqual([['Consent/c1#provision']]);
  expect(
    places([consent(permit(toOffice, deny({ code: [{ coding: [{ code: 'x' }] }] }), permit({}), deny({})))]),
  ).toEqual([['Consent/c1#provision.provision[2]']]);
  const nested = permit(toOffice, deny({}, permit({ securityLabel: ['N', 'PSY', 'service'].map(label) })));
  expect(places([consent(nested)])).toEqual([['Consent/c1#provision.provision[0].provision[0]']]);
});

test('every consent that denies is named, and the one that would permit is not', () => {
  const other = consent(deny({}), { id: 'c2' });
  const third = consent(permit({}, deny({}), deny({})), { id: 'c3' });
  expect(places([consent(permit({})), other, third])).toEqual([
    ['Consent/c2#provision', 'Consent/c3#provision.provision[0]', 'Consent/c3#provision.provision[1]'],
  ]);
});

test('what the policy rule says is named as such, an unreadable consent as a whole, and silence names nothing', () => {
  const base = (code: string) => ({ policyRule: { coding: [{ code }] } });
  expect(places([consent(undefined, base('OPTIN'))])).toEqual([['Consent/c1#policyRule']]);
  expect(places([consent({ modifierExtension: [{ url: 'urn:x' }], ...permit({}) })])).toEqual([['Consent/c1']]);
  expect(places([])).toEqual([[]]);
});

test('of exceptions that permit each is named, and a denial among them alone', () => {
  expect(places([consent(permit({}, permit({}), permit({})))])).toEqual([
    ['Consent/c1#provision.provision[0]', 'Consent/c1#provision.provision[1]'],
  ]);
  expect(places([consent(permit({}, permit({}), deny({})))])).toEqual([['Consent/c1#provision.provision[1]']]);
});

test('in an emergency the denials are named that it overrode, or the one that refuses it, or the rule', () => {
  const urgent = { purpose: 'BTG', btg: { reason: '急変' } };
  const shut = deny({ purpose: [{ code: 'BTG' }] });
  const other = consent(deny({}), { id: 'c2' });
  expect(places([consent(deny({})), other], urgent)).toEqual([['Consent/c1#provision', 'Consent/c2#provision']]);
  expect(places([consent(permit({}, deny({}), shut)), other], urgent)).toEqual([
    ['Consent/c1#provision.provision[0]', 'Consent/c1#provision.provision[1]'],
  ]);
  const rules = [{ type: 'btg-exclude' as const, label: ['service'] }];
  expect(places([other], urgent, { ...context.policy, rules })).toEqual([['policy#rules[0]']]);
});

test('a record about nobody has no outcomes, and neither has a request without one purpose', () => {
  const of = (resource: object, purpose?: string[]) =>
    explain({
      request: { ...request, ...(purpose && { purpose }) },
      facts: factsOf(resource as typeof PLAN),
      consents: [],
      context,
    });
  expect(of({ resourceType: 'Organization' })).toEqual({
    decision: { decision: 'PERMIT', reason: 'NON_PATIENT', consents: [], obligations: [] },
    people: [],
  });
  expect(of({ resourceType: 'Observation' })).toEqual({
    decision: { decision: 'DENY', reason: 'NO_SUBJECT', consents: [], obligations: [] },
    people: [],
  });
  for (const [purpose, reason] of [
    [[], 'NO_PURPOSE'],
    [['TREAT', 'COC'], 'PURPOSE_AMBIGUOUS'],
  ] as const)
    expect(of(PLAN, [...purpose])).toEqual({
      decision: { decision: 'DENY', reason, consents: [], obligations: [] },
      people: [],
    });
});

test('a statutory rule is named by its place in the policy', () => {
  const rules = [
    { type: 'mandate' as const, actor: ['Organization/soudan'] },
    { type: 'prohibit' as const, actor: ['Organization/soudan'], period: { end: '2020' } },
    { type: 'prohibit' as const, actor: ['Organization/houjin'] },
  ];
  expect(places([consent(permit({}))], {}, { ...context.policy, rules })).toEqual([['policy#rules[2]']]);
  const mandated = { ...context.policy, rules: rules.slice(0, 1) };
  expect(places([], { legalBasis: 'law' }, mandated)).toEqual([['policy#rules[0]']]);
});

test('each person whom a record names has an outcome of their own', () => {
  const both = record(['N', 'PSY', 'service'], {
    subject: undefined,
    resourceType: 'Group',
    member: ['a', 'b'].map((id) => ({ entity: { reference: `Patient/${id}` } })),
  });
  const { decision, people } = explain({
    request,
    facts: factsOf(both, 'Organization/hosp'),
    consents: [consent(permit({}))],
    context,
  });
  expect(decision).toEqual({ decision: 'DENY', reason: 'DEFAULT_DENY', consents: [], obligations: [] });
  expect(people).toEqual([
    {
      patient: 'Patient/a',
      permit: true,
      reason: 'CONSENT_PERMIT',
      consents: ['Consent/c1'],
      places: ['Consent/c1#provision'],
      obligations: [],
    },
    { patient: 'Patient/b', permit: false, reason: 'DEFAULT_DENY', consents: [], places: [], obligations: [] },
  ]);
});

test('in random worlds the places lie in the consents that decided, and exist there', () => {
  let seen = 0;
  // Small seeds are too much alike.
  for (let seed = 1_000_003; seed < 400 * 1_000_003; seed += 1_000_003) {
    const { context: world, consents, requests, rows } = randomWorld(seed, 6);
    for (const asked of requests)
      for (const { resource, custodian } of rows) {
        const question = { request: asked, facts: factsOf(resource, custodian ?? undefined), consents, context: world };
        const { decision, people } = explain(question);
        expect(decide(question)).toEqual(decision);
        const deciding = people.filter((one) => one.permit === (decision.decision === 'PERMIT'));
        const named = deciding.flatMap((one) => one.places).filter((place) => place.startsWith('Consent/'));
        expect([...new Set(named.map((place) => place.split('#')[0]))].sort()).toEqual([...decision.consents].sort());
        for (const place of named) {
          const [reference, path] = place.split('#');
          const found = consents.find(({ id }) => `Consent/${id}` === reference);
          if (path !== undefined) expect(at(found, path), place).toBeDefined();
          seen += 1;
        }
      }
  }
  expect(seen).toBeGreaterThan(500);
});

const at = (from: unknown, path: string): unknown =>
  path.split(/[.[\]]+/).reduce<any>((value, step) => (step === '' ? value : value?.[step]), from);
