/** A registered client in the words of the authorization server. */
import { X509Certificate } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import { thumbprintOf } from './client-certificate.ts';
import type { ClientWithSecret } from './clients.ts';
import { isRefreshScope } from './launch-scopes.ts';
import { hasPrivateScheme } from './registration-faults.ts';

/** What of a client the library carries along for us. */
export const OWN_METADATA = ['registered_jwks_url', 'allowed_scopes', 'purpose', 'introspection', 'origins', 'kind'];

/** Keys at a URL are given as if inline, since the library's own cache keeps them too long. */
export function metadataOf(client: ClientWithSecret, fetched: readonly unknown[] | undefined): AdapterPayload {
  const keys = [...(client.jwks?.keys ?? fetched ?? client.certificates.map(keyOf))];
  return {
    client_id: client.id,
    client_name: client.name,
    token_endpoint_auth_method: client.authentication,
    ...(client.secretDigest === null ? {} : { client_secret: client.secretDigest }),
    ...(client.kind === 'backend'
      ? { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }
      : {
          grant_types: ['authorization_code', ...(client.scopes.some(isRefreshScope) ? ['refresh_token'] : [])],
          response_types: ['code'],
          redirect_uris: [...client.redirectUris],
          application_type: client.redirectUris.some(hasPrivateScheme) ? 'native' : 'web',
        }),
    ...(keys.length === 0 && client.jwksUrl === null ? {} : { jwks: { keys } as NonNullable<AdapterPayload['jwks']> }),
    ...(client.dpop ? { dpop_bound_access_tokens: true } : {}),
    ...(client.certificateBound ? { tls_client_certificate_bound_access_tokens: true } : {}),
    registered_jwks_url: client.jwksUrl,
    allowed_scopes: client.scopes.join(' '),
    purpose: client.purpose,
    introspection: client.introspection,
    origins: [...client.origins],
    kind: client.kind,
  };
}

/** A certificate as the library asks for it (RFC 8705 section 2.2.2). */
function keyOf(pem: string): Record<string, unknown> {
  const certificate = new X509Certificate(pem);
  const x5c = [certificate.raw.toString('base64')];
  return { ...certificate.publicKey.export({ format: 'jwk' }), kid: thumbprintOf(certificate), use: 'sig', x5c };
}
