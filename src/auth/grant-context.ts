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
}

export async function keepGrantContext(
  sql: Sql,
  grantId: string,
  context: GrantContext,
  expiresAt: Date,
): Promise<void> {
  const { user, role, purpose, reason, patient } = context;
  await sql.query(
    `INSERT INTO auth_context (grant_id, user_id, role_id, purpose, reason, patient, context, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [grantId, user, role, purpose, reason, patient, JSON.stringify(context.context), expiresAt],
  );
}

/** The context of a grant, or nothing when it was given none or the role is gone. */
export async function grantContextOf(sql: Sql, grantId: string | undefined): Promise<GrantContext | undefined> {
  if (grantId === undefined) return undefined;
  const { rows } = await sql.query<GrantContext>(
    `SELECT user_id AS user, role_id AS role, purpose, reason, patient, context FROM auth_context WHERE grant_id = $1`,
    [grantId],
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
