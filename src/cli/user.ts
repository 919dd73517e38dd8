/** `kakehashi user …`: the people who sign in, and their roles. */
import type { UserWithPassword } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import type { Command } from './command.ts';
import { type Errand, errand, type FindPlace, needed, type Shown, wordsOf } from './errand.ts';
import { COMMON, NAMED, onUser, open, told } from './user-errand.ts';
import { LINKS } from './user-links.ts';
import { passwordShown, userShown } from './user-text.ts';

export const userCommands = (find: FindPlace): Command[] =>
  [ADD, LIST, SHOW, ROLE_ADD, ROLE_REMOVE, ...CHANGES, ...LINKS].map((one) => errand(find, one));

const ADD: Errand = {
  ...COMMON,
  name: 'user add',
  usage: 'LOGIN --name NAME --fhir-user REFERENCE',
  ja: '利用者を加え、一度だけ使える最初のパスワードを出します（7日間有効）。',
  en: 'Adds a user, and prints a first password that must be changed at the first sign-in, within seven days.',
  options: {
    '--name NAME': ['氏名。', 'the name of the person'],
    '--fhir-user REFERENCE': [
      'すでにある Practitioner/…、Patient/…、RelatedPerson/… のどれか。',
      'the record of who it is, which is there already',
    ],
  },
  takes: { name: 'one', 'fhir-user': 'one' },
  action: 'C',
  read: (given) => {
    const [login = ''] = wordsOf(given, 'LOGIN');
    const input = { login, name: needed(given, 'name'), fhirUser: needed(given, 'fhir-user') };
    return { about: login, run: async (database) => passwordTold(await (await open(database)).addUser(input)) };
  },
};

const LIST: Errand = {
  ...COMMON,
  name: 'user list',
  usage: '',
  ja: '利用者をすべて並べます。',
  en: 'Lists all users.',
  action: 'R',
  read: (given) => {
    wordsOf(given);
    return { about: '', run: async (database) => (await (await open(database)).listUsers()).map(userShown) };
  },
};

const SHOW: Errand = {
  ...COMMON,
  name: 'user show',
  usage: 'USER',
  ja: `利用者を一人示します。${NAMED}`,
  en: 'Shows one user; USER is a login name or an id.',
  action: 'R',
  read: (given) => onUser(given, async (_people, user) => [userShown(user)]),
};

const ROLE_ADD: Errand = {
  ...COMMON,
  name: 'user role-add',
  usage: 'USER --actor REFERENCE [--organization REFERENCE] --purpose CODE… --name NAME',
  ja: `利用者に役割を加えます。${NAMED}`,
  en: 'Gives a user one more role; USER is a login name or an id.',
  options: {
    '--actor REFERENCE': ['PractitionerRole/…、Patient/…、RelatedPerson/… のどれか。', 'as whom the user acts'],
    '--organization REFERENCE': ['PractitionerRole の所属。', 'where a PractitionerRole belongs'],
    '--purpose CODE': ['v3-ActReason のコード。繰り返せます。', 'a code of v3-ActReason; may be repeated'],
    '--name NAME': ['役割の呼び名。', 'what the role is called'],
  },
  takes: { actor: 'one', organization: 'one', purpose: 'many', name: 'one' },
  action: 'U',
  read: (given) => {
    const organization = given.one('organization');
    const input = {
      actor: needed(given, 'actor'),
      ...(organization === undefined ? {} : { organization }),
      purposes: given.many('purpose'),
      name: needed(given, 'name'),
    };
    return onUser(given, async (people, { id }) => {
      const role = await people.addRole(id, input);
      return isRefusal(role) ? role : told(await people.findNamed(id));
    });
  },
};

const ROLE_REMOVE: Errand = {
  ...COMMON,
  name: 'user role-remove',
  usage: 'USER ROLE',
  ja: `利用者から役割を除き、開いているセッションを終わらせます。${NAMED}ROLE は役割の id。`,
  en: 'Takes a role away, and ends what the user has open; USER is a login name or an id, ROLE an id.',
  action: 'U',
  read: (given) => {
    const [, roleId = ''] = wordsOf(given, 'USER', 'ROLE');
    return onUser(given, async (people, { id }) => told(await people.removeRole(id, roleId)), ['USER', 'ROLE']);
  },
};

interface ChangeInWords {
  readonly act: 'disableUser' | 'enableUser' | 'unlockUser' | 'resetPassword' | 'resetSecondFactor';
  readonly ja: string;
  readonly en: string;
}

const CHANGE_WORDS: Readonly<Record<string, ChangeInWords>> = {
  disable: {
    act: 'disableUser',
    ja: '利用者を止め、開いているセッションを終わらせます。',
    en: 'Shuts a user out, at once',
  },
  enable: { act: 'enableUser', ja: '止めた利用者を戻します。', en: 'Lets a user in again' },
  unlock: { act: 'unlockUser', ja: '失敗の続いたロックを解きます。', en: 'Ends a lock that failed sign-ins made' },
  'reset-password': {
    act: 'resetPassword',
    ja: '最初のパスワードを出し直し、開いているセッションを終わらせます。',
    en: 'Gives a new first password, and ends what the user has open',
  },
  'reset-second-factor': {
    act: 'resetSecondFactor',
    ja: '端末と回復コードを消し、最初のパスワードを出し直します。本人を確かめてから使ってください。',
    en: 'Takes a lost device and its recovery codes away and gives a new first password: make sure who asks',
  },
};

const CHANGES = Object.entries(CHANGE_WORDS).map(([name, words]) => change(name, words));

function change(name: string, { act, ja, en }: ChangeInWords): Errand {
  return {
    ...COMMON,
    name: `user ${name}`,
    usage: 'USER',
    ja: `${ja}${NAMED}`,
    en: `${en}; USER is a login name or an id.`,
    action: 'U',
    read: (given) =>
      onUser(given, async (people, { id }) => {
        const done = await people[act](id);
        return isRefusal(done) ? done : 'oneTimePassword' in done ? [passwordShown(done)] : [userShown(done)];
      }),
  };
}

const passwordTold = (made: UserWithPassword | Refusal): readonly Shown[] | Refusal =>
  isRefusal(made) ? made : [passwordShown(made)];
