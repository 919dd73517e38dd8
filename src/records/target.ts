/** What a change is aimed at, and under which conditions. */
import type { Places } from '#validation';
import type { Setting } from './check-resource.ts';

/** One id, or what meets criteria. */
export interface Target {
  readonly type: string;
  readonly id?: string | undefined;
  /** A search query, where no id is named. */
  readonly criteria?: string | undefined;
  /** What its criteria mean, where that is found out and locked already. */
  readonly found?: readonly { readonly type: string; readonly id: string }[] | undefined;
  /** The header as sent, e.g. `W/"3"`. */
  readonly ifMatch?: string | undefined;
  /** The header as sent; an asterisk means that nothing may be there yet. */
  readonly ifNoneMatch?: string | undefined;
  /** Where the members of what was sent stand in its text. */
  readonly positions?: Places | undefined;
  readonly among?: Among | undefined;
}

/** How a change stands among the entries of its transaction. */
interface Among {
  /** The id that its criteria were found to mean, or under which it makes what nothing met. */
  readonly meant: string | undefined;
  /** Whether nothing that the transaction has made since may meet the criteria too. */
  readonly isSettled: boolean;
  /** `Type/id` of everything that the transaction is still to make. */
  readonly known: ReadonlySet<string>;
}

/** The one resource that a target names; undefined where criteria may mean any. */
export const aboutOne = ({ type, id }: Target): string | undefined => (id === undefined ? undefined : `${type}/${id}`);

/** What of it the check of what is stored must know. */
export const settingOf = ({ positions, among }: Pick<Target, 'positions' | 'among'> = {}): Setting => ({
  positions,
  ...(among && { known: among.known }),
});
