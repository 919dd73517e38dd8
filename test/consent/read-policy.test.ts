import { expect, test } from 'vitest';
import { policyShipped, readPolicy } from '../../src/consent/index.ts';
import { reasonOf, record } from './make.ts';

const ABOUT_NOBODY =
  'ActivityDefinition CapabilityStatement CodeSystem ConceptMap Endpoint HealthcareService Library MessageDefinition ' +
  'NamingSystem OperationDefinition Organization OrganizationAffiliation PlanDefinition Practitioner PractitionerRole ' +
  'Questionnaire SearchParameter StructureDefinition StructureMap ValueSet';

test('the policy that is shipped refuses in silence, opens nothing by law, and lets nobody break the glass', () => {
  expect(policyShipped).toEqual({
    default: 'deny',
    onNotCovered: 'deny',
    minorConsentAge: 16,
    btgPrivileged: [],
    nonPatientTypes: ABOUT_NOBODY.split(' '),
    rules: [],
    privacyOfficers: [],
    crisisPlanHours: 72,
    countStep: 10,
  });
});

test('a home or a prescription that names nobody is refused, an office is not', () => {
  const named = (resourceType: string) => reasonOf({ resource: record([], { resourceType, subject: undefined }) });
  expect(['Location', 'Medication', 'Group', 'Binary'].map(named)).toEqual(Array(4).fill('NO_SUBJECT'));
  expect(ABOUT_NOBODY.split(' ').map(named)).toEqual(Array(20).fill('NON_PATIENT'));
});

test('what a policy does not say stays as it is shipped', () => {
  expect(readPolicy({})).toEqual(policyShipped);
  expect(readPolicy({ default: 'btg-only', btgPrivileged: ['Group/btg'] })).toEqual({
    ...policyShipped,
    default: 'btg-only',
    btgPrivileged: ['Group/btg'],
  });
});

test('a malformed policy is refused with the place of each fault', () => {
  const faults = (json: unknown) => {
    const read = readPolicy(json);
    return 'refused' in read
      ? [read.status, ...read.issues.map(({ code, expression, en }) => [code, expression, en])]
      : [];
  };
  expect(faults({ default: 'allow', rules: [{ id: 'r', type: 'prohibit', actor: [] }] })).toEqual([
    422,
    [
      'policy-malformed',
      'default',
      'the policy of the region is not well formed (must be equal to one of the allowed values: ["deny","permit","treat-only","btg-only"])',
    ],
    [
      'policy-malformed',
      'rules.0.actor',
      'the policy of the region is not well formed (must NOT have fewer than 1 items)',
    ],
  ]);
  expect(faults({ other: 1 })).toEqual([
    422,
    [
      'policy-malformed',
      '$',
      'the policy of the region is not well formed (must NOT have additional properties: "other")',
    ],
  ]);
  expect(readPolicy('text')).toMatchObject({
    issues: [
      {
        severity: 'error',
        type: 'invalid',
        ja: '地域の方針の書き方が正しくありません（must be object）。',
      },
    ],
  });
  expect(faults('text')).toEqual([
    422,
    ['policy-malformed', '$', 'the policy of the region is not well formed (must be object)'],
  ]);
});
