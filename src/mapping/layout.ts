/** The shape of a printed form as data: sheets of texts, fields, tables and weekly grids. It comes from `layout.json`. */

/** A cell range such as `A4:H4`, and where its label stands. */
export interface FieldCell {
  readonly label?: string;
  readonly value: string;
}

/** A text of the paper itself. */
interface TextCell {
  readonly at: string;
  readonly text: string;
  readonly style?: 'title' | 'label' | 'note';
}

export interface TableLayout {
  /** First and last row of the headings. */
  readonly header: readonly [number, number];
  readonly start: number;
  /** Field → first and last column, `B:J`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Empty rows are printed up to this number; more rows move what stands below down. */
  readonly printed: number;
}

/** A week of half-hour rows: seven columns of days, the last for Sundays and public holidays. */
export interface GridLayout {
  /** The field that says when, by the codec `week-slot`. */
  readonly time: string;
  /** The field that says what. */
  readonly text: string;
  /** The row of the names of the days. */
  readonly header: number;
  /** The row of the first half hour, which is the `dayStart` of the rule. */
  readonly start: number;
  /** Half hours. */
  readonly rows: number;
  /** The columns of the hours. */
  readonly hours: string;
  /** Seven columns, from Monday. */
  readonly days: readonly string[];
  /** The headings of two hours each, where they are not 6:00, 8:00 … 24:00, 26:00. */
  readonly hourLabels?: readonly string[];
  /** So many lines a half hour grows by its words; what needs more stands in a note below the sheet. */
  readonly lines?: number;
}

/** A table of one field, all of its rows in one cell: each on a line of its own that begins with ・. */
interface ListLayout extends FieldCell {
  readonly field: string;
}

export interface SheetLayout {
  readonly name: string;
  readonly orientation?: 'landscape' | 'portrait';
  readonly columns: number;
  /** Printed on one page, smaller where needed. */
  readonly onePage?: boolean;
  /** The least size of letters in points. */
  readonly smallest?: number;
  readonly texts: readonly TextCell[];
  readonly fields: Readonly<Record<string, FieldCell>>;
  /** Fields of another sheet, printed here again and never read from here: whose page this is. */
  readonly repeats?: Readonly<Record<string, FieldCell>>;
  /** Cells of papers in use that no field can be read from, with what they are called and why: said where they are filled. */
  readonly unread?: Readonly<Record<string, { readonly label: string; readonly loss: string }>>;
  readonly tables?: Readonly<Record<string, TableLayout>>;
  readonly grids?: Readonly<Record<string, GridLayout>>;
  readonly lists?: Readonly<Record<string, ListLayout>>;
  /** Rows before which a page ends. */
  readonly breaks?: readonly number[];
  /** Row → least height in points. */
  readonly heights?: Readonly<Record<string, number>>;
}

export interface Layout {
  readonly sheets: readonly SheetLayout[];
}

/** The fields that a sheet, or a change of one, has a place for. */
export const fieldsOf = (sheet: Partial<SheetLayout>): string[] => [
  ...Object.keys(sheet.fields ?? {}),
  ...Object.keys(sheet.repeats ?? {}),
  ...Object.values(sheet.tables ?? {}).flatMap(({ columns }) => Object.keys(columns)),
  ...Object.values(sheet.lists ?? {}).map(({ field }) => field),
  ...Object.values(sheet.grids ?? {}).flatMap(({ time, text }) => [time, text]),
];
