/** The variables of the environment: what each must be, and what it is without being set. */

/** An integer, as a variable asks for it. */
const integer = (minimum: number, maximum?: number) => ({
  is:
    maximum === undefined
      ? [`${minimum} 以上の整数`, `an integer of at least ${minimum}`]
      : [`${minimum}〜${maximum} の整数`, `an integer from ${minimum} to ${maximum}`],
  schema: { type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) },
});

const FLAG = { is: ['true か false', 'true or false'], schema: { type: 'boolean' }, fallback: false } as const;
const TEXT = {
  is: ['空でない文字列', 'a text that is not empty'],
  schema: { type: 'string', minLength: 1 },
  fallback: undefined,
} as const;

/** Name, what it must be in words and as JSON schema, and default of each variable. All arrive as strings. */
export const VARIABLES = {
  KAKEHASHI_HOST: { ...TEXT, fallback: '127.0.0.1' },
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
  KAKEHASHI_ADDRESS_FAILURES_PER_MINUTE_MAX: { ...integer(1), fallback: 200 },
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
  KAKEHASHI_PACKAGES_ALLOW_MISSING: FLAG,
  KAKEHASHI_VALIDATION: {
    is: ['JSON ファイルの場所', 'the path of a JSON file'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_REGION: {
    is: ['フォルダーの場所', 'the path of a folder'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_MAPPINGS: {
    is: ['フォルダーの場所', 'the path of a folder'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  KAKEHASHI_ALARM_URL: {
    is: [
      '警報を受け取る https の URL（この機械の中なら http も可）',
      'the https URL that takes alarms, or http on this machine',
    ],
    schema: { type: 'string', pattern: '^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/])[^\\s#@]+$' },
    fallback: undefined,
  },
  KAKEHASHI_AUDIT_KEY: {
    is: ['PEM ファイルの場所', 'the path of a PEM file'],
    schema: { type: 'string', minLength: 1 },
    fallback: undefined,
  },
  // The law asks for three years.
  KAKEHASHI_AUDIT_RETENTION_YEARS: { ...integer(3), fallback: 5 },
  KAKEHASHI_MLLP_HOST: { ...TEXT, fallback: '127.0.0.1' },
  KAKEHASHI_MLLP_PORT: { ...integer(0, 65_535), fallback: undefined },
  KAKEHASHI_MLLP_SENDERS: { ...TEXT, is: ['JSON ファイルの場所', 'the path of a JSON file'] },
  KAKEHASHI_MLLP_TLS_CERT: { ...TEXT, is: ['PEM ファイルの場所', 'the path of a PEM file'] },
  KAKEHASHI_MLLP_TLS_KEY: { ...TEXT, is: ['PEM ファイルの場所', 'the path of a PEM file'] },
  KAKEHASHI_MLLP_TLS_MIN: {
    is: ['1.2、1.3 のどちらか', '1.2 or 1.3'],
    schema: { enum: ['1.2', '1.3'] },
    fallback: '1.3',
  },
  KAKEHASHI_MLLP_CLIENT_CERTIFICATES: {
    is: ['none、optional、required のどれか', 'one of none, optional, required'],
    schema: { enum: ['none', 'optional', 'required'] },
    fallback: 'none',
  },
  KAKEHASHI_MLLP_FRAME_BYTES_MAX: { ...integer(1_024, 100_000_000), fallback: 2_000_000 },
  KAKEHASHI_MLLP_CONNECTIONS_MAX: { ...integer(1, 10_000), fallback: 100 },
  KAKEHASHI_MLLP_IDLE_SECONDS: { ...integer(1, 86_400), fallback: 600 },
  KAKEHASHI_MLLP_FRAME_SECONDS: { ...integer(1, 3_600), fallback: 60 },
  KAKEHASHI_WATCH_FOLDER: { ...TEXT, is: ['フォルダーの場所', 'the path of a folder'] },
  KAKEHASHI_WATCH_CLIENT: TEXT,
  KAKEHASHI_WATCH_SECONDS: { ...integer(1, 86_400), fallback: 60 },
  KAKEHASHI_WATCH_SETTLE_SECONDS: { ...integer(0, 3_600), fallback: 10 },
  KAKEHASHI_DEAD_LETTER_DAYS: { ...integer(1, 3_650), fallback: 30 },
  KAKEHASHI_DEAD_LETTER_BYTES_MAX: { ...integer(1_000_000), fallback: 1_000_000_000 },
  KAKEHASHI_LOG_LEVEL: {
    is: ['silent、error、warn、info のどれか', 'one of silent, error, warn, info'],
    schema: { enum: ['silent', 'error', 'warn', 'info'] },
    fallback: 'warn',
  },
  KAKEHASHI_BODY_BYTES_MAX: { ...integer(1_024), fallback: 20_000_000 },
  KAKEHASHI_BUNDLE_ENTRIES_MAX: { ...integer(1), fallback: 5_000 },
  KAKEHASHI_SEARCH_COUNT_MAX: { ...integer(1, 10_000), fallback: 500 },
  KAKEHASHI_SEARCH_COST_MAX: { ...integer(100, 1_000_000), fallback: 1_000 },
  KAKEHASHI_UPDATE_CREATE: FLAG,
  KAKEHASHI_CONDITIONAL_DELETE: {
    is: ['single、multiple のどちらか', 'single or multiple'],
    schema: { enum: ['single', 'multiple'] },
    fallback: 'single',
  },
  KAKEHASHI_SECOND_FACTOR_REQUIRED: { ...FLAG, fallback: true },
  KAKEHASHI_DYNAMIC_REGISTRATION: FLAG,
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
  KAKEHASHI_DATABASE_CONNECTIONS_MAX: { ...integer(2, 1_000), fallback: 16 },
  KAKEHASHI_STATEMENT_TIMEOUT_MS: { ...integer(100, 600_000), fallback: 20_000 },
  KAKEHASHI_SEARCH_TIMEOUT_MS: { ...integer(100, 600_000), fallback: 5_000 },
} as const;
