/** What the person who runs the checks must tell about the server: its clients, and how a person signs in. */
import type { Fields } from './client/fill-form.ts';
import type { Jwk } from './client/jwt.ts';
import type { Text } from './client/person.ts';
import {
  anything,
  type Fault,
  list,
  number,
  object,
  oneOf,
  pattern,
  record,
  type Shape,
  text,
} from './client/shape.ts';

export interface App {
  readonly client_id: string;
  readonly redirect_uri: string;
  /** Everything that the person will allow; the server must grant all of it. */
  readonly scope: string;
  readonly launch_uri?: string;
  readonly client_secret?: string;
  readonly private_key?: Jwk;
  /** How a person of this app signs in, where otherwise than usual. */
  readonly fields?: Fields;
  /** Set while reading: which of the three kinds it is. */
  readonly kind: AppKind;
}
type AppKind = 'public' | 'symmetric' | 'asymmetric';

export interface Backend {
  readonly client_id: string;
  readonly private_key: Jwk;
  readonly scope: string;
  /** A scope that is not registered for it. */
  readonly forbidden_scope?: string;
}

export interface Config {
  readonly clients: { readonly [kind in AppKind]?: App } & {
    readonly backend?: Backend;
    /** A backend whose keys the checker itself publishes at this loopback address. */
    readonly backendByUrl?: { readonly client_id: string; readonly jwks_url: string; readonly scope: string };
    readonly introspection?: {
      readonly client_id: string;
      readonly client_secret?: string;
      readonly private_key?: Jwk;
      /** Asked for to introspect with a Bearer token. */
      readonly bearer_scope?: string;
    };
  };
  /** The registered origin of the apps. */
  readonly origin?: string;
  readonly signIn: { readonly way: 'forms' | 'browser'; readonly fields?: Fields; readonly submit?: readonly string[] };
  readonly ehrLaunch?: {
    readonly url: string;
    readonly client?: AppKind;
    readonly scope?: string;
    readonly fields?: Fields;
  };
  readonly deny?: { readonly fields: Fields; readonly scopes: readonly string[] };
  readonly narrow?: { readonly fields: Fields; readonly scope: string; readonly expected: readonly string[] };
  readonly granular?: { readonly scopes: readonly string[] };
  readonly tokens?: { readonly expired?: string; readonly foreignAudience?: string };
  /** How long to wait for a token to expire, in seconds. */
  readonly waitSecondsMax?: number;
}

const FIELDS = record(anything);
const KEY = object({ kty: text, d: text, kid: text }, { '*': anything });
const APP = { client_id: text, redirect_uri: pattern(/^[a-z][a-z0-9+.-]*:/i, 'URL'), scope: text };
const MORE = { launch_uri: pattern(/^https?:/, 'URL'), fields: FIELDS };
const KIND = oneOf('public', 'symmetric', 'asymmetric');

const CONFIG: Shape = object(
  {},
  {
    clients: object(
      {},
      {
        public: object(APP, MORE),
        symmetric: object({ ...APP, client_secret: text }, MORE),
        asymmetric: object({ ...APP, private_key: KEY }, MORE),
        backend: object({ client_id: text, private_key: KEY, scope: text }, { forbidden_scope: text }),
        backendByUrl: object({
          client_id: text,
          jwks_url: pattern(/^http:\/\/(127\.0\.0\.1|localhost):\d+\//, 'http://127.0.0.1:PORT/…'),
          scope: text,
        }),
        introspection: object({ client_id: text }, { client_secret: text, private_key: KEY, bearer_scope: text }),
      },
    ),
    origin: pattern(/^https?:\/\/[^/]+$/, 'https://HOST'),
    signIn: object({ way: oneOf('forms', 'browser') }, { fields: FIELDS, submit: list(text) }),
    ehrLaunch: object({ url: pattern(/^https?:/, 'URL') }, { client: KIND, scope: text, fields: FIELDS }),
    deny: object({ fields: FIELDS, scopes: list(text) }),
    narrow: object({ fields: FIELDS, scope: text, expected: list(text) }),
    granular: object({ scopes: list(text) }),
    tokens: object({}, { expired: text, foreignAudience: text }),
    waitSecondsMax: number,
  },
);

/** Reads a config of JSON in which a line may be a comment; every fault comes at once. */
export function readConfig(content: string): Config | readonly Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\s*\/\/.*$/gm, ''));
  } catch (error) {
    const { message } = error as Error;
    return [{ path: '/', ja: `JSON として読めません（${message}）`, en: `is not JSON (${message})` }];
  }
  const faults: Fault[] = [];
  CONFIG(value, '', faults);
  if (faults.length > 0) return faults;
  const { clients = {}, signIn = { way: 'browser' }, ...rest } = value as Partial<Config>;
  const kinds = (['public', 'symmetric', 'asymmetric'] as const).flatMap((kind) => {
    const app = clients[kind];
    return app ? [[kind, { ...app, kind }] as const] : [];
  });
  return { ...rest, signIn, clients: { ...clients, ...Object.fromEntries(kinds) } };
}

/** All apps that people sign in to, the one that most checks are made with first. */
export const appsOf = ({ clients }: Config): readonly App[] =>
  [clients.public, clients.symmetric, clients.asymmetric].filter((app) => app !== undefined);

const NEEDS = {
  app: [
    ({ clients }: Config) => Boolean(clients.public ?? clients.symmetric ?? clients.asymmetric),
    'clients.public | symmetric | asymmetric',
  ],
  publicApp: [({ clients }: Config) => Boolean(clients.public), 'clients.public'],
  twoApps: [(config: Config) => appsOf(config).length > 1, 'clients.public + symmetric | asymmetric'],
  backend: [({ clients }: Config) => Boolean(clients.backend), 'clients.backend'],
  backendByUrl: [({ clients }: Config) => Boolean(clients.backendByUrl), 'clients.backendByUrl'],
  introspection: [({ clients }: Config) => Boolean(clients.introspection), 'clients.introspection'],
  bearer: [({ clients }: Config) => Boolean(clients.introspection?.bearer_scope), 'clients.introspection.bearer_scope'],
  origin: [({ origin }: Config) => Boolean(origin), 'origin'],
  ehr: [({ ehrLaunch }: Config) => Boolean(ehrLaunch), 'ehrLaunch'],
  deny: [({ deny }: Config) => Boolean(deny), 'deny'],
  narrow: [({ narrow }: Config) => Boolean(narrow), 'narrow'],
  granular: [({ granular }: Config) => Boolean(granular), 'granular'],
} as const;
export type Need = keyof typeof NEEDS;

/** Why the check cannot be made with this config, if so. */
export function lacking(config: Config, needs: readonly Need[]): Text | undefined {
  const missing = needs.map((need) => NEEDS[need]).filter(([has]) => !has(config));
  const names = missing.map(([, name]) => `\`${name}\``).join(', ');
  return names === '' ? undefined : { ja: `設定に ${names} がありません`, en: `the config has no ${names}` };
}
