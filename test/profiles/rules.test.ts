import { readdirSync, readFileSync } from 'node:fs';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, test } from 'vitest';
import { casesAround } from './rules-around.ts';
import { casesOfDocuments } from './rules-documents.ts';

/** The rules of the package as a validator meets them: key → expression and the element it stands on. */
const rules = new Map<string, { expression: string; element: string }>();
for (const name of readdirSync('profiles/package').filter((file) => file.startsWith('StructureDefinition-'))) {
  const definition = JSON.parse(readFileSync(`profiles/package/${name}`, 'utf8'));
  for (const { path, constraint } of definition.differential.element) {
    for (const { key, expression } of constraint ?? []) rules.set(key, { expression, element: path });
  }
}

const holds = (key: string, node: object): boolean => {
  const rule = rules.get(key);
  if (!rule) throw new Error(`no rule ${key}`);
  // A node without a resourceType is read as what it is by its element: only an extension has a choice of types here.
  const path = /extension$/i.test(rule.element) ? { base: 'Extension', expression: rule.expression } : rule.expression;
  return JSON.stringify(fhirpath.evaluate(node, path, undefined, r4)) === '[true]';
};

const BASE = 'https://kakehashi.example/fhir';
const patient = (identifier: object[], name = '佐藤 健一') => ({
  resourceType: 'Patient',
  name: [{ text: name }],
  identifier,
});
const hospitalNumber = { system: 'urn:oid:1.2.392.100495.20.3.51.11310000001', value: '0000123' };
const encounter = (code: string, status: string, period: object, legal: boolean) => ({
  resourceType: 'Encounter',
  status,
  class: { code },
  period,
  ...(legal ? { extension: [{ url: `${BASE}/StructureDefinition/admission-legal-status` }] } : {}),
});
const goal = (...terms: string[]) => ({
  resourceType: 'Goal',
  category: terms.map((code) => ({ coding: [{ system: `${BASE}/CodeSystem/goal-term`, code }] })),
});
const partOf = { extension: [{ url: `${BASE}/StructureDefinition/goal-part-of`, valueReference: {} }] };
const consent = (provision: object, rule = 'OPTIN') => ({
  resourceType: 'Consent',
  policyRule: { coding: [{ code: rule }] },
  provision,
});
const signedBy = (reference?: string) => ({
  resourceType: 'Consent',
  patient: { reference: 'Patient/a' },
  performer: [{ reference: 'RelatedPerson/b' }],
  extension: [
    { ...evidence('consent-signature'), valueSignature: { who: reference ? { reference } : { display: '見本 太郎' } } },
  ],
});
const evidence = (id: string) => ({ url: `${BASE}/StructureDefinition/${id}` });
const witnessed = {
  verified: true,
  verificationDate: '2026-11-01T10:00:00+09:00',
  extension: [evidence('consent-witness')],
};
const authority = (document: object) => ({
  url: `${BASE}/StructureDefinition/verified-authority`,
  extension: [{ url: 'document', ...document }],
});
const purpose = [{ code: 'COC' }];
const actor = (reference: string) => ({ actor: [{ role: {}, reference: { reference } }] });
const section = (code: string, ...section: object[]) => ({ code: { coding: [{ code }] }, section });
const composition = (...sections: object[]) => ({ resourceType: 'Composition', section: sections });
const bundle = (...types: string[]) => ({
  resourceType: 'Bundle',
  entry: types.map((resourceType) => ({ resource: { resourceType } })),
});
const money = (value: number, currency = 'JPY') => ({
  url: `${BASE}/StructureDefinition/copay-ceiling`,
  valueMoney: { value, currency },
});
const month = (valueString: string) => ({ url: 'startMonth', valueString });

/** key → what the rule lets pass, and what it is there to catch. */
const cases: Record<string, { passes: Record<string, object>; catches: Record<string, object> }> = {
  'kk-pat-1': {
    passes: { 'a hospital number': patient([hospitalNumber]) },
    catches: {
      'a system of individual numbers': patient([{ system: 'http://example.org/MyNumber', value: '1' }]),
      'a number that is called 個人番号': patient([{ type: { text: '個人番号' }, value: '1' }]),
    },
  },
  'kk-pat-2': {
    passes: {
      'twelve digits issued by a hospital': patient([{ ...hospitalNumber, value: '123456789018' }]),
      'ten digits of a recipient card': patient([
        { system: `${BASE}/IdSystem/welfare-recipient-number`, value: '0013990127' },
      ]),
    },
    catches: {
      'twelve digits of unknown origin': patient([{ system: 'http://example.org/x', value: '123456789018' }]),
      'twelve digits without a system': patient([{ value: '123456789018' }]),
    },
  },
  'kk-pat-3': {
    passes: { 'a half-width space': patient([]) },
    catches: { 'a full-width space': patient([], '佐藤　健一') },
  },
  'kk-pat-4': {
    passes: {
      'an institution number': patient([hospitalNumber]),
      'another system': patient([{ system: 'http://example.org/x', value: '1' }]),
    },
    catches: {
      'an institution number that is too short': patient([
        { system: 'urn:oid:1.2.392.100495.20.3.51.1131000001', value: '1' },
      ]),
    },
  },
  'kk-id-10': {
    passes: { 'ten digits': { value: '0013990127' } },
    catches: { 'a number whose leading zeros were lost': { value: '13990127' } },
  },
  'kk-org-1': {
    passes: { 'a medical institution number': { value: '1310000001' } },
    catches: { 'a pharmacy number': { value: '1340000001' } },
  },
  'kk-org-2': { passes: { 'six digits': { value: '139998' } }, catches: { 'five digits': { value: '13999' } } },
  'kk-enc-1': {
    passes: {
      'a legal form on a stay': encounter('IMP', 'in-progress', {}, true),
      'a visit without one': encounter('AMB', 'finished', {}, false),
    },
    catches: { 'a legal form on an outpatient visit': encounter('AMB', 'finished', {}, true) },
  },
  'kk-enc-2': {
    passes: {
      'a stay that goes on': encounter('IMP', 'in-progress', { start: '2026-04-01' }, false),
      'a stay that ended': encounter('IMP', 'finished', { end: '2026-04-01' }, false),
    },
    catches: { 'a finished stay without an end': encounter('IMP', 'finished', { start: '2026-04-01' }, false) },
  },
  'kk-path-1': {
    passes: { 'a plan with a team': { resourceType: 'CarePlan', careTeam: [{ reference: 'CareTeam/1' }] } },
    catches: { 'a plan without one': { resourceType: 'CarePlan' } },
  },
  'kk-plan-1': {
    passes: { 'an active plan': { resourceType: 'CarePlan', status: 'active' } },
    catches: { 'a plan that is still a draft': { resourceType: 'CarePlan', status: 'draft' } },
  },
  'kk-goal-1': {
    passes: { 'one term': goal('short-term') },
    catches: { 'two terms': goal('long-term', 'short-term'), 'no term': goal() },
  },
  'kk-goal-2': {
    passes: { 'a short-term goal that serves another': { ...goal('short-term'), ...partOf } },
    catches: { 'a long-term goal that serves another': { ...goal('long-term'), ...partOf } },
  },
  'kk-copay-1': {
    passes: { 'zero yen': money(0), '9,300 yen': money(9300) },
    catches: { 'half a yen': money(0.5), 'a negative amount': money(-1), dollars: money(10, 'USD') },
  },
  'kk-month-1': {
    passes: { 'a month': month('2026-12') },
    catches: { 'a thirteenth month': month('2026-13'), 'a date': month('2026-12-01') },
  },
  'kk-con-1': {
    passes: {
      'nested provisions with a type': consent({ provision: [{ type: 'deny', provision: [{ type: 'permit' }] }] }),
    },
    catches: {
      'a nested provision without a type': consent({ provision: [{}] }),
      'one without a type two levels down': consent({ provision: [{ type: 'deny', provision: [{}] }] }),
    },
  },
  'kk-con-2': {
    passes: {
      'a permit with a purpose': consent({ purpose }),
      'a denial for every purpose': consent({ type: 'deny' }),
      'an opt-out for every purpose': consent({}, 'OPTOUT'),
    },
    catches: { 'a permit without a purpose': consent({}) },
  },
  'kk-con-3': {
    passes: {
      'a literal reference': consent(actor('Organization/1')),
      'a nested literal reference': consent({ provision: [actor('PractitionerRole/a-1')] }),
      'no actor': consent({}),
    },
    catches: {
      'a contained actor': consent(actor('#org')),
      'a nested urn': consent({ provision: [actor('urn:uuid:5f5a2115-f7b1-5ed8-b58b-db8246df944e')] }),
      'an actor without a reference': consent({ actor: [{ role: {}, reference: { display: '病院' } }] }),
    },
  },
  'kk-con-4': {
    passes: { 'a permit that ends': consent({ period: { end: '2027-03-31' } }), 'a denial': consent({ type: 'deny' }) },
    catches: { 'a permit without an end': consent({ period: { start: '2026-04-01' } }) },
  },
  'kk-con-5': {
    passes: {
      'a permit with a form': { ...consent({}), status: 'active', sourceReference: { identifier: { value: '1' } } },
      'a permit with a signature': { ...consent({}), status: 'active', extension: [evidence('consent-signature')] },
      'a permit with a witness': { ...consent({}), status: 'active', verification: [witnessed] },
      'a pending permit without anything': { ...consent({}), status: 'proposed' },
      'a denial without anything': { ...consent({ type: 'deny' }), status: 'active' },
    },
    catches: {
      'a permit without anything': { ...consent({}), status: 'active' },
      'a permit by its provision alone': { ...consent({ type: 'permit' }, 'OPTOUT'), status: 'active' },
      'a permit two levels down': {
        ...consent({ type: 'deny', provision: [{ type: 'deny', provision: [{ type: 'permit' }] }] }, 'OPTOUT'),
        status: 'active',
      },
      'a verification without a witness': {
        ...consent({}),
        status: 'active',
        verification: [{ ...witnessed, extension: [] }],
      },
      'a witness of what was not so': {
        ...consent({}),
        status: 'active',
        verification: [{ ...witnessed, verified: false }],
      },
    },
  },
  'kk-con-6': {
    passes: {
      'the number of a form': { resourceType: 'Consent', sourceReference: { identifier: { value: '1' } } },
      'a reference': { resourceType: 'Consent', sourceReference: { reference: 'DocumentReference/1' } },
      'a copy': { resourceType: 'Consent', sourceAttachment: { title: '同意書', data: 'JVBERi0=' } },
      'a signature': { resourceType: 'Consent', extension: [{ ...evidence('consent-signature'), valueSignature: {} }] },
      'the number of a signature': {
        resourceType: 'Consent',
        extension: [{ ...evidence('consent-signature'), valueIdentifier: { value: '7' } }],
      },
    },
    catches: {
      'a name alone': { resourceType: 'Consent', sourceReference: { display: '同意書' } },
      'a copy without content': { resourceType: 'Consent', sourceAttachment: { title: '同意書' } },
      'a number of a blank': { resourceType: 'Consent', sourceReference: { identifier: { value: ' ' } } },
      'an invisible number': { resourceType: 'Consent', sourceReference: { identifier: { value: '\u200b' } } },
      'a copy with a blank title': { resourceType: 'Consent', sourceAttachment: { title: '　', data: 'JVBERi0=' } },
      'a signature with a blank number': {
        resourceType: 'Consent',
        extension: [{ ...evidence('consent-signature'), valueIdentifier: { value: ' ' } }],
      },
    },
  },
  'kk-con-7': {
    passes: {
      'a signature of the person': signedBy('Patient/a'),
      'a signature of a proxy': signedBy('RelatedPerson/b'),
      'the number of a signature': {
        resourceType: 'Consent',
        extension: [{ ...evidence('consent-signature'), valueIdentifier: { value: '7' } }],
      },
      'no signature': { resourceType: 'Consent' },
    },
    catches: {
      'a signature of somebody else': signedBy('PractitionerRole/c'),
      'a signature of nobody known': signedBy(),
    },
  },
  'kk-auth-1': {
    passes: {
      'the number of a certificate': authority({ valueIdentifier: { value: '第1号' } }),
      'a reference': authority({ valueReference: { reference: 'DocumentReference/1' } }),
      'the number of a reference': authority({ valueReference: { identifier: { value: '第1号' } } }),
    },
    catches: {
      'a name alone': authority({ valueReference: { display: '登記事項証明書' } }),
      'a blank number': authority({ valueIdentifier: { value: ' ' } }),
      'an invisible number': authority({ valueIdentifier: { value: '\u200b' } }),
      'a blank number of a reference': authority({ valueReference: { identifier: { value: '　' } } }),
    },
  },
  'kk-com-1': {
    passes: {
      'a message that was sent': { resourceType: 'Communication', status: 'completed', sent: '2026-04-01T09:00:00Z' },
      'a message in preparation': { resourceType: 'Communication', status: 'preparation' },
    },
    catches: { 'a finished message without a time': { resourceType: 'Communication', status: 'completed' } },
  },
  'kk-ds-1': {
    passes: { 'the structured content': composition(section('300')), 'a CDA reference': composition(section('200')) },
    catches: { both: composition(section('200'), section('300')), neither: composition(section('210')) },
  },
  'kk-ds-2': {
    passes: {
      'present illness as 362': composition(section('300', section('362'))),
      'present illness as 360': composition(section('300', section('360'))),
      'no structured content': composition(section('200')),
    },
    catches: {
      'no present illness': composition(section('300', section('372'))),
      'present illness under both codes': composition(section('300', section('360'), section('362'))),
    },
  },
  'kk-ds-3': {
    passes: { 'each once': composition(section('300', section('370'), section('552'), section('642'))) },
    catches: {
      'past illness under both codes': composition(section('300', section('370'), section('372'))),
      'two family histories': composition(section('300', section('552'), section('552'))),
      'social history under both codes': composition(section('300', section('640'), section('642'))),
    },
  },
  'kk-dsb-1': {
    passes: { 'the composition first': bundle('Composition', 'Patient') },
    catches: { 'the patient first': bundle('Patient', 'Composition') },
  },
  'kk-dsb-2': {
    passes: { 'number, year and id': { value: '1310000001^2026^DS0000123-20261113' } },
    catches: {
      'hyphens for carets': { value: '1310000001-2026-DS0000123' },
      'a year of the last century': { value: '1310000001^1999^DS1' },
    },
  },
  ...casesAround,
  ...casesOfDocuments,
};

test('every rule of the package is tried here', () => {
  expect(Object.keys(cases).toSorted()).toEqual([...rules.keys()].toSorted());
});

describe.each(Object.entries(cases))('%s', (key, { passes, catches }) => {
  test.each(Object.entries(passes))('lets pass %s', (_, node) => {
    expect(holds(key, node)).toBe(true);
  });
  test.each(Object.entries(catches))('catches %s', (_, node) => {
    expect(holds(key, node)).toBe(false);
  });
});
