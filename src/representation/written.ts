/** JSON whose numbers stay as they are written: a measurement of 1.00 is more exact than one of 1. */

/** A value of JSON, where a number that JavaScript would write otherwise is held as it is written. */
export type Written = unknown;

/** What JavaScript calls raw JSON; `JSON.stringify` writes it as it is. */
interface RawJson {
  readonly rawJSON: string;
}

interface RawJsonMaker {
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
}

const { rawJSON, isRawJSON } = JSON as unknown as RawJsonMaker;
const parse = JSON.parse as (text: string, revive: Revive) => unknown;

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

export const readWritten = (text: string): Written =>
  parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? writtenNumber(source) : value,
  );

/** A number of JSON; `text` must be one. */
export function writtenNumber(text: string): Written {
  const value = Number(text);
  return String(value) === text ? value : rawJSON(text);
}

/** The value of a primitive as text; undefined for what is no primitive. */
export function primitiveText(value: Written): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isRawJSON(value) ? value.rawJSON : undefined;
}
