/** What a run of a suite comes to: a table by module, the misses one a line, and the figures that others read. */
import type { Outcome, SuiteRun, Verdict } from './suite-run.ts';

/** The last line of a run. Counts of checks, but for `locationRecall` (0 to 1) and `perSecond` (checks in a second of processor time). */
export interface SuiteFigures {
  readonly checks: number;
  readonly agree: number;
  readonly wrongAccepts: number;
  readonly wrongRejects: number;
  readonly locationRecall: number;
  readonly perSecond: number;
}

export function figuresOf({ outcomes, perSecond }: SuiteRun): SuiteFigures {
  const { checks, agree, wrongAccepts, wrongRejects } = countsOf(outcomes, ({ found }) => found);
  const { places, placesFound } = placesOf(outcomes);
  const recall = places === 0 ? 1 : placesFound / places;
  return { checks, agree, wrongAccepts, wrongRejects, locationRecall: Math.round(recall * 10_000) / 10_000, perSecond };
}

/** One row a module, one for all, and one for @medplum/core. */
export function tableOf({ outcomes }: SuiteRun): Record<string, Record<string, number | string>> {
  const modules = [...new Set(outcomes.map(({ module }) => module))].sort();
  const rows = modules.map((module) => [module, rowOf(outcomes.filter((one) => one.module === module))] as const);
  const theirs = countsOf(outcomes, ({ medplum }) => medplum);
  return { ...Object.fromEntries(rows), all: rowOf(outcomes), '@medplum/core, all': { ...theirs, ...percent(theirs) } };
}

function rowOf(outcomes: readonly Outcome[]): Record<string, number | string> {
  const { places, placesFound } = placesOf(outcomes);
  const counts = countsOf(outcomes, ({ found }) => found);
  return { ...counts, ...percent(counts), places: `${placesFound} of ${places}` };
}

const percent = ({ agree, checks }: Counts): { '%': string } => ({ '%': ((100 * agree) / checks).toFixed(1) });

type Counts = Pick<SuiteFigures, 'checks' | 'agree' | 'wrongAccepts' | 'wrongRejects'> & { readonly crashes: number };

/** A crash is a disagreement of its own kind: nothing was accepted, and nothing refused. */
function countsOf(outcomes: readonly Outcome[], verdictOf: (one: Outcome) => Verdict): Counts {
  const count = (holds: (expected: boolean, found: Verdict) => boolean): number =>
    outcomes.filter((one) => holds(one.expected, verdictOf(one))).length;
  return {
    checks: outcomes.length,
    agree: count((expected, found) => expected === found),
    wrongAccepts: count((expected, found) => expected && found === false),
    wrongRejects: count((expected, found) => !expected && found === true),
    crashes: count((_, found) => found === 'crash'),
  };
}

function placesOf(outcomes: readonly Outcome[]): { places: number; placesFound: number } {
  const places = outcomes.reduce((sum, one) => sum + one.places.length, 0);
  return { places, placesFound: places - outcomes.reduce((sum, one) => sum + one.missing.length, 0) };
}

/** Each check that was judged otherwise than expected: what was expected of it, or what was found in it, in one line. */
export function missesOf(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ expected, found }) => expected !== found)
    .map((one) => {
      if (one.found === 'crash') return oneLine(`CRASH ${one.module} ${one.id}: ${one.crash}`);
      if (one.expected)
        return oneLine(`WRONG ACCEPT ${one.module} ${one.id}: ${one.missing[0] ?? ''} ${one.expectedTexts[0]}`);
      const [first] = one.errors;
      return oneLine(`WRONG REJECT ${one.module} ${one.id}: ${first?.code} ${first?.expression ?? ''} ${first?.en}`);
    });
}

/** Each expected place of an error where none was found, beside what was found elsewhere. */
export function missingPlacesOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ id, module, missing, errors }) =>
    missing.map((place) => {
      const found = errors.map(({ code, expression }) => `${code} ${expression ?? ''}`).slice(0, 3);
      return oneLine(
        `MISSING PLACE ${module} ${id}: ${place || '(the text itself)'} (found: ${found.join(', ') || 'nothing'})`,
      );
    }),
  );
}

const LINE_CHARACTERS_MAX = 400;

const oneLine = (words: string): string => words.replace(/\s+/g, ' ').slice(0, LINE_CHARACTERS_MAX);
