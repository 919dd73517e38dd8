/**
 * Keeps the sessions of browsers: what a request found, it may change, but never bring back once it has ended. At each answer
 * to an app the library gives the session a new id. Another tab may send the old one until that answer has come, and is
 * still the same browser for a minute.
 */
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

const FORMER = 'FormerSession';
const FORMER_MS = 60_000;

/** The session that went by this id until less than a minute ago. */
export async function findFormer(sql: Sql, id: string, now: Date): Promise<AdapterPayload | undefined> {
  const { rows } = await sql.query<{ payload: AdapterPayload }>(
    `SELECT held.payload FROM auth_state former JOIN auth_state held ON held.model = 'Session' AND held.uid = former.uid
      WHERE former.model = $1 AND former.id = $2 AND former.expires_at > $3`,
    [FORMER, digestOf(id), now],
  );
  return rows[0]?.payload;
}

interface Times {
  readonly now: Date;
  readonly expiresAt: Date | null;
}

/** Writes a session: a new one whole, of a known one what this request changed. Where that has ended, nothing is written. */
export async function keepSession(sql: Sql, id: string, payload: AdapterPayload, { now, expiresAt }: Times) {
  const known = knownOf(payload.uid);
  rememberSession(id, payload);
  if (known === undefined) return insert(sql, id, payload, expiresAt);
  const values = valuesOf(payload);
  if (known.id !== id && isSameAccount(known.values, values)) await keepFormer(sql, known.id, payload, now);
  const { changed, removed } = differenceOf(known.values, values);
  // Of two that give it a new id the first does; the other only adds what it changed.
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE auth_state SET id = CASE WHEN id = $1 THEN $2 ELSE id END, payload = (payload - $3::text[]) || $4::jsonb,
       expires_at = $5 WHERE model = 'Session' AND uid = $6 RETURNING id`,
    [digestOf(known.id), digestOf(id), removed, changed, expiresAt, payload.uid],
  );
  if (rows[0]?.id !== digestOf(id)) forgetCookie(Provider.ctx as Request);
}

/** An id from before the sign-in opens nothing: somebody else may have put it into the browser. */
const isSameAccount = (before: Known['values'], after: Known['values']): boolean =>
  before.has('accountId') && before.get('accountId') === after.get('accountId');

/** Once only, so that whoever has the old id cannot make it last. */
async function keepFormer(sql: Sql, id: string, { uid }: AdapterPayload, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO auth_state (model, id, payload, uid, expires_at) VALUES ($1, $2, '{}', $3, $4) ON CONFLICT DO NOTHING`,
    [FORMER, digestOf(id), uid, new Date(now.getTime() + FORMER_MS)],
  );
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
function forgetCookie({ response }: Request): void {
  // The library names the session in its answer before it asks to keep it.
  const lines = [response.get('set-cookie')].flat();
  const others = lines.filter((line) => !line.startsWith(SESSION_COOKIE));
  response.set('set-cookie', others);
}
