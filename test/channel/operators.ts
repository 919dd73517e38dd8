/** Backends of organizations that handle dead letters, registered beside the clients of the sandbox. */
import { randomUUID } from 'node:crypto';
import { clientAssertion, generateClientKey } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { type Answered, send, type TestGateway } from '../gateway.ts';

export interface Operator {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

/** Registers a backend of an organization with these scopes, and speaks as it. */
export async function operatorOf(
  gateway: TestGateway,
  organization: string,
  scopes: readonly string[] = ['system/OperationOutcome.rus'],
): Promise<Operator> {
  const id = `operator-${randomUUID().slice(0, 8)}`;
  const { privateJwk, publicJwk } = await generateClientKey('ES384');
  const registered = await gateway.gateway.auth.registerClient({
    id,
    name: '受信担当',
    scopes,
    actor: organization,
    organization,
    purpose: 'HOPERAT',
    jwks: { keys: [publicJwk] },
  });
  if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);
  const tokenUrl = `${gateway.url}/oauth/token`;
  const assertion = clientAssertion({
    clientId: id,
    tokenUrl,
    privateKey: privateJwk,
    kid: String((privateJwk as { kid?: string }).kid),
    alg: 'ES384',
    now: new Date(),
    jti: randomUUID(),
  });
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return {
    call: (method, path, body, headers = {}) =>
      send(gateway.url, token, {
        method,
        path,
        body,
        headers: {
          ...(body instanceof Uint8Array ? { 'Content-Type': 'application/octet-stream' } : {}),
          ...(typeof body === 'object' && !(body instanceof Uint8Array) ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
      }),
  };
}
