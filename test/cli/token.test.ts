import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { generateClientKey } from '../../src/auth/index.ts';
import { tokenCommand } from '../../src/cli/index.ts';
import { say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const { privateJwk } = await generateClientKey('ES384');
const keyFile = folder.write('client-keys.json', JSON.stringify({ 'person-b': privateJwk }));

const asked: URLSearchParams[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  asked.push(new URLSearchParams(body));
  const refused = request.url?.startsWith('/closed') === true;
  response.writeHead(refused ? 401 : 200, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify(refused ? { error: 'invalid_client' } : { access_token: 'a-token' }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const token = tokenCommand(async () => ({ keyFile, baseUrl: url }));

test('the token is printed alone on its line, asked for with a signed assertion', async () => {
  expect(await say(token, 'person-b')).toEqual({ code: 0, out: 'a-token\n', err: '' });
  expect(asked.at(-1)?.get('grant_type')).toBe('client_credentials');
  const claims = JSON.parse(
    Buffer.from(asked.at(-1)?.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString(),
  ) as Record<string, unknown>;
  expect(claims).toMatchObject({ iss: 'person-b', sub: 'person-b', aud: `${url}/oauth/token` });
});

test('a gateway that refuses or does not answer is said in words, without a stack', async () => {
  const refused = await say(token, 'person-b', '--url', `${url}/closed`);
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain(`no token from ${url}/closed (the token was refused: 401 invalid_client)`);
  const silent = await say(token, 'person-b', '--url', 'http://127.0.0.1:1');
  expect([silent.code, silent.out]).toEqual([1, '']);
  expect(silent.err).toContain('check that the sandbox is running there');
  expect(silent.err).not.toContain('    at ');
});

test('before the first start of the sandbox the person is told to start it', async () => {
  const early = tokenCommand(async () => ({ keyFile: folder.path('no-keys.json'), baseUrl: url }));
  expect(await say(early, 'person-b')).toEqual({
    code: 1,
    out: '',
    err: 'sandbox がまだ始まっていません。先に npm start を実行してください。 / no sandbox was started yet; run `npm start` first\n',
  });
});

test.each([
  [[], 'CLIENT'],
  [['person-b', 'person-c'], 'CLIENT'],
  [['nobody'], 'CLIENT nobody: hospital-ehr | '],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await say(token, ...args);
  expect(code).toBe(2);
  expect(err).toContain(`wrong usage: ${reason}`);
});
