/** What a codec of form fields is: a small two-way thing between the text in a cell and values in FHIR. */
import { type CodeTable, type Failure, isFailure, type Rule } from './mapping.ts';

/** Values by the names of the rule's paths; a rule with one path calls it `value`. */
export type Values = Readonly<Record<string, unknown>>;

export interface FormCodec {
  /** The printed text; nothing when the values are absent. */
  readonly toForm: (values: Values, context: CodecContext) => string | Failure | undefined;
  readonly toFhir: (text: string, context: CodecContext) => Values | Failure;
}

export interface CodecContext {
  readonly rule: Rule;
  readonly table: CodeTable | undefined;
}

export const asText = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

export const asList = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

/** Widths and spaces do not count where words are compared. */
export const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

export function unreadable(text: string, ja: string, en: string, failed: Failure['failed'] = 'format'): Failure {
  return { failed, ja: `「${text}」は${ja}として読めません。`, en: `\`${text}\` is not ${en}` };
}

/** A codec of one value: `read` gives nothing for a text that is none. */
export function single(
  write: (value: unknown) => string | undefined,
  read: (text: string) => unknown,
  name: readonly [string, string],
): FormCodec {
  return {
    toForm: ({ value }) => {
      if (value === undefined) return undefined;
      return write(value) ?? unreadable(JSON.stringify(value), ...name);
    },
    toFhir: (text) => {
      const value = read(text);
      if (value === undefined) return unreadable(text, ...name);
      return isFailure(value) ? value : { value };
    },
  };
}
