/** `POST /oauth/launch`: where a registered launcher announces an app with what is open on its screen. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sql } from '#database';
import { type Issue, isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { answerJson } from './answer-json.ts';
import type { Authenticated, Presented, Unauthenticated } from './authenticate.ts';
import { slowDown } from './gate.ts';
import { announceLaunch, type CheckLaunch, type Launch, type LaunchContext, type LaunchRequest } from './launches.ts';
import type { RateCounter } from './rate-counter.ts';
import { readJson } from './read-json.ts';
import type { AuthRecord, RecordAuth } from './record.ts';

/** Holds a launch against what its announcer may see. */
export type CheckLaunchOf = (announcer: Authenticated | undefined, context: LaunchContext) => ReturnType<CheckLaunch>;

interface Needs {
  readonly sql: Sql;
  readonly fhirBase: string;
  readonly launchUrl: string;
  readonly now: () => Date;
  readonly record: RecordAuth;
  /** How many launches each client announces. */
  readonly announced: RateCounter;
  readonly checkLaunch: CheckLaunchOf;
  readonly authenticate: (shown: Presented) => Promise<Authenticated | Unauthenticated>;
}

const BODY_BYTES_MAX = 20_000;
const UNREADABLE: Issue = {
  severity: 'error',
  type: 'structure',
  code: 'launch-invalid',
  ja: `本文を JSON として読めません。UTF-8 の JSON を ${BODY_BYTES_MAX} バイトまでで送ってください。`,
  en: `the body cannot be read as JSON; send JSON in UTF-8 of ${BODY_BYTES_MAX} bytes or less`,
  expression: '/',
};

/** Takes JSON, answers 201 with `{launch, url, expiresAt}`, or an OperationOutcome. */
export async function launchDoor(request: IncomingMessage, response: ServerResponse, needs: Needs): Promise<void> {
  const { sql, fhirBase, now, authenticate, launchUrl, record, announced, checkLaunch } = needs;
  const caller = await authenticate({ request, url: launchUrl });
  const frame = { interaction: '$launch', method: 'POST', path: '/launch' } as const;
  if (isRefusal(caller)) {
    await record({ ...frame, outcome: 'refused', clientId: null, reason: caller.auditReason });
    response.setHeader('www-authenticate', caller.wwwAuthenticate);
    return answerJson(response, 401, toOperationOutcome(caller.issues));
  }
  const { clientId, actor, organization, purpose } = caller;
  const named = { ...frame, clientId, actor, organization, purpose, user: caller.user };
  if (!caller.launcher) {
    await record({ ...named, outcome: 'refused', reason: 'insufficient_scope' });
    response.setHeader('www-authenticate', 'Bearer error="insufficient_scope"');
    return answerJson(response, 403, { error: 'insufficient_scope' });
  }
  const wait = announced.waitOf(clientId);
  if (wait !== undefined) return slowDown(response, wait);
  announced.add(clientId);
  const input = await readJson(request, BODY_BYTES_MAX);
  if (input === undefined) return answerJson(response, 400, toOperationOutcome([UNREADABLE]));
  const check: CheckLaunch = (context) => checkLaunch(caller, context);
  const launch = await announceLaunch(sql, input, { now: now(), fhirBase, check });
  await record({ ...named, ...toldOf(launch, input) });
  return isRefusal(launch)
    ? answerJson(response, launch.status, toOperationOutcome(launch.issues))
    : answerJson(response, 201, launch);
}

/** What the audit is told. Of what is not understood nothing is believed either. */
function toldOf(launch: Launch | Refusal, input: unknown): Pick<AuthRecord, 'outcome' | 'patient' | 'reason'> {
  if (isRefusal(launch))
    return { outcome: 'refused', reason: launch.issues[0]?.code, patient: launch.auditPatients?.[0] ?? null };
  const { patient } = input as LaunchRequest;
  return { outcome: 'success', patient: patient === undefined ? null : `Patient/${patient}` };
}
