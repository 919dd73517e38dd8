import { expect, test } from 'vitest';
import { idlePartsOf, unmetRefusals } from '../../src/consent/index.ts';
import { ACT, CONF, consent, context, deny, permit } from './make.ts';

type Json = Record<string, unknown>;

const AT = Date.parse('2026-05-10T10:00:00+09:00');
const P = 'Consent.provision';
const TYPES = 'http://hl7.org/fhir/resource-types';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const OBSERVATION_VALUE = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';
const ICD = 'http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full';
const labelled = (code: string, system?: string): Json => ({ securityLabel: [{ ...(system && { system }), code }] });
const classed = (code: string, system?: string): Json => ({ class: [{ ...(system && { system }), code }] });
const acting = (code: string): Json => ({ action: [{ coding: [{ code }] }] });
const forPurpose = (code: string, system?: string): Json => ({ purpose: [{ ...(system && { system }), code }] });
const about = (meaning: string, reference: string): Json => ({ data: [{ meaning, reference: { reference } }] });
const coded = (...coding: Json[]): Json => ({ code: [{ coding }] });
const refused = (provision: Json, more?: Json) =>
  unmetRefusals(consent(provision, more)).map(({ code, expression }) => [code, expression]);
const idle = (provision: Json) =>
  idlePartsOf(consent(provision), context, AT).map(({ why, expression }) => [why, expression]);

const LABEL = `${P}.securityLabel[0]`;
const CLASS = `${P}.class[0]`;
const CODING = `${P}.code[0].coding[0]`;

test.each<[string, Json, 'label' | 'class' | 'code' | 'action' | 'purpose' | 'data', string]>([
  ['a category of no system', labelled('condition'), 'label', LABEL],
  ['a level of no system', labelled('N'), 'label', LABEL],
  ['a label of a blank system', labelled('PSY', ' '), 'label', LABEL],
  ['a label of a system that labels nothing', labelled('PSY', 'http://x'), 'label', LABEL],
  ['a label by an OID', labelled('PSY', 'urn:oid:2.16.840.1.113883.5.4'), 'label', LABEL],
  ['a label of a system with a version', labelled('PSY', `${ACT}|1`), 'label', LABEL],
  ['a label of a system called like a part of each object', labelled('PSY', 'constructor'), 'label', LABEL],
  ['a category that is none of the twelve', labelled('diagnosis', CATEGORY), 'label', LABEL],
  ['a type of a system that lists none', classed('Condition', 'http://x'), 'class', CLASS],
  ['a type that nobody knows', classed('Conditions', TYPES), 'class', CLASS],
  ['a type about nobody', classed('Medication', TYPES), 'class', CLASS],
  ['a type in small letters, of no system', classed('condition'), 'class', CLASS],
  ['a type of a document by a system with a version', classed('18842-5', 'http://loinc.org|2.7'), 'class', CLASS],
  ['a code of no system', coded({ code: 'F25.1' }), 'code', CODING],
  ['a code of a system with a version', coded({ system: `${ICD}|1`, code: 'F25.1' }), 'code', CODING],
  ['an action that nobody asks for', acting('read'), 'action', `${P}.action[0].coding[0]`],
  ['a purpose that nobody names', forPurpose('MARKETING'), 'purpose', `${P}.purpose[0]`],
  ['a purpose of another system', forPurpose('COC', 'http://x'), 'purpose', `${P}.purpose[0]`],
  ['a document', about('instance', 'Bundle/x'), 'data', `${P}.data[0]`],
])(
  '%s: a refusal of it is not written, and a permit of it is told to count for nothing',
  (_title, criteria, why, at) => {
    expect(refused(deny(criteria))).toEqual([[`consent-${why}-unmet`, at]]);
    expect(refused(permit(criteria))).toEqual([]);
    expect(idle(permit(criteria))).toEqual([[why, at]]);
  },
);

test.each<[string, Json]>([
  ['an action', acting('disclose')],
  ['what refers to a document', about('dependents', 'Bundle/x')],
  ['the head of a document', about('instance', 'Composition/x')],
  ['a purpose', forPurpose('COC', ACT_REASON)],
  ['a purpose of no system', forPurpose('COC')],
  ['a level', labelled('N', CONF)],
  ['a sensitivity', labelled('PSY', ACT)],
  ['a mark of handling', labelled('REDACTED', OBSERVATION_VALUE)],
  ['a purpose as label', labelled('HRESCH', ACT_REASON)],
  ['one of the twelve categories', labelled('condition', CATEGORY)],
  ['a type', classed('Condition', TYPES)],
  ['the person', classed('Patient', 'http://hl7.org/fhir/fhir-types')],
  ['a type of no system', classed('Condition')],
  ['a profile', classed('https://kakehashi.example/fhir/StructureDefinition/kakehashi-careplan')],
  ['a profile by a name', classed('urn:oid:1.2.3', 'urn:ietf:rfc:3986')],
  ['a type of a document', classed('18842-5', 'http://loinc.org')],
  ['a code', coded({ system: ICD, code: 'F25.1' })],
  ['a code with words of its own beside it', coded({ system: ICD, code: 'F25.1' }, { display: '統合失調感情障害' })],
  ['nothing in particular', {}],
  ['an action and a purpose of no system', { action: [{ coding: [{ code: 'access' }] }], purpose: [{ code: 'COC' }] }],
])('%s is met by records, so it may be refused and permitted', (_title, criteria) => {
  expect(refused(deny(criteria))).toEqual([]);
  expect(idle(permit(criteria))).toEqual([]);
});

test('each criterion is named where it stands, in exceptions too', () => {
  const { securityLabel } = labelled('condition');
  const both = deny({
    securityLabel: [{ system: ACT, code: 'PSY' }, ...(securityLabel as Json[])],
    ...classed('x', 'x|1'),
  });
  expect(refused(permit({}, permit(), permit({}, both)))).toEqual([
    ['consent-label-unmet', `${P}.provision[1].provision[0].securityLabel[1]`],
    ['consent-class-unmet', `${P}.provision[1].provision[0].class[0]`],
  ]);
});

test('what an exception inherits is refused by it, unless it has its own', () => {
  const unmet = labelled('condition');
  const at = [['consent-label-unmet', LABEL]];
  expect(refused(permit(unmet, deny()))).toEqual(at);
  expect(refused(permit(unmet, permit({}, deny())))).toEqual(at);
  expect(refused(permit(unmet, deny(labelled('N', CONF))))).toEqual([]);
  expect(refused(permit(unmet, permit(labelled('N', CONF), deny())))).toEqual([]);
  expect(refused(deny(unmet, permit(labelled('N', CONF))))).toEqual(at);
});

test('by a list that an exception inherits it refuses as long as one value is met', () => {
  const some = {
    securityLabel: [
      { system: CONF, code: 'N' },
      { system: 'urn:local', code: 'secret' },
    ],
  };
  expect(refused(permit(some, deny()))).toEqual([]);
  expect(idle(permit(some, deny()))).toEqual([['label', `${P}.securityLabel[1]`]]);
  expect(refused(deny(some))).toEqual([['consent-label-unmet', `${P}.securityLabel[1]`]]);
});

test('a policy rule that opts out makes a provision without a type a refusal', () => {
  const policyRule = { coding: [{ code: 'OPTOUT' }] };
  expect(refused(coded({ code: 'x' }), { policyRule })).toEqual([['consent-code-unmet', CODING]]);
  expect(refused(coded({ code: 'x' }))).toEqual([]);
});

test('a consent that has ended, is none of privacy or cannot be read is left alone', () => {
  const unmet = deny(labelled('condition'));
  expect(refused(unmet, { status: 'inactive' })).toEqual([]);
  expect(refused(unmet, { status: 'entered-in-error' })).toEqual([]);
  expect(refused(unmet, { status: 'proposed' })).toEqual([['consent-label-unmet', LABEL]]);
  expect(refused(unmet, { scope: { coding: [{ code: 'treatment' }] } })).toEqual([]);
  expect(refused(deny({ ...labelled('condition'), purpose: [{}] }))).toEqual([]);
  expect(unmetRefusals(consent(undefined))).toEqual([]);
});

test('a permit that inherits what nothing meets refuses nothing either', () => {
  expect(refused(permit(labelled('condition'), permit(), permit({}, permit())))).toEqual([]);
  expect(refused(permit(labelled('condition'), permit({}, deny())))).toEqual([['consent-label-unmet', LABEL]]);
});
