import { expect, test } from 'vitest';
import { ask, consent, deny, permit, reasonOf, under } from './make.ts';

// A provision that meets the request, and one that is about another office.
const P = (...children: Parameters<typeof permit>[1][]) =>
  permit({}, ...children.filter((child) => child !== undefined));
const D = (...children: Parameters<typeof permit>[1][]) => deny({}, ...children.filter((child) => child !== undefined));
const other = { purpose: [{ code: 'HRESCH' }] };
const met = { purpose: [{ code: 'TREAT' }] };

test.each([
  ['P+', P(), 'CONSENT_PERMIT'],
  ['P+ > D+', P(deny(met)), 'CONSENT_DENY'],
  ['P+ > D+ > P+', P(deny(met, permit(met))), 'CONSENT_PERMIT'],
  ['P+ > (P+ | D+)', P(permit(met), deny(met)), 'CONSENT_DENY'],
  ['P− > P+', permit(other, permit(met)), 'CONSENT_PERMIT'],
  ['P− > D−', permit(other, deny(other)), 'NOT_COVERED'],
  ['D+ > P+', D(permit(met)), 'CONSENT_PERMIT'],
  ['D+ > P−', D(permit(other)), 'CONSENT_DENY'],
])('inside one consent: %s', (_shape, provision, reason) => {
  expect(under(provision)).toBe(reason);
});

const PERMIT = consent(P(), { id: 'p' });
const DENY = consent(D(), { id: 'd' });
const NONE = consent(permit(other), { id: 'n' });
const UNREADABLE = consent(permit({}, { purpose: [{ code: 'TREAT' }] }), {
  id: 'u',
});

test.each([
  ['a refusal and a permit', [PERMIT, DENY], 'CONSENT_DENY', ['Consent/d']],
  ['a refusal and one that does not apply', [NONE, DENY], 'CONSENT_DENY', ['Consent/d']],
  ['two permits', [PERMIT, { ...PERMIT, id: 'p2' }], 'CONSENT_PERMIT', ['Consent/p', 'Consent/p2']],
  ['a permit and one that does not apply', [NONE, PERMIT], 'CONSENT_PERMIT', ['Consent/p']],
  ['two that do not apply', [NONE, NONE], 'NOT_COVERED', []],
  ['one that cannot be understood, and a permit', [PERMIT, UNREADABLE], 'CONSENT_UNINTERPRETABLE', ['Consent/u']],
  ['one that cannot be understood, and a refusal', [DENY, UNREADABLE], 'CONSENT_UNINTERPRETABLE', ['Consent/u']],
])('across consents: %s', (_title, consents, reason, named) => {
  expect(ask({ consents })).toMatchObject({ reason, consents: named });
});

test('a policy that falls back to its default does so where no consent applies', () => {
  const policy = (fallback: 'permit' | 'treat-only' | 'btg-only') => ({
    context: {
      policy: {
        default: fallback,
        onNotCovered: 'default',
        minorConsentAge: 16,
        btgPrivileged: [],
        nonPatientTypes: [],
        rules: [],
      },
    } as const,
  });
  expect(reasonOf({ consents: [NONE], ...policy('permit') })).toBe('DEFAULT_PERMIT');
  expect(reasonOf({ consents: [NONE], ...policy('treat-only') })).toBe('DEFAULT_PERMIT');
  expect(
    reasonOf({
      consents: [NONE],
      request: { purpose: 'COC' },
      ...policy('treat-only'),
    }),
  ).toBe('DEFAULT_PERMIT');
  expect(
    reasonOf({
      consents: [NONE],
      request: { purpose: 'HPAYMT' },
      ...policy('treat-only'),
    }),
  ).toBe('DEFAULT_DENY');
  expect(reasonOf({ consents: [NONE], ...policy('btg-only') })).toBe('DEFAULT_DENY');
  expect(
    reasonOf({
      request: { actor: 'PractitionerRole/past' },
      ...policy('permit'),
    }),
  ).toBe('DEFAULT_DENY');
});
