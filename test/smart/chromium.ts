/** A real browser for tests: Chromium unpacked from its npm package, with its own libraries and the fonts that the pages need. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { afterAll } from 'vitest';

const require = createRequire(import.meta.url);
const PACKAGE = join(dirname(require.resolve('@sparticuz/chromium')), '..');
const JAPANESE_FONT = dirname(require.resolve('@expo-google-fonts/biz-udpgothic/package.json'));
const UNPACK_MS_MAX = 300_000;

/**
 * Starts the browser, closed after the last test of the file. `CHROMIUM_PATH` names another one, for machines that the
 * package has none for. Throws where it cannot start: nothing that needs a browser passes without one.
 */
export async function startChromium(): Promise<Browser> {
  const given = process.env['CHROMIUM_PATH'];
  const folder = given === undefined ? await unpacked() : undefined;
  try {
    const browser = await chromium.launch({
      executablePath: given ?? join(folder ?? '', 'chromium'),
      env: { ...inherited(), ...(folder === undefined ? {} : surroundings(folder)) },
    });
    afterAll(() => browser.close());
    return browser;
  } catch (error) {
    throw new Error(`${await whyNot(folder)}\n${(error as Error).message}`, { cause: error });
  }
}

/** The folder with the binary, its libraries and fonts: made once for an installation, whole or not at all. */
async function unpacked(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('@sparticuz/chromium is for Linux on x64: name another Chromium in CHROMIUM_PATH');
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const cache = join(PACKAGE, '../../.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  // The package unpacks below TMPDIR, and brings its libraries along only where it believes to be in a bare container.
  const env = { ...inherited(), TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  const unpack = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  try {
    await promisify(execFile)(process.execPath, ['--eval', unpack], { cwd: PACKAGE, env, timeout: UNPACK_MS_MAX });
    await writeFile(join(fresh, 'fonts', 'fonts.conf'), fontsOf(folder));
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another test file was faster
  }
  return folder;
}

const surroundings = (folder: string): Record<string, string> => ({
  LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
  FONTCONFIG_PATH: join(folder, 'fonts'),
});

const fontsOf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>${JAPANESE_FONT}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/** What the dynamic linker misses, by name, since the browser itself says little. */
async function whyNot(folder: string | undefined): Promise<string> {
  if (folder === undefined) return 'the browser of CHROMIUM_PATH does not start';
  const env = { ...inherited(), ...surroundings(folder) };
  const { stdout } = await promisify(execFile)('ldd', [join(folder, 'chromium')], { env }).catch(() => ({
    stdout: '',
  }));
  const missing = [...stdout.matchAll(/(\S+) => not found/g)].map(([, name]) => name);
  return missing.length > 0
    ? `Chromium does not start: this machine lacks ${missing.join(', ')}`
    : `Chromium does not start; remove ${folder} if it is broken`;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
