import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway, send } from '../gateway.ts';

const gateway = await sandboxGateway();
const SYSTEM = 'https://example.jp/records';
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const flag = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  text,
  identifier: [{ system: SYSTEM, value }],
  code: { text: '覚書' },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});
const criteria = (value: string) => `identifier=${encodeURIComponent(`${SYSTEM}|${value}`)}`;
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>, who = 'hospital-ehr') =>
  gateway.call(who, method, path, body, headers);
const codes = (json: any): string[] => issuesOf(json).map(({ code }) => code);
const count = async (value: string, who = 'hospital-ehr'): Promise<number> =>
  (await call('GET', `/fhir/Basic?${criteria(value)}&_summary=count`, undefined, {}, who)).json.total;

test('an update by criteria that nothing meets makes nothing where a version is named', async () => {
  const put = (headers: Record<string, string>) =>
    call('PUT', `/fhir/Basic?${criteria('versioned')}`, flag('versioned'), headers);
  const refused = await put({ 'If-Match': 'W/"1"' });
  expect([refused.status, codes(refused.json), await count('versioned')]).toEqual([412, ['version-conflict'], 0]);
  expect((await put({})).status).toBe(201);
  expect((await put({ 'If-Match': 'W/"1"' })).status).toBe(200);
});

describe('a create that asks for none to exist', () => {
  const create = (value: string, who?: string, more: Record<string, string> = {}) =>
    call('POST', '/fhir/Basic', flag(value), { 'If-None-Exist': criteria(value), ...more }, who);

  test('is stored once, and answered with what is there from then on', async () => {
    const first = await create('once');
    expect(first.status).toBe(201);
    const second = await create('once');
    expect([second.status, second.json]).toEqual([200, first.json]);
    for (const name of ['location', 'etag']) expect(second.headers.get(name)).toBe(first.headers.get(name));
    const minimal = await create('once', undefined, { Prefer: 'return=minimal' });
    expect([minimal.status, minimal.bytes.length]).toEqual([200, 0]);
    expect(await count('once')).toBe(1);
  });

  test('is refused when several match, and nothing is stored', async () => {
    for (let i = 0; i < 2; i += 1) await call('POST', '/fhir/Basic', flag('several'));
    const { status, json } = await create('several');
    expect([status, codes(json)]).toEqual([412, ['conditional-several']]);
    expect(await count('several')).toBe(2);
  });

  test('is refused when its criteria say nothing, or what no search knows', async () => {
    for (const [asked, code] of [
      ['', 'criteria-needed'],
      ['_count=1', 'criteria-needed'],
      ['colour=blue', 'search-parameter-unknown'],
      ['identifier:near=x', 'search-modifier-unknown'],
    ] as const) {
      const { status, json } = await call('POST', '/fhir/Basic', flag('none'), { 'If-None-Exist': asked });
      expect([status, codes(json)], asked).toEqual([400, [code]]);
    }
    expect(await count('none')).toBe(0);
  });

  test('is not stored again where its criteria also say how an answer would be shaped, or say the same otherwise', async () => {
    const first = await create('shaped');
    for (const more of ['_count=0', '_summary=count', '_sort=-_id', '_include=Basic:subject', '_total=none']) {
      const asked = `${criteria('shaped')}&${more}`;
      const again = await call('POST', '/fhir/Basic', flag('shaped'), { 'If-None-Exist': asked });
      expect([again.status, again.json.id], more).toEqual([200, first.json.id]);
      const put = await call('PUT', `/fhir/Basic?${asked}`, flag('shaped'));
      expect([put.status, put.json.id], more).toEqual([200, first.json.id]);
    }
    expect(await count('shaped')).toBe(1);
    const at = (value: string) => `${SYSTEM}|${value}`;
    const spellings = [
      `identifier=${at('spelt')},${at('other')}`,
      `identifier=${at('other')},${at('spelt')}`,
      `_sort=_id&identifier=${at('spelt')},${at('other')}`,
      `identifier=${at('other')},${at('spelt')}&_count=0`,
    ];
    const all = await Promise.all(
      [...spellings, ...spellings].map((asked) =>
        call('POST', '/fhir/Basic', flag('spelt'), { 'If-None-Exist': new URLSearchParams(asked).toString() }),
      ),
    );
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(await count('spelt')).toBe(1);
  });

  test('does not see what is hidden from who asks: it stores its own, and tells nothing', async () => {
    const hidden = await create('hidden');
    const own = await create('hidden', 'soudan-minato');
    expect([hidden.status, own.status]).toEqual([201, 422]);
    expect(codes(own.json)).toEqual(['reference-not-found']);
    const about = (who: string) =>
      call('POST', '/fhir/Basic', flag('nobody', { subject: undefined }), { 'If-None-Exist': criteria('nobody') }, who);
    expect([(await about('hospital-ehr')).status, (await about('soudan-minato')).status]).toEqual([201, 201]);
  });

  test('is nothing for a person, who holds no record', async () => {
    const { status, json } = await create('person', 'person-b');
    expect([status, codes(json)]).toEqual([403, ['scope-missing']]);
  });
});

const store = async (value: string, more: object = {}, who?: string): Promise<any> => {
  const { status, json } = await call('POST', '/fhir/Basic', flag(value, more), {}, who);
  expect([status, codes(json)]).toEqual([201, []]);
  return json;
};
const FOR_ALL = { subject: undefined, resourceType: 'Organization', code: undefined, name: 'A' };

describe('an update of what criteria match', () => {
  const put = (value: string, more: object = {}, headers: Record<string, string> = {}, who?: string) =>
    call('PUT', `/fhir/Basic?${criteria(value)}`, flag(value, more), headers, who);

  test('makes it where there is none, and its next version where there is one', async () => {
    const made = await put('put');
    expect([made.status, made.headers.get('etag')]).toEqual([201, 'W/"1"']);
    const changed = await put('put', { code: { text: '別の覚書' } }, { 'If-Match': 'W/"1"' });
    expect([changed.status, changed.json.id, changed.json.meta.versionId]).toEqual([200, made.json.id, '2']);
    // Some clients send a weak tag back without saying that it is weak.
    expect((await put('put', {}, { 'If-Match': '"1"' })).status).toBe(412);
    const late = await put('put', {}, { 'If-Match': 'W/"1"' });
    expect([late.status, codes(late.json)]).toEqual([412, ['version-conflict']]);
    const named = await put('put', { id: made.json.id }, { 'If-Match': '"2"' });
    expect([named.status, named.json.meta.versionId]).toEqual([200, '3']);
    const misnamed = await put('put', { id: '00000000-0000-4000-8000-000000000000' });
    expect([misnamed.status, codes(misnamed.json)]).toEqual([400, ['id-differs']]);
    expect((await put('absent', { id: '00000000-0000-4000-8000-000000000000' })).status).toBe(404);
  });

  test('is refused when several match, without criteria, and for what another holds', async () => {
    for (let i = 0; i < 2; i += 1) await store('put-several');
    const several = await put('put-several');
    expect([several.status, codes(several.json)]).toEqual([412, ['conditional-several']]);
    const all = await call('PUT', '/fhir/Basic', flag('x'));
    expect([all.status, codes(all.json)]).toEqual([400, ['criteria-needed']]);
    const organization = { ...flag('foreign', FOR_ALL) };
    expect((await call('POST', '/fhir/Organization', organization)).status).toBe(201);
    for (const method of ['PUT', 'DELETE']) {
      const foreign = await call(
        method,
        `/fhir/Organization?${criteria('foreign')}`,
        method === 'PUT' ? organization : undefined,
        {},
        'soudan-minato',
      );
      expect([foreign.status, codes(foreign.json)]).toEqual([403, ['not-holder']]);
    }
    expect((await put('x', {}, {}, 'person-b')).status).toBe(403);
  });
});

describe('an update that asks for none to be there', () => {
  const NONE = { 'If-None-Match': '*' };
  const put = (path: string, body: object, headers: Record<string, string> = NONE) =>
    call('PUT', `/fhir/Basic${path}`, body, headers);
  const bundle = (type: string, resource: any, ifNoneMatch: unknown) => ({
    resourceType: 'Bundle',
    type,
    entry: [{ resource, request: { method: 'PUT', url: `Basic/${resource.id}`, ifNoneMatch } }],
  });

  test('changes nothing that is there, whether it names any version, or the one that there is', async () => {
    const made = await store('none-match');
    const changed = { ...made, code: { text: '別' } };
    for (const tag of ['*', 'W/"7", *', 'W/"1"', '"1"']) {
      const { status, json } = await put(`/${made.id}`, changed, { 'If-None-Match': tag });
      expect([tag, status, codes(json), issuesOf(json)[0]?.en]).toEqual([
        tag,
        412,
        ['there-already'],
        `\`Basic/${made.id}\` is there already (If-None-Match: \`${tag}\`); to change it, send it without If-None-Match`,
      ]);
    }
    const conditional = await put(`?${criteria('none-match')}`, flag('none-match'));
    expect([conditional.status, codes(conditional.json)]).toEqual([412, ['there-already']]);
    const batch = await call('POST', '/fhir', bundle('batch', changed, '*'));
    expect([batch.status, batch.json.entry[0].response.status]).toEqual([200, '412']);
    const transaction = await call('POST', '/fhir', bundle('transaction', changed, '*'));
    expect([transaction.status, codes(transaction.json)]).toEqual([412, ['there-already']]);
    const odd = await call('POST', '/fhir', bundle('transaction', changed, 1));
    expect([odd.status, codes(odd.json)]).toEqual([400, ['entry-request-malformed']]);
    expect((await call('GET', `/fhir/Basic/${made.id}`)).json).toEqual(made);
    const older = await put(`/${made.id}`, changed, { 'If-None-Match': 'W/"7"' });
    expect([older.status, older.json.meta.versionId]).toEqual([200, '2']);
  });

  test('makes what criteria find nowhere; an id that nobody has is not known where the house chooses ids', async () => {
    const first = await put(`?${criteria('none-yet')}`, flag('none-yet'));
    expect(first.status).toBe(201);
    const id = '00000000-0000-4000-8000-00000000aaaa';
    const { status, json } = await put(`/${id}`, flag('chosen', { id }));
    expect([status, codes(json)]).toEqual([404, ['not-found']]);
  });

  test('makes exactly one where clients choose ids, however many ask at once', async () => {
    const choosing = await gateway.second({ writing: { updateCreate: true, conditionalDelete: 'single' } });
    const id = '00000000-0000-4000-8000-00000000bbbb';
    const token = await gateway.token('hospital-ehr');
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        send(choosing.url, token, {
          method: 'PUT',
          path: `/fhir/Basic/${id}`,
          body: flag(`chosen-${n}`, { id }),
          headers: NONE,
        }),
      ),
    );
    expect(all.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 412)]);
    const stored = await call('GET', `/fhir/Basic/${id}`);
    expect(stored.json).toEqual(all.find(({ status }) => status === 201)?.json);
    expect(stored.json.meta.versionId).toBe('1');
  });
});

describe('a patch of what criteria match', () => {
  const patch = (value: string, who?: string) =>
    call(
      'PATCH',
      `/fhir/Basic?${criteria(value)}`,
      [{ op: 'replace', path: '/code/text', value: '直した覚書' }],
      { 'Content-Type': 'application/json-patch+json' },
      who,
    );

  test('changes the one match, and what is hidden is no match', async () => {
    const { id } = await store('patched');
    const { status, json } = await patch('patched');
    expect([status, json.id, json.code.text]).toEqual([200, id, '直した覚書']);
    const [hidden, absent] = [await patch('patched', 'soudan-minato'), await patch('nothing', 'soudan-minato')];
    expect([hidden.status, absent.status, codes(hidden.json)]).toEqual([404, 404, codes(absent.json)]);
    for (let i = 0; i < 2; i += 1) await store('patch-several');
    expect((await patch('patch-several')).status).toBe(412);
  });
});

describe('a deletion of what criteria match', () => {
  const remove = (value: string, who?: string) => call('DELETE', `/fhir/Basic?${criteria(value)}`, undefined, {}, who);

  test('deletes one, is done where there is none, and is refused where there are several', async () => {
    const { id } = await store('gone');
    expect((await remove('gone', 'soudan-minato')).status).toBe(204);
    expect(await count('gone')).toBe(1);
    expect((await remove('gone')).status).toBe(204);
    expect((await call('GET', `/fhir/Basic/${id}`)).status).toBe(410);
    expect((await remove('gone')).status).toBe(204);
    for (let i = 0; i < 2; i += 1) await store('many');
    expect([(await remove('many')).status, await count('many')]).toEqual([412, 2]);
    const all = await call('DELETE', '/fhir/Basic');
    expect([all.status, codes(all.json)]).toEqual([400, ['criteria-needed']]);
    const consents = await call('DELETE', '/fhir/Consent?status=active');
    expect([consents.status, codes(consents.json)]).toEqual([403, ['consent-kept']]);
  });

  test('deletes all matches in a house that is set so', async () => {
    const many = await sandboxGateway({ writing: { updateCreate: false, conditionalDelete: 'multiple' } });
    const send = (method: string, path: string, body?: unknown) => many.call('hospital-ehr', method, path, body);
    for (let i = 0; i < 3; i += 1) await send('POST', '/fhir/Basic', flag('many'));
    expect((await send('DELETE', `/fhir/Basic?${criteria('many')}`)).status).toBe(204);
    expect((await send('GET', `/fhir/Basic?${criteria('many')}`)).json.total).toBe(0);
  });
});

test('64 clients of two gateways who ask for the same at the same time make one of each', async () => {
  const second = await gateway.second();
  const token = await gateway.token('hospital-ehr');
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const body = (value: string) => JSON.stringify(flag(value, { subject: undefined }));
  const post = (url: string, value: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/fhir+json',
        'If-None-Exist': criteria(value),
        Prefer: 'return=minimal',
      };
      const sent = httpRequest(`${url}/fhir/Basic`, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', reject).end(body(value));
    });
  const KEYS = Number(process.env['RACE_KEYS'] ?? 60);
  for (let key = 0; key < KEYS; key += 1) {
    const value = `race-${key}`;
    const statuses = await Promise.all(
      Array.from({ length: 64 }, (_, client) => post(client % 2 === 0 ? gateway.url : second.url, value)),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(63);
  }
  agent.destroy();
  const { rows } = await gateway.database.query<{ n: string }>(
    `SELECT count(*) AS n FROM resource WHERE type = 'Basic' AND content LIKE '%"race-%'`,
  );
  expect(Number(rows[0]?.n)).toBe(KEYS);
}, 120_000);
