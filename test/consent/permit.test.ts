import { expect, test } from 'vitest';
import {
  compilePatient,
  evaluate,
  explainPart,
  explainRow,
  factsOf,
  groundOf,
  groundOfPart,
  groundOfRow,
  isInReach,
  type Permit,
  type PermitInput,
  permitAt,
  permitFor,
  sees,
} from '../../src/consent/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { actor, consent, context, label, PLAN, permit, record, request } from './make.ts';

const named = consent(
  permit({
    actor: [actor('Organization/soudan')],
    securityLabel: ['N', 'PSY', 'service'].map(label),
  }),
);
const input: PermitInput = {
  request,
  own: ['Organization/soudan'],
  consentsByPatient: new Map([['Patient/a', [named]]]),
  context,
  reach: { CarePlan: [{}], Observation: [{}], Organization: [{}] },
};
const made = (more: Partial<PermitInput> = {}): Permit => permitFor({ ...input, ...more }) as Permit;

test('a permit shows what the consent covers and nothing beside it', () => {
  const shown = (resource = PLAN, custodian: string | null = 'Organization/hosp') =>
    sees(made(), factsOf(resource, custodian));
  expect(shown()).toBe(true);
  expect(shown(record(['R', 'PSY', 'service']))).toBe(false);
  expect(shown(record(['N', 'PSY', 'service'], { subject: { reference: 'Patient/b' } }))).toBe(false);
  expect(shown(record(['N', 'PSY', 'service'], { resourceType: 'Goal' }))).toBe(false);
  expect(shown({ resourceType: 'Organization' })).toBe(true);
  expect(shown(record(['N'], { subject: undefined }))).toBe(false);
});

test('an office sees its own records without consent, and the audit is told so', () => {
  const restricted = record(['V'], { subject: { reference: 'Patient/b' } });
  expect(sees(made(), factsOf(restricted, 'Organization/soudan'))).toBe(true);
  expect(groundOf(made(), restricted, 'Organization/soudan')).toEqual({
    visible: true,
    reason: 'OWN_RECORD',
    consents: [],
    obligations: [],
  });
  expect(sees(made(), factsOf({ ...restricted, resourceType: 'Goal' } as never, 'Organization/soudan'))).toBe(false);
});

test('what the scopes leave out is not seen, neither by consent nor as an own record', () => {
  const condition = { op: 'all', of: [] } as const;
  const grounds = (more: Partial<PermitInput>, custodian: string) => groundOf(made(more), PLAN, custodian).visible;
  for (const custodian of ['Organization/hosp', 'Organization/soudan']) {
    expect(grounds({ reach: { CarePlan: [{ patient: 'Patient/a' }] } }, custodian)).toBe(true);
    expect(grounds({ reach: { CarePlan: [{ patient: 'Patient/b' }] } }, custodian)).toBe(false);
    expect(grounds({ reach: { CarePlan: [{ condition }] }, meets: () => true }, custodian)).toBe(true);
    expect(grounds({ reach: { CarePlan: [{ condition }] }, meets: () => false }, custodian)).toBe(false);
    // Who cannot tell says no.
    expect(grounds({ reach: { CarePlan: [{ condition }] } }, custodian)).toBe(false);
  }
  const facts = factsOf(PLAN, 'Organization/hosp');
  expect(sees(made({ reach: { CarePlan: [{ patient: 'Patient/a' }] } }), facts)).toBe(true);
  expect(sees(made({ reach: { CarePlan: [{ patient: 'Patient/b' }] } }), facts)).toBe(false);
  expect(sees(made({ reach: { CarePlan: [{ condition }] }, meets: () => true }), facts)).toBe(false);
});

test('a reach alone shows nothing that no consent shows', () => {
  const restricted = record(['R', 'PSY', 'service']);
  const reach = { CarePlan: [{ patient: 'Patient/a' }] };
  expect(groundOf(made({ reach }), restricted, 'Organization/hosp').visible).toBe(false);
  expect(sees(made({ reach }), factsOf(restricted, 'Organization/hosp'))).toBe(false);
});

test('the ground names the consent that decided', () => {
  expect(groundOf(made(), PLAN, 'Organization/hosp')).toEqual({
    visible: true,
    reason: 'CONSENT_PERMIT',
    consents: ['Consent/c1'],
    obligations: [],
  });
  expect(groundOf(made({ reach: {} }), PLAN, 'Organization/hosp').visible).toBe(false);
  expect(groundOf(made(), PLAN).visible).toBe(true);
  expect(groundOf(made({ reach: '*' }), record(['R']), null)).toMatchObject({
    visible: false,
    reason: 'NOT_COVERED',
  });
});

test('people whose consents say the same share one formula, and people without consent need none', () => {
  const forB = consent(
    permit({
      actor: [actor('Organization/soudan')],
      securityLabel: ['N', 'PSY', 'service'].map(label),
    }),
    {
      patient: { reference: 'Patient/b' },
      performer: [{ reference: 'Patient/b' }],
    },
  );
  const permitted = made({
    consentsByPatient: new Map([
      ['Patient/a', [named]],
      ['Patient/b', [forB]],
      ['Patient/c', []],
    ]),
  });
  expect(permitted.groups.map(({ patients }) => patients)).toEqual([['Patient/a', 'Patient/b']]);
  expect(permitted.others).toEqual({ op: 'false' });
  expect(permitted.groups[0]?.formula).toEqual({
    op: 'and',
    of: [
      { op: 'confAtMost', level: 3 },
      { op: 'not', of: { op: 'confMissing' } },
      {
        op: 'sensWithin',
        all: [
          'http://terminology.hl7.org/CodeSystem/v3-ActCode|PSY',
          'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category|service',
        ],
        bare: [],
      },
    ],
  });
});

test('a person sees their own records and nobody else’s', () => {
  const own = made({
    request: { ...request, actor: 'Patient/b', purpose: 'PATRQT' },
    own: [],
  });
  expect(sees(own, factsOf(record(['V'], { subject: { reference: 'Patient/b' } })))).toBe(true);
  expect(sees(own, factsOf(record(['N', 'NOPAT'], { subject: { reference: 'Patient/b' } })))).toBe(false);
  expect(sees(own, factsOf(PLAN))).toBe(false);
});

test.each([
  [undefined, 403, 'consent-purpose-absent', 'the request names no purpose of use: the token must carry exactly one'],
  [
    ['COC', 'TREAT'],
    403,
    'consent-purpose-ambiguous',
    'the request names several purposes of use, `COC, TREAT`: exactly one must be chosen',
  ],
])('a request for the purpose %j gets no permit', (purpose, status, code, en) => {
  const { purpose: _purpose, ...rest } = request;
  const refusal = permitFor({
    ...input,
    request: purpose ? { ...rest, purpose } : rest,
  });
  expect(refusal).toMatchObject({
    refused: true,
    status,
    issues: [{ code, en }],
  });
});

test('a request whose time cannot be read is no request', () => {
  const refusal = permitFor({
    ...input,
    request: { ...request, time: '2026-05-10' },
  }) as Refusal;
  expect(isRefusal(refusal) && refusal.status).toBe(400);
  expect(refusal.issues[0]?.en).toBe('`request.time` of the request cannot be read: `"2026-05-10"`');
});

test('nothing but this room makes a permit', () => {
  // @ts-expect-error the mark of a permit cannot be written outside the room
  const forged: Permit = {
    request,
    reach: '*',
    referable: '*',
    nonPatientTypes: [],
    own: [],
    groups: [],
    others: { op: 'true' },
  };
  expect(() => sees(forged, factsOf(PLAN))).toThrow('a permit was not made by the consent room');
});

test('a formula of any shape has an answer', () => {
  const facts = factsOf(PLAN);
  expect(evaluate({ op: 'or', of: [] }, facts)).toBe(false);
  expect(evaluate({ op: 'and', of: [] }, facts)).toBe(true);
  expect(evaluate({ op: 'custodianAny', any: [] }, facts)).toBe(false);
});

test('a request without exactly one purpose compiles to nothing', () => {
  const compiled = (purpose: string[]) =>
    compilePatient({ ...request, purpose }, 'Patient/a', [consent(permit())], context);
  expect([compiled([]), compiled(['TREAT', 'COC']), compiled(['TREAT'])]).toEqual([
    { op: 'false' },
    { op: 'false' },
    { op: 'true' },
  ]);
});

test('of several people each must permit, and one without a consent permits nothing', () => {
  const both = (one: string, other: string) =>
    record(['N', 'PSY', 'service'], {
      subject: { reference: `Patient/${one}` },
      activity: [{ detail: { performer: [{ reference: `Patient/${other}` }] } }],
    });
  const shown = (one: string, other: string) => [
    sees(made(), factsOf(both(one, other), 'Organization/hosp')),
    groundOf(made(), both(one, other), 'Organization/hosp').reason,
  ];
  expect(shown('a', 'a')).toEqual([true, 'CONSENT_PERMIT']);
  expect(shown('a', 'b')).toEqual([false, 'DEFAULT_DENY']);
  expect(shown('b', 'a')).toEqual([false, 'DEFAULT_DENY']);
});

test('whoever asks without an actor, and a rule for everybody, make no group', () => {
  const { actor: _, ...nobody } = request;
  const rules = [{ type: 'prohibit' as const, actor: ['Organization/police'] }];
  const policy = { ...context.policy, rules };
  const anonymous = made({ request: nobody, consentsByPatient: new Map(), context: { ...context, policy } });
  expect([anonymous.groups, anonymous.others]).toEqual([[], { op: 'false' }]);
});

test('an own record is told to be seen without a look at it only where its whole type is in reach', () => {
  const row = { type: 'CarePlan', custodian: 'Organization/soudan', labelled: '', read: () => PLAN };
  const seen = (reach: PermitInput['reach']) => explainRow(made({ reach }), row).visible;
  expect([seen('*'), seen({ CarePlan: [{}] }), seen({ CarePlan: [{ patient: 'Patient/a' }, {}] })]).toEqual([
    true,
    true,
    true,
  ]);
  expect([seen({}), seen({ Goal: [{}] }), seen({ CarePlan: [{ patient: 'Patient/b' }] })]).toEqual([
    false,
    false,
    false,
  ]);
  const unread = {
    ...row,
    read: () => {
      throw new Error('read');
    },
  };
  expect(() => explainRow(made({ reach: { CarePlan: [{ patient: 'Patient/a' }] } }), unread)).toThrow('read');
  for (const reach of ['*', { CarePlan: [{ patient: 'Patient/a' }, {}] }] as const)
    expect(explainRow(made({ reach }), unread).visible).toBe(true);
});

test('a permit at a later moment shows the same, and its ground is asked for at that moment', () => {
  const ends = consent(permit({ actor: [actor('Organization/soudan')], period: { end: '2026-05-10' } }));
  const first = made({ consentsByPatient: new Map([['Patient/a', [ends]]]) });
  const at = (time: string) => {
    const later = permitAt(first, time);
    return [later.request.time, sees(later, factsOf(PLAN)), groundOf(later, PLAN).reason];
  };
  expect(at('2026-05-10T23:59:59+09:00')).toEqual(['2026-05-10T23:59:59+09:00', true, 'CONSENT_PERMIT']);
  // Past a turning point the two would differ, which is why nobody goes there.
  expect(at('2026-05-11T00:00:00+09:00')).toEqual(['2026-05-11T00:00:00+09:00', true, 'DEFAULT_DENY']);
  expect(first.request.time).toBe(request.time);
});

test('what rules of another version labelled counts as unlabelled: restricted, and of no known sensitivity', () => {
  const labelled = made({ labels: 'v2' });
  const facts = factsOf(PLAN, 'Organization/hosp');
  const shown = (version: string) => {
    const row = { type: 'CarePlan', custodian: 'Organization/hosp', labelled: version, read: () => PLAN };
    return [
      sees(labelled, facts, version),
      groundOfRow(labelled, row).visible,
      groundOfPart(labelled, facts, version).visible,
      explainPart(labelled, facts, version).people.map(({ reason }) => reason),
    ];
  };
  expect(shown('v2')).toEqual([true, true, true, ['CONSENT_PERMIT']]);
  expect(shown('v1')).toEqual([false, false, false, ['NOT_COVERED']]);
  expect(shown('')).toEqual([false, false, false, ['NOT_COVERED']]);
  expect([sees(labelled, facts), groundOf(labelled, PLAN, 'Organization/hosp').visible]).toEqual([true, true]);
  const anybody = consent(permit());
  const open = made({ labels: 'v2', consentsByPatient: new Map([['Patient/a', [anybody]]]) });
  expect([sees(open, facts, 'v1'), groundOfPart(open, facts, 'v1').visible]).toEqual([true, true]);
});

test('a part of an own record is the requester’s own, whatever is in it, and nobody decided about it', () => {
  const facts = factsOf(record(['V'], { subject: { reference: 'Patient/b' } }), 'Organization/soudan');
  const ground = { visible: true, reason: 'OWN_RECORD', consents: [], obligations: [] };
  expect(groundOfPart(made(), facts, 'v0')).toEqual(ground);
  expect(explainPart(made(), facts, 'v0')).toEqual({ ...ground, people: [] });
  const row = { type: 'CarePlan', custodian: 'Organization/soudan', labelled: '', read: () => PLAN };
  expect(explainRow(made(), row)).toEqual({ ...ground, people: [] });
});

test('a row is explained with what decided for each person, and is read only when that is asked for', () => {
  const row = { type: 'CarePlan', custodian: 'Organization/hosp', labelled: '', read: () => PLAN };
  expect(explainRow(made(), row)).toEqual({
    visible: true,
    reason: 'CONSENT_PERMIT',
    consents: ['Consent/c1'],
    obligations: [],
    people: [
      {
        patient: 'Patient/a',
        permit: true,
        reason: 'CONSENT_PERMIT',
        consents: ['Consent/c1'],
        places: ['Consent/c1#provision'],
        obligations: [],
      },
    ],
  });
  expect(groundOfRow(made(), row)).toEqual({
    visible: true,
    reason: 'CONSENT_PERMIT',
    consents: ['Consent/c1'],
    obligations: [],
  });
  const unread = () => {
    throw new Error('read');
  };
  expect(explainRow(made(), { ...row, custodian: 'Organization/soudan', read: unread }).visible).toBe(true);
  expect(() => explainRow(made(), { ...row, read: unread })).toThrow('read');
});

test('nothing of a row is told for what is no permit, be it an own record', () => {
  const forged = { ...made() };
  const row = { type: 'CarePlan', custodian: 'Organization/soudan', labelled: '', read: () => PLAN };
  for (const asked of [
    () => explainRow(forged, row),
    () => groundOfRow(forged, row),
    () => explainPart(forged, factsOf(PLAN, 'Organization/soudan'), ''),
    () => isInReach(forged, PLAN),
    () => permitAt(forged, request.time),
    () => sees(forged, factsOf(PLAN)),
  ])
    expect(asked).toThrow('a permit was not made by the consent room');
});

test('a permit holds what it was asked with, and cannot be changed', () => {
  const whole = made();
  expect(whole).toMatchObject({
    request,
    reach: input.reach,
    referable: '*',
    labels: '',
    nonPatientTypes: context.policy.nonPatientTypes,
    own: ['Organization/soudan'],
  });
  expect(made({ referable: { CarePlan: [{}] }, labels: 'v2' })).toMatchObject({
    referable: { CarePlan: [{}] },
    labels: 'v2',
  });
  const later = permitAt(whole, '2026-05-10T11:00:00+09:00');
  for (const one of [whole, later]) expect(() => Object.assign(one, { own: ['Organization/hosp'] })).toThrow(TypeError);
});

test('a person whom a rule of the policy names has a formula of their own, and so has the requester', () => {
  const rules = [
    { type: 'mandate' as const, patient: 'Patient/c' },
    { type: 'prohibit' as const, patient: 'Patient/a' },
  ];
  const ruled = made({
    request: { ...request, legalBasis: 'law' },
    context: { ...context, policy: { ...context.policy, rules } },
  });
  const shown = (id: string) =>
    sees(ruled, factsOf(record(['N', 'PSY', 'service'], { subject: { reference: `Patient/${id}` } })));
  expect([shown('a'), shown('b'), shown('c')]).toEqual([false, false, true]);
  expect(ruled.groups.map(({ patients }) => patients)).toEqual([['Patient/c']]);
  const self = made({ request: { ...request, actor: 'Patient/d', purpose: 'PATRQT' } });
  expect(self.groups.map(({ patients }) => patients)).toEqual([['Patient/d']]);
});

test('a request for several purposes is told so in Japanese too, and why', () => {
  const refusal = (purpose: string[]) => permitFor({ ...input, request: { ...request, purpose } }) as Refusal;
  expect(refusal(['COC', 'TREAT'])).toMatchObject({
    status: 403,
    auditReason: 'PURPOSE_AMBIGUOUS',
    issues: [{ type: 'forbidden', ja: '利用目的が複数示されています: `COC、TREAT`。一つだけ選んでください。' }],
  });
  expect(refusal([])).toMatchObject({
    status: 403,
    auditReason: 'NO_PURPOSE',
    issues: [{ type: 'forbidden', ja: '利用目的が示されていません。トークンに利用目的を一つ入れてください。' }],
  });
});

test('whether a resource lies in the reach is told of the people whom it names, or of those that are known otherwise', () => {
  const narrow = made({ reach: { CarePlan: [{ patient: 'Patient/a' }] } });
  expect([isInReach(narrow, PLAN), isInReach(narrow, PLAN, ['Patient/b']), isInReach(narrow, PLAN, [])]).toEqual([
    true,
    false,
    false,
  ]);
  const ofB = record(['N'], { subject: { reference: 'Patient/b' } });
  expect([isInReach(narrow, ofB), isInReach(narrow, ofB, ['Patient/a'])]).toEqual([false, true]);
});
