/** Checks what an operator writes to register a backend client. Nothing is assumed: actor, purpose and keys are said. */
import { isIPv4 } from 'node:net';
import { Ajv } from 'ajv';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { type Jwk, type KeyFault, readPublicKey } from './public-key.ts';
import { parseScopes } from './scopes.ts';

/** What is registered with a backend client. Every fact about the caller comes from here, never from a request. */
export interface Registration {
  /** Lower-case letters, digits and hyphens, 2 to 64 characters. */
  readonly id: string;
  readonly name: string;
  /** Exactly one of `jwks` and `jwksUrl`. */
  readonly jwks?: { readonly keys: readonly Jwk[] };
  readonly jwksUrl?: string;
  /** `system/` scopes; a token never holds more. */
  readonly scopes: readonly string[];
  /** `PractitionerRole/…`, `Organization/…` or `Patient/…`. */
  readonly actor: string;
  /** `Organization/…`, where the actor belongs to one. */
  readonly organization?: string | null;
  /** One code of v3-ActReason. */
  readonly purpose: string;
  /** Whether the client may introspect any client's tokens. */
  readonly introspection?: boolean;
}

/** A code of v3-ActReason that a backend may have as its one purpose. BTG is missing: it needs a person at a login. */
const PURPOSES =
  'TREAT ETREAT COC CAREMGT CLINTRCH BIORCH HRESCH PATRQT FAMRQT PWATRNY SUPNWK HPAYMT COVERAGE HOPERAT HQUALIMP HCOMPL HLEGAL HDM HSYSADMIN PATADMIN PATSFTY RECORDMGT PUBHLTH THREAT DISASTER TRAIN HTEST'.split(
    ' ',
  );
const KEYS_MAX = 16;
const SCOPES_MAX = 200;
const reference = (types: string) => ({ type: 'string', pattern: `^(${types})/[A-Za-z0-9.-]{1,64}$` });

const conforms = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true }).compile<Registration>({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'scopes', 'actor', 'purpose'],
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{1,63}$' },
    name: { type: 'string', minLength: 1, maxLength: 200 },
    jwks: {
      type: 'object',
      required: ['keys'],
      properties: { keys: { type: 'array', minItems: 1, maxItems: KEYS_MAX, items: { type: 'object' } } },
    },
    jwksUrl: { type: 'string', maxLength: 2000 },
    scopes: { type: 'array', minItems: 1, maxItems: SCOPES_MAX, items: { type: 'string', maxLength: 200 } },
    actor: reference('PractitionerRole|Organization|Patient'),
    organization: { ...reference('Organization'), type: ['string', 'null'] },
    purpose: { enum: PURPOSES },
    introspection: { type: 'boolean' },
  },
});

/** The registration with its keys reduced to public members, or a 422 with every fault at once. */
export function checkRegistration(input: unknown): Registration | Refusal {
  if (!conforms(input)) return refuseAll(422, (conforms.errors ?? []).map(shapeIssue));
  const keys = (input.jwks?.keys ?? []).map(readPublicKey);
  const issues = [...proofIssues(input), ...scopeIssues(input.scopes), ...keyIssues(keys), ...urlIssues(input.jwksUrl)];
  if (issues.length > 0) return refuseAll(422, issues);
  return input.jwks ? { ...input, jwks: { keys: keys.filter((key) => typeof key !== 'string') } } : input;
}

function shapeIssue({ instancePath, message = '' }: { instancePath: string; message?: string }): Issue {
  const place = instancePath || '/';
  return issue('registration-invalid', `登録内容の「${place}」が正しくありません。`, `\`${place}\` ${message}`, place);
}

function proofIssues({ jwks, jwksUrl }: Registration): Issue[] {
  if ((jwks === undefined) !== (jwksUrl === undefined)) return [];
  const ja = '公開鍵（jwks）か、その URL（jwksUrl）の、どちらか一つだけを登録してください。';
  return [issue('client-keys', ja, 'say exactly one of `jwks` and `jwksUrl`', '/jwks')];
}

function scopeIssues(scopes: readonly string[]): Issue[] {
  return scopes.flatMap((text, index): Issue[] => {
    const at = `/scopes/${index}`;
    const [scope] = parseScopes(text);
    if (scope?.text !== text) {
      return [
        issue('scope-unknown', `スコープ「${text}」は読み取れません。`, `scope \`${text}\` is not understood`, at),
      ];
    }
    if (scope.context !== 'system') {
      const ja = `バックエンドに登録できるのは system/ のスコープだけです（「${text}」）。`;
      return [issue('scope-not-system', ja, `a backend may hold \`system/\` scopes only, not \`${text}\``, at)];
    }
    if (scope.query !== undefined) {
      const ja = `検索条件つきのスコープ「${text}」はまだ適用できないため、登録できません。`;
      return [
        issue('scope-query', ja, `\`${text}\` has a query part, which is not enforced yet, so it is refused`, at),
      ];
    }
    return [];
  });
}

const KEY_TEXTS: Readonly<Record<KeyFault | 'duplicate', readonly [ja: string, en: string]>> = {
  private: [
    '秘密鍵が含まれています。公開鍵だけを登録してください。',
    'holds private members: register the public key only',
  ],
  'no-kid': ['kid がありません。', 'has no `kid`'],
  unsupported: [
    '使える鍵は RSA 2048 ビット以上（RS384）か P-384（ES384）だけです。',
    'is neither RSA of 2048 bits or more for RS384 nor P-384 for ES384',
  ],
  unreadable: ['公開鍵として読み取れません。', 'cannot be read as a public key'],
  duplicate: ['kid が重複しています。', 'has the `kid` of another key'],
};

function keyIssues(keys: readonly (Jwk | KeyFault)[]): Issue[] {
  const seen = new Set<unknown>();
  return keys.flatMap((key, index): Issue[] => {
    const fault = typeof key === 'string' ? key : seen.has(key['kid']) ? 'duplicate' : undefined;
    if (typeof key !== 'string') seen.add(key['kid']);
    if (fault === undefined) return [];
    const [ja, en] = KEY_TEXTS[fault];
    return [
      issue(`client-key-${fault}`, `${index + 1} 番目の鍵：${ja}`, `key ${index + 1} ${en}`, `/jwks/keys/${index}`),
    ];
  });
}

function urlIssues(jwksUrl: string | undefined): Issue[] {
  if (jwksUrl === undefined || isFetchable(URL.parse(jwksUrl))) return [];
  const ja = 'jwksUrl は https の URL（この機械自身のものだけは http も可）で、利用者名や # を含めないでください。';
  return [
    issue('jwks-url', ja, '`jwksUrl` must be an https URL (http on loopback only) without user or hash', '/jwksUrl'),
  ];
}

function isFetchable(url: URL | null): boolean {
  if (!url || url.username || url.password || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));

const issue = (code: string, ja: string, en: string, expression: string): Issue => ({
  severity: 'error',
  type: 'invalid',
  code,
  ja,
  en,
  expression,
});
