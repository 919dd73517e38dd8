import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { errors, HANAKO, profileOf } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const strict = profileOf('Patient', 'strict', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]);
const MANIFEST = JSON.stringify({ name: 'jp.example', version: '1.0.0' });

/** A tar archive of plain files, as `npm pack` writes it. */
function tarOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(body.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

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
