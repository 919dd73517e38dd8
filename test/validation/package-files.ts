/** Packages made on the spot, as folders and as `.tgz` files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

export interface PackageFiles {
  path(name: string): string;
  /** Writes a package as a folder, and gives its place. */
  folder(name: string, manifest: object, ...resources: readonly object[]): string;
  /** Writes a package as a `.tgz`, and gives its place. */
  tgz(name: string, manifest: object, ...resources: readonly object[]): string;
}

/** A tar archive of plain files, as `npm pack` writes it. */
export function tarOf(files: Readonly<Record<string, string>>): Buffer {
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

/** A scratch folder that goes when the tests of the file are done. */
export function packageFiles(): PackageFiles {
  const root = mkdtempSync(join(tmpdir(), 'packages-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const filesOf = (manifest: object, resources: readonly object[]): Record<string, string> =>
    Object.fromEntries([
      ['package/package.json', JSON.stringify(manifest)],
      ...resources.map((resource, index) => [`package/resource-${index}.json`, JSON.stringify(resource)]),
    ]);
  return {
    path,
    folder(name, manifest, ...resources) {
      mkdirSync(join(path(name), 'package'), { recursive: true });
      for (const [file, text] of Object.entries(filesOf(manifest, resources)))
        writeFileSync(join(path(name), file), text);
      return path(name);
    },
    tgz(name, manifest, ...resources) {
      mkdirSync(join(path(name), '..'), { recursive: true });
      writeFileSync(path(name), gzipSync(tarOf(filesOf(manifest, resources))));
      return path(name);
    },
  };
}
