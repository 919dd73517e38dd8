/** Reads the files of a `.tgz` package, in memory and without a dependency: plain ustar, with GNU and pax long names. */
import { gunzipSync } from 'node:zlib';

const BLOCK_BYTES = 512;
/** A package that unpacks to more than this is no FHIR package but an attack on our memory. */
const UNPACKED_BYTES_MAX = 1_000_000_000;

export interface PackedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The regular files in the archive. Throws when the bytes are no gzip or end in the middle of a file. */
export function untar(tgz: Buffer): PackedFile[] {
  const tar = gunzipSync(tgz, { maxOutputLength: UNPACKED_BYTES_MAX });
  const files: PackedFile[] = [];
  let longName: string | undefined;
  let at = 0;
  while (at + BLOCK_BYTES <= tar.length && tar[at] !== 0) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8);
    const kind = text(header, 156, 1);
    const body = tar.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + size);
    if (!Number.isFinite(size) || body.length < size) throw new Error('the archive is cut off');
    if (kind === 'L') longName = text(body, 0, size);
    else if (kind === 'x') longName = paxPath(body.toString('utf8')) ?? longName;
    else {
      if (kind === '0' || kind === '') files.push({ path: longName ?? nameIn(header), bytes: body });
      longName = undefined;
    }
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

function nameIn(header: Buffer): string {
  const prefix = text(header, 345, 155);
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

const paxPath = (records: string): string | undefined => /^\d+ path=(.*)$/m.exec(records)?.[1];

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}
