/** A person who signs in, as everyone else may know them: without password, secret or code. */
import type { Sql } from '#database';

/** What a person may act as. A token is for one role and one of its purposes. */
export interface Role {
  readonly id: string;
  /** `PractitionerRole/…`, `Patient/…` or `RelatedPerson/…`. */
  readonly actor: string;
  /** `Organization/…`; null for a person who acts for themselves or a relative. */
  readonly organization: string | null;
  /** Codes of v3-ActReason. */
  readonly purposes: readonly string[];
  readonly name: string;
}

export interface User {
  readonly id: string;
  /** NFKC and lower case. */
  readonly login: string;
  readonly name: string;
  /** `Practitioner/…`, `Patient/…` or `RelatedPerson/…`. */
  readonly fhirUser: string;
  /** In the order in which they were given. */
  readonly roles: readonly Role[];
  /** Whether a device was enrolled and confirmed. */
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt: Date;
  /** Failed sign-ins since the last good one. */
  readonly failures: number;
  readonly lockedUntil: Date | null;
  readonly disabled: boolean;
  readonly createdAt: Date;
}

const SELECT = `SELECT id, login, name, fhir_user AS "fhirUser", totp_secret IS NOT NULL AS "secondFactor",
    must_change_password AS "mustChangePassword", password_changed_at AS "passwordChangedAt", failures,
    locked_until AS "lockedUntil", disabled, created_at AS "createdAt",
    (SELECT count(*)::integer FROM auth_recovery_code c WHERE c.user_id = u.id) AS "recoveryCodesLeft",
    (SELECT coalesce(json_agg(json_build_object('id', r.id, 'actor', r.actor, 'organization', r.organization,
       'purposes', r.purposes, 'name', r.name) ORDER BY r.created_at, r.id), '[]')
     FROM auth_role r WHERE r.user_id = u.id) AS roles
  FROM auth_user u`;

/** The user of this id. */
export async function findUser(sql: Sql, id: string): Promise<User | undefined> {
  const { rows } = await sql.query<User & Record<string, unknown>>(`${SELECT} WHERE id = $1`, [id]);
  return rows[0];
}

/** The user whom an administrator names, by login or by id. */
export async function findNamed(sql: Sql, name: string): Promise<User | undefined> {
  const { rows } = await sql.query<User & Record<string, unknown>>(`${SELECT} WHERE login = $1 OR id = $2`, [
    normalLogin(name),
    name,
  ]);
  return rows[0];
}

/** All users, by login. */
export async function listUsers(sql: Sql): Promise<User[]> {
  const { rows } = await sql.query<User & Record<string, unknown>>(`${SELECT} ORDER BY login COLLATE "C"`);
  return rows;
}

/** One name, however it is typed. */
export const normalLogin = (login: string): string => login.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
