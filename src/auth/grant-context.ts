/** What a grant was given for: who acts, in which role, for which purpose, about whom, with what open. */
import type { Sql } from '#database';
import type { LaunchContext } from './launches.ts';

/** Kept with the grant, and read for each of its tokens. */
export interface GrantContext {
  readonly user: string;
  readonly role: string;
  /** One code of v3-ActReason. */
  readonly purpose: string;
  /** Why the glass was broken; null for other purposes. */
  readonly reason: string | null;
  /** `Patient/x` in context, or null. */
  readonly patient: string | null;
  readonly context: LaunchContext;
  /** The uid of the session with which the grant ends; null for one that outlives it. */
  readonly session: string | null;
}

export async function keepGrantContext(
  sql: Sql,
  grantId: string,
  context: GrantContext,
  expiresAt: Date,
): Promise<void> {
  const { user, role, purpose, reason, patient, session } = context;
  await sql.query(
    `INSERT INTO auth_context (grant_id, user_id, role_id, purpose, reason, patient, context, session, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [grantId, user, role, purpose, reason, patient, JSON.stringify(context.context), session, expiresAt],
  );
}

/** The condition that a grant's context `x` has no session, or one that is not over at `now`. */
export const sessionLives = (x: string, now: string): string => `(${x}.session IS NULL OR EXISTS (
  SELECT 1 FROM auth_state open WHERE open.model = 'Session' AND open.uid = ${x}.session AND open.expires_at > ${now}))`;

/** The context of a grant, or nothing when it was given none, or its role or session is gone. */
export async function grantContextOf(
  sql: Sql,
  grantId: string | undefined,
  now: Date,
): Promise<GrantContext | undefined> {
  if (grantId === undefined) return undefined;
  const { rows } = await sql.query<GrantContext>(
    `SELECT user_id AS user, role_id AS role, purpose, reason, patient, context, session
      FROM auth_context x WHERE grant_id = $1 AND ${sessionLives('x', '$2')}`,
    [grantId, now],
  );
  return rows[0];
}

/** The purpose as it is echoed to clients (SMART: names of extensions begin with two underscores). */
const PURPOSE_CLAIM = '__purpose_of_use';

/** What a token response and an introspection say of a grant (SMART, scopes and launch context). */
export function spokenContext({
  context,
  purpose,
  patient,
}: Pick<GrantContext, 'context' | 'purpose' | 'patient'>): Record<string, unknown> {
  const { fhirContext = [], ...rest } = context;
  return {
    ...rest,
    ...(patient === null ? {} : { patient: patient.slice('Patient/'.length) }),
    ...(fhirContext.length === 0 ? {} : { fhirContext }),
    ...purposeSpoken(purpose),
  };
}

export const purposeSpoken = (purpose: unknown): Record<string, unknown> => ({ [PURPOSE_CLAIM]: purpose });
