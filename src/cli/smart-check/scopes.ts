/** Reads SMART scopes of both versions. */

export interface ResourceScope {
  readonly text: string;
  readonly prefix: string;
  readonly type: string;
  /** Letters of `cruds`. */
  readonly letters: string;
  readonly query: string | undefined;
  readonly version: 1 | 2;
}

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const SCOPE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(.*))?$/;

/** The resource scopes among these, in their order. */
export const resourceScopes = (scopes: readonly string[]): ResourceScope[] =>
  scopes.flatMap((text) => {
    const [, prefix, type, permission, query] = SCOPE.exec(text) ?? [];
    if (prefix === undefined || type === undefined || permission === undefined) return [];
    const v1 = V1[permission];
    return [{ text, prefix, type, letters: v1 ?? permission, query, version: v1 ? 1 : 2 }];
  });

/** Whether some scope allows the letter on the type, at least for some resources. */
export const covers = (scopes: readonly ResourceScope[], type: string, letter: string): boolean =>
  scopes.some((scope) => (scope.type === '*' || scope.type === type) && scope.letters.includes(letter));
