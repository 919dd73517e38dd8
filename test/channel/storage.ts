/** A folder of SS-MIX2 standard storage in which files are written, marked and taken away, and what walks through it. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type Sightings, type WalkReport, type WatchOptions, walkStorage } from '../../src/channel/index.ts';
import type { House } from '../../src/visit/index.ts';

export const DAY = '000/012/0000123/20231016/ADT-22';
export const ADMITTED = `${DAY}/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1`;
export const BASICS = '000/012/0000123/-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1';
export const DISCHARGED =
  '000/012/0000123/20261031/ADT-52/0000123_20261031_ADT-52_999999999999999_20261031110530456_30_1';

export interface Storage {
  readonly root: string;
  write(path: string, bytes: Uint8Array): void;
  rename(from: string, to: string): void;
  /** One walk, in the name of the hospital. */
  walk(more?: Partial<WatchOptions>, stopped?: () => boolean): Promise<WalkReport | undefined>;
}

/** With the examples in it, or empty. */
export function createStorage(house: House, filled = true): Storage {
  const root = mkdtempSync(join(tmpdir(), 'kakehashi-storage-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  if (filled) cpSync('examples/ssmix2/000', join(root, '000'), { recursive: true });
  const sightings: Sightings = new Map();
  return {
    root,
    write: (path, bytes) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    },
    rename: (from, to) => renameSync(join(root, from), join(root, to)),
    walk: (more = {}, stopped = () => false) =>
      walkStorage(
        {
          house,
          log: { info: () => {}, warn: () => {}, error: (what) => console.error(what) },
          base: 'https://gateway.example/fhir',
          folder: root,
          client: 'hospital-ehr',
          settleSeconds: 0,
          ...more,
        },
        sightings,
        stopped,
      ),
  };
}
