/** Runs the checks of a suite with this validator and with @medplum/core's: verdicts, error places and speed in the same run. */
import type { Issue } from '#fhir';
import { createValidator, type Definitions, type Validator } from '#validation';
import { type Check, type Prepared, preparer, readManifest } from './suite-manifest.ts';
import { medplumSpeed, medplumVerdict } from './suite-medplum.ts';

/** True: an error was found. `crash`: there was no answer, which agrees with nothing. */
export type Verdict = boolean | 'crash';

export interface Outcome {
  readonly id: string;
  readonly module: string;
  readonly expected: boolean;
  readonly expectedTexts: readonly string[];
  readonly found: Verdict;
  readonly errors: readonly Issue[];
  /** Why there was no answer. */
  readonly crash: string | undefined;
  /** Error places that count: none where some errors need a terminology server. */
  readonly places: readonly string[];
  readonly missing: readonly string[];
  readonly medplum: Verdict;
}

export interface SuiteRun {
  readonly outcomes: readonly Outcome[];
  /** Checks of the suite validated in a second of processor time, definitions loaded and warm. */
  readonly perSecond: number;
  readonly medplumPerSecond: number;
}

/** Runs every check of the suite in `folder`, then measures for `seconds` of processor time on each side. */
export async function runSuite(folder: string, seconds: number): Promise<SuiteRun> {
  const prepare = preparer(folder);
  const validators = new Map<Definitions, Map<string, Validator>>();
  const outcomes: Outcome[] = [];
  const ours: (() => unknown)[] = [];
  const theirs: (() => unknown)[] = [];
  for (const check of readManifest(folder)) {
    const prepared = await prepare(check);
    const validator = validatorFor(prepared, validators);
    outcomes.push(outcomeOf(check, prepared, validator));
    const resource = parsed(prepared.text);
    if (resource === undefined) continue;
    const profiles = prepared.profile === undefined ? [] : [prepared.profile];
    ours.push(() => validator.validate(resource, { profiles }));
    theirs.push(medplumSpeed(resource, prepared));
  }
  return { outcomes, perSecond: rate(ours, seconds), medplumPerSecond: rate(theirs, seconds) };
}

/** One validator for each set of definitions and options, so that what is compiled is compiled once. */
function validatorFor({ definitions, options }: Prepared, known: Map<Definitions, Map<string, Validator>>): Validator {
  const own = known.get(definitions) ?? new Map<string, Validator>();
  known.set(definitions, own);
  const key = JSON.stringify(options);
  const validator = own.get(key) ?? createValidator(definitions, options);
  own.set(key, validator);
  return validator;
}

function outcomeOf(check: Check, prepared: Prepared, validator: Validator): Outcome {
  const { id, module = '–', expected, flags } = check;
  const places = flags?.someErrorsNeedTx === undefined ? [...new Set(expected.errorPaths ?? [])].map(plainPlace) : [];
  const { errors, crash } = answer(prepared, validator);
  const mine = new Set(errors.map(({ expression }) => plainPlace(expression)));
  return {
    id,
    module,
    expected: expected.hasError,
    expectedTexts: expected.errorTexts ?? [],
    found: crash === undefined ? errors.length > 0 : 'crash',
    errors,
    crash,
    places,
    missing: places.filter((place) => !mine.has(place)),
    medplum: medplumVerdict(prepared),
  };
}

function answer({ text, profile }: Prepared, validator: Validator): { errors: readonly Issue[]; crash?: string } {
  try {
    const { issues } = validator.validateText(text, { profiles: profile === undefined ? [] : [profile] });
    return { errors: issues.filter(({ severity }) => severity === 'error' || severity === 'fatal') };
  } catch (error) {
    return { errors: [], crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** HL7 marks nested resources with a comment, and we with `ofType`; both are dropped to compare places. */
function plainPlace(place: string | null | undefined): string {
  return (place ?? '')
    .replace(/\/\*.*?\*\//g, '')
    .replace(/\[url='[^']*'\]/g, '')
    .replace(/(resource|contained\[\d+\])\.ofType\(\w*\)/g, '$1');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rounds over all checks, on the processor's clock, so that what else the machine does is not counted. */
function rate(works: readonly (() => unknown)[], seconds: number): number {
  if (works.length === 0) return 0;
  const round = (): void => {
    for (const work of works) work();
  };
  const warm = performance.now() + 500 * seconds;
  do round();
  while (performance.now() < warm);
  const start = process.cpuUsage();
  let done = 0;
  for (;;) {
    round();
    done += works.length;
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1_000_000;
    if (spent >= seconds) return Math.round(done / spent);
  }
}
