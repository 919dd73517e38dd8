/** A defect, or a database that is away, is told as such and shows nothing of itself. */
import { answerJson } from './answer-json.ts';
import type { OnAuthEvent } from './event.ts';
import type { OAuthHandler } from './open-routes.ts';

/** Answers 500 `server_error` for whatever was thrown, and tells the event what it was. */
export function catchFailures(handler: OAuthHandler, onEvent: OnAuthEvent): OAuthHandler {
  return async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      const path = String(request.url).replace(/\?.*/s, '');
      const reason = (error as { code?: string }).code ?? (error as Error).name;
      onEvent({ kind: 'failed', path, clientId: null, error: 'server_error', reason });
      if (response.headersSent) return void response.destroy();
      answerJson(response, 500, { error: 'server_error' });
    }
  };
}
