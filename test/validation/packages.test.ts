import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { tarOf } from './package-files.ts';
import { errors, HANAKO, profileOf } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const strict = profileOf('Patient', 'strict', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]);
const MANIFEST = JSON.stringify({ name: 'jp.example', version: '1.0.0' });

async function telecomIsAsked(source: string, cacheDir = join(folder, 'cache')): Promise<boolean> {
  const definitions = await loadPackages([source], { cacheDir });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  expect(definitions.packages).toEqual(['jp.example#1.0.0']);
  expect(definitions.profiles).toEqual([strict.url]);
  const issues = createValidator(definitions).validate({
    ...HANAKO,
    meta: { profile: [strict.url] },
  });
  return errors(issues).join() === 'cardinality-min Patient';
}

test('a package is read from a folder', async () => {
  mkdirSync(join(folder, 'plain/package'), { recursive: true });
  writeFileSync(join(folder, 'plain/package/package.json'), MANIFEST);
  writeFileSync(join(folder, 'plain/package/strict.json'), JSON.stringify(strict));
  writeFileSync(join(folder, 'plain/package/broken.json'), '{');
  expect(await telecomIsAsked(join(folder, 'plain'))).toBe(true);
  expect(await telecomIsAsked(join(folder, 'plain/package'))).toBe(true);
});

test('a package is read from a .tgz, and again from the cache', async () => {
  const tgz = join(folder, 'p.tgz');
  writeFileSync(
    tgz,
    gzipSync(
      tarOf({
        'package/package.json': MANIFEST,
        'package/strict.json': JSON.stringify(strict),
        'package/.index.json': '{}',
      }),
    ),
  );
  expect(await telecomIsAsked(tgz)).toBe(true);
  expect(await telecomIsAsked(tgz)).toBe(true);
});

test('a cache that cannot be written only costs time', async () => {
  writeFileSync(join(folder, 'file'), '');
  const tgz = join(folder, 'q.tgz');
  writeFileSync(
    tgz,
    gzipSync(
      tarOf({
        'package/package.json': MANIFEST,
        'package/strict.json': JSON.stringify(strict),
      }),
    ),
  );
  expect(await telecomIsAsked(tgz, join(folder, 'file/cache'))).toBe(true);
});

const fresh = (name: string): string => {
  const tgz = join(folder, `${name}.tgz`);
  const files = {
    'package/package.json': MANIFEST,
    'package/strict.json': JSON.stringify(strict),
    'package/n.json': `"${name}"`,
  };
  writeFileSync(tgz, gzipSync(tarOf(files)));
  return tgz;
};
const kept = (cacheDir: string): string[] => readdirSync(cacheDir).map((file) => join(cacheDir, file));

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['cut off', (bytes) => bytes.subarray(0, bytes.length - 7)],
  ['empty', () => Buffer.alloc(0)],
  ['changed in one figure', (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('"min":1', '"min":0'))],
  ['of another program', () => Buffer.from('{"name":"x"}')],
])('a kept file that is %s is made anew', async (how, spoil) => {
  const [tgz, cacheDir] = [fresh('spoilt'), join(folder, `spoilt ${how}`)];
  expect(await telecomIsAsked(tgz, cacheDir)).toBe(true);
  const sizes = kept(cacheDir).map((file) => statSync(file).size);
  expect(sizes.length).toBe(3);
  for (const file of kept(cacheDir)) writeFileSync(file, spoil(readFileSync(file)));
  expect(await telecomIsAsked(tgz, cacheDir)).toBe(true);
  expect(kept(cacheDir).map((file) => statSync(file).size)).toEqual(sizes);
});

test('nothing half-written is left where something is kept', async () => {
  const cacheDir = join(folder, 'whole');
  await Promise.all([telecomIsAsked(fresh('whole'), cacheDir), telecomIsAsked(fresh('whole'), cacheDir)]);
  expect(kept(cacheDir).filter((file) => !file.endsWith('.block'))).toEqual([]);
});

test('the generated snapshot of a profile is kept, and used at the next start', async () => {
  const [tgz, cacheDir] = [fresh('snapshot'), join(folder, 'snapshot')];
  await telecomIsAsked(tgz, cacheDir);
  const again = await loadPackages([tgz], { cacheDir });
  if (isRefusal(again)) throw new Error(again.issues[0]?.en);
  expect(again.structure(strict.url ?? '')?.snapshot?.element.find(({ id }) => id === 'Patient.telecom')?.min).toBe(1);
});

test('definitions of every kind are found by their canonical, and a naming system by the systems that it names', async () => {
  const of = (resourceType: string) => ({
    resourceType,
    url: `https://example.jp/${resourceType}/x`,
    status: 'active',
  });
  const kinds = [
    'SearchParameter',
    'Measure',
    'Library',
    'OperationDefinition',
    'ConceptMap',
    'CapabilityStatement',
  ] as const;
  const naming = {
    resourceType: 'NamingSystem',
    uniqueId: [
      { type: 'oid', value: '1.2.392.1' },
      { type: 'uri', value: 'urn:x' },
    ],
  };
  const files = [...kinds.map(of), naming].map((resource, index) => [
    `package/${index}.json`,
    JSON.stringify(resource),
  ]);
  writeFileSync(
    join(folder, 'kinds.tgz'),
    gzipSync(tarOf({ 'package/package.json': MANIFEST, ...Object.fromEntries(files) })),
  );
  const definitions = await loadPackages([join(folder, 'kinds.tgz')], { cacheDir: join(folder, 'cache') });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  for (const kind of kinds) expect(definitions.find(kind, of(kind).url)).toEqual(of(kind));
  expect(definitions.find('NamingSystem', 'urn:x')).toEqual(naming);
  expect(definitions.find('NamingSystem', '1.2.392.1')).toEqual(naming);
  expect(definitions.find('SearchParameter', 'http://hl7.org/fhir/SearchParameter/Patient-identifier')).toMatchObject({
    code: 'identifier',
    expression: 'Patient.identifier',
  });
});

test('what is in memory comes before packages, and can be the base that a package lacks', async () => {
  const child = {
    ...profileOf('Patient', 'child', []),
    baseDefinition: 'https://example.jp/StructureDefinition/parent',
  };
  const parent = profileOf('Patient', 'parent', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]);
  const tgz = join(folder, 'child.tgz');
  writeFileSync(
    tgz,
    gzipSync(tarOf({ 'package/package.json': MANIFEST, 'package/child.json': JSON.stringify(child) })),
  );
  const cacheDir = join(folder, 'cache');
  const found = async (resources: readonly unknown[]) => {
    const definitions = await loadPackages([tgz], { cacheDir, resources });
    if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
    const issues = createValidator(definitions).validate({ ...HANAKO, meta: { profile: [child.url] } });
    return [definitions.findings.map(({ code }) => code), errors(issues)];
  };
  expect(await found([])).toEqual([['profile-base-missing'], []]);
  expect(await found([parent])).toEqual([[], ['cardinality-min Patient']]);
  expect(await found([])).toEqual([['profile-base-missing'], []]);
});

test.each([
  ['that is not there', 'nowhere.tgz', undefined],
  ['that is no archive', 'text.tgz', Buffer.from('hello')],
  ['without a manifest', 'bare.tgz', gzipSync(tarOf({ 'package/strict.json': '{}' }))],
  ['that is cut off', 'cut.tgz', gzipSync(tarOf({ 'package/package.json': MANIFEST }).subarray(0, 520))],
])('a source %s is refused by name', async (_, name, bytes) => {
  if (bytes !== undefined) writeFileSync(join(folder, name), bytes);
  const refusal = await loadPackages([join(folder, name)]);
  expect(isRefusal(refusal) && refusal.issues.map(({ code, en }) => [code, en.includes(name)])).toEqual([
    ['package-unreadable', true],
  ]);
});
