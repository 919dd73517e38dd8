import { describe, expect, test } from 'vitest';
import { opensBySilence, type Policy, type PolicyRule, policyShipped, type Request } from '../../src/consent/index.ts';
import { ask, consent, context, deny, label, permit, reasonOf, record } from './make.ts';

const btg = (more: Partial<Request> = {}): Partial<Request> => ({ purpose: 'BTG', btg: { reason: '急変' }, ...more });
const policyOf = (more: Partial<Policy>) => ({ policy: { ...context.policy, ...more } });
const OBLIGATIONS = ['ALERT_PRIVACY_OFFICER', 'NOTIFY_PATIENT', 'REVIEW_72H'];
const BTG = [{ code: 'BTG' }];

describe('in an emergency', () => {
  test.each<[string, object[], string, string[]]>([
    ['nothing was agreed', [], 'BREAK_GLASS', []],
    ['everything was refused', [deny()], 'BREAK_GLASS', ['Consent/c0']],
    ['two refuse and one permits', [deny(), permit(), deny()], 'BREAK_GLASS', ['Consent/c0', 'Consent/c2']],
    ['it is not covered', [permit({ purpose: [{ code: 'TREAT' }] })], 'BREAK_GLASS', []],
    ['it is covered', [permit()], 'CONSENT_PERMIT', ['Consent/c0']],
    ['emergencies are refused by name', [deny({ purpose: BTG })], 'BTG_REFUSED', ['Consent/c0']],
    [
      'one refuses, and one refuses emergencies by name',
      [deny(), deny({ purpose: [{ code: 'TREAT' }, ...BTG] })],
      'BTG_REFUSED',
      ['Consent/c1'],
    ],
    ['an exception refuses them by name', [permit({}, deny({ purpose: BTG }))], 'BTG_REFUSED', ['Consent/c0']],
    [
      'an exception refuses them by name beside another refusal',
      [permit({}, deny(), deny({ purpose: BTG }))],
      'BTG_REFUSED',
      ['Consent/c0'],
    ],
    ['only the rule above a refusal names them', [permit({ purpose: BTG }, deny())], 'BREAK_GLASS', ['Consent/c0']],
    [
      'a refusal names them, and its own exception refuses anyway',
      [deny({ purpose: BTG }, deny())],
      'BREAK_GLASS',
      ['Consent/c0'],
    ],
    [
      'a refusal names them, and its own exception permits',
      [deny({ purpose: BTG }, permit())],
      'CONSENT_PERMIT',
      ['Consent/c0'],
    ],
  ])('where %s', (_, provisions, reason, consents) => {
    const isPermit = reason === 'BREAK_GLASS' || reason === 'CONSENT_PERMIT';
    expect(
      ask({ consents: provisions.map((one, n) => consent(one as never, { id: `c${n}` })), request: btg() }),
    ).toEqual({
      decision: isPermit ? 'PERMIT' : 'DENY',
      reason,
      consents,
      obligations: reason === 'BREAK_GLASS' ? OBLIGATIONS : [],
    });
  });

  const refused = { consents: [consent(deny())] };
  const excluding = (more: Partial<PolicyRule>) => policyOf({ rules: [{ type: 'btg-exclude', ...more }] });

  test('the first reason counts: refused by name, then not privileged, then no reason, then excluded', () => {
    const byName = { consents: [consent(deny({ purpose: BTG }))] };
    const nobody = { btgPrivileged: [] };
    const all = { ...nobody, rules: [{ type: 'btg-exclude' as const }] };
    const silent = { request: btg({ btg: { reason: ' 　' } }) };
    const answer = (asked: object, policy: Partial<Policy>) => ask({ ...asked, context: policyOf(policy) });
    const denied = (reason: string, consents: string[] = []) => ({
      decision: 'DENY',
      reason,
      consents,
      obligations: [],
    });
    expect(answer({ ...byName, ...silent }, all)).toEqual(denied('BTG_REFUSED', ['Consent/c1']));
    expect(answer({ ...refused, ...silent }, all)).toEqual(denied('BTG_NOT_PRIVILEGED'));
    expect(answer({ ...refused, ...silent }, { rules: all.rules })).toEqual(denied('BTG_NO_REASON'));
    expect(answer({ ...refused, request: btg() }, { rules: all.rules })).toEqual(denied('BTG_EXCLUDED'));
    expect(answer({ ...refused, request: btg() }, {})).toMatchObject({ reason: 'BREAK_GLASS' });
  });

  test.each<[string, object | undefined, string]>([
    ['none', undefined, 'BTG_NO_REASON'],
    ['an empty one', {}, 'BTG_NO_REASON'],
    ['no words', { reason: '' }, 'BTG_NO_REASON'],
    ['words', { reason: '急変' }, 'BREAK_GLASS'],
  ])('of a reason, %s', (_, given, reason) => {
    expect(reasonOf({ ...refused, request: { purpose: 'BTG', ...(given && { btg: given }) } })).toBe(reason);
  });

  test('a reason opens nothing for another purpose, whoever gives it', () => {
    expect(reasonOf({ ...refused, request: btg({ purpose: 'TREAT' }) })).toBe('CONSENT_DENY');
    expect(reasonOf({ ...refused, request: btg({ purpose: 'ETREAT' }) })).toBe('CONSENT_DENY');
  });

  test('a member of any privileged group may, and nobody else', () => {
    const by = (...btgPrivileged: string[]) =>
      reasonOf({ ...refused, request: btg(), context: policyOf({ btgPrivileged }) });
    expect(by('Group/other', 'Organization/houjin')).toBe('BREAK_GLASS');
    expect(by('Group/other')).toBe('BTG_NOT_PRIVILEGED');
  });

  test('a rule excludes what it means: a label, a person, a time', () => {
    const by = (more: Partial<PolicyRule>) => reasonOf({ ...refused, request: btg(), context: excluding(more) });
    expect([by({ label: ['service'] }), by({ label: ['family'] })]).toEqual(['BTG_EXCLUDED', 'BREAK_GLASS']);
    expect([by({ patient: 'Patient/a' }), by({ patient: 'Patient/b' })]).toEqual(['BTG_EXCLUDED', 'BREAK_GLASS']);
    expect([by({ period: { start: '2026-05' } }), by({ period: { end: '2026-04' } })]).toEqual([
      'BTG_EXCLUDED',
      'BREAK_GLASS',
    ]);
    expect(reasonOf({ ...refused, context: excluding({}) })).toBe('CONSENT_DENY');
  });

  test('an unlabelled record meets every rule that lists a label', () => {
    const context = excluding({ label: ['family'] });
    expect(reasonOf({ ...refused, request: btg(), context, resource: record([]) })).toBe('BTG_EXCLUDED');
  });
});

describe('by law', () => {
  const under = (rule: Partial<PolicyRule>, more: object = {}) =>
    reasonOf({
      consents: [consent(deny())],
      request: { legalBasis: 'law-1' },
      context: policyOf({ rules: [{ type: 'mandate', ...rule }] }),
      ...more,
    });
  const OPEN = 'STATUTORY_DISCLOSURE';
  const SHUT = 'CONSENT_DENY';

  test.each<[string, Partial<PolicyRule>, string]>([
    ['of any basis', {}, OPEN],
    ['of the basis that was named', { legalBasis: 'law-1' }, OPEN],
    ['of one of several', { legalBasis: ['law-0', 'law-1'] }, OPEN],
    ['of another basis', { legalBasis: 'law-2' }, SHUT],
    ['about the person', { patient: 'Patient/a' }, OPEN],
    ['about somebody else', { patient: 'Patient/b' }, SHUT],
    ['in its period', { period: { start: '2026-05-10', end: '2026-05-10' } }, OPEN],
    ['after its period', { period: { end: '2026-05-09' } }, SHUT],
    ['for the office', { actor: ['Organization/houjin'] }, OPEN],
    ['for another office', { actor: ['Organization/police'] }, SHUT],
    ['for the purpose', { purpose: ['COC', 'TREAT'] }, OPEN],
    ['for another purpose', { purpose: ['PUBHLTH'] }, SHUT],
    ['for the action', { action: ['access'] }, OPEN],
    ['for another action', { action: ['disclose'] }, SHUT],
    ['for all of the labels', { label: ['N', 'PSY', 'service'] }, OPEN],
    ['for some of the labels', { label: ['N', 'PSY'] }, SHUT],
    ['for the type', { class: ['CarePlan'] }, OPEN],
    ['for another type', { class: ['Goal'] }, SHUT],
    ['for a code that it does not hold', { code: ['x'] }, SHUT],
    ['for records of a time', { dataPeriod: { start: '2026' } }, SHUT],
  ])('a mandate %s', (_, rule, reason) => {
    expect(under(rule)).toBe(reason);
  });

  test('opens nothing to who names no basis, nor to a role that has ended', () => {
    expect(under({}, { request: {} })).toBe(SHUT);
    expect(under({ legalBasis: 'law-1' }, { request: { legalBasis: ' ' } })).toBe(SHUT);
    expect(under({}, { request: { legalBasis: 'law-1', actor: 'PractitionerRole/past' } })).toBe(SHUT);
  });

  test('a mandate holds for the records of its time and codes', () => {
    const resource = record(['N'], {
      period: { start: '2026-05-01', end: '2026-05-02' },
      category: [{ coding: [{ system: 's', code: 'x' }] }],
    });
    const of = (rule: Partial<PolicyRule>) => under(rule, { resource });
    expect([
      of({ dataPeriod: { start: '2026-05-01', end: '2026-05-02' } }),
      of({ dataPeriod: { start: '2026-05-02' } }),
    ]).toEqual([OPEN, SHUT]);
    expect([of({ code: ['x'] }), of({ code: ['s|x'] }), of({ code: ['t|x'] }), of({ code: ['y', 'x'] })]).toEqual([
      OPEN,
      OPEN,
      SHUT,
      OPEN,
    ]);
  });

  test('a prohibition outranks a mandate, and asks nothing of the request, whatever law it cites', () => {
    const rules: PolicyRule[] = [
      { type: 'mandate' },
      { type: 'prohibit', legalBasis: 'law-9', actor: ['Organization/soudan'] },
    ];
    expect(ask({ request: { legalBasis: 'law-1' }, context: policyOf({ rules }) })).toEqual({
      decision: 'DENY',
      reason: 'STATUTORY_PROHIBITION',
      consents: [],
      obligations: [],
    });
    expect(reasonOf({ request: btg(), context: policyOf({ rules }) })).toBe('STATUTORY_PROHIBITION');
    const past = { actor: 'PractitionerRole/past' };
    expect(reasonOf({ request: past, context: policyOf({ rules: [{ type: 'prohibit' }] }) })).toBe(
      'STATUTORY_PROHIBITION',
    );
  });

  test('a rule for a person’s own records does not reach the person', () => {
    const context = policyOf({ rules: [{ type: 'prohibit' }] });
    expect(reasonOf({ request: { actor: 'Patient/a', purpose: 'PATRQT' }, context })).toBe('SELF');
    expect(
      reasonOf({
        resource: record(['N', 'NOPAT'].slice(0, 1)),
        context,
        consents: [consent(permit({ securityLabel: [label('N')] }))],
      }),
    ).toBe('STATUTORY_PROHIBITION');
  });
});

test.each<[Policy['default'], Record<string, boolean>]>([
  ['deny', { TREAT: false, ETREAT: false, HPAYMT: false, BTG: true }],
  ['btg-only', { TREAT: false, ETREAT: false, HPAYMT: false, BTG: true }],
  ['treat-only', { TREAT: true, ETREAT: true, HPAYMT: false, BTG: true }],
  ['permit', { TREAT: true, ETREAT: true, HPAYMT: true, BTG: true }],
])('under the default %s silence may open for these purposes', (fallback, expected) => {
  const policy = { ...policyShipped, default: fallback };
  const found = Object.keys(expected).map((purpose) => [purpose, opensBySilence(policy, purpose)]);
  expect(Object.fromEntries(found)).toEqual(expected);
  for (const [purpose, opens] of Object.entries(expected))
    if (purpose !== 'BTG')
      expect(reasonOf({ request: { purpose }, context: { policy } })).toBe(opens ? 'DEFAULT_PERMIT' : 'DEFAULT_DENY');
});

test('where a consent is, it ends the default, unless the policy says that what is not covered falls back to it (D4)', () => {
  const consents = [consent(permit({ purpose: [{ code: 'HRESCH' }] }))];
  const under = (more: Partial<Policy>, given = consents) => reasonOf({ consents: given, context: policyOf(more) });
  expect([under({ default: 'permit' }), under({ default: 'permit' }, [])]).toEqual(['NOT_COVERED', 'DEFAULT_PERMIT']);
  expect(under({ default: 'permit', onNotCovered: 'default' })).toBe('DEFAULT_PERMIT');
  expect(under({ default: 'deny', onNotCovered: 'default' })).toBe('DEFAULT_DENY');
  expect(under({ default: 'treat-only', onNotCovered: 'default' })).toBe('DEFAULT_PERMIT');
  const past = { actor: 'PractitionerRole/past' };
  expect(reasonOf({ request: past, context: policyOf({ default: 'permit' }) })).toBe('DEFAULT_DENY');
});

test('a prohibition means every relative, whoever becomes one, and nobody else', () => {
  const rules: PolicyRule[] = [{ type: 'prohibit', actor: ['RelatedPerson'], label: ['NOPAT'] }];
  const asked = (actor: string, labels: string[]) =>
    reasonOf({
      consents: [consent(permit())],
      request: { actor },
      context: policyOf({ rules }),
      resource: record(labels),
    });
  expect(asked('RelatedPerson/new', ['N', 'NOPAT'])).toBe('STATUTORY_PROHIBITION');
  expect(asked('RelatedPerson/new', ['N'])).toBe('CONSENT_PERMIT');
  expect(asked('PractitionerRole/new', ['N', 'NOPAT'])).toBe('CONSENT_PERMIT');
});
