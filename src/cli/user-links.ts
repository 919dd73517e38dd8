/** `kakehashi user link|unlink|links`: which accounts of another issuer stand for a user. */
import { isRefusal } from '#fhir';
import type { Errand } from './errand.ts';
import { COMMON, NAMED, onUser, told } from './user-errand.ts';

const ACCOUNT = ['USER', 'ISSUER', 'SUBJECT'];

export const LINKS: readonly Errand[] = [
  {
    ...COMMON,
    name: 'user link',
    usage: 'USER ISSUER SUBJECT',
    ja: `ほかの発行者のアカウントで、利用者としてサインインできるようにします。${NAMED}`,
    en: 'Lets an account of another issuer sign in as a user; SUBJECT is the value of the claim that names it there.',
    action: 'U',
    read: (given) =>
      onUser(
        given,
        async (people, { id }, [issuer = '', subject = '']) => told(await people.link(id, { issuer, subject })),
        ACCOUNT,
      ),
  },
  {
    ...COMMON,
    name: 'user unlink',
    usage: 'USER ISSUER SUBJECT',
    ja: `アカウントとの結び付きを解き、開いているセッションを終わらせます。${NAMED}`,
    en: 'Takes such an account away, and ends what the user has open.',
    action: 'U',
    read: (given) =>
      onUser(
        given,
        async (people, { id }, [issuer = '', subject = '']) => told(await people.unlink(id, { issuer, subject })),
        ACCOUNT,
      ),
  },
  {
    ...COMMON,
    name: 'user links',
    usage: 'USER',
    ja: `利用者に結び付いたアカウントを並べます。${NAMED}`,
    en: 'Lists the accounts that are linked to a user.',
    action: 'R',
    read: (given) =>
      onUser(given, async (people, { id }) => {
        const links = await people.linksOf(id);
        return isRefusal(links) ? links : links.map((one) => ({ json: one, text: `${one.issuer} ${one.subject}` }));
      }),
  },
];
