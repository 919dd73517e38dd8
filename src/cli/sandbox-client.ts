/** The clients of the sandbox region: who they are, their keys, and how one of them gets a token. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Auth, Jwk } from '#auth';
import { isRefusal } from '#fhir';

export interface SandboxClient {
  readonly id: string;
  readonly name: string;
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly legalBasis?: string;
  readonly scopes: string;
  readonly alg: 'ES384' | 'RS384';
}

/** Private keys by client id. Made at the first start, kept beside the sandbox's data, never anywhere else. */
export type SandboxKeys = Readonly<Record<string, Jwk & { kid?: string }>>;

const CLIENTS = new URL('../../examples/sandbox/clients.json', import.meta.url);

export const sandboxClients = (): SandboxClient[] => JSON.parse(readFileSync(CLIENTS, 'utf8')) as SandboxClient[];

/** Registers the region's clients with fresh keys, which go into `keyFile`; does nothing when they are there. */
export async function registerSandboxClients(auth: Auth, keyFile: string): Promise<void> {
  const known = new Set((await auth.clients()).map(({ id }) => id));
  if (existsSync(keyFile) && sandboxClients().every(({ id }) => known.has(id))) return;
  const { generateClientKey } = await import('#auth');
  const keys: Record<string, Jwk> = {};
  for (const { alg, ...client } of sandboxClients()) {
    const { privateJwk, publicJwk } = await generateClientKey(alg);
    if (known.has(client.id)) await auth.removeClient(client.id);
    const registered = await auth.registerClient({
      ...client,
      scopes: client.scopes.split(' '),
      jwks: { keys: [publicJwk] },
      introspection: false,
    });
    if (isRefusal(registered))
      throw new Error(`defect: the sandbox client ${client.id} is refused: ${registered.issues[0]?.en}`);
    keys[client.id] = privateJwk;
  }
  await writeFile(keyFile, JSON.stringify(keys), { mode: 0o600 });
}

export const readSandboxKeys = (keyFile: string): SandboxKeys =>
  JSON.parse(readFileSync(keyFile, 'utf8')) as SandboxKeys;

/** An access token of five minutes for a client of the sandbox, by a signed assertion. */
export async function sandboxToken(baseUrl: string, clientId: string, keys: SandboxKeys): Promise<string> {
  const client = sandboxClients().find(({ id }) => id === clientId);
  const privateKey = keys[clientId];
  if (!client || !privateKey) throw new Error(`no sandbox client ${clientId}`);
  const tokenUrl = `${baseUrl}/oauth/token`;
  const { clientAssertion } = await import('#auth');
  const assertion = clientAssertion({
    clientId,
    tokenUrl,
    privateKey,
    kid: String(privateKey['kid']),
    alg: client.alg,
    now: new Date(),
    jti: randomUUID(),
  });
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client.scopes,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const body = (await response.json()) as { access_token?: string; error?: string };
  if (body.access_token === undefined) throw new Error(`the token was refused: ${response.status} ${body.error}`);
  return body.access_token;
}
