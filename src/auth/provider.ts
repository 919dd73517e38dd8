/** The embedded oidc-provider, with every default answered for that SMART App Launch 2.2 meets. */
import { type Client, type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type AdapterNeeds, adapterFor } from './adapter.ts';
import { type Addresses, INTERACTION, ROUTES } from './addresses.ts';
import { CLOCK_SKEW_SECONDS_MAX, checkAssertion } from './check-assertion.ts';
import { shownCertificate } from './client-certificate.ts';
import { OWN_METADATA } from './client-metadata.ts';
import { completeAnswer } from './complete-answer.ts';
import { digestOf } from './digest.ts';
import { DPOP_ALGORITHMS } from './dpop-proof.ts';
import { errorPage } from './error-page.ts';
import { grantContextOf, purposeSpoken, spokenContext } from './grant-context.ts';
import { checkAudience, checkLaunch, checkMaxAge } from './launch-parameters.ts';
import { LAUNCH_SCOPES } from './launch-scopes.ts';
import { ASSERTION_ALGORITHMS } from './public-key.ts';
import { CLIENT_AUTHENTICATIONS, type UnderstandsQuery } from './registration.ts';
import { scopesOffered } from './scopes-offered.ts';
import { screenHeaders } from './screens/frame.ts';
import { constantEquals } from './secrets.ts';
import type { ServerKeys } from './server-keys.ts';
import { SESSION_COOKIE } from './session-state.ts';
import { signOut } from './sign-out.ts';
import { BREAK_GLASS, BREAK_GLASS_SECONDS, LIFE, sessionSeconds } from './token-life.ts';

export interface ProviderNeeds extends AdapterNeeds {
  readonly addresses: Addresses;
  readonly keys: ServerKeys;
  readonly understands: UnderstandsQuery;
  /** Whether apps may register themselves. */
  readonly registers: boolean;
  readonly introspect: (token: string) => Promise<Record<string, unknown>>;
  /** The person of this id, unless disabled, as identity tokens speak of them. */
  readonly findPerson: (id: string) => Promise<{ readonly fhirUser: string; readonly name: string } | undefined>;
  /** Stands around all answers; in a sandbox only. */
  readonly inject?: ((ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>) | undefined;
}

const OFF = { enabled: false } as const;

export function createProvider(needs: ProviderNeeds): Provider {
  const provider = new Provider(needs.addresses.issuer, configurationOf(needs));
  // The routes put the public address into the forwarding headers, so the caller's own Host header decides nothing.
  provider.proxy = true;
  if (needs.inject !== undefined) provider.use(needs.inject);
  provider.use((ctx: KoaContextWithOIDC, next) => completeAnswer(ctx, next, needs));
  // Only the digest of a secret is registered, so what is presented is compared by its digest.
  provider.Client.prototype.compareClientSecret = async function (this: { clientSecret?: string }, presented: string) {
    return constantEquals(String(this.clientSecret), digestOf(presented));
  };
  return provider;
}

function configurationOf(needs: ProviderNeeds): Configuration {
  const { addresses, keys, sql, now } = needs;
  return {
    ...identityOf(needs),
    ...lifeOf(needs),
    adapter: (model) => adapterFor(model, needs),
    jwks: { keys: keys.signing },
    cookies: {
      keys: keys.cookie,
      names: { session: SESSION_COOKIE, interaction: 'kakehashi_interaction', resume: 'kakehashi_resume' },
      // All are signed, out of reach of scripts and of other sites: the library's default.
      long: { path: new URL(addresses.issuer).pathname },
    },
    scopes: [...LAUNCH_SCOPES],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: [...CLIENT_AUTHENTICATIONS],
    enabledJWA: {
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
      idTokenSigningAlgValues: ['RS256'],
      dPoPSigningAlgValues: [...DPOP_ALGORITHMS],
    },
    clockTolerance: CLOCK_SKEW_SECONDS_MAX,
    allowOmittingSingleRegisteredRedirectUri: false,
    extraClientMetadata: { properties: [...OWN_METADATA] },
    clientBasedCORS: (_ctx, origin, client) => isPageOf(client, origin),
    extraParams: {
      max_age: (ctx) => checkMaxAge(ctx),
      aud: (_ctx, value) => checkAudience(value, addresses.fhirBase),
      launch: (ctx, value, client) => checkLaunch(ctx, value, { sql, client: client.clientId, now: now() }),
    },
    interactions: { url: (_ctx, { uid }) => `${new URL(addresses.issuer).pathname}${INTERACTION}${uid}` },
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims, header, client) =>
      checkAssertion({ claims, header, tokenUrl: addresses.token, jwksUrl: client['registered_jwks_url'], now: now() }),
    renderError: (ctx, { error }) => {
      ctx.set(screenHeaders());
      ctx.body = errorPage(ctx.get('accept-language'), error);
    },
    routes: { ...ROUTES },
    discovery: needs.registers ? { registration_endpoint: addresses.registration } : {},
    features: featuresOf(needs),
  };
}

/** A page of another origin hears what it hears of a client that there is not: else it could try which there are. */
function isPageOf(client: Client, origin: string): boolean {
  if ((client['origins'] as string[]).includes(origin)) return true;
  throw new errors.InvalidClientAuth('the origin is not registered for the client');
}

/** Who signed in, and what is said of them. */
function identityOf({ addresses, findPerson, sql, now }: ProviderNeeds): Configuration {
  return {
    claims: { openid: ['amr', 'auth_time'], fhirUser: ['fhirUser'], profile: ['name'] },
    findAccount: async (_ctx, id) => {
      const person = await findPerson(id);
      if (person === undefined) return undefined;
      const claims = { sub: id, fhirUser: `${addresses.fhirBase}/${person.fhirUser}`, name: person.name };
      return { accountId: id, claims: async () => claims };
    },
    // Never the grant of an earlier launch: it was for another person's records.
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    extraTokenClaims: async (_ctx, token) => {
      if (token.kind === 'ClientCredentials') return purposeSpoken(token.client?.['purpose']);
      const context = await grantContextOf(sql, token.grantId, now());
      if (context === undefined)
        throw new errors.InvalidGrant('the role or session under which it was granted is gone');
      return spokenContext(context);
    },
  };
}

/** How long things live, and what ends with what. */
function lifeOf({ sql, now }: ProviderNeeds): Configuration {
  return {
    ttl: {
      ...LIFE,
      // Every token is for the one resource; one without it would have no life, which the library refuses.
      AccessToken: (_ctx, token) => Number(token.resourceServer?.accessTokenTTL),
      Session: (_ctx, session) => sessionSeconds(session.loginTs, now()),
    },
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    // The library ties one grant of a client to a session; ours are tied by their context, so that two launches live side by side.
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, _client, source) => {
      const context = await grantContextOf(sql, source.grantId, now());
      const isAsked = source.scopes.has('offline_access') || source.scopes.has('online_access');
      return isAsked && context?.purpose !== BREAK_GLASS;
    },
  };
}

function featuresOf(needs: ProviderNeeds): NonNullable<Configuration['features']> {
  const { addresses } = needs;
  return {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    // Another's token answers as an unknown one does: with success, and without effect.
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => addresses.fhirBase,
      getResourceServerInfo: async (ctx, resource, client) => {
        if (resource !== addresses.fhirBase) throw new errors.InvalidTarget();
        const scope = scopesOffered(requestedOf(ctx), registeredOf(client), needs.understands);
        // The library would issue a token that allows nothing; SMART asks for a refusal.
        if (scope === '') throw new errors.InvalidScope('none of the requested scopes is granted', requestedOf(ctx));
        const age = await accessTokenSeconds(ctx, needs);
        return { scope, audience: addresses.fhirBase, accessTokenFormat: 'opaque', accessTokenTTL: age };
      },
    },
    dPoP: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx) => shownCertificate(ctx.req.socket, needs.now()),
    },
    rpInitiatedLogout: signOut(),
    devInteractions: OFF,
    userinfo: OFF,
    pushedAuthorizationRequests: OFF,
  };
}

const registeredOf = (client: Client) => ({
  kind: client['kind'] as 'backend' | 'app',
  scopes: String(client['allowed_scopes']).split(' '),
});

/** What is asked for: at first by the request, later as it was granted. */
const requestedOf = ({ oidc }: KoaContextWithOIDC): string =>
  String(oidc.entities.AuthorizationCode?.scope ?? oidc.entities.RefreshToken?.scope ?? oidc.params?.['scope'] ?? '');

/** Of a person's token; what a backend is given has a life of its own. */
async function accessTokenSeconds(ctx: KoaContextWithOIDC, { sql, now }: ProviderNeeds): Promise<number> {
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  const context = await grantContextOf(sql, AuthorizationCode?.grantId ?? RefreshToken?.grantId, now());
  return context?.purpose === BREAK_GLASS ? BREAK_GLASS_SECONDS : LIFE.AccessToken;
}
