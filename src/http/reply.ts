/** Writes an answer or a refusal as HTTP. No answer of the house is ever kept by a cache. */
import type { Request, Response } from 'express';
import { type Answer, NOTHING_WRONG } from '#exchange';
import { type Language, preferredLanguage, type Refusal, toOperationOutcome } from '#fhir';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** The language that the caller reads first; undefined for the usual form. */
export const languageOf = (request: Request): Language | undefined =>
  preferredLanguage(request.headers['accept-language']);

export function replyAnswer(request: Request, response: Response, answer: Answer): void {
  const { status, contentType = FHIR_JSON, headers = {} } = answer;
  setCommon(response);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status);
  const wrote = request.method !== 'GET' && (status === 200 || status === 201);
  const body = wrote ? preferredBody(request, answer) : answer.body;
  if (body === undefined) {
    response.end();
    return;
  }
  if (answer.outcome !== undefined && body !== answer.body) tellLanguage(request, response);
  response.setHeader('Content-Type', contentType).end(body);
}

/** What the caller would rather have back from a write (R4 §3.1.0.1.9): nothing, or what there is to say about it. */
function preferredBody(request: Request, { body, outcome }: Answer): Answer['body'] {
  if (prefers(request, 'return=minimal')) return undefined;
  if (outcome === undefined || !prefers(request, 'return=OperationOutcome')) return body;
  const issues = outcome.length > 0 ? outcome : [NOTHING_WRONG];
  return JSON.stringify(toOperationOutcome(issues, languageOf(request)));
}

const prefers = (request: Request, what: string): boolean =>
  String(request.headers['prefer'] ?? '')
    .split(/[,;]\s*/)
    .includes(what);

export function replyRefusal(
  response: Response,
  refusal: Refusal & { wwwAuthenticate?: string; allow?: string; retryAfterSeconds?: number },
): void {
  setCommon(response);
  tellLanguage(response.req, response);
  if (refusal.wwwAuthenticate !== undefined) response.setHeader('WWW-Authenticate', refusal.wwwAuthenticate);
  if (refusal.allow !== undefined) response.setHeader('Allow', refusal.allow);
  if (refusal.retryAfterSeconds !== undefined) response.setHeader('Retry-After', refusal.retryAfterSeconds);
  response
    .status(refusal.status)
    .setHeader('Content-Type', FHIR_JSON)
    .end(JSON.stringify(toOperationOutcome(refusal.issues, languageOf(response.req))));
}

/** Said of every OperationOutcome: its texts are in this language, with the other beside them. */
function tellLanguage(request: Request, response: Response): void {
  response.setHeader('Content-Language', languageOf(request) ?? 'ja');
}

function setCommon(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Authorization, Accept-Language');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
