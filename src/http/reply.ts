/** Writes an answer or a refusal as HTTP. No answer of the house is ever kept by a cache. */
import type { Request, Response } from 'express';
import { isRefusal, type Language, preferredLanguage, type Refusal, toOperationOutcome } from '#fhir';
import { isReading, preferredBody } from '#records';
import type { Shapes } from '#representation';
import type { Answer } from '#visit';
import type { Choice } from './choose-representation.ts';
import { CONTENT_TYPES } from './formats.ts';
import { isNotModified } from './not-modified.ts';
import { preferenceOf } from './preference.ts';
import { represent } from './represent.ts';
import { writeResponse } from './write-response.ts';

/** The language that the caller reads first; undefined for the usual form. */
export const languageOf = (request: Request): Language | undefined =>
  preferredLanguage(request.headers['accept-language']);

/** How the client would have what is said, and the words in which XML says it. */
interface Wanted {
  readonly choice: Choice;
  readonly shapes: Shapes;
}

export async function replyAnswer(response: Response, answer: Answer, wanted: Wanted): Promise<void> {
  const { req: request } = response;
  const { status, headers = {}, interaction } = answer;
  setCommon(response);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (isReading(request.method, interaction) && status === 200 && isNotModified(request.headers, headers)) {
    response.status(304).end();
    return;
  }
  response.status(status);
  const visit = { prefer: preferenceOf(request), language: languageOf(request) };
  const body = preferredBody(visit, answer, request.method);
  if (body === undefined) {
    response.end();
    return;
  }
  if (body !== answer.body) tellLanguage(response);
  if (typeof body !== 'string' || answer.contentType !== undefined)
    return writeResponse(request, response, body, answer.contentType ?? 'application/octet-stream');
  const shown = represent(body, wanted.choice, interaction, wanted.shapes);
  if (!isRefusal(shown)) {
    for (const [name, value] of Object.entries(shown.headers)) response.setHeader(name, value);
    return writeResponse(request, response, shown.body, shown.contentType);
  }
  // What was written stays written, although it cannot be shown in this format.
  if (answer.recorded === true) response.end();
  else await replyRefusal(response, shown, wanted);
}

export async function replyRefusal(
  response: Response,
  refusal: Refusal & { wwwAuthenticate?: string; allow?: string; retryAfterSeconds?: number },
  { choice, shapes }: Wanted,
): Promise<void> {
  setCommon(response);
  tellLanguage(response);
  if (refusal.wwwAuthenticate !== undefined) response.setHeader('WWW-Authenticate', refusal.wwwAuthenticate);
  if (refusal.allow !== undefined) response.setHeader('Allow', refusal.allow);
  if (refusal.retryAfterSeconds !== undefined) response.setHeader('Retry-After', refusal.retryAfterSeconds);
  const text = JSON.stringify(toOperationOutcome(refusal.issues, languageOf(response.req)));
  const shown = represent(text, choice, 'refusal', shapes);
  // An outcome repeats what was sent, which XML may not be able to hold.
  const { body, contentType } = isRefusal(shown) ? { body: text, contentType: CONTENT_TYPES.json } : shown;
  await writeResponse(response.req, response.status(refusal.status), body, contentType);
}

/** Said of every OperationOutcome: its texts are in this language, with the other beside them. */
function tellLanguage(response: Response): void {
  response.setHeader('Content-Language', languageOf(response.req) ?? 'ja');
}

function setCommon(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Origin, Authorization, Accept, Accept-Encoding, Accept-Language, Prefer');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
