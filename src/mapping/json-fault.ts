/** Where a text stops being JSON, as line and column. The reader of the platform only tells it by quoting what it found. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
const COLON = /[ \t\r\n]*:/y;

/** The place of the first sign that cannot stand where it stands; the end of the text when it only stops too early. */
export function jsonFault(text: string): JsonFault {
  const before = text.slice(0, faultOffset(text));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function faultOffset(text: string): number {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found !== null;
  };
  const takeText = (): boolean => {
    if (text[at] !== '"') return false;
    at += 1;
    while (text[at] !== '"') {
      if (text[at] === '\\') {
        if (!take(ESCAPE)) return false;
        // Past the end there is no code, and nothing compares with it.
      } else if (text.charCodeAt(at) >= 32) at += 1;
      else return false;
    }
    at += 1;
    return true;
  };
  const open: string[] = [];
  let fresh = false;
  for (;;) {
    take(SPACE);
    const inside = open.at(-1);
    const closes = fresh && text[at] === inside;
    if (!closes) {
      if (inside === '}' && !(takeText() && take(COLON))) return at;
      take(SPACE);
      fresh = text[at] === '{' || text[at] === '[';
      if (fresh) {
        open.push(text[at] === '{' ? '}' : ']');
        at += 1;
        continue;
      }
      if (text[at] === '"' ? !takeText() : !take(SCALAR)) return at;
    }
    fresh = false;
    for (take(SPACE); open.length > 0 && text[at] === open.at(-1); take(SPACE)) {
      open.pop();
      at += 1;
    }
    if (open.length === 0 || text[at] !== ',') return at;
    at += 1;
  }
}
