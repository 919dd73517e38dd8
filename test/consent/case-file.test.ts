import { expect, test } from 'vitest';
import { type CaseFile, decide, decideCaseFile, factsOf, readCaseFile } from '../../src/consent/index.ts';
import { consent, context, deny, PLAN, permit, request } from './make.ts';

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
        code: 'consent-case-file-unreadable',
        expression: '/format',
        en: '`/format` of the case file does not follow `consent-decision-vectors/1`: must be equal to constant',
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
        ja: expect.stringContaining('["deny","permit","treat-only","btg-only"]'),
      },
    ],
  });
});

test('a malformed request is answered with its case’s name and no decision, and the others are decided', () => {
  const malformed = [
    { ...vector, id: 'bad-action', request: { ...request, action: 'peek' } },
    { ...vector, id: 'bad-time', request: { ...request, time: 'now' } },
    { ...vector, id: 'no-action', request: {} },
  ];
  const results = decideCaseFile(readCaseFile({ format, vectors: [...malformed, vector] }) as CaseFile);
  expect(results.map(({ id, outcome }) => [id, 'refused' in outcome ? outcome.issues[0]?.en : outcome.reason])).toEqual(
    [
      ['bad-action', 'case `bad-action`: `request.action` of the request cannot be read: `"peek"`'],
      ['bad-time', 'case `bad-time`: `request.time` of the request cannot be read: `"now"`'],
      ['no-action', 'case `no-action`: `request.action` of the request cannot be read: `nothing`'],
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
  expect(expecting({ decision: 'PERMIT' }, { request: {} })).toBe(false);
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
