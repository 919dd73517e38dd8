/** Versions of packages and definitions: which is the higher one, and which a dependency asks for. */

/** Below zero when `a` is lower. Numbers count as numbers, a pre-release comes before its release, other words by letter. */
export function compareVersions(a: string, b: string): number {
  const [left = '', leftWord] = halves(a);
  const [right = '', rightWord] = halves(b);
  const byNumber = compareParts(left.split('.'), right.split('.'));
  if (byNumber !== 0 || leftWord === rightWord) return byNumber;
  if (leftWord === undefined || rightWord === undefined) return leftWord === undefined ? 1 : -1;
  return compareParts(leftWord.split(/[.-]/), rightWord.split(/[.-]/));
}

/** `1.0.0-temp` is `1.0.0` and `temp`. A date such as `2018-08-12` is no pre-release of 2018. */
function halves(version: string): [string, string | undefined] {
  if (/^\d{4}-\d{2}/.test(version)) return [version.replaceAll('-', '.'), undefined];
  const dash = version.indexOf('-');
  return dash < 0 ? [version, undefined] : [version.slice(0, dash), version.slice(dash + 1)];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left = '0', right = '0'] = [a[index], b[index]];
    const [x, y] = [Number(left), Number(right)];
    const order = Number.isNaN(x) || Number.isNaN(y) ? (left === right ? 0 : left < right ? -1 : 1) : x - y;
    if (order !== 0) return order;
  }
  return 0;
}

/** Does a version fit what a dependency asks: `1.1.2`, `1.1.x`, `1.x`, `^1.1.0`, `~1.1.0`, `>=1.1.0`, `latest`, `current`, `*`? */
export function satisfies(version: string, asked: string): boolean {
  const range = asked.trim();
  if (/^(latest|current(\$.*)?|dev|\*|x|)$/i.test(range) || version === range) return true;
  const [, sign = '', bare = ''] = /^(\^|~|>=)?\s*(.*)$/.exec(range) ?? [];
  if (sign === '>=') return compareVersions(version, bare) >= 0;
  if (sign !== '') {
    const [major = '0', minor = '0'] = bare.split('.');
    const kept = sign === '^' && major !== '0' ? [major] : [major, minor];
    return startsWith(version, kept) && compareVersions(version, bare) >= 0;
  }
  const parts = bare.split('.');
  const wild = parts.findIndex((part) => /^[x*]$/i.test(part));
  // `1.1` means any `1.1.…`; a whole version means itself alone.
  if (wild < 0 && parts.length > 2) return false;
  return startsWith(version, wild < 0 ? parts : parts.slice(0, wild));
}

const startsWith = (version: string, parts: readonly string[]): boolean =>
  parts.every((part, index) => version.split(/[.-]/)[index] === part);
