/** What `/fhir/.well-known/smart-configuration` says: only what is served (SMART App Launch 2.2, conformance). */
import type { Addresses } from './addresses.ts';
import { ASSERTION_ALGORITHMS } from './public-key.ts';

/** The document, all URLs absolute. There is no `issuer`: no one signs in here with OpenID Connect. */
export function smartConfiguration(addresses: Addresses): Record<string, unknown> {
  return {
    token_endpoint: addresses.token,
    introspection_endpoint: addresses.introspection,
    revocation_endpoint: addresses.revocation,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    scopes_supported: ['system/*.cruds', 'system/*.rs', 'system/*.read', 'system/*.write', 'system/*.*'],
    // The member is required of every server, and S256 in it, although no code is issued yet.
    code_challenge_methods_supported: ['S256'],
    capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
  };
}
