import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPackage } from '../../profiles/build.ts';
import { ISSUE_KINDS } from '../../src/catalogue/index.ts';
import { CANONICAL_BASE, codeSystemUrl, profileUrl, valueSetUrl } from '../../src/fhir/canonical.ts';

type Concept = { code: string; display: string; designation?: { language: string; value: string }[] };
type Definition = {
  resourceType: string;
  id: string;
  url: string;
  version: string;
  title: string;
  description: string;
  type?: string;
  concept?: Concept[];
  snapshot?: { element: unknown[] };
  differential?: { element: { id: string; constraint?: { key: string; human: string; expression: string }[] }[] };
};

const PACKAGE = 'profiles/package';
const readPackage = (name: string) => JSON.parse(readFileSync(join(PACKAGE, name), 'utf8'));
const definitions: Definition[] = readdirSync(PACKAGE)
  .filter((name) => !name.startsWith('.') && name !== 'package.json')
  .map(readPackage);
const canonical = definitions.filter(({ resourceType }) => resourceType !== 'NamingSystem');
const idsOf = (check: (definition: Definition) => boolean) =>
  definitions
    .filter(check)
    .map(({ id }) => id)
    .toSorted();

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
const ENGLISH = / \/ .*[A-Za-z]{3}/;

test('a rebuild from the FSH gives the same files, byte for byte', { timeout: 300_000 }, async () => {
  const target = mkdtempSync(join(tmpdir(), 'kakehashi-package-'));
  try {
    expect(await buildPackage(target)).toBe(definitions.length);
    expect(readdirSync(target).toSorted()).toEqual(readdirSync(PACKAGE).toSorted());
    const changed = readdirSync(target).filter(
      (name) => !readFileSync(join(target, name)).equals(readFileSync(join(PACKAGE, name))),
    );
    expect(changed).toEqual([]);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
});

test('the package has the canonical base that the gateway writes', () => {
  const manifest = readPackage('package.json');
  expect(manifest).toMatchObject({
    name: 'kakehashi.fhir',
    version: '0.1.0',
    canonical: CANONICAL_BASE,
    fhirVersions: ['4.0.1'],
    dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
  });
  const url: Record<string, (id: string) => string> = {
    StructureDefinition: profileUrl,
    CodeSystem: codeSystemUrl,
    ValueSet: valueSetUrl,
  };
  const urlOf = (type: string) => url[type] ?? ((id: string) => `${CANONICAL_BASE}/${type}/${id}`);
  for (const one of canonical) expect(one.url).toBe(urlOf(one.resourceType)(one.id));
  for (const one of canonical) expect({ id: one.id, version: one.version }).toEqual({ id: one.id, version: '0.1.0' });
});

test('the index names every file of the package', () => {
  const index: { filename: string; url: string }[] = readPackage('.index.json').files;
  expect(index.map(({ filename }) => filename)).toEqual(
    definitions.map(({ resourceType, id }) => `${resourceType}-${id}.json`).toSorted(),
  );
  expect(index.map(({ url }) => url).toSorted()).toEqual(definitions.map(({ url }) => url).toSorted());
});

test('the package holds the profiles of people, plans, support and records, and their extensions', () => {
  expect(idsOf(({ type, snapshot, id }) => snapshot !== undefined && type !== 'Extension' && id !== '')).toEqual([
    'kakehashi-admission-information-bundle',
    'kakehashi-admission-information-composition',
    'kakehashi-applicant-daily-life',
    'kakehashi-applicant-state',
    'kakehashi-appointment',
    'kakehashi-audit-authz-break-glass',
    'kakehashi-audit-authz-no-consent',
    'kakehashi-auditevent',
    'kakehashi-careteam',
    'kakehashi-communicationrequest',
    'kakehashi-community-settlement-register',
    'kakehashi-community-transition-plan',
    'kakehashi-condition',
    'kakehashi-consent',
    'kakehashi-coverage',
    'kakehashi-crisis-plan',
    'kakehashi-disability-support-level',
    'kakehashi-discharge-committee-record',
    'kakehashi-discharge-record-composition',
    'kakehashi-discharge-summary-bundle',
    'kakehashi-discharge-summary-composition',
    'kakehashi-discharge-support-plan',
    'kakehashi-episodeofcare',
    'kakehashi-flag',
    'kakehashi-gaf',
    'kakehashi-goal',
    'kakehashi-individual-support-plan',
    'kakehashi-information-sharing',
    'kakehashi-medicationstatement',
    'kakehashi-monitoring-report',
    'kakehashi-organization',
    'kakehashi-pathway-careplan',
    'kakehashi-patient',
    'kakehashi-post-involuntary-support-plan',
    'kakehashi-practitionerrole',
    'kakehashi-provenance',
    'kakehashi-psychiatric-encounter',
    'kakehashi-relatedperson',
    'kakehashi-service-plan',
    'kakehashi-service-plan-draft',
    'kakehashi-servicerequest',
    'kakehashi-task',
    'kakehashi-weekly-plan',
  ]);
  expect(idsOf(({ type }) => type === 'Extension')).toEqual([
    'achievement-time',
    'activity-priority',
    'admission-legal-status',
    'admission-wish',
    'care-level',
    'consent-signature',
    'consent-witness',
    'copay-ceiling',
    'crisis-signal-level',
    'disability-certificate',
    'discharge-barrier',
    'evaluation-time',
    'expected-destination',
    'family-consent',
    'family-wish',
    'form-origin',
    'form-residue',
    'further-stay',
    'goal-part-of',
    'goal-review',
    'granted-service',
    'holidays-too',
    'information-interview',
    'issue-detail',
    'key-person',
    'living-together',
    'mapping-rule',
    'mapping-table',
    'monitoring-period',
    'next-review',
    'on-call-contact',
    'pathway-phase',
    'person-role',
    'person-state',
    'person-wish',
    'plan-agreement',
    'plan-issue',
    'provision-medium',
    'support-level',
    'support-preference',
    'time-label',
    'verified-authority',
    'weekly-entry-kind',
  ]);
});

test('every code system has a value set of all its codes, and some sets draw on others', () => {
  const systems = idsOf(({ resourceType }) => resourceType === 'CodeSystem');
  const others = [
    'admit-source',
    'audit-subtype',
    'community-support-type',
    'consent-rule',
    'discharge-barrier',
    'discharge-outcome',
    'display-control',
    'document-subtype',
    'document-type',
    'national-careplan-category',
    'national-document-section',
    'urgency',
  ];
  expect(idsOf(({ resourceType }) => resourceType === 'ValueSet')).toEqual([...systems, ...others].toSorted());
});

test('every profile and extension carries its snapshot', () => {
  const bare = definitions.filter(
    ({ resourceType, snapshot }) => resourceType === 'StructureDefinition' && !snapshot?.element.length,
  );
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('every resource of the package says in Japanese and in English what it is', () => {
  // FHIR gives naming systems and search parameters no title.
  const untitled = ['NamingSystem', 'SearchParameter'];
  const silent = definitions.filter(
    ({ resourceType, title, description }) =>
      ![...(untitled.includes(resourceType) ? [] : [title]), description].every(
        (text) => JAPANESE.test(text ?? '') && ENGLISH.test(text ?? ''),
      ),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('every rule says in Japanese and in English what it asks', () => {
  const rules = definitions.flatMap(({ differential }) =>
    (differential?.element ?? []).flatMap(({ constraint }) => constraint ?? []),
  );
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ human }) => !(JAPANESE.test(human) && ENGLISH.test(human))).map(({ key }) => key)).toEqual([]);
});

test('every code has a Japanese display and an English designation', () => {
  const concepts = definitions.flatMap(({ id, concept }) => (concept ?? []).map((one) => ({ id, ...one })));
  const lacking = concepts.filter(
    ({ display, designation }) => !display || !designation?.some(({ language, value }) => language === 'en' && value),
  );
  expect(lacking.map(({ id, code }) => `${id}#${code}`)).toEqual([]);
});

test('the code systems hold as many codes as the field has', () => {
  const counts = Object.fromEntries(
    definitions
      .filter(({ resourceType }) => resourceType === 'CodeSystem')
      .map(({ id, concept }) => [id, new Set(concept?.map(({ code }) => code)).size]),
  );
  expect(counts).toEqual({
    'authority-kind': 2,
    'audit-kind': 5,
    'care-level': 9,
    'careplan-kind': 11,
    'conference-kind': 6,
    'consent-act': 6,
    'contact-mode': 6,
    'coverage-kind': 5,
    'crisis-sign-kind': 3,
    'crisis-signal': 3,
    'disability-certificate': 3,
    'disability-support-level': 7,
    'discharge-barrier-medical': 5,
    'discharge-barrier-social': 5,
    'discharge-destination': 4,
    'document-kind': 4,
    'document-part': 28,
    dwelling: 6,
    'goal-term': 3,
    'information-event': 26,
    issue: Object.keys(ISSUE_KINDS).length,
    'jp-chiiki-ikou-category': 12,
    'lead-model': 4,
    'need-domain': 10,
    'need-level': 4,
    observation: 2,
    operation: 53,
    'pathway-axis': 12,
    'pathway-party': 10,
    'pathway-phase': 8,
    'pathway-task': 179,
    'plan-change-need': 4,
    profession: 19,
    'psych-admission-status': 5,
    'psychiatric-diagnosis-block': 11,
    'public-payer-law': 6,
    'required-element': 14,
    'support-field': 8,
    'target-case': 16,
    'transition-activity': 7,
    'weekly-entry': 3,
    'welfare-service-type': 33,
    'wish-for-discharge': 3,
  });
});
