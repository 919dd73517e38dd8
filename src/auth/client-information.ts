/** What an app says of itself when it registers, and is told in answer, in the words of RFC 7591. */
import { randomUUID } from 'node:crypto';
import type { Issue, Refusal } from '#fhir';
import type { RegisteredClient } from './clients.ts';
import { isRefreshScope } from './launch-scopes.ts';
import type { Registration } from './registration.ts';

/** RFC 7591 section 3.2.2. */
export interface RegistrationError {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  readonly error_description: string;
}

type Metadata = Readonly<Record<string, unknown>>;

/** The names of the RFC, by ours. */
const NAMES: Readonly<Record<string, string>> = {
  name: 'client_name',
  authentication: 'token_endpoint_auth_method',
  redirectUris: 'redirect_uris',
  scopes: 'scope',
  jwks: 'jwks',
  jwksUrl: 'jwks_uri',
  launchUrl: 'launch_url',
  dpop: 'dpop_bound_access_tokens',
};

/** The methods that need nothing but what the RFC lets an app say. */
const METHODS = ['client_secret_basic', 'private_key_jwt', 'none'];

/**
 * The registration that an app asks for within `scopes`. What it leaves out is as the RFC says, but for the scopes: then it
 * gets all that it was invited for. What is not understood is passed over, as the RFC asks.
 */
export function registrationAsked(metadata: Metadata, scopes: readonly string[]): Registration | RegistrationError {
  const { grant_types: grants = ['authorization_code'], response_types: types = ['code'], scope } = metadata;
  const { token_endpoint_auth_method: method = 'client_secret_basic' } = metadata;
  if (scope !== undefined && typeof scope !== 'string') return wrong('scope', 'must be a text');
  const asked = scope === undefined ? [...scopes] : scope.split(' ').filter((one) => one !== '');
  const beyond = asked.filter((one) => !scopes.includes(one));
  if (beyond.length > 0) return wrong('scope', `holds what the invitation does not: ${beyond.join(' ')}`);
  if (!isList(types, ['code'])) return wrong('response_types', 'must be ["code"]');
  if (!isList(grants, ['authorization_code', 'refresh_token']) || !grants.includes('authorization_code'))
    return wrong('grant_types', 'must hold "authorization_code", and "refresh_token" at most besides');
  if (grants.includes('refresh_token') && !asked.some(isRefreshScope))
    return wrong('grant_types', '"refresh_token" needs `offline_access` or `online_access` in `scope`');
  if (!METHODS.includes(String(method)))
    return wrong('token_endpoint_auth_method', `must be one of ${METHODS.map((one) => `"${one}"`).join(', ')}`);
  const given = Object.entries(NAMES).flatMap(([ours, theirs]) =>
    metadata[theirs] === undefined ? [] : [[ours, metadata[theirs]]],
  );
  const redirects = Array.isArray(metadata['redirect_uris']) ? metadata['redirect_uris'] : [];
  return {
    ...(Object.fromEntries(given) as Omit<Registration, 'id' | 'kind'>),
    id: `app-${randomUUID()}`,
    kind: 'app',
    authentication: method as NonNullable<Registration['authentication']>,
    scopes: asked,
    origins: [...new Set(redirects.flatMap(originOf))],
  };
}

const wrong = (name: string, reason: string): RegistrationError => ({
  error: 'invalid_client_metadata',
  error_description: `\`${name}\` ${reason}`,
});

const isList = (value: unknown, words: readonly string[]): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => words.includes(one as string));

/** An app in a browser asks from where it is sent back to. */
function originOf(uri: unknown): string[] {
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? [url.origin] : [];
}

/** A refusal of the registry in the words of the RFC. */
export function registrationError({ issues }: Refusal): RegistrationError {
  const isRedirect = ({ expression = '' }: Issue) => expression.startsWith('/redirectUris');
  return {
    error: issues.some(isRedirect) ? 'invalid_redirect_uri' : 'invalid_client_metadata',
    error_description: issues.map(({ en, expression = '' }) => `\`${theirNameOf(expression)}\`: ${en}`).join('; '),
  };
}

const theirNameOf = (place: string): string => {
  const [, ours = '', ...rest] = place.split('/');
  return [NAMES[ours] ?? ours, ...rest].join('/');
};

/** RFC 7591 section 3.2.1. A secret does not run out. */
export function clientInformation(client: RegisteredClient): Record<string, unknown> {
  const { id, name, authentication, scopes, redirectUris, registeredAt, secret, jwks, jwksUrl, launchUrl, dpop } =
    client;
  return {
    client_id: id,
    client_id_issued_at: Math.floor(registeredAt.getTime() / 1000),
    ...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', ...(scopes.some(isRefreshScope) ? ['refresh_token'] : [])],
    response_types: ['code'],
    token_endpoint_auth_method: authentication,
    scope: scopes.join(' '),
    ...(jwks === null ? {} : { jwks }),
    ...(jwksUrl === null ? {} : { jwks_uri: jwksUrl }),
    ...(launchUrl === null ? {} : { launch_url: launchUrl }),
    dpop_bound_access_tokens: dpop,
  };
}
