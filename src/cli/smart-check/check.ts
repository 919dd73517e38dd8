/** What a check is, and what comes of it. */
import type { Answer } from './client/http.ts';
import type { Text } from './client/person.ts';
import type { Need } from './config.ts';
import type { Context } from './context.ts';

export interface Check {
  /** The stable number of the behaviour. */
  readonly number: number;
  readonly ja: string;
  readonly en: string;
  /** Where the behaviour is demanded. */
  readonly spec: string;
  /** What the config must hold, else the check is skipped. */
  readonly needs?: readonly Need[];
  /** Throws `CheckFailed` or `Skipped`; what it returns are parts that could not be tried. */
  run(context: Context): Promise<readonly Text[] | undefined>;
}

export type Verdict =
  | { readonly verdict: 'passed' }
  | { readonly verdict: 'warned'; readonly untried: readonly Text[] }
  | { readonly verdict: 'skipped'; readonly why: Text; readonly blocked: boolean }
  | {
      readonly verdict: 'failed';
      readonly expected: string;
      readonly seen: string;
      readonly answer: Answer | undefined;
    };
