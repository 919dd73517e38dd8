/** The launch simulator of a sandbox: an EHR that starts any app with what a vendor chooses, and errs where it is told to. */
import type { Database } from '#database';
import { codeSystemUrl, compileSchema, type Issue, isRefusal, type Refusal, refuseAll, schemaFaults } from '#fhir';
import { digestOf } from './digest.ts';
import { announceLaunch, type CheckLaunch, type Launch, launchIssue } from './launches.ts';
import { FHIR_ID } from './people/fhir-forms.ts';
import type { People } from './people/people.ts';
import { removeSandboxApps, sandboxApp } from './sandbox-apps.ts';
import { type FaultName, SANDBOX_FAULTS } from './sandbox-faults.ts';
import { createInjection, type Injection } from './sandbox-injection.ts';
import type { ServerKeys } from './server-keys.ts';

/** What a vendor chooses. The app is one that is registered, or any other by its two addresses. */
export interface SandboxLaunchRequest {
  readonly client?: string;
  /** Where the app is started, and where it takes its code. */
  readonly appUrl?: string;
  readonly redirectUri?: string;
  /** Login or id of who is at the screen; absent: whoever signs in. */
  readonly user?: string;
  /** Ids of a Patient, an Encounter, and the CarePlan of a 地域連携パス. */
  readonly patient?: string;
  readonly encounter?: string;
  readonly pathway?: string;
  readonly intent?: string;
  readonly error?: FaultName;
}

export interface SandboxLaunch extends Launch {
  readonly client: string;
}

/** What only the authorization server of a sandbox has. */
export interface Sandbox extends Pick<Injection, 'inject' | 'guard'> {
  /** Prepares a launch; refuses with 422 (`launch-…`, `redirect-uri`, `sandbox-full`). */
  launch(request: unknown): Promise<SandboxLaunch | Refusal>;
  /** Removes apps that were registered on the spot more than a day ago; returns how many. */
  sweep(): Promise<number>;
}

interface Needs {
  readonly database: Database;
  readonly people: Pick<People, 'listUsers'>;
  readonly keys: () => ServerKeys;
  readonly fhirBase: string;
  readonly check: CheckLaunch;
  readonly now: () => Date;
}

/** What the CarePlan is in the launch context, as a URI. */
const PATHWAY_ROLE = `${codeSystemUrl('careplan-kind')}#pathway`;
const text = { type: 'string', minLength: 1, maxLength: 200 };
const url = { type: 'string', minLength: 1, maxLength: 2_000 };

const conforms = compileSchema<SandboxLaunchRequest>({
  type: 'object',
  additionalProperties: false,
  properties: {
    client: { ...text, maxLength: 64 },
    appUrl: url,
    redirectUri: url,
    user: text,
    patient: FHIR_ID,
    encounter: FHIR_ID,
    pathway: FHIR_ID,
    intent: text,
    error: { enum: Object.keys(SANDBOX_FAULTS) },
  },
  oneOf: [{ required: ['client'] }, { required: ['appUrl', 'redirectUri'] }],
});

/** Opens the simulator. Apps that an earlier start registered on the spot are gone. */
export async function openSandbox(needs: Needs): Promise<Sandbox> {
  const { database, keys, now } = needs;
  const injection = createInjection({ sql: database, keys, now });
  await removeSandboxApps(database, now());
  return {
    inject: injection.inject,
    guard: injection.guard,
    launch: (request) => launch(request, injection, needs),
    sweep: () => removeSandboxApps(database, new Date(now().getTime() - APP_AGE_MS_MAX)),
  };
}

const APP_AGE_MS_MAX = 24 * 3_600_000;

async function launch(input: unknown, injection: Injection, needs: Needs): Promise<SandboxLaunch | Refusal> {
  if (!conforms(input)) return refuseAll(422, schemaFaults(conforms).map(launchIssue));
  const { database, fhirBase, now, check } = needs;
  const { patient, encounter, pathway, intent, error } = input;
  const user = input.user === undefined ? undefined : await userOf(needs, input.user);
  if (isRefusal(user)) return user;
  const client = input.client ?? (await sandboxApp(database, input, now()));
  if (isRefusal(client)) return client;
  const asked = {
    client,
    ...(user === undefined ? {} : { user }),
    ...(patient === undefined ? {} : { patient, need_patient_banner: true }),
    ...(encounter === undefined ? {} : { encounter }),
    ...(pathway === undefined ? {} : { fhirContext: [{ reference: `CarePlan/${pathway}`, role: PATHWAY_ROLE }] }),
    ...(intent === undefined ? {} : { intent }),
  };
  const launched = await announceLaunch(database, asked, { now: now(), fhirBase, check });
  if (isRefusal(launched)) return { ...launched, issues: launched.issues.map(asChosen) };
  if (error !== undefined) await spoil(launched.launch, error, injection, needs);
  return { ...launched, client };
}

/** The place as it was chosen by: the vendor wrote no list. */
const asChosen = (issue: Issue): Issue =>
  issue.expression?.startsWith('/fhirContext') ? { ...issue, expression: '/pathway' } : issue;

async function userOf({ people }: Needs, named: string): Promise<string | Refusal> {
  const user = (await people.listUsers()).find(({ id: own, login }) => own === named || login === named);
  const unknown = {
    pointer: '/user',
    ja: 'このサンドボックスの利用者ではありません（login か ID を確かめてください）',
    en: 'is no user of this sandbox; check the login or the id',
  };
  return user?.id ?? refuseAll(422, [launchIssue(unknown)]);
}

/** A handle that is bad from the beginning is made so in the register of handles; everything else happens later. */
async function spoil(handle: string, fault: FaultName, injection: Injection, { database, now }: Needs): Promise<void> {
  if (SANDBOX_FAULTS[fault].at !== 'handle') return injection.arm(handle, fault);
  await database.query(
    `UPDATE auth_launch SET
       expires_at = CASE WHEN $2 = 'launch-expired' THEN $3::timestamptz ELSE expires_at END,
       client_id = CASE WHEN $2 = 'launch-foreign' THEN 'another-app-of-the-sandbox' ELSE client_id END,
       consumed_at = CASE WHEN $2 = 'launch-used' THEN $3::timestamptz END
     WHERE id = $1`,
    [digestOf(handle), fault, now()],
  );
}
