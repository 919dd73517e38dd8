/** Short ways to say a consent, a record and a question in a small world. */
import type { Coding, Consent, ConsentProvision, Resource } from '@medplum/fhirtypes';
import { expect } from 'vitest';
import {
  type Context,
  compilePatient,
  type Decision,
  decide,
  evaluate,
  factsOf,
  policyShipped,
  type Question,
  type Request,
} from '../../src/consent/index.ts';

export const CONF = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
export const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const CATEGORIES = ['service', 'test', 'wish', 'finance'];

/** A label by its code: a level, one of the twelve categories, or else v3-ActCode. */
export const label = (code: string): Coding => ({
  system: 'ULMNRV'.includes(code) ? CONF : CATEGORIES.includes(code) ? CATEGORY : ACT,
  code,
});

type Json = Record<string, unknown>;

export const actor = (reference: string, role = 'IRCP') => ({
  role: { coding: [{ code: role }] },
  reference: { reference },
});
export const permit = (criteria: Json = {}, ...provision: Json[]): Json => ({
  type: 'permit',
  ...criteria,
  ...nested(provision),
});
export const deny = (criteria: Json = {}, ...provision: Json[]): Json => ({
  type: 'deny',
  ...criteria,
  ...nested(provision),
});
const nested = (provision: Json[]): Json => (provision.length > 0 ? { provision } : {});

export function consent(provision: Json | undefined, more: Json = {}): Consent {
  return {
    resourceType: 'Consent',
    id: 'c1',
    status: 'active',
    scope: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/consentscope',
          code: 'patient-privacy',
        },
      ],
    },
    patient: { reference: 'Patient/a' },
    performer: [{ reference: 'Patient/a' }],
    ...(provision && { provision: provision as ConsentProvision }),
    ...more,
  } as Consent;
}

export function record(codes: readonly string[], more: Json = {}): Resource {
  return {
    resourceType: 'CarePlan',
    id: 'r1',
    meta: { security: codes.map(label) },
    subject: { reference: 'Patient/a' },
    ...more,
  } as unknown as Resource;
}

export const context: Context = {
  directory: {
    'Organization/soudan': { partOf: 'Organization/houjin' },
    'PractitionerRole/sw': {
      practitioner: 'Practitioner/sw',
      organization: 'Organization/soudan',
    },
    'PractitionerRole/past': {
      practitioner: 'Practitioner/sw',
      organization: 'Organization/soudan',
      period: { end: '2026-05-09' },
    },
    'Group/btg': { member: ['Practitioner/sw'] },
  },
  patients: { 'Patient/a': { birthDate: '1980-03-03' } },
  authority: {},
  policy: { ...policyShipped, btgPrivileged: ['Group/btg'] },
  lookup: () => undefined,
};

export const request: Request = {
  actor: 'PractitionerRole/sw',
  purpose: 'TREAT',
  action: 'access',
  time: '2026-05-10T10:00:00+09:00',
};

interface Asked {
  readonly consents?: readonly Consent[];
  readonly resource?: Resource;
  readonly request?: Partial<Request>;
  readonly context?: Partial<Context>;
  readonly custodian?: string;
}

export const PLAN = record(['N', 'PSY', 'service']);

/** The decision in the small world, but for what is given. */
export function ask({ consents = [], resource = PLAN, custodian, ...other }: Asked): Decision {
  const question = {
    request: { ...request, ...other.request },
    facts: factsOf(resource, custodian ?? 'Organization/hosp'),
    consents,
    context: { ...context, ...other.context },
  };
  checkCompiled(question);
  return decide(question);
}

/**
 * About one person the compiled form says the same: also where something else permits, or nothing would count as shut that
 * only nobody opened; and in an emergency.
 */
function checkCompiled({ request: asked, facts, consents, context: world }: Question): void {
  const [patient, ...others] = facts.patients;
  if (patient === undefined || others.length > 0) return;
  const open = consent(permit(), { id: 'open', patient: { reference: patient }, performer: [{ reference: patient }] });
  const urgent = { ...asked, purpose: 'BTG', btg: { reason: '急変' } };
  for (const by of [asked, urgent])
    for (const all of [consents, [...consents, open]]) {
      const { decision } = decide({ request: by, facts, consents: all, context: world });
      const compiled = compilePatient(by, patient, all, world);
      expect(evaluate(compiled, facts) ? 'PERMIT' : 'DENY').toBe(decision);
    }
}

export const reasonOf = (asked: Asked): string => ask(asked).reason;
/** The reason under one consent with this provision. */
export const under = (provision: Json, asked: Asked = {}): string =>
  reasonOf({ consents: [consent(provision)], ...asked });
