/** `POST /oauth/register`: where an app that was invited registers itself (RFC 7591). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database, Sql } from '#database';
import { isRefusal } from '#fhir';
import { answerJson } from './answer-json.ts';
import {
  clientInformation,
  type RegistrationError,
  registrationAsked,
  registrationError,
} from './client-information.ts';
import { registerClient } from './clients.ts';
import { withInvitation } from './invitations.ts';
import { readJson } from './read-json.ts';
import type { RecordAuth } from './record.ts';
import type { UnderstandsQuery } from './registration.ts';

interface Needs {
  readonly sql: Database;
  readonly now: () => Date;
  readonly record: RecordAuth;
  readonly understands: UnderstandsQuery;
}

const BODY_BYTES_MAX = 50_000;
const BEARER = /^Bearer +([A-Za-z0-9_-]{1,100})$/i;
const FRAME = { interaction: '$register', method: 'POST', path: '/register' } as const;
const UNREADABLE: RegistrationError = {
  error: 'invalid_client_metadata',
  error_description: `the body must be a JSON object in UTF-8 of ${BODY_BYTES_MAX} bytes or less`,
};

/** Takes JSON and answers 201 with what is registered; 401 without an invitation, which is used up by what succeeds only. */
export async function registrationDoor(
  request: IncomingMessage,
  response: ServerResponse,
  { sql, now, record, understands }: Needs,
): Promise<void> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const metadata = await readJson(request, BODY_BYTES_MAX);
  const done = await withInvitation(sql, token, now(), async (within, scopes) => {
    const registered = await register(within, metadata, scopes);
    const client = 'error' in registered ? null : registered.id;
    const reason = 'error' in registered ? registered.error : null;
    await record({ ...FRAME, outcome: client === null ? 'refused' : 'success', clientId: client, reason });
    return registered;
  });
  if (done === undefined) {
    await record({ ...FRAME, outcome: 'refused', clientId: null, reason: 'invalid_token' });
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    return answerJson(response, 401, { error: 'invalid_token' });
  }
  return 'error' in done ? answerJson(response, 400, done) : answerJson(response, 201, clientInformation(done));

  async function register(within: Sql, asked: unknown, scopes: readonly string[]) {
    if (!isObject(asked)) return UNREADABLE;
    const registration = registrationAsked(asked, scopes);
    if ('error' in registration) return registration;
    const client = await registerClient(within, registration, { now: now(), understands });
    return isRefusal(client) ? registrationError(client) : client;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
