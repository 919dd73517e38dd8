import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { MESSAGE_BYTES_MAX, SEGMENTS_MAX, SEPARATORS_MAX } from '../../src/messages/hl7-limits.ts';
import { toFhirDateTime } from '../../src/messages/hl7-time.ts';
import { readHl7, readSsmix2FileName, textOf } from '../../src/messages/index.ts';
import { ADT_00, ADT_22, iso2022, message, readExample, ssmix2Examples } from './examples.ts';

const HEADER = 'MSH|^~\\&|HIS|H|GW|R|20260401||ADT^A08|1|P|2.5||||||~ISO IR87||ISO 2022-1994';
const read = (...segments: string[]) => {
  const record = readHl7(message(segments));
  if (isRefusal(record)) throw new Error(JSON.stringify(record));
  return record;
};
const refusal = (bytes: Uint8Array) => {
  const record = readHl7(bytes);
  if (!isRefusal(record)) throw new Error('was read');
  return record.issues[0];
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the committed SS-MIX2 examples are made again, byte by byte', () => {
  for (const [path, bytes] of ssmix2Examples()) expect([path, readExample(`ssmix2/${path}`)]).toEqual([path, bytes]);
});

test('a name in JIS is read whole, although its bytes look like separators, and the closing 0x1C is no segment', () => {
  const record = readHl7(readExample(`ssmix2/${ADT_00}`));
  if (isRefusal(record)) throw new Error('refused');
  expect(record.encoding).toBe('iso-2022-jp');
  expect(record.segments.map(({ name }) => name)).toEqual(['MSH', 'EVN', 'PID', 'NK1', 'PV1', 'AL1']);
  expect([textOf(record, 'PID-5.1'), textOf(record, 'PID-5.2')]).toEqual(['佐藤', '健一']);
  expect(textOf(record, 'PID-11.8')).toBe('東京都A市本町1丁目2番3号');
});

test('every value knows its segment, its field, its component and its column', () => {
  const record = read(HEADER, 'EVN||2026', 'PID|1||42||山田^太郎~ヤマダ^タロウ');
  const name = record.segments[2]?.fields.find(({ number }) => number === 5);
  expect(name?.repeats.flat().map(({ position, column, text }) => [position, column, text])).toEqual([
    ['PID-5.1 (segment 3)', 12, '山田'],
    ['PID-5.2 (segment 3)', 15, '太郎'],
    ['PID-5[2].1 (segment 3)', 18, 'ヤマダ'],
    ['PID-5[2].2 (segment 3)', 22, 'タロウ'],
  ]);
});

test('UTF-8 with and without a mark, and CP932 with 髙﨑①～, are told apart and read', () => {
  const text = `${HEADER.replace('~ISO IR87', 'UNICODE UTF-8')}\rPID|||1||髙﨑^①～\r`;
  const readText = (bytes: Uint8Array) => {
    const record = readHl7(bytes);
    return isRefusal(record)
      ? record.issues[0]?.code
      : [record.encoding, textOf(record, 'PID-5.1'), textOf(record, 'PID-5.2')];
  };
  expect(readText(utf8(text))).toEqual(['utf-8', '髙﨑', '①～']);
  expect(readText(Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8(text)]))).toEqual(['utf-8', '髙﨑', '①～']);
  // 髙 FBFC, 﨑 FAB1, ① 8740, ～ 8160 in CP932.
  const cp932 = [...utf8(`${HEADER}\rPID|||1||`), 0xfb, 0xfc, 0xfa, 0xb1, 0x5e, 0x87, 0x40, 0x81, 0x60, 0x0d];
  expect(readText(Uint8Array.from(cp932))).toEqual(['cp932', '髙﨑', '①～']);
});

test('JIS X 0212, half-width kana and JIS Roman are read, and its backslash still escapes', () => {
  const bytes = [
    ...utf8(`${HEADER}\rPID|||1||`),
    ...[0x1b, 0x24, 0x28, 0x44, 0x30, 0x21, 0x1b, 0x28, 0x49, 0x31, 0x32, 0x1b, 0x28, 0x4a],
    ...utf8('\\T\\'),
    ...[0x1b, 0x28, 0x42, 0x0d],
  ];
  const record = readHl7(Uint8Array.from(bytes));
  if (isRefusal(record)) throw new Error(JSON.stringify(record));
  expect(textOf(record, 'PID-5')).toBe('丂ｱｲ&');
});

test('a line whose kanji forgot to return to ASCII does not swallow the next segment', () => {
  const bytes = [...utf8(`${HEADER}\rPID|||1||`), 0x1b, 0x24, 0x42, 0x3b, 0x33, 0x0d, ...utf8('PV1||I\r')];
  const record = readHl7(Uint8Array.from(bytes));
  if (isRefusal(record)) throw new Error(JSON.stringify(record));
  expect([textOf(record, 'PID-5'), textOf(record, 'PV1-2')]).toEqual(['山', 'I']);
});

test('escapes become their characters, an unknown one stays, and "" is a null rather than two quotes', () => {
  const record = read(HEADER, 'PID|||1||\\F\\\\S\\\\T\\\\R\\\\E\\^a\\.br\\b^\\X41\\^\\Zxx\\^""');
  const components = record.segments[1]?.fields.find(({ number }) => number === 5)?.repeats[0] ?? [];
  expect(components.map(({ text }) => text)).toEqual(['|^&~\\', 'a\nb', 'A', '\\Zxx\\', '""']);
  expect(components.map(({ isNull }) => isNull)).toEqual([false, false, false, false, true]);
  expect(textOf(record, 'PID-5.5')).toBeUndefined();
});

test('a sender may choose other separators, line ends and an MLLP frame', () => {
  const text = 'MSH*:!%@*HIS*H*GW*R*2026**ADT:A08*1*P*2.5\r\nPID***42**a:b!c\n';
  const record = readHl7(Uint8Array.from([0x0b, ...utf8(text), 0x1c, 0x0d]));
  if (isRefusal(record)) throw new Error(JSON.stringify(record));
  expect([record.event, textOf(record, 'PID-3'), textOf(record, 'PID-5.2'), record.segments.length]).toEqual([
    'A08',
    '42',
    'b',
    2,
  ]);
});

test('separators that change within a file are refused where they change', () => {
  expect(readHl7(utf8(`${HEADER}\rPID|||1\r${HEADER.replace('^~', '~^')}\rPID|||1\r`))).toMatchObject({
    status: 400,
    issues: [{ code: 'hl7-separators', line: 3, column: 4 }],
  });
});

test('four fraction digits stay fractions, times are Japan time, and a day stays a day', () => {
  expect(toFhirDateTime('20111220224447.3399')).toBe('2011-12-20T22:44:47.3399+09:00');
  expect(toFhirDateTime('201111201600')).toBe('2011-11-20T16:00:00+09:00');
  expect(toFhirDateTime('20111120160000+0000')).toBe('2011-11-20T16:00:00+00:00');
  expect([toFhirDateTime('20111120'), toFhirDateTime('201111'), toFhirDateTime('2011')]).toEqual([
    '2011-11-20',
    '2011-11',
    '2011',
  ]);
  expect(toFhirDateTime('00000101')).toBeUndefined();
  expect([toFhirDateTime('20110231'), toFhirDateTime('2011112025'), toFhirDateTime('不明')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a file of two junk bytes, a cut-off one and one of no known encoding are refused with their place', () => {
  expect(refusal(readExample('ssmix2/bad/junk'))).toEqual({
    severity: 'error',
    code: 'hl7-msh-missing',
    type: 'structure',
    ja: 'MSH セグメントで始まっていません。',
    en: 'the message does not start with an MSH segment',
    expression: 'segment 1',
    line: 1,
    column: 1,
  });
  expect(refusal(readExample('ssmix2/bad/cut-off'))).toMatchObject({
    code: 'encoding-broken',
    line: 3,
  });
  expect(refusal(readExample('ssmix2/bad/unknown-encoding'))).toMatchObject({
    code: 'encoding-unknown',
  });
});

test('what is no version 2, has no type, or no segment name is refused', () => {
  expect(refusal(utf8('MSH|^~\\&|H|||||||1|P|3.0\r'))).toMatchObject({
    code: 'hl7-version',
    line: 1,
  });
  expect(refusal(utf8('MSH|^~\\&|H|||||||1|P|2.5\r'))).toMatchObject({
    code: 'hl7-type-missing',
  });
  expect(refusal(message([HEADER, 'PI']))).toMatchObject({
    code: 'hl7-segment',
    line: 2,
  });
  expect(refusal(utf8('MSH|||||\r'))).toMatchObject({ code: 'hl7-separators' });
});

test('a second message in the same file is read and said', () => {
  expect(read(HEADER, 'PID|||1', HEADER).issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['hl7-many-messages', 'MSH (segment 3)'],
  ]);
});

test('a character set other than the declared one is said', () => {
  const record = readHl7(utf8(`${HEADER}\rPID|||1||山田\r`));
  expect(isRefusal(record) ? [] : record.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['hl7-charset', 'MSH-18 (segment 1)'],
  ]);
});

test('a last segment without CR, and kanji that never return to ASCII, are refused as cut off', () => {
  expect(readHl7(utf8(`${HEADER}\rPID|||1||山田`))).toMatchObject({
    status: 400,
    issues: [{ code: 'hl7-unterminated', expression: 'segment 2', line: 2 }],
  });
  const bytes = Uint8Array.from([...utf8(`${HEADER}\rPID|||1||`), 0x1b, 0x24, 0x42, 0x3b, 0x33]);
  expect(readHl7(bytes)).toMatchObject({ status: 400, issues: [{ code: 'encoding-broken', line: 2 }] });
});

test('a control character is refused with its place, and an escaped one stays an escape', () => {
  expect(readHl7(utf8(`${HEADER}\rPID|||1||山\u0000田\r`))).toMatchObject({
    status: 400,
    issues: [{ code: 'hl7-characters', line: 2, column: 11, en: expect.stringContaining('U+0000') }],
  });
  const record = read(HEADER, 'PID|||1||a\\X00\\b^\\X41\\');
  expect([textOf(record, 'PID-5.1'), textOf(record, 'PID-5.2')]).toEqual(['a\\X00\\b', 'A']);
});

test('a message of too many bytes, segments or separators is refused as too large', () => {
  const large = [
    new Uint8Array(MESSAGE_BYTES_MAX + 1).fill(0x41),
    utf8(`${HEADER}\r${'NTE|1\r'.repeat(SEGMENTS_MAX)}`),
    utf8(`${HEADER}\rPID${'|'.repeat(SEPARATORS_MAX)}\r`),
  ].map((bytes) => readHl7(bytes));
  expect(large.map((one) => isRefusal(one) && [one.status, one.issues[0]?.code])).toEqual(
    Array(3).fill([413, 'hl7-too-large']),
  );
  const most = readHl7(utf8(`${HEADER}\r${'NTE|1\r'.repeat(SEGMENTS_MAX - 1)}`));
  expect(isRefusal(most) ? most : most.segments.length).toBe(SEGMENTS_MAX);
});

test('whatever the bytes are, reading them refuses or reads, and never throws', () => {
  const start = [...iso2022(`${HEADER}\rPID|||1||山`)];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (tail, headed) => {
      const record = readHl7(Uint8Array.from(headed ? [...start, ...tail] : tail));
      expect(isRefusal(record) ? record.issues[0]?.code : record.type).toMatch(/./);
    }),
    { seed: 20260401, numRuns: 500 },
  );
});

test('a file name of standard storage says patient, day, type, order, time, department and state', () => {
  expect(readSsmix2FileName(ADT_22)).toEqual({
    patientId: '0000123',
    date: '2023-10-16',
    type: 'ADT-22',
    orderNumber: '999999999999999',
    issued: '2023-10-16T14:35:15.123+09:00',
    department: '30',
    condition: 'current',
  });
  expect(readSsmix2FileName('1_-_ADT-00_9_20260401093012345_-_0')).toEqual({
    patientId: '1',
    type: 'ADT-00',
    orderNumber: '9',
    issued: '2026-04-01T09:30:12.345+09:00',
    condition: 'deleted',
  });
  const other = readSsmix2FileName('報告書.txt');
  expect(isRefusal(other) && other.issues[0]?.code).toBe('ssmix2-file-name');
});
