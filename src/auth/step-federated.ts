/** Signing in at the hospital's own issuer in place of password and code: leaving for it, and coming back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InteractionResults } from 'oidc-provider';
import { type Bilingual, preferredLanguage } from '#fhir';
import { INTERACTION } from './addresses.ts';
import type { Arrived, Federation } from './federation.ts';
import { screenHeaders } from './screens/frame.ts';
import { gone } from './screens/notices.ts';
import type { Desk, Next, Seat, Sitting } from './seat.ts';

type Fault = Extract<Arrived, { fault: unknown }>['fault'];

/** Who is not linked and who is shut out hear the same. */
export const FEDERATED_FAULTS: Readonly<Record<Fault, Bilingual>> = {
  refused: {
    ja: 'このアカウントではサインインできません。管理者に連絡してください。',
    en: 'You cannot sign in with this account. Turn to an administrator.',
  },
  'one-factor': {
    ja: '病院のアカウントで、二要素認証を使ってサインインしてください。',
    en: 'Sign in to the account of the hospital with two factors.',
  },
  unfinished: {
    ja: '病院のアカウントでのサインインは完了しませんでした。もう一度お試しください。',
    en: 'The sign-in with the account of the hospital was not completed. Try again.',
  },
  away: {
    ja: '病院のサインイン画面につながりません。しばらくしてから、もう一度お試しください。',
    en: 'The sign-in page of the hospital cannot be reached. Wait a little and try again.',
  },
};

const LEAVING = 'federated';

/** Where the button of the sign-in page leads. */
export const leavingUrl = ({ action }: Pick<Seat, 'action'>): string => `${action}&${LEAVING}=1`;

/** What comes before the sign-in page is shown: the way to the issuer, or in, for who is back from it. */
export async function federatedNext(desk: Desk, seat: Seat, url: string | undefined): Promise<Next | undefined> {
  const { federation } = desk;
  if (federation === undefined || seat.person !== undefined) return undefined;
  const { federated: arrived } = seat.sitting;
  if (arrived !== undefined && 'user' in arrived) {
    const { user, at, factors } = arrived;
    return { kind: 'finish', result: { login: { accountId: user, ts: at, amr: [...factors] } } };
  }
  if (!new URLSearchParams(url?.split('?')[1]).has(LEAVING)) return undefined;
  const ageSecondsMax = ageAsked(seat.params);
  const way = await federation.depart({ interaction: seat.uid, ageSecondsMax, language: seat.language });
  return way === undefined ? { kind: 'again', sitting: { federated: { fault: 'away' } } } : { kind: 'leave', ...way };
}

/** How old the sign-in may be that the app asks for; a new one, where it asks for the sign-in itself. */
function ageAsked(params: Seat['params']): number | undefined {
  if (String(params['prompt']).split(' ').includes('login')) return 0;
  const age = params['max_age'];
  return age === undefined ? undefined : Number(age);
}

interface Needs {
  readonly federation: Federation;
  readonly provider: Desk['provider'];
  readonly mount: string;
}

/** `/oauth/federated`: what the issuer answers goes to the interaction that waits for it, which is opened again. */
export async function returnFederated(
  { federation, provider, mount }: Needs,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const back = await federation.arrive(query, String(request.headers.cookie));
  const found = back && (await provider.Interaction.find(back.interaction));
  if (back === undefined || found === undefined) {
    const { status, html } = gone(preferredLanguage(request.headers['accept-language']) ?? 'ja');
    response.writeHead(status, screenHeaders());
    response.end(html);
    return;
  }
  const sitting: Sitting = { federated: back.arrived };
  found.result = { ...found.lastSubmission, sitting } as InteractionResults;
  await found.persist();
  const location = `${mount}${INTERACTION}${back.interaction}`;
  response.writeHead(303, { location, 'set-cookie': back.cookie });
  response.end();
}
