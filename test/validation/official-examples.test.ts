import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createValidator } from '#validation';
import { examplesIn, loadWorld } from '../bench/mutant-run.ts';
import { errors } from './world.ts';

const CORPORA = '../shared/corpora';
const CORE = 'jp-core.r4-1.1.2.tgz';
const CLINS = 'jp-clins.r4-1.5.2-snap.tgz';
const OWN = 'examples/discharge-summary/good.json';
const haveCorpora = existsSync(join(CORPORA, 'jp', CORE));

interface Published {
  readonly packages: readonly string[];
  /** A package or a folder. */
  readonly examples: string;
  readonly count: number;
}

/** What publishers give as examples, with the packages that it was written for, each in its own edition. */
const PUBLISHED: readonly Published[] = [
  { packages: [CORE], examples: `jp/${CORE}`, count: 48 },
  { packages: [CORE, CLINS], examples: `jp/${CLINS}`, count: 2 },
  { packages: [CORE, CLINS], examples: 'records/jp-clins', count: 56 },
  { packages: [CORE, 'jp-eReferral.r4.tgz'], examples: 'jp/jp-eReferral.r4.tgz', count: 19 },
  { packages: [CORE, 'eTwoDis-jp-sample.r4-1.0.0.tgz'], examples: 'jp/eTwoDis-jp-sample.r4-1.0.0.tgz', count: 51 },
];

/**
 * Examples that their own publisher's definitions refuse. The extension JP_Organization_InsuranceOrganizationNo fixes the
 * system of its identifier to an OID; the examples give another system there.
 */
const system = (place: string): string => `fixed-differs ${place}.extension[2].value.ofType(Identifier).system`;
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'Organization-Example-JP-Org-eCS-Inst-Referral01': [system('Organization')],
  'Organization-Example-JP-Org-eCS-ReferralTo01': [system('Organization')],
  'Bundle-Bundle-CLINS-Referral-Example-01': [5, 6].map((entry) =>
    system(`Bundle.entry[${entry}].resource.ofType(Organization)`),
  ),
};

function read(path: string): { name: string; value: unknown }[] {
  if (!haveCorpora) return [{ name: basename(OWN), value: JSON.parse(readFileSync(OWN, 'utf8')) }];
  if (path.endsWith('.tgz')) return examplesIn(join(CORPORA, path));
  const folder = join(CORPORA, path);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => ({
    name: basename(file, '.json'),
    value: JSON.parse(readFileSync(join(folder, file), 'utf8')),
  }));
}

/** Without the publishers' packages, our own good document stands in for their examples. */
const WORLDS = haveCorpora ? PUBLISHED : [{ packages: [], examples: OWN, count: 1 }];

describe.each(WORLDS)('the examples of $examples', ({ packages, examples, count }) => {
  test(`are all ${count} valid, but for those that their publisher's own rules refuse`, async () => {
    // Without the packages nobody here knows the extensions that they define.
    const unknownExtensions = haveCorpora ? 'error' : 'warning';
    const validator = createValidator(await loadWorld(packages), { unknownExtensions });
    const given = read(examples);
    expect(given).toHaveLength(count);
    const found = given.map(({ name, value }) => [name, errors(validator.validate(value))]);
    expect(found).toEqual(given.map(({ name }) => [name, REFUSED[name] ?? []]));
  });
});

test('an example that is held to a later edition than it was written for is refused by the rules of that edition', async () => {
  const validator = createValidator(await loadWorld([CORE, CLINS]));
  const [bundle] = read('jp/jp-eReferral.r4.tgz').filter(
    ({ name }) => name === 'AllergyIntolerance-alg1ReferralExample01',
  );
  const found = errors(validator.validate(bundle?.value ?? { resourceType: 'Patient' }));
  expect(found).toEqual(haveCorpora ? ['cardinality-min AllergyIntolerance.code'] : []);
});
