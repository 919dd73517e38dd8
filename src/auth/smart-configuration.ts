/** What `/fhir/.well-known/smart-configuration` says: only what is served (SMART App Launch 2.2, conformance). */
import type { Addresses } from './addresses.ts';
import { DPOP_ALGORITHMS } from './dpop-proof.ts';
import { LAUNCH_SCOPES } from './launch-scopes.ts';
import { ASSERTION_ALGORITHMS } from './public-key.ts';
import { CLIENT_AUTHENTICATIONS } from './registration.ts';

const CAPABILITIES = [
  'launch-ehr',
  'launch-standalone',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

/** The document, all URLs absolute. */
export function smartConfiguration(addresses: Addresses, registers: boolean): Record<string, unknown> {
  return {
    issuer: addresses.issuer,
    jwks_uri: addresses.jwks,
    authorization_endpoint: addresses.authorization,
    token_endpoint: addresses.token,
    introspection_endpoint: addresses.introspection,
    revocation_endpoint: addresses.revocation,
    ...(registers ? { registration_endpoint: addresses.registration } : {}),
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: [...CLIENT_AUTHENTICATIONS],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    dpop_signing_alg_values_supported: [...DPOP_ALGORITHMS],
    tls_client_certificate_bound_access_tokens: true,
    scopes_supported: [
      ...LAUNCH_SCOPES,
      ...['patient', 'user', 'system'].flatMap((context) => [
        `${context}/*.cruds`,
        `${context}/*.rs`,
        `${context}/*.read`,
      ]),
    ],
    code_challenge_methods_supported: ['S256'],
    capabilities: CAPABILITIES,
  };
}
