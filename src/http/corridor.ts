/** The way of a request: who is asking, what they send, the act, the audit, and only then the reply. */
import type { Request, Response } from 'express';
import type { Auth } from '#auth';
import { type Answer, entryOf, type House, type Known, refusalEntryOf } from '#exchange';
import { isRefusal, type Refusal } from '#fhir';
import type { Log } from './log.ts';
import { readBody } from './read-body.ts';
import { auditDown, failed } from './refusals.ts';
import { languageOf, replyAnswer, replyRefusal } from './reply.ts';
import type { Route } from './route.ts';

export interface Corridor {
  readonly house: House;
  readonly auth: Auth;
  readonly log: Log;
  readonly base: string;
  readonly bodyBytesMax: number;
  readonly now: () => Date;
  readonly newId: () => string;
}

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
  };
  response.setHeader('X-Request-Id', visit.requestId);
  let outcome: Answer | Refusal;
  try {
    outcome = await answer(corridor, route, request, visit);
  } catch (error) {
    outcome = failed(error, visit.requestId);
    const code = outcome.issues[0]?.code;
    log.error({ requestId: visit.requestId, route: route.path, code, error: describe(error) }, 'a request failed');
    await corridor.house.audit
      .record({ ...refusalEntryOf(visit, outcome, route.interaction), outcome: 'failed' })
      .catch(() => undefined);
  }
  if (isRefusal(outcome)) replyRefusal(response, outcome);
  else replyAnswer(request, response, outcome);
  const milliseconds = Math.round(performance.now() - started);
  log.info(
    { requestId: visit.requestId, route: route.path, method: request.method, status: outcome.status, milliseconds },
    'request',
  );
}

/** Answers what no route takes, in the audit like everything else. */
export async function turnAway(
  corridor: Corridor,
  request: Request,
  response: Response,
  refusal: Refusal,
): Promise<void> {
  const { house, log, now, newId, base } = corridor;
  const visit: Known = { requestId: newId(), now: now(), method: request.method, url: request.originalUrl, base };
  response.setHeader('X-Request-Id', visit.requestId);
  const said = await house.audit.record(refusalEntryOf(visit, refusal, 'unknown')).then(
    () => refusal,
    (error: unknown) => {
      log.error({ requestId: visit.requestId, error: describe(error) }, 'the audit could not be written');
      return auditDown();
    },
  );
  replyRefusal(response, said);
}

async function answer(
  { auth, house, log, bodyBytesMax }: Corridor,
  route: Route,
  request: Request,
  visit: Known,
): Promise<Answer | Refusal> {
  const caller = await auth.authenticate(request.headers.authorization);
  if (isRefusal(caller)) return audited(house, log, visit, caller, route);
  const known = { ...visit, caller };
  const body = await readBody(request, route.body, bodyBytesMax);
  const outcome = isRefusal(body) ? body : await route.act(house, known, { request, body });
  return audited(house, log, known, outcome, route);
}

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
    log.error({ requestId: visit.requestId, error: describe(error) }, 'the audit could not be written');
    return auditDown();
  }
}

/** Name, code and place of an error. Its message may quote a value of the input, so it stays out of the log. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack = '' } = error;
  const place = stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  const message = error.message.startsWith('defect: ') ? { message: error.message } : {};
  return { name, code: (error as NodeJS.ErrnoException).code, ...message, place };
}
