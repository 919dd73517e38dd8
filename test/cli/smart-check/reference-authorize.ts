/** The pages of the reference server: launcher, login, second factor and consent. */
import { totpAt } from '../../../src/cli/smart-check/client/totp.ts';
import { ORIGIN } from './app-address.ts';
import { CLIENTS } from './reference-clients.ts';
import { type Call, type Grant, type Reply, type State, secret } from './reference-server.ts';

export function authorizePages(state: State, call: Call): Reply {
  const { pathname } = call.url;
  if (pathname === '/launcher') return launcher(state, call);
  if (pathname === '/auth/authorize')
    return begin(state, call.method === 'POST' ? call.form : call.url.searchParams, call.method);
  const id = call.form.get('request') ?? call.url.searchParams.get('request') ?? '';
  const request = state.requests.get(id);
  if (!request) return { status: 404, body: '<h1>no such request</h1>' };
  if (pathname === '/auth/step') return step(state, call, id, request);
  return call.method === 'POST' && pathname === '/auth/consent'
    ? finish(state, call, request)
    : { status: 404, body: 'no' };
}

/** A page of the EHR, where the encounter is chosen. */
function launcher({ breaks, base, launches }: State, { method, form }: Call): Reply {
  if (method !== 'POST')
    return page(
      '/launcher',
      '<input type="radio" name="encounter" value="e1"><input type="radio" name="encounter" value="e2"><button>起動</button>',
    );
  const launch = `${form.get('encounter')}.${secret()}`;
  launches.add(launch);
  const to = new URL(`${ORIGIN}/launch`);
  to.searchParams.set('iss', breaks('13') ? 'https://other.test/fhir' : base);
  to.searchParams.set('launch', launch);
  return { status: 302, headers: { Location: to.href } };
}

function begin(state: State, params: URLSearchParams, method: string): Reply {
  const client = CLIENTS.find(({ id }) => id === params.get('client_id'));
  const redirect = params.get('redirect_uri') ?? '';
  const matches = state.breaks('105 prefix')
    ? redirect.startsWith(client?.redirectUri ?? ' ')
    : redirect === client?.redirectUri;
  if (!client || !matches) return { status: 400, body: '<h1>unknown app or redirect_uri</h1>' };
  const audFits = params.get('aud') === state.base || state.breaks('28');
  const launch = params.get('launch');
  if (!audFits || params.get('code_challenge_method') !== 'S256' || (launch && !state.launches.has(launch)))
    return back(params, { error: 'invalid_request' });
  const id = secret();
  const kept = new URLSearchParams(params);
  if (state.breaks('14') && method === 'POST') kept.set('state', 'another');
  state.requests.set(id, kept);
  return { status: 303, headers: { Location: `/auth/step?request=${id}` } };
}

/** Login, the second factor if there is one, then consent: whatever is still missing. */
function step({ people, secondFactor }: State, { form, headers }: Call, id: string, request: URLSearchParams): Reply {
  const cookie = /sid=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
  const sid = cookie || secret();
  const known = people.has(`${sid} in`);
  const right = form.get('login') === 'keiko' && form.get('password') === 'correct horse';
  const hidden = `<input type="hidden" name="request" value="${id}">`;
  const set = { 'Set-Cookie': `sid=${sid}; Path=/auth; HttpOnly; Secure; SameSite=Lax` };
  if (right) people.add(`${sid} password`);
  if (right && secondFactor === undefined) people.add(`${sid} in`);
  if (form.has('code') && people.has(`${sid} password`)) {
    const now = Math.floor(Date.now() / 30_000);
    if ([now, now - 1].some((at) => totpAt(secondFactor ?? '', at) === form.get('code'))) people.add(`${sid} in`);
  }
  if (known || people.has(`${sid} in`))
    return { ...page('/auth/consent', hidden + consentFields(request)), headers: set };
  const login =
    '<label>ID <input name="login"></label><label><input name="password" type="password"></label><button>次へ</button>';
  const factor = '<input name="code" inputmode="numeric"><button type="submit">次へ</button>';
  return { ...page('/auth/step', hidden + (people.has(`${sid} password`) ? factor : login)), headers: set };
}

function consentFields(request: URLSearchParams): string {
  const boxes = (request.get('scope') ?? '')
    .split(' ')
    .map((scope) => `<label><input type='checkbox' name='scope' value='${scope}' checked/> ${scope}</label>`);
  return `${boxes.join('\n')}
    <select name="narrow"><option value="" selected>すべて<option value="laboratory">検査だけ</select>
    <button name="decision" value="deny">許可しない</button><button name="decision" value="allow">許可する</button>`;
}

const LABORATORY = 'patient/Observation.rs?category=laboratory';

function finish(state: State, { form }: Call, request: URLSearchParams): Reply {
  if (form.get('decision') !== 'allow') return back(request, { error: 'access_denied' });
  const { breaks } = state;
  let scopes = breaks('35') ? (request.get('scope') ?? '').split(' ') : form.getAll('scope');
  if (form.get('narrow') === 'laboratory') {
    scopes = [...scopes.filter((scope) => breaks('66') || scope !== 'patient/Observation.rs'), LABORATORY];
  }
  const launch = request.get('launch');
  const needs = scopes.some((scope) => scope.startsWith('patient/') || scope.startsWith('launch'));
  const has = !breaks('98') || scopes.includes('launch/patient') || scopes.includes('launch');
  const code = secret();
  const grant: Grant = {
    id: secret(),
    clientId: request.get('client_id') ?? '',
    scope: scopes.join(' '),
    patient: needs && has && !breaks('25 absent') ? 'p1' : undefined,
    encounter: launch ? (breaks('26') ? 'missing' : (launch.split('.')[0] ?? '')) : undefined,
    redirectUri: request.get('redirect_uri') ?? '',
    challenge: request.get('code_challenge') ?? '',
    refreshed: false,
  };
  state.codes.set(code, grant);
  return back(request, { code, ...(breaks('15') ? { error: 'none' } : {}) });
}

function back(request: URLSearchParams, params: Record<string, string>): Reply {
  const to = new URL(request.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(params)) to.searchParams.set(name, value);
  to.searchParams.set('state', request.get('state') ?? '');
  return { status: 303, headers: { Location: to.href } };
}

const page = (action: string, fields: string): Reply => ({
  status: 200,
  body: `<!doctype html><html><body><!-- <form action="/wrong"> --><form method="post" action="${action}">${fields}</form></body></html>`,
});
