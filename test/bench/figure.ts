/** One measured figure, with its floor or rival from the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, measured in the same run; absent for what stands for itself. */
  readonly against?: string;
  /** Value divided by that of the other side. */
  readonly ratio?: number;
}

/** The middle one; of an even number the upper. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
