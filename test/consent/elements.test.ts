import { expect, test } from 'vitest';
import { type Context, compilePatient, decide, evaluate, factsOf } from '../../src/consent/index.ts';
import { ACT, actor, CONF, consent, context, deny, label, permit, reasonOf, record, request, under } from './make.ts';

const CP = 'CONSENT_PERMIT';
const CD = 'CONSENT_DENY';
const NC = 'NOT_COVERED';

const labelled = (effect: typeof permit, listed: string[], carried: string[]) =>
  under(effect({ securityLabel: listed.map(label) }), {
    resource: record(carried),
  });

test.each([
  [['N'], ['N'], CP],
  [['N'], ['M'], CP],
  [['N'], ['R'], NC],
  [['N', 'R'], ['R'], CP],
  [['N'], ['N', 'R'], NC],
  [['R'], [], CP],
  [['N'], [], NC],
  [['PSY'], ['N', 'PSY'], CP],
  [['PSY'], ['N'], NC],
  [['PSY'], ['PSY'], NC],
  [['PSY'], ['N', 'PSY', 'HIV'], NC],
  [['ETH'], ['N', 'ETHUD', 'OPIOIDUD'], CP],
  [['ETHUD'], ['N', 'ETH'], NC],
  [['N', 'PSY'], ['R', 'PSY'], NC],
  [['NOPAT'], ['N', 'NOPAT'], NC],
  [['N', 'PSY', 'NOPAT'], ['N', 'PSY', 'NOPAT'], CP],
  [['PSY'], ['N', 'PSY', 'NOPAT'], CP],
])('a permit for %j meets a record with %j: %s', (listed, carried, reason) => {
  expect(labelled(permit, listed, carried)).toBe(reason);
});

test.each([
  [['R'], ['V'], CD],
  [['R'], ['N'], NC],
  [['V', 'R'], ['R'], CD],
  [['R'], [], CD],
  [['PSY'], ['HIV'], CD],
  [['ETH'], ['N', 'PSY', 'ETHUD'], CD],
  [['ETHUD'], ['N', 'ETH'], CD],
  [['ETHUD'], ['N', 'OPIOIDUD'], NC],
  [['R', 'PSY'], ['N', 'PSY'], CD],
  [['NOPAT'], ['N', 'NOPAT'], CD],
  [['NOPAT'], ['N'], NC],
])('a refusal of %j meets a record with %j: %s', (listed, carried, reason) => {
  expect(labelled(deny, listed, carried)).toBe(reason);
});

test('a level that nobody knows does not lower what a record asks for', () => {
  const odd = (codes: string[]) =>
    factsOf({
      resourceType: 'Basic',
      code: {},
      meta: { security: codes.map((code) => ({ system: CONF, code })) },
    }).conf;
  expect([odd(['N', 'X']), odd(['X']), odd(['V', 'X']), odd(['N'])]).toEqual([null, null, 5, 3]);
});

test.each([
  ['IRCP', 'Organization/soudan', CP, CD],
  ['HPOWATT', 'Organization/houjin', CP, CD],
  ['PRCP', 'Organization/soudan', CP, CD],
  ['GRANTEE', 'Organization/soudan', CP, CD],
  ['DELEGATEE', 'Organization/soudan', CP, CD],
  ['AUT', 'Organization/soudan', NC, CD],
  ['CST', 'Organization/hosp', CP, CD],
  ['CST', 'Organization/soudan', NC, NC],
  ['IRCP', 'Practitioner/sw', CP, CD],
  ['IRCP', 'Group/btg', CP, CD],
])('an actor in the role %s, %s: permits %s, refuses %s', (role, reference, permitted, denied) => {
  expect(under(permit({ actor: [actor(reference, role)] }))).toBe(permitted);
  expect(under(deny({ actor: [actor(reference, role)] }))).toBe(denied);
});

test('a custodian and a recipient must both be met', () => {
  const both = (custodian: string) =>
    under(
      permit({
        actor: [actor('Organization/soudan'), actor(custodian, 'CST')],
      }),
    );
  expect([both('Organization/hosp'), both('Organization/elsewhere')]).toEqual([CP, NC]);
});

test('a role that has ended meets no permit, not even one for anybody, and still meets a refusal', () => {
  const past = { request: { actor: 'PractitionerRole/past' } };
  expect(under(permit(), past)).toBe(NC);
  expect(under(deny(), past)).toBe(CD);
  expect(
    reasonOf({
      consents: [consent(undefined, { policyRule: { coding: [{ code: 'OPTIN' }] } })],
      ...past,
    }),
  ).toBe(NC);
});

test('a consent of policy alone says what its rule says', () => {
  const ruled = (code: string) =>
    reasonOf({
      consents: [consent(undefined, { policyRule: { coding: [{ code }] } })],
    });
  expect([ruled('OPTINR'), ruled('OPTOUTE'), ruled('HIPAA')]).toEqual([CP, CD, NC]);
  const rooted = {
    policyRule: { coding: [{ code: 'OPTIN' }] },
    provision: { provision: [deny({ purpose: [{ code: 'HRESCH' }] })] },
  };
  expect(reasonOf({ consents: [consent(undefined, rooted)] })).toBe(CP);
});

test('purposes lie within the three families, and break-glass within none', () => {
  const asked = (listed: string, purpose: string) =>
    under(
      permit({
        purpose: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
            code: listed,
          },
        ],
      }),
      {
        request: { purpose },
      },
    );
  expect([asked('TREAT', 'COC'), asked('TREAT', 'ETREAT'), asked('COC', 'TREAT'), asked('PATRQT', 'FAMRQT')]).toEqual([
    CP,
    CP,
    NC,
    CP,
  ]);
  expect(asked('TREAT', 'BTG')).toBe('BTG_NO_REASON');
  expect(under(permit({ purpose: [{ system: 'http://other.example', code: 'TREAT' }] }))).toBe(NC);
});

test('the action must be listed exactly', () => {
  const listed = permit({ action: [{ coding: [{ code: 'access' }] }] });
  expect([under(listed), under(listed, { request: { action: 'disclose' } })]).toEqual([CP, NC]);
});

test('a class is a type, a profile with or without its version, or the type of a document', () => {
  const of = (system: string | undefined, code: string, resource = {}) =>
    under(permit({ class: [{ ...(system && { system }), code }] }), {
      resource: record(['N'], resource),
    });
  const profiled = { meta: { profile: ['http://p.example/sp|1'] } };
  expect(of('http://hl7.org/fhir/resource-types', 'CarePlan')).toBe(CP);
  expect(of('http://hl7.org/fhir/resource-types', 'Observation')).toBe(NC);
  expect(of('http://other.example', 'CarePlan')).toBe(NC);
  expect(of(undefined, 'http://p.example/sp', profiled)).toBe(CP);
  expect(of('urn:ietf:rfc:3986', 'http://p.example/sp|1', profiled)).toBe(CP);
  expect(of('urn:ietf:rfc:3986', 'urn:oid:1.2.3', { meta: { profile: ['urn:oid:1.2.3'] } })).toBe(CP);
  expect(of('http://other.example', 'urn:oid:1.2.3', { meta: { profile: ['urn:oid:1.2.3'] } })).toBe(NC);
  expect(of('http://other.example', 'http://p.example/sp', profiled)).toBe(CP);
  expect(of('http://hl7.org/fhir/fhir-types', 'CarePlan')).toBe(CP);
  expect(of(undefined, 'http://p.example/sp|2', profiled)).toBe(NC);
  const document = {
    resourceType: 'Composition',
    type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
  };
  expect(of('http://loinc.org', '18842-5', document)).toBe(CP);
  expect(of('http://loinc.org', '57133-1', document)).toBe(NC);
  expect(of(undefined, '18842-5', document)).toBe(NC);
  expect(of(undefined, '18842-5', { ...document, type: { coding: [{ code: '18842-5' }] } })).toBe(CP);
});

test('a code counts anywhere in the record but in its meta', () => {
  const of = (resource: object) =>
    under(permit({ code: [{ coding: [{ system: 'urn:s', code: 'x' }] }] }), {
      resource: record(['N'], resource as never),
    });
  const coding = { system: 'urn:s', code: 'x' };
  expect(of({ activity: [{ detail: { code: { coding: [coding] } } }] })).toBe(CP);
  expect(of({ meta: { tag: [coding] } })).toBe(NC);
  expect(of({ contained: [{ resourceType: 'Goal', meta: { tag: [coding] } }] })).toBe(NC);
  expect(of({ code: { coding: [{ system: 'urn:t', code: 'x' }] } })).toBe(NC);
});

test('a code without a system is met by the same alone, and one without a code by nothing', () => {
  const listed = (...coding: object[]) =>
    under(permit({ code: [{ coding }] }), { resource: record(['N'], { code: { coding: [{ code: 'x' }] } }) });
  expect([listed({ code: 'x' }), listed({ system: 'urn:s', code: 'x' }), listed({ code: 'y' })]).toEqual([CP, NC, NC]);
  expect(listed({ system: 'urn:s' }, { code: 'x' })).toBe(CP);
  expect(listed({ system: 'urn:s' })).toBe('CONSENT_UNINTERPRETABLE');
});

test('several are met by any, and elements by all', () => {
  const codes = (...of: string[]) => of.map((code) => ({ code }));
  const actions = (...of: string[]) => of.map((code) => ({ coding: codes(code) }));
  expect(under(permit({ purpose: codes('HRESCH', 'TREAT') }))).toBe(CP);
  expect(under(permit({ purpose: codes('TREAT', 'HRESCH') }))).toBe(CP);
  expect(under(permit({ action: actions('disclose', 'access') }))).toBe(CP);
  expect(under(permit({ class: [...codes('Goal'), ...codes('CarePlan')] }))).toBe(CP);
  expect(under(permit({ actor: [actor('Organization/x'), actor('Organization/soudan')] }))).toBe(CP);
  expect(under(permit({ actor: [actor('Organization/x'), actor('Organization/soudan', 'AUT')] }))).toBe(NC);
  expect(under(deny({ actor: [actor('Organization/x'), actor('Organization/soudan', 'AUT')] }))).toBe(CD);
  expect(under(permit({ actor: [actor('Organization/x', 'CST'), actor('Organization/hosp', 'CST')] }))).toBe(CP);
  expect(under(permit({ purpose: codes('TREAT'), action: actions('disclose') }))).toBe(NC);
  expect(under(deny({ purpose: codes('TREAT'), action: actions('disclose') }))).toBe(NC);
  expect(under(deny({ purpose: codes('TREAT'), class: codes('Goal') }))).toBe(NC);
});

test.each([
  ['wholly inside', { start: '2026-05-01', end: '2026-05-31' }, CP, CD],
  ['partly outside', { start: '2026-04-30', end: '2026-05-31' }, NC, CD],
  ['without an end', { start: '2026-05-02' }, NC, CD],
  ['wholly outside', { start: '2026-06-01', end: '2026-06-02' }, NC, NC],
  ['from its last moment on', { start: '2026-05-31T23:59:59.999+09:00', end: '2026-06-02' }, NC, CD],
  ['up to its first moment', { start: '2026-04-01', end: '2026-05-01T00:00:00.000+09:00' }, NC, CD],
  ['just before it', { start: '2026-04-01', end: '2026-04-30T23:59:59.999+09:00' }, NC, NC],
  ['upside down and so unknown', { start: '2026-06-02', end: '2026-06-01' }, NC, CD],
])('a data period of May meets a record whose time lies %s', (_where, period, permitted, denied) => {
  const resource = record(['N'], { period });
  expect(
    under(permit({ dataPeriod: { start: '2026-05', end: '2026-05' } }), {
      resource,
    }),
  ).toBe(permitted);
  expect(
    under(deny({ dataPeriod: { start: '2026-05', end: '2026-05' } }), {
      resource,
    }),
  ).toBe(denied);
});

test('the clinical time is the first that the record gives, in days of Japan', () => {
  const time = (resource: object) => {
    const { clinicalStart, clinicalEnd } = factsOf(record([], resource as never));
    return [clinicalStart, clinicalEnd];
  };
  expect(time({ date: '2026-05-10' })).toEqual(['2026-05-09T15:00:00.000Z', '2026-05-10T14:59:59.999Z']);
  expect(time({ onsetAge: { value: 3 }, recordedDate: '2026' })).toEqual([
    '2025-12-31T15:00:00.000Z',
    '2026-12-31T14:59:59.999Z',
  ]);
  expect(time({ issued: '2026-05-10T00:00:00Z', created: '2020' })).toEqual([
    '2026-05-10T00:00:00.000Z',
    '2026-05-10T00:00:00.999Z',
  ]);
  expect(time({ occurrenceDateTime: '2026-05-10T00:00:00.25Z', authoredOn: '2020' })).toEqual([
    '2026-05-10T00:00:00.250Z',
    '2026-05-10T00:00:00.259Z',
  ]);
  expect(time({ occurrenceTiming: { event: ['2026-01-01', '2026-02-01'] } })).toEqual([
    '2025-12-31T15:00:00.000Z',
    '2026-02-01T14:59:59.999Z',
  ]);
  expect(time({ occurrenceTiming: { repeat: { boundsPeriod: { start: '2026' } } } })).toEqual([
    '2025-12-31T15:00:00.000Z',
    'infinity',
  ]);
  expect(time({ occurrenceTiming: { event: ['soon'] }, created: '2020' })).toEqual([null, null]);
  expect(time({ occurrenceTiming: { code: { text: 'daily' } }, created: '2020-02' })).toEqual([
    '2020-01-31T15:00:00.000Z',
    '2020-02-29T14:59:59.999Z',
  ]);
  expect(time({ effectiveDateTime: '2026-02-30', date: '2026' })).toEqual([null, null]);
  expect(time({ effectiveDateTime: '0001-01-01' })[0]).toBe('-infinity');
  expect(time({ meta: { lastUpdated: '2026-05-10T10:00:00.000+09:00' } })[0]).toBe('2026-05-10T01:00:00.000Z');
  expect(factsOf({ resourceType: 'Basic', code: {} }).clinicalStart).toBe(null);
  expect(time({ effectiveDateTime: '2026-05-10T10:00+09:00' })[1]).toBe('2026-05-10T01:00:59.999Z');
  expect(time({ period: {} })).toEqual(['-infinity', 'infinity']);
});

const ELEMENTS =
  'effective performed occurrence period started onset authoredOn sent date recorded recordedDate issued created'.split(
    ' ',
  );

test.each(ELEMENTS.map((name, at) => [name, ELEMENTS.slice(at + 1)] as const))(
  'the clinical time is that of `%s` in any form, before what comes later',
  (name, later) => {
    const others = Object.fromEntries(later.flatMap((other) => (other.startsWith(name) ? [] : [[other, '2020']])));
    for (const [form, value] of [
      ['', '2026-05-10'],
      ['DateTime', '2026-05-10'],
      ['Instant', '2026-05-10T00:00:00+09:00'],
      ['Date', '2026-05-10'],
      ['Period', { start: '2026-05-10', end: '2026-05-10' }],
      ['Timing', { event: ['2026-05-10'] }],
    ] as const)
      expect(factsOf(record([], { ...others, [`${name}${form}`]: value })).clinicalStart, `${name}${form}`).toBe(
        '2026-05-09T15:00:00.000Z',
      );
  },
);

test('a timing spans its bounds and its events', () => {
  const repeat = { boundsPeriod: { start: '2026-02-01', end: '2026-02-28' } };
  const time = (occurrenceTiming: object, more: object = {}) => {
    const { clinicalStart, clinicalEnd } = factsOf(record([], { occurrenceTiming, ...more }));
    return [clinicalStart, clinicalEnd];
  };
  expect(time({ repeat, event: ['2026-01-01', '2026-03-01'] })).toEqual([
    '2025-12-31T15:00:00.000Z',
    '2026-03-01T14:59:59.999Z',
  ]);
  expect(time({ repeat })).toEqual(['2026-01-31T15:00:00.000Z', '2026-02-28T14:59:59.999Z']);
  expect(time({ repeat: { frequency: 1 } }, { created: '2026' })).toEqual([
    '2025-12-31T15:00:00.000Z',
    '2026-12-31T14:59:59.999Z',
  ]);
  const moment = '2026-05-10T10:00:00.000Z';
  expect(factsOf(record([], { period: { start: moment, end: moment } })).clinicalEnd).toBe(moment);
});

test.each([
  'x2026-05-10',
  '2026-05-10x',
  '2026-05-10T10:00',
  '2026-05-10T25:00:00Z',
  '2026-05-10T10:60:00Z',
  '2026-13',
  '2026-00-01',
  '2026-02-29',
  '2026-5-1',
  '26',
  2026,
  '',
])('%j is no date: a period with it is not understood, and a record with it is of no known time', (end) => {
  expect(under(permit({ period: { end } }))).toBe('CONSENT_UNINTERPRETABLE');
  expect(factsOf(record([], { date: end, created: '2020' })).clinicalStart).toBeNull();
});

test('a leap second is the second after it, in a consent and in a record', () => {
  const until = (end: string, time: string) => under(permit({ period: { end } }), { request: { ...request, time } });
  for (const end of ['2016-12-31T23:59:60Z', '2017-01-01T08:59:60+09:00', '2017-01-01T00:00:00Z']) {
    expect(until(end, '2017-01-01T00:00:00.999Z')).toBe(CP);
    expect(until(end, '2017-01-01T00:00:01.000Z')).toBe('DEFAULT_DENY');
  }
  const { clinicalStart, clinicalEnd } = factsOf(record([], { date: '2016-12-31T23:59:60.25Z' }));
  expect([clinicalStart, clinicalEnd]).toEqual(['2017-01-01T00:00:00.250Z', '2017-01-01T00:00:00.259Z']);
  expect(factsOf(record([], { date: '2016-12-31T23:59:61Z' })).clinicalStart).toBeNull();
});

test('a time is as long as its last digit, to the millisecond', () => {
  const span = (at: string) => {
    const { clinicalStart, clinicalEnd } = factsOf(record([], { date: at }));
    return [clinicalStart, clinicalEnd].map((one) => one?.slice(17));
  };
  expect(span('2026-05-10T00:00:07Z')).toEqual(['07.000Z', '07.999Z']);
  expect(span('2026-05-10T00:00:07.5Z')).toEqual(['07.500Z', '07.599Z']);
  expect(span('2026-05-10T00:00:07.12Z')).toEqual(['07.120Z', '07.129Z']);
  expect(span('2026-05-10T00:00:07.123Z')).toEqual(['07.123Z', '07.123Z']);
  expect(span('2026-05-10T00:00:07.123456Z')).toEqual(['07.123Z', '07.123Z']);
  expect(factsOf(record([], { date: '2024-02-29' })).clinicalStart).toBe('2024-02-28T15:00:00.000Z');
});

const store: Record<string, object> = {
  'Encounter/e': {
    resourceType: 'Encounter',
    id: 'e',
    diagnosis: [{ condition: { reference: 'Condition/d' } }],
  },
};
const stored: Partial<Context> = {
  lookup: (reference) => store[reference] as ReturnType<Context['lookup']>,
};

test.each([
  ['instance', 'CarePlan/r1', {}, CP],
  ['instance', 'CarePlan/r2', { basedOn: [{ reference: 'CarePlan/r2' }] }, NC],
  ['dependents', 'Condition/d', { addresses: [{ reference: 'Condition/d/_history/3' }] }, CP],
  ['dependents', 'CarePlan/r1', {}, CP],
  ['related', 'Condition/d', { addresses: [{ reference: 'Condition/d' }] }, NC],
  ['related', 'Encounter/e', { encounter: { reference: 'Encounter/e' } }, CP],
  ['related', 'Encounter/e', { resourceType: 'Condition', id: 'd' }, CP],
  ['related', 'Encounter/absent', {}, NC],
  ['related', 'CarePlan/r1', {}, CP],
  ['related', 'CarePlan/r2', { basedOn: [{ reference: 'CarePlan/r2' }] }, CP],
  ['related', 'EpisodeOfCare/x', { basedOn: [{ reference: 'EpisodeOfCare/x' }] }, CP],
  ['authoredby', 'Organization/houjin', { author: { reference: 'PractitionerRole/past' } }, CP],
  ['authoredby', 'Practitioner/p', { performer: [{ actor: { reference: 'Practitioner/p' } }] }, CP],
  [
    'authoredby',
    'Practitioner/p',
    {
      author: { display: '不明' },
      performer: [{ reference: 'Practitioner/p' }],
    },
    NC,
  ],
])('data by %s of %s in %j: %s', (meaning, reference, resource, reason) => {
  const data = [{ meaning, reference: { reference } }];
  expect(
    under(permit({ data }), {
      resource: record(['N'], resource),
      context: stored,
    }),
  ).toBe(reason);
});

test('a refusal by author reaches a performer beside the author', () => {
  const data = [{ meaning: 'authoredby', reference: { reference: 'Practitioner/p' } }];
  const resource = record(['N'], {
    author: { display: '不明' },
    performer: [{ reference: 'Practitioner/p' }],
  });
  expect(under(deny({ data }), { resource })).toBe(CD);
});

test('an actor without a role is met by refusals only', () => {
  const unnamed = {
    actor: [{ reference: { reference: 'Organization/soudan' } }],
  };
  expect([under(permit(unnamed)), under(deny(unnamed))]).toEqual([NC, CD]);
});

test('a period whose ends are the wrong way round is read, and holds no moment', () => {
  expect(under(permit({ period: { start: '2027', end: '2025' } }))).toBe('DEFAULT_DENY');
  expect(under(permit({}, deny({ period: { start: '2027', end: '2025' } })))).toBe(CP);
});

test('a period holds for all that stands below it, however deep', () => {
  const within = (period: object) =>
    under(
      permit(
        { purpose: [{ code: 'HRESCH' }] },
        permit(
          { purpose: [{ code: 'HRESCH' }], period },
          permit({ purpose: [{ code: 'TREAT' }], period: { start: '2026' } }),
        ),
      ),
    );
  expect([within({ end: '2026-05-09' }), within({ end: '2026-05-10' })]).toEqual([NC, CP]);
});

test('a policy rule that says both refuses', () => {
  const both = (...codes: string[]) =>
    reasonOf({ consents: [consent(undefined, { policyRule: { coding: codes.map((code) => ({ code })) } })] });
  expect([both('OPTIN', 'OPTOUT'), both('OPTOUT', 'OPTIN'), both('x', 'OPTIN')]).toEqual([CD, CD, CP]);
});

test('whoever stands for nobody meets no permit and no default; an office that is closed still stands for its owner', () => {
  const { actor: _, ...nobody } = request;
  const asked = (policy: object, consents = [consent(permit())]) =>
    decide({
      request: nobody,
      facts: factsOf(record(['N'])),
      consents,
      context: { ...context, policy: { ...context.policy, ...policy } },
    }).reason;
  expect([asked({}), asked({ default: 'permit' }, [])]).toEqual([NC, 'DEFAULT_DENY']);
  const directory = { 'Organization/soudan': { partOf: 'Organization/houjin', active: false } };
  expect(
    under(permit({ actor: [actor('Organization/houjin')] }), {
      request: { actor: 'Organization/soudan' },
      context: { directory },
    }),
  ).toBe(CP);
});

test('a refusal of a time is, in its compiled form, of what overlaps it or is of no known time', () => {
  const dataPeriod = { start: '2026-05-01', end: '2026-05-31' };
  const refusing = [consent(permit(), { id: 'c0' }), consent(deny({ dataPeriod }))];
  expect(compilePatient(request, 'Patient/a', refusing, context)).toEqual({
    op: 'not',
    of: {
      op: 'or',
      of: [
        { op: 'clinicalUnknown' },
        { op: 'clinicalOverlaps', start: '2026-04-30T15:00:00.000Z', end: '2026-05-31T14:59:59.999Z' },
      ],
    },
  });
});

test('a nested period only narrows', () => {
  expect(under(permit({ period: { start: '2026-05-10' } }, permit({ period: { start: '2026' } })))).toBe(CP);
  expect(
    under(
      permit(
        { purpose: [{ code: 'HRESCH' }] },
        permit({ purpose: [{ code: 'TREAT' }], period: { end: '2026-05-09' } }),
      ),
    ),
  ).toBe(NC);
});

test('a person sees their own records, unless a label withholds them from the person', () => {
  const own = {
    request: { actor: 'Patient/a', purpose: 'PATRQT' },
    consents: [consent(deny())],
  };
  expect(reasonOf(own)).toBe('SELF');
  expect(reasonOf({ ...own, resource: record(['N', 'NOPAT']) })).toBe('SELF_WITHHELD');
  const bare = record([], { meta: { security: [{ code: 'NOPAT' }] } });
  expect(reasonOf({ ...own, resource: bare })).toBe('SELF_WITHHELD');
});

test('the people named are those of the compartment, the Patient itself and Task.for', () => {
  const named = (resource: object) => factsOf(resource as Parameters<typeof factsOf>[0]).patients;
  expect(
    named({
      resourceType: 'Patient',
      id: 'a',
      link: [{ other: { reference: 'Patient/b' } }],
    }),
  ).toEqual(['Patient/a']);
  expect(
    named({
      resourceType: 'Task',
      for: { reference: 'Patient/a/_history/2' },
      focus: { reference: 'Patient/b' },
    }),
  ).toEqual(['Patient/b', 'Patient/a']);
  expect(
    named({
      resourceType: 'Observation',
      subject: { reference: 'Group/g' },
      performer: [{ reference: 'Patient/a' }],
    }),
  ).toEqual(['Patient/a']);
  expect(
    named({
      resourceType: 'List',
      subject: { reference: 'https://x.example/fhir/Patient/z' },
    }),
  ).toEqual(['https://x.example/fhir/Patient/z']);
  expect(named({ resourceType: 'Binary', contentType: 'text/plain' })).toEqual([]);
});

test('rules of law read a bare code in any system and can name one person', () => {
  const ruled = (rule: object, resource = record(['N', 'SDV'])) =>
    reasonOf({
      resource,
      consents: [consent(permit())],
      context: {
        policy: {
          ...context.policy,
          rules: [{ type: 'prohibit', ...rule } as never],
        },
      },
    });
  const SP = 'STATUTORY_PROHIBITION';
  expect([ruled({ label: ['SDV'] }), ruled({ label: [`${ACT}|SDV`] }), ruled({ label: ['urn:x|SDV'] })]).toEqual([
    SP,
    SP,
    CP,
  ]);
  expect([
    ruled({ label: ['R'] }),
    ruled({ label: ['NOPAT'] }),
    ruled({ label: ['ETH'] }, record(['N', 'ETHUD'])),
  ]).toEqual([CP, CP, SP]);
  expect([
    ruled({ label: ['ETHUD'] }, record(['N', 'ETH'])),
    ruled({ patient: 'Patient/b' }),
    ruled({ patient: 'Patient/a' }),
  ]).toEqual([SP, CP, SP]);
  expect([
    ruled({ period: { end: '2026-01' } }),
    ruled({ period: { end: 'x' } }),
    ruled({ class: ['CarePlan'] }),
  ]).toEqual([CP, SP, SP]);
});

test('a level in a rule of law is a level in any words, and one of another system is a sensitivity', () => {
  const ruled = (type: 'prohibit' | 'mandate', words: string[], carried: object[]) =>
    reasonOf({
      resource: record([], { meta: { security: carried } }),
      request: { legalBasis: 'law' },
      consents: [consent(permit())],
      context: { policy: { ...context.policy, rules: [{ type, label: words }] } },
    });
  const [SP, SD] = ['STATUTORY_PROHIBITION', 'STATUTORY_DISCLOSURE'];
  const N = label('N');
  for (const word of ['N', `${CONF}|N`]) {
    expect([ruled('mandate', [word], [N]), ruled('mandate', [word], [label('R')])]).toEqual([SD, CP]);
    expect([ruled('prohibit', [word], [label('R')]), ruled('prohibit', [word], [label('M')])]).toEqual([SP, CP]);
  }
  expect(ruled('prohibit', ['urn:x|L'], [N])).toBe(CP);
  expect(ruled('prohibit', ['urn:x|L'], [N, { system: 'urn:x', code: 'L' }])).toBe(SP);
  const other = [N, { system: 'urn:x', code: 'NOPAT' }];
  expect([ruled('mandate', ['NOPAT'], other), ruled('prohibit', ['NOPAT'], other)]).toEqual([CP, CP]);
  expect([ruled('mandate', [`${ACT}|NOPAT`], other), ruled('prohibit', ['urn:x|NOPAT'], other)]).toEqual([CP, SP]);
  expect(ruled('mandate', ['N', 'L'], [N])).toBe(SD);
  const HIV = [N, label('HIV')];
  expect([ruled('mandate', [`${ACT}|PSY`, 'SDV'], HIV), ruled('mandate', ['PSY', 'NOPAT'], HIV)]).toEqual([CP, CP]);
  expect(ruled('prohibit', ['HIV', 'urn:x|y'], HIV)).toBe(SP);
  expect(ruled('prohibit', ['urn:x|ETH'], [N, label('ETHUD')])).toBe(CP);
});

test('a data period that begins before any column can hold is met as the database would', () => {
  const resource = record(['N'], { period: { end: '2026-05' } });
  const dataPeriod = { start: '0001-01-01', end: '2026-12' };
  expect(under(permit({ dataPeriod }), { resource })).toBe(CP);
  const formula = compilePatient(request, 'Patient/a', [consent(permit({ dataPeriod }))], context);
  expect(evaluate(formula, factsOf(resource))).toBe(true);
});

test('a label without a code is a sensitivity that nobody lists', () => {
  const resource = record(['N', 'PSY'], { meta: { security: [label('N'), label('PSY'), { system: ACT }] } });
  expect(factsOf(resource).sens).toEqual([`${ACT}|PSY`, `${ACT}|undefined`]);
  expect(under(permit({ securityLabel: [label('PSY')] }), { resource })).toBe(NC);
  expect(under(deny({ securityLabel: [label('PSY')] }), { resource })).toBe(CD);
});

test('a mandate whose period cannot be read is none, and a prohibition holds', () => {
  const ruled = (rule: object) =>
    reasonOf({
      consents: [consent(permit())],
      request: { legalBasis: 'law' },
      context: { policy: { ...context.policy, rules: [rule as never] } },
    });
  expect(ruled({ type: 'mandate', period: { start: 'x' } })).toBe(CP);
  expect(ruled({ type: 'mandate', dataPeriod: { start: 'x' } })).toBe(CP);
  expect(ruled({ type: 'mandate', period: { start: '2026' } })).toBe('STATUTORY_DISCLOSURE');
  expect(ruled({ type: 'prohibit', dataPeriod: { start: 'x' } })).toBe('STATUTORY_PROHIBITION');
});

test('what is refused to an organization is refused to who asks for it, whatever the directory says of them', () => {
  const astray = { directory: { 'PractitionerRole/sw': {}, 'Organization/soudan': { partOf: 'Organization/houjin' } } };
  const consents = [consent(permit({ actor: [actor('PractitionerRole/sw')] }))];
  const asked = (provision: Record<string, unknown>, organization?: string) =>
    reasonOf({
      consents: [...consents, consent(provision, { id: 'c2' })],
      request: organization === undefined ? {} : { organization },
      context: astray,
    });
  for (const refused of ['Organization/soudan', 'Organization/houjin']) {
    expect(asked(deny({ actor: [actor(refused)] }), 'Organization/soudan')).toBe('CONSENT_DENY');
    expect(asked(deny({ actor: [actor(refused)] }))).toBe('CONSENT_PERMIT');
    // It permits nothing.
    expect(
      reasonOf({
        consents: [consent(permit({ actor: [actor(refused)] }))],
        request: { organization: 'Organization/soudan' },
        context: astray,
      }),
    ).toBe('NOT_COVERED');
  }
});

test('whom an office or a role only says that it belongs to permits it nothing, and a refusal means it', () => {
  const claiming = {
    directory: {
      'PractitionerRole/sw': { organization: 'Organization/soudan', claimed: ['Practitioner/sw'] },
      'Organization/soudan': { claimed: ['Organization/houjin'] },
      'Organization/houjin': { partOf: 'Organization/holding' },
    },
  };
  const open = consent(permit({ actor: [actor('Organization/soudan')] }));
  for (const named of ['Practitioner/sw', 'Organization/houjin', 'Organization/holding']) {
    const refused = consent(deny({ actor: [actor(named)] }), { id: 'c2' });
    expect(reasonOf({ consents: [open, refused], context: claiming })).toBe('CONSENT_DENY');
    expect(reasonOf({ consents: [consent(permit({ actor: [actor(named)] }))], context: claiming })).toBe('NOT_COVERED');
  }
});
