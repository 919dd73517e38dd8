/** What a message may cost and what none may be: too large, cut off, or of characters that no record may hold. */
import { type Refusal, refuse } from '#fhir';
import { forbiddenAt, nameOf } from '#mapping';

/** Bytes of one message; a long order with its notes has some ten thousand. */
export const MESSAGE_BYTES_MAX = 2_000_000;
export const SEGMENTS_MAX = 5_000;
/** Separators of one message: each of them is a value with a place. */
export const SEPARATORS_MAX = 50_000;

export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repeat: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export const checkSize = (bytes: Uint8Array): Refusal | undefined =>
  bytes.length > MESSAGE_BYTES_MAX ? tooLarge('バイト数', 'bytes', MESSAGE_BYTES_MAX, lineAtLimit(bytes)) : undefined;

/** The segment in which it becomes too large; in every encoding of Japan a line end is the byte that it is. */
function lineAtLimit(bytes: Uint8Array): number {
  const within = Buffer.from(bytes.subarray(0, MESSAGE_BYTES_MAX)).toString('latin1');
  return within.split(/\r\n|\r|\n/).length;
}

/** The text split at its line ends, so that the last line of a whole message is empty. */
export function checkLines(lines: readonly string[], separators: Separators): Refusal | undefined {
  if (lines.length > SEGMENTS_MAX + 1) return tooLarge('セグメント数', 'segments', SEGMENTS_MAX, SEGMENTS_MAX + 1);
  const { field, component, repeat, subcomponent } = separators;
  const marks = [field, component, repeat, subcomponent];
  let count = 0;
  let tooMany: number | undefined;
  for (const [index, line] of lines.entries()) {
    const at = forbiddenAt(line);
    if (at >= 0) return forbidden(nameOf(line, at), index + 1, at + 1);
    for (const mark of marks) count += timesIn(line, mark);
    if (count > SEPARATORS_MAX) tooMany ??= index + 1;
  }
  if (tooMany !== undefined) return tooLarge('区切り文字数', 'separators', SEPARATORS_MAX, tooMany);
  return lines.at(-1) === '' ? undefined : unterminated(lines.length);
}

function timesIn(line: string, mark: string): number {
  let times = 0;
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) times += 1;
  return times;
}

/** Every segment ends in CR (HL7 v2.5 §2.5): the one that does not is only its beginning. */
const unterminated = (line: number): Refusal =>
  unreadable(
    'hl7-unterminated',
    '最後のセグメントが CR で終わっていません。途中で切れたものと区別できないため取り込みません。全部そろっているなら、最後に CR を付けてください。',
    'the last segment does not end in CR, as one that is cut off; where it is whole, end it in CR',
    line,
  );

const forbidden = (sign: string, line: number, column: number): Refusal =>
  unreadable(
    'hl7-characters',
    `使えない制御文字（${sign}）があります。`,
    `${sign} is a control character, which no message may hold`,
    line,
    column,
  );

/** The place is that of the segment with which it becomes so. */
const tooLarge = (ja: string, en: string, max: number, line: number): Refusal =>
  refuse(413, {
    code: 'hl7-too-large',
    type: 'too-costly',
    ja: `メッセージが大きすぎます（${ja}の上限は ${max}）。${line} 番目のセグメントで上限を超えます。`,
    en: `the message is too large (at most ${max} ${en}); segment ${line} goes beyond that`,
    expression: `segment ${line}`,
    line,
  });

/** Refuses with the segment, which is also the line, and the column where there is one. */
export function unreadable(code: string, ja: string, en: string, line: number, column?: number): Refusal {
  const place = column === undefined ? { line } : { line, column };
  return refuse(400, {
    code,
    type: 'structure',
    ja,
    en,
    expression: `segment ${line}`,
    ...place,
  });
}
