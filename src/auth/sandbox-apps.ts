/** Apps that a vendor tries in a sandbox without registering them: public, known by their two addresses, gone after a day. */
import { hash } from 'node:crypto';
import type { Database } from '#database';
import { isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import { findClient, registerClient, removeClient } from './clients.ts';
import { LAUNCH_SCOPES } from './launch-scopes.ts';
import { isFetchable, registrationIssue } from './registration-faults.ts';

const APPS_MAX = 50;
const PREFIX = 'sandbox-app-';
const DIGITS = 12;

interface Addresses {
  readonly appUrl?: string;
  readonly redirectUri?: string;
}

/** The client id of an app, the same at every start; registers it where it is not. 422 `redirect-uri`, `sandbox-full`. */
export async function sandboxApp(
  database: Database,
  { appUrl = '', redirectUri = '' }: Addresses,
  now: Date,
): Promise<string | Refusal> {
  const issues = Object.entries({ appUrl, redirectUri }).flatMap(([name, address]) => addressIssues(name, address));
  if (issues.length > 0) return refuseAll(422, issues);
  const id = `${PREFIX}${hash('sha256', `${appUrl} ${redirectUri}`).slice(0, DIGITS)}`;
  if ((await findClient(database, id)) !== undefined) return id;
  if ((await sandboxApps(database, now)).length >= APPS_MAX) return full();
  const origins = [...new Set([appUrl, redirectUri].map((address) => new URL(address).origin))];
  const registration = {
    id,
    name: new URL(appUrl).host,
    kind: 'app',
    authentication: 'none',
    scopes: [...LAUNCH_SCOPES, 'patient/*.cruds', 'user/*.cruds'],
    redirectUris: [redirectUri],
    launchUrl: appUrl,
    origins,
  };
  const registered = await registerClient(database, registration, { now, understands: () => false });
  // Two that come at once register one app.
  return isRefusal(registered) && registered.status !== 409 ? registered : id;
}

/** Removes those registered until then, with their tokens. */
export async function removeSandboxApps(database: Database, until: Date): Promise<number> {
  const ids = await sandboxApps(database, until);
  for (const id of ids) await removeClient(database, id);
  return ids.length;
}

async function sandboxApps(database: Database, until: Date): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM auth_client WHERE starts_with(id, $1) AND registered_at <= $2',
    [PREFIX, until],
  );
  return rows.map(({ id }) => id);
}

function addressIssues(name: string, address: string) {
  if (isFetchable(URL.parse(address))) return [];
  const ja = `「${name}」は https の URL、またはこの機械自身の http の URL にしてください。`;
  return [registrationIssue('redirect-uri', ja, `\`${name}\` must be an https URL, or http on loopback`, `/${name}`)];
}

const full = (): Refusal =>
  refuse(422, {
    type: 'too-costly',
    code: 'sandbox-full',
    ja: `その場で登録できるアプリは${APPS_MAX}までです。sandbox を起動し直すと空きます。`,
    en: `no more than ${APPS_MAX} apps are registered on the spot: start the sandbox anew to make room`,
    expression: '/appUrl',
  });
