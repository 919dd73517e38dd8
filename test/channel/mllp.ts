/** A sender of HL7 v2 messages: a real socket, plain or over TLS, and what it hears back. */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Certificate } from '../tls.ts';

export const ADMISSION =
  'examples/ssmix2/000/012/0000123/20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1';
export const PATIENT =
  'examples/ssmix2/000/012/0000123/-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1';

/** The bytes of a file without the 0x1C with which files of standard storage end. */
export const messageOf = (path: string): Buffer => {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x1c);
  return end < 0 ? bytes : bytes.subarray(0, end);
};

export const frame = (message: Uint8Array): Buffer => Buffer.concat([Buffer.of(0x0b), message, Buffer.of(0x1c, 0x0d)]);

/** Replaces ASCII text in bytes of any encoding. */
export const replaced = (bytes: Buffer, from: string | RegExp, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');

export interface Line {
  readonly socket: Socket;
  send(bytes: Uint8Array): void;
  /** The next frame that comes back, without its framing bytes. */
  next(): Promise<Buffer>;
  /** Resolves when the other end has closed the connection, to what came since and is no whole frame. */
  closed(): Promise<Buffer>;
}

export async function dial(port: number, tls?: { ca: string; certificate?: Certificate }): Promise<Line> {
  const socket: Socket =
    tls === undefined
      ? connect({ port, host: '127.0.0.1' })
      : connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: tls.ca, ...tls.certificate });
  let heard = Buffer.alloc(0);
  let ended = false;
  let wake = () => {};
  const changed = () => new Promise<void>((resolve) => (wake = resolve));
  socket.on('data', (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    wake();
  });
  for (const event of ['end', 'close', 'error'])
    socket.on(event, () => {
      ended = true;
      wake();
    });
  await new Promise<void>((resolve, reject) => {
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => resolve());
    socket.once('error', reject);
  });
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    next: async () => {
      for (;;) {
        const end = heard.indexOf(Buffer.of(0x1c, 0x0d));
        if (end >= 0) {
          const answer = heard.subarray(1, end);
          heard = heard.subarray(end + 2);
          return answer;
        }
        if (ended) throw new Error('the connection was closed without an answer');
        await changed();
      }
    },
    closed: async () => {
      while (!ended) await changed();
      return heard;
    },
  };
}

/** The segments of an answer that is ASCII or UTF-8, each as its fields. */
export const segmentsOf = (answer: Buffer, encoding = 'utf-8'): string[][] =>
  new TextDecoder(encoding)
    .decode(answer)
    .split('\r')
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
