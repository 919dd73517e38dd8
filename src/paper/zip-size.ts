/** How large a workbook would become: each part of the zip file is unpacked on trial, up to a limit, before anything reads it. */
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const [END_BYTES, ENTRY_BYTES, LOCAL_BYTES] = [22, 46, 30];
const STORED = 0;
const DEFLATED = 8;

/** One unpacked part of a zip file. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The parts, or why there are none: `large` when they are more than `bytesMax` together, `broken` when this is no plain zip file. */
export function unpackZip(bytes: Uint8Array, bytesMax: number): readonly ZipPart[] | 'large' | 'broken' {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return unpack(view, bytesMax);
  } catch (error) {
    // Reading beyond the end, or a stream that is no deflate stream.
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? 'large' : 'broken';
  }
}

function unpack(view: Buffer, bytesMax: number): readonly ZipPart[] | 'large' | 'broken' {
  const end = view.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  if (end < 0 || view.length < end + END_BYTES || view.readUInt32LE(end) !== END) return 'broken';
  let at = view.readUInt32LE(end + 16);
  // What does not lead exactly here is read differently by different readers.
  if (at + view.readUInt32LE(end + 12) !== end) return 'broken';
  const parts: ZipPart[] = [];
  let left = bytesMax;
  while (at < end && view.readUInt32LE(at) === ENTRY) {
    // The directory is believed where it says too much, and never where it says little.
    if (view.readUInt32LE(at + 24) > left) return 'large';
    const part = partAt(view, at, left);
    if (part === undefined) return 'broken';
    left -= part.bytes.length;
    if (left < 0) return 'large';
    parts.push(part);
    at += ENTRY_BYTES + view.readUInt16LE(at + 28) + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return at === end && parts.length > 0 ? parts : 'broken';
}

function partAt(view: Buffer, entry: number, bytesMax: number): ZipPart | undefined {
  const method = view.readUInt16LE(entry + 10);
  const local = view.readUInt32LE(entry + 42);
  if (view.readUInt32LE(local) !== LOCAL) return undefined;
  const start = local + LOCAL_BYTES + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28);
  const packed = view.subarray(start, start + view.readUInt32LE(entry + 20));
  const nameAt = entry + ENTRY_BYTES;
  const name = view.toString('utf8', nameAt, nameAt + view.readUInt16LE(entry + 28));
  if (method === STORED) return { name, bytes: packed };
  if (method !== DEFLATED) return undefined;
  // A part of nothing still needs a limit above nothing.
  return { name, bytes: inflateRawSync(packed, { maxOutputLength: Math.max(1, bytesMax) }) };
}
