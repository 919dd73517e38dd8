/** Reads an HL7 v2 message from raw bytes: refuses with a place, never throws, never guesses silently. */
import { type Issue, isRefusal, type Refusal } from '#fhir';
import { type DecodedText, decodeJapanese, forbiddenAt, type JapaneseEncoding } from '#mapping';
import { checkLines, checkSize, type Separators, unreadable } from './hl7-limits.ts';
import { HEADER_SEGMENTS, type Hl7Component, type Hl7Field, type Hl7Record, type Hl7Segment } from './hl7-record.ts';

/** Bytes of one file or one MLLP frame → the record, or a refusal that names segment, line and column. */
export function readHl7(bytes: Uint8Array): Hl7Record | Refusal {
  const large = checkSize(bytes);
  if (large !== undefined) return large;
  const { content, isWhole } = unframed(bytes);
  const decoded = decodeJapanese(content, declaredEncoding(content));
  if (isRefusal(decoded)) return decoded;
  const separators = separatorsOf(decoded.text);
  if (isRefusal(separators)) return separators;
  const lines = decoded.text.split(/\r\n|\r|\n/);
  if (isWhole && lines.at(-1) !== '') lines.push('');
  const unfit = checkLines(lines, separators);
  if (unfit !== undefined) return unfit;
  const reader = { separators, escapes: escapesOf(separators) };
  const segments: Hl7Segment[] = [];
  for (let at = 0; at < lines.length - 1; at += 1) {
    const line = lines[at] as string;
    if (line === '') continue;
    const segment = readSegment(line, at + 1, reader);
    if (isRefusal(segment)) return segment;
    segments.push(segment);
  }
  return toRecord(decoded, segments);
}

/** Drops the MLLP start byte, and the 0x1C with which most SS-MIX2 files end: whatever has that end is not cut off. */
function unframed(bytes: Uint8Array): { content: Uint8Array; isWhole: boolean } {
  const start = bytes[0] === 0x0b ? 1 : 0;
  const last = bytes.lastIndexOf(0x1c);
  const isWhole = last >= 0 && bytes.subarray(last + 1).every((byte) => byte === 0x0d || byte === 0x0a);
  return { content: bytes.subarray(start, isWhole ? last : bytes.length), isWhole };
}

/** Enough for a header: its declared character set is looked up before anything is decoded. */
const HEADER_BYTES = 2_000;

/** What MSH-18 says of an encoding that the bytes alone do not tell. */
function declaredEncoding(bytes: Uint8Array): 'euc-jp' | 'iso-8859-1' | undefined {
  const head = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1');
  const [, separator = '|', fields = ''] = /(?:^|[\r\n])MSH(.)([^\r\n]*)/.exec(head) ?? [];
  const declared = fields.split(separator)[16] ?? '';
  if (/euc/i.test(declared)) return 'euc-jp';
  return /8859\/1\b/.test(declared) ? 'iso-8859-1' : undefined;
}

/** A batch (FHS, BHS) is framed by segments of its own, with separators like those of MSH. */
function separatorsOf(text: string): Separators | Refusal {
  if (!HEADER_SEGMENTS.some((name) => text.startsWith(name))) {
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

interface Reader {
  readonly separators: Separators;
  readonly escapes: Escapes;
}

function readSegment(line: string, index: number, reader: Reader): Hl7Segment | Refusal {
  const { separators } = reader;
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
  const header = HEADER_SEGMENTS.includes(name);
  if (header && after !== undefined && !line.startsWith(signsOf(separators), 3)) return otherSeparators(index);
  // The field separator of MSH is itself MSH-1, so the text after it starts with MSH-2.
  let number = header ? 2 : 1;
  if (header) fields.push(literalField({ name, index, number: 1, column: 4 }, separators.field));
  for (const text of line.slice(4).split(separators.field)) {
    if (header && number === 2) fields.push(literalField({ name, index, number, column }, text));
    // An empty field says nothing, and most of a message is empty.
    else if (text !== '') fields.push(readField({ name, index, number, column }, text, reader));
    column += text.length + 1;
    number += 1;
  }
  return { name, index, fields };
}

const signsOf = ({ field, component, repeat, escape: sign, subcomponent }: Separators): string =>
  `${field}${component}${repeat}${sign}${subcomponent}`;

const otherSeparators = (index: number): Refusal =>
  unreadable(
    'hl7-separators',
    '1つのファイルの中で区切り文字が変わっています。',
    'the separators change within the file',
    index,
    4,
  );

interface Place {
  readonly name: string;
  readonly index: number;
  readonly number: number;
  readonly column: number;
}

function literalField({ name, index, number, column }: Place, text: string): Hl7Field {
  const position = `${name}-${number}.1 (segment ${index})`;
  const component = { number: 1, text, subcomponents: [text], isNull: false, column, position };
  return { number, position: `${name}-${number} (segment ${index})`, column, repeats: [[component]] };
}

function readField(place: Place, text: string, { separators, escapes }: Reader): Hl7Field {
  const { name, index, number } = place;
  let { column } = place;
  const repeats: Hl7Component[][] = [];
  for (const repeat of text.split(separators.repeat)) {
    const beginning = repeats.length === 0 ? `${name}-${number}` : `${name}-${number}[${repeats.length + 1}]`;
    const components: Hl7Component[] = [];
    for (const component of repeat.split(separators.component)) {
      const at = components.length + 1;
      const subcomponents = subcomponentsOf(component, separators, escapes);
      components.push({
        number: at,
        text: subcomponents.length === 1 ? (subcomponents[0] as string) : subcomponents.join('&'),
        subcomponents,
        isNull: component === '""',
        position: `${beginning}.${at} (segment ${index})`,
        column,
      });
      column += component.length + 1;
    }
    repeats.push(components);
  }
  return { number, position: `${name}-${number} (segment ${index})`, column: place.column, repeats };
}

function subcomponentsOf(component: string, { subcomponent, escape: sign }: Separators, escapes: Escapes): string[] {
  const parts = component.includes(subcomponent) ? component.split(subcomponent) : [component];
  return component.includes(sign) ? parts.map((one) => plainText(one, escapes)) : parts;
}

interface Escapes {
  readonly pattern: RegExp;
  readonly known: ReadonlyMap<string, string>;
}

/** HL7 v2.5 §2.7; highlighting (`H`, `N`) is dropped. */
function escapesOf({ field, component, subcomponent, repeat, escape: sign }: Separators): Escapes {
  const literal = sign.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const known: [string, string][] = [
    ['F', field],
    ['S', component],
    ['T', subcomponent],
    ['R', repeat],
    ['E', sign],
    ['H', ''],
    ['N', ''],
    ['.br', '\n'],
    ['.sp', '\n'],
  ];
  return { pattern: new RegExp(`${literal}([^${literal}]*)${literal}`, 'g'), known: new Map(known) };
}

/** An escape that is not known is kept as it is written. */
const plainText = (text: string, { pattern, known }: Escapes): string =>
  text.replace(pattern, (whole, code: string) => {
    if (/^X(?:[0-9A-Fa-f]{2})+$/.test(code)) return fromHex(code.slice(1)) ?? whole;
    return known.get(code) ?? whole;
  });

function fromHex(hex: string): string | undefined {
  const decoded = decodeJapanese(Uint8Array.from(Buffer.from(hex, 'hex')));
  // A character that no record may hold stays an escape.
  return isRefusal(decoded) || forbiddenAt(decoded.text) >= 0 ? undefined : decoded.text;
}

function toRecord(decoded: DecodedText, segments: Hl7Segment[]): Hl7Record | Refusal {
  const header = segments.find(({ name }) => name === 'MSH');
  const line = header?.index ?? 1;
  const at = (number: number, component: number): string =>
    header?.fields.find((field) => field.number === number)?.repeats[0]?.[component - 1]?.text ?? '';
  const version = at(12, 1);
  if (!/^2\.\d/.test(version)) {
    return unreadable(
      'hl7-version',
      `HL7 v2 のメッセージではありません（MSH-12 は「${version}」）。`,
      `\`MSH-12\` says \`${version}\`, not a version 2`,
      line,
    );
  }
  if (at(9, 1) === '' || at(9, 2) === '') {
    return unreadable(
      'hl7-type-missing',
      'メッセージ型（MSH-9）がありません。',
      '`MSH-9` (message type and event) is missing',
      line,
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
  // A header without a single value is no message.
  const second = segments.filter(({ name, fields }) => name === 'MSH' && fields.length > 2)[1];
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

const DECLARED: readonly (readonly [RegExp, JapaneseEncoding | 'ascii'])[] = [
  [/ISO ?IR ?(87|159|13|14)\b/, 'iso-2022-jp'],
  [/UTF-?8/i, 'utf-8'],
  [/EUC/i, 'euc-jp'],
  [/8859\/1\b/, 'iso-8859-1'],
  [/^ASCII$/i, 'ascii'],
];

/** MSH-18 is `~ISO IR87` or `~ISOIR87` in the field, so only its second repetition says what the kanji are. */
function otherCharacterSet({ encoding, text }: DecodedText, first: string, header: Hl7Segment | undefined): Issue[] {
  const repeats = header?.fields.find(({ number }) => number === 18)?.repeats ?? [];
  const declared = [first, ...repeats.slice(1).map((repeat) => repeat[0]?.text ?? '')]
    .filter((one) => one !== '')
    .join('~');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself.
  const plain = /^[\x00-\x7f]*$/.test(text);
  const expected = DECLARED.find(([pattern]) => pattern.test(declared))?.[1];
  if (declared === '' || plain || (expected === undefined ? encoding !== 'iso-2022-jp' : encoding === expected))
    return [];
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
