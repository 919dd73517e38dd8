import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { smartCheck } from '../../../src/cli/index.ts';
import { readConfig } from '../../../src/cli/smart-check/index.ts';
import { linesOf, say, scratchFolder } from '../terminal.ts';
import { ORIGIN } from './app-address.ts';
import { fullConfig } from './reference-clients.ts';
import { referenceServer } from './reference-server.ts';

const folder = scratchFolder();
const good = await referenceServer();
const bad = await referenceServer({ breaks: '33' });
const config = (root: string) =>
  folder.write(`${root.slice(-5)}.json`, `// 私たちのサーバー\n${JSON.stringify(fullConfig(root))}`);

test('each check is a line in both languages, and the end counts them', async () => {
  const { code, out, err } = await say(smartCheck, good.base, '--config', config(good.root), '--only', '4,12,17-18,99');
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(`  4 passed  code_challenge_methods_supported に S256 がある [CF]
            code_challenge_methods_supported includes S256
 12 skipped 認可とトークンのエンドポイントは TLS 1.2 以上で、それより低い版は断る [BS, G10]
            authorization and token endpoints speak TLS 1.2 or higher, and refuse lower
            (この機械の中の http です / plain http on loopback)
 17 passed  access_token・token_type・expires_in・scope があり、空でない [AL]
            access_token, token_type, expires_in and scope are present and not blank
 18 passed  access_token・token_type・scope・refresh_token は文字列、expires_in は数である [AL]
            access_token, token_type, scope and refresh_token are strings, expires_in a number
 99 warned  v1 で求めれば v1、v2 なら v2 が返り、.read は rs と同じである [SC]
            v1 in, v1 out, v2 in, v2 out; .read means rs
            試していない: .write と .*（書き込める患者アプリが要ります）
            not tried: .write and .* (they need a patient app that may write)
1 warned; 3 passed, 0 failed, 1 skipped
`);
});

test('a failure shows what was expected, seen, sent and answered, and gives no secret away', async () => {
  const { code, out } = await say(smartCheck, bad.base, '--config', config(bad.root), '--only', '33', '--lang', 'en');
  expect(code).toBe(1);
  expect(out).toBe(` 33 failed  an unknown code is refused with exactly 400 [RFC 6749 5.2]
            expected: status 400
            seen: status 401
            → POST ${bad.root}/auth/token
              Content-Type: application/x-www-form-urlencoded
              Accept: application/json
              Origin: ${ORIGIN}
              grant_type=authorization_code
              code=unknow…
              redirect_uri=${ORIGIN}/callback
              code_verifier=vvvvvv…
              client_id=app
            ← 401 application/json
              {"error":"invalid_grant"}
0 passed, 1 failed, 0 skipped
`);
});

test('what could not be tried because of a failure is no success', async () => {
  const broken = await referenceServer({ breaks: '55' });
  const { code, out } = await say(
    smartCheck,
    broken.base,
    '--config',
    config(broken.root),
    '--only',
    '56',
    '--lang',
    'ja',
  );
  expect([code, out]).toEqual([
    1,
    ' 56 skipped access_token、token_type は bearer、expires_in は数、scope がある [BS]\n            (先に 55 が成功する必要があります)\n0 passed, 0 failed, 1 skipped\n',
  ]);
});

test('ndjson is one object a line, with the count beside it', async () => {
  const args = [bad.base, '--config', config(bad.root), '--only', '33,34,104', '--format', 'ndjson'];
  const { code, out, err } = await say(smartCheck, ...args);
  expect([code, err]).toEqual([1, '1 passed, 1 failed, 1 skipped\n']);
  expect(linesOf(out)).toMatchObject([
    {
      number: 33,
      verdict: 'failed',
      expected: 'status 400',
      seen: 'status 401',
      spec: 'RFC 6749 5.2',
      exchange: expect.arrayContaining(['← 401 application/json']),
    },
    { number: 34, verdict: 'passed', en: 'an unknown client_id is refused with 400 or 401' },
    { number: 104, verdict: 'skipped', why: { ja: '提供されていません', en: 'not offered' }, blocked: false },
  ]);
});

test('html is a page that says the same', async () => {
  const { code, out } = await say(
    smartCheck,
    bad.base,
    '--config',
    config(bad.root),
    '--only',
    '33,56',
    '--format',
    'html',
  );
  expect(code).toBe(1);
  expect(out).toMatch(/^<!doctype html>/);
  expect(out).toContain(
    '<tr class="failed"><td>33<td>failed<td>知らない code はちょうど 400 で断る<br>an unknown code is refused with exactly 400<pre>期待 / expected: status 400',
  );
  expect(out).toContain('<p>1 passed, 1 failed, 0 skipped</p>');
});

test('no secret of a whole run is in a report', async () => {
  const args = [bad.base, '--config', config(bad.root), '--format', 'ndjson', '--only', '1-67,89-105'];
  const { out } = await say(smartCheck, ...args);
  for (const token of [...bad.state.access.keys(), ...bad.state.refresh.keys(), ...bad.state.usedCodes.keys()])
    expect(out).not.toContain(token);
  for (const text of ['correct horse', 'a secret', Buffer.from('app-secret:a%20secret').toString('base64')])
    expect(out).not.toContain(text);
});

test('the example is a config that can be read', async () => {
  const { code, out } = await say(smartCheck, '--example-config');
  expect(code).toBe(0);
  expect(readConfig(out)).toMatchObject({
    clients: { public: { client_id: 'my-app', kind: 'public' } },
    signIn: { way: 'forms' },
  });
});

test('every fault of a config is told at once, in both languages', async () => {
  const wrong = folder.write(
    'wrong.json',
    JSON.stringify({
      clients: { public: { client_id: '', redirect: 'x' } },
      origin: 'http://a/b',
      signIn: { way: 'magic' },
      waitSecondsMax: '1',
    }),
  );
  const { code, err } = await say(smartCheck, good.base, '--config', wrong);
  expect(code).toBe(2);
  for (const line of [
    '/clients/public/client_id: 空でない文字列 でなければなりません / must be a text that is not empty',
    '/clients/public/redirect_uri: 必要です / is required',
    '/clients/public/redirect: 知らない項目です / is not known',
    '/origin: https://HOST でなければなりません / must be https://HOST',
    '/signIn/way: forms | browser でなければなりません / must be forms | browser',
    '/waitSecondsMax: 数 でなければなりません / must be a number',
  ])
    expect(err).toContain(`\n  ${line}\n`);
});

test.each([
  [[], 'BASE_URL'],
  [['ftp://x'], 'BASE_URL'],
  [['http://x', 'http://y'], 'BASE_URL'],
  [['http://x', '--only', '106'], '--only 106'],
  [['http://x', '--only', '1,x'], '--only 1,x'],
  [['http://x', '--format', 'pdf'], '--format pdf: text | ndjson | html'],
  [['http://x', '--config', '/nowhere.json'], '--config /nowhere.json: ENOENT'],
])('%j is wrong usage', async (args, reason) => {
  const { code, out, err } = await say(smartCheck, ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`wrong usage: ${reason}\n`);
});

test('the checker holds nothing of the product, so that it judges it like any other server', () => {
  const files = globSync('src/cli/smart-check/**/*.ts');
  expect(files.length).toBeGreaterThan(20);
  const imports = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import) ?\(?'([^']+)'/g)].map(([, name]) => name ?? ''),
  );
  expect(imports.filter((name) => !/^(node:|\.\/)/.test(name))).toEqual([]);
});
