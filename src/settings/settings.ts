/** What the house is told by its environment. */
import type { RateLimits } from '#auth';
import type { MllpLimits } from '#channel';
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
  /** A folder with what the region decides for itself: `policy.json` and others. */
  readonly regionFolder: string | undefined;
  /** A folder of mappings and overlays of the region's own, which outrank the project's. */
  readonly mappingsFolder: string | undefined;
  /** What is told of emergencies, by ids only. */
  readonly alarmUrl: string | undefined;
  /** The key by which heads of the audit are signed; by default one in the data directory. */
  readonly auditKeyFile: string | undefined;
  readonly auditRetentionYears: number;
  /** Messages over MLLP; nobody listens by default. */
  readonly mllp: MllpSettings | undefined;
  /** A folder of SS-MIX2 standard storage that the gateway watches; none by default. */
  readonly watch: WatchSettings | undefined;
  /** How often a watched folder is walked, and how long a file must have been left alone. */
  readonly watchSeconds: number;
  readonly watchSettleSeconds: number;
  /** How long a dead letter stays once it is settled, and how much of one organization may wait. */
  readonly deadLetterDays: number;
  readonly deadLetterBytesMax: number;
  readonly logLevel: string;
  readonly bodyBytesMax: number;
  readonly bundleEntriesMax: number;
  readonly searchCountMax: number;
  /** What one search may cost, in the units of `fhir/search-cost.ts`. */
  readonly searchCostMax: number;
  /**
   * A PUT to an id that nobody has makes the resource. It tells who may create and update a type, and knows a UUID already,
   * whether something of that type was ever stored under it; that id of the house's own making nobody can guess.
   */
  readonly updateCreate: boolean;
  /** How much a delete by criteria may delete: one match, or all of them. */
  readonly conditionalDelete: 'single' | 'multiple';
  /** Nobody who signs in works without a second factor. */
  readonly secondFactorRequired: boolean;
  /** Whether an app that was invited may register itself. */
  readonly dynamicRegistration: boolean;
  /** The hospital's own issuer, where people may sign in there. */
  readonly openid: OpenidSettings | undefined;
}

export interface MllpSettings {
  readonly host: string;
  readonly port: number;
  readonly sendersFile: string | undefined;
  readonly tls: TlsSettings | undefined;
  /** `required`: nobody is known by address and name alone. */
  readonly clientCertificates: 'none' | 'optional' | 'required';
  readonly limits: MllpLimits;
}

export interface WatchSettings {
  readonly folder: string;
  /** The registered client in whose name the files are taken in. */
  readonly client: string;
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

interface TerminologySettings {
  readonly url: string;
  readonly timeoutMs: number;
  readonly cacheMax: number;
  readonly cacheSeconds: number;
}
