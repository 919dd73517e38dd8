import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPackage } from '../../profiles/build.ts';
import { CANONICAL_BASE, codeSystemUrl, profileUrl, valueSetUrl } from '../../src/fhir/canonical.ts';

type Concept = { code: string; display: string; designation?: { language: string; value: string }[] };
type Definition = {
  resourceType: string;
  id: string;
  url: string;
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
  const url = { StructureDefinition: profileUrl, CodeSystem: codeSystemUrl, ValueSet: valueSetUrl };
  for (const one of definitions) expect(one.url).toBe(url[one.resourceType as keyof typeof url](one.id));
});

test('the index names every file of the package', () => {
  const index: { filename: string; url: string }[] = readPackage('.index.json').files;
  expect(index.map(({ filename }) => filename)).toEqual(
    definitions.map(({ resourceType, id }) => `${resourceType}-${id}.json`).toSorted(),
  );
  expect(index.map(({ url }) => url).toSorted()).toEqual(definitions.map(({ url }) => url).toSorted());
});

test('the package holds thirteen profiles, thirteen extensions and twelve code systems with their value sets', () => {
  expect(idsOf(({ type, id }) => type !== undefined && id.startsWith('kakehashi-'))).toEqual([
    'kakehashi-careteam',
    'kakehashi-consent',
    'kakehashi-discharge-summary-bundle',
    'kakehashi-discharge-summary-composition',
    'kakehashi-goal',
    'kakehashi-information-sharing',
    'kakehashi-organization',
    'kakehashi-pathway-careplan',
    'kakehashi-patient',
    'kakehashi-practitionerrole',
    'kakehashi-psychiatric-encounter',
    'kakehashi-service-plan',
    'kakehashi-service-plan-draft',
  ]);
  expect(idsOf(({ type }) => type === 'Extension')).toEqual([
    'achievement-time',
    'activity-priority',
    'admission-legal-status',
    'copay-ceiling',
    'evaluation-time',
    'family-wish',
    'form-origin',
    'goal-part-of',
    'monitoring-period',
    'pathway-phase',
    'person-role',
    'person-wish',
    'support-level',
  ]);
  const systems = idsOf(({ resourceType }) => resourceType === 'CodeSystem');
  expect(systems).toHaveLength(12);
  expect(idsOf(({ resourceType }) => resourceType === 'ValueSet')).toEqual([...systems, 'consent-rule'].toSorted());
});

test('every profile and extension carries its snapshot', () => {
  const bare = definitions.filter(
    ({ resourceType, snapshot }) => resourceType === 'StructureDefinition' && !snapshot?.element.length,
  );
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('every profile, extension, code system and value set says in Japanese and in English what it is', () => {
  const silent = definitions.filter(
    ({ title, description }) =>
      ![title, description].every((text) => JAPANESE.test(text ?? '') && ENGLISH.test(text ?? '')),
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
    'careplan-kind': 10,
    'contact-mode': 6,
    'disability-support-level': 7,
    dwelling: 6,
    'goal-term': 3,
    'information-event': 26,
    'jp-chiiki-ikou-category': 12,
    'pathway-phase': 8,
    'pathway-task': 179,
    profession: 19,
    'psych-admission-status': 5,
    'welfare-service-type': 33,
  });
});
