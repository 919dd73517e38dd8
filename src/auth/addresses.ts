/** The addresses of the authorization server and of the FHIR API, all derived from the one public URL. */

export interface Addresses {
  readonly issuer: string;
  readonly fhirBase: string;
  readonly authorization: string;
  readonly token: string;
  readonly introspection: string;
  readonly revocation: string;
  readonly jwks: string;
  readonly registration: string;
}

/** Paths of the library below the issuer. Every other route of it stays closed. */
export const ROUTES = {
  authorization: '/authorize',
  token: '/token',
  introspection: '/token/introspection',
  revocation: '/token/revocation',
  jwks: '/jwks',
  end_session: '/session/end',
} as const;

/** How an app is answered: by where its browser is sent. The library's own page that sends itself by a script is not offered. */
export const RESPONSE_MODES = ['query', 'fragment'];

/** Paths below the issuer that are ours: where a person signs in and decides, and where a launch is announced. */
export const INTERACTION = '/interaction/';
export const LAUNCH = '/launch';
/** Where an app that was invited registers itself. */
export const REGISTRATION = '/register';
/** Where another issuer sends back who signed in there. */
export const FEDERATED = '/federated';
export const OPENID_DISCOVERY = '/.well-known/openid-configuration';
export const OAUTH_DISCOVERY = '/.well-known/oauth-authorization-server';

/** `publicUrl` is the address that clients use, e.g. `https://kakehashi.example`, with or without a trailing slash. */
export function addressesOf(publicUrl: string): Addresses {
  const root = publicUrl.replace(/\/+$/, '');
  const issuer = `${root}/oauth`;
  return {
    issuer,
    fhirBase: `${root}/fhir`,
    authorization: `${issuer}${ROUTES.authorization}`,
    token: `${issuer}${ROUTES.token}`,
    introspection: `${issuer}${ROUTES.introspection}`,
    revocation: `${issuer}${ROUTES.revocation}`,
    jwks: `${issuer}${ROUTES.jwks}`,
    registration: `${issuer}${REGISTRATION}`,
  };
}
