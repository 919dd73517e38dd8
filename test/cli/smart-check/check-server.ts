/** Checks a reference server of its own, and gives the results. */
import { openContext, type Result, readConfig, runChecks } from '../../../src/cli/smart-check/index.ts';
import { fullConfig } from './reference-clients.ts';
import { type Made, referenceServer } from './reference-server.ts';

type FullConfig = ReturnType<typeof fullConfig>;

export interface Checking {
  readonly made?: Made;
  readonly isWanted?: (number: number) => boolean;
  /** The config, changed. */
  readonly change?: (config: FullConfig) => unknown;
  readonly tell?: (text: string) => void;
}

export async function checkServer({
  made = {},
  isWanted = () => true,
  change = (it) => it,
  tell = () => undefined,
}: Checking) {
  const { base, root } = await referenceServer(made);
  const config = readConfig(JSON.stringify(change(fullConfig(root))));
  if ('length' in config) throw new Error(JSON.stringify(config));
  const results: Result[] = [];
  for await (const result of runChecks(openContext(base, config, tell), isWanted)) results.push(result);
  return results;
}

export const numbersOf = (results: readonly Result[], verdict: string): number[] =>
  results.filter((result) => result.verdict.verdict === verdict).map(({ check: { number } }) => number);

/** Number → verdict. */
export const verdictsOf = (results: readonly Result[]): Record<number, string> =>
  Object.fromEntries(results.map(({ check, verdict }) => [check.number, verdict.verdict]));
