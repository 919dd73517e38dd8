/** The key by which heads of the audit are signed: made at the first start, and kept outside the database. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { readTextFile } from './read-text-file.ts';

/** The Ed25519 key of a PEM file; 422 `audit-key-unusable` where it holds another. A file that is not there is made. */
export async function readAuditKey(file: string): Promise<KeyObject | Refusal> {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    // Another gateway may start at the same moment: the first file stays.
    await writeFile(file, pem, { mode: 0o600, flag: 'wx', flush: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return readAuditKeyThere(file);
}

/** The same of a gateway that has begun; undefined where the file is not there, since only a gateway makes one. */
export const findAuditKey = async (file: string): Promise<KeyObject | Refusal | undefined> =>
  existsSync(file) ? readAuditKeyThere(file) : undefined;

async function readAuditKeyThere(file: string): Promise<KeyObject | Refusal> {
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'ed25519' ? key : unusable(file);
  } catch {
    return unusable(file);
  }
}

const unusable = (file: string): Refusal =>
  refuse(422, {
    code: 'audit-key-unusable',
    type: 'invalid',
    ja: `監査の署名鍵「${file}」を使えません。Ed25519 の秘密鍵（PEM、PKCS#8）を置くか、ファイルを除いて新しく作らせてください。`,
    en: `the signing key of the audit \`${file}\` cannot be used: put an Ed25519 private key there (PEM, PKCS#8), or take the file away to have one made`,
  });
