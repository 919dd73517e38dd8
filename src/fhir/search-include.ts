/** Reads `_include` and `_revinclude`: which references of which resources are followed, and whether again and again. */
import type { Refusal } from './issue.ts';
import type { SearchWords } from './parse-condition.ts';
import type { SearchParameter } from './search-parameter.ts';
import { badValue } from './search-refusals.ts';

export interface Include {
  /** The type whose references are followed; `*` for any. */
  readonly type: string;
  /** Absent: every reference parameter. */
  readonly parameter?: SearchParameter;
  readonly target?: string;
  /** Also from what was included. */
  readonly iterate: boolean;
}

export function parseIncludes(
  words: SearchWords & { readonly types: readonly string[] },
  query: URLSearchParams,
  name: '_include' | '_revinclude',
): Include[] | Refusal {
  const includes: Include[] = [];
  for (const key of [name, `${name}:iterate`]) {
    for (const value of query.getAll(key)) {
      const include = readInclude(words, value, key !== name);
      if (!include) {
        const valid = validFor(words, value.split(':')[0] ?? '');
        return badValue(key, value, {
          en: `\`*\`, \`Type:*\`, \`Type:reference-parameter\` or \`Type:reference-parameter:Target\`, such as ${valid}`,
          ja: `\`*\`、\`型:*\`、\`型:参照パラメータ\`、\`型:参照パラメータ:対象型\` のどれか（${valid} など）`,
        });
      }
      includes.push(include);
    }
  }
  return includes;
}

/** Every reference parameter of the type that is named, or of the one that is searched. */
function validFor(
  { parameters, types }: Pick<SearchWords, 'parameters'> & { types: readonly string[] },
  named: string,
): string {
  const codesOf = (type: string) =>
    [...parameters.of(type).values()].flatMap((one) => (one.type === 'reference' ? `${type}:${one.code}` : [])).sort();
  const own = /^[A-Z][A-Za-z]+$/.test(named) ? codesOf(named) : [];
  const valid = own.length > 0 ? own : types.slice(0, 1).flatMap(codesOf);
  return valid.join(', ') || '`*`';
}

function readInclude({ parameters }: SearchWords, value: string, iterate: boolean): Include | undefined {
  if (value === '*') return { type: '*', iterate };
  const [type = '', code = '', target, ...more] = value.split(':');
  if (!/^[A-Z][A-Za-z]+$/.test(type) || more.length > 0) return undefined;
  if (code === '*' && target === undefined) return { type, iterate };
  const parameter = parameters.of(type).get(code);
  if (parameter?.type !== 'reference') return undefined;
  if (target !== undefined && !parameter.targets.includes(target)) return undefined;
  return { type, parameter, iterate, ...(target === undefined ? {} : { target }) };
}
