/**
 * Filters on URIs and canonicals. `:below` finds what lies under a URI by its path, in any version, and of `url|version` the
 * versions that begin with it; `:above` is the same seen from below. Paths and versions are compared by whole segments.
 */
import type { SearchFilter } from '#fhir';
import type { Bindings } from './bindings.ts';
import { existsIn, keysSql } from './exists-in.ts';
import { valueKey } from './index-values.ts';
import { isOneOf, likeStart } from './strings.ts';

export function uriSql({ parameter: { code }, modifier, values }: SearchFilter, alias: string, bind: Bindings): string {
  const texts = values.flatMap((value) => (value.type === 'uri' ? [value.text] : []));
  if (modifier === 'above' || modifier === 'below') return uriFamilySql(code, modifier, texts, alias, bind);
  return keysSql(
    texts.map((text) => valueKey(code, text)),
    `${alias}.keys`,
    bind,
  );
}

export function uriFamilySql(
  code: string,
  modifier: 'above' | 'below',
  texts: readonly string[],
  alias: string,
  bind: Bindings,
): string {
  const conditions =
    modifier === 'above'
      ? [isOneOf('i', texts.flatMap(aboveOf), bind)]
      : [isOneOf('i', texts, bind), ...texts.flatMap(startsBelow).map((start) => likeStart('i', start, bind))];
  return existsIn('index_string', code, `(${conditions.join(' OR ')})`, alias, bind);
}

/** What begins so lies below. */
function startsBelow(text: string): string[] {
  return text.includes('|') ? [`${text}.`] : [`${text.replace(/\/$/, '')}/`, `${text}|`];
}

function aboveOf(text: string): string[] {
  const [uri = '', version] = text.split('|', 2);
  const paths = startsOf(uri, '/').flatMap((path) => [path, `${path}/`]);
  const versions = version === undefined ? [] : startsOf(version, '.').map((start) => `${uri}|${start}`);
  return [...new Set([uri, ...paths, ...versions])];
}

/** `a.b.c` → `a`, `a.b`, `a.b.c`. */
function startsOf(text: string, mark: string): string[] {
  const parts = text.split(mark);
  return parts.map((_, i) => parts.slice(0, i + 1).join(mark));
}
