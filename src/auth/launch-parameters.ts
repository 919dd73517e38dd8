/** Parameters of an authorization request that are checked here: SMART's `aud` and `launch`, and what the library reads too widely. */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Sql } from '#database';
import { beginLaunch } from './launches.ts';

/** Refuses a request that is aimed at another server: its token could be carried there. */
export function checkAudience(aud: string | undefined, fhirBase: string): void {
  if (aud === undefined) throw new errors.InvalidRequest('missing required parameter aud');
  if (aud.replace(/\/$/, '') !== fhirBase) throw new errors.InvalidTarget('aud is not this FHIR server');
}

/** `max_age` is digits (OpenID Connect Core 3.1.2.1); the library takes all that JavaScript reads as a whole number. */
export function checkMaxAge({ query: { max_age: age } }: KoaContextWithOIDC): void {
  if (age && !/^\d+$/.test(String(age))) throw new errors.InvalidRequest('invalid max_age parameter value');
}

interface Launching {
  readonly sql: Sql;
  readonly client: string;
  readonly now: Date;
}

/** Uses the handle of an EHR launch: known, of this client, not used before. Without a handle there is no `launch` scope. */
export async function checkLaunch(
  ctx: KoaContextWithOIDC,
  launch: string | undefined,
  { sql, client, now }: Launching,
): Promise<void> {
  const isAsked = String(ctx.oidc.params?.['scope']).split(' ').includes('launch');
  if (launch === undefined) {
    if (isAsked) throw new errors.InvalidRequest('scope launch needs the parameter launch');
    return;
  }
  if (!isAsked) throw new errors.InvalidScope('the parameter launch needs the scope launch', 'launch');
  if (!(await beginLaunch(sql, launch, client, now))) throw new errors.InvalidRequest('launch is unknown or was used');
}
