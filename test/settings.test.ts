import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { RATE_LIMITS } from '../src/auth/index.ts';
import { readSettings, SettingsRefused } from '../src/settings/index.ts';

const faultsOf = (environment: Record<string, string>): string => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsRefused) return error.message;
    throw error;
  }
  return '';
};

test('without any variable the house listens on this machine only, with its own database and the limits of the README', () => {
  expect(readSettings({ XDG_DATA_HOME: '/home/sato/data' })).toEqual({
    host: '127.0.0.1',
    port: 8480,
    publicUrl: undefined,
    tls: undefined,
    trustedProxies: [],
    rateLimits: RATE_LIMITS,
    databaseUrl: undefined,
    databaseConnectionsMax: 16,
    statementTimeoutMs: 20_000,
    searchTimeoutMs: 5_000,
    dataDirectory: process.getuid?.() === 0 ? '/var/lib/kakehashi' : '/home/sato/data/kakehashi',
    packages: [],
    packagesAllowMissing: false,
    terminology: undefined,
    rulesFile: undefined,
    regionFolder: undefined,
    alarmUrl: undefined,
    auditKeyFile: undefined,
    auditRetentionYears: 5,
    mllp: undefined,
    watch: undefined,
    watchSeconds: 60,
    watchSettleSeconds: 10,
    deadLetterDays: 30,
    deadLetterBytesMax: 1_000_000_000,
    logLevel: 'warn',
    bodyBytesMax: 20_000_000,
    bundleEntriesMax: 5_000,
    searchCountMax: 500,
    searchCostMax: 1_000,
    updateCreate: false,
    conditionalDelete: 'single',
    openid: undefined,
    secondFactorRequired: true,
    dynamicRegistration: false,
  });
});

test('every variable is read, numbers as numbers and packages as a list', () => {
  expect(
    readSettings({
      KAKEHASHI_HOST: '0.0.0.0',
      KAKEHASHI_PORT: '9000',
      KAKEHASHI_PUBLIC_URL: 'https://gateway.example',
      KAKEHASHI_TLS_CERT: '/srv/tls/house.crt',
      KAKEHASHI_TLS_KEY: '/srv/tls/house.key',
      KAKEHASHI_TLS_MIN: '1.2',
      KAKEHASHI_TLS_CLIENT_CERTIFICATES: 'optional',
      KAKEHASHI_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,2001:db8::/32',
      KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX: '1',
      KAKEHASHI_ADDRESS_FAILURES_PER_MINUTE_MAX: '7',
      KAKEHASHI_PAGE_FAILURES_PER_MINUTE_MAX: '2',
      KAKEHASHI_TOKEN_REQUESTS_PER_MINUTE_MAX: '3',
      KAKEHASHI_INTROSPECTIONS_PER_MINUTE_MAX: '4',
      KAKEHASHI_PAGES_PER_MINUTE_MAX: '5',
      KAKEHASHI_LAUNCHES_PER_MINUTE_MAX: '6',
      KAKEHASHI_DATA_DIR: '/srv/kakehashi',
      KAKEHASHI_PACKAGES: ['/packages/a.tgz', '/packages/b'].join(delimiter),
      KAKEHASHI_PACKAGES_ALLOW_MISSING: 'true',
      KAKEHASHI_TERMINOLOGY_URL: 'https://tx.example/r4',
      KAKEHASHI_TERMINOLOGY_TIMEOUT_MS: '500',
      KAKEHASHI_TERMINOLOGY_CACHE_MAX: '20',
      KAKEHASHI_TERMINOLOGY_CACHE_SECONDS: '60',
      KAKEHASHI_VALIDATION: '/srv/rules.json',
      KAKEHASHI_REGION: '/srv/region',
      KAKEHASHI_ALARM_URL: 'https://alarms.example/kakehashi',
      KAKEHASHI_AUDIT_KEY: '/srv/audit-key.pem',
      KAKEHASHI_AUDIT_RETENTION_YEARS: '7',
      KAKEHASHI_MLLP_HOST: '10.1.2.3',
      KAKEHASHI_MLLP_PORT: '2575',
      KAKEHASHI_MLLP_SENDERS: '/srv/senders.json',
      KAKEHASHI_MLLP_TLS_CERT: '/srv/tls/mllp.crt',
      KAKEHASHI_MLLP_TLS_KEY: '/srv/tls/mllp.key',
      KAKEHASHI_MLLP_TLS_MIN: '1.2',
      KAKEHASHI_MLLP_CLIENT_CERTIFICATES: 'required',
      KAKEHASHI_MLLP_FRAME_BYTES_MAX: '4096',
      KAKEHASHI_MLLP_CONNECTIONS_MAX: '8',
      KAKEHASHI_MLLP_IDLE_SECONDS: '30',
      KAKEHASHI_MLLP_FRAME_SECONDS: '5',
      KAKEHASHI_WATCH_FOLDER: '/mnt/ssmix2',
      KAKEHASHI_WATCH_CLIENT: 'hospital-ehr',
      KAKEHASHI_WATCH_SECONDS: '15',
      KAKEHASHI_WATCH_SETTLE_SECONDS: '3',
      KAKEHASHI_DEAD_LETTER_DAYS: '90',
      KAKEHASHI_DEAD_LETTER_BYTES_MAX: '5000000',
      KAKEHASHI_LOG_LEVEL: 'info',
      KAKEHASHI_BODY_BYTES_MAX: '2048',
      KAKEHASHI_BUNDLE_ENTRIES_MAX: '10',
      KAKEHASHI_SEARCH_COUNT_MAX: '20',
      KAKEHASHI_SEARCH_COST_MAX: '2000',
      KAKEHASHI_UPDATE_CREATE: 'true',
      KAKEHASHI_CONDITIONAL_DELETE: 'multiple',
      KAKEHASHI_SECOND_FACTOR_REQUIRED: 'false',
      KAKEHASHI_DYNAMIC_REGISTRATION: 'true',
      DATABASE_URL: 'postgresql://region@db.example/kakehashi',
      KAKEHASHI_DATABASE_CONNECTIONS_MAX: '40',
      KAKEHASHI_STATEMENT_TIMEOUT_MS: '9000',
      KAKEHASHI_SEARCH_TIMEOUT_MS: '800',
      KAKEHASHI_OPENID_ISSUER: 'https://idp.hospital.example/realm',
      KAKEHASHI_OPENID_CLIENT_ID: 'kakehashi',
      KAKEHASHI_OPENID_CLIENT_KEY: '/srv/openid-key.json',
      KAKEHASHI_OPENID_SCOPES: 'openid profile',
      KAKEHASHI_OPENID_ACR: 'urn:hospital:mfa pwd+otp',
      KAKEHASHI_OPENID_CLAIM: 'staff_number',
      KAKEHASHI_OPENID_ONLY: 'true',
    }),
  ).toEqual({
    host: '0.0.0.0',
    port: 9000,
    publicUrl: 'https://gateway.example',
    tls: {
      certificateFile: '/srv/tls/house.crt',
      keyFile: '/srv/tls/house.key',
      minVersion: '1.2',
      clientCertificates: 'optional',
    },
    trustedProxies: ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'],
    rateLimits: {
      clientFailuresPerMinuteMax: 1,
      addressFailuresPerMinuteMax: 7,
      pageFailuresPerMinuteMax: 2,
      tokenRequestsPerMinuteMax: 3,
      introspectionsPerMinuteMax: 4,
      pagesPerMinuteMax: 5,
      launchesPerMinuteMax: 6,
    },
    databaseUrl: 'postgresql://region@db.example/kakehashi',
    databaseConnectionsMax: 40,
    statementTimeoutMs: 9_000,
    searchTimeoutMs: 800,
    dataDirectory: '/srv/kakehashi',
    packages: ['/packages/a.tgz', '/packages/b'],
    packagesAllowMissing: true,
    terminology: { url: 'https://tx.example/r4', timeoutMs: 500, cacheMax: 20, cacheSeconds: 60 },
    rulesFile: '/srv/rules.json',
    regionFolder: '/srv/region',
    alarmUrl: 'https://alarms.example/kakehashi',
    auditKeyFile: '/srv/audit-key.pem',
    auditRetentionYears: 7,
    mllp: {
      host: '10.1.2.3',
      port: 2575,
      sendersFile: '/srv/senders.json',
      clientCertificates: 'required',
      tls: {
        certificateFile: '/srv/tls/mllp.crt',
        keyFile: '/srv/tls/mllp.key',
        minVersion: '1.2',
        clientCertificates: 'optional',
      },
      limits: { frameBytesMax: 4_096, connectionsMax: 8, idleSeconds: 30, frameSeconds: 5 },
    },
    watch: { folder: '/mnt/ssmix2', client: 'hospital-ehr' },
    watchSeconds: 15,
    watchSettleSeconds: 3,
    deadLetterDays: 90,
    deadLetterBytesMax: 5_000_000,
    logLevel: 'info',
    bodyBytesMax: 2048,
    bundleEntriesMax: 10,
    searchCountMax: 20,
    searchCostMax: 2_000,
    updateCreate: true,
    conditionalDelete: 'multiple',
    openid: {
      issuer: 'https://idp.hospital.example/realm',
      clientId: 'kakehashi',
      clientSecret: undefined,
      clientKeyFile: '/srv/openid-key.json',
      scopes: 'openid profile',
      acr: ['urn:hospital:mfa', 'pwd+otp'],
      claim: 'staff_number',
      only: true,
    },
    secondFactorRequired: false,
    dynamicRegistration: true,
  });
});

test('another issuer is named whole or not at all, with what proves two factors there', () => {
  expect(faultsOf({ KAKEHASHI_OPENID_ISSUER: 'https://idp.example' }).split('\n')).toEqual([
    expect.stringContaining('KAKEHASHI_OPENID_ISSUER needs KAKEHASHI_OPENID_CLIENT_ID'),
    expect.stringContaining('KAKEHASHI_OPENID_ISSUER needs KAKEHASHI_OPENID_ACR'),
    expect.stringContaining('set exactly one of KAKEHASHI_OPENID_CLIENT_SECRET and KAKEHASHI_OPENID_CLIENT_KEY'),
  ]);
  const whole = {
    KAKEHASHI_OPENID_ISSUER: 'https://idp.example',
    KAKEHASHI_OPENID_CLIENT_ID: 'kakehashi',
    KAKEHASHI_OPENID_CLIENT_SECRET: 'secret',
    KAKEHASHI_OPENID_ACR: 'mfa',
  };
  expect(faultsOf(whole)).toBe('');
  expect(readSettings(whole).openid).toMatchObject({ scopes: 'openid', claim: 'sub', only: false });
  expect(faultsOf({ ...whole, KAKEHASHI_OPENID_CLIENT_KEY: '/key.json' })).toContain('set exactly one of');
  expect(faultsOf({ ...whole, KAKEHASHI_OPENID_ISSUER: 'http://idp.example' })).toContain('is not valid');
  expect(faultsOf({ ...whole, KAKEHASHI_OPENID_SCOPES: 'profile' })).toContain('openid among them');
  expect(faultsOf({ KAKEHASHI_OPENID_ONLY: 'true' })).toContain('KAKEHASHI_OPENID_ONLY needs KAKEHASHI_OPENID_ISSUER');
});

test('a variable that is set to nothing counts as not set', () => {
  expect(readSettings({ KAKEHASHI_PORT: '', DATABASE_URL: '', KAKEHASHI_PUBLIC_URL: '' })).toMatchObject({
    port: 8480,
    databaseUrl: undefined,
    publicUrl: undefined,
  });
});

test.each([
  ['KAKEHASHI_PORT', '65536', 'an integer from 0 to 65535'],
  ['KAKEHASHI_PORT', '-1', 'an integer from 0 to 65535'],
  ['KAKEHASHI_PORT', '80a', '0〜65535 の整数'],
  ['KAKEHASHI_PORT', '80.5', '0〜65535 の整数'],
  ['KAKEHASHI_PUBLIC_URL', 'gateway.example', 'without a slash at the end'],
  ['KAKEHASHI_PUBLIC_URL', 'https://gateway.example/', '最後に / を付けない'],
  ['KAKEHASHI_TLS_MIN', '1.1', '1.2 or 1.3'],
  ['KAKEHASHI_TLS_CLIENT_CERTIFICATES', 'required', 'none or optional'],
  ['KAKEHASHI_TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses or CIDR ranges'],
  ['KAKEHASHI_TRUSTED_PROXIES', '10.0.0.1,1.2.3', 'コンマ区切りの並び'],
  ['KAKEHASHI_TRUSTED_PROXIES', 'proxy.example', 'IP addresses or CIDR ranges'],
  ['KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX', '0', 'an integer of at least 1'],
  ['KAKEHASHI_ADDRESS_FAILURES_PER_MINUTE_MAX', '0', 'an integer of at least 1'],
  ['KAKEHASHI_PACKAGES_ALLOW_MISSING', 'yes', 'true か false'],
  ['KAKEHASHI_TERMINOLOGY_URL', 'http://tx.example/r4', 'https (or http on 127.0.0.1'],
  ['KAKEHASHI_TERMINOLOGY_URL', 'http://127.0.0.1.example/r4', 'https (or http on 127.0.0.1'],
  ['KAKEHASHI_TERMINOLOGY_URL', 'https://user:secret@tx.example', 'https (or http on 127.0.0.1'],
  ['KAKEHASHI_TERMINOLOGY_URL', 'https://tx.example/', 'without a slash at the end'],
  ['KAKEHASHI_TERMINOLOGY_TIMEOUT_MS', '99', 'an integer from 100 to 60000'],
  ['KAKEHASHI_TERMINOLOGY_CACHE_MAX', '0', 'an integer from 1 to 1000000'],
  ['KAKEHASHI_TERMINOLOGY_CACHE_SECONDS', '-1', 'an integer of at least 0'],
  ['KAKEHASHI_LOG_LEVEL', 'debug', 'one of silent, error, warn, info'],
  ['KAKEHASHI_BODY_BYTES_MAX', '1023', 'an integer of at least 1024'],
  ['KAKEHASHI_BUNDLE_ENTRIES_MAX', '0', '1 以上の整数'],
  ['KAKEHASHI_SEARCH_COUNT_MAX', '10001', 'an integer from 1 to 10000'],
  ['KAKEHASHI_DATABASE_CONNECTIONS_MAX', '1', 'an integer from 2 to 1000'],
  ['KAKEHASHI_STATEMENT_TIMEOUT_MS', '0', '100〜600000 の整数'],
  ['KAKEHASHI_SEARCH_TIMEOUT_MS', '99', 'an integer from 100 to 600000'],
  ['DATABASE_URL', 'mysql://db.example/kakehashi', 'postgres:// で始まる URL'],
])('%s=%s is refused in both languages, with the reason', (name, value, reason) => {
  const message = faultsOf({ [name]: value });
  expect(message).toContain(`${name} の値が正しくありません / ${name} is not valid: `);
  expect(message).toContain(reason);
});

test('a misspelt variable is refused with the names that exist, and all faults are told at once', () => {
  const message = faultsOf({ KAKEHASHI_PROT: '9000', KAKEHASHI_PORT: 'x', DATABASE_URL: 'db' });
  const lines = message.split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe(
    'KAKEHASHI_PROT という設定はありません / there is no setting KAKEHASHI_PROT; known: KAKEHASHI_HOST, KAKEHASHI_PORT, ' +
      'KAKEHASHI_PUBLIC_URL, KAKEHASHI_TLS_CERT, KAKEHASHI_TLS_KEY, KAKEHASHI_TLS_MIN, KAKEHASHI_TLS_CLIENT_CERTIFICATES, KAKEHASHI_TRUSTED_PROXIES, KAKEHASHI_CLIENT_FAILURES_PER_MINUTE_MAX, KAKEHASHI_ADDRESS_FAILURES_PER_MINUTE_MAX, KAKEHASHI_PAGE_FAILURES_PER_MINUTE_MAX, KAKEHASHI_TOKEN_REQUESTS_PER_MINUTE_MAX, KAKEHASHI_INTROSPECTIONS_PER_MINUTE_MAX, KAKEHASHI_PAGES_PER_MINUTE_MAX, KAKEHASHI_LAUNCHES_PER_MINUTE_MAX, KAKEHASHI_DATA_DIR, KAKEHASHI_PACKAGES, KAKEHASHI_PACKAGES_ALLOW_MISSING, ' +
      'KAKEHASHI_VALIDATION, KAKEHASHI_REGION, KAKEHASHI_MAPPINGS, KAKEHASHI_ALARM_URL, KAKEHASHI_AUDIT_KEY, KAKEHASHI_AUDIT_RETENTION_YEARS, ' +
      'KAKEHASHI_MLLP_HOST, KAKEHASHI_MLLP_PORT, KAKEHASHI_MLLP_SENDERS, KAKEHASHI_MLLP_TLS_CERT, KAKEHASHI_MLLP_TLS_KEY, KAKEHASHI_MLLP_TLS_MIN, KAKEHASHI_MLLP_CLIENT_CERTIFICATES, KAKEHASHI_MLLP_FRAME_BYTES_MAX, KAKEHASHI_MLLP_CONNECTIONS_MAX, KAKEHASHI_MLLP_IDLE_SECONDS, KAKEHASHI_MLLP_FRAME_SECONDS, ' +
      'KAKEHASHI_WATCH_FOLDER, KAKEHASHI_WATCH_CLIENT, KAKEHASHI_WATCH_SECONDS, KAKEHASHI_WATCH_SETTLE_SECONDS, KAKEHASHI_DEAD_LETTER_DAYS, KAKEHASHI_DEAD_LETTER_BYTES_MAX, ' +
      'KAKEHASHI_LOG_LEVEL, KAKEHASHI_BODY_BYTES_MAX, KAKEHASHI_BUNDLE_ENTRIES_MAX, KAKEHASHI_SEARCH_COUNT_MAX, KAKEHASHI_SEARCH_COST_MAX, KAKEHASHI_UPDATE_CREATE, KAKEHASHI_CONDITIONAL_DELETE, KAKEHASHI_SECOND_FACTOR_REQUIRED, KAKEHASHI_DYNAMIC_REGISTRATION, ' +
      'KAKEHASHI_TERMINOLOGY_URL, KAKEHASHI_TERMINOLOGY_TIMEOUT_MS, KAKEHASHI_TERMINOLOGY_CACHE_MAX, ' +
      'KAKEHASHI_TERMINOLOGY_CACHE_SECONDS, KAKEHASHI_OPENID_ISSUER, KAKEHASHI_OPENID_CLIENT_ID, ' +
      'KAKEHASHI_OPENID_CLIENT_SECRET, KAKEHASHI_OPENID_CLIENT_KEY, KAKEHASHI_OPENID_SCOPES, KAKEHASHI_OPENID_ACR, ' +
      'KAKEHASHI_OPENID_CLAIM, KAKEHASHI_OPENID_ONLY, DATABASE_URL, KAKEHASHI_DATABASE_CONNECTIONS_MAX, ' +
      'KAKEHASHI_STATEMENT_TIMEOUT_MS, KAKEHASHI_SEARCH_TIMEOUT_MS',
  );
});

test('variables of other programs are none of our business', () => {
  expect(faultsOf({ PORT: 'x', HOST: '', PGHOST: 'db', kakehashi_port: 'x' })).toBe('');
});

test('TLS needs certificate and key, TLS 1.3 unless told otherwise, and an https address', () => {
  const both = { KAKEHASHI_TLS_CERT: '/a.crt', KAKEHASHI_TLS_KEY: '/a.key' };
  expect(readSettings(both).tls).toEqual({
    certificateFile: '/a.crt',
    keyFile: '/a.key',
    minVersion: '1.3',
    clientCertificates: 'none',
  });
  expect(faultsOf({ KAKEHASHI_TLS_CERT: '/a.crt' })).toBe(
    'KAKEHASHI_TLS_CERT と KAKEHASHI_TLS_KEY は両方を書いてください / give both KAKEHASHI_TLS_CERT and KAKEHASHI_TLS_KEY',
  );
  expect(faultsOf({ KAKEHASHI_TLS_CLIENT_CERTIFICATES: 'optional' })).toBe(
    'KAKEHASHI_TLS_CLIENT_CERTIFICATES には KAKEHASHI_TLS_CERT が要ります / KAKEHASHI_TLS_CLIENT_CERTIFICATES needs KAKEHASHI_TLS_CERT',
  );
  expect(faultsOf({ ...both, KAKEHASHI_PUBLIC_URL: 'http://gateway.example' })).toBe(
    'TLS を使うときは KAKEHASHI_PUBLIC_URL を https:// にしてください / with TLS KAKEHASHI_PUBLIC_URL must be https://',
  );
});

test('a listener for messages must be told how senders are known, and a watched folder whose it is', () => {
  expect(faultsOf({ KAKEHASHI_MLLP_PORT: '2575' })).toBe(
    'KAKEHASHI_MLLP_PORT には KAKEHASHI_MLLP_SENDERS か KAKEHASHI_MLLP_CLIENT_CERTIFICATES が要ります / KAKEHASHI_MLLP_PORT needs KAKEHASHI_MLLP_SENDERS or KAKEHASHI_MLLP_CLIENT_CERTIFICATES',
  );
  const { mllp } = readSettings({ KAKEHASHI_MLLP_PORT: '2575', KAKEHASHI_MLLP_SENDERS: '/s.json' });
  expect([mllp?.host, mllp?.tls, mllp?.clientCertificates]).toEqual(['127.0.0.1', undefined, 'none']);
  expect(faultsOf({ KAKEHASHI_MLLP_TLS_CERT: '/a.crt' })).toContain('give both KAKEHASHI_MLLP_TLS_CERT');
  expect(faultsOf({ KAKEHASHI_MLLP_CLIENT_CERTIFICATES: 'required' })).toContain('needs KAKEHASHI_MLLP_TLS_CERT');
  expect(faultsOf({ KAKEHASHI_WATCH_FOLDER: '/mnt' })).toBe(
    'KAKEHASHI_WATCH_FOLDER には KAKEHASHI_WATCH_CLIENT が要ります / KAKEHASHI_WATCH_FOLDER needs KAKEHASHI_WATCH_CLIENT',
  );
  expect(faultsOf({ KAKEHASHI_WATCH_CLIENT: 'hospital' })).toContain('needs KAKEHASHI_WATCH_FOLDER');
});
