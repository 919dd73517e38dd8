/** Reads a file that a person named as UTF-8 text; says in words why it cannot be read. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Refusal, refuse } from '#fhir';

/** The name that means the standard input. */
export const STDIN = '-';

const REASONS: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  ENOENT: ['ファイルがありません。名前を確かめてください', 'there is no such file; check its name'],
  EISDIR: ['フォルダーで、中に .json がありません', 'it is a folder without .json files'],
  EACCES: ['読む権限がありません', 'you may not read it'],
  ENOTDIR: ['途中がフォルダーではありません', 'a part of its path is no folder'],
};

/** The text; or `file-unreadable`, `encoding-broken`. */
export async function readTextFile(file: string): Promise<string | Refusal> {
  let bytes: Buffer;
  try {
    bytes = file === STDIN ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    return fileUnreadable(file, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const byte = firstBrokenByte(bytes);
    return refuse(400, {
      code: 'encoding-broken',
      type: 'structure',
      ja: `ファイル「${file}」は UTF-8 ではありません（${byte} バイト目）。UTF-8 で保存し直してください。`,
      en: `the file \`${file}\` is not UTF-8 (byte ${byte}); save it as UTF-8`,
    });
  }
}

/** In the words of what the system said; `more` has words for what it means in this place. */
export function fileUnreadable(file: string, error: unknown, more: typeof REASONS = {}): Refusal {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [ja, en] = more[code] ?? REASONS[code] ?? [message, message];
  return refuse(404, {
    code: 'file-unreadable',
    type: 'not-found',
    ja: `ファイル「${file}」を読めません（${ja}）。`,
    en: `the file \`${file}\` cannot be read: ${en}`,
  });
}

/** Counted from 1. */
function firstBrokenByte(bytes: Buffer): number {
  // A replacement character may stand in the text itself, so the longest readable beginning is sought by halves.
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (readable(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good + 1;
}

/** A character that the end of the bytes cuts in two is no fault yet. */
function readable(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
