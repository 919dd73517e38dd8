/** The backend's way to a token: one request with a signed assertion. */
import { accessTokenOf, assertionForm, assertionOf } from './authorize.ts';
import { type Answer, send } from './client/http.ts';
import type { Jwk } from './client/jwt.ts';
import type { Backend } from './config.ts';
import { type Context, endpoint } from './context.ts';
import { blocked, Skipped } from './expect.ts';

export function backendOf({ config }: Context): Backend {
  const { backend } = config.clients;
  if (!backend) throw new Skipped('設定に `clients.backend` がありません', 'the config has no `clients.backend`');
  return backend;
}

/** Asks with a good assertion, otherwise as said. */
export async function askBackend(context: Context, otherwise: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const { client_id, private_key } = backendOf(context);
  return askAs(context, { client_id, private_key }, otherwise);
}

export async function askAs(
  context: Context,
  client: { client_id: string; private_key: Jwk },
  otherwise: Readonly<Record<string, string>>,
): Promise<Answer> {
  const url = await endpoint(context, 'token_endpoint');
  const scope = context.config.clients.backend?.scope ?? '';
  const form = assertionForm(assertionOf(client.client_id, client.private_key, url));
  return send(url, {
    form: { grant_type: 'client_credentials', scope, ...form, ...otherwise },
    headers: { Accept: 'application/json' },
  });
}

/** The answer to a request that is right in all. */
export const backendAnswer = (context: Context): Promise<Answer> => context.once('backend', () => askBackend(context));

/** The backend's token, which must have come. */
export async function backendToken(context: Context): Promise<string> {
  const token = accessTokenOf(await backendAnswer(context));
  if (!token) throw blocked('55');
  return token;
}
