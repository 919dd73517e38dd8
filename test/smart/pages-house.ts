/** The pages alone, on an authorization server without records, and an app on another origin that they lead to. */
import { type Auth, createAuth, type FindPatients, type RegisteredClient, totpCode } from '../../src/auth/index.ts';
import { emptyDatabase } from '../auth/house.ts';
import { taken } from '../auth/people-house.ts';
import { serve } from './clients/office.ts';
import { pkce } from './house.ts';

export interface PagesHouse {
  readonly auth: Auth;
  /** Where the app's pages come from. */
  readonly app: string;
  readonly login: string;
  readonly password: string;
  /** A code that was not used yet. */
  code(): string;
  /** Somebody new, with the password that was handed out to them. */
  newcomer(): Promise<{ login: string; password: string }>;
  /** The app's link to here (`far`: of one whose address sends on to another origin), and what its code is exchanged by. */
  begin(scope: string, client?: 'note' | 'far'): { url: string; exchange(code: string): Promise<Record<string, any>> };
}

const PASSWORD = 'けやき並木を歩く火曜日の朝';
const ROLE = {
  actor: 'PractitionerRole/hikari-1',
  organization: 'Organization/hikari',
  purposes: ['TREAT', 'COC'],
  name: '相談支援専門員（ひかり）',
};
const PEOPLE = [
  { id: 'saito', name: '斎藤 正 / サイトウ タダシ', birthDate: '1951-11-03' },
  { id: 'sato', name: '佐藤 健一 / サトウ ケンイチ', birthDate: '1971-06-15' },
];
const findPatients: FindPatients = async (_asking, by) =>
  PEOPLE.filter((one) => ('id' in by ? one.id === by.id : one.name.includes(by.name)));

export async function openPages(): Promise<PagesHouse> {
  const publicUrl = await serve((request, response) => auth.callback()(request, response));
  const app = await serve((_request, response) => response.setHeader('content-type', 'text/html').end('<h1>app</h1>'));
  const auth = await createAuth({
    database: await emptyDatabase(),
    publicUrl,
    understands: () => true,
    findPatients,
  });
  const far = await serve((request, response) => {
    const error = new URL(request.url ?? '', app).searchParams.get('error');
    response.writeHead(302, { location: `${app}/home?error=${error}` }).end();
  });
  const redirectUris = { note: `${app}/callback`, far: `${far}/callback` };
  for (const [id, uri] of Object.entries(redirectUris))
    taken<RegisteredClient>(
      await auth.registerClient({
        id,
        name: '服薬ノート',
        kind: 'app',
        authentication: 'none',
        scopes: ['openid', 'launch/patient', 'offline_access', 'patient/*.cruds'],
        redirectUris: [uri],
      }),
    );
  const add = async (login: string) => {
    const input = { login, name: '田中 美咲', fhirUser: 'Practitioner/tanaka', roles: [ROLE] };
    return taken(await auth.people.addUser(input));
  };
  const { user } = await add('tanaka');
  const { secret } = taken(await auth.people.enrolTotp(user.id));
  const { recoveryCodes } = taken(await auth.people.confirmTotp(user.id, totpCode(secret, new Date())));
  taken(await auth.people.changePassword(user.id, PASSWORD));
  const codes = [...recoveryCodes];
  return {
    auth,
    app,
    login: 'tanaka',
    password: PASSWORD,
    code: () => codes.pop() ?? '',
    newcomer: async () => ({ login: 'suzuki', password: (await add('suzuki')).oneTimePassword }),
    begin: (scope, client = 'note') => {
      const { verifier, challenge } = pkce();
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: client,
        redirect_uri: redirectUris[client],
        scope,
        state: 'state-of-the-app',
        aud: `${publicUrl}/fhir`,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      return {
        url: `${publicUrl}/oauth/authorize?${query}`,
        exchange: async (code) => {
          const body = new URLSearchParams({
            grant_type: 'authorization_code',
            code,
            redirect_uri: redirectUris[client],
            client_id: client,
            code_verifier: verifier,
          });
          return (await (await fetch(`${publicUrl}/oauth/token`, { method: 'POST', body })).json()) as object;
        },
      };
    },
  };
}
