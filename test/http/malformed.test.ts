import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const { port } = new URL(gateway.url);
const codesOf = (json: any): string[] => issuesOf(json).map(({ code }) => code);

test('a NUL or an endless name in the place of a person is not found, and spoils no request beside it', async () => {
  const odd = [
    'a%00',
    'x%00y',
    Array.from({ length: 6_000 }, (_, i) => (i * 7_919).toString(36))
      .join('')
      .slice(0, 8_000),
  ];
  const ask = (id: string, rest: string) => gateway.call('hospital-ehr', 'GET', `/fhir/Patient/${id}${rest}`);
  const answers = await Promise.all(
    odd.flatMap((id) => [ask(id, '/$disclosures'), ask(id, '/$everything'), ask(PERSON_B, '')]),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 200, 404, 404, 200, 404, 404, 200]);
  const deleted = await gateway.call('hospital-ehr', 'DELETE', '/fhir/Patient/a%00', undefined, {
    'If-Match': 'W/"1"',
  });
  expect([deleted.status, codesOf(deleted.json)]).toEqual([404, ['not-found']]);
});

test('an expectation that nobody knows is passed over', async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { Expect: 'miracles' };
    const sent = request({ port, host: '127.0.0.1', path: '/fhir/metadata', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
  expect(status).toBe(200);
});

test.each([
  ['without a host', 'GET /fhir/metadata HTTP/1.1\r\n\r\n', 'http-unreadable'],
  ['for a URL that is none', 'GET http://[::1/fhir HTTP/1.1\r\nHost: x\r\n\r\n', 'url-unreadable'],
])('a request %s is refused in our words', async (_what, bytes, code) => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (chunk) => {
      socket.destroy();
      resolve(chunk.toString());
    });
    socket.once('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(codesOf(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))))).toEqual([code]);
});

test.each(['batch', 'transaction'])(
  'in a %s, members of entries that are no texts or no resources are refused at their place',
  async (type) => {
    const good = { method: 'GET', url: 'Patient' };
    const entries = [
      { entry: { request: { ...good, url: 7 } }, place: 'request.url' },
      { entry: { request: { ...good, method: {} } }, place: 'request.method' },
      {
        entry: { request: { method: 'PUT', url: 'Patient/x', ifMatch: {} }, resource: { resourceType: 'Patient' } },
        place: 'request.ifMatch',
      },
      {
        entry: { request: { method: 'POST', url: 'Patient', ifNoneExist: [] }, resource: { resourceType: 'Patient' } },
        place: 'request.ifNoneExist',
      },
      { entry: { request: good, resource: null }, place: 'resource' },
      { entry: { request: good, resource: { resourceType: 5 } }, place: 'resource' },
      { entry: { request: good, fullUrl: null }, place: 'fullUrl' },
      { entry: { request: null }, place: 'request.method' },
    ];
    for (const { entry, place } of entries) {
      const { status, json } = await gateway.call('hospital-ehr', 'POST', '/fhir', {
        resourceType: 'Bundle',
        type,
        entry: [entry],
      });
      expect(status).toBe(type === 'batch' ? 200 : 400);
      const outcome = type === 'batch' ? json.entry[0].response.outcome : json;
      const found = issuesOf(outcome).map(({ code, expression }) => [code, expression]);
      expect(found).toEqual([['entry-request-malformed', `Bundle.entry[0].${place}`]]);
    }
  },
);
