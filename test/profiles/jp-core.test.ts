import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { idSystemUrl, isRefusal } from '../../src/fhir/index.ts';
import { recordsToFhir } from '../../src/lists/index.ts';
import { INSTITUTION_SYSTEM, loadMapping } from '../../src/mapping/index.ts';
import { readSsmix2FileName, ssmix2ToFhir } from '../../src/messages/index.ts';
import { createValidator, loadPackages } from '../../src/validation/index.ts';

const JP_CORE = '../shared/corpora/jp/jp-core.r4-1.1.2.tgz';
const haveJpCore = existsSync(JP_CORE);
const EXAMPLES = 'examples/profiles';

/** Ours stand on R4, because JP Core may not be there; where it has rules of its own, both must hold of the same record. */
const COUNTERPARTS = {
  'kakehashi-patient': 'JP_Patient',
  'kakehashi-organization': 'JP_Organization',
  'kakehashi-practitionerrole': 'JP_PractitionerRole',
  'kakehashi-psychiatric-encounter': 'JP_Encounter',
  'kakehashi-coverage': 'JP_Coverage',
  'kakehashi-condition': 'JP_Condition',
  'kakehashi-disability-support-level': 'JP_Observation_Common',
  'kakehashi-gaf': 'JP_Observation_Common',
  'kakehashi-relatedperson': 'JP_RelatedPerson',
  'kakehashi-consent': 'JP_Consent',
};

const definitions = await loadPackages([...(haveJpCore ? [JP_CORE] : []), 'profiles/package']);
if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
const validator = createValidator(definitions);

test.each(
  Object.entries(COUNTERPARTS).flatMap(([folder, counterpart]) =>
    readdirSync(`${EXAMPLES}/${folder}`)
      .filter((name) => name.startsWith('good'))
      .map((name) => [`${folder}/${name}`, counterpart] as const),
  ),
)('%s holds to %s as well', (file, counterpart) => {
  const canonical = `http://jpfhir.jp/fhir/core/StructureDefinition/${counterpart}`;
  expect(validator.compile(canonical)).toBe(haveJpCore ? undefined : 'not loaded');
  const issues = validator.validateText(readFileSync(`${EXAMPLES}/${file}`, 'utf8'), {
    profiles: haveJpCore ? [canonical] : [],
  }).issues;
  expect(issues.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([]);
});

const BASE = 'http://jpfhir.jp/fhir/core/StructureDefinition/';
const INSTITUTION = '1310000001';
const absent = haveJpCore ? '' : ' (not checked: JP Core is absent)';

/** What a message becomes is held to JP Core because it claims it, where JP Core is loaded. */
function brokenClaims(resources: readonly (Resource | undefined)[]): string[] {
  return resources.flatMap((resource) =>
    validator
      .validate(resource)
      .filter(({ severity, code }) => severity === 'error' || severity === 'fatal' || code === 'profile-not-loaded')
      .map(({ code, expression, en }) => `${expression} ${code}: ${en}`)
      .filter((issue) => haveJpCore || !issue.includes('profile-not-loaded')),
  );
}
const claimsOf = (resource: Resource | undefined): string[] =>
  (resource?.meta?.profile ?? []).filter((one) => one.startsWith(BASE)).map((one) => one.slice(BASE.length));
const resourcesOf = ({ entry = [] }: Bundle) => entry.map(({ resource }) => resource);

test(`what messages become claims JP Core and holds to it${absent}`, () => {
  const claimed = new Map<string, Set<string>>();
  for (const name of readdirSync('examples/ssmix2/expected')) {
    const { output } = JSON.parse(readFileSync(`examples/ssmix2/expected/${name}`, 'utf8')) as { output: Bundle };
    expect([name, brokenClaims(resourcesOf(output))]).toEqual([name, []]);
    for (const resource of resourcesOf(output))
      for (const claim of claimsOf(resource))
        claimed.set(claim, (claimed.get(claim) ?? new Set()).add(resource?.resourceType ?? ''));
  }
  expect(Object.fromEntries([...claimed].map(([claim, types]) => [claim, [...types]]))).toEqual({
    JP_Patient: ['Patient'],
    JP_Encounter: ['Encounter'],
    JP_Observation_Common: ['Observation'],
    JP_DiagnosticReport_Common: ['DiagnosticReport'],
  });
});

test(`what lists become claims it as well and holds to it, whoever sends them${absent}`, () => {
  const now = new Date('2026-04-10T03:00:00Z');
  const senders = [
    { system: INSTITUTION_SYSTEM, number: INSTITUTION },
    { system: idSystemUrl('welfare-office-number'), number: '1310000018' },
    undefined,
  ];
  const claimed = senders.map((sender) =>
    ['patients', 'admissions'].map((list) => {
      const mapping = loadMapping(`csv-${list}-to-fhir`);
      const bytes = readFileSync(`examples/csv/${list}.csv`);
      const outcome = isRefusal(mapping) ? mapping : recordsToFhir(mapping, bytes, { ...(sender && { sender }), now });
      if (isRefusal(outcome)) throw new Error(outcome.issues[0]?.en);
      const resources = resourcesOf(outcome.output);
      expect(brokenClaims(resources)).toEqual([]);
      return [...new Set(resources.flatMap(claimsOf))];
    }),
  );
  expect(claimed).toEqual([
    [['JP_Patient'], ['JP_Patient', 'JP_Encounter']],
    [['JP_Patient'], ['JP_Patient', 'JP_Encounter']],
    [[], []],
  ]);
});

test('a message of an unknown hospital claims nothing', () => {
  const outcome = ssmix2ToFhir(readFileSync(globSync('examples/ssmix2/000/012/0000123/-/ADT-00/*')[0] ?? ''), {});
  if (isRefusal(outcome)) throw new Error(outcome.issues[0]?.en);
  // Whose hospital is not known has identifiers without a system, and claims nothing.
  expect(resourcesOf(outcome.output).flatMap(claimsOf)).toEqual([]);
});

test(`what the files that others wrote become holds to it too${absent}`, () => {
  const files = haveJpCore ? globSync('../shared/corpora/records/ssmix2/sampleData/**/*_*') : [];
  const broken = files
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => {
      const named = isRefusal(readSsmix2FileName(path)) ? {} : { fileName: path };
      const outcome = ssmix2ToFhir(readFileSync(path), { institution: INSTITUTION, ...named });
      return isRefusal(outcome) ? [] : brokenClaims(resourcesOf(outcome.output));
    });
  expect(broken).toEqual([]);
});
