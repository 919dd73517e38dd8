import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
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
