/** The settings of the house, from the environment: every limit with its name and unit, checked once. */
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the house; by default the address it listens on. */
  readonly publicUrl: string | undefined;
  /** Any PostgreSQL ≥ 15; without it the embedded one is started. */
  readonly databaseUrl: string | undefined;
  readonly databaseConnectionsMax: number;
  readonly statementTimeoutMs: number;
  readonly searchTimeoutMs: number;
  readonly dataDirectory: string;
  /** FHIR packages (`.tgz` or folder) to validate with, beside our own. */
  readonly packages: readonly string[];
  /** Start also when a package that another one depends on is missing. */
  readonly packagesAllowMissing: boolean;
  /** A terminology server to ask about codes that no loaded package can tell; none is asked by default. */
  readonly terminology: TerminologySettings | undefined;
  /** A JSON file with the rules of writing each resource type. */
  readonly rulesFile: string | undefined;
  readonly logLevel: string;
  readonly bodyBytesMax: number;
  readonly bundleEntriesMax: number;
  readonly searchCountMax: number;
  /** What one search may cost, in the units of `fhir/search-cost.ts`. */
  readonly searchCostMax: number;
  /** A PUT to an id that nobody has makes the resource. */
  readonly updateCreate: boolean;
  /** How much a delete by criteria may delete: one match, or all of them. */
  readonly conditionalDelete: 'single' | 'multiple';
  /** Nobody who signs in works without a second factor. */
  readonly secondFactorRequired: boolean;
  /** The hospital's own issuer, where people may sign in there. */
  readonly openid: OpenidSettings | undefined;
}

export interface OpenidSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** One of the two: a secret, or the file of a private JSON Web Key with `kid` and `alg`. */
  readonly clientSecret: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly scopes: string;
  readonly acr: readonly string[];
  readonly claim: string;
  readonly only: boolean;
}

export interface TerminologySettings {
  readonly url: string;
  readonly timeoutMs: number;
  readonly cacheMax: number;
  readonly cacheSeconds: number;
}

/** What is wrong with the environment, one line each, for the person who starts the house. */
export class SettingsRefused extends Error {
  override name = 'SettingsRefused';
}

const PREFIX = 'KAKEHASHI_';

const FLAG = { is: ['true か false', 'true or false'], schema: { type: 'boolean' }, fallback: false } as const;
const TEXT = {
  is: ['空でない文字列', 'a text that is not empty'],
  schema: { type: 'string', minLength: 1 },
  fallback: undefined,
} as const;

/** Name, what it must be in words and as JSON schema, and default of each variable. All arrive as strings. */
const VARIABLES = {
  KAKEHASHI_HOST: { ...TEXT, fallback: '127.0.0.1' },
  KAKEHASHI_PORT: {
    is: ['0〜65535 の整数', 'an integer from 0 to 65535'],
    schema: { type: 'integer', minimum: 0, maximum: 65_535 },
    fallback: 8480,
  },
  KAKEHASHI_PUBLIC_URL: {
    is: ['http(s)://ホスト[:ポート]（最後に / を付けない）', 'http(s)://host[:port] without a slash at the end'],
    schema: { type: 'string', pattern: '^https?://[^/]+$' },
    fallback: undefined,
  },
  KAKEHASHI_DATA_DIR: {
    is: ['フォルダーの場所', 'the path of a folder'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_PACKAGES: {
    is: ['パッケージの場所の並び', 'a list of package paths'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_PACKAGES_ALLOW_MISSING: FLAG,
  KAKEHASHI_VALIDATION: {
    is: ['JSON ファイルの場所', 'the path of a JSON file'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_LOG_LEVEL: {
    is: ['silent、error、warn、info のどれか', 'one of silent, error, warn, info'],
    schema: { enum: ['silent', 'error', 'warn', 'info'] },
    fallback: 'warn',
  },
  KAKEHASHI_BODY_BYTES_MAX: {
    is: ['1024 以上の整数', 'an integer of at least 1024'],
    schema: { type: 'integer', minimum: 1_024 },
    fallback: 20_000_000,
  },
  KAKEHASHI_BUNDLE_ENTRIES_MAX: {
    is: ['1 以上の整数', 'an integer of at least 1'],
    schema: { type: 'integer', minimum: 1 },
    fallback: 5_000,
  },
  KAKEHASHI_SEARCH_COUNT_MAX: {
    is: ['1〜10000 の整数', 'an integer from 1 to 10000'],
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
    fallback: 500,
  },
  KAKEHASHI_SEARCH_COST_MAX: {
    is: ['100〜1000000 の整数', 'an integer from 100 to 1000000'],
    schema: { type: 'integer', minimum: 100, maximum: 1_000_000 },
    fallback: 1_000,
  },
  KAKEHASHI_UPDATE_CREATE: FLAG,
  KAKEHASHI_CONDITIONAL_DELETE: {
    is: ['single、multiple のどちらか', 'single or multiple'],
    schema: { enum: ['single', 'multiple'] },
    fallback: 'single',
  },
  KAKEHASHI_SECOND_FACTOR_REQUIRED: { ...FLAG, fallback: true },
  KAKEHASHI_TERMINOLOGY_URL: {
    is: [
      'https:// で始まる FHIR の URL（この機械の中なら http://127.0.0.1 も可。最後に / を付けない）',
      'the FHIR base of a server, https (or http on 127.0.0.1, localhost, [::1]), without a slash at the end',
    ],
    schema: {
      type: 'string',
      pattern: '^(https://[^/?#@]+|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?)(/[^/?#]+)*$',
    },
    fallback: undefined,
  },
  KAKEHASHI_TERMINOLOGY_TIMEOUT_MS: {
    is: ['100〜60000 の整数', 'an integer from 100 to 60000'],
    schema: { type: 'integer', minimum: 100, maximum: 60_000 },
    fallback: 3_000,
  },
  KAKEHASHI_TERMINOLOGY_CACHE_MAX: {
    is: ['1〜1000000 の整数', 'an integer from 1 to 1000000'],
    schema: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    fallback: 10_000,
  },
  KAKEHASHI_TERMINOLOGY_CACHE_SECONDS: {
    is: ['0 以上の整数', 'an integer of at least 0'],
    schema: { type: 'integer', minimum: 0 },
    fallback: 86_400,
  },
  KAKEHASHI_OPENID_ISSUER: {
    is: ['https の URL（この機械の中なら http も可）', 'an https URL, or http on this machine'],
    schema: { type: 'string', pattern: '^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/])[^\\s?#@]+$' },
    fallback: undefined,
  },
  KAKEHASHI_OPENID_CLIENT_ID: TEXT,
  KAKEHASHI_OPENID_CLIENT_SECRET: TEXT,
  KAKEHASHI_OPENID_CLIENT_KEY: { ...TEXT, is: ['JSON ファイルの場所', 'the path of a JSON file'] },
  KAKEHASHI_OPENID_SCOPES: {
    is: ['openid を含むスコープの並び', 'scopes separated by spaces, openid among them'],
    schema: { type: 'string', pattern: '^(.* )?openid( .*)?$' },
    fallback: 'openid',
  },
  KAKEHASHI_OPENID_ACR: TEXT,
  KAKEHASHI_OPENID_CLAIM: { ...TEXT, fallback: 'sub' },
  KAKEHASHI_OPENID_ONLY: FLAG,
  DATABASE_URL: {
    is: ['postgres:// で始まる URL', 'a URL that begins with postgres://'],
    schema: { type: 'string', pattern: '^postgres(ql)?://' },
    fallback: undefined,
  },
  KAKEHASHI_DATABASE_CONNECTIONS_MAX: {
    is: ['2〜1000 の整数', 'an integer from 2 to 1000'],
    schema: { type: 'integer', minimum: 2, maximum: 1_000 },
    fallback: 16,
  },
  KAKEHASHI_STATEMENT_TIMEOUT_MS: {
    is: ['100〜600000 の整数', 'an integer from 100 to 600000'],
    schema: { type: 'integer', minimum: 100, maximum: 600_000 },
    fallback: 20_000,
  },
  KAKEHASHI_SEARCH_TIMEOUT_MS: {
    is: ['100〜600000 の整数', 'an integer from 100 to 600000'],
    schema: { type: 'integer', minimum: 100, maximum: 600_000 },
    fallback: 5_000,
  },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. Throws `SettingsRefused` with every fault, a misspelt `KAKEHASHI_…` included. */
export function readSettings(environment: Environment = process.env): Settings {
  const faults: string[] = [];
  const unknown = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !(name in VARIABLES));
  for (const name of unknown) {
    faults.push(
      `${name} という設定はありません / there is no setting ${name}; known: ${Object.keys(VARIABLES).join(', ')}`,
    );
  }
  const ajv = new Ajv({ coerceTypes: true, strict: true });
  const value = <T>(name: keyof typeof VARIABLES): T => {
    const { schema, fallback, is } = VARIABLES[name];
    const given = environment[name];
    if (given === undefined || given === '') return fallback as T;
    const holder = { value: given as unknown };
    const valid = ajv.compile({ type: 'object', properties: { value: schema } });
    if (!valid(holder))
      faults.push(`${name} の値が正しくありません / ${name} is not valid: ${is[0]} / expected ${is[1]}`);
    return holder.value as T;
  };
  const terminologyUrl = value<string | undefined>('KAKEHASHI_TERMINOLOGY_URL');
  const terminology = {
    timeoutMs: value<number>('KAKEHASHI_TERMINOLOGY_TIMEOUT_MS'),
    cacheMax: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_MAX'),
    cacheSeconds: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_SECONDS'),
  };
  const openid = {
    issuer: value<string | undefined>('KAKEHASHI_OPENID_ISSUER'),
    clientId: value<string>('KAKEHASHI_OPENID_CLIENT_ID'),
    clientSecret: value<string | undefined>('KAKEHASHI_OPENID_CLIENT_SECRET'),
    clientKeyFile: value<string | undefined>('KAKEHASHI_OPENID_CLIENT_KEY'),
    scopes: value<string>('KAKEHASHI_OPENID_SCOPES'),
    acr: (value<string | undefined>('KAKEHASHI_OPENID_ACR') ?? '').split(/\s+/).filter((one) => one !== ''),
    claim: value<string>('KAKEHASHI_OPENID_CLAIM'),
    only: value<boolean>('KAKEHASHI_OPENID_ONLY'),
  };
  faults.push(...openidFaults(openid, Object.keys(environment)));
  const settings: Settings = {
    host: value('KAKEHASHI_HOST'),
    port: value('KAKEHASHI_PORT'),
    publicUrl: value('KAKEHASHI_PUBLIC_URL'),
    databaseUrl: value('DATABASE_URL'),
    databaseConnectionsMax: value('KAKEHASHI_DATABASE_CONNECTIONS_MAX'),
    statementTimeoutMs: value('KAKEHASHI_STATEMENT_TIMEOUT_MS'),
    searchTimeoutMs: value('KAKEHASHI_SEARCH_TIMEOUT_MS'),
    dataDirectory: value<string | undefined>('KAKEHASHI_DATA_DIR') ?? dataDirectory(environment),
    packages: value<string | undefined>('KAKEHASHI_PACKAGES')?.split(delimiter) ?? [],
    packagesAllowMissing: value('KAKEHASHI_PACKAGES_ALLOW_MISSING'),
    terminology: terminologyUrl === undefined ? undefined : { url: terminologyUrl, ...terminology },
    rulesFile: value('KAKEHASHI_VALIDATION'),
    logLevel: value('KAKEHASHI_LOG_LEVEL'),
    bodyBytesMax: value('KAKEHASHI_BODY_BYTES_MAX'),
    bundleEntriesMax: value('KAKEHASHI_BUNDLE_ENTRIES_MAX'),
    searchCountMax: value('KAKEHASHI_SEARCH_COUNT_MAX'),
    searchCostMax: value('KAKEHASHI_SEARCH_COST_MAX'),
    updateCreate: value('KAKEHASHI_UPDATE_CREATE'),
    conditionalDelete: value('KAKEHASHI_CONDITIONAL_DELETE'),
    secondFactorRequired: value('KAKEHASHI_SECOND_FACTOR_REQUIRED'),
    openid: openid.issuer === undefined ? undefined : { ...openid, issuer: openid.issuer },
  };
  if (faults.length > 0) throw new SettingsRefused(faults.join('\n'));
  return settings;
}

/** Another issuer is named whole or not at all; without a proof of two factors nobody's sign-in there would count. */
function openidFaults(
  openid: { readonly [K in keyof OpenidSettings]: OpenidSettings[K] | undefined },
  given: readonly string[],
): string[] {
  const own = 'KAKEHASHI_OPENID_';
  if (openid.issuer === undefined) {
    const alone = given.filter((name) => name.startsWith(own) && name !== `${own}ISSUER` && name in VARIABLES);
    return alone.map((name) => `${name} には ${own}ISSUER が要ります / ${name} needs ${own}ISSUER`);
  }
  const faults: string[] = [];
  const needs = (what: string) => faults.push(`${own}ISSUER には ${what} が要ります / ${own}ISSUER needs ${what}`);
  if (openid.clientId === undefined) needs(`${own}CLIENT_ID`);
  if (openid.acr?.length === 0) needs(`${own}ACR`);
  if ((openid.clientSecret === undefined) === (openid.clientKeyFile === undefined))
    faults.push(
      `${own}CLIENT_SECRET と ${own}CLIENT_KEY のどちらか一つだけを書いてください / set exactly one of ${own}CLIENT_SECRET and ${own}CLIENT_KEY`,
    );
  return faults;
}

/** PostgreSQL never runs as root, and root's home is closed to others: as root the data lies where any user may pass. */
function dataDirectory(environment: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/kakehashi';
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'kakehashi');
}
