import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Ssmix2Options, ssmix2ToFhir } from '../../src/messages/index.ts';
import { unaccounted } from './accounting.ts';
import { expectedNames, INSTITUTION, message, readExample } from './examples.ts';
import { header, PERSON } from './message-examples.ts';

const OPTIONS: Ssmix2Options = { institution: INSTITUTION };
const examples = [...expectedNames()].map(([path, name]) => [name, readExample(`ssmix2/${path}`)] as const);

/** Carried or refused; a refusal has both languages and a place. */
function judged(bytes: Uint8Array): string {
  const outcome = ssmix2ToFhir(bytes, OPTIONS);
  if (!isRefusal(outcome)) {
    expect(unaccounted(bytes, outcome)).toEqual([]);
    return outcome.output.entry?.length === 0 ? 'empty' : 'carried';
  }
  const { status, issues } = outcome;
  const [first] = issues;
  expect([400, 413, 422]).toContain(status);
  expect(first?.ja).toMatch(/[぀-ヿ一-鿿]/);
  expect(first?.en).toMatch(/^[\x20-\x7e]+$|`/);
  expect(first?.line).toBeGreaterThan(0);
  return 'refused';
}

test.each(examples)('%s that is cut off after any byte is refused, or ends after a whole segment', (_name, bytes) => {
  const step = 7;
  for (let length = 0; length < bytes.length; length += step) {
    const ends = [0x0d, 0x0a, 0x1c].includes(bytes[length - 1] ?? 0);
    const verdict = judged(bytes.subarray(0, length));
    if (!ends) expect([length, verdict]).toEqual([length, 'refused']);
  }
});

test.each(examples)('%s with bytes turned at random is refused or carried, and never throws', (_name, bytes) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
      (turns) => {
        const broken = bytes.slice();
        for (const [at, value] of turns) broken[at] = value;
        expect(judged(broken)).toMatch(/carried|refused/);
      },
    ),
    { seed: 20260401, numRuns: 60 },
  );
});

test.each(examples)('%s with its segments in another order is refused or carried', (_name, bytes) => {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/[\r\n]/)
    .filter((line) => line.length > 1);
  const [first = '', ...rest] = lines;
  fc.assert(
    fc.property(fc.shuffledSubarray(rest, { minLength: rest.length }), (order) => {
      expect(judged(Buffer.from(`${[first, ...order].join('\r')}\r`, 'latin1'))).toMatch(/carried|refused/);
    }),
    { seed: 20260402, numRuns: 20 },
  );
  expect(judged(Buffer.from(`${rest.join('\r')}\r`, 'latin1'))).toBe('refused');
});

test('segments that are swapped are refused at the one that stands too early', () => {
  const evn = 'EVN||2026';
  const head = header('ADT^A08', '20260401090000.0000');
  const order = ['OBR|1|7||E^e^99X', 'OBX|1|NM|1^a^99X||1||||||F'];
  const judge = (segments: readonly string[]) => ssmix2ToFhir(message([...segments]), OPTIONS);
  expect(isRefusal(judge([head, evn, PERSON, 'PV1||O']))).toBe(false);
  for (const [segments, expression, line] of [
    [[head, PERSON, evn, 'PV1||O'], 'PID (segment 2)', 2],
    [[head, evn, 'PV1||O', PERSON], 'PV1 (segment 3)', 3],
    [[header('OUL^R22', '20260401090000.0000'), PERSON, ...order.toReversed()], 'OBX (segment 3)', 3],
    [[header('OUL^R22', '20260401090000.0000'), 'PV1||O', PERSON, ...order], 'PV1 (segment 2)', 2],
  ] as const)
    expect(judge(segments)).toMatchObject({ status: 422, issues: [{ code: 'hl7-segment-order', expression, line }] });
});

test('a field of five million bytes, and thousands of segments, are refused or carried', () => {
  const long = `PID|1||1||${'山'.repeat(2_000_000)}`;
  const large = message([header('ADT^A28', '20260401090000.0000'), 'EVN||2026', long]);
  expect(judged(large)).toBe('refused');
  expect(ssmix2ToFhir(large, OPTIONS)).toMatchObject({
    status: 413,
    issues: [{ code: 'hl7-too-large', expression: 'segment 3', line: 3 }],
  });
  const many = Array.from({ length: 1_200 }, (_, at) => `OBX|${at}|NM|1^a^99X||${at}||||||F\rNTE|1|L|n`);
  expect(judged(message([header('OUL^R22', '20260401090000.0000'), PERSON, 'OBR|1|7||E^e^99X', ...many]))).toBe(
    'carried',
  );
});

test('bytes that are in no encoding are refused at the first of them', () => {
  const bytes = Buffer.from('MSH|^~\\&|H\rPID|||1||\x8d\xb2\xff\r', 'latin1');
  expect(ssmix2ToFhir(bytes, OPTIONS)).toMatchObject({
    status: 400,
    issues: [{ code: 'encoding-unknown', line: 2, column: 11 }],
  });
});

test('a message in another encoding than it declares is carried with a warning, or refused where it is in two', () => {
  const text = `MSH|^~\\&|H|H|G|R|2026||ADT^A28|1|P|2.5||||||~ISO IR87\rEVN||2026\rPID|||1||山田^太郎\r`;
  const outcome = ssmix2ToFhir(new TextEncoder().encode(text), OPTIONS);
  expect(isRefusal(outcome) ? [] : outcome.issues.map(({ code }) => code)).toContain('hl7-charset');
  const mixed = Buffer.concat([
    Buffer.from(message([text.trim().replaceAll('\r', '\r')])),
    Buffer.from('ZZZ|\xb1\r', 'latin1'),
  ]);
  expect(ssmix2ToFhir(mixed, OPTIONS)).toMatchObject({ issues: [{ code: 'encoding-broken' }] });
});
