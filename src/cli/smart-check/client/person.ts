/** The person at the browser, whoever plays the part: where a visit starts, and where it ended. */

import type { Fields } from './fill-form.ts';
import type { Answer } from './http.ts';

export interface Visit {
  readonly url: string;
  /** Sent by POST as a form, where given. */
  readonly form?: URLSearchParams;
  /** The visit is over once the browser is sent here. */
  readonly until: string;
  /** Fields that are filled otherwise than usual. */
  readonly fields?: Fields;
  /** Browsers of different names share no cookies. */
  readonly browser?: string;
  /** What a living person must do otherwise than usual. */
  readonly hint?: Text;
}

export interface Text {
  readonly ja: string;
  readonly en: string;
}

/** The address that was reached, with the parameters that came with it; or the page at which the visit got stuck. */
export type Arrival =
  | { readonly reached: true; readonly url: URL }
  | { readonly reached: false; readonly why: string; readonly page: Answer | undefined };

export interface Person {
  visit(visit: Visit): Promise<Arrival>;
  /** Whether an error page is seen too; a living person's browser shows it to the person only. */
  readonly seesPages: boolean;
}
