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

/** The decision in the small world, but for what is given; about one person, its compiled form must say the same. */
export function ask({ consents = [], resource = PLAN, custodian, ...other }: Asked): Decision {
  const asked = { ...request, ...other.request };
  const world = { ...context, ...other.context };
  const facts = factsOf(resource, custodian ?? 'Organization/hosp');
  const decision = decide({ request: asked, facts, consents, context: world });
  const [patient, ...others] = facts.patients;
  if (patient !== undefined && others.length === 0) {
    const compiled = compilePatient(asked, patient, consents, world);
    expect(evaluate(compiled, facts), JSON.stringify(compiled)).toBe(decision.decision === 'PERMIT');
  }
  return decision;
}

export const reasonOf = (asked: Asked): string => ask(asked).reason;
/** The reason under one consent with this provision. */
export const under = (provision: Json, asked: Asked = {}): string =>
  reasonOf({ consents: [consent(provision)], ...asked });
