/** What is found where a house is held against itself. */
import type { Fault } from '#store';

/** One thing that is wrong. `place` is `Type/id/_history/version`, or what else it is about. */
export interface Finding extends Omit<Fault, 'code'> {
  readonly code: Fault['code'] | 'audit-broken';
  /** A warning tells what was right when it was written. */
  readonly severity: 'error' | 'warning';
  readonly ja: string;
  readonly en: string;
}
