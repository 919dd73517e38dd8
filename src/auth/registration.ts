/** Checks what an operator writes to register a client. Nothing is assumed: purpose, keys and addresses are said. */
import { compileSchema, type Issue, PURPOSES, type Refusal, refuseAll, type SchemaFault, schemaFaults } from '#fhir';
import { certificateIssues, readCertificate } from './certificate-faults.ts';
import { referenceTo } from './people/fhir-forms.ts';
import { type Jwk, readPublicKey } from './public-key.ts';
import { isFetchable, keyIssues, redirectIssues, registrationIssue, scopeIssues } from './registration-faults.ts';
import type { Scope } from './scopes.ts';
import { BREAK_GLASS } from './token-life.ts';

/** How a client proves itself at the token endpoint. */
export const CLIENT_AUTHENTICATIONS = [
  'private_key_jwt',
  'client_secret_basic',
  'self_signed_tls_client_auth',
  'none',
] as const;
export type Authentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** What is registered with a client. Every fact about a backend's caller comes from here, never from a request. */
export interface Registration {
  /** Lower-case letters, digits and hyphens, 2 to 64 characters. */
  readonly id: string;
  readonly name: string;
  /** A backend acts for itself; an app acts for the person who signs in. */
  readonly kind?: 'backend' | 'app';
  readonly authentication?: Authentication;
  /** With `private_key_jwt` exactly one of `jwks` and `jwksUrl`; else neither. */
  readonly jwks?: { readonly keys: readonly Jwk[] };
  readonly jwksUrl?: string;
  /** With `self_signed_tls_client_auth`: the certificates that the client may show, as PEM. */
  readonly certificates?: readonly string[];
  /** A backend's are `system/`; an app's are `patient/`, `user/` and those of launch and identity. */
  readonly scopes: readonly string[];
  /** Backend: `PractitionerRole/…`, `Organization/…` or `Patient/…`. */
  readonly actor?: string;
  /** Backend: `Organization/…`, where the actor belongs to one. */
  readonly organization?: string | null;
  /** Backend: one code of v3-ActReason. */
  readonly purpose?: string;
  /** Backend: the legal duty in which it asks, e.g. `abuse-report`; a statutory rule of the region may ask for it. */
  readonly legalBasis?: string;
  /** Whether the client may introspect any client's tokens. */
  readonly introspection?: boolean;
  /** Backend: whether it may announce a launch of an app with what is open on its screen. */
  readonly launcher?: boolean;
  /** App: where codes may be sent, each compared whole. */
  readonly redirectUris?: readonly string[];
  /** App: what an EHR opens to start it. */
  readonly launchUrl?: string;
  /** App in a browser: where its pages come from, e.g. `https://app.example`. */
  readonly origins?: readonly string[];
  /** Tokens are bound to a key that the client shows with each request (DPoP). */
  readonly dpop?: boolean;
  /** Tokens are bound to the certificate that the client shows with each request. */
  readonly certificateBound?: boolean;
}

/** A backend never breaks the glass: that needs a person at a sign-in. */
const BACKEND_PURPOSES = PURPOSES.filter((purpose) => purpose !== BREAK_GLASS);
/** No other text is the id of a client, whatever a request says. */
export const CLIENT_ID = /^[a-z0-9][a-z0-9-]{1,63}$/;

const KEYS_MAX = 16;
const CERTIFICATES_MAX = 8;
const CERTIFICATE_LENGTH_MAX = 16_000;
const SCOPES_MAX = 200;
const ADDRESSES_MAX = 20;
const URL_LENGTH_MAX = 2000;
const url = { type: 'string', minLength: 1, maxLength: URL_LENGTH_MAX };
const origin = {
  type: 'string',
  pattern: '^https?://[^/?#@\\s]+$',
  form: {
    ja: '「https://app.example」のような、後ろに / も付けない形',
    en: 'an origin such as `https://app.example`, without a slash at the end',
  },
};

const BACKEND_ONLY = ['actor', 'organization', 'purpose', 'legalBasis', 'launcher'];
const APP_ONLY = ['redirectUris', 'launchUrl', 'origins'];
const absent = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, false]));

const conforms = compileSchema<Registration>({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'scopes'],
  properties: {
    id: {
      type: 'string',
      pattern: CLIENT_ID.source,
      form: {
        ja: '英小文字・数字・ハイフンの 2〜64 文字（先頭は英小文字か数字）',
        en: 'of 2 to 64 lower-case letters, digits and hyphens, and begin with no hyphen',
      },
    },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\p{Cc}]*$',
      form: { ja: '改行などの制御文字のない文字列', en: 'a text without control characters' },
    },
    kind: { enum: ['backend', 'app'] },
    authentication: { enum: CLIENT_AUTHENTICATIONS },
    jwks: {
      type: 'object',
      required: ['keys'],
      properties: { keys: { type: 'array', minItems: 1, maxItems: KEYS_MAX, items: { type: 'object' } } },
    },
    jwksUrl: url,
    certificates: {
      type: 'array',
      minItems: 1,
      maxItems: CERTIFICATES_MAX,
      items: { type: 'string', maxLength: CERTIFICATE_LENGTH_MAX },
    },
    scopes: { type: 'array', minItems: 1, maxItems: SCOPES_MAX, items: { type: 'string', maxLength: 500 } },
    actor: referenceTo('PractitionerRole', 'Organization', 'Patient'),
    organization: { ...referenceTo('Organization'), type: ['string', 'null'] },
    purpose: { enum: BACKEND_PURPOSES },
    legalBasis: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
      form: {
        ja: '英小文字・数字・ハイフンの 64 文字以内（abuse-report など）',
        en: 'of 1 to 64 lower-case letters, digits and hyphens, such as `abuse-report`',
      },
    },
    introspection: { type: 'boolean' },
    launcher: { type: 'boolean' },
    redirectUris: { type: 'array', minItems: 1, maxItems: ADDRESSES_MAX, items: url },
    launchUrl: url,
    origins: { type: 'array', maxItems: ADDRESSES_MAX, items: origin },
    dpop: { type: 'boolean' },
    certificateBound: { type: 'boolean' },
  },
  if: { properties: { kind: { const: 'app' } }, required: ['kind'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['redirectUris'], properties: absent(BACKEND_ONLY) },
  else: {
    required: ['actor', 'purpose'],
    properties: { ...absent(APP_ONLY), authentication: { not: { const: 'none' } } },
  },
});

/** Whether a scope with a query part can be held to: told from outside, since it needs the search parameters. */
export type UnderstandsQuery = (scope: Scope) => boolean;

/** A registration whose keys and certificates were read. */
export type CheckedRegistration = Registration & Required<Pick<Registration, 'certificates'>>;

/** The registration with its keys reduced to public members, or a 422 with every fault at once. */
export function checkRegistration(
  input: unknown,
  understands: UnderstandsQuery,
  now: Date,
): CheckedRegistration | Refusal {
  if (!conforms(input)) return refuseAll(422, schemaFaults(conforms).map(shapeIssue));
  const keys = (input.jwks?.keys ?? []).map(readPublicKey);
  const certificates = (input.certificates ?? []).map((pem) => readCertificate(pem, now));
  const issues = [
    ...proofIssues(input),
    ...scopeIssues(input, understands),
    ...keyIssues(keys),
    ...certificateIssues(certificates),
    ...redirectIssues(input),
    ...urlIssues(input.jwksUrl),
  ];
  if (issues.length > 0) return refuseAll(422, issues);
  return {
    ...input,
    ...(input.jwks ? { jwks: { keys: keys.filter((key) => typeof key !== 'string') } } : {}),
    certificates: certificates.filter((one) => typeof one !== 'string').map(String),
  };
}

const shapeIssue = ({ pointer, ja, en }: SchemaFault): Issue =>
  registrationIssue(
    'registration-invalid',
    `登録内容の「${pointer}」が正しくありません: ${ja}。`,
    `\`${pointer}\` of the registration: ${en}`,
    pointer,
  );

const KEYED: readonly Authentication[] = ['private_key_jwt'];

function proofIssues(input: Registration): Issue[] {
  const { jwks, jwksUrl, certificates, authentication = 'private_key_jwt', dpop, certificateBound } = input;
  const given = [jwks, jwksUrl].filter((one) => one !== undefined).length;
  const issues: Issue[] = [];
  if (given !== (KEYED.includes(authentication) ? 1 : 0)) {
    const ja = KEYED.includes(authentication)
      ? '公開鍵（jwks）か、その URL（jwksUrl）の、どちらか一つだけを登録してください。'
      : `${authentication} では公開鍵（jwks、jwksUrl）を登録しません。`;
    const en = KEYED.includes(authentication)
      ? 'say exactly one of `jwks` and `jwksUrl`'
      : `\`${authentication}\` takes neither \`jwks\` nor \`jwksUrl\``;
    issues.push(registrationIssue('client-keys', ja, en, '/jwks'));
  }
  if ((certificates !== undefined) !== (authentication === 'self_signed_tls_client_auth')) {
    const ja = 'certificates は self_signed_tls_client_auth のときに、そしてそのときだけ登録してください。';
    const en = 'say `certificates` with `self_signed_tls_client_auth`, and only then';
    issues.push(registrationIssue('client-certificates', ja, en, '/certificates'));
  }
  if (dpop === true && certificateBound === true) {
    const ja = 'dpop と certificateBound は、どちらか一つだけを選んでください。';
    issues.push(registrationIssue('client-binding', ja, 'choose one of `dpop` and `certificateBound`', '/dpop'));
  }
  return issues;
}

function urlIssues(jwksUrl: string | undefined): Issue[] {
  if (jwksUrl === undefined || isFetchable(URL.parse(jwksUrl))) return [];
  const ja = 'jwksUrl は https の URL（この機械自身のものだけは http も可）で、利用者名や # を含めないでください。';
  const en = '`jwksUrl` must be an https URL (http on loopback only) without user or hash';
  return [registrationIssue('jwks-url', ja, en, '/jwksUrl')];
}
