/** What can be wrong with the scopes, keys and addresses of a registration, each fault at its place. */
import { isIPv4 } from 'node:net';
import type { Issue } from '#fhir';
import { isLaunchScope } from './launch-scopes.ts';
import type { Jwk, KeyFault } from './public-key.ts';
import { isAdministrative, parseScopes, type Scope } from './scopes.ts';

interface Addressed {
  readonly redirectUris?: readonly string[];
  readonly launchUrl?: string;
}

interface Scoped {
  readonly kind?: 'backend' | 'app';
  readonly scopes: readonly string[];
}

export function scopeIssues({ kind = 'backend', scopes }: Scoped, understands: (scope: Scope) => boolean): Issue[] {
  return scopes.flatMap((text, index): Issue[] => {
    const at = `/scopes/${index}`;
    if (kind === 'app' && isLaunchScope(text)) return [];
    const [scope] = parseScopes(text);
    if (scope?.text !== text) {
      const ja = `スコープ「${text}」は読み取れません。`;
      return [registrationIssue('scope-unknown', ja, `scope \`${text}\` is not understood`, at)];
    }
    if (kind === 'backend' && scope.context !== 'system') {
      const ja = `バックエンドに登録できるのは system/ のスコープだけです（「${text}」）。`;
      return [
        registrationIssue('scope-not-system', ja, `a backend may hold \`system/\` scopes only, not \`${text}\``, at),
      ];
    }
    if (kind === 'app' && scope.context === 'system') {
      const ja = `アプリに system/ のスコープは登録できません（「${text}」）。`;
      return [registrationIssue('scope-system', ja, `an app may not hold the \`system/\` scope \`${text}\``, at)];
    }
    if (kind === 'app' && isAdministrative(scope.type)) {
      const ja = `管理のスコープ「${text}」は、アプリには登録できません。`;
      return [registrationIssue('scope-system', ja, `the administrator's scope \`${text}\` is for a backend only`, at)];
    }
    if (scope.query !== undefined && !understands(scope)) {
      const ja = `スコープ「${text}」の検索条件は使えません。`;
      return [registrationIssue('scope-query', ja, `the query part of \`${text}\` cannot be held to`, at)];
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

export function keyIssues(keys: readonly (Jwk | KeyFault)[]): Issue[] {
  const seen = new Set<unknown>();
  return keys.flatMap((key, index): Issue[] => {
    if (typeof key === 'string') return [keyIssue(key, index)];
    if (seen.has(key['kid'])) return [keyIssue('duplicate', index)];
    seen.add(key['kid']);
    return [];
  });
}

function keyIssue(fault: KeyFault | 'duplicate', index: number): Issue {
  const [ja, en] = KEY_TEXTS[fault];
  const text = `${index + 1} 番目の鍵：${ja}`;
  return registrationIssue(`client-key-${fault}`, text, `key ${index + 1} ${en}`, `/jwks/keys/${index}`);
}

/** Codes are sent to https, to this machine itself, or to an app's own scheme, which has a dot (RFC 8252 section 7). */
export function redirectIssues({ redirectUris = [], launchUrl }: Addressed): Issue[] {
  const isInstalled = redirectUris.some(hasPrivateScheme);
  const redirects = redirectUris.flatMap((text, index) => {
    const url = URL.parse(text);
    const at = `/redirectUris/${index}`;
    if (!isRedirect(url)) return [addressIssue(text, at)];
    return isInstalled && isOddLoopback(url) ? [loopbackIssue(text, at)] : [];
  });
  if (launchUrl === undefined || isFetchable(URL.parse(launchUrl))) return redirects;
  return [...redirects, addressIssue(launchUrl, '/launchUrl')];
}

function addressIssue(text: string, at: string): Issue {
  const ja =
    'https の URL、この機械自身の http の URL、または app.example:/ のような固有のスキームで、利用者名や # を含めないでください。';
  const en = 'must be an https URL, http on loopback, or a private scheme with a dot, without user or hash';
  return registrationIssue('redirect-uri', ja, `\`${text}\` ${en}`, at);
}

function loopbackIssue(text: string, at: string): Issue {
  const ja = `固有のスキームを持つアプリがこの機械自身で受けるのは、http://127.0.0.1/、http://[::1]/、http://localhost/ だけです（「${text}」）。`;
  const en = `\`${text}\`: an app with a private scheme is reached on this machine by http at 127.0.0.1, [::1] or localhost only`;
  return registrationIssue('redirect-uri', ja, en, at);
}

/** Where an installed app listens on this machine (RFC 8252 section 7.3); https is for a site that it can claim (section 7.2). */
const INSTALLED_LOOPBACKS = ['127.0.0.1', '[::1]', 'localhost'];

const isOddLoopback = (url: URL): boolean =>
  isFetchable(url) &&
  isLoopback(url.hostname) &&
  !(url.protocol === 'http:' && INSTALLED_LOOPBACKS.includes(url.hostname));

const isRedirect = (url: URL | null): url is URL =>
  isFetchable(url) ||
  (url !== null && hasPrivateScheme(url.href) && !url.username && !url.password && !hasFragment(url));

/** Whether an address is an installed app's own, such as `org.example.app:/callback`. */
export const hasPrivateScheme = (address: string): boolean =>
  /^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:\//.test(URL.parse(address)?.href ?? '');

/** Whether a URL is https, or http on this machine, without credentials or hash. */
export function isFetchable(url: URL | null): boolean {
  if (!url || url.username || url.password || hasFragment(url)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** An empty one is one too (RFC 6749 section 3.1.2). */
const hasFragment = ({ href }: URL): boolean => href.includes('#');

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));

export const registrationIssue = (code: string, ja: string, en: string, expression: string): Issue => ({
  severity: 'error',
  type: 'invalid',
  code,
  ja,
  en,
  expression,
});
