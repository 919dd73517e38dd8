/** The FHIR API of the reference server: one patient, a few records, and scopes. */
import { covers, resourceScopes } from '../../../src/cli/smart-check/scopes.ts';
import { answerExport } from './reference-export.ts';
import { type Call, cors, type Grant, type Reply, type State } from './reference-server.ts';

const observation = (id: string, category: string) => ({ resourceType: 'Observation', id, category });
const RECORDS: readonly { resourceType: string; id: string; category?: string }[] = [
  { resourceType: 'Patient', id: 'p1' },
  { resourceType: 'RelatedPerson', id: 'r1' },
  { resourceType: 'PractitionerRole', id: 'r1' },
  { resourceType: 'Encounter', id: 'e2' },
  { resourceType: 'Condition', id: 'c1' },
  { resourceType: 'Goal', id: 'g1' },
  observation('o1', 'laboratory'),
  observation('o2', 'vital-signs'),
  observation('o3', 'laboratory'),
];
const NOT_FOUND = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };
const refusal = (status: number): Reply => ({
  status,
  body: status === 404 ? NOT_FOUND : { resourceType: 'OperationOutcome' },
});

export function answerFhir(state: State, call: Call): Reply {
  const path = call.url.pathname.slice('/fhir/'.length);
  if (path === 'metadata') return { ...metadata(state.offers), headers: state.breaks('9') ? {} : cors(call) };
  if (path.includes('$export')) return answerExport(state, call);
  const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
  const token = state.access.get(bearer ?? '');
  const reply = token
    ? asHolder(state, call, path, token, bearer ?? '')
    : refusal(bearer === undefined && state.breaks('24') ? 403 : 401);
  const hides = state.breaks('45') && path.startsWith('RelatedPerson');
  const opens: Record<string, string> = state.breaks('103')
    ? { 'Access-Control-Allow-Origin': call.headers.origin ?? '*' }
    : cors(call);
  return { ...reply, headers: { ...reply.headers, ...(hides ? {} : opens) } };
}

function asHolder(
  state: State,
  call: Call,
  path: string,
  token: Grant & { exp: number; aud: string },
  value: string,
): Reply {
  const { breaks } = state;
  const late = token.exp < Date.now() / 1000 && !(breaks('94 expired') && value.includes('expired'));
  const foreign = token.aud !== state.base && !breaks('94 aud');
  if (late || foreign || (breaks('51') && token.refreshed)) return refusal(401);
  if (path === '') return bundle(state, call, token);
  const [type = '', id] = path.split('/');
  const query = new URLSearchParams([...call.url.searchParams, ...call.form]);
  if (call.method === 'POST' && id === undefined) return create(state, type, token);
  return id === undefined || id === '_search' ? search(state, type, query, token) : read(state, type, id, token);
}

const scopesOf = ({ scope }: Grant) => resourceScopes(scope.split(' '));

function create({ breaks }: State, type: string, token: Grant): Reply {
  const forgiven = (breaks('94') && type === 'Condition') || (breaks('99') && type === 'Observation');
  return covers(scopesOf(token), type, 'c') || forgiven ? { status: 201 } : refusal(403);
}

/** Whether a record is inside the scopes that have a query. */
const isInside = (record: { resourceType: string; category?: string }, token: Grant): boolean =>
  scopesOf(token).some(
    ({ type, query }) =>
      (type === '*' || type === record.resourceType) &&
      (query === undefined || query === `category=${record.category}`),
  );

function search({ breaks }: State, type: string, query: URLSearchParams, token: Grant): Reply {
  const scopes = scopesOf(token);
  if (!covers(scopes, type, 's')) return refusal(breaks('94 type') ? 404 : 403);
  const granular = scopes.some((scope) => scope.query !== undefined && scope.type === type);
  const category = query.get('category');
  const found = RECORDS.filter((record) => record.resourceType === type)
    .filter((record) => isInside(record, token) || (breaks('63') && granular))
    .filter((record) => category === null || record.category === category)
    .filter(({ id }) => !(breaks('64') && granular && id === 'o3'));
  return {
    status: 200,
    body: { resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) },
  };
}

function read(state: State, type: string, id: string, token: Grant): Reply {
  const { breaks } = state;
  const own = /^(RelatedPerson|PractitionerRole)$/.test(type) && token.scope.includes('fhirUser');
  if (!own && !covers(scopesOf(token), type, 'r')) return refusal(403);
  const record = RECORDS.find((one) => one.resourceType === type && one.id === id);
  if (!record || (breaks('36') && type === 'Condition')) return refusal(404);
  return own || isInside(record, token) ? { status: 200, body: record } : refusal(breaks('65') ? 403 : 404);
}

function bundle(state: State, { body }: Call, token: Grant): Reply {
  const { type, entry } = JSON.parse(body) as { type: string; entry: { request: { method: string; url: string } }[] };
  const replies = entry.map(({ request: { method, url } }) => {
    const [path = '', query] = url.split('?');
    const [of = '', id] = path.split('/');
    if (state.breaks('100') && type === 'batch') return { status: 200 };
    if (method === 'POST') return create(state, of, token);
    return id === undefined ? search(state, of, new URLSearchParams(query), token) : read(state, of, id, token);
  });
  if (type === 'transaction' && !state.breaks('100 transaction') && replies.some(({ status }) => status >= 400))
    return refusal(403);
  return {
    status: 200,
    body: {
      resourceType: 'Bundle',
      type: `${type}-response`,
      entry: replies.map(({ status }) => ({ response: { status: String(status) } })),
    },
  };
}

function metadata(offers: readonly string[]): Reply {
  const types = [
    'Patient',
    'Observation',
    'Condition',
    'Encounter',
    'Goal',
    ...offers.filter((one) => one !== 'export'),
  ].map((type) => ({
    type,
    interaction: ['read', 'search-type', ...(type === 'Condition' || offers.includes(type) ? ['create'] : [])].map(
      (code) => ({ code }),
    ),
    searchParam: [{ name: 'patient', type: 'reference' }],
  }));
  const interaction = [{ code: 'batch' }, { code: 'transaction' }];
  return {
    status: 200,
    body: {
      resourceType: 'CapabilityStatement',
      rest: [
        {
          mode: 'server',
          resource: types,
          interaction,
          operation: offers.filter((one) => one === 'export').map((name) => ({ name })),
        },
      ],
    },
  };
}
