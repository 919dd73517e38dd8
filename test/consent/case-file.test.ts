import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type CaseFile,
  decide,
  decideCaseFile,
  factsOf,
  policyShipped,
  readCaseFile,
  readRequest,
} from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { actor, consent, context, deny, PLAN, permit, request } from './make.ts';

const format = 'consent-decision-vectors/1';
const vector = {
  id: 'v1',
  consents: [consent(permit())],
  request,
  resource: PLAN,
};

test('a file that is not of the format is refused with the place of each fault', () => {
  expect(
    readCaseFile({
      format: 'other',
      vectors: [{ id: 1, request, resource: PLAN }],
    }),
  ).toMatchObject({
    refused: true,
    status: 400,
    issues: [
      {
        severity: 'error',
        code: 'consent-case-file-unreadable',
        type: 'structure',
        expression: '/format',
        ja: '事例ファイルの `/format` が書式 `consent-decision-vectors/1` に合いません: 「consent-decision-vectors/1」と書いてください。',
        en: '`/format` of the case file does not follow `consent-decision-vectors/1`: must be `consent-decision-vectors/1`',
      },
      { code: 'consent-case-file-unreadable', expression: '/vectors/0/id' },
    ],
  });
  expect(readCaseFile('text')).toMatchObject({
    refused: true,
    issues: [{ expression: '/' }],
  });
  const odd = { format, world: { policy: { default: 'allow' } }, vectors: [] };
  expect(readCaseFile(odd)).toMatchObject({
    issues: [
      {
        expression: '/world/policy/default',
        ja: expect.stringContaining('次のどれかを書いてください: deny、permit、treat-only、btg-only'),
      },
    ],
  });
});

test.each<[string, object, ...[place: string, ja: string, en: string][]]>([
  [
    'a key of the world that there is none of',
    { vectors: [{ ...vector, env: { polcy: { default: 'permit' } } }] },
    [
      '/vectors/0/env/polcy',
      '「polcy」という項目はありません（「policy」ではありませんか）',
      '`polcy` is not known here; did you mean `policy`?',
    ],
  ],
  [
    'a key of a policy and of a rule that there is none of',
    { world: { policy: { defualt: 'permit', rules: [{ type: 'prohibit', purposes: ['COC'] }] } }, vectors: [] },
    [
      '/world/policy/defualt',
      '「defualt」という項目はありません（「default」ではありませんか）',
      '`defualt` is not known here; did you mean `default`?',
    ],
    [
      '/world/policy/rules/0/purposes',
      '「purposes」という項目はありません（「purpose」ではありませんか）',
      '`purposes` is not known here; did you mean `purpose`?',
    ],
  ],
  [
    'two cases with one id',
    { vectors: [vector, { ...vector, id: 'v2' }, vector] },
    [
      '/vectors/2/id',
      'この id は /vectors/0 の事例にもあります（別の id にしてください）',
      'the case at `/vectors/0` has this id too; give it another',
    ],
  ],
  [
    'a person among the consents',
    { vectors: [{ ...vector, consents: [consent(permit()), { resourceType: 'Patient', id: 'a' }] }] },
    ['/vectors/0/consents/1/resourceType', '「Consent」と書いてください', 'must be `Consent`'],
  ],
])('a file with %s is refused with its place', (_, more, ...faults) => {
  expect(readCaseFile({ format, ...more })).toEqual({
    refused: true,
    status: 400,
    issues: faults.map(([expression, ja, en]) => ({
      severity: 'error',
      code: 'consent-case-file-unreadable',
      type: 'structure',
      ja: `事例ファイルの \`${expression}\` が書式 \`consent-decision-vectors/1\` に合いません: ${ja}。`,
      en: `\`${expression}\` of the case file does not follow \`consent-decision-vectors/1\`: ${en}`,
      expression,
    })),
  });
});

test.each([
  ['/note', { note: 'x' }],
  ['/vectors/0/consent', { vectors: [{ ...vector, consent: [] }] }],
  ['/vectors/0/expect/verdict', { vectors: [{ ...vector, expect: { verdict: 'DENY' } }] }],
  [
    '/world/directory/PractitionerRole~1r/organisation',
    { world: { directory: { 'PractitionerRole/r': { organisation: 'x' } } } },
  ],
  [
    '/world/directory/CareTeam~1t/member/0/reference',
    { world: { directory: { 'CareTeam/t': { member: [{ ref: 'a', reference: 'b' }] } } } },
  ],
  ['/world/patients/Patient~1p/birthdate', { world: { patients: { 'Patient/p': { birthdate: '2000' } } } }],
  ['/world/authority/RelatedPerson~1k/until', { world: { authority: { 'RelatedPerson/k': { until: '2030' } } } }],
])('a key that no part of the form has is refused: %s', (place, more) => {
  const read = readCaseFile({ format, vectors: [vector], ...more });
  expect(isRefusal(read) && read.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['consent-case-file-unreadable', place],
  ]);
});

test('a policy of a region is one of a world too', () => {
  const policy = JSON.parse(readFileSync('examples/region/policy.json', 'utf8'));
  expect(isRefusal(readCaseFile({ format, world: { policy: { ...policyShipped, ...policy } }, vectors: [] }))).toBe(
    false,
  );
});

test('a malformed request is answered with its case’s name and no decision, and the others are decided', () => {
  const malformed = [
    { ...vector, id: 'bad-action', request: { ...request, action: 'peek' } },
    { ...vector, id: 'bad-time', request: { ...request, time: 'now' } },
    { ...vector, id: 'no-action', request: {} },
    { ...vector, id: 'bad-purpose', request: { ...request, purpose: 5 } },
    { ...vector, id: 'bad-purposes', request: { ...request, purpose: ['TREAT', {}] } },
  ];
  const results = decideCaseFile(readCaseFile({ format, vectors: [...malformed, vector] }) as CaseFile);
  expect(results[0]?.outcome).toMatchObject({
    status: 400,
    issues: [
      {
        severity: 'error',
        code: 'consent-request-malformed',
        type: 'invalid',
        ja: '`bad-action`: 判断の依頼の `request.action` が読めません: `"peek"`',
        expression: 'request.action',
      },
    ],
  });
  expect(results.map(({ id, outcome }) => [id, 'refused' in outcome ? outcome.issues[0]?.en : outcome.reason])).toEqual(
    [
      ['bad-action', 'case `bad-action`: `request.action` of the request cannot be read: `"peek"`'],
      ['bad-time', 'case `bad-time`: `request.time` of the request cannot be read: `"now"`'],
      ['no-action', 'case `no-action`: `request.action` of the request cannot be read: `nothing`'],
      ['bad-purpose', 'case `bad-purpose`: `request.purpose` of the request cannot be read: `5`'],
      ['bad-purposes', 'case `bad-purposes`: `request.purpose` of the request cannot be read: `["TREAT",{}]`'],
      ['v1', 'CONSENT_PERMIT'],
    ],
  );
});

test('what a case expects is compared field by field', () => {
  const expecting = (expect: object, more: object = {}) =>
    decideCaseFile(
      readCaseFile({
        format,
        vectors: [{ ...vector, expect, ...more }],
      }) as CaseFile,
    )[0]?.agrees;
  expect([
    expecting({ decision: 'PERMIT' }),
    expecting({ consents: ['Consent/c1'] }),
    expecting({ reason: 'SELF' }),
  ]).toEqual([true, true, false]);
  expect(expecting({ decision: 'PERMIT', reason: 'SELF' })).toBe(false);
  expect(expecting({ decision: 'PERMIT' }, { request: {} })).toBe(false);
  expect([expecting({}), expecting({}, { request: {} })]).toEqual([true, false]);
});

test('the world of a case is laid over that of the file, and its rules replace the file’s', () => {
  const world = {
    policy: { default: 'permit', rules: [{ type: 'prohibit' }] },
    store: { 'Encounter/e': { resourceType: 'Encounter', id: 'e' } },
  };
  const decided = (env: object) =>
    decideCaseFile(
      readCaseFile({
        format,
        world,
        vectors: [{ ...vector, consents: [], env }],
      }) as CaseFile,
    )[0]?.outcome;
  expect(decided({})).toMatchObject({ reason: 'STATUTORY_PROHIBITION' });
  expect(decided({ policy: { rules: [] } })).toMatchObject({
    reason: 'DEFAULT_PERMIT',
  });
  expect(decided({ policy: { rules: [], default: 'deny' } })).toMatchObject({
    reason: 'DEFAULT_DENY',
  });
  const data = [{ meaning: 'related', reference: { reference: 'Encounter/e' } }];
  const related = {
    ...vector,
    consents: [consent(permit({ data }))],
    env: {
      policy: { rules: [] },
      store: {
        'Encounter/e': {
          resourceType: 'Encounter',
          id: 'e',
          basedOn: [{ reference: 'CarePlan/r1' }],
        },
      },
    },
  };
  expect(decideCaseFile(readCaseFile({ format, world, vectors: [related] }) as CaseFile)[0]?.outcome).toMatchObject({
    reason: 'CONSENT_PERMIT',
  });
});

test('of two people who both refuse, the first gives the reason and the consents of both are named', () => {
  const both = {
    resourceType: 'Group',
    type: 'person',
    actual: true,
    member: ['a', 'b'].map((id) => ({
      entity: { reference: `Patient/${id}` },
    })),
  };
  const b = {
    id: 'c2',
    patient: { reference: 'Patient/b' },
    performer: [{ reference: 'Patient/b' }],
  };
  const outcome = (first: object, second: object, more: object = {}) =>
    decideCaseFile(
      readCaseFile({
        format,
        world: { policy: { btgPrivileged: ['PractitionerRole/sw'] } },
        vectors: [
          {
            ...vector,
            resource: both,
            consents: [consent(first as never), consent(second as never, b)],
            request: { ...request, ...more },
          },
        ],
      }) as CaseFile,
    )[0]?.outcome;
  expect(outcome(deny(), deny())).toMatchObject({
    reason: 'CONSENT_DENY',
    consents: ['Consent/c1', 'Consent/c2'],
  });
  expect(outcome(permit(), deny())).toMatchObject({
    reason: 'CONSENT_DENY',
    consents: ['Consent/c2'],
  });
  expect(outcome(permit(), deny(), { purpose: 'BTG', btg: { reason: '急変' } })).toEqual({
    decision: 'PERMIT',
    reason: 'BREAK_GLASS',
    consents: ['Consent/c1', 'Consent/c2'],
    obligations: ['ALERT_PRIVACY_OFFICER', 'NOTIFY_PATIENT', 'REVIEW_72H'],
  });
});

test('a request that nobody read is a defect, not a decision', () => {
  const unread = { ...request, time: 'now' };
  expect(() => decide({ request: unread, facts: factsOf(PLAN), consents: [], context })).toThrow(
    'a request was decided on before it was read',
  );
});

const outcomeOf = (more: object, world: object = {}) =>
  decideCaseFile(readCaseFile({ format, world, vectors: [{ ...vector, ...more }] }) as CaseFile)[0]?.outcome;

test.each([
  [undefined, 'NO_PURPOSE'],
  [null, 'NO_PURPOSE'],
  ['', 'NO_PURPOSE'],
  [[], 'NO_PURPOSE'],
  [['', ' '], 'NO_PURPOSE'],
  ['TREAT', 'CONSENT_PERMIT'],
  [' TREAT ', 'CONSENT_PERMIT'],
  [['TREAT'], 'CONSENT_PERMIT'],
  ['http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT', 'CONSENT_PERMIT'],
  [['TREAT', 'COC'], 'PURPOSE_AMBIGUOUS'],
  [['TREAT', 'TREAT'], 'PURPOSE_AMBIGUOUS'],
  ['TREAT COC', 'PURPOSE_AMBIGUOUS'],
  ['TREAT,COC', 'PURPOSE_AMBIGUOUS'],
])('a request for the purpose %j: %s', (purpose, reason) => {
  const consents = [consent(permit({ purpose: [{ code: 'TREAT' }] }))];
  const permits = reason === 'CONSENT_PERMIT';
  expect(outcomeOf({ consents, request: { ...request, purpose } })).toEqual({
    decision: permits ? 'PERMIT' : 'DENY',
    reason,
    consents: permits ? ['Consent/c1'] : [],
    obligations: [],
  });
});

test('organizations that own each other in a circle stand for one another, and a stranger for none', () => {
  const directory = {
    'Organization/x': { partOf: 'Organization/y' },
    'Organization/y': { partOf: 'Organization/z' },
    'Organization/z': { partOf: 'Organization/x' },
    'Group/g': { member: ['Organization/z', 'Group/g'] },
  };
  const asked = (actor: string, named: string) =>
    outcomeOf(
      {
        request: { ...request, actor },
        consents: [
          consent(permit({ actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference: { reference: named } }] })),
        ],
      },
      { directory },
    );
  for (const named of ['x', 'y', 'z'].map((name) => `Organization/${name}`).concat('Group/g')) {
    expect(asked('Organization/x', named)).toMatchObject({ reason: 'CONSENT_PERMIT' });
    expect(asked('Organization/w', named)).toMatchObject({ reason: 'NOT_COVERED' });
  }
});

test.each([
  ['2026-04-01', '2026-03-31T14:59:59.999Z', '2026-03-31T15:00:00Z'],
  ['2026-04', '2026-03-31T14:59:59.999Z', '2026-03-31T15:00:00Z'],
  ['2026', '2025-12-31T14:59:59.999Z', '2025-12-31T15:00:00Z'],
  ['2026-04-01T09:30:00+09:00', '2026-04-01T00:29:59.999Z', '2026-04-01T00:30:00Z'],
])('a consent from %s holds from the first millisecond in Japan', (start, before, from) => {
  const consents = [consent(permit({ period: { start } }))];
  const at = (time: string) => outcomeOf({ consents, request: { ...request, time } });
  expect(at(before)).toMatchObject({ reason: 'DEFAULT_DENY', consents: [] });
  expect(at(from)).toMatchObject({ reason: 'CONSENT_PERMIT', consents: ['Consent/c1'] });
});

test.each([
  ['2026-04-30', '2026-04-30T14:59:59.999Z', '2026-04-30T15:00:00Z'],
  ['2028-02', '2028-02-29T14:59:59.999Z', '2028-02-29T15:00:00Z'],
  ['2026', '2026-12-31T14:59:59.999Z', '2026-12-31T15:00:00Z'],
  ['2026-04-30T10:00:00Z', '2026-04-30T10:00:00.999Z', '2026-04-30T10:00:01Z'],
  ['2026-04-30T10:00:00.5Z', '2026-04-30T10:00:00.599Z', '2026-04-30T10:00:00.6Z'],
])('a consent until %s holds to the last millisecond in Japan', (end, last, after) => {
  const consents = [consent(permit({ period: { end } }))];
  const at = (time: string) => outcomeOf({ consents, request: { ...request, time } });
  expect(at(last)).toMatchObject({ reason: 'CONSENT_PERMIT', consents: ['Consent/c1'] });
  expect(at(after)).toMatchObject({ reason: 'DEFAULT_DENY', consents: [] });
});

test('a rule with a list of nothing prohibits everybody and is a mandate for nobody, and so with a level nobody knows', () => {
  const ruled = (rule: object) =>
    outcomeOf({ request: { ...request, legalBasis: 'law' } }, { policy: { rules: [{ id: 'r', ...rule }] } });
  const unknown = ['http://terminology.hl7.org/CodeSystem/v3-Confidentiality|X'];
  for (const narrowed of [
    ...['actor', 'purpose', 'action', 'label', 'class', 'code'].map((list) => ({ [list]: [] })),
    { label: unknown },
  ]) {
    expect(ruled({ type: 'prohibit', ...narrowed }), JSON.stringify(narrowed)).toMatchObject({
      reason: 'STATUTORY_PROHIBITION',
    });
    expect(ruled({ type: 'mandate', ...narrowed }), JSON.stringify(narrowed)).toMatchObject({
      reason: 'CONSENT_PERMIT',
    });
  }
  expect(ruled({ type: 'mandate', legalBasis: [] })).toMatchObject({ reason: 'CONSENT_PERMIT' });
  expect(ruled({ type: 'mandate' })).toEqual({
    decision: 'PERMIT',
    reason: 'STATUTORY_DISCLOSURE',
    consents: [],
    obligations: ['RECORD_LEGAL_BASIS'],
  });
});

test('a case goes by its title, and without consents nobody opened anything', () => {
  const { consents: _, ...bare } = vector;
  const file = readCaseFile({
    format,
    vectors: [
      { ...bare, title: '同意なし' },
      { ...bare, id: 'v2' },
    ],
  }) as CaseFile;
  const decision = { decision: 'DENY', reason: 'DEFAULT_DENY', consents: [], obligations: [] };
  expect(decideCaseFile(file)).toEqual([
    { id: 'v1', title: '同意なし', outcome: decision },
    { id: 'v2', title: '', outcome: decision },
  ]);
});

test('what the world and the case say of the directory, the people and the proxies counts together', () => {
  const mother = { patient: 'Patient/a', kind: 'parental', verified: true };
  const byMother = consent(permit({ actor: [actor('Organization/soudan')] }), {
    performer: [{ reference: 'RelatedPerson/mother' }],
  });
  const parts = {
    directory: { 'PractitionerRole/sw': { organization: 'Organization/soudan' } },
    patients: { 'Patient/a': { birthDate: '2016-05-10' } },
    authority: { 'RelatedPerson/mother': mother },
  };
  const split = (names: string[]) => Object.fromEntries(Object.entries(parts).filter(([name]) => names.includes(name)));
  for (const inCase of [[], ['directory'], ['patients'], ['authority']]) {
    const inWorld = Object.keys(parts).filter((name) => !inCase.includes(name));
    expect(outcomeOf({ consents: [byMother], env: split(inCase) }, split(inWorld)), inCase.join()).toMatchObject({
      reason: 'CONSENT_PERMIT',
    });
    if (inCase.length > 0)
      expect(outcomeOf({ consents: [byMother] }, split(inWorld)), inCase.join()).toMatchObject({ decision: 'DENY' });
  }
  const grown = { patients: { 'Patient/a': { birthDate: '1980' } } };
  expect(outcomeOf({ consents: [byMother], env: grown }, parts)).toMatchObject({ reason: 'DEFAULT_DENY' });
});

test('what a case is related to is found in the store of the world or of the case', () => {
  const encounter = { resourceType: 'Encounter', id: 'e', diagnosis: [{ condition: { reference: 'CarePlan/r1' } }] };
  const consents = [consent(permit({ data: [{ meaning: 'related', reference: { reference: 'Encounter/e' } }] }))];
  const store = { 'Encounter/e': encounter };
  expect(outcomeOf({ consents }, { store })).toMatchObject({ reason: 'CONSENT_PERMIT' });
  expect(outcomeOf({ consents, env: { store } })).toMatchObject({ reason: 'CONSENT_PERMIT' });
  expect(outcomeOf({ consents, env: { store: { 'Encounter/f': encounter } } }, { store })).toMatchObject({
    reason: 'CONSENT_PERMIT',
  });
  expect(outcomeOf({ consents })).toMatchObject({ reason: 'NOT_COVERED' });
});

test('a type that no resource can have is no case', () => {
  const odd = { ...vector, resource: { resourceType: 'constructor' } };
  expect(readCaseFile({ format, vectors: [odd] })).toMatchObject({
    issues: [{ expression: '/vectors/0/resource/resourceType' }],
  });
});

test('a request names one of the five actions and a moment that exists, with its time and zone', () => {
  const placeOf = (more: object) => {
    const read = readRequest({ action: 'access', time: '2026-05-10T10:00:00+09:00', ...more });
    return isRefusal(read) ? read.issues.map(({ expression }) => expression) : [];
  };
  expect(['access', 'collect', 'use', 'disclose', 'correct'].flatMap((action) => placeOf({ action }))).toEqual([]);
  for (const action of ['read', '', ['access'], undefined]) expect(placeOf({ action })).toEqual(['request.action']);
  expect(['2026-05-10T10:00Z', '2028-02-29T00:00:00.5-03:00'].flatMap((time) => placeOf({ time }))).toEqual([]);
  for (const time of [
    '2026-05-10',
    '2026-05',
    '2026-05-10T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-05-10T25:00:00Z',
    '2026-05-10T10:00:00Z ',
    'TZ',
    ['2026-05-10T10:00:00Z'],
    0,
    undefined,
  ])
    expect(placeOf({ time })).toEqual(['request.time']);
});

test('what is no object is no request', () => {
  expect(readRequest('TREAT')).toMatchObject({
    status: 400,
    issues: [
      {
        code: 'consent-request-malformed',
        ja: '判断の依頼の `request` が読めません: `"TREAT"`',
        en: '`request` of the request cannot be read: `"TREAT"`',
        expression: 'request',
      },
    ],
  });
});
