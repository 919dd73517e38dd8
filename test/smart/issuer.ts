/** A hospital's own issuer: a whole OpenID provider of its own on loopback, with its own people and keys. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AdapterPayload, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { afterAll } from 'vitest';

/** Who signs in there next, and by which means. */
interface Somebody {
  readonly sub: string;
  readonly amr?: readonly string[];
  readonly acr?: string;
  readonly [claim: string]: unknown;
}

export type Signed = { readonly header: Record<string, unknown>; readonly claims: Record<string, unknown> };

export interface OtherIssuer {
  readonly url: string;
  /** Whoever signs in from now on; nothing: they cancel. */
  somebody: Somebody | undefined;
  /** Makes another identity token of the one that it would give. */
  forge: ((token: Signed) => string) | undefined;
  /** Changes an answer that it would give. */
  alter: ((ctx: KoaContextWithOIDC) => void) | undefined;
  /** Stands in place of all that it answers. */
  instead: RequestListener | undefined;
  /** The queries of its authorization requests, the newest last. */
  readonly asked: URLSearchParams[];
  /** Its private keys. */
  keys(): readonly Key[];
  /** Opens it, with new keys each time. */
  open(redirectUri: string, clients: readonly AdapterPayload[]): void;
}

export type Key = Record<string, unknown> & { readonly kid: string };

export async function otherIssuer(): Promise<OtherIssuer> {
  let provider: Provider | undefined;
  let keys: readonly Key[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', house.url);
    if (house.instead !== undefined) return house.instead(request, response);
    if (pathname === '/auth') house.asked.push(searchParams);
    if (pathname.startsWith('/sign-in/')) return void signIn(provider as Provider, house.somebody, request, response);
    void provider?.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const house: OtherIssuer = {
    url,
    somebody: undefined,
    forge: undefined,
    alter: undefined,
    instead: undefined,
    asked: [],
    keys: () => keys,
    open: (redirectUri, clients) => {
      keys = [makeKey('RS256'), makeKey('ES256')];
      provider = providerOf(house, keys, redirectUri, clients);
    },
  };
  return house;
}

function makeKey(alg: 'RS256' | 'ES256'): Key {
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg, use: 'sig' };
}

function providerOf(
  house: OtherIssuer,
  keys: readonly Key[],
  redirectUri: string,
  clients: readonly AdapterPayload[],
): Provider {
  const provider = new Provider(house.url, {
    jwks: { keys: [...keys] },
    clients: clients.map((client) => ({ redirect_uris: [redirectUri], ...client })) as never,
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub', 'amr', 'acr', 'staff_number'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a-secret-of-the-hospital'] },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ ...house.somebody, sub: id }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new provider.Grant({
        accountId: ctx.oidc.session?.accountId ?? '',
        clientId: ctx.oidc.client?.clientId ?? '',
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    house.alter?.(ctx);
    const body = ctx.body as { id_token?: string } | undefined;
    if (ctx.oidc?.route !== 'token' || body?.id_token === undefined || house.forge === undefined) return;
    const [header, claims] = body.id_token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>);
    ctx.body = { ...body, id_token: house.forge({ header: header ?? {}, claims: claims ?? {} }) };
  });
  return provider;
}

async function signIn(
  provider: Provider,
  somebody: Somebody | undefined,
  ...[request, response]: Parameters<RequestListener>
): Promise<void> {
  const { sub = '', amr, acr } = somebody ?? {};
  const means = { ...(amr === undefined ? {} : { amr: [...amr] }), ...(acr === undefined ? {} : { acr }) };
  const result =
    somebody === undefined ? { error: 'access_denied' } : { login: { accountId: sub, remember: false, ...means } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
