/** Reads an HL7 v2 message from raw bytes: refuses with a place, never throws, never guesses silently. */
import { type Issue, isRefusal, type Refusal } from '#fhir';
import { forbiddenAt } from './characters.ts';
import { type DecodedText, decodeJapanese } from './decode-japanese.ts';
import { checkLines, checkSize, type Separators, unreadable } from './hl7-limits.ts';
import type { Hl7Component, Hl7Field, Hl7Record, Hl7Segment } from './hl7-record.ts';

/** Bytes of one file or one MLLP frame → the record, or a refusal that names segment, line and column. */
export function readHl7(bytes: Uint8Array): Hl7Record | Refusal {
  const large = checkSize(bytes);
  if (large !== undefined) return large;
  const decoded = decodeJapanese(unframed(bytes));
  if (isRefusal(decoded)) return decoded;
  const separators = separatorsOf(decoded.text);
  if (isRefusal(separators)) return separators;
  const lines = decoded.text.split(/\r\n|\r|\n/);
  const unfit = checkLines(lines, separators);
  if (unfit !== undefined) return unfit;
  const segments = lines
    .slice(0, -1)
    .map((line, at) => (line === '' ? undefined : readSegment(line, at + 1, separators)));
  const present: Hl7Segment[] = [];
  for (const segment of segments) {
    if (isRefusal(segment)) return segment;
    if (segment !== undefined) present.push(segment);
  }
  return toRecord(decoded, present);
}

/** Drops the MLLP start byte, and the 0x1C with which most SS-MIX2 files end. */
function unframed(bytes: Uint8Array): Uint8Array {
  const start = bytes[0] === 0x0b ? 1 : 0;
  const last = bytes.lastIndexOf(0x1c);
  const framed = last >= 0 && bytes.subarray(last + 1).every((byte) => byte === 0x0d || byte === 0x0a);
  return bytes.subarray(start, framed ? last : bytes.length);
}

function separatorsOf(text: string): Separators | Refusal {
  if (!text.startsWith('MSH')) {
    return unreadable(
      'hl7-msh-missing',
      'MSH セグメントで始まっていません。',
      'the message does not start with an MSH segment',
      1,
      1,
    );
  }
  const field = text[3] ?? '';
  const [component = '', repeat = '', escapeSign = '', subcomponent = ''] = text.slice(4).split(field, 1)[0] ?? '';
  const all = [field, component, repeat, escapeSign, subcomponent];
  if (all.some((one) => one === '' || /[\sA-Za-z0-9]/.test(one)) || new Set(all).size !== all.length) {
    return unreadable(
      'hl7-separators',
      'MSH-1 と MSH-2 の区切り文字が正しくありません。',
      '`MSH-1` and `MSH-2` must be five different signs',
      1,
      4,
    );
  }
  return { field, component, repeat, escape: escapeSign, subcomponent };
}

function readSegment(line: string, index: number, separators: Separators): Hl7Segment | Refusal {
  const name = line.slice(0, 3);
  const after = line[3];
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name) || (after !== undefined && after !== separators.field)) {
    return unreadable(
      'hl7-segment',
      `${index} 番目のセグメントの名前を読めません（途中で切れている可能性があります）。`,
      `segment ${index} has no readable name; the file may be cut off`,
      index,
      1,
    );
  }
  const fields: Hl7Field[] = [];
  let column = 5;
  const texts = line.slice(4).split(separators.field);
  // The field separator of MSH is itself MSH-1, so the text after it starts with MSH-2.
  const first = name === 'MSH' ? 2 : 1;
  if (name === 'MSH') fields.push(literalField({ name, index, number: 1, column: 4 }, separators.field));
  for (const [at, text] of texts.entries()) {
    const place = { name, index, number: at + first, column };
    fields.push(name === 'MSH' && at === 0 ? literalField(place, text) : readField(place, text, separators));
    column += text.length + 1;
  }
  return { name, index, fields };
}

interface Place {
  readonly name: string;
  readonly index: number;
  readonly number: number;
  readonly column: number;
}

const positionOf = ({ name, index, number }: Place, suffix = ''): string =>
  `${name}-${number}${suffix} (segment ${index})`;

function literalField(place: Place, text: string): Hl7Field {
  const component = {
    number: 1,
    text,
    subcomponents: [text],
    isNull: false,
    column: place.column,
  };
  return {
    number: place.number,
    position: positionOf(place),
    column: place.column,
    repeats: [[{ ...component, position: positionOf(place, '.1') }]],
  };
}

function readField(place: Place, text: string, separators: Separators): Hl7Field {
  let column = place.column;
  const repeats = text.split(separators.repeat).map((repeat, repeatAt) =>
    repeat.split(separators.component).map((component, at): Hl7Component => {
      const suffix = `${repeatAt === 0 ? '' : `[${repeatAt + 1}]`}.${at + 1}`;
      const subcomponents = component.split(separators.subcomponent).map((one) => plainText(one, separators));
      const read = {
        number: at + 1,
        text: subcomponents.join('&'),
        subcomponents,
        isNull: component === '""',
        position: positionOf(place, suffix),
        column,
      };
      column += component.length + 1;
      return read;
    }),
  );
  return {
    number: place.number,
    position: positionOf(place),
    column: place.column,
    repeats,
  };
}

/** HL7 v2.5 §2.7: an escape that is not known is kept as it is written. */
function plainText(text: string, separators: Separators): string {
  const sign = separators.escape.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const known: Record<string, string> = {
    F: separators.field,
    S: separators.component,
    T: separators.subcomponent,
    R: separators.repeat,
    E: separators.escape,
    H: '',
    N: '',
    '.br': '\n',
  };
  return text.replace(new RegExp(`${sign}([^${sign}]*)${sign}`, 'g'), (whole, code: string) => {
    if (/^X(?:[0-9A-Fa-f]{2})+$/.test(code)) return fromHex(code.slice(1)) ?? whole;
    return known[code] ?? whole;
  });
}

function fromHex(hex: string): string | undefined {
  const decoded = decodeJapanese(Uint8Array.from(Buffer.from(hex, 'hex')));
  // A character that no record may hold stays an escape.
  return isRefusal(decoded) || forbiddenAt(decoded.text) >= 0 ? undefined : decoded.text;
}

function toRecord(decoded: DecodedText, segments: Hl7Segment[]): Hl7Record | Refusal {
  const header = segments[0];
  const at = (number: number, component: number): string =>
    header?.fields.find((field) => field.number === number)?.repeats[0]?.[component - 1]?.text ?? '';
  const version = at(12, 1);
  if (!/^2\.\d/.test(version)) {
    return unreadable(
      'hl7-version',
      `HL7 v2 のメッセージではありません（MSH-12 は「${version}」）。`,
      `\`MSH-12\` says \`${version}\`, not a version 2`,
      1,
    );
  }
  if (at(9, 1) === '' || at(9, 2) === '') {
    return unreadable(
      'hl7-type-missing',
      'メッセージ型（MSH-9）がありません。',
      '`MSH-9` (message type and event) is missing',
      1,
    );
  }
  const issues = [...severalMessages(segments), ...otherCharacterSet(decoded, at(18, 1), header)];
  return {
    encoding: decoded.encoding,
    version,
    type: at(9, 1),
    event: at(9, 2),
    segments,
    issues,
  };
}

/** Order files (OMP-11) do hold several messages; whoever needs one person per file must look at this. */
function severalMessages(segments: readonly Hl7Segment[]): Issue[] {
  const second = segments.filter(({ name }) => name === 'MSH')[1];
  if (second === undefined) return [];
  const ja = '1つのファイルに複数のメッセージがあります。';
  const en = 'the file holds more than one message';
  const expression = `MSH (segment ${second.index})`;
  return [
    {
      severity: 'warning',
      code: 'hl7-many-messages',
      type: 'multiple-matches',
      ja,
      en,
      expression,
      line: second.index,
    },
  ];
}

/** MSH-18 is `~ISO IR87` or `~ISOIR87` in the field, so only its second repetition says what the kanji are. */
function otherCharacterSet({ encoding, text }: DecodedText, first: string, header: Hl7Segment | undefined): Issue[] {
  const repeats = header?.fields.find(({ number }) => number === 18)?.repeats ?? [];
  const declared = [first, ...repeats.slice(1).map((repeat) => repeat[0]?.text ?? '')]
    .filter((one) => one !== '')
    .join('~');
  const jis = /ISO ?IR ?(87|159|13|14)\b/.test(declared);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself.
  const plain = /^[\x00-\x7f]*$/.test(text);
  if (declared === '' || plain || jis === (encoding === 'iso-2022-jp')) return [];
  const ja = `MSH-18 は「${declared}」ですが、実際の文字コードは ${encoding} です。`;
  const en = `\`MSH-18\` says \`${declared}\`, but the bytes are ${encoding}`;
  return [
    {
      severity: 'warning',
      code: 'hl7-charset',
      type: 'value',
      ja,
      en,
      expression: 'MSH-18 (segment 1)',
      line: 1,
    },
  ];
}
