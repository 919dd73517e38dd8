/** Reads the environment into settings: every limit with its name and unit, checked once. */
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';
import { mllpOf, watchOf } from './channels.ts';
import { notValid, openidFaults, proxiesOf, type ReadValue, tlsOf } from './checks.ts';
import type { Settings } from './settings.ts';
import { VARIABLES } from './variables.ts';

/** What is wrong with the environment, one line each, for the person who starts the house. */
export class SettingsRefused extends Error {
  override name = 'SettingsRefused';
}

const PREFIX = 'KAKEHASHI_';

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
  const openid = openidOf(value);
  faults.push(...openidFaults(openid, Object.keys(environment)));
  const settings: Settings = {
    host: value('KAKEHASHI_HOST'),
    port: value('KAKEHASHI_PORT'),
    publicUrl: value('KAKEHASHI_PUBLIC_URL'),
    tls: tlsOf(value, faults),
    trustedProxies: proxiesOf(value, faults),
    rateLimits: {
      clientFailuresPerMinuteMax: value('KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX'),
      addressFailuresPerMinuteMax: value('KAKEHASHI_ADDRESS_FAILURES_PER_MINUTE_MAX'),
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
    terminology: terminologyOf(value),
    rulesFile: value('KAKEHASHI_VALIDATION'),
    regionFolder: value('KAKEHASHI_REGION'),
    mappingsFolder: value('KAKEHASHI_MAPPINGS'),
    alarmUrl: value('KAKEHASHI_ALARM_URL'),
    auditKeyFile: value('KAKEHASHI_AUDIT_KEY'),
    auditRetentionYears: value('KAKEHASHI_AUDIT_RETENTION_YEARS'),
    mllp: mllpOf(value, faults),
    watch: watchOf(value, faults),
    watchSeconds: value('KAKEHASHI_WATCH_SECONDS'),
    watchSettleSeconds: value('KAKEHASHI_WATCH_SETTLE_SECONDS'),
    deadLetterDays: value('KAKEHASHI_DEAD_LETTER_DAYS'),
    deadLetterBytesMax: value('KAKEHASHI_DEAD_LETTER_BYTES_MAX'),
    logLevel: value('KAKEHASHI_LOG_LEVEL'),
    bodyBytesMax: value('KAKEHASHI_BODY_BYTES_MAX'),
    bundleEntriesMax: value('KAKEHASHI_BUNDLE_ENTRIES_MAX'),
    searchCountMax: value('KAKEHASHI_SEARCH_COUNT_MAX'),
    searchCostMax: value('KAKEHASHI_SEARCH_COST_MAX'),
    updateCreate: value('KAKEHASHI_UPDATE_CREATE'),
    conditionalDelete: value('KAKEHASHI_CONDITIONAL_DELETE'),
    secondFactorRequired: value('KAKEHASHI_SECOND_FACTOR_REQUIRED'),
    dynamicRegistration: value('KAKEHASHI_DYNAMIC_REGISTRATION'),
    openid: openid.issuer === undefined ? undefined : { ...openid, issuer: openid.issuer },
  };
  if (faults.length > 0) throw new SettingsRefused(faults.join('\n'));
  return settings;
}

function terminologyOf(value: ReadValue): Settings['terminology'] {
  const url = value<string | undefined>('KAKEHASHI_TERMINOLOGY_URL');
  const asking = {
    timeoutMs: value<number>('KAKEHASHI_TERMINOLOGY_TIMEOUT_MS'),
    cacheMax: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_MAX'),
    cacheSeconds: value<number>('KAKEHASHI_TERMINOLOGY_CACHE_SECONDS'),
  };
  return url === undefined ? undefined : { url, ...asking };
}

const openidOf = (value: ReadValue) => ({
  issuer: value<string | undefined>('KAKEHASHI_OPENID_ISSUER'),
  clientId: value<string>('KAKEHASHI_OPENID_CLIENT_ID'),
  clientSecret: value<string | undefined>('KAKEHASHI_OPENID_CLIENT_SECRET'),
  clientKeyFile: value<string | undefined>('KAKEHASHI_OPENID_CLIENT_KEY'),
  scopes: value<string>('KAKEHASHI_OPENID_SCOPES'),
  acr: (value<string | undefined>('KAKEHASHI_OPENID_ACR') ?? '').split(/\s+/).filter((one) => one !== ''),
  claim: value<string>('KAKEHASHI_OPENID_CLAIM'),
  only: value<boolean>('KAKEHASHI_OPENID_ONLY'),
});

/** PostgreSQL never runs as root, and root's home is closed to others: as root the data lies where any user may pass. */
function dataDirectory(environment: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/kakehashi';
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'kakehashi');
}
