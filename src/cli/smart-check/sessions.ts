/** The sign-ins that many checks look at, each made once: what was asked, what came, and the tokens as they are now. */
import {
  type Authorized,
  type Authorizing,
  accessTokenOf,
  authorize,
  cameBack,
  exchange,
  proofOf,
  tokenRequest,
} from './authorize.ts';
import { type Answer, type Members, send } from './client/http.ts';
import type { Arrival } from './client/person.ts';
import { type App, appsOf } from './config.ts';
import { type Context, endpoint } from './context.ts';
import { blocked, isText, Skipped } from './expect.ts';

/** A sign-in as far as it came. */
export interface Attempt {
  readonly authorized: Authorized;
  readonly exchanged: Answer | undefined;
}

export interface Session {
  readonly app: App;
  readonly requested: string;
  /** The answer to the code's exchange, and its members. */
  readonly answer: Answer;
  readonly granted: Members;
  /** What holds now, after refreshes. */
  readonly current: { access: string; refresh: string | undefined };
}

export const scopesOf = (value: unknown): string[] => (isText(value) ? value.trim().split(/\s+/) : []);

/** The app that most checks are made with. */
export function mainApp({ config }: Context): App {
  const [app] = appsOf(config);
  if (!app) throw new Skipped('設定に clients がありません', 'the config has no app');
  return app;
}

/** Authorizes and exchanges the code at once, since a code lives a minute only. */
export async function attempt(context: Context, ask: Authorizing): Promise<Attempt> {
  const authorized = await authorize(context, ask);
  const code = cameBack(authorized, 'code');
  return { authorized, exchanged: code ? await exchange(context, authorized, { code }) : undefined };
}

/** The launch of this app by itself. */
export const standaloneAttempt = (context: Context, app = mainApp(context)): Promise<Attempt> =>
  context.once(`standalone ${app.client_id}`, () => attempt(context, { app }));

export const standalone = (context: Context): Promise<Session> =>
  context.once('standalone', async () => sessionOf(await standaloneAttempt(context)));

/** A sign-in of its own, for checks that break it. */
export async function newSession(context: Context, ask: Partial<Authorizing> = {}): Promise<Session> {
  return sessionOf(await attempt(context, { app: mainApp(context), ...ask }));
}

export function sessionOf({ authorized, exchanged }: Attempt): Session {
  const access = exchanged && accessTokenOf(exchanged);
  if (!access) throw blocked('14–17');
  const { body } = exchanged;
  const refresh = isText(body['refresh_token']) ? body['refresh_token'] : undefined;
  return {
    app: authorized.app,
    requested: authorized.scope,
    answer: exchanged,
    granted: body,
    current: { access, refresh },
  };
}

export interface EhrAttempt {
  readonly sent: Arrival;
  readonly attempt: Attempt | undefined;
}

const EHR_SCOPE = (app: App) => app.scope.replace(/\blaunch\/patient\b/, 'launch');

/** The launch from the EHR: to the app's launch URL, then on. */
export const ehrAttempt = (context: Context): Promise<EhrAttempt> =>
  context.once('ehr attempt', async () => {
    const app = ehrApp(context);
    const { url, fields: more, scope = EHR_SCOPE(app) } = context.config.ehrLaunch ?? { url: '' };
    const who = { browser: 'ehr', fields: { ...app.fields, ...more } };
    const hint = { ja: 'アプリを起動してください。', en: 'launch the app' };
    const sent = await context.person.visit({ url, until: app.launch_uri ?? '', hint, ...who });
    const launch = sent.reached ? sent.url.searchParams.get('launch') : null;
    if (!launch) return { sent, attempt: undefined };
    return { sent, attempt: await attempt(context, { app, scope, launch, ...who }) };
  });

function ehrApp({ config }: Context): App {
  const { client } = config.ehrLaunch ?? {};
  const apps = appsOf(config).filter(({ launch_uri, kind }) => launch_uri && (client === undefined || kind === client));
  const [app] = apps;
  if (!app)
    throw new Skipped('ehrLaunch に使う client に launch_uri がありません', 'no app of the config has a `launch_uri`');
  return app;
}

export const ehr = (context: Context): Promise<Session> =>
  context.once('ehr', async () => {
    if (!context.config.ehrLaunch)
      throw new Skipped('設定に `ehrLaunch` がありません', 'the config has no `ehrLaunch`');
    const { attempt: made } = await ehrAttempt(context);
    if (!made) throw blocked('13');
    return sessionOf(made);
  });

/** Every session that there is; at least the standalone one. */
export async function sessions(context: Context): Promise<readonly Session[]> {
  const alone = await standalone(context);
  if (!context.config.ehrLaunch) return [alone];
  const launched = await ehr(context).catch((error: unknown) => {
    if (error instanceof Skipped) return undefined;
    throw error;
  });
  return launched ? [alone, launched] : [alone];
}

/** Why there is nothing to refresh with. */
export function noRefreshToken({ requested }: Session): Skipped {
  const asked = scopesOf(requested).some((scope) => scope === 'offline_access' || scope === 'online_access');
  if (asked) return blocked('18, 27');
  return new Skipped(
    'offline_access も online_access も求めていません',
    'neither offline_access nor online_access is asked for',
  );
}

/** Refreshes a session, asking for these scopes; what comes is used from then on. */
export async function refresh(context: Context, session: Session, scope?: string): Promise<Answer> {
  const { refresh: token } = session.current;
  if (token === undefined) throw noRefreshToken(session);
  const answer = await tokenRequest(context, session.app, {
    grant_type: 'refresh_token',
    refresh_token: token,
    ...(scope === undefined ? {} : { scope }),
  });
  const access = accessTokenOf(answer);
  if (access) session.current.access = access;
  const next = answer.body['refresh_token'];
  if (isText(next)) session.current.refresh = next;
  return answer;
}

/** A sign-in of its own for refreshes, so that nothing else suffers where they do not work. */
export const refreshing = (context: Context): Promise<Session> => context.once('refreshing', () => newSession(context));

/** Its first refresh, which asks for no scope. */
export const refreshed = (context: Context): Promise<Answer> =>
  context.once('refreshed', async () => refresh(context, await refreshing(context)));

/** The same, where it must have worked. */
export async function refreshedWell(context: Context): Promise<Answer> {
  const answer = await refreshed(context);
  if (accessTokenOf(answer) === undefined) throw blocked('46');
  return answer;
}

export async function revoke(context: Context, app: App, token: string): Promise<Answer> {
  const url = await endpoint(context, 'revocation_endpoint').catch((error: unknown) => {
    if (!(error instanceof Skipped)) throw error;
    throw new Skipped('revocation_endpoint がありません', 'there is no revocation_endpoint');
  });
  const proof = proofOf(app, await endpoint(context, 'token_endpoint'));
  return send(url, { form: { token, ...proof.form }, headers: proof.headers });
}

/** The patient that a token response must have named. */
export function patientOf({ granted }: Session): string {
  if (!isText(granted['patient'])) throw blocked('25');
  return granted['patient'];
}

/** The address of the patient, or of one that there need not be: a bad token must be refused whatever is asked for. */
export const patientAddress = (session: Session | undefined): string =>
  `Patient/${isText(session?.granted['patient']) ? session.granted['patient'] : 'example'}`;
