import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { ALL_ROUTES } from '../../src/http/all-routes.ts';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const answer = await fetch(`${gateway.url}/fhir/openapi.json`);
const api: any = await answer.json();
const statement: any = await (await fetch(`${gateway.url}/fhir/metadata`)).json();
const [rest] = statement.rest;

const ABSENT = '00000000-0000-4000-8000-000000000000';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.entries<any>(api.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
);
const resolved = (one: any): any =>
  one.$ref === undefined
    ? one
    : one.$ref
        .slice(2)
        .split('/')
        .reduce((at: any, step: string) => at[step], api);
const parametersOf = (operation: any): any[] => (operation.parameters ?? []).map(resolved);

/** A path with a value for each of its parameters. */
const filled = (path: string): string =>
  path.replace('{type}', 'Basic').replace('{id}', ABSENT).replace('{version}', '1').replace('{member}', 'Basic');

test('anyone may read it, and it is a valid document of OpenAPI 3.1', async () => {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(api.openapi).toBe('3.1.0');
  const validator = new Validator();
  expect(await validator.validate(structuredClone(api))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every reference in it leads somewhere, and nothing in it is unused', () => {
  const used = new Set(JSON.stringify(api).match(/#\/components\/[^"]+/g));
  for (const reference of used)
    expect([reference, resolved({ $ref: reference })]).toEqual([reference, expect.anything()]);
  const kinds = ['parameters', 'responses'] as const;
  const named = kinds.flatMap((kind) =>
    Object.keys(api.components[kind]).map((name) => `#/components/${kind}/${name}`),
  );
  expect(named.filter((name) => !used.has(name))).toEqual([]);
});

test('what it describes is served, by that method at that path', async () => {
  const [open, closed] = [true, false].map((without) =>
    operations.filter(({ operation }) => (operation.security?.length === 0) === without),
  ) as [typeof operations, typeof operations];
  for (const { path, operation } of open) {
    const response = await fetch(`${gateway.url}${path}`);
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    expect([path, response.status, type]).toEqual([path, 200, Object.keys(operation.responses[200].content)[0]]);
  }
  for (const { path, method } of closed) {
    const response = await fetch(`${gateway.url}${filled(path)}`, { method: 'OPTIONS' });
    expect([path, response.status]).toEqual([path, 204]);
    const allowed = response.headers.get('allow')?.split(', ');
    expect([path, allowed]).toEqual([path, expect.arrayContaining([method.toUpperCase()])]);
  }
  for (const { path, method, operation } of closed) {
    const body = operation.requestBody === undefined ? undefined : '';
    const types = Object.keys(operation.requestBody?.content ?? {});
    const headers = { 'Content-Type': types[0] ?? 'text/plain' };
    const told = await gateway.call('hospital-ehr', method.toUpperCase(), filled(path), body, headers);
    const [issue] = issuesOf(told.json?.resourceType === 'OperationOutcome' ? told.json : {});
    expect([path, method, issue?.code]).not.toEqual([path, method, 'type-not-served']);
    expect([404, 405].includes(told.status) ? issue?.code : 'not-found').toBe('not-found');
    expect(Object.keys(operation.responses)).toContain(String(told.status));
  }
});

test('every route is described', () => {
  const described = new Set(operations.map(({ path, method }) => `${method} ${path}`));
  const records = rest.resource.filter(({ versioning }: any) => versioning !== undefined);
  const wanted = ALL_ROUTES.flatMap(({ method, path, interaction }) =>
    path === '/fhir/:type'
      ? records
          .filter((one: any) => one.interaction.some(({ code }: any) => code === interaction))
          .map(({ type }: any) => `${method} /fhir/${type}`)
      : [`${method} ${path.replace(/:(\w+)/g, '{$1}')}`],
  );
  expect(wanted.filter((one) => !described.has(one))).toEqual([]);
  const open = ['/health', '/ig/', '/fhir/metadata', '/fhir/openapi.json', '/fhir/.well-known/smart-configuration'];
  expect([...described].sort()).toEqual([...new Set([...wanted, ...open.map((path) => `get ${path}`)])].sort());
});

test('it names the search parameters that the statement of capabilities names', () => {
  for (const { type, searchParam } of rest.resource) {
    const named = parametersOf(api.paths[`/fhir/${type}`].get)
      .filter(({ description }) => /SearchParameter\//.test(description))
      .map(({ name }) => name);
    expect([type, named]).toEqual([type, searchParam.map(({ name }: any) => name)]);
  }
});

test('what shapes an answer, and what an operation is asked with, is taken by those names', async () => {
  const values: Record<string, string> = {
    _count: '1',
    _sort: '_id',
    _total: 'none',
    _include: '*',
    _type: 'Patient',
    _format: 'json',
    _pretty: 'true',
    _list: 'x',
    _summary: 'true',
    _since: '2026-01-01T00:00:00Z',
  };
  const refused: string[] = [];
  let asked = 0;
  for (const { path, operation } of operations.filter(({ method }) => method === 'get')) {
    if (path !== '/fhir/Patient' && !path.includes('$') && !path.includes('_history')) continue;
    for (const { name } of parametersOf(operation).filter((one) => one.in === 'query')) {
      asked += 1;
      const query = new URLSearchParams({ [name]: values[name] ?? 'a' });
      const { json } = await gateway.call('hospital-ehr', 'GET', `${filled(path)}?${query}`);
      const [issue] = issuesOf(json?.resourceType === 'OperationOutcome' ? json : {});
      if (/parameter-(unknown|unsupported)/.test(issue?.code ?? ''))
        refused.push(`${path}?${query} ${issue?.code} ${issue?.en}`);
    }
  }
  expect(refused).toEqual([]);
  expect(asked).toBeGreaterThan(200);
});

test('it tells the headers, the token and the refusals', () => {
  const headers = (path: string, method: string) =>
    parametersOf(api.paths[path][method])
      .filter((one) => one.in === 'header')
      .map(({ name }) => name);
  expect(headers('/fhir/{type}/{id}', 'put')).toEqual(['If-Match', 'If-None-Match', 'Prefer', 'Accept-Language']);
  expect(headers('/fhir/Patient', 'post')).toEqual(['If-None-Exist', 'Prefer', 'Accept-Language']);
  expect(headers('/fhir/{type}/{id}', 'get')).toEqual(['If-None-Match', 'If-Modified-Since', 'Accept-Language']);
  expect(api.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl).toBe(`${gateway.url}/oauth/token`);
  expect(Object.keys(api.paths['/fhir/Patient'].post.responses)).toEqual(
    expect.arrayContaining(['200', '201', '400', '401', '403', '409', '412', '413', '415', '422', '503']),
  );
  const refusal = resolved(api.paths['/fhir/Patient'].post.responses['422']);
  expect(refusal.content['application/fhir+json'].schema.$ref).toBe('#/components/schemas/OperationOutcome');
  expect(api.paths['/fhir/Consent'].delete).toBeUndefined();
  expect(api.paths['/cda'].post).toMatchObject({ summary: 'CDA 文書の受信 / Receive a CDA document', tags: ['CDA'] });
  expect(api.paths['/ssmix2'].post).toMatchObject({ summary: 'メッセージの受信 / Receive a message' });
});

test('it tells what is answered as a page or a file', () => {
  const types = (path: string, method = 'get') => Object.keys(api.paths[path][method].responses['200'].content);
  const fhir = ['application/fhir+json', 'application/fhir+xml'];
  expect(types('/fhir/$audit-heads')).toEqual(['application/json']);
  expect(types('/fhir/Patient/{id}/$explain-access')).toEqual([...fhir, 'text/html']);
  expect(types('/fhir/Patient/{id}/$disclosures')).toEqual([...fhir, 'text/html', 'application/pdf', 'text/csv']);
});

test('what a region lets search by is described from then on', async () => {
  const definition = {
    resourceType: 'SearchParameter',
    url: 'https://region.example/fhir/SearchParameter/Basic-note',
    name: 'BasicNote',
    status: 'active',
    description: 'The note of a Basic',
    code: 'note-of-region',
    base: ['Basic'],
    type: 'string',
    expression: "Basic.extension('https://region.example/note').value",
  };
  const { status } = await gateway.call('administrator', 'POST', '/fhir/SearchParameter', definition);
  expect(status).toBe(201);
  const later: any = await (await fetch(`${gateway.url}/fhir/openapi.json`)).json();
  const added = later.components.parameters['search.region.example-fhir-SearchParameter-Basic-note'];
  expect(added).toMatchObject({ name: 'note-of-region', in: 'query' });
  expect(added.description).toContain(definition.url);
});
