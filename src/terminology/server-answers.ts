/** Remembers what a terminology server said, for so long and for so many codes. */
import type { Membership } from './source.ts';

/** A question about one code: is it in the value set, or without one, in its system? Nothing else ever leaves the house. */
export interface Question {
  readonly valueSet?: string;
  readonly system: string;
  readonly code: string;
}

/** `unknown` is an answer too: the server does not know the set or the system either. */
export interface ServerAnswer {
  readonly membership: Membership;
  readonly display?: string;
}

export interface Answers {
  get(question: Question): ServerAnswer | undefined;
  keep(question: Question, answer: ServerAnswer): void;
}

const SECOND_MS = 1_000;

/** Keeps the newest answers. `now` gives milliseconds. */
export function rememberAnswers(max: number, seconds: number, now: () => number): Answers {
  const kept = new Map<string, { readonly answer: ServerAnswer; readonly until: number }>();
  return {
    get(question) {
      const found = kept.get(keyOf(question));
      return found !== undefined && found.until > now() ? found.answer : undefined;
    },
    keep(question, answer) {
      const key = keyOf(question);
      kept.delete(key);
      kept.set(key, { answer, until: now() + seconds * SECOND_MS });
      const [oldest] = kept.keys();
      if (kept.size > max && oldest !== undefined) kept.delete(oldest);
    },
  };
}

export const keyOf = ({ valueSet = '', system, code }: Question): string => `${valueSet}\n${system}\n${code}`;
