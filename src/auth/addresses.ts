/** The addresses of the authorization server and of the FHIR API, all derived from the one public URL. */

export interface Addresses {
  readonly issuer: string;
  readonly fhirBase: string;
  readonly token: string;
  readonly introspection: string;
  readonly revocation: string;
}

/** Paths below the issuer that are served. Every other route of the library stays closed until it is real. */
export const ROUTES = {
  token: '/token',
  introspection: '/token/introspection',
  revocation: '/token/revocation',
} as const;

/** `publicUrl` is the address that clients use, e.g. `https://kakehashi.example`, with or without a trailing slash. */
export function addressesOf(publicUrl: string): Addresses {
  const root = publicUrl.replace(/\/+$/, '');
  const issuer = `${root}/oauth`;
  return {
    issuer,
    fhirBase: `${root}/fhir`,
    token: `${issuer}${ROUTES.token}`,
    introspection: `${issuer}${ROUTES.introspection}`,
    revocation: `${issuer}${ROUTES.revocation}`,
  };
}
