/** How long everything lives that the authorization server gives out, in seconds. */

/** The purpose of an emergency, for which a token needs a fresh sign-in and a reason, and lives shortly. */
export const BREAK_GLASS = 'BTG';
export const BREAK_GLASS_SECONDS = 900;

const DAY = 24 * 3600;

/** A grant outlives its refresh tokens; a backend's token lives at most five minutes (SMART Backend Services). */
export const LIFE = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  ClientCredentials: 300,
  Grant: 15 * DAY,
  IdToken: 3600,
  Interaction: 600,
  RefreshToken: 14 * DAY,
} as const;

const SESSION_SECONDS_MAX = 8 * 3600;
const SESSION_IDLE_SECONDS_MAX = 3600;

/** How long a session may still be idle: an hour, and never beyond eight hours after the sign-in. */
export function sessionSeconds(signedInAt: number | undefined, now: Date): number {
  const left = (signedInAt ?? seconds(now)) + SESSION_SECONDS_MAX - seconds(now);
  return Math.max(1, Math.min(SESSION_IDLE_SECONDS_MAX, left));
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
