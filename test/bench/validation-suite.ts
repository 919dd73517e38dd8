/** Measures agreement with the recorded verdicts of HL7's validator: `node test/bench/validation-suite.ts [DIR] [-v]`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';

interface Check {
  id: string;
  file: string;
  profile: string | null;
  supporting: string[];
  profiles: string[];
  profileSupporting: string[];
  packages: string[];
  expected: { hasError: boolean; errorPaths?: string[]; errorTexts?: string[] };
  flags?: { someErrorsNeedTx?: unknown };
}

export interface SuiteResult {
  id: string;
  expected: boolean;
  found: boolean | 'crash';
  errors: Issue[];
  texts: string[];
  pathsExpected: number;
  pathsFound: number;
}

/** Nested resources are marked by HL7 with a comment and by us with `ofType`; both are dropped to compare places. */
const plainPath = (path: string | null | undefined): string =>
  (path ?? '').replace(/\/\*.*?\*\//g, '').replace(/(resource|contained\[\d+\])\.ofType\(\w*\)/g, '$1');

/** Runs every check of the manifest in `folder`. */
export async function runSuite(folder: string): Promise<SuiteResult[]> {
  const { cases } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { cases: Check[] };
  const results: SuiteResult[] = [];
  for (const check of cases) results.push(await runCheck(check, folder));
  return results;
}

async function runCheck(check: Check, folder: string): Promise<SuiteResult> {
  const { expected, flags } = check;
  const texts = expected.errorTexts ?? [];
  const paths = [...new Set(expected.errorPaths ?? [])];
  let found: boolean | 'crash' = 'crash';
  let errors: Issue[] = [];
  try {
    errors = (await issuesOf(check, folder)).filter(({ severity }) => severity === 'error' || severity === 'fatal');
    found = errors.length > 0;
  } catch (error) {
    texts.unshift(`CRASH ${error instanceof Error ? error.stack : error}`);
  }
  const counted = flags?.someErrorsNeedTx === undefined ? paths : [];
  const mine = new Set(errors.map(({ expression }) => plainPath(expression)));
  const pathsFound = counted.filter((path) => mine.has(plainPath(path))).length;
  return {
    id: check.id,
    expected: expected.hasError,
    found,
    errors,
    texts,
    pathsExpected: counted.length,
    pathsFound,
  };
}

async function issuesOf(check: Check, folder: string): Promise<Issue[]> {
  const read = (file: string): unknown => {
    const converted = join(
      folder,
      'converted-xml',
      `${file
        .split('/')
        .at(-1)
        ?.replace(/\.xml$/, '')}.json`,
    );
    const path = file.endsWith('.xml') && existsSync(converted) ? converted : join(folder, 'files', file);
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return undefined;
    }
  };
  const own = check.profile === null ? undefined : (read(check.profile) as { url?: string } | undefined);
  const resources = [...check.supporting, ...check.profiles, ...check.profileSupporting].map(read);
  const packages = check.packages.map((file) => join(folder, 'files', file));
  const definitions = await loadPackages(packages, {
    resources: own === undefined ? resources : [...resources, own],
  });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  const validator = createValidator(definitions);
  const text = readFileSync(join(folder, 'files', check.file), 'utf8');
  return validator.validateText(text, {
    profiles: own?.url === undefined ? [] : [own.url],
  }).issues;
}

/** The figures of a run, as one line each. */
export function summarize(results: readonly SuiteResult[]): Record<string, string> {
  const agree = results.filter(({ expected, found }) => expected === found).length;
  const invalid = results.filter(({ expected }) => expected);
  const valid = results.filter(({ expected }) => !expected);
  const places = results.reduce((sum, { pathsExpected }) => sum + pathsExpected, 0);
  const hit = results.reduce((sum, { pathsFound }) => sum + pathsFound, 0);
  return {
    agreement: `${((100 * agree) / results.length).toFixed(1)} % (${agree} of ${results.length})`,
    'wrong accepts': `${invalid.filter(({ found }) => found === false).length} of ${invalid.length}`,
    'wrong rejects': `${valid.filter(({ found }) => found === true).length} of ${valid.length}`,
    crashes: String(results.filter(({ found }) => found === 'crash').length),
    'error places found': `${((100 * hit) / Math.max(places, 1)).toFixed(1)} % (${hit} of ${places})`,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder = '../shared/corpora/fhir-validation'] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const results = await runSuite(folder);
  if (process.argv.includes('-v')) {
    for (const { id, expected, found, errors, texts } of results.filter((one) => one.expected !== one.found)) {
      console.log(`${found === 'crash' ? 'CRASH' : expected ? 'WRONG ACCEPT' : 'WRONG REJECT'} ${id}`);
      const lines = expected ? texts : errors.map(({ code, expression, en }) => `${code} ${expression} ${en}`);
      for (const line of lines.slice(0, 4)) console.log(`    ${line.slice(0, 400)}`);
    }
  }
  console.table(summarize(results));
}
