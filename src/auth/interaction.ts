/** `/oauth/interaction/…`: the pages between an app's request and its answer, one step after the other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Interaction, type InteractionResults } from 'oidc-provider';
import { type Language, preferredLanguage } from '#fhir';
import { ROUTES } from './addresses.ts';
import { findClient } from './clients.ts';
import { startedLaunch } from './launches.ts';
import { offeredTo } from './offered-to.ts';
import { readForm } from './read-form.ts';
import { actingOf, recordedRole } from './role-asking.ts';
import { parseScopes } from './scopes.ts';
import { type Screen, screenHeaders } from './screens/frame.ts';
import { goingOn, gone, otherPerson } from './screens/notices.ts';
import { type Desk, type Next, openedContext, type Seat, type Sitting, type Step } from './seat.ts';
import { consentStep, patientOf } from './step-consent.ts';
import { federatedNext } from './step-federated.ts';
import { patientStep } from './step-patient.ts';
import { onlyChoice, roleStep } from './step-role.ts';
import { signInStep } from './step-sign-in.ts';

/** Answers GET and POST of one interaction. `path` is the public path of the request, without its query. */
export async function interact(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const found = await unlessOver(desk.provider.interactionDetails(request, response));
  const language = languageOf(request, found?.lastSubmission);
  // The cookie names one interaction, the address another: neither is trusted.
  if (found === undefined || !path.endsWith(`/${found.uid}`)) return send(response, gone(language));
  const seat = await seatOf(desk, found, { language, path });
  if (seat === undefined) return send(response, gone(language));
  if (seat.launch?.user && seat.person && seat.launch.user !== seat.person.id) {
    const { patient } = openedContext(seat);
    await desk.record({
      interaction: '$grant',
      outcome: 'refused',
      method: String(request.method),
      path: '/interaction',
      clientId: seat.client.id,
      user: seat.person.id,
      patient: patient === undefined ? null : `Patient/${patient}`,
      reason: 'launched-by-another',
    });
    return send(response, otherPerson(language, `${new URL(desk.provider.issuer).pathname}${ROUTES.end_session}`));
  }
  if (offeredTo(seat, desk).length === 0)
    return follow(desk, seat, { request, response, found, next: NOTHING_TO_GRANT });
  if (request.method !== 'POST') {
    const next = await federatedNext(desk, seat, request.url);
    if (next !== undefined) return follow(desk, seat, { request, response, found, next });
    return send(response, await stepOf(desk, seat).show(desk));
  }
  const form = await readForm(request);
  if (form === undefined) return send(response, gone(language));
  await follow(desk, seat, { request, response, found, next: await take(desk, seat, form) });
}

/** As where none of the scopes is known: nobody is asked for what would come to nothing. */
const NOTHING_TO_GRANT: Next = {
  kind: 'finish',
  result: { error: 'invalid_scope', error_description: 'none of the requested scopes is granted' },
};

interface Following {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly found: Interaction;
  readonly next: Next;
}

async function follow({ provider }: Desk, seat: Seat, { request, response, found, next }: Following): Promise<void> {
  if (next.kind === 'leave') {
    response.setHeader('set-cookie', next.cookie);
    return goTo(response, next.location);
  }
  if (next.kind !== 'finish' && next.sitting !== undefined) {
    found.result = { ...found.lastSubmission, sitting: next.sitting } as InteractionResults;
    await found.persist();
  }
  if (next.kind === 'show') return send(response, next.screen);
  if (next.kind === 'again') return goTo(response, seat.action);
  if (next.scope !== undefined) {
    // What was granted takes the place of what was asked, so that nothing else is found missing.
    found.params = { ...found.params, scope: next.scope };
    await found.persist();
  }
  // The language that was chosen goes along; so does a sign-in that the app asked for anew, which the library adds.
  const result = { ...next.result, language: seat.language } as InteractionResults;
  const to = await unlessOver(provider.interactionResult(request, response, result));
  send(response, to === undefined ? gone(seat.language) : goingOn(seat.language, to));
}

async function take(desk: Desk, seat: Seat, form: URLSearchParams): Promise<Next> {
  if (form.has('cancel')) {
    const frame = { interaction: '$grant', outcome: 'refused', method: 'POST', path: '/interaction' } as const;
    await desk.record({ ...frame, clientId: seat.client.id, reason: 'access_denied', ...recordedRole(seat) });
    const result = { error: 'access_denied', error_description: 'the person did not allow it' };
    return { kind: 'finish', result };
  }
  return stepOf(desk, seat).take(desk, form);
}

function stepOf(desk: Desk, seat: Seat): ReturnType<typeof at> {
  const { person } = seat;
  if (person === undefined) return at(signInStep, seat);
  const acting = actingOf(seat);
  if (acting === undefined) return at(roleStep, { ...seat, person });
  return at(needsPatient(desk, seat) && patientOf(acting) === undefined ? patientStep : consentStep, acting);
}

const at = <S extends Seat>(step: Step<S>, seat: S) => ({
  show: (desk: Desk) => step.show(desk, seat),
  take: (desk: Desk, form: URLSearchParams) => step.take(desk, seat, form),
});

/** A `patient/` scope means one person's records, also where nobody asked for the choice; one that is not granted means nothing. */
function needsPatient(desk: Desk, seat: Seat): boolean {
  const offered = offeredTo(seat, desk);
  return (
    offered.includes('launch/patient') || parseScopes(offered.join(' ')).some(({ context }) => context === 'patient')
  );
}

/** Nothing where the request was never made, or is over, be it since a moment ago. */
async function unlessOver<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

async function seatOf(
  { sql, people }: Desk,
  { uid, prompt, params, result, session }: Interaction,
  { language, path }: { readonly language: Language; readonly path: string },
): Promise<Seat | undefined> {
  const client = await findClient(sql, String(params['client_id']));
  if (client === undefined) return undefined;
  const person = prompt.name === 'login' || !session ? undefined : await people.findUser(session.accountId);
  if (person?.disabled) return undefined;
  const handle = params['launch'];
  const sitting = ((result as { sitting?: Sitting } | undefined)?.sitting ?? {}) satisfies Sitting;
  const role = sitting.role ?? (person && onlyChoice(person.roles));
  const launch = typeof handle === 'string' ? await startedLaunch(sql, handle, client.id) : undefined;
  // INVARIANT: without what was open and who was at the screen, a launch would become another one.
  if (typeof handle === 'string' && launch === undefined) return undefined;
  return {
    uid,
    language,
    action: `${path}?lang=${language}`,
    params,
    client,
    person,
    session: session?.uid ?? null,
    launch,
    sitting: role === undefined ? sitting : { ...sitting, role },
  };
}

/** As the link on the page says, as it was on the page before, or as the browser says. */
function languageOf(request: IncomingMessage, before: InteractionResults | undefined): Language {
  const asked = new URLSearchParams(String(request.url).split('?')[1]).get('lang') ?? before?.['language'];
  if (asked === 'ja' || asked === 'en') return asked;
  return preferredLanguage(request.headers['accept-language']) ?? 'ja';
}

function send(response: ServerResponse, { status, html }: Screen): void {
  response.writeHead(status, screenHeaders());
  response.end(html);
}

function goTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { location });
  response.end();
}
