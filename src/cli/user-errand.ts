/** What the commands about users share: finding the user who is named, and telling how they are now. */
import type { People, User } from '#auth';
import type { Database } from '#database';
import { isRefusal, type Refusal } from '#fhir';
import { type Given, type Shown, wordsOf } from './errand.ts';
import { userShown } from './user-text.ts';

/** What all commands about users share. */
export const COMMON = { interaction: '$administer-users', options: {}, takes: {} } as const;
export const NAMED = 'USER はログイン名か id。';

/** What is done with the user; `rest` is what was said after their name. */
type OnUser = (people: People, user: User, rest: readonly string[]) => Promise<readonly Shown[] | Refusal>;

/** Does something with the user who is named first. */
export function onUser(given: Given, act: OnUser, words: readonly string[] = ['USER']) {
  const [name = '', ...rest] = wordsOf(given, ...words);
  const run = async (database: Database) => {
    const people = await open(database);
    const user = await people.findNamed(name);
    return isRefusal(user) ? user : act(people, user, rest);
  };
  return { about: name, run };
}

export async function open(database: Database): Promise<People> {
  const { createPeople } = await import('#auth');
  const { isStored } = await import('#store');
  return createPeople({ database, isRecord: (reference) => isStored(database, reference) });
}

/** The user as they are now. */
export const told = (user: User | Refusal): readonly Shown[] | Refusal => (isRefusal(user) ? user : [userShown(user)]);
