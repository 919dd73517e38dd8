/** One more client of a sandbox's gateway, beside those that the sandbox has. */
import { randomUUID } from 'node:crypto';
import { clientAssertion, generateClientKey } from '../src/auth/index.ts';
import { isRefusal } from '../src/fhir/index.ts';
import { type Answered, send, type TestGateway } from './gateway.ts';

export interface ClientOf {
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly scopes?: string;
}

export type Calls = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

/** Registers a client, and sends by its token. */
export async function newClient(
  { url, gateway: { auth } }: Pick<TestGateway, 'url' | 'gateway'>,
  { scopes = 'system/*.cruds', ...of }: ClientOf,
): Promise<Calls> {
  const id = `client-${randomUUID()}`;
  const { privateJwk, publicJwk } = await generateClientKey('ES384');
  const registered = await auth.registerClient({
    id,
    name: id,
    ...of,
    scopes: scopes.split(' '),
    jwks: { keys: [publicJwk] },
    introspection: false,
  });
  if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);
  const token = async (): Promise<string> => {
    const answer = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: scopes,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: clientAssertion({
          clientId: id,
          tokenUrl: `${url}/oauth/token`,
          privateKey: privateJwk,
          kid: String((privateJwk as { kid?: string }).kid),
          alg: 'ES384',
          now: new Date(),
          jti: randomUUID(),
        }),
      }),
    });
    const body = (await answer.json()) as { access_token?: string; error?: string };
    if (body.access_token === undefined) throw new Error(`the token was refused: ${answer.status} ${body.error}`);
    return body.access_token;
  };
  return async (method, path, body, headers = {}) => send(url, await token(), { method, path, body, headers });
}
