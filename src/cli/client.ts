/** `kakehashi client …` and `kakehashi keys …`: who may ask for tokens, and the keys that the server signs with. */
import type { ClientRecord, Scope, ServerKeyInfo } from '#auth';
import { isRefusal } from '#fhir';
import type { Command } from './command.ts';
import { type Errand, errand, type FindPlace, manyWordsOf, type Shown, wordsOf } from './errand.ts';
import { readTextFile } from './read-text-file.ts';

export const clientCommands = (find: FindPlace): Command[] =>
  [ADD, INVITE, LIST, SHOW, REMOVE].map((one) => errand(find, one));

export const keysCommands = (find: FindPlace): Command[] => [KEYS_LIST, KEYS_ROTATE].map((one) => errand(find, one));

const CLIENTS = { interaction: '$administer-clients', options: {}, takes: {} } as const;
const KEYS = { interaction: '$administer-keys', options: {}, takes: {} } as const;

const ADD: Errand = {
  ...CLIENTS,
  name: 'client add',
  usage: 'FILE',
  ja: 'JSON で書いた登録内容で、クライアントを登録します。FILE の代わりに - なら標準入力。',
  en: 'Registers a client as a JSON file says; - is the standard input.',
  action: 'C',
  read: async (given) => {
    const [file = ''] = wordsOf(given, 'FILE');
    const text = await readTextFile(file);
    if (isRefusal(text)) return text;
    const { readText } = await import('#validation');
    const read = readText(text);
    if (isRefusal(read)) return read;
    return {
      about: String((read.value as { id?: unknown } | null)?.id ?? ''),
      run: async (database) => {
        const { registerClient } = await import('#auth');
        const understands = await scopesUnderstood();
        const client = await registerClient(database, read.value, { now: new Date(), understands });
        return isRefusal(client) ? client : [shown(client)];
      },
    };
  },
};

const INVITE: Errand = {
  ...CLIENTS,
  name: 'client invite',
  usage: 'SCOPE…',
  ja: 'アプリを招待します。アプリは7日のうちに一度だけ、これらのスコープの範囲で、自分を登録できます（KAKEHASHI_DYNAMIC_REGISTRATION=true のとき）。招待は今だけ示します。',
  en: 'Invites an app, which may register itself once within 7 days, with these scopes at most (with KAKEHASHI_DYNAMIC_REGISTRATION=true). The invitation is shown now and never again.',
  action: 'C',
  read: (given) => {
    const scopes = manyWordsOf(given, 'SCOPE');
    return {
      about: '',
      run: async (database) => {
        const { inviteApp } = await import('#auth');
        const invitation = await inviteApp(
          database,
          { scopes },
          { now: new Date(), understands: await scopesUnderstood() },
        );
        return isRefusal(invitation)
          ? invitation
          : [{ json: invitation, text: `${invitation.token} ${invitation.expiresAt.toISOString()}` }];
      },
    };
  },
};

/** Whether the query part of a scope can be held to, by the search parameters of the house. */
async function scopesUnderstood(): Promise<(scope: Scope) => boolean> {
  const { createSearchParameters } = await import('#fhir');
  const { scopeQueryUnderstood } = await import('#visit');
  const parameters = createSearchParameters();
  return (scope) => scopeQueryUnderstood({ parameters }, scope);
}

const LIST: Errand = {
  ...CLIENTS,
  name: 'client list',
  usage: '',
  ja: '登録されているクライアントをすべて並べます。',
  en: 'Lists all registered clients.',
  action: 'R',
  read: (given) => {
    wordsOf(given);
    return {
      about: '',
      run: async (database) => {
        const { listClients } = await import('#auth');
        return (await listClients(database)).map((client) => ({ json: client, text: `${client.id} ${client.name}` }));
      },
    };
  },
};

const SHOW: Errand = {
  ...CLIENTS,
  name: 'client show',
  usage: 'ID',
  ja: 'クライアントの登録内容を示します。',
  en: 'Shows what is registered of a client.',
  action: 'R',
  read: (given) => {
    const [id = ''] = wordsOf(given, 'ID');
    return {
      about: id,
      run: async (database) => {
        const { readClient } = await import('#auth');
        const client = await readClient(database, id);
        return isRefusal(client) ? client : [shown(client)];
      },
    };
  },
};

const REMOVE: Errand = {
  ...CLIENTS,
  name: 'client remove',
  usage: 'ID',
  ja: 'クライアントの登録を消します。そのトークンもすぐに使えなくなります。',
  en: 'Removes a client, and its tokens at once.',
  action: 'D',
  read: (given) => {
    const [id = ''] = wordsOf(given, 'ID');
    return {
      about: id,
      run: async (database) => {
        const { dropClient } = await import('#auth');
        const gone = await dropClient(database, id);
        return isRefusal(gone) ? gone : [{ json: { removed: id }, text: `${id} を消しました / removed ${id}` }];
      },
    };
  },
};

const KEYS_LIST: Errand = {
  ...KEYS,
  name: 'keys list',
  usage: '',
  ja: 'サーバーの鍵を、秘密の部分を除いて並べます。',
  en: 'Lists the keys of the server without their secrets.',
  action: 'R',
  read: (given) => {
    wordsOf(given);
    return {
      about: '',
      run: async (database) => (await (await import('#auth')).listServerKeys(database, new Date())).map(keyShown),
    };
  },
};

const KEYS_ROTATE: Errand = {
  ...KEYS,
  name: 'keys rotate',
  usage: '',
  ja: '新しい署名鍵とクッキー鍵を加えます。すぐに公開され、1日後から、どの gateway でも再起動なしに署名に使われます。これまでの署名は有効なままで、古い鍵は次の鍵ができて30日たつと除かれます。',
  en: 'Adds a signing key and a cookie key: published at once, and signing one day later in every gateway, without a restart; what was signed stays good, and a key goes 30 days after its successor was made.',
  action: 'U',
  read: (given) => {
    wordsOf(given);
    return {
      about: '',
      run: async (database) => (await (await import('#auth')).rotateServerKeys(database, new Date())).map(keyShown),
    };
  },
};

const shown = (client: ClientRecord): Shown => ({ json: client, text: JSON.stringify(client, undefined, 2) });

const keyShown = (key: ServerKeyInfo): Shown => ({
  json: key,
  text: `${key.use} ${key.kid} ${key.createdAt.toISOString()} ${standingOf(key)}`,
});

function standingOf({ signs, signsFrom }: ServerKeyInfo): string {
  if (signs) return '署名に使う / signs';
  if (signsFrom.getTime() <= Date.now()) return '検証だけ / verifies only';
  return `${signsFrom.toISOString()} から署名に使う / signs from ${signsFrom.toISOString()}`;
}
