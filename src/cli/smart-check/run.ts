/** Runs the checks one after the other, in the order of their numbers. */
import { assertionChecks } from './assertion-checks.ts';
import { backendChecks } from './backend-checks.ts';
import { bulkChecks } from './bulk-checks.ts';
import type { Check, Verdict } from './check.ts';
import { NoAnswer } from './client/http.ts';
import { codeChecks } from './code-checks.ts';
import { lacking } from './config.ts';
import type { Context } from './context.ts';
import { discoveryChecks } from './discovery-checks.ts';
import { CheckFailed, Skipped } from './expect.ts';
import { granularChecks } from './granular-checks.ts';
import { introspectionChecks } from './introspection-checks.ts';
import { launchChecks } from './launch-checks.ts';
import { openidChecks } from './openid-checks.ts';
import { optionalChecks } from './optional-checks.ts';
import { refreshChecks } from './refresh-checks.ts';
import { tokenChecks } from './token-checks.ts';
import { untestedChecks } from './untested-checks.ts';

/** Every check, by number. */
export const CHECKS: readonly Check[] = [
  ...discoveryChecks,
  ...launchChecks,
  ...tokenChecks,
  ...openidChecks,
  ...refreshChecks,
  ...backendChecks,
  ...introspectionChecks,
  ...granularChecks,
  ...bulkChecks,
  ...optionalChecks,
  ...assertionChecks,
  ...untestedChecks,
  ...codeChecks,
].toSorted((a, b) => a.number - b.number);

export interface Result {
  readonly check: Check;
  readonly verdict: Verdict;
}

/** The results as they come. */
export async function* runChecks(context: Context, isWanted: (number: number) => boolean): AsyncGenerator<Result> {
  for (const check of CHECKS) if (isWanted(check.number)) yield { check, verdict: await judge(check, context) };
}

async function judge(check: Check, context: Context): Promise<Verdict> {
  const why = lacking(context.config, check.needs ?? []);
  if (why) return { verdict: 'skipped', why, blocked: false };
  try {
    const untried = (await check.run(context)) ?? [];
    return untried.length > 0 ? { verdict: 'warned', untried } : { verdict: 'passed' };
  } catch (error) {
    if (error instanceof Skipped) return { verdict: 'skipped', why: error.why, blocked: error.blocked };
    if (error instanceof CheckFailed) {
      const { expected, seen, answer } = error;
      return { verdict: 'failed', expected, seen, answer };
    }
    // A server may answer with what no check was ready for: that is its failure, and the other checks go on.
    const seen =
      error instanceof NoAnswer ? `no answer: ${error.message}` : String(error instanceof Error ? error.stack : error);
    return { verdict: 'failed', expected: 'an answer that can be read', seen, answer: undefined };
  }
}
