import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { figuresOf, missesOf, missingPlacesOf, tableOf } from '../bench/suite-report.ts';
import { type Outcome, runSuite } from '../bench/suite-run.ts';

const FOLDER = 'test/bench/suite';
const run = await runSuite(FOLDER, 0.01);
const outcomeOf = (id: string): Outcome => {
  const found = run.outcomes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
};

test('a suite of our own is judged as it expects, and its profiles are applied', () => {
  expect(run.outcomes.map(({ id, found }) => [id, found])).toEqual([
    ['patient-good', false],
    ['patient-bad-gender', true],
    ['patient-cut-off', true],
    ['patient-no-birth-date', true],
    ['patient-born', false],
    ['bundle-bad-entry', true],
    ['patient-needs-server', true],
  ]);
  expect(missesOf(run.outcomes)).toEqual([]);
});

test('an error place that nobody finds lowers the recall, but not where a terminology server is needed', () => {
  const { perSecond, ...figures } = figuresOf(run);
  expect(figures).toEqual({ checks: 7, agree: 7, wrongAccepts: 0, wrongRejects: 0, locationRecall: 0.8 });
  expect(perSecond).toBeGreaterThan(0);
  expect(missingPlacesOf(run.outcomes)).toEqual([
    'MISSING PLACE bundle bundle-bad-entry: Bundle.entry[0].resource.link (found: type-wrong Bundle.entry[0].resource.ofType(Patient).active)',
  ]);
});

test('each module has its row, and the rival stands below them', () => {
  const table = tableOf(run);
  expect(Object.keys(table)).toEqual(['base', 'bundle', 'fmt', 'profile', 'all', '@medplum/core, all']);
  expect(table['bundle']).toEqual({
    checks: 1,
    agree: 1,
    wrongAccepts: 0,
    wrongRejects: 0,
    crashes: 0,
    '%': '100.0',
    places: '1 of 2',
  });
  // It looks into no value sets; it knows broken text, a wrong type, and a profile with the snapshot that we generate.
  expect(run.outcomes.map(({ medplum }) => medplum)).toEqual([false, false, true, true, false, true, false]);
});

test('misses are told one a line, with what was expected or what was found', () => {
  const accepted = { ...outcomeOf('patient-bad-gender'), found: false, missing: ['Patient.gender'] };
  const refused = { ...outcomeOf('bundle-bad-entry'), expected: false };
  const crashed: Outcome = { ...outcomeOf('patient-good'), found: 'crash', crash: 'Error: no\n  more' };
  expect(missesOf([accepted, refused, crashed])).toEqual([
    'WRONG ACCEPT base patient-bad-gender: Patient.gender The code is not in the value set',
    expect.stringMatching(/^WRONG REJECT bundle bundle-bad-entry: type-wrong Bundle\.entry\[0\]\.resource\S+active /),
    'CRASH base patient-good: Error: no more',
  ]);
  const { agree, wrongAccepts, wrongRejects } = figuresOf({ ...run, outcomes: [accepted, refused, crashed] });
  expect({ agree, wrongAccepts, wrongRejects }).toEqual({ agree: 0, wrongAccepts: 1, wrongRejects: 1 });
});

test('the last line of a run is the figures as one JSON object, whatever folder is named', async () => {
  const { stdout } = await promisify(execFile)('node', [
    'test/bench/validation-suite.ts',
    '--suite',
    FOLDER,
    '--seconds',
    '0.01',
  ]);
  const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(Object.keys(figures)).toEqual([
    'checks',
    'agree',
    'wrongAccepts',
    'wrongRejects',
    'locationRecall',
    'perSecond',
  ]);
  expect(figures).toMatchObject({ checks: 7, agree: 7 });
});

test('a folder that is no suite ends with a word of help', async () => {
  const wrong = promisify(execFile)('node', ['test/bench/validation-suite.ts', '--suite', 'examples']);
  await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--suite DIR') });
});
