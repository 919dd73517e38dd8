/** A box of a printed form: what stands where, and what it speaks of. */

/** A box of the grid. Rows and columns count from 1, both ends included. */
export interface Box {
  readonly kind: 'title' | 'label' | 'note' | 'value' | 'slot' | 'hour';
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly text: string;
  /** The field of which this is the label or the value, and the table it stands in. */
  readonly field?: string;
  readonly table?: string;
  /** The rows of the form that a slot of the week speaks of, with the day and start of each. */
  readonly slots?: readonly { readonly row: number; readonly day: number; readonly start: number }[];
}
