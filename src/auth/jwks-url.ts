/** Fetches the keys that a client publishes, and keeps them no longer than its `Cache-Control` says. */
import { type Jwk, readPublicKey } from './public-key.ts';

/** Gives the usable keys at a URL. A URL that does not answer well has none: its client cannot prove itself. */
export type JwksSource = (url: string) => Promise<readonly Jwk[]>;

const FETCH_TIMEOUT_MS = 2_500;
const BODY_BYTES_MAX = 64 * 1024;
const KEYS_MAX = 16;
const CACHE_SECONDS_MAX = 3_600;

interface Answer {
  readonly keys: readonly Jwk[];
  /** Milliseconds since the epoch. */
  readonly freshUntil: number;
}

/** Makes a source with a cache of its own. Requests for one URL at one time share one fetch. */
export function createJwksSource(now: () => Date): JwksSource {
  const kept = new Map<string, Answer>();
  const underWay = new Map<string, Promise<Answer>>();
  return async (url) => {
    const known = kept.get(url);
    if (known && known.freshUntil > now().getTime()) return known.keys;
    const fetching = underWay.get(url) ?? fetchKeys(url, now());
    underWay.set(url, fetching);
    const answer = await fetching.finally(() => underWay.delete(url));
    kept.set(url, answer);
    return answer.keys;
  };
}

async function fetchKeys(url: string, asked: Date): Promise<Answer> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error', // the registered URL is the one that was trusted
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    const body: unknown = JSON.parse(await readText(response));
    const keys = response.ok ? usableKeys(body) : [];
    return { keys, freshUntil: asked.getTime() + secondsFresh(response.headers) * 1000 };
  } catch {
    return { keys: [], freshUntil: 0 };
  }
}

/** The body as text; rejects when it is longer than 64 KiB. */
export async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Throws where there is no list of keys. */
const usableKeys = (body: unknown): Jwk[] =>
  (body as { readonly keys: readonly unknown[] }).keys
    .slice(0, KEYS_MAX)
    .filter((key): key is Jwk => typeof key === 'object' && key !== null)
    .map(readPublicKey)
    .filter((key) => typeof key !== 'string');

/** How long an answer may be kept. Without `max-age` it is not kept at all. */
function secondsFresh(headers: Headers): number {
  const control = headers.get('cache-control')?.toLowerCase() ?? '';
  if (/\bno-(store|cache)\b/.test(control)) return 0;
  const maxAge = Number(/\bmax-age=(\d+)/.exec(control)?.[1] ?? 0);
  const age = Number(headers.get('age') ?? 0) || 0;
  return Math.max(0, Math.min(maxAge - age, CACHE_SECONDS_MAX));
}
