import type { ServerResponse } from 'node:http';
import { beforeEach, expect, test } from 'vitest';
import { createTerminologyServer, mayAsk, remembered, type TerminologyServer, withServer } from '#terminology';
import { json, localServer, parameters } from './a-server.ts';
import { operate, read, refused, terminology, vs, WARDS } from './loaded.ts';

const local = await localServer();
const SCT = 'http://snomed.info/sct';
const question = { valueSet: vs('abroad'), system: SCT, code: '73211009' };
let clock = 0;
const connect = (more: object = {}): TerminologyServer =>
  createTerminologyServer({
    url: local.url,
    timeoutMs: 2_000,
    cacheMax: 3,
    cacheSeconds: 60,
    now: () => clock,
    ...more,
  });
beforeEach(() => {
  clock = 1_000_000;
  local.asked.length = 0;
});
const say = (result: boolean, more: Record<string, string> = {}) =>
  local.answer((_, response) => json(response, 200, parameters(result, more)));

test('only the set, the system and the code leave the house', async () => {
  say(true, { display: 'Diabetes mellitus' });
  const server = connect();
  await server.ask([question]);
  expect(server.known(question)).toEqual({ membership: 'member', display: 'Diabetes mellitus' });
  expect(local.asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
    {
      method: 'POST',
      path: '/r4/ValueSet/$validate-code',
      body: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'url', valueUri: vs('abroad') },
          { name: 'system', valueUri: SCT },
          { name: 'code', valueCode: '73211009' },
        ],
      },
    },
  ]);
});

test('of a system alone the code system is asked', async () => {
  say(false, { message: "Unknown code '1'" });
  const server = connect();
  await server.ask([{ system: SCT, code: '1' }]);
  expect(server.known({ system: SCT, code: '1' })).toEqual({ membership: 'not-member' });
  expect(local.asked[0]).toMatchObject({ path: '/r4/CodeSystem/$validate-code', parameters: { url: SCT, code: '1' } });
});

test('what may be a person’s words in the place of a code stays here', async () => {
  say(true);
  const server = connect();
  const codes = ['山田花子', 'Yamada Hanako', 'x'.repeat(65), '', '1\n2'];
  await server.ask(codes.map((code) => ({ ...question, code })));
  await server.ask([{ ...question, system: '山田病院' }]);
  expect(local.asked).toEqual([]);
});

test('an answer is remembered for its time and no longer, and the oldest is forgotten first', async () => {
  say(true);
  const server = connect();
  await server.ask([question]);
  clock += 59_999;
  await server.ask([question]);
  expect(local.asked).toHaveLength(1);
  clock += 1;
  expect(server.known(question)).toBeUndefined();
  await server.ask([question]);
  expect(local.asked).toHaveLength(2);
  for (const code of ['1', '2', '3']) await server.ask([{ ...question, code }]);
  expect(server.known(question)).toBeUndefined();
  expect(server.known({ ...question, code: '1' })).toEqual({ membership: 'member' });
});

test('the same question is asked once, however often it comes up, and many are asked side by side', async () => {
  // Nobody is answered before eight are waiting, or the last have come.
  const waiting: ServerResponse[] = [];
  const groups: number[] = [];
  local.answer((_, response) => {
    waiting.push(response);
    if (waiting.length < 8 && local.asked.length < 20) return;
    groups.push(waiting.length);
    for (const one of waiting.splice(0)) json(one, 200, parameters(true));
  });
  const many = Array.from({ length: 40 }, (_, n) => ({ ...question, code: String(n % 20) }));
  await connect({ cacheMax: 100, timeoutMs: 20_000 }).ask(many);
  expect(local.asked).toHaveLength(20);
  expect(groups).toEqual([8, 8, 4]);
});

const nonsense: [string, (response: ServerResponse) => void][] = [
  ['no JSON', (response) => response.end('<html>')],
  ['an empty body', (response) => response.end()],
  ['another resource', (response) => json(response, 200, { resourceType: 'Patient' })],
  ['no result', (response) => json(response, 200, { resourceType: 'Parameters' })],
  ['a result in words', (response) => json(response, 200, parameters('yes'))],
  ['an error of its own', (response) => json(response, 500, { resourceType: 'OperationOutcome' })],
  ['a refusal of ourselves', (response) => json(response, 401, { resourceType: 'OperationOutcome' })],
  ['null', (response) => json(response, 200, null)],
  ['an answer without end', (response) => response.end(JSON.stringify(parameters(true, { x: 'x'.repeat(1_100_000) })))],
];
test.each(nonsense)(
  'a server that answers with %s leaves the question open, and nothing is remembered',
  async (_, how) => {
    local.answer((_asked, response) => how(response));
    const server = connect();
    await server.ask([question]);
    expect(server.known(question)).toBeUndefined();
    expect(local.asked).toHaveLength(1);
  },
);

test('a server cannot send a question on to another', async () => {
  const other = await localServer();
  other.answer((_, response) => json(response, 200, parameters(true)));
  local.answer(({ path }, response) => void response.writeHead(307, { Location: `${other.url}${path}` }).end());
  const server = connect();
  await server.ask([question]);
  expect(server.known(question)).toBeUndefined();
  expect(other.asked).toEqual([]);
});

test.each([
  ['an error', (response: ServerResponse) => json(response, 404, { resourceType: 'OperationOutcome' })],
  [
    'words',
    (response: ServerResponse) => json(response, 200, parameters(false, { message: `Code system ${SCT} is unknown` })),
  ],
  [
    'the parameter of the HL7 servers',
    (response: ServerResponse) => json(response, 200, parameters(false, { 'x-caused-by-unknown-system': SCT })),
  ],
])('a server that does not know the system and says so by %s gives no verdict', async (_, how) => {
  local.answer((_asked, response) => how(response));
  const server = connect();
  await server.ask([question]);
  expect(server.known(question)).toEqual({ membership: 'unknown' });
});

test('a server that is silent is given up, and left alone for a while', async () => {
  local.answer(() => {});
  const server = connect({ timeoutMs: 100 });
  await server.ask([question]);
  expect(server.known(question)).toBeUndefined();
  say(true);
  await server.ask([question]);
  expect(local.asked).toHaveLength(1);
  clock += 30_000;
  await server.ask([question]);
  expect(server.known(question)).toEqual({ membership: 'member' });
});

test('a server that is not there leaves the question open', async () => {
  const server = connect({ url: 'http://127.0.0.1:9/r4' });
  await server.ask([question]);
  expect(server.known(question)).toBeUndefined();
});

test.each([
  ['https://tx.example/r4', true],
  ['http://127.0.0.1:8080/r4', true],
  ['http://localhost/r4', true],
  ['http://[::1]:80', true],
  ['http://tx.example/r4', false],
  ['http://127.0.0.1.example/r4', false],
  ['https://user:secret@tx.example', false],
  ['https://tx.example/r4/', false],
  ['https://tx.example/r4?x=1', false],
  ['ftp://tx.example', false],
  ['tx.example', false],
])('whether `%s` may be asked: %s', (url, may) => {
  expect(mayAsk(url)).toBe(may);
});

test('a server that may not be asked is a fault of ours', () => {
  expect(() => connect({ url: 'http://tx.example/r4' })).toThrow('defect: http://tx.example/r4');
});

const validate = (server: TerminologyServer | undefined, query: string) =>
  withServer(terminology, server, (known) => operate('ValueSet/$validate-code', query, { terminology: known }));
const abroad = `url=${vs('abroad')}&system=${SCT}&code=73211009`;

test('an operation that cannot be answered here is answered by the server', async () => {
  expect(refused(await validate(undefined, abroad))).toBe('422 code-uncheckable');
  local.answer(({ path }, response) =>
    json(response, 200, parameters(path.includes('ValueSet'), { display: 'Diabetes mellitus' })),
  );
  expect(read(await validate(connect(), abroad))['issues'].issue).toHaveLength(1);
  say(true, { display: 'Diabetes mellitus' });
  expect(read(await validate(connect(), abroad))).toEqual({
    result: true,
    display: 'Diabetes mellitus',
    code: '73211009',
    system: SCT,
  });
});

test('what is known here is not asked there, nor is a code of a system that nobody here has heard of', async () => {
  say(true);
  const server = connect();
  await validate(server, `url=${vs('either')}&system=${WARDS}&code=A1`);
  await withServer(terminology, server, (known) => known.lookup('urn:oid:1.2.392.200119.9', 'X1'));
  expect(local.asked).toEqual([]);
  await withServer(terminology, server, (known) => known.lookup('http://loinc.org', '8310-5'));
  expect(local.asked).toHaveLength(1);
});

test('work that must not wait uses what is remembered and asks nothing', async () => {
  say(true);
  const server = connect();
  const ask = (from: TerminologyServer) =>
    withServer(terminology, from, (known) => known.validateCode(vs('abroad'), { system: SCT, code: '1' }));
  expect(await ask(remembered(server))).toBe('unknown');
  expect(local.asked).toEqual([]);
  expect(await ask(server)).toBe('member');
  expect(await ask(remembered(server))).toBe('member');
  expect(local.asked).toHaveLength(1);
});
