/** Takes the frames of MLLP out of a stream of bytes (HL7 v2 transport specification, release 1): 0x0B … 0x1C 0x0D. */

/** What came out of the stream: a whole frame, or why nothing more can come of it. */
export type Frame =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly head: Uint8Array }
  | { readonly kind: 'noise' };

export interface FrameReader {
  /** The frames that these bytes complete, in order; after `too-large` and `noise` nothing more is to be read. */
  push(chunk: Uint8Array): Frame[];
  /** Whether a frame has begun and not ended. */
  isOpen(): boolean;
}

const START = 0x0b;
const END = 0x1c;
const CR = 0x0d;
/** Bytes between frames that are let pass; some senders end their lines once more. */
const NOISE_BYTES_MAX = 64;
/** So much of a frame that is too large is looked at, for whom it came from. */
const HEAD_BYTES = 4_096;

/** Memory of a frame at its beginning; it is doubled as the frame grows. */
const ROOM_BYTES = 8_192;

export function createFrameReader(bytesMax: number): FrameReader {
  let frame: Growing | undefined;
  let noise = 0;

  /** Takes a chunk up to its next boundary; returns how much of it was taken. */
  const take = (chunk: Uint8Array, found: Frame[]): number => {
    if (frame === undefined) {
      const start = chunk.indexOf(START);
      noise = (start < 0 ? chunk.length : start) + noise;
      if (noise > NOISE_BYTES_MAX) found.push({ kind: 'noise' });
      if (start < 0) return chunk.length;
      noise = 0;
      frame = growing();
      return start + 1;
    }
    // 0x1C may be the last byte of a chunk: then the next one decides.
    if (frame.last() === END && chunk[0] === CR) {
      found.push({ kind: 'frame', bytes: frame.bytes().subarray(0, -1) });
      frame = undefined;
      return 1;
    }
    const end = chunk.indexOf(END);
    const taken = end < 0 ? chunk.length : end + 1;
    frame.add(chunk.subarray(0, taken));
    if (frame.size() > bytesMax + 1) found.push({ kind: 'too-large', head: frame.bytes().subarray(0, HEAD_BYTES) });
    return taken;
  };

  return {
    isOpen: () => frame !== undefined,
    push: (chunk) => {
      const found: Frame[] = [];
      for (let at = 0; at < chunk.length; ) {
        at += take(chunk.subarray(at), found);
        if (found.some(({ kind }) => kind !== 'frame')) break;
      }
      return found;
    },
  };
}

interface Growing {
  add(bytes: Uint8Array): void;
  size(): number;
  last(): number | undefined;
  bytes(): Buffer;
}

/** Bytes in one piece of memory: a sender of single bytes must cost no more than one of large pieces. */
function growing(): Growing {
  let room = Buffer.alloc(ROOM_BYTES);
  let size = 0;
  return {
    add: (bytes) => {
      const needed = size + bytes.length;
      if (needed > room.length) {
        const wider = Buffer.alloc(Math.max(needed, room.length * 2));
        room.copy(wider, 0, 0, size);
        room = wider;
      }
      room.set(bytes, size);
      size = needed;
    },
    size: () => size,
    last: () => (size === 0 ? undefined : room[size - 1]),
    bytes: () => room.subarray(0, size),
  };
}

/** A message as it goes over the wire. */
export const framed = (message: Uint8Array): Buffer => Buffer.concat([Buffer.of(START), message, Buffer.of(END, CR)]);
