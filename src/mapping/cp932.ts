/** Text in CP932, the encoding of Japanese office software. What it lacks is named, never replaced. */

/** Signs that two tables write differently: the same sign in CP932's own. */
const TWINS: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e',
  '\u2212': '\uff0d',
  '\u2014': '\u2015',
  '\u2016': '\u2225',
  '\u00a2': '\uffe0',
  '\u00a3': '\uffe1',
  '\u00ac': '\uffe2',
};

let table: ReadonlyMap<string, number> | undefined;

/** The bytes, and the characters that have none. */
export function encodeCp932(text: string): { bytes: Uint8Array; lacking: readonly string[] } {
  table ??= tableOf();
  const bytes: number[] = [];
  const lacking = new Set<string>();
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const known = code < 0x80 ? code : table.get(TWINS[character] ?? character);
    if (known === undefined) lacking.add(character);
    else if (known > 0xff) bytes.push(known >> 8, known & 0xff);
    else bytes.push(known);
  }
  return { bytes: Uint8Array.from(bytes), lacking: [...lacking] };
}

/** The platform's own table, turned round; of several codes for one sign, the first of the rows that JIS has. */
function tableOf(): Map<string, number> {
  const known = new Map<string, number>();
  const decoder = new TextDecoder('shift_jis', { fatal: true });
  const add = (code: number, bytes: Uint8Array): void => {
    try {
      const sign = decoder.decode(bytes);
      if ([...sign].length === 1 && !known.has(sign)) known.set(sign, code);
    } catch {
      // No sign has this code.
    }
  };
  for (let code = 0xa1; code <= 0xdf; code += 1) add(code, Uint8Array.of(code));
  for (const lead of [...range(0x81, 0x9f), ...range(0xe0, 0xea), ...range(0xfa, 0xfc), ...range(0xed, 0xee)])
    for (const trail of range(0x40, 0xfc)) if (trail !== 0x7f) add((lead << 8) | trail, Uint8Array.of(lead, trail));
  return known;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** `～（U+FF5E）`. */
export const nameCharacter = (character: string): string =>
  `${character}（U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}）`;
