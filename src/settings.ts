/** The settings of the house, from the environment: every limit with its name and unit, checked once. */

import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';
import type { RateLimits } from '#auth';
import type { TlsSettings } from '#http';

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the house; by default the address it listens on. */
  readonly publicUrl: string | undefined;
  /** TLS in the process; without it a proxy ends it, or nobody comes from outside. */
  readonly tls: TlsSettings | undefined;
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly rateLimits: RateLimits;
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

/** An integer, as a variable asks for it. */
const integer = (minimum: number, maximum?: number) => ({
  is:
    maximum === undefined
      ? [`${minimum} 以上の整数`, `an integer of at least ${minimum}`]
      : [`${minimum}〜${maximum} の整数`, `an integer from ${minimum} to ${maximum}`],
  schema: { type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) },
});

/** Name, what it must be in words and as JSON schema, and default of each variable. All arrive as strings. */
const VARIABLES = {
  KAKEHASHI_HOST: {
    is: ['空でない文字列', 'a text that is not empty'],
    schema: { type: 'string', minLength: 1 },
    fallback: '127.0.0.1',
  },
  KAKEHASHI_PORT: { ...integer(0, 65_535), fallback: 8480 },
  KAKEHASHI_PUBLIC_URL: {
    is: ['http(s)://ホスト[:ポート]（最後に / を付けない）', 'http(s)://host[:port] without a slash at the end'],
    schema: { type: 'string', pattern: '^https?://[^/]+$' },
    fallback: undefined,
  },
  KAKEHASHI_TLS_CERT: {
    is: ['PEM ファイルの場所', 'the path of a PEM file'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_TLS_KEY: {
    is: ['PEM ファイルの場所', 'the path of a PEM file'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_TLS_MIN: {
    is: ['1.2、1.3 のどちらか', '1.2 or 1.3'],
    schema: { enum: ['1.2', '1.3'] },
    fallback: '1.3',
  },
  KAKEHASHI_TLS_CLIENT_CERTIFICATES: {
    is: ['none、optional のどちらか', 'none or optional'],
    schema: { enum: ['none', 'optional'] },
    fallback: 'none',
  },
  KAKEHASHI_TRUSTED_PROXIES: {
    is: ['IP アドレスか CIDR の、コンマ区切りの並び', 'IP addresses or CIDR ranges, separated by commas'],
    schema: { type: 'string', pattern: '^[0-9A-Fa-f:./, ]+$' },
    fallback: undefined,
  },
  KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX: { ...integer(1), fallback: 20 },
  KAKEHASHI_PAGE_FAILURES_PER_MINUTE_MAX: { ...integer(1), fallback: 60 },
  KAKEHASHI_TOKEN_REQUESTS_PER_MINUTE_MAX: { ...integer(1), fallback: 200_000 },
  KAKEHASHI_INTROSPECTIONS_PER_MINUTE_MAX: { ...integer(1), fallback: 1_000_000 },
  KAKEHASHI_PAGES_PER_MINUTE_MAX: { ...integer(1), fallback: 3_000 },
  KAKEHASHI_LAUNCHES_PER_MINUTE_MAX: { ...integer(1), fallback: 3_000 },
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
  KAKEHASHI_PACKAGES_ALLOW_MISSING: {
    is: ['true か false', 'true or false'],
    schema: { type: 'boolean' },
    fallback: false,
  },
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
  KAKEHASHI_BODY_BYTES_MAX: { ...integer(1_024), fallback: 20_000_000 },
  KAKEHASHI_BUNDLE_ENTRIES_MAX: { ...integer(1), fallback: 5_000 },
  KAKEHASHI_SEARCH_COUNT_MAX: { ...integer(1, 10_000), fallback: 500 },
  KAKEHASHI_SEARCH_COST_MAX: { ...integer(100, 1_000_000), fallback: 1_000 },
  KAKEHASHI_UPDATE_CREATE: {
    is: ['true か false', 'true or false'],
    schema: { type: 'boolean' },
    fallback: false,
  },
  KAKEHASHI_CONDITIONAL_DELETE: {
    is: ['single、multiple のどちらか', 'single or multiple'],
    schema: { enum: ['single', 'multiple'] },
    fallback: 'single',
  },
  KAKEHASHI_SECOND_FACTOR_REQUIRED: {
    is: ['true か false', 'true or false'],
    schema: { type: 'boolean' },
    fallback: true,
  },
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
  KAKEHASHI_TERMINOLOGY_TIMEOUT_MS: { ...integer(100, 60_000), fallback: 3_000 },
  KAKEHASHI_TERMINOLOGY_CACHE_MAX: { ...integer(1, 1_000_000), fallback: 10_000 },
  KAKEHASHI_TERMINOLOGY_CACHE_SECONDS: { ...integer(0), fallback: 86_400 },
  DATABASE_URL: {
    is: ['postgres:// で始まる URL', 'a URL that begins with postgres://'],
    schema: { type: 'string', pattern: '^postgres(ql)?://' },
    fallback: undefined,
  },
  KAKEHASHI_DATABASE_CONNECTIONS_MAX: { ...integer(2, 1_000), fallback: 16 },
  KAKEHASHI_STATEMENT_TIMEOUT_MS: { ...integer(100, 600_000), fallback: 20_000 },
  KAKEHASHI_SEARCH_TIMEOUT_MS: { ...integer(100, 600_000), fallback: 5_000 },
} as const;

type ReadValue = <T>(name: keyof typeof VARIABLES) => T;
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
    const { schema, fallback } = VARIABLES[name];
    const given = environment[name];
    if (given === undefined || given === '') return fallback as T;
    const holder = { value: given as unknown };
    const valid = ajv.compile({ type: 'object', properties: { value: schema } });
    if (!valid(holder)) faults.push(notValid(name));
    return holder.value as T;
  };
  const terminologyUrl = value<string | undefined>('KAKEHASHI_TERMINOLOGY_URL');
  const terminology = {
    timeoutMs: value<number>('KAKEHASHI_TERMINOLOGY_TIMEOUT_MS'),
    cacheMax: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_MAX'),
    cacheSeconds: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_SECONDS'),
  };
  const settings: Settings = {
    host: value('KAKEHASHI_HOST'),
    port: value('KAKEHASHI_PORT'),
    publicUrl: value('KAKEHASHI_PUBLIC_URL'),
    tls: tlsOf(value, faults),
    trustedProxies: proxiesOf(value, faults),
    rateLimits: {
      clientFailuresPerMinuteMax: value('KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX'),
      pageFailuresPerMinuteMax: value('KAKEHASHI_PAGE_FAILURES_PER_MINUTE_MAX'),
      tokenRequestsPerMinuteMax: value('KAKEHASHI_TOKEN_REQUESTS_PER_MINUTE_MAX'),
      introspectionsPerMinuteMax: value('KAKEHASHI_INTROSPECTIONS_PER_MINUTE_MAX'),
      pagesPerMinuteMax: value('KAKEHASHI_PAGES_PER_MINUTE_MAX'),
      launchesPerMinuteMax: value('KAKEHASHI_LAUNCHES_PER_MINUTE_MAX'),
    },
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
  };
  if (faults.length > 0) throw new SettingsRefused(faults.join('\n'));
  return settings;
}

function notValid(name: keyof typeof VARIABLES): string {
  const [ja, en] = VARIABLES[name].is;
  return `${name} の値が正しくありません / ${name} is not valid: ${ja} / expected ${en}`;
}

function tlsOf(value: ReadValue, faults: string[]): TlsSettings | undefined {
  const certificateFile = value<string | undefined>('KAKEHASHI_TLS_CERT');
  const keyFile = value<string | undefined>('KAKEHASHI_TLS_KEY');
  const clientCertificates = value<TlsSettings['clientCertificates']>('KAKEHASHI_TLS_CLIENT_CERTIFICATES');
  const minVersion = value<TlsSettings['minVersion']>('KAKEHASHI_TLS_MIN');
  if ((certificateFile === undefined) !== (keyFile === undefined))
    faults.push(
      'KAKEHASHI_TLS_CERT と KAKEHASHI_TLS_KEY は両方を書いてください / give both KAKEHASHI_TLS_CERT and KAKEHASHI_TLS_KEY',
    );
  if (certificateFile === undefined || keyFile === undefined) {
    if (clientCertificates === 'optional')
      faults.push(
        'KAKEHASHI_TLS_CLIENT_CERTIFICATES には KAKEHASHI_TLS_CERT が要ります / KAKEHASHI_TLS_CLIENT_CERTIFICATES needs KAKEHASHI_TLS_CERT',
      );
    return undefined;
  }
  if (value<string | undefined>('KAKEHASHI_PUBLIC_URL')?.startsWith('http:'))
    faults.push(
      'TLS を使うときは KAKEHASHI_PUBLIC_URL を https:// にしてください / with TLS KAKEHASHI_PUBLIC_URL must be https://',
    );
  return { certificateFile, keyFile, minVersion, clientCertificates };
}

function proxiesOf(value: ReadValue, faults: string[]): string[] {
  const all = (value<string | undefined>('KAKEHASHI_TRUSTED_PROXIES') ?? '').split(/[, ]+/).filter((one) => one !== '');
  const wrong = all.filter((one) => {
    const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(one) ?? [];
    const family = isIP(address);
    return family === 0 || Number(bits ?? 0) > (family === 4 ? 32 : 128);
  });
  if (wrong.length > 0) faults.push(notValid('KAKEHASHI_TRUSTED_PROXIES'));
  return all;
}

/** PostgreSQL never runs as root, and root's home is closed to others: as root the data lies where any user may pass. */
function dataDirectory(environment: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/kakehashi';
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'kakehashi');
}
