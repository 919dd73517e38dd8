/** The SMART JavaScript library, unchanged, in the pages of an app on another origin, in a real browser. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isRefusal } from '../../../src/fhir/index.ts';
import { PERSON_B } from '../../gateway.ts';
import { startChromium } from '../chromium.ts';
import { type PersonAtBrowser, sitDown } from '../person-at-browser.ts';
import { openOffice, serve } from './office.ts';

const office = await openOffice();
const chromium = await startChromium();
const library = join(dirname(createRequire(import.meta.url).resolve('fhirclient')), '../../build/fhir-client.min.js');
const script = await readFile(library, 'utf8');
const SCOPE = 'launch openid fhirUser offline_access patient/*.rs';

/** The app: two pages without a server of their own, as the library's manual shows them. */
const PAGES: Readonly<Record<string, string>> = {
  '/launch': `FHIR.oauth2.authorize({ clientId: 'page-app', scope: '${SCOPE}', redirectUri: '/', pkceMode: 'required' })`,
  '/': `FHIR.oauth2.ready().then((client) => { window.client = client; document.body.textContent = 'open'; },
    (error) => { document.body.textContent = error.message; })`,
};
const listen: Parameters<typeof serve>[0] = (request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/fhir-client.js') return void response.setHeader('content-type', 'text/javascript').end(script);
  response.setHeader('content-type', 'text/html').end(
    `<!doctype html><html lang="en"><head><link rel="icon" href="data:,"><title>app</title></head><body>
<script src="/fhir-client.js"></script><script>${PAGES[path] ?? ''}</script></body></html>`,
  );
};
const app = await serve(listen);
const stranger = await serve(listen);
await office.register({
  id: 'page-app',
  name: '服薬ノート',
  authentication: 'none',
  redirectUris: [`${app}/`],
  launchUrl: `${app}/launch`,
  origins: [app],
});

/** From the ward's screen through the pages by mouse and keyboard, until the app is open. */
async function open({ page }: PersonAtBrowser): Promise<void> {
  const launched = await office.gateway.auth.announceLaunch({ client: 'page-app', patient: PERSON_B });
  if (isRefusal(launched)) throw new Error(launched.issues[0]?.en);
  await page.goto(launched.url);
  await page.getByLabel('ログイン名').fill(office.nurse.login);
  await page.getByLabel('パスワード').fill(office.nurse.password);
  await page.getByLabel('確認コード').fill(office.nurse.codes.pop() ?? '');
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByRole('button', { name: '許可する' }).click();
  await page.waitForURL(`${app}/**`);
  await page.getByText('open', { exact: true }).waitFor();
}

test('8, 13–18, 23, 25, 44–49, 51, 103: an app on another origin is launched, reads, searches and refreshes', async () => {
  const person = await sitDown(chromium, 'ja-JP');
  await open(person);
  const { page } = person;
  const told = await page.evaluate(`(async () => {
    const { access_token: before } = client.state.tokenResponse;
    const found = await client.patient.request('Condition');
    const patient = await client.patient.read();
    const user = await client.user.read();
    await client.refresh();
    return {
      patient: patient.id, user: user.resourceType, total: found.total,
      renewed: client.state.tokenResponse.access_token !== before,
      after: (await client.patient.read()).id, scope: client.state.tokenResponse.scope,
    };
  })()`);
  expect(told).toEqual({
    patient: PERSON_B,
    user: 'Practitioner',
    total: 2,
    renewed: true,
    after: PERSON_B,
    scope: SCOPE,
  });
  // The page may read what a refusal says, too.
  expect(await page.evaluate(`client.request('Patient/nobody').catch((error) => error.statusCode)`)).toBe(404);
  expect(person.complaints.filter((text) => !text.includes('404 (Not Found)'))).toEqual([]);
});

test('103: the page of a stranger reads nothing with a token that it came by', async () => {
  const person = await sitDown(chromium, 'ja-JP');
  await open(person);
  const token = await person.page.evaluate<string>('client.state.tokenResponse.access_token');
  const refresh = await person.page.evaluate<string>('client.state.tokenResponse.refresh_token');
  await person.page.goto(stranger);
  const ask = (url: string, init: object): Promise<unknown> =>
    person.page.evaluate(
      `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then(({ status }) => status, ({ name }) => name)`,
    );
  expect(await ask(`${office.fhir}/metadata`, {})).toBe(200);
  expect(await ask(`${office.fhir}/Patient/${PERSON_B}`, { headers: { authorization: `Bearer ${token}` } })).toBe(
    'TypeError',
  );
  const form = `grant_type=refresh_token&client_id=page-app&refresh_token=${refresh}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await ask(`${office.issuer}/token`, { method: 'POST', headers, body: form })).toBe('TypeError');
});
