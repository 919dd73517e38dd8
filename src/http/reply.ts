/** Writes an answer or a refusal as HTTP. No answer of the house is ever kept by a cache. */
import type { Request, Response } from 'express';
import type { Answer } from '#exchange';
import { type Refusal, toOperationOutcome } from '#fhir';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

export function replyAnswer(request: Request, response: Response, answer: Answer): void {
  const { status, body, contentType = FHIR_JSON, headers = {} } = answer;
  setCommon(response);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status);
  const minimal = (status === 200 || status === 201) && request.method !== 'GET' && prefers(request, 'return=minimal');
  if (body === undefined || minimal) response.end();
  else response.setHeader('Content-Type', contentType).end(body);
}

const prefers = (request: Request, what: string): boolean =>
  String(request.headers['prefer'] ?? '')
    .split(/[,;]\s*/)
    .includes(what);

export function replyRefusal(
  response: Response,
  refusal: Refusal & { wwwAuthenticate?: string; allow?: string },
): void {
  setCommon(response);
  if (refusal.wwwAuthenticate !== undefined) response.setHeader('WWW-Authenticate', refusal.wwwAuthenticate);
  if (refusal.allow !== undefined) response.setHeader('Allow', refusal.allow);
  response
    .status(refusal.status)
    .setHeader('Content-Type', FHIR_JSON)
    .end(JSON.stringify(toOperationOutcome(refusal.issues)));
}

function setCommon(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Authorization');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
