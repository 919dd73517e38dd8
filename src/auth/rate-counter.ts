/** Counts what happens in windows of a minute, by key, in this process, and never remembers more than so many keys. */

import { remember } from './remember.ts';

/** How often each key may do something in a minute. */
export interface RateCounter {
  /** Counts once more. */
  add(key: string): void;
  /** Seconds until the key may go on; nothing while it may. */
  waitOf(key: string): number | undefined;
}

interface Window {
  count: number;
  readonly endsAt: number;
}

const WINDOW_MS = 60_000;
/** Some megabytes at most; beyond it the oldest window is forgotten. */
const KEYS_MAX = 50_000;

export function createRateCounter(max: number, now: () => Date): RateCounter {
  const windows = new Map<string, Window>();
  const open = (key: string): Window | undefined => {
    const window = windows.get(key);
    return window !== undefined && window.endsAt > now().getTime() ? window : undefined;
  };
  return {
    add(key) {
      const window = open(key);
      if (window !== undefined) {
        window.count += 1;
        return;
      }
      // Taken out first, so that the order of the map stays that of the windows' beginnings.
      windows.delete(key);
      remember(windows, key, { count: 1, endsAt: now().getTime() + WINDOW_MS }, KEYS_MAX);
    },
    waitOf(key) {
      const window = open(key);
      if (window === undefined || window.count < max) return undefined;
      return Math.max(1, Math.ceil((window.endsAt - now().getTime()) / 1000));
    },
  };
}
