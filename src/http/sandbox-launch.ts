/** `/sandbox/launch`: an EHR of the sandbox that starts a vendor's app, as a page, as JSON, and as one address. */
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { ANSWER_HEADERS, type Auth, screenHeaders, totpCode } from '#auth';
import { type Issue, isRefusal, type Language, preferredLanguage, type Refusal, toOperationOutcome } from '#fhir';
import { type RegionPeople, regionPeople } from '#upkeep';
import { chosenOf, type LaunchForm } from './sandbox-choice.ts';
import { codeScreen, launchedScreen, launchScreen } from './sandbox-screens.ts';

/** What a sandbox user knows and holds. */
export interface SandboxSecret {
  readonly password: string;
  /** In base 32. */
  readonly totpSecret: string;
}

export interface SandboxOptions {
  /** The secret of a user of the sandbox, by login, so that a vendor can sign in by hand. */
  readonly secretOf?: (login: string) => SandboxSecret | undefined;
}

interface Needs extends SandboxOptions {
  readonly auth: Auth;
  readonly publicUrl: string;
  readonly now: () => Date;
}

export const SANDBOX = '/sandbox';
const LAUNCH = '/launch';
const CODE = '/code';
const BODY_BYTES_MAX = 20_000;
const UNREADABLE: Issue = {
  severity: 'error',
  type: 'invalid',
  code: 'launch-invalid',
  ja: '起動の内容を読み取れません。',
  en: 'what is said of the launch cannot be read',
};

/** Serves below `/sandbox`. Only the gateway of a sandbox mounts it. */
export function createSandboxDoor(needs: Needs): Router {
  const region = regionPeople();
  const door = express.Router();
  door.use((_request, response, next) => {
    response.set({ ...ANSWER_HEADERS, ...screenHeaders() });
    next();
  });
  door.get(LAUNCH, async (request, response) => {
    const form = chosenOf(request.query);
    if (request.query['go'] === undefined) return showChoice(needs, region, { request, response, form });
    return answer(needs, region, { request, response, form });
  });
  const read = [
    express.urlencoded({ extended: false, limit: BODY_BYTES_MAX }),
    express.json({ limit: BODY_BYTES_MAX }),
  ];
  door.post(LAUNCH, ...read, (request, response) =>
    answer(needs, region, { request, response, form: chosenOf(request.body ?? {}) }),
  );
  door.get(CODE, (request, response) => showCode(needs, request, response));
  // Express itself refuses a body that it cannot read.
  door.use((error: { status?: number }, _request: Request, response: Response, next: NextFunction) => {
    if (error.status === undefined || error.status >= 500) return next(error);
    response.status(error.status).json(toOperationOutcome([UNREADABLE]));
  });
  return door;
}

interface Asking {
  readonly request: Request;
  readonly response: Response;
  readonly form: LaunchForm;
}

/** JSON where it is asked for; on from a link at once; from the page by one more page, which says how to sign in. */
async function answer(needs: Needs, region: RegionPeople, asking: Asking): Promise<void> {
  const { request, response, form } = asking;
  const launched = await launchOf(needs, form);
  if (request.accepts(['html', 'json']) === 'json') {
    if (isRefusal(launched)) response.status(launched.status).json(toOperationOutcome(launched.issues));
    else response.json(launched);
    return;
  }
  if (isRefusal(launched)) return showChoice(needs, region, { ...asking, refusal: launched });
  // A form may not end at an address that its page does not know: the person goes on by a link.
  if (request.method === 'GET') return void response.redirect(303, launched.url);
  const users = await needs.auth.people.listUsers();
  const { status, html } = launchedScreen(languageOf(request), {
    launched,
    form,
    user: users.find(({ login, id }) => [login, id].includes(form['user'] ?? '')),
    again: `${needs.publicUrl}${SANDBOX}${LAUNCH}?${new URLSearchParams({ ...form, go: '1' })}`,
  });
  response.status(status).send(html);
}

async function launchOf({ auth }: Needs, form: LaunchForm) {
  if (auth.sandbox === undefined) throw new Error('defect: the simulator is served by no sandbox');
  return auth.sandbox.launch(form);
}

async function showChoice(
  { auth }: Needs,
  region: RegionPeople,
  { request, response, form, refusal }: Asking & { readonly refusal?: Refusal },
): Promise<void> {
  const apps = (await auth.clients()).filter(({ launchUrl }) => launchUrl !== null);
  const { status, html } = launchScreen(languageOf(request), {
    ...region,
    apps,
    users: (await auth.people.listUsers()).filter(({ disabled }) => !disabled),
    form,
    refusal,
    action: `${SANDBOX}${LAUNCH}`,
  });
  response.status(status).send(html);
}

function showCode({ secretOf, now }: Needs, request: Request, response: Response): void {
  const login = String(request.query['login'] ?? '');
  const secret = secretOf?.(login);
  const { status, html } = codeScreen(languageOf(request), {
    login,
    ...(secret === undefined ? {} : { given: { password: secret.password, code: totpCode(secret.totpSecret, now()) } }),
  });
  response.status(status).send(html);
}

function languageOf(request: Request): Language {
  const { lang } = request.query;
  return lang === 'ja' || lang === 'en' ? lang : (preferredLanguage(request.headers['accept-language']) ?? 'ja');
}
