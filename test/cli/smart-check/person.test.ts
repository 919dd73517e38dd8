import { expect, test } from 'vitest';
import { cookieJar } from '../../../src/cli/smart-check/client/cookies.ts';
import { chooseForm, fillForm } from '../../../src/cli/smart-check/client/fill-form.ts';
import { formDriver } from '../../../src/cli/smart-check/client/form-driver.ts';
import { formsOf, refreshOf } from '../../../src/cli/smart-check/client/forms.ts';
import { totpAt } from '../../../src/cli/smart-check/client/totp.ts';
import { ORIGIN } from './app-address.ts';
import { checkServer, verdictsOf } from './check-server.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('the codes of an authenticator app are those of RFC 6238', () => {
  expect([59, 1_111_111_109, 2_000_000_000].map((seconds) => totpAt(SECRET, Math.floor(seconds / 30)))).toEqual([
    '287082',
    '081804',
    '279037',
  ]);
});

const PAGE = `
<form action="/search"><input name=q></form>
<script>document.write('<form action="/no">')</script>
<FORM METHOD="post" action='/consent?a=1&amp;b=2' id="main">
  <input type=hidden name=csrf value="&quot;x&#39;&#x3042;">
  <input type="email" name="login" value="old"><input name="off" disabled value="1">
  <input type="checkbox" name="scope" value="a" checked><input type="checkbox" name="scope" value="b" checked>
  <input type="checkbox" name="remember">
  <input type="radio" name="role" value="nurse"><input type="radio" name="role" value="doctor">
  <select name="patient"><option>一人目</option><option value="p2" selected>二人目</option></select>
  <textarea name="reason">そのまま</textarea>
  <button type="button" name="help">?</button>
  <button name="decision" value="deny">断る</button><button name="decision" value="allow">許可</button>
</FORM>
<input form="main" name="beside" value="also">`;

const filled = async (fields: Parameters<typeof fillForm>[1], submit: string[] = []) => {
  const form = chooseForm(formsOf(PAGE), fields, submit);
  const { action, method, data } = await fillForm(form!, fields, submit);
  return { action, method, data: [...data].map((pair) => pair.join('=')) };
};

test('a form that is left alone is sent as a browser would send it, by its first button', async () => {
  expect(await filled({})).toEqual({
    action: '/consent?a=1&b=2',
    method: 'POST',
    data: [
      'csrf="x\'あ',
      'login=old',
      'scope=a',
      'scope=b',
      'role=nurse',
      'patient=p2',
      'reason=そのまま',
      'beside=also',
      'decision=deny',
    ],
  });
});

test('the table of fields fills, chooses, checks and unchecks, and a button can be named', async () => {
  const fields = {
    login: 'keiko',
    scope: { uncheck: ['b'] },
    remember: true,
    role: 'doctor',
    patient: '一人目',
    reason: '急ぎ',
  };
  expect((await filled(fields, ['decision=allow'])).data).toEqual([
    'csrf="x\'あ',
    'login=keiko',
    'scope=a',
    'remember=on',
    'role=doctor',
    'patient=一人目',
    'reason=急ぎ',
    'beside=also',
    'decision=allow',
  ]);
  expect((await filled({ scope: ['b'] })).data.filter((pair) => pair.startsWith('scope'))).toEqual(['scope=b']);
  expect((await filled({ scope: 'a' })).data.filter((pair) => pair.startsWith('scope'))).toEqual(['scope=a']);
  expect((await filled({ scope: false })).data.filter((pair) => pair.startsWith('scope'))).toEqual([]);
});

test('a page that sends its reader on by itself is followed', () => {
  expect(refreshOf('<meta http-equiv="Refresh" content="0; url=/next?a=1&amp;b=2">')).toBe('/next?a=1&b=2');
  expect(refreshOf('<meta charset="utf-8">')).toBeUndefined();
});

test('cookies go back to where they came from, and nowhere else, until they are gone', () => {
  const jar = cookieJar();
  const from = (url: string, ...lines: string[]) =>
    jar.keep(new URL(url), new Headers(lines.map((line): [string, string] => ['set-cookie', line])));
  const sent = (url: string) => jar.header(new URL(url));
  from(
    'https://a.test/login/page',
    'own=1',
    'deep=2; Path=/login/step',
    'all=3; Domain=.a.test; Path=/',
    'safe=4; Secure; Path=/',
  );
  expect(sent('https://a.test/login/step/2')).toBe('deep=2; own=1; all=3; safe=4');
  expect(sent('https://a.test/logins')).toBe('all=3; safe=4');
  expect(sent('http://b.a.test/')).toBe('all=3');
  expect(sent('https://other.test/')).toBe('');
  from(
    'https://a.test/login/page',
    'own=; Max-Age=0',
    'all=; Domain=a.test; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  );
  expect(sent('https://a.test/login/step')).toBe('deep=2; safe=4');
});

test('a second factor is computed on the way', async () => {
  const results = await checkServer({
    made: { secondFactor: SECRET },
    isWanted: (number) => number === 15,
    change: (config) => ({
      ...config,
      signIn: { ...config.signIn, fields: { ...config.signIn.fields, code: { totp: SECRET } } },
    }),
  });
  expect(verdictsOf(results)).toEqual({ 15: 'passed' });
});

test('who signs in wrongly ends after twelve pages, and is told at which form', async () => {
  const results = await checkServer({
    isWanted: (number) => number === 15 || number === 17,
    change: (config) => ({ ...config, signIn: { ...config.signIn, fields: { login: 'keiko', password: 'wrong' } } }),
  });
  expect(results.map(({ verdict }) => verdict)).toMatchObject([
    { verdict: 'failed', expected: 'code', seen: 'after 12 pages still a form (request, login, password, )' },
    { verdict: 'skipped', blocked: true, why: { en: '14–17 must work first' } },
  ]);
});

test('a living person is shown where to go, and the answer is heard on loopback', async () => {
  const told: string[] = [];
  const living = formDriver({ login: 'keiko', password: 'correct horse', encounter: 'e2' }, ['decision=allow']);
  const results = await checkServer({
    isWanted: (number) => [13, 14, 15, 16, 26, 28, 105].includes(number),
    change: (config) => ({ ...config, signIn: { way: 'browser' } }),
    tell: (text) => {
      told.push(text);
      const url = /^ {2}(\S+)$/m.exec(text)?.[1] ?? '';
      void living.visit({ url, until: 'http://nowhere.test/' });
    },
  });
  expect(verdictsOf(results)).toEqual({
    13: 'passed',
    14: 'passed',
    15: 'passed',
    16: 'passed',
    26: 'passed',
    28: 'skipped',
    105: 'warned',
  });
  expect(told[0]).toMatch(
    /^ブラウザーで開いてください（アプリを起動してください。） \/ open this in a browser \(launch the app\):\n {2}http/,
  );
  // The form of a POST is sent by a page of the checker's own.
  expect(told.some((text) => text.includes(`${ORIGIN}/smart-check-start`))).toBe(true);
});
