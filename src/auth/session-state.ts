/** Keeps the sessions of browsers: what a request found, it may change, but never bring back once it has ended. */
import Provider, { type AdapterPayload } from 'oidc-provider';
import type { Sql } from '#database';
import { digestOf } from './digest.ts';

export const SESSION_COOKIE = 'kakehashi_session';

/** A session as it stood when this request found or wrote it. */
interface Known {
  readonly id: string;
  /** Each of its values as JSON, since the library changes in place what it was given. */
  readonly values: ReadonlyMap<string, string>;
}

type Request = NonNullable<typeof Provider.ctx>;

/** By its uid, which stays when the id changes. */
const knownIn = new WeakMap<Request, Map<string, Known>>();

/** Remembers for this request what was found. */
export function rememberSession(id: string, payload: AdapterPayload): void {
  const request = Provider.ctx;
  if (request === undefined || payload.uid === undefined) return;
  const known = knownIn.get(request) ?? new Map<string, Known>();
  knownIn.set(request, known.set(payload.uid, { id, values: valuesOf(payload) }));
}

/** Writes a session: a new one whole, of a known one what this request changed. Where that has ended, nothing is written. */
export async function keepSession(sql: Sql, id: string, payload: AdapterPayload, expiresAt: Date | null) {
  const known = knownOf(payload.uid);
  rememberSession(id, payload);
  if (known === undefined) return insert(sql, id, payload, expiresAt);
  const { changed, removed } = differenceOf(known.values, valuesOf(payload));
  const { rowCount } = await sql.query(
    `UPDATE auth_state SET id = $2, payload = (payload - $3::text[]) || $4::jsonb, expires_at = $5
      WHERE model = 'Session' AND id = $1`,
    [digestOf(known.id), digestOf(id), removed, changed, expiresAt],
  );
  if (rowCount === 0) forgetCookie();
}

/** Ends a session under whatever id it goes by now. An id that only gives way to a new one is left for {@link keepSession}. */
export async function endSession(sql: Sql, id: string): Promise<void> {
  const session = Provider.ctx?.oidc.session;
  if (session !== undefined && session.jti !== id) return;
  await sql.query(`DELETE FROM auth_state WHERE model = 'Session' AND (id = $1 OR uid = $2)`, [
    digestOf(id),
    session?.uid,
  ]);
}

async function insert(sql: Sql, id: string, payload: AdapterPayload, expiresAt: Date | null): Promise<void> {
  const { jti: _, ...kept } = payload;
  await sql.query(`INSERT INTO auth_state (model, id, payload, uid, expires_at) VALUES ('Session', $1, $2, $3, $4)`, [
    digestOf(id),
    JSON.stringify(kept),
    payload.uid,
    expiresAt,
  ]);
}

const knownOf = (uid: string | undefined): Known | undefined =>
  Provider.ctx === undefined || uid === undefined ? undefined : knownIn.get(Provider.ctx)?.get(uid);

/** Two requests of one browser change different things, and neither undoes what the other did. */
function differenceOf(before: Known['values'], after: Known['values']) {
  const changed = [...after].filter(([name, value]) => value !== before.get(name));
  return {
    changed: `{${changed.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`,
    removed: [...before.keys()].filter((name) => !after.has(name)),
  };
}

const valuesOf = ({ jti: _, ...kept }: AdapterPayload): Known['values'] =>
  new Map(Object.entries(kept).map(([name, value]) => [name, JSON.stringify(value)]));

/** Whoever ended the session, or gave it a new id, told the browser; this answer, which may come later, says nothing of it. */
function forgetCookie(): void {
  const { ctx } = Provider;
  const lines = [ctx?.response.get('set-cookie') ?? []].flat();
  const others = lines.filter((line) => !line.startsWith(SESSION_COOKIE));
  if (lines.length > 0) ctx?.set('set-cookie', others);
}
