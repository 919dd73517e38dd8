/** What is registered at the reference server, and the config with which the checker finds everything it needs. */

import { ORIGIN } from './app-address.ts';
import { APP_KEY, BACKEND_KEY } from './keys.ts';
import { EXPIRED, FOREIGN } from './reference-server.ts';

const REDIRECT = `${ORIGIN}/callback`;
const SCOPE =
  'openid fhirUser profile launch/patient offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs';

export const CLIENTS = [
  { id: 'app', redirectUri: REDIRECT, allowed: '' },
  { id: 'app-secret', secret: 'a secret', redirectUri: REDIRECT, allowed: '' },
  { id: 'app-key', key: APP_KEY.public, redirectUri: REDIRECT, allowed: '' },
  { id: 'backend', key: BACKEND_KEY.public, allowed: 'system/Patient.rs system/Observation.rs' },
  { id: 'backend-url', byUrl: true, allowed: 'system/Patient.rs' },
  { id: 'viewer', secret: 'b secret', allowed: 'system/Patient.rs', introspects: true },
] as readonly {
  id: string;
  redirectUri?: string;
  secret?: string;
  key?: any;
  byUrl?: boolean;
  allowed: string;
  introspects?: boolean;
}[];

const app = { redirect_uri: REDIRECT, scope: SCOPE };

export const fullConfig = (root: string) => ({
  clients: {
    public: { client_id: 'app', ...app },
    symmetric: {
      client_id: 'app-secret',
      client_secret: 'a secret',
      launch_uri: `${ORIGIN}/launch`,
      ...app,
    },
    asymmetric: { client_id: 'app-key', private_key: APP_KEY.private, ...app },
    backend: {
      client_id: 'backend',
      private_key: BACKEND_KEY.private,
      scope: 'system/Patient.rs system/Observation.rs',
    },
    introspection: { client_id: 'viewer', client_secret: 'b secret', bearer_scope: 'system/Patient.rs' },
  },
  origin: ORIGIN,
  signIn: { way: 'forms', fields: { login: 'keiko', password: 'correct horse' }, submit: ['decision=allow'] },
  ehrLaunch: {
    url: `${root}/launcher`,
    client: 'symmetric',
    scope: 'openid fhirUser launch offline_access user/Patient.rs user/Encounter.rs',
    fields: { encounter: 'e2' },
  },
  deny: { scopes: ['patient/Condition.rs'], fields: { scope: { uncheck: ['patient/Condition.rs'] } } },
  narrow: {
    scope: 'patient/Observation.rs',
    expected: ['patient/Observation.rs?category=laboratory'],
    fields: { narrow: 'laboratory' },
  },
  granular: { scopes: ['patient/Observation.rs?category=laboratory'] },
  tokens: { expired: EXPIRED, foreignAudience: FOREIGN },
});
