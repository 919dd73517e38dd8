/** What an administrator asks of the registry of clients, with a refusal where there is none of the id. */
import type { Database, Sql } from '#database';
import { type Refusal, refuse } from '#fhir';
import { type ClientRecord, findClient, removeClient } from './clients.ts';

/** The client; or 404 `client-unknown`. */
export const readClient = async (sql: Sql, id: string): Promise<ClientRecord | Refusal> =>
  (await findClient(sql, id)) ?? clientUnknown(id);

/** Removes the client and every token that it holds; or 404 `client-unknown`. */
export const dropClient = async (database: Database, id: string): Promise<{ readonly id: string } | Refusal> =>
  (await removeClient(database, id)) ? { id } : clientUnknown(id);

const clientUnknown = (id: string): Refusal =>
  refuse(404, {
    type: 'not-found',
    code: 'client-unknown',
    ja: `クライアント「${id}」は登録されていません。`,
    en: `no client \`${id}\` is registered`,
  });
