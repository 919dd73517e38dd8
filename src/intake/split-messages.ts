/** Takes a batch of HL7 v2 messages apart, as bytes: no encoding of theirs has CR, LF or a framing byte within a character. */

export interface Batch {
  readonly messages: readonly Uint8Array[];
  /** How many `BTS-1` say that there are, where any says it. */
  readonly announced: number | undefined;
  /** An FHS or BHS has no FTS or BTS: the end may be missing. */
  readonly isOpen: boolean;
}

const LINE_ENDS = [0x0a, 0x0b, 0x0d, 0x1c];
const START_OF_BLOCK = 0x0b;
const END_OF_BLOCK = 0x1c;
const CR = 0x0d;
const ENVELOPE = ['FHS', 'BHS', 'BTS', 'FTS'];

/** The messages of a batch (HL7 v2.5 section 2.10.3), of frames one after the other, or of messages without either. */
export function splitMessages(bytes: Uint8Array): Batch {
  const starts = linesOf(bytes);
  const messages: Uint8Array[] = [];
  let announced: number | undefined;
  for (const [i, { at, name }] of starts.entries()) {
    if (name === 'BTS') announced = (announced ?? 0) + countOf(bytes, at);
    if (name === 'MSH') messages.push(withoutFraming(bytes.subarray(at, starts[i + 1]?.at)));
  }
  const count = (name: string): number => starts.filter((one) => one.name === name).length;
  const isOpen = count('BHS') > count('BTS') || count('FHS') > count('FTS');
  return { messages, announced: Number.isNaN(announced) ? undefined : announced, isOpen };
}

/** Where messages and envelopes begin. */
function linesOf(bytes: Uint8Array): { readonly at: number; readonly name: string }[] {
  const lines: { at: number; name: string }[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (at > 0 && !LINE_ENDS.includes(bytes[at - 1] ?? 0)) continue;
    const name = String.fromCharCode(...bytes.subarray(at, at + 3));
    if (name === 'MSH' || ENVELOPE.includes(name)) lines.push({ at, name });
  }
  return lines;
}

/** What frames it is no part of a message, so that it is the same however it was sent. */
function withoutFraming(message: Uint8Array): Uint8Array {
  const own = message.at(-1) === START_OF_BLOCK ? message.subarray(0, -1) : message;
  return own.at(-1) === CR && own.at(-2) === END_OF_BLOCK ? own.subarray(0, -2) : own;
}

const DIGITS_MAX = 12;

/** Not a number where it says none. */
function countOf(bytes: Uint8Array, at: number): number {
  const text = String.fromCharCode(...bytes.subarray(at + 4, at + 4 + DIGITS_MAX));
  return Number(/^\d+/.exec(text)?.[0] ?? Number.NaN);
}
