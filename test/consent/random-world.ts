/** Random people, offices, consents and records out of one seed, small enough that they meet each other often. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import type { Context, Decision, Directory, PolicyRule, Request } from '../../src/consent/index.ts';

const CONF = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';

export interface RandomWorld {
  readonly context: Context;
  readonly consents: readonly Consent[];
  readonly requests: readonly Request[];
  readonly rows: readonly {
    readonly resource: Resource;
    readonly custodian: string | null;
  }[];
}

/** The closed list of §2.6, and the ground of a requester's own records. */
export const REASONS: readonly (Decision['reason'] | 'OWN_RECORD')[] = [
  ...(['NON_PATIENT', 'SELF', 'STATUTORY_DISCLOSURE', 'CONSENT_PERMIT', 'DEFAULT_PERMIT', 'BREAK_GLASS'] as const),
  ...(['NO_PURPOSE', 'PURPOSE_AMBIGUOUS', 'NO_SUBJECT', 'SELF_WITHHELD', 'STATUTORY_PROHIBITION'] as const),
  ...(['CONSENT_UNINTERPRETABLE', 'CONSENT_DENY', 'NOT_COVERED', 'DEFAULT_DENY', 'BTG_REFUSED'] as const),
  ...(['BTG_NOT_PRIVILEGED', 'BTG_NO_REASON', 'BTG_EXCLUDED', 'OWN_RECORD'] as const),
];

export const PATIENTS = ['Patient/a', 'Patient/b'];
const OFFICES = ['Organization/o1', 'Organization/o2', 'Organization/o3', 'Organization/o4'];
const ROLES = ['PractitionerRole/r1', 'PractitionerRole/r2', 'PractitionerRole/r3'];
const PERSONS = ['Practitioner/p1', 'Practitioner/p2', 'Practitioner/p3'];
const TEAMS = ['CareTeam/t1', 'Group/g1'];
const ANYONE = [...OFFICES, ...ROLES, ...PERSONS, ...TEAMS];
const TYPES = ['Observation', 'CarePlan', 'Condition', 'Encounter', 'Procedure'] as const;
const RECORDS = ['Observation/x1', 'CarePlan/x2', 'Condition/x3', 'Encounter/x4', 'Procedure/x5'];
const DATES = ['2025', '2026-03', '2026-05-10', '2026-05-10T00:00:00+09:00', '2026-05-10T10:00:00.5Z', '2026-08-01'];
const PURPOSES = ['TREAT', 'COC', 'ETREAT', 'HRESCH', 'CLINTRCH', 'PUBHLTH', 'BTG', 'BTG'];
const ACTIONS = ['access', 'disclose', 'correct'] as const;
const CODES = ['c1', 'c2', 'c3'];
const LABELS = [
  ...['U', 'L', 'M', 'N', 'N', 'R', 'V'].map((code) => ({
    system: CONF,
    code,
  })),
  ...['PSY', 'PSY', 'ETH', 'SUD', 'ETHUD', 'OPIOIDUD', 'SDV', 'NOPAT'].map((code) => ({ system: ACT, code })),
  ...['service', 'test'].map((code) => ({ system: CATEGORY, code })),
  { system: 'http://other.example', code: 'SUD' },
];

/** A generator of Lehmer's kind: the same seed gives the same world on every machine. */
export function dice(seed: number) {
  let state = (Math.abs(seed) % 2147483646) + 1;
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
  // Neighbouring seeds differ by little at first.
  for (let turn = 0; turn < 4; turn += 1) next();
  const chance = (odds: number): boolean => next() < odds;
  const one = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const some = <T>(values: readonly T[], most: number): T[] =>
    Array.from({ length: 1 + Math.floor(next() * most) }, () => one(values));
  const maybe = <T>(odds: number, make: () => T): T | undefined => (chance(odds) ? make() : undefined);
  return { chance, one, some, maybe };
}

export type Dice = ReturnType<typeof dice>;

export function randomWorld(seed: number, rowCount: number): RandomWorld {
  const d = dice(seed);
  const consents = Array.from({ length: d.one([0, 1, 1, 2, 3]) }, (_, index) => randomConsent(d, `c${index}`));
  return {
    context: randomContext(d),
    consents,
    requests: Array.from({ length: 4 }, (_, n) => forOffice(seed + n, randomRequest(d))),
    rows: Array.from({ length: rowCount }, () => ({
      resource: randomRecord(d),
      custodian: d.one([...OFFICES, null]),
    })),
  };
}

const drop = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const period = (d: Dice) =>
  drop({
    start: d.maybe(0.6, () => d.one(DATES)),
    end: d.maybe(0.6, () => d.one(DATES)),
  });

function randomContext(d: Dice): Context {
  const directory = Object.fromEntries([
    ...OFFICES.map((key) => [key, drop({ partOf: d.maybe(0.4, () => d.one(OFFICES)) })]),
    ...ROLES.map((key) => [
      key,
      drop({
        practitioner: d.one(PERSONS),
        organization: d.one(OFFICES),
        period: d.maybe(0.2, () => period(d)),
        active: d.maybe(0.1, () => false),
      }),
    ]),
    ...TEAMS.map((key) => [
      key,
      drop({
        member: d.some(ANYONE, 3).map((ref) => (d.chance(0.5) ? ref : { ref, period: period(d) })),
        period: d.maybe(0.3, () => period(d)),
        status: d.maybe(0.2, () => d.one(['active', 'inactive'])),
      }),
    ]),
  ]) as Directory;
  const store: Record<string, Resource> = Object.fromEntries(
    RECORDS.map((key) => [
      key,
      {
        ...randomRecord(d),
        resourceType: key.split('/')[0],
        id: key.split('/')[1],
      },
    ]),
  ) as Record<string, Resource>;
  const authority = () => ({
    patient: d.one(PATIENTS),
    kind: d.one(['guardian-of-adult', 'parental', 'family']),
    verified: d.chance(0.8),
    ...(d.chance(0.3) && { period: period(d) }),
  });
  return {
    directory,
    patients: Object.fromEntries(
      PATIENTS.map((key) => [
        key,
        drop({
          birthDate: d.maybe(0.7, () => d.one(['1980', '2009-05', '2010-05-10', '2012'])),
        }),
      ]),
    ) as Context['patients'],
    authority: {
      'RelatedPerson/k1': authority(),
      'RelatedPerson/k2': [authority(), authority()],
    },
    policy: {
      default: d.one(['deny', 'deny', 'permit', 'treat-only', 'btg-only']),
      onNotCovered: d.one(['deny', 'deny', 'default']),
      minorConsentAge: 16,
      btgPrivileged: d.some(ANYONE, 8),
      nonPatientTypes: ['Encounter'],
      rules: Array.from({ length: d.one([0, 0, 1, 2]) }, () => randomRule(d)),
    },
    lookup: (reference) => store[reference],
  };
}

/** Odds by which one criterion of a set is there and the others mostly are not: what asks for much meets nothing. */
function focus(d: Dice, names: readonly string[], besides: number): (name: string) => number {
  const chosen = d.one(names);
  return (name) => (name === chosen ? 1 : besides);
}

function randomRule(d: Dice): PolicyRule {
  const odds = focus(d, ['actor', 'purpose', 'label', 'label', 'label', 'class', 'code', 'dataPeriod'], 0.08);
  const bare = ['PSY', 'SUD', 'ETH', 'service', 'R', 'NOPAT', `${ACT}|ETHUD`, `${CATEGORY}|test`];
  return drop({
    type: d.one(['prohibit', 'mandate', 'mandate', 'btg-exclude', 'btg-exclude']),
    actor: d.maybe(odds('actor'), () => d.some(ANYONE, 3)),
    patient: d.maybe(0.2, () => d.one(PATIENTS)),
    purpose: d.maybe(odds('purpose'), () => d.some(PURPOSES, 3)),
    action: d.maybe(odds('action'), () => d.some(ACTIONS, 2)),
    label: d.maybe(odds('label'), () => d.some(bare, 3)),
    class: d.maybe(odds('class'), () => d.some(TYPES, 3)),
    code: d.maybe(odds('code'), () => d.some(['c1', 'urn:codes|c2'], 2)),
    period: d.maybe(0.2, () => period(d)),
    dataPeriod: d.maybe(odds('dataPeriod'), () => period(d)),
    legalBasis: d.maybe(0.4, () => d.one(['law-1', ['law-1', 'law-2']])),
  }) as unknown as PolicyRule;
}

/** Every other one asks for an office, which the directory may say nothing of. */
const forOffice = (n: number, request: Request): Request =>
  n % 2 === 0 ? request : { ...request, organization: OFFICES[(n >> 1) % OFFICES.length] as string };

function randomRequest(d: Dice): Request {
  return drop({
    actor: d.one([...ROLES, ...ROLES, ...ROLES, ...PERSONS, ...OFFICES, 'Patient/a', 'RelatedPerson/k1', '']),
    purpose: d.chance(0.97) ? d.one(PURPOSES) : d.one([undefined, ' ', ['TREAT', 'COC'], 'TREAT COC']),
    action: d.one([...ACTIONS, 'access', 'access']),
    time: d.one([
      '2026-05-10T10:00:00+09:00',
      '2026-05-09T14:59:59.999Z',
      '2026-05-09T15:00:00Z',
      '2026-12-31T00:00:00Z',
    ]),
    btg: d.maybe(0.7, () => ({ reason: d.one(['急変', '急変', '急変', ' ']) })),
    legalBasis: d.maybe(0.4, () => d.one(['law-1', 'law-2', ' '])),
  }) as unknown as Request;
}

function randomConsent(d: Dice, id: string): Consent {
  const patient = d.one(PATIENTS);
  return drop({
    resourceType: 'Consent',
    id,
    status: d.one(['active', 'active', 'active', 'active', 'proposed']),
    scope: {
      coding: [{ code: d.chance(0.97) ? 'patient-privacy' : 'research' }],
    },
    patient: { reference: patient },
    performer: d.maybe(0.6, () =>
      d.some([patient, patient, 'RelatedPerson/k1', 'RelatedPerson/k2'], 2).map((reference) => ({ reference })),
    ),
    policyRule: d.maybe(0.3, () => ({
      coding: [{ system: ACT, code: d.one(['OPTIN', 'OPTINR', 'OPTOUT', 'OTHER']) }],
    })),
    verification: d.maybe(0.2, () =>
      d.some([true, false, undefined], 2).map((verified) =>
        drop({
          verified,
          verificationDate: d.maybe(0.8, () => d.one(DATES)),
        }),
      ),
    ),
    provision: d.maybe(0.95, () => randomProvision(d, 0)),
  }) as unknown as Consent;
}

function randomProvision(d: Dice, level: number): Record<string, unknown> {
  const deepest = level >= (d.chance(0.01) ? 6 : 5);
  const children = deepest ? [] : d.one([[], [], [1], [1, 2], level < 2 ? [1] : []]);
  const odds = focus(
    d,
    ['actor', 'action', 'label', 'label', 'purpose', 'class', 'code', 'dataPeriod', 'data', 'none'],
    0.08,
  );
  return drop({
    type: d.maybe(level === 0 ? 0.8 : 0.995, () => d.one(['permit', 'permit', 'deny'])),
    period: d.maybe(0.15, () => period(d)),
    actor: d.maybe(level === 0 ? 0.4 : odds('actor'), () =>
      d.some(ANYONE, 4).map((reference) => ({
        role: {
          coding: [{ code: d.one(['IRCP', 'IRCP', 'PRCP', 'IRCP', 'CST', 'AUT']) }],
        },
        reference: { reference: d.chance(0.99) ? reference : '#contained' },
      })),
    ),
    action: d.maybe(odds('action'), () => d.some(ACTIONS, 2).map((code) => ({ coding: [{ code }] }))),
    securityLabel: d.maybe(odds('label'), () => d.some(LABELS, 5)),
    purpose: d.maybe(odds('purpose'), () => d.some(PURPOSES, 3).map((code) => ({ system: REASON, code }))),
    class: d.maybe(odds('class'), () =>
      d.some([...TYPES, 'http://p.example/sp', 'http://p.example/sp|1'], 3).map((code) => ({ code })),
    ),
    code: d.maybe(odds('code'), () => d.some(CODES, 2).map((code) => ({ coding: [{ system: 'urn:codes', code }] }))),
    dataPeriod: d.maybe(odds('dataPeriod'), () => period(d)),
    data: d.maybe(odds('data'), () =>
      d.some(['instance', 'related', 'dependents', 'authoredby', 'authoredby'], 2).map((meaning) => ({
        meaning,
        reference: {
          reference: d.one(meaning === 'authoredby' ? ANYONE : RECORDS),
        },
      })),
    ),
    provision: children.length > 0 ? children.map(() => randomProvision(d, level + 1)) : undefined,
  });
}

function randomRecord(d: Dice): Resource {
  const reference = (values: readonly string[]) => ({
    reference: d.one(values),
  });
  return drop({
    resourceType: d.one(TYPES),
    id: d.one(['x1', 'x2', 'x3', 'x4', 'x5', 'z']),
    meta: {
      security: d.maybe(0.9, () => [...d.some(LABELS, 4), ...(d.chance(0.6) ? [{ system: CONF, code: 'N' }] : [])]),
      profile: d.maybe(0.2, () => [d.one(['http://p.example/sp', 'http://p.example/sp|1'])]),
      lastUpdated: d.maybe(0.4, () => '2026-05-10T10:00:00Z'),
    },
    subject: d.maybe(0.92, () => reference(PATIENTS)),
    encounter: d.maybe(0.3, () => reference(RECORDS)),
    basedOn: d.maybe(0.3, () => [reference(RECORDS)]),
    author: d.maybe(0.3, () => d.one([reference(ANYONE), { display: '不明' }])),
    performer: d.maybe(0.3, () => d.one([[reference(PERSONS)], [reference(PATIENTS)], [{ actor: reference(ANYONE) }]])),
    effectiveDateTime: d.maybe(0.3, () => d.one([...DATES, 'sometime'])),
    period: d.maybe(0.3, () => period(d)),
    code: d.maybe(0.5, () => ({
      coding: [{ system: 'urn:codes', code: d.one(CODES) }],
    })),
  }) as unknown as Resource;
}
