/** The way of a request: who is asking, what they send, the act, the audit, and only then the reply. */
import type { Request, Response } from 'express';
import type { Auth } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import type { Shapes } from '#representation';
import {
  type Answer,
  auditDown,
  describeError,
  entryOf,
  failed,
  type House,
  type Known,
  recordDenial,
  refusalEntryOf,
  type Visit,
} from '#visit';
import { type Choice, choiceOfRefusal, chooseRepresentation } from './choose-representation.ts';
import { allowOrigin } from './cors.ts';
import type { Log } from './log.ts';
import { preferenceOf } from './preference.ts';
import { readBody } from './read-body.ts';
import { languageOf, replyAnswer, replyRefusal } from './reply.ts';
import type { Asked, Route } from './route.ts';

export interface Corridor {
  readonly house: House;
  readonly auth: Auth;
  readonly log: Log;
  readonly shapes: Shapes;
  readonly publicUrl: string;
  readonly base: string;
  readonly bodyBytesMax: number;
  /** The text of the CapabilityStatement. */
  readonly statement: () => string;
  readonly now: () => Date;
  readonly newId: () => string;
}

interface Said {
  readonly outcome: Answer | Refusal;
  /** Absent while it is not known who asks. */
  readonly visit?: Visit;
  /** How the client would have it. */
  readonly choice: Choice;
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];
/** What decides first and writes last. */
const SINGLE_WRITES: readonly string[] = ['create', 'update', 'patch', 'delete'];

/** Answers one request. The audit is committed before the first byte of the answer; without it there is no answer. */
export async function walk(corridor: Corridor, route: Route, request: Request, response: Response): Promise<void> {
  const { log, now, newId, base } = corridor;
  const started = performance.now();
  const visit: Known = {
    requestId: newId(),
    now: now(),
    method: request.method,
    url: request.originalUrl,
    base,
    language: languageOf(request),
    prefer: preferenceOf(request),
  };
  response.setHeader('X-Request-Id', visit.requestId);
  let said: Said;
  try {
    said = await answer(corridor, route, request, visit);
    await reply(corridor, response, said);
  } catch (error) {
    const outcome = failed(error, visit.requestId);
    logFailure(log, route)(visit, error);
    said = { outcome, choice: choiceOfRefusal(request) };
    await corridor.house.audit
      .record({ ...refusalEntryOf(visit, outcome, route.interaction), id: corridor.newId(), outcome: 'failed' })
      .catch(() => undefined);
    await reply(corridor, response, said);
  }
  const { status } = said.outcome;
  const milliseconds = Math.round(performance.now() - started);
  log.info({ requestId: visit.requestId, route: route.path, method: request.method, status, milliseconds }, 'request');
  await recordDenied(corridor, route, said);
}

const logFailure =
  (log: Log, { path: route }: Route) =>
  ({ requestId }: Known, error: unknown): void => {
    const code = failed(error, requestId).issues[0]?.code;
    log.error({ requestId, route, code, error: describeError(error) }, 'a request failed');
  };

/** Nobody waits for it: the answer has been given. */
async function recordDenied({ house, log }: Corridor, { interaction }: Route, { outcome, visit }: Said): Promise<void> {
  if (!isRefusal(outcome) || visit === undefined) return;
  await recordDenial(house, visit, outcome, interaction).catch((error: unknown) =>
    log.error({ requestId: visit.requestId, error: describeError(error) }, 'a denial could not be recorded'),
  );
}

function reply({ shapes }: Corridor, response: Response, { outcome, choice }: Said): Promise<void> {
  const wanted = { choice, shapes };
  return isRefusal(outcome) ? replyRefusal(response, outcome, wanted) : replyAnswer(response, outcome, wanted);
}

/** Answers what no route takes, in the audit like everything else. */
export async function turnAway(
  corridor: Corridor,
  request: Request,
  response: Response,
  refusal: Refusal,
): Promise<void> {
  const { house, auth, log, now, newId, base, shapes } = corridor;
  const visit: Known = { requestId: newId(), now: now(), method: request.method, url: request.originalUrl, base };
  response.setHeader('X-Request-Id', visit.requestId);
  await allowOrigin(auth, request, refusal);
  const said = await house.audit.record(refusalEntryOf(visit, refusal, 'unknown')).then(
    () => refusal,
    (error: unknown) => {
      log.error({ requestId: visit.requestId, error: describeError(error) }, 'the audit could not be written');
      return auditDown();
    },
  );
  await replyRefusal(response, said, { choice: choiceOfRefusal(request), shapes });
}

async function answer(
  { auth, house, log, bodyBytesMax, shapes, publicUrl, statement }: Corridor,
  route: Route,
  request: Request,
  visit: Known,
): Promise<Said> {
  const caller = await auth.authenticate({ request, url: `${publicUrl}${request.originalUrl.split('?')[0]}` });
  await allowOrigin(auth, request, caller);
  if (isRefusal(caller))
    return { outcome: await audited(house, log, visit, caller, route), choice: choiceOfRefusal(request) };
  const { seen, ...asking } = caller;
  // What was seen before a change is not what is true after it: who does several things looks anew for each.
  const decidesOnce = SAFE_METHODS.includes(visit.method) || SINGLE_WRITES.includes(route.interaction);
  const body = await readBody(request, route.body, bodyBytesMax, shapes);
  const form = isRefusal(body) ? undefined : body.query;
  // What is asked for in the body of a search is told to the audit as if it had stood in the URL.
  const url = form === undefined || form.size === 0 ? visit.url : withQuery(visit.url, form);
  const known = { ...visit, url, caller: asking, ...(decidesOnce ? { seen } : {}) };
  // Asked for first: what cannot be answered as it is wanted is not done either.
  const choice = isRefusal(body) ? body : chooseRepresentation(request, route, shapes, form);
  const outcome = isRefusal(body)
    ? body
    : isRefusal(choice)
      ? choice
      : await route.act(house, known, {
          request,
          body,
          shapes,
          statement,
          onFailure: logFailure(log, route),
          ...leftOutBy(choice),
        });
  const said = await audited(house, log, known, outcome, route);
  return { outcome: said, visit: known, choice: isRefusal(choice) ? choiceOfRefusal(request) : choice };
}

const leftOutBy = ({ leftOut }: Choice): Pick<Asked, 'leftOut'> => (leftOut === undefined ? {} : { leftOut });

const withQuery = (url: string, form: URLSearchParams): string => `${url}${url.includes('?') ? '&' : '?'}${form}`;

async function audited(
  house: House,
  log: Log,
  visit: Known,
  outcome: Answer | Refusal,
  route: Route,
): Promise<Answer | Refusal> {
  if (!isRefusal(outcome) && outcome.recorded) return outcome;
  try {
    await house.audit.record(
      isRefusal(outcome) ? refusalEntryOf(visit, outcome, route.interaction) : entryOf(visit, outcome),
    );
    return outcome;
  } catch (error) {
    log.error({ requestId: visit.requestId, error: describeError(error) }, 'the audit could not be written');
    return auditDown();
  }
}
