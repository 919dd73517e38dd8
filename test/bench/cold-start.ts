/** Measures what a start costs: from the command to the answer, and the memory of all packages: `node test/bench/cold-start.ts`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import type { Figure } from './figure.ts';

const CORPORA = '../shared/corpora/jp';
const DOCUMENT = 'examples/discharge-summary/good.json';
const ROUNDS = 5;
/** Asks the process of its own to load packages and to measure itself. */
const WEIGH = '--weigh';

/** Every package that is there: ours, and the Japanese ones where the corpora are. */
const packages = (): string[] => [
  'profiles/package',
  ...(existsSync(CORPORA) ? readdirSync(CORPORA) : [])
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(CORPORA, file)),
];

/** A document validated from the command line, then the first and a later load of all packages; a start of Node is the floor. */
export async function measureColdStart(): Promise<Figure[]> {
  const named = packages().filter((path) => /jp-(core|clins)/.test(path));
  const command = ['src/main.ts', 'validate', ...named.flatMap((path) => ['--package', path]), DOCUMENT];
  timed(command);
  const [document, bare] = [medianOf(() => timed(command)), medianOf(() => timed(['-e', '0']))];
  const cacheDir = mkdtempSync(join(tmpdir(), 'cold-start-'));
  try {
    const [first, later] = [weighed(cacheDir), weighed(cacheDir)];
    const floor = 'node -e 0';
    return [
      {
        name: 'validate one document, from the shell',
        value: document,
        unit: 'ms',
        against: floor,
        ratio: document / bare,
      },
      { name: 'all packages, first start', value: first.ms, unit: 'ms', against: floor, ratio: first.ms / bare },
      { name: 'all packages, later start', value: later.ms, unit: 'ms', against: floor, ratio: later.ms / bare },
      {
        name: 'all profiles compiled, later start',
        value: later.megabytes,
        unit: 'MB',
        against: 'Node alone',
        ratio: later.ratio,
      },
    ];
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - started;
}

function medianOf(measure: () => number): number {
  const values = Array.from({ length: ROUNDS }, measure).sort((a, b) => a - b);
  return values[Math.floor(ROUNDS / 2)] ?? 0;
}

interface Weight {
  /** Until the packages are loaded. */
  readonly ms: number;
  /** Of the process, when every profile is compiled. */
  readonly megabytes: number;
  readonly ratio: number;
}

const weighed = (cacheDir: string): Weight =>
  JSON.parse(execFileSync(process.execPath, ['test/bench/cold-start.ts', WEIGH, cacheDir], { encoding: 'utf8' }));

async function weigh(cacheDir: string): Promise<Weight> {
  const [before, started] = [process.memoryUsage.rss(), performance.now()];
  const definitions = await loadPackages(packages(), { cacheDir });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  const ms = performance.now() - started;
  const validator = createValidator(definitions);
  for (const profile of definitions.profiles) validator.compile(profile);
  const rss = process.memoryUsage.rss();
  return { ms, megabytes: rss / 1_000_000, ratio: rss / before };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [word, cacheDir = ''] = process.argv.slice(2);
  if (word === WEIGH) process.stdout.write(JSON.stringify(await weigh(cacheDir)));
  else console.table(await measureColdStart());
}
