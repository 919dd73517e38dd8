/** Requests that nobody should send, for each route of the table. */
import fc from 'fast-check';
import type { SearchParameter, SearchParameters } from '../../../src/fhir/index.ts';
import type { Route } from '../../../src/http/route.ts';
import { type Body, bundleBodies, byteBodies, EXAMPLE_TYPES, patchBodies, resourceBodies } from './bodies.ts';
import { headerSets, queries, RAW_VALUES, SEGMENTS, TOKENS } from './queries.ts';

export interface Malformed {
  readonly method: string;
  /** As it is sent: percent-encoded, or not quite. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What of the house the requests are made for. */
export interface Aimed {
  readonly parameters: SearchParameters;
  /** By type, ids of what is there; some of it the sender may change. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

const ODD_TYPES = ['Nonsense', 'Bundle', 'Parameters', 'Binary', 'patient', '*', 'Resource', 'DomainResource'];

/** Requests to one route: its path is filled, and what it takes is sent as it should not be. */
export function requestsTo(route: Route, aimed: Aimed): fc.Arbitrary<Malformed> {
  const named = /^\/fhir\/([A-Z][A-Za-z]+)/.exec(route.path)?.[1];
  const types = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...EXAMPLE_TYPES) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_TYPES, ...SEGMENTS) },
  );
  return (named === undefined ? types : fc.constant(named)).chain((type) => {
    const codes = aimed.parameters.of(/^[A-Z]\w*$/.test(type) ? type : 'Resource');
    return fc
      .record({
        path: pathTo(route, type, aimed.ids.get(type) ?? SEGMENTS),
        query: fc.oneof(
          { weight: route.body === 'none' ? 6 : 1, arbitrary: queries(codes) },
          { weight: 1, arbitrary: fc.constant('') },
        ),
        headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: headerSets }),
        token: fc.oneof(
          { weight: 40, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.constantFrom(...TOKENS) },
        ),
        body: bodyFor(route, type, codes),
      })
      .map(({ path, query, headers, token, body }) => ({
        method: route.method.toUpperCase(),
        path: query === '' ? path : `${path}?${query}`,
        headers: {
          ...(changes(route) ? { 'if-match': 'W/"1"' } : {}),
          ...headers,
          ...body?.headers,
          ...(token === undefined ? {} : { authorization: token }),
        },
        ...(body === undefined ? {} : { body: identified(route, path, body.bytes) }),
      }));
  });
}

const changes = ({ method, path }: Route): boolean => method !== 'get' && path.includes(':id');

/** What is put somewhere bears the id of its place. */
const identified = ({ method }: Route, path: string, bytes: Buffer): Buffer =>
  method === 'put' && bytes.length < 50_000
    ? Buffer.from(bytes.toString('latin1').replace('{"', `{"id":"${path.split('/').at(-1)}","`), 'latin1')
    : bytes;

function pathTo(route: Route, type: string, ids: readonly string[]): fc.Arbitrary<string> {
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    { weight: 1, arbitrary: fc.constantFrom(...SEGMENTS) },
  );
  const other = fc.constantFrom('1', '*', 'Observation', ...SEGMENTS);
  return fc.tuple(id, other).map(([chosen, rest]) =>
    route.path
      .split('/')
      .map((part) => (part === ':type' ? type : part === ':id' ? chosen : part.startsWith(':') ? rest : part))
      .join('/'),
  );
}

function bodyFor(
  { body, path }: Route,
  type: string,
  codes: ReadonlyMap<string, SearchParameter>,
): fc.Arbitrary<Body | undefined> {
  switch (body) {
    case 'none':
      return fc.constant(undefined);
    case 'fhir-or-none':
      return fc.option(resourceBodies(type), { nil: undefined });
    case 'fhir':
      return path === '/fhir' ? bundleBodies : resourceBodies(type);
    case 'patch':
      return patchBodies;
    case 'json':
      return administratorsBodies;
    case 'bytes':
      return byteBodies;
    case 'query':
      return fc.oneof(
        { weight: 6, arbitrary: queries(codes).map((text) => formOf(text)) },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom(...RAW_VALUES)
            .map((text) => ({ ...formOf(`name=${text}`), headers: { 'content-type': 'text/plain' } })),
        },
      );
  }
}

/** What an administrator would write, with anything at all in the place of a member. */
const odd = <T>(good: T) => fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, fc.jsonValue(), fc.string());
const administratorsBodies: fc.Arbitrary<Body> = fc
  .record(
    {
      login: odd('somebody'),
      id: odd('a-client'),
      name: odd('誰か'),
      fhirUser: odd('Practitioner/x'),
      actor: odd('PractitionerRole/x'),
      organization: odd('Organization/x'),
      purposes: odd(['COC']),
      purpose: odd('COC'),
      scopes: odd(['system/*.rs']),
      jwks: odd({ keys: [] }),
      roles: odd([]),
    },
    { requiredKeys: [] },
  )
  .map((body) => ({ bytes: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } }));

const formOf = (text: string): Body => ({
  bytes: Buffer.from(text),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

const OAUTH = [
  '/oauth/token',
  '/oauth/token/introspection',
  '/oauth/token/revocation',
  '/oauth/auth',
  '/oauth/jwks',
  '/oauth/',
  '/oauth/%2e%2e/token',
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
const GRANTS = [
  'grant_type',
  'scope',
  'client_id',
  'client_assertion',
  'client_assertion_type',
  'token',
  'resource',
  'client_secret',
  'x',
];
const CLAIMS = [
  '',
  'client_credentials',
  'authorization_code',
  'hospital-ehr',
  'system/*.cruds',
  'system/Nonsense.x',
  'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'x.y.z',
  '..',
  ...[
    '{"alg":"none"}',
    '{"alg":"HS256"}',
    '{"alg":"ES384","kid":{}}',
    '{"alg":"ES384","jku":"http://elsewhere.example"}',
    'null',
    '[]',
    '{',
  ].map(
    (header) =>
      `${Buffer.from(header).toString('base64url')}.${Buffer.from('{"iss":"hospital-ehr","sub":"hospital-ehr","exp":"x","aud":[5]}').toString('base64url')}.AAAA`,
  ),
  ...RAW_VALUES,
];

/** Requests to the authorization server, with tokens and assertions that are none. */
export const oauthRequests: fc.Arbitrary<Malformed> = fc
  .record({
    method: fc.oneof(
      { weight: 5, arbitrary: fc.constant('POST') },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
    ),
    path: fc.oneof(
      { weight: 5, arbitrary: fc.constant('/oauth/token') },
      { weight: 3, arbitrary: fc.constantFrom(...OAUTH) },
    ),
    pairs: fc.array(fc.tuple(fc.constantFrom(...GRANTS), fc.constantFrom(...CLAIMS)), { maxLength: 6 }),
    type: fc.oneof(
      { weight: 6, arbitrary: fc.constant('application/x-www-form-urlencoded') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('application/json', '', 'application/x-www-form-urlencoded; charset=utf-16'),
      },
    ),
    authorization: fc.constantFrom(undefined, undefined, ...TOKENS),
  })
  .map(({ method, path, pairs, type, authorization }) => ({
    method,
    path,
    headers: { 'content-type': type, ...(authorization === undefined ? {} : { authorization }) },
    ...(method === 'GET' ? {} : { body: Buffer.from(pairs.map(([name, value]) => `${name}=${value}`).join('&')) }),
  }));

/** Requests with any method to paths that no route has, or that anyone may ask for. */
export const strayRequests: fc.Arbitrary<Malformed> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'),
    root: fc.constantFrom(
      '/fhir',
      '/fhir/metadata',
      '/fhir/.well-known/smart-configuration',
      '/.well-known/oauth-authorization-server/oauth',
      '/health',
      '/ssmix2',
      '/csv',
      '',
      '/fhir/',
    ),
    more: fc.array(fc.constantFrom('Patient', ...SEGMENTS), { maxLength: 3 }),
    query: fc.oneof(
      fc.constant(''),
      fc.constantFrom(...RAW_VALUES).map((value) => `?_format=${value}`),
    ),
    headers: headerSets,
  })
  .map(({ method, root, more, query, headers }) => ({
    method,
    path: `${[root, ...more].join('/') || '/'}${query}`,
    headers,
  }));

/** What is hardly HTTP, byte by byte. */
export const RAW_REQUESTS: readonly string[] = [
  'GET /fhir/Patient?name=佐藤 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /fhir/Patient?name=a\u0001b HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /fhir/Patient\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET  /fhir  HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /fhir/metadata HTTP/9.9\r\nHost: x\r\n\r\n',
  'NONSENSE /fhir HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET fhir HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET http://[::1/fhir HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /fhir/Patient HTTP/1.1\r\n\r\n',
  'GET /fhir/Patient HTTP/1.1\r\nHost: x\r\nHost: y\r\nNo colon\r\n\r\n',
  'GET /fhir/Patient HTTP/1.1\r\nHost: x\r\nA: b\u0000c\r\n\r\n',
  'GET /fhir/Patient HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n',
  `GET /fhir/Patient HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
  `GET /fhir/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n',
  'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
  '\r\n\r\n\r\nX\r\n\r\n',
];
