/** Which of the scopes that an app asked for its token may have, whatever a person allows. */
import { scopesOffered } from './scopes-offered.ts';
import { type Desk, openedContext, type Seat } from './seat.ts';

/** In the order in which they were asked for. Without a stay that is open, its scope would promise what never comes. */
export const offeredTo = (seat: Seat, { understands }: Pick<Desk, 'understands'>): string[] =>
  scopesOffered(String(seat.params['scope']), seat.client, understands)
    .split(' ')
    .filter((text) => text !== '' && (text !== 'launch/encounter' || openedContext(seat).encounter !== undefined));
