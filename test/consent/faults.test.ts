import { expect, test } from 'vitest';
import { consentFaults } from '../../src/consent/index.ts';
import { actor, ask, CONF, consent, deny, permit, under } from './make.ts';

type Json = Record<string, unknown>;
const P = 'Consent.provision';
const deep = (levels: number): Json => (levels === 0 ? permit() : permit({}, deep(levels - 1)));
const role = { coding: [{ code: 'IRCP' }] };
const reference = { reference: 'Organization/soudan' };

const FAULTY: [string, unknown, ...[code: string, place: string][]][] = [
  ['a nested provision without a type', permit({}, permit(), {}), ['consent-type-absent', `${P}.provision[1].type`]],
  ['an unknown type', { type: 'maybe' }, ['consent-type-unknown', `${P}.type`]],
  ['a type of nothing', { type: null }, ['consent-type-unknown', `${P}.type`]],
  [
    'an unknown type of an only child',
    permit({ provision: { type: 'x' } }),
    ['consent-type-unknown', `${P}.provision.type`],
  ],
  ['nesting six levels deep', deep(6), ['consent-nested-too-deep', P + '.provision[0]'.repeat(6)]],
  [
    'a modifier extension',
    permit({ modifierExtension: [{ url: 'urn:x' }] }),
    ['consent-modifier-unknown', `${P}.modifierExtension[0]`],
  ],
  [
    'a modifier extension within an actor',
    permit({ actor: [actor('Practitioner/p'), { ...actor('Practitioner/q'), modifierExtension: [{ url: 'urn:x' }] }] }),
    ['consent-modifier-unknown', `${P}.actor[1].modifierExtension[0]`],
  ],
  [
    'an actor by display only',
    permit({ actor: [{ role, reference: { display: 'X' } }] }),
    ['consent-reference-unresolved', `${P}.actor[0].reference`],
  ],
  ['an actor of nothing', permit({ actor: [{ role }] }), ['consent-reference-unresolved', `${P}.actor[0].reference`]],
  ['an actor contained', permit({ actor: [actor('#x')] }), ['consent-reference-unresolved', `${P}.actor[0].reference`]],
  [
    'an actor of another server',
    permit({ actor: [actor('https://x.example/Organization/soudan')] }),
    ['consent-reference-unresolved', `${P}.actor[0].reference`],
  ],
  [
    'a role in words',
    permit({ actor: [{ role: { text: '受領者' }, reference }] }),
    ['consent-code-absent', `${P}.actor[0].role.coding`],
  ],
  ['a code in words', permit({ code: [{ text: '体重' }] }), ['consent-code-absent', `${P}.code[0].coding`]],
  ['an action in words', permit({ action: [{ text: '閲覧' }] }), ['consent-code-absent', `${P}.action[0].coding`]],
  [
    'a purpose without a code',
    permit({ purpose: [{ display: '治療' }] }),
    ['consent-code-absent', `${P}.purpose[0].code`],
  ],
  ['a class with a blank code', permit({ class: [{ code: ' ' }] }), ['consent-code-absent', `${P}.class[0].code`]],
  [
    'a label without a code',
    deny({ securityLabel: [{ system: 'urn:x' }] }),
    ['consent-code-absent', `${P}.securityLabel[0].code`],
  ],
  [
    'an unknown level',
    permit({
      securityLabel: [
        { system: CONF, code: 'N' },
        { system: CONF, code: 'X' },
      ],
    }),
    ['consent-level-unknown', `${P}.securityLabel[1].code`],
  ],
  [
    'an unknown meaning of data',
    permit({ data: [{ meaning: 'all', reference: { reference: 'CarePlan/r1' } }] }),
    ['consent-meaning-unknown', `${P}.data[0].meaning`],
  ],
  [
    'data that leads nowhere',
    permit({ data: [{ meaning: 'instance', reference: { display: '計画' } }] }),
    ['consent-reference-unresolved', `${P}.data[0].reference`],
  ],
  [
    'a period that cannot be read',
    permit({ period: { end: '2026-13' } }),
    ['consent-period-unreadable', `${P}.period.end`],
  ],
  [
    'a period of which one end cannot be read',
    permit({ period: { start: '2026', end: 'x' } }),
    ['consent-period-unreadable', `${P}.period.end`],
  ],
  ['a period of nothing', permit({ period: null }), ['consent-period-unreadable', `${P}.period`]],
  ['a period that is a list', permit({ period: [{}] }), ['consent-period-unreadable', `${P}.period`]],
  [
    'a data period whose ends cannot be read',
    permit({}, deny({ dataPeriod: { start: 'x', end: 5 } })),
    ['consent-period-unreadable', `${P}.provision[0].dataPeriod.start`],
    ['consent-period-unreadable', `${P}.provision[0].dataPeriod.end`],
  ],
  ['a data period that is none', permit({ dataPeriod: '2026' }), ['consent-period-unreadable', `${P}.dataPeriod`]],
  ['a criterion of another shape', permit({ purpose: ['TREAT'] }), ['consent-element-malformed', `${P}.purpose[0]`]],
  ['a criterion in text', permit({ actor: 'Organization/soudan' }), ['consent-element-malformed', `${P}.actor`]],
  ['a criterion that is an empty list', permit({ actor: [] }), ['consent-element-malformed', `${P}.actor`]],
  [
    'an empty list in an exception',
    permit({}, deny({ securityLabel: [] })),
    ['consent-element-malformed', `${P}.provision[0].securityLabel`],
  ],
  ['an empty list of exceptions', permit({ provision: [] }), ['consent-element-malformed', `${P}.provision`]],
  ['a provision that is none', 'permit', ['consent-element-malformed', P]],
  ['a provision of nothing', null, ['consent-element-malformed', P]],
  ['a child that is none', permit({ provision: ['deny'] }), ['consent-element-malformed', `${P}.provision[0]`]],
  [
    'several faults',
    permit({ purpose: [{}] }, { code: [{}] }),
    ['consent-code-absent', `${P}.purpose[0].code`],
    ['consent-type-absent', `${P}.provision[0].type`],
    ['consent-code-absent', `${P}.provision[0].code[0].coding`],
  ],
];

test.each(FAULTY)(
  '%s makes the whole consent uninterpretable, and break-glass does not open it',
  (_title, provision, ...faults) => {
    const faulty = consent(undefined, { id: 'faulty', provision });
    expect(consentFaults(faulty).map(({ code, expression }) => [code, expression])).toEqual(faults);
    const answer = {
      decision: 'DENY',
      reason: 'CONSENT_UNINTERPRETABLE',
      consents: ['Consent/faulty'],
      obligations: [],
    };
    const consents = [faulty, consent(permit(), { id: 'readable' })];
    expect(ask({ consents })).toEqual(answer);
    expect(ask({ consents, request: { purpose: 'BTG', btg: { reason: '急変' } } })).toEqual(answer);
  },
);

test('a modifier extension anywhere in the consent may turn its meaning', () => {
  const at = (more: Json) => consentFaults(consent(permit(), more)).map(({ expression }) => expression);
  expect(at({ modifierExtension: [{ url: 'urn:x' }] })).toEqual(['Consent.modifierExtension[0]']);
  expect(at({ modifierExtension: { url: 'urn:x' } })).toEqual(['Consent.modifierExtension']);
  expect(at({ verification: [{ verified: true }, { verified: true, modifierExtension: [{ url: 'urn:x' }] }] })).toEqual(
    ['Consent.verification[1].modifierExtension[0]'],
  );
  expect(at({ extension: [{ url: 'urn:x' }] })).toEqual([]);
});

test('rules that a consent is bound by and nobody knows may turn its meaning', () => {
  const ruled = consent(permit(), { id: 'ruled', implicitRules: 'urn:x' });
  expect(consentFaults(ruled).map(({ code, expression }) => [code, expression])).toEqual([
    ['consent-modifier-unknown', 'Consent.implicitRules'],
  ]);
  expect(ask({ consents: [ruled, consent(permit())] }).reason).toBe('CONSENT_UNINTERPRETABLE');
  const unsaid = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' }] };
  expect(consentFaults(consent(permit(), { _implicitRules: unsaid })).map(({ expression }) => expression)).toEqual([
    'Consent._implicitRules',
  ]);
});

test('who gave a consent, and whether it was verified, is not taken for absent where it has another shape', () => {
  const at = (more: Json) => consentFaults(consent(permit(), more)).map(({ code, expression }) => [code, expression]);
  expect(at({ performer: [] })).toEqual([['consent-element-malformed', 'Consent.performer']]);
  expect(at({ performer: 'RelatedPerson/k' })).toEqual([['consent-element-malformed', 'Consent.performer']]);
  expect(at({ verification: [null] })).toEqual([['consent-element-malformed', 'Consent.verification[0]']]);
  expect(ask({ consents: [consent(permit(), { performer: [] })] }).reason).toBe('CONSENT_UNINTERPRETABLE');
});

test('a fault says in Japanese and English where it is, what it is and how to mend it', () => {
  expect(consentFaults(consent(permit({}, {})))).toEqual([
    {
      severity: 'error',
      code: 'consent-type-absent',
      type: 'required',
      ja: '`Consent.provision.provision[0].type`: 入れ子の条項に、許可か拒否かが書かれていません。`permit` か `deny` を書いてください。',
      en: '`Consent.provision.provision[0].type`: a nested provision does not say whether it permits or denies; write `permit` or `deny`',
      expression: 'Consent.provision.provision[0].type',
    },
  ]);
});

test('nesting five levels deep is understood', () => {
  expect(under(deep(5))).toBe('CONSENT_PERMIT');
  expect(consentFaults(consent(deep(5)))).toEqual([]);
});

test('a faulty consent that does not count closes nothing', () => {
  const faulty = permit({}, {});
  const readable = consent(permit(), { id: 'readable' });
  const with_ = (more: Json) => ask({ consents: [readable, consent(faulty, more)] }).reason;
  expect(with_({ status: 'inactive' })).toBe('CONSENT_PERMIT');
  expect(with_({ provision: { ...faulty, period: { end: '2026-05-09' } } })).toBe('CONSENT_PERMIT');
  expect(with_({ patient: { reference: 'Patient/b' } })).toBe('CONSENT_PERMIT');
  expect(with_({ performer: [{ reference: 'RelatedPerson/k' }] })).toBe('CONSENT_PERMIT');
});
