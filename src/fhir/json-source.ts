/** JSON with the text of each number: what JavaScript can do and TypeScript does not know yet. */

interface WithSource {
  /** A value that `JSON.stringify` writes as this text. */
  rawJSON(text: string): unknown;
  parse(text: string, revive: Revive): unknown;
}

type Revive = (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown;

export const { rawJSON, parse: parseWithSource } = JSON as unknown as WithSource;
