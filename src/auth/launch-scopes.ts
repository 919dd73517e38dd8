/** Scopes of identity, launch and refresh, which say nothing of resources. */

export const LAUNCH_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'launch',
  'launch/patient',
  'launch/encounter',
  'offline_access',
  'online_access',
] as const;

export const isLaunchScope = (text: string): boolean => (LAUNCH_SCOPES as readonly string[]).includes(text);
/** Whether a scope asks to stay connected. */
export const isRefreshScope = (text: string): boolean => text === 'offline_access' || text === 'online_access';
