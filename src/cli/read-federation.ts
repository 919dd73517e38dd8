/** The hospital's own issuer as the settings name it, with the private key that lies in a file. */
import type { FederationOptions, Jwk } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { OpenidSettings } from '#settings';
import { readTextFile } from './read-text-file.ts';

/** Nothing where none is named; or why the file of the key cannot be used. */
export async function readFederation(
  openid: OpenidSettings | undefined,
): Promise<FederationOptions | Refusal | undefined> {
  if (openid === undefined) return undefined;
  const { clientKeyFile, ...rest } = openid;
  if (clientKeyFile === undefined) return rest;
  const text = await readTextFile(clientKeyFile);
  if (isRefusal(text)) return text;
  const clientKey = keyOf(text);
  return clientKey === undefined ? unusable(clientKeyFile) : { ...rest, clientKey };
}

function keyOf(text: string): Jwk | undefined {
  try {
    const key = JSON.parse(text) as Jwk | null;
    const isWhole = typeof key?.['kid'] === 'string' && /^(RS|PS|ES)(256|384|512)$/.test(String(key['alg']));
    return isWhole && typeof key['d'] === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

const unusable = (expression: string): Refusal =>
  refuse(422, {
    type: 'invalid',
    code: 'openid-key',
    ja: 'kid と alg（RS256、ES256 など）のある、秘密鍵の JSON Web Key ではありません。',
    en: 'is no private JSON Web Key with `kid` and `alg` (RS256, ES256 …)',
    expression,
  });
