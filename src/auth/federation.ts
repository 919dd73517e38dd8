/** Signing in at a hospital's own issuer: the way there, and what is believed of what comes back (OpenID Connect, RFC 9207). */
import { type Answered, readAnswer } from './federation-answer.ts';
import { clearedCookie, type Departure, type DepartureNeeds, depart, takeBegun } from './federation-departure.ts';
import { createIssuer } from './federation-issuer.ts';
import type { FederationOptions } from './federation-options.ts';
import type { People } from './people/people.ts';

/** Who came back, or why nobody did. */
export type Arrived =
  | { readonly user: string; readonly at: number; readonly factors: readonly string[] }
  | { readonly fault: 'refused' | 'one-factor' | 'unfinished' | 'away' };

export interface Federation {
  readonly only: boolean;
  /** Where the browser goes, with the cookie that binds the answer to it; or nothing when the issuer is away. */
  depart(departure: Departure): Promise<{ readonly location: string; readonly cookie: string } | undefined>;
  /** What an answer means, and for which interaction; nothing for an answer that this browser never asked for. */
  arrive(
    query: URLSearchParams,
    cookies: string,
  ): Promise<{ readonly interaction: string; readonly arrived: Arrived; readonly cookie: string } | undefined>;
}

interface Needs extends DepartureNeeds {
  readonly people: Pick<People, 'signInLinked'>;
}

export function createFederation(options: FederationOptions, needs: Needs): Federation {
  const issuer = createIssuer(options.issuer, needs.now);
  return {
    only: options.only,
    depart: async (departure) => {
      const described = await issuer.describe();
      if (described !== undefined) return depart(options, departure, described.authorization, needs);
      await needs.people.signInLinked({ fault: 'federated-away' });
      return undefined;
    },
    arrive: async (query, cookies) => {
      const state = query.get('state') ?? '';
      const begun = await takeBegun(needs, state, cookies);
      if (begun === undefined) return undefined;
      const cookie = clearedCookie(state, needs.callbackUrl);
      return { interaction: begun.interaction, arrived: await judge(options, { query, begun, issuer }, needs), cookie };
    },
  };
}

async function judge(options: FederationOptions, answered: Answered, needs: Needs): Promise<Arrived> {
  const shown = await readAnswer(options, answered, needs);
  const user = await needs.people.signInLinked('fault' in shown ? shown : { ...shown, issuer: options.issuer });
  if (user !== undefined && !('fault' in shown)) {
    const now = Math.floor(needs.now().getTime() / 1000);
    return { user: user.id, at: Math.min(shown.at, now), factors: ['fed', ...shown.factors] };
  }
  if (!('fault' in shown)) return { fault: 'refused' };
  if (shown.fault === 'federated-one-factor') return { fault: 'one-factor' };
  return { fault: shown.fault === 'federated-away' ? 'away' : 'unfinished' };
}
