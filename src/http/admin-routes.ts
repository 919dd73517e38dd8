/**
 * The routes by which an administrator keeps users, clients and the server's keys. They are no FHIR, and the house knows
 * nothing of who signs in: so they call the room of authorization, and are in the audit like every other request.
 */
import {
  administers,
  createPeople,
  dropClient,
  inviteApp,
  listClients,
  listServerKeys,
  type People,
  readClient,
  registerClient,
  rotateServerKeys,
  type UserWithPassword,
} from '#auth';
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import { isStored } from '#store';
import { type Answer, type House, scopeQueryUnderstood, type Visit } from '#visit';
import { administratorOnly, queryUnknown } from './refusals.ts';
import { type Asked, parameter, queryOf, type Route } from './route.ts';

type Done = unknown | Refusal;

/** A route but for what all of these share. */
interface AdminRoute {
  readonly method: Route['method'];
  readonly path: string;
  readonly body?: 'json' | 'none';
  readonly words: Bilingual;
  readonly act: (house: House, visit: Visit, asked: Asked) => Promise<Done>;
}

const ADMIN = '/admin';
const ACTIONS = { get: 'R', post: 'U', put: 'U', patch: 'U', delete: 'D' } as const;
const SHAPING = ['_format', '_pretty'];

const route = (interaction: string, { method, path, body = 'none', words, act }: AdminRoute): Route => ({
  method,
  path: `${ADMIN}/${path}`,
  body,
  interaction,
  words,
  act: async (house, visit, asked) => {
    if (!administers(visit.caller.scopes)) return administratorOnly();
    const unknown = [...queryOf(asked).keys()].find((name) => !SHAPING.includes(name));
    if (unknown !== undefined) return queryUnknown(unknown);
    const done = await act(house, visit, asked);
    if (isRefusal(done)) return done;
    const status = statusOf({ method, body, path });
    return answerOf(done, { interaction, action: status === 201 ? 'C' : ACTIONS[method], status });
  },
});

/** What a good answer is answered with: what is sent is made, what is deleted has nothing more to show. */
export const statusOf = ({ method, body, path }: Pick<Route, 'method' | 'body' | 'path'>): number =>
  method === 'delete' ? 204 : body === 'json' && !path.endsWith('/dismiss') ? 201 : 200;

function answerOf(done: unknown, frame: Pick<Answer, 'interaction' | 'action' | 'status'>): Answer {
  if (frame.status === 204) return { ...frame, items: [] };
  return { ...frame, body: JSON.stringify(done), contentType: 'application/json; charset=utf-8', items: [] };
}

/** A byte that no id can hold is none that the database could be asked for. */
const idOf = (asked: Asked, name = 'id'): string => parameter(asked, name).replaceAll('\0', '\ufffd');

const peopleOf = ({ database }: House, { now }: Visit): People =>
  createPeople({ database, now: () => now, isRecord: (reference) => isStored(database, reference) });

type Change = 'disableUser' | 'enableUser' | 'unlockUser' | 'resetPassword' | 'resetSecondFactor';

const change = (name: string, how: Change, words: Bilingual): AdminRoute => ({
  method: 'post',
  path: `users/:id/${name}`,
  words,
  act: (house, visit, asked) => peopleOf(house, visit)[how](idOf(asked)),
});

const USERS: readonly AdminRoute[] = [
  {
    method: 'get',
    path: 'users',
    words: { ja: '利用者の一覧', en: 'All users' },
    act: async (house, visit) => ({ users: await peopleOf(house, visit).listUsers() }),
  },
  {
    method: 'post',
    path: 'users',
    body: 'json',
    words: { ja: '利用者を加え、最初のパスワードを得る', en: 'Add a user, and get a first password' },
    act: (house, visit, { body }): Promise<UserWithPassword | Refusal> => peopleOf(house, visit).addUser(body.json),
  },
  {
    method: 'get',
    path: 'users/:id',
    words: { ja: '利用者一人（id かログイン名）', en: 'One user, by id or by login' },
    act: (house, visit, asked) => peopleOf(house, visit).findNamed(idOf(asked)),
  },
  {
    method: 'post',
    path: 'users/:id/roles',
    body: 'json',
    words: { ja: '役割を加える', en: 'Give a user one more role' },
    act: (house, visit, asked) => peopleOf(house, visit).addRole(idOf(asked), asked.body.json),
  },
  {
    method: 'delete',
    path: 'users/:id/roles/:role',
    words: { ja: '役割を除き、セッションを終わらせる', en: 'Take a role away, and end what the user has open' },
    act: (house, visit, asked) => peopleOf(house, visit).removeRole(idOf(asked), idOf(asked, 'role')),
  },
  change('disable', 'disableUser', { ja: '利用者を止める', en: 'Shut a user out' }),
  change('enable', 'enableUser', { ja: '止めた利用者を戻す', en: 'Let a user in again' }),
  change('unlock', 'unlockUser', { ja: 'ロックを解く', en: 'End a lock' }),
  change('reset-password', 'resetPassword', { ja: '最初のパスワードを出し直す', en: 'Give a new first password' }),
  change('reset-second-factor', 'resetSecondFactor', {
    ja: '端末と回復コードを消し、最初のパスワードを出し直す',
    en: 'Take the device away, and give a new first password',
  }),
];

const CLIENTS: readonly AdminRoute[] = [
  {
    method: 'get',
    path: 'clients',
    words: { ja: 'クライアントの一覧', en: 'All clients' },
    act: async ({ database }) => ({ clients: await listClients(database) }),
  },
  {
    method: 'post',
    path: 'clients',
    body: 'json',
    words: { ja: 'クライアントを登録する', en: 'Register a client' },
    act: (house, { now }, { body }) =>
      registerClient(house.database, body.json, { now, understands: (scope) => scopeQueryUnderstood(house, scope) }),
  },
  {
    method: 'post',
    path: 'clients/invitations',
    body: 'json',
    words: { ja: 'アプリを招待する。一度だけ、自分を登録できる', en: 'Invite an app, which may register itself once' },
    act: (house, { now }, { body }) =>
      inviteApp(house.database, body.json, { now, understands: (scope) => scopeQueryUnderstood(house, scope) }),
  },
  {
    method: 'get',
    path: 'clients/:id',
    words: { ja: 'クライアント一つの登録内容', en: 'What is registered of a client' },
    act: ({ database }, _visit, asked) => readClient(database, idOf(asked)),
  },
  {
    method: 'delete',
    path: 'clients/:id',
    words: { ja: 'クライアントを、そのトークンとともに消す', en: 'Remove a client with its tokens' },
    act: ({ database }, _visit, asked) => dropClient(database, idOf(asked)),
  },
];

const KEYS: readonly AdminRoute[] = [
  {
    method: 'get',
    path: 'keys',
    words: { ja: 'サーバーの鍵の一覧', en: 'The keys of the server, without their secrets' },
    act: async ({ database }, { now }) => ({ keys: await listServerKeys(database, now) }),
  },
  {
    method: 'post',
    path: 'keys/rotate',
    words: { ja: '新しい鍵を加える。1日後から署名に使われる', en: 'Add new keys, which sign from one day later on' },
    act: async ({ database }, { now }) => ({ keys: await rotateServerKeys(database, now) }),
  },
];

export const ADMIN_ROUTES: readonly Route[] = [
  ...USERS.map((one) => route('$administer-users', one)),
  ...CLIENTS.map((one) => route('$administer-clients', one)),
  ...KEYS.map((one) => route('$administer-keys', one)),
];
