/** A record to read, print and keep: its writers beside make a page, a PDF or CSV of the same cells. */
import type { Language } from '#fhir';

export interface Sheet {
  readonly title: string;
  readonly language: Language;
  /** Sentences that are said before the table. */
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly sections: readonly Section[];
  /** Said where there are no rows. */
  readonly empty: string;
}

export interface Section {
  /** e.g. the day; empty where the rows stand under no heading. */
  readonly heading: string;
  readonly rows: readonly Row[];
}

export interface Row {
  /** One for each column. */
  readonly cells: readonly string[];
  /** What must catch the eye, e.g. that the glass was broken. */
  readonly mark?: string | undefined;
  /** What can be done about it. */
  readonly act?: { readonly text: string; readonly url: string } | undefined;
}

/** The cells of a row as they stand in one line, with its mark first. */
export const cellsOf = ({ cells, mark }: Row): string[] =>
  mark === undefined ? [...cells] : cells.map((cell, index) => (index === 0 ? `【${mark}】${cell}` : cell));
