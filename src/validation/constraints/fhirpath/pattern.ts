/** The patterns of `matches()`, which asks whether a text holds a match anywhere. */

/** The pattern as a regular expression; undefined where it is none. */
export function patternOf(source: string): RegExp | undefined {
  // R4's own rules escape letters that need none, which the strict form of expressions refuses.
  for (const flags of ['us', 's']) {
    try {
      new RegExp(source, flags);
      return new RegExp(withoutOptionalTail(source), flags);
    } catch {
      // The next form may take it.
    }
  }
  return undefined;
}

/** What may or may not follow a match changes nothing about there being one, but may take ages to try. */
function withoutOptionalTail(source: string): string {
  if (!/\)[*?]$/.test(source)) return source;
  const start = lastGroup(source);
  return start === undefined || start === 0 ? source : withoutOptionalTail(source.slice(0, start));
}

/** Where the group begins that is closed just before the last character; undefined where that is no group. */
function lastGroup(source: string): number | undefined {
  const open: number[] = [];
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\\') at++;
    else if (inClass) inClass = letter !== ']';
    else if (letter === '[') inClass = true;
    else if (letter === '(') open.push(at);
    else if (letter === ')') {
      const start = open.pop();
      if (at === source.length - 2) return open.length === 0 ? start : undefined;
    }
  }
  return undefined;
}
