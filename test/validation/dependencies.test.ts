import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, type Definitions, loadPackages } from '#validation';
import { packageFiles } from './package-files.ts';
import { errors, HANAKO, profileOf } from './world.ts';

const files = packageFiles();
const cacheDir = files.path('cache');
const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;

const base = profileOf('Patient', 'base', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]);
const derived = { ...profileOf('Patient', 'derived', []), baseDefinition: url('base') };
const regionOf = (dependencies: Record<string, string>) => ({ name: 'jp.region', version: '1.0.0', dependencies });

async function load(sources: readonly string[], allowMissing = false): Promise<Definitions> {
  const definitions = await loadPackages(sources, { cacheDir, allowMissing });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions;
}

async function refusalOf(...sources: readonly string[]): Promise<readonly string[]> {
  const refusal = await loadPackages(sources, { cacheDir });
  return isRefusal(refusal) ? refusal.issues.map(({ code, en }) => `${code}: ${en}`) : [];
}

const askedBy = (definitions: Definitions, id: string): string[] =>
  errors(createValidator(definitions).validate({ ...HANAKO, meta: { profile: [url(id)] } }));

test('a package and the one that it depends on give the same answers in either order', async () => {
  const core = files.tgz('order/c.tgz', { name: 'jp.base', version: '1.2.3' }, base);
  const region = files.tgz('order/r.tgz', regionOf({ 'jp.base': '1.2.3', 'hl7.fhir.r4.core': '4.0.1' }), derived);
  for (const sources of [
    [core, region],
    [region, core],
  ]) {
    const definitions = await load(sources);
    expect(definitions.packages).toEqual(['jp.base#1.2.3', 'jp.region#1.0.0']);
    expect(definitions.findings).toEqual([]);
    expect(askedBy(definitions, 'derived')).toEqual(['cardinality-min Patient']);
  }
});

test('packages that depend on each other in a circle are refused with the ring', async () => {
  const a = files.folder('ring/a', { name: 'jp.a', version: '1.0.0', dependencies: { 'jp.b': '1.x' } });
  const b = files.folder('ring/b', { name: 'jp.b', version: '1.4.0', dependencies: { 'jp.c': 'latest' } });
  const c = files.folder('ring/c', { name: 'jp.c', version: '2.0.0', dependencies: { 'jp.a': '1.0.0' } });
  expect(await refusalOf(a, b, c)).toEqual([
    'package-cycle: FHIR packages depend on each other in a circle (jp.a#1.0.0 → jp.b#1.4.0 → jp.c#2.0.0 → jp.a#1.0.0); take one dependency out of a package.json',
  ]);
});

test('a package whose dependency is missing is refused by name, and can be used when that is asked for', async () => {
  const alone = files.folder('alone', regionOf({ 'jp.base': '1.2.3', 'hl7.terminology.r4': '5.0.0' }), derived, {
    ...profileOf('Patient', 'own', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]),
  });
  expect(await refusalOf(alone)).toEqual([
    'package-missing: the FHIR package `jp.region#1.0.0` needs `jp.base#1.2.3`, which is not loaded; give it too, or put it into the same folder; --allow-missing (in the gateway KAKEHASHI_PACKAGES_ALLOW_MISSING=true) goes on without it',
  ]);
  const definitions = await load([alone], true);
  expect(definitions.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning package-missing',
    'warning profile-base-missing',
  ]);
  expect(askedBy(definitions, 'own')).toEqual(['cardinality-min Patient']);
});

test('another version than the one that is needed does not do, and the refusal says which there is', async () => {
  const old = files.folder('old/base', { name: 'jp.base', version: '1.1.0' }, base);
  const region = files.folder('old/region', regionOf({ 'jp.base': '1.2.x' }), derived);
  expect((await refusalOf(old, region))[0]).toContain('needs `jp.base#1.2.x`, which is not loaded (there is 1.1.0)');
});

test('a dependency that lies beside its dependant is loaded with it, in the highest version that fits', async () => {
  files.tgz('beside/jp.base#1.2.0.tgz', { name: 'jp.base', version: '1.2.0' });
  files.tgz('beside/jp.base#1.10.0.tgz', { name: 'jp.base', version: '1.10.0' }, base);
  files.tgz('beside/jp.base#2.0.0.tgz', { name: 'jp.base', version: '2.0.0' });
  const region = files.tgz('beside/region.tgz', regionOf({ 'jp.base': '1.x' }), derived);
  const definitions = await load([region]);
  expect(definitions.packages).toEqual(['jp.base#1.10.0', 'jp.region#1.0.0']);
  expect(askedBy(definitions, 'derived')).toEqual(['cardinality-min Patient']);
});

test('what only bears the name of a missing package is no help', async () => {
  files.tgz('fake/jp.base#1.2.3.tgz', { name: 'jp.other', version: '1.2.3' });
  const region = files.tgz('fake/region.tgz', regionOf({ 'jp.base': '1.2.3' }), derived);
  expect((await refusalOf(region))[0]).toContain('package-missing: ');
});

test('a package that is given twice is loaded once, as it was given last', async () => {
  const first = files.folder('twice/a', { name: 'jp.base', version: '1.0.0' }, profileOf('Patient', 'base', []));
  const last = files.tgz('twice/b.tgz', { name: 'jp.base', version: '1.0.0' }, base);
  const definitions = await load([first, last]);
  expect(definitions.packages).toEqual(['jp.base#1.0.0']);
  expect(askedBy(definitions, 'base')).toEqual(['cardinality-min Patient']);
});

const genderIn = (version: string, ...codes: readonly string[]) => ({
  resourceType: 'ValueSet',
  url: 'https://example.jp/ValueSet/gender',
  version,
  compose: {
    include: [{ system: 'http://hl7.org/fhir/administrative-gender', concept: codes.map((code) => ({ code })) }],
  },
});
const shared = (version: string) => ({
  ...profileOf('Patient', 'shared', [
    {
      id: 'Patient.gender',
      path: 'Patient.gender',
      binding: { strength: 'required', valueSet: 'https://example.jp/ValueSet/gender' },
    },
  ]),
  version,
});

test('where two versions of one package are loaded, each dependant sees the one that it depends on', async () => {
  const one = files.tgz(
    'versions/1.tgz',
    { name: 'jp.base', version: '1.0.0' },
    shared('1.0.0'),
    genderIn('1.0.0', 'male'),
  );
  const two = files.tgz(
    'versions/2.tgz',
    { name: 'jp.base', version: '2.0.0' },
    shared('2.0.0'),
    genderIn('2.0.0', 'female'),
  );
  const regions = ['1', '2'].map((major) =>
    files.tgz(
      `versions/region-${major}.tgz`,
      { name: `jp.region-${major}`, version: '1.0.0', dependencies: { 'jp.base': `${major}.x` } },
      { ...profileOf('Patient', `region-${major}`, []), baseDefinition: url('shared') },
    ),
  );
  for (const sources of [
    [one, two, ...regions],
    [...regions, two, one],
  ]) {
    const definitions = await load(sources);
    // Hanako is female: the first version has only men, the second only women.
    expect(askedBy(definitions, 'region-1')).toEqual(['binding-required Patient.gender']);
    expect(askedBy(definitions, 'region-2')).toEqual([]);
    expect(askedBy(definitions, 'shared')).toEqual([]);
    expect(askedBy(definitions, 'shared|1.0.0')).toEqual(['binding-required Patient.gender']);
  }
});
