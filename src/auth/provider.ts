/** The embedded oidc-provider, with every default answered for that backend services meet. */
import { type Client, type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type AdapterNeeds, adapterFor } from './adapter.ts';
import { type Addresses, ROUTES } from './addresses.ts';
import { CLOCK_SKEW_SECONDS_MAX, checkAssertion } from './check-assertion.ts';
import { errorPage } from './error-page.ts';
import { ASSERTION_ALGORITHMS } from './public-key.ts';
import { grantable, parseScopes } from './scopes.ts';
import type { ServerKeys } from './server-keys.ts';

/** The life of a backend's access token, in seconds (SMART Backend Services: at most five minutes). */
const TOKEN_AGE_SECONDS_MAX = 300;
/** The name under which the one purpose of a token is echoed (SMART: extensions begin with two underscores). */
const PURPOSE_CLAIM = '__purpose_of_use';
const OFF = { enabled: false } as const;

export function createProvider(addresses: Addresses, keys: ServerKeys, needs: AdapterNeeds): Provider {
  const provider = new Provider(addresses.issuer, configurationOf(addresses, keys, needs));
  // The routes put the public address into the forwarding headers, so the caller's own Host header decides nothing.
  provider.proxy = true;
  provider.use(completeAnswer);
  return provider;
}

function configurationOf(addresses: Addresses, keys: ServerKeys, needs: AdapterNeeds): Configuration {
  return {
    adapter: (model) => adapterFor(model, needs),
    jwks: { keys: keys.signing },
    cookies: { keys: keys.cookie },
    scopes: [],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS] },
    clockTolerance: CLOCK_SKEW_SECONDS_MAX,
    ttl: { ClientCredentials: TOKEN_AGE_SECONDS_MAX },
    allowOmittingSingleRegisteredRedirectUri: false,
    extraClientMetadata: { properties: ['registered_jwks_url', 'allowed_scopes', 'purpose', 'introspection'] },
    clientBasedCORS: () => false, // a backend is no browser and has no origin
    extraTokenClaims: (_ctx, token) => ({ [PURPOSE_CLAIM]: token.client?.['purpose'] }),
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims, header, client) =>
      checkAssertion({
        claims,
        header,
        tokenUrl: addresses.token,
        jwksUrl: client['registered_jwks_url'],
        now: needs.now(),
      }),
    renderError: (ctx, { error }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error);
    },
    routes: { ...ROUTES },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client) => client['introspection'] === true },
      // Another's token answers as an unknown one does: with success, and without effect.
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => addresses.fhirBase,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => fhirServer(ctx, resource, client, addresses.fhirBase),
      },
      devInteractions: OFF,
      userinfo: OFF,
      dPoP: OFF,
      pushedAuthorizationRequests: OFF,
      rpInitiatedLogout: OFF,
    },
  };
}

/** The FHIR API as the token's audience, with the requested scopes that the client is registered for. */
function fhirServer(ctx: KoaContextWithOIDC, resource: string, client: Client, fhirBase: string) {
  if (resource !== fhirBase) throw new errors.InvalidTarget();
  const requested = String(ctx.oidc.params?.['scope'] ?? '');
  const granted = grantable(parseScopes(requested), parseScopes(String(client['allowed_scopes'])));
  // The library would issue a token that allows nothing; SMART asks for a refusal.
  if (granted.length === 0) throw new errors.InvalidScope('none of the requested scopes is granted', requested);
  const scope = granted.map(({ text }) => text).join(' ');
  return { scope, audience: fhirBase, accessTokenFormat: 'opaque' as const, accessTokenTTL: TOKEN_AGE_SECONDS_MAX };
}

/** Adds what SMART asks for and the library leaves out: the purpose of the token, and answers that no cache keeps. */
async function completeAnswer(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Pragma', 'no-cache');
  // No route of the library took the request, so it stays what it is: not found, or not allowed.
  if (ctx.oidc === undefined) return;
  const body = ctx.body as Record<string, unknown> | undefined;
  const { route, entities } = ctx.oidc;
  if (route === 'token' && ctx.status === 200) {
    ctx.body = { ...body, [PURPOSE_CLAIM]: entities.ClientCredentials?.extra?.[PURPOSE_CLAIM] };
  }
  // A token in JWT form was never issued here, so it is simply one that is not known (RFC 7662 2.2, RFC 7009 2.2).
  if (body?.['error'] === 'unsupported_token_type') {
    ctx.status = 200;
    ctx.body = route === 'introspection' ? { active: false } : '';
  }
}
