/** A registered client in the words of the authorization server. */
import type { AdapterPayload } from 'oidc-provider';
import type { ClientWithSecret } from './clients.ts';
import { isRefreshScope } from './launch-scopes.ts';
import { hasPrivateScheme } from './registration-faults.ts';

/** What of a client the library carries along for us. */
export const OWN_METADATA = ['registered_jwks_url', 'allowed_scopes', 'purpose', 'introspection', 'origins', 'kind'];

/** Keys at a URL are given as if inline, since the library's own cache keeps them too long. */
export function metadataOf(client: ClientWithSecret, fetched: readonly unknown[] | undefined): AdapterPayload {
  const keys = [...(client.jwks?.keys ?? fetched ?? [])];
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
    ...(client.jwks === null && client.jwksUrl === null
      ? {}
      : { jwks: { keys } as NonNullable<AdapterPayload['jwks']> }),
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
