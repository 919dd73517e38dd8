import encoding from 'encoding-japanese';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../../src/channel/encode-japanese.ts';
import { createFrameReader, framed } from '../../src/channel/mllp-frames.ts';

const payload = fc
  .uint8Array({ maxLength: 400 })
  .filter((bytes) => !Buffer.from(bytes).includes(Buffer.of(0x1c, 0x0d)) && bytes.at(-1) !== 0x1c);

test('frames come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 200 })), (messages, cuts) => {
      const stream = Buffer.concat(messages.map((message) => framed(message)));
      const reader = createFrameReader(1_000);
      const found = [];
      for (let at = 0, i = 0; at < stream.length; i += 1) {
        const size = cuts[i % cuts.length] ?? stream.length;
        found.push(...reader.push(stream.subarray(at, at + size)));
        at += size;
      }
      expect(found.map((one) => (one.kind === 'frame' ? Buffer.from(one.bytes).toString('hex') : one.kind))).toEqual(
        messages.map((message) => Buffer.from(message).toString('hex')),
      );
      expect(reader.isOpen()).toBe(false);
    }),
  );
});

test('a frame of just the size that is taken is taken, one byte more is not', () => {
  const bytes = Buffer.alloc(1_000, 0x41);
  expect(createFrameReader(1_000).push(framed(bytes))).toEqual([{ kind: 'frame', bytes }]);
  expect(createFrameReader(999).push(framed(bytes))).toEqual([{ kind: 'too-large', head: expect.any(Buffer) }]);
});

test('text in the encodings of hospitals is what another library reads in it', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'患者ＩＤ（）。、ー～ｱｲｳABC |^~\\&ぁんァン髙﨑①Ⅲ㈱纊'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, (written) => {
      const sjis = encoding.convert([...encodeText(written, 'cp932')], { to: 'UNICODE', from: 'SJIS', type: 'string' });
      expect(sjis).toBe(written);
      expect(new TextDecoder('shift_jis').decode(encodeText(written, 'cp932'))).toBe(written);
      expect(new TextDecoder('utf-8').decode(encodeText(written, 'utf-8'))).toBe(written);
    }),
  );
  const jis = encodeText('患者ID（PID-3）ｱ 丂 〜', 'iso-2022-jp');
  expect(encoding.convert([...jis], { to: 'UNICODE', from: 'JIS', type: 'string' })).toBe('患者ID（PID-3）ｱ 丂 ～');
});

test('a character that an encoding lacks is told by its name, never as a question mark', () => {
  expect(encodeText('雪☃', 'cp932').subarray(2).toString('latin1')).toBe('U+2603');
  expect(encodeText('雪', 'ascii').toString('latin1')).toBe('U+96EA');
  expect(new TextDecoder('iso-2022-jp').decode(encodeText('雪☃。', 'iso-2022-jp'))).toBe('雪U+2603。');
});
