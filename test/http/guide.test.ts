import { request } from 'node:http';
import { expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';

const { url, database } = await sandboxGateway();
const get = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { redirect: 'manual', ...init });

/** As it stands in the request line: `fetch` would tidy the path up. */
const status = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

test('anyone reads the guide, without a token, and nothing runs or is loaded in it from elsewhere', async () => {
  const page = await get('/ig/ja/StructureDefinition-kakehashi-patient.html');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await page.text()).toContain('<h1>利用者</h1>');
  const style = await get('/ig/style.css');
  expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  const json = await get('/ig/json/StructureDefinition-kakehashi-patient.json');
  expect(json.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  expect(((await json.json()) as { id: string }).id).toBe('kakehashi-patient');
});

test('the guide is found at /ig, its contents at a folder', async () => {
  const bare = await get('/ig');
  expect([bare.status, bare.headers.get('location')]).toEqual([308, '/ig/']);
  expect(await (await get('/ig/')).text()).toContain('<a href="ja/index.html">日本語</a>');
  expect(await (await get('/ig/en/')).text()).toContain('<h1>Guide to the profiles</h1>');
});

test('a page that a browser kept is not sent again', async () => {
  const first = await get('/ig/en/index.html');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(first.headers.get('cache-control')).toBe('public, max-age=600');
  const kept = await get('/ig/en/index.html', { headers: { 'If-None-Match': `W/"old", ${etag}` } });
  expect([kept.status, await kept.text(), kept.headers.get('etag')]).toEqual([304, '', etag]);
  const changed = await get('/ig/en/index.html', { headers: { 'If-None-Match': '"old"' } });
  expect(changed.status).toBe(200);
});

test('HEAD tells the length without the page, and nothing can be written', async () => {
  const head = await get('/ig/style.css', { method: 'HEAD' });
  const body = await (await get('/ig/style.css')).arrayBuffer();
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, `${body.byteLength}`, '']);
  const post = await get('/ig/', { method: 'POST', body: 'x' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('where there is no page, one says so in both languages; no path leads out of the guide', async () => {
  const missing = await get('/ig/ja/nothing.html');
  expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(missing.headers.get('cache-control')).toBeNull();
  expect(await missing.text()).toContain('このページはありません <span lang="en">/ there is no such page</span>');
  for (const path of ['/ig/../package.json', '/ig/..%2fpackage.json', '/ig/ja/../../package.json', '/ig//etc/passwd']) {
    expect([path, await status(path)]).toEqual([path, 404]);
  }
});

test('reading the guide leaves no trace in the record of who saw what', async () => {
  const count = async () => (await database.query('SELECT count(*)::int AS n FROM audit_record')).rows[0];
  const before = await count();
  await get('/ig/ja/index.html');
  expect(await count()).toEqual(before);
});
