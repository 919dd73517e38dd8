/** The two halves of an issue: what is expected, and what is found instead. */
export type Pair = readonly [ja: string, en: string];

/** In Japanese and English; `{name}` is filled like any other place of a text. */
export interface Halves {
  readonly expected?: Pair;
  readonly found?: Pair;
}
