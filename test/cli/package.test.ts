import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packageCommand } from '../../src/cli/index.ts';
import { profileUrl } from '../../src/fhir/index.ts';
import { createValidator, loadPackages } from '../../src/validation/index.ts';
import { say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const source = new URL('../../profiles/package/', import.meta.url);
const examples = new URL('../../examples/profiles/', import.meta.url);
const goodExamples = readdirSync(examples, { recursive: true })
  .map(String)
  .filter((name) => /[/\\]good[^/\\]*\.json$/.test(name))
  .toSorted();

/** Reads ustar strictly: checksum, magic and two closing blocks. */
function untar(bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  while (bytes[at] !== 0) {
    const header = Buffer.from(bytes.subarray(at, at + 512));
    const text = (from: number, to: number) => header.subarray(from, to).toString().replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136), 8);
    const sum = Number.parseInt(text(148, 156), 8);
    header.fill(' ', 148, 156);
    expect(header.reduce((total, byte) => total + byte, 0)).toBe(sum);
    expect(text(257, 263)).toBe('ustar');
    files.set(text(0, 100), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  expect(bytes.subarray(at).equals(Buffer.alloc(1_024))).toBe(true);
  return files;
}

test('the package holds every file of our profiles and every good example, byte for byte, and is the same each time', async () => {
  const names = readdirSync(source).sort();
  expect(await say(packageCommand, folder.path('a.tgz'))).toEqual({
    code: 0,
    out: `${folder.path('a.tgz')}: ${names.length + 1 + goodExamples.length} files\n`,
    err: '',
  });
  const files = untar(gunzipSync(readFileSync(folder.path('a.tgz'))));
  const packed = (name: string) => `package/example/${name.replace(/[/\\]/, '-')}`;
  expect([...files.keys()].toSorted()).toEqual(
    [...names.map((name) => `package/${name}`), 'package/example/.index.json', ...goodExamples.map(packed)].toSorted(),
  );
  for (const name of names) expect(files.get(`package/${name}`)).toEqual(readFileSync(new URL(name, source)));
  for (const name of goodExamples) expect(files.get(packed(name))).toEqual(readFileSync(new URL(name, examples)));
  expect([...files.keys()].every((name) => name.length <= 100)).toBe(true);

  await say(packageCommand, folder.path('b.tgz'));
  expect(readFileSync(folder.path('b.tgz')).equals(readFileSync(folder.path('a.tgz')))).toBe(true);
});

test('our own validator reads the package that we give to others', async () => {
  await say(packageCommand, folder.path('c.tgz'));
  const definitions = await loadPackages([folder.path('c.tgz')], { cacheDir: folder.path('cache') });
  if ('refused' in definitions) expect.unreachable();
  const validator = createValidator(definitions as Exclude<typeof definitions, { refused: true }>);
  expect(validator.compile(profileUrl('kakehashi-patient'))).toBeUndefined();
  expect(validator.compile(profileUrl('kakehashi-service-plan-draft'))).toBeUndefined();
});

test('installed into a package cache, the package is found whole, and every example in it is valid against it', async () => {
  await say(packageCommand, folder.path('d.tgz'));
  const files = untar(gunzipSync(readFileSync(folder.path('d.tgz'))));
  const text = (name: string) => files.get(name)?.toString() ?? '';
  const { name, version, dependencies } = JSON.parse(text('package/package.json'));
  expect(dependencies).toEqual({ 'hl7.fhir.r4.core': '4.0.1' });
  const home = folder.path(`.fhir/packages/${name}#${version}`);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  for (const at of ['package', 'package/example']) {
    const listed = JSON.parse(readFileSync(join(home, at, '.index.json'), 'utf8')).files;
    const there = readdirSync(join(home, at)).filter((file) => file.endsWith('.json') && !file.startsWith('.'));
    expect(listed.map(({ filename }: { filename: string }) => filename).toSorted()).toEqual(
      there.filter((file) => file !== 'package.json').toSorted(),
    );
  }

  const fromCache = await loadPackages([home], { cacheDir: folder.path('cache') });
  const fromFile = await loadPackages([folder.path('d.tgz')], { cacheDir: folder.path('cache') });
  for (const definitions of [fromCache, fromFile]) {
    if ('refused' in definitions) expect.unreachable();
    const validator = createValidator(definitions as Exclude<typeof definitions, { refused: true }>);
    const wrong = [...files.keys()]
      .filter((path) => /^package\/example\/[^.]/.test(path))
      .flatMap((path) => validator.validateText(text(path)).issues.map((issue) => ({ path, ...issue })))
      .filter(({ severity }) => severity === 'error' || severity === 'fatal');
    expect(wrong).toEqual([]);
  }
});

test.each([[[]], [['a.tgz', 'b.tgz']]])('%j is wrong usage', async (args) => {
  const { code, err } = await say(packageCommand, ...args);
  expect(code).toBe(2);
  expect(err).toContain('wrong usage: OUT.tgz');
});

test('a folder that does not exist is named', async () => {
  const target = folder.path('nowhere/a.tgz');
  expect(await say(packageCommand, target)).toEqual({
    code: 1,
    out: '',
    err: `ファイルを読み書きできません / cannot read or write the file: ${target} (ENOENT)\n`,
  });
});
