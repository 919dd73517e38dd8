import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const second = await gateway.second();
const admin = (method: string, path: string, body?: unknown) => gateway.call('administrator', method, path, body);
const hospital = (path: string) => gateway.call('hospital-ehr', 'GET', path);

const HEIGHT = {
  resourceType: 'SearchParameter',
  url: 'https://region.example/SearchParameter/observation-note',
  name: 'ObservationNote',
  status: 'active',
  description: '観察の覚え書きを書いた言葉 / the words of an observation’s note',
  code: 'note-text',
  base: ['Observation'],
  type: 'string',
  expression: 'Observation.note.text',
};
const noted = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: '面接' },
  subject: { reference: `Patient/${PERSON_B}` },
  note: [{ text: 'ヨクネムレタ' }],
};

/** Waits for the jobs of the house. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came true');
}

test('what a region adds can be searched by, once all that was stored before is indexed', async () => {
  const { json: before } = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', noted);
  expect((await hospital('/fhir/Observation?note-text=x')).status).toBe(400);
  const created = await admin('POST', '/fhir/SearchParameter', HEIGHT);
  expect(created.status).toBe(201);
  expect(created.json).toMatchObject({ ...HEIGHT, meta: { versionId: '1' } });

  const query = `/fhir/Observation?note-text=${encodeURIComponent('よくねむ')}`;
  await until(async () => (await hospital(query)).json.total === 1);
  const { json } = await hospital(query);
  expect(json.entry[0].resource.id).toBe(before.id);
  const progress = await admin('GET', '/fhir/$index-progress');
  const [observation] = progress.json.parameter.filter(({ name }: any) => name === 'Observation');
  const part = Object.fromEntries(observation.part.map((one: any) => [one.name, one.valueInteger ?? one.valueBoolean]));
  expect(part['finished']).toBe(true);
  expect(part['done']).toBe(part['wanted']);

  const { json: later } = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', noted);
  expect(
    (await hospital(query)).json.entry
      .flatMap(({ search, resource }: any) => (search.mode === 'match' ? [resource.id] : []))
      .sort(),
  ).toEqual([before.id, later.id].sort());
  const { json: capabilities } = await hospital('/fhir/metadata');
  const { searchParam } = capabilities.rest[0].resource.find(({ type }: any) => type === 'Observation');
  expect(searchParam).toContainEqual({ name: 'note-text', type: 'string', definition: HEIGHT.url });

  // The other gateway on the database learns of it by itself.
  const token = await gateway.token('hospital-ehr');
  await until(async () => {
    const answer = await fetch(`${second.url}${query}`, { headers: { Authorization: `Bearer ${token}` } });
    return answer.status === 200 && ((await answer.json()) as any).total === 2;
  });
});

test('while the index is drawn anew, a search says that it may find a part only', async () => {
  const type = 'Observation';
  await gateway.database.query(
    `UPDATE index_state SET finished = false, parameters = 'another version' WHERE type = $1`,
    [type],
  );
  const told = async () =>
    ((await hospital('/fhir/Observation?_count=1')).json.entry ?? []).flatMap(({ search, resource }: any) =>
      search.mode === 'outcome' ? issuesOf(resource).map(({ code }) => code) : [],
    );
  await until(async () => (await told()).includes('search-partial'));
  await gateway.database.query('UPDATE index_state SET finished = true WHERE type = $1', [type]);
  await until(async () => (await told()).length === 0);
});

test('one that is changed or taken away is so in searches too', async () => {
  const { json } = await hospital('/fhir/SearchParameter?code=note-text');
  expect(json.total).toBe(1);
  const { id } = json.entry[0].resource;
  const renamed = { ...HEIGHT, id, code: 'remark' };
  expect((await admin('PUT', `/fhir/SearchParameter/${id}`, renamed)).json.meta.versionId).toBe('2');
  expect((await hospital('/fhir/Observation?note-text=x')).status).toBe(400);
  await until(async () => (await hospital(`/fhir/Observation?remark=${encodeURIComponent('よく')}`)).json.total === 2);
  expect((await admin('DELETE', `/fhir/SearchParameter/${id}`)).status).toBe(204);
  expect((await hospital('/fhir/Observation?remark=x')).status).toBe(400);
  expect((await hospital(`/fhir/SearchParameter/${id}`)).status).toBe(404);
});

test('one is changed in the version that is meant only, under its own id, and made once', async () => {
  const once = { ...HEIGHT, url: 'https://region.example/SearchParameter/once', code: 'once' };
  const ask = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    gateway.call('administrator', method, path, body as never, headers);
  const criteria = { 'If-None-Exist': `url=${once.url}` };
  const made = await ask('POST', '/fhir/SearchParameter', once, criteria);
  const again = await ask('POST', '/fhir/SearchParameter', once, criteria);
  expect([made.status, again.status, again.json.id]).toEqual([201, 200, made.json.id]);
  const path = `/fhir/SearchParameter/${made.json.id}`;
  const read = await hospital(path);
  expect([read.headers.get('etag'), read.headers.get('last-modified')]).toEqual([
    'W/"1"',
    made.headers.get('last-modified'),
  ]);
  const next = { ...once, id: made.json.id, code: 'twice' };
  const refused: [string, string, unknown, Record<string, string>, number, string][] = [
    ['PUT', path, next, { 'If-Match': 'W/"99"' }, 412, 'version-conflict'],
    ['DELETE', path, undefined, { 'If-Match': 'W/"99"' }, 412, 'version-conflict'],
    ['PUT', path, { ...next, id: crypto.randomUUID() }, {}, 400, 'id-differs'],
    ['POST', '/fhir/SearchParameter', once, { 'If-None-Exist': '' }, 400, 'criteria-needed'],
    ['POST', '/fhir/SearchParameter', once, { 'If-None-Exist': 'colour=red' }, 400, 'search-parameter-unsupported'],
    ['POST', '/fhir/SearchParameter', once, { 'If-None-Exist': 'base=Observation' }, 412, 'conditional-several'],
  ];
  const { json: other } = await admin('POST', '/fhir/SearchParameter', {
    ...once,
    url: 'https://region.example/SearchParameter/other',
    code: 'other',
  });
  for (const [method, where, body, headers, status, code] of refused) {
    const answer = await ask(method, where, body, headers);
    expect([method, headers, answer.status, issuesOf(answer.json)[0]?.code]).toEqual([method, headers, status, code]);
  }
  expect((await hospital(path)).json.meta.versionId).toBe('1');
  expect((await ask('PUT', path, next, { 'If-Match': 'W/"1"' })).json.meta.versionId).toBe('2');
  expect((await ask('DELETE', path, undefined, { 'If-Match': 'W/"2"' })).status).toBe(204);
  expect((await admin('DELETE', `/fhir/SearchParameter/${other.id}`)).status).toBe(204);
});

test('one that finds whole records finds no word of theirs', async () => {
  const whole = {
    ...HEIGHT,
    url: 'https://region.example/SearchParameter/whole',
    code: 'whole',
    type: 'token',
    expression: 'Observation',
  };
  const { status, json } = await admin('POST', '/fhir/SearchParameter', whole);
  expect(status).toBe(201);
  const { json: stored } = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', noted);
  const { rows } = await gateway.database.query("SELECT sorts -> 'whole' AS sorts FROM resource WHERE id = $1", [
    stored.id,
  ]);
  expect(rows).toEqual([{ sorts: [] }]);
  expect((await hospital(`/fhir/Observation?_id=${stored.id}&whole=[object Object]`)).json.total).toBe(0);
  expect((await admin('DELETE', `/fhir/SearchParameter/${json.id}`)).status).toBe(204);
});

test('who runs the house has the index of a type, or of all, drawn anew where it went wrong', async () => {
  const query = '/fhir/Patient?name=%E4%BD%90%E8%97%A4';
  const total = async () => (await hospital(query)).json.total;
  const before = await total();
  expect(before).toBeGreaterThan(0);
  for (const [path, parts] of [
    ['/fhir/Patient/$reindex', ['Patient']],
    ['/fhir/$reindex', ['CarePlan', 'Observation', 'Patient']],
  ] as const) {
    await gateway.database.query(`DELETE FROM index_string WHERE type = 'Patient'`);
    expect(await total()).toBe(0);
    const begun = await admin('POST', path);
    expect(begun.status).toBe(200);
    const works = begun.json.parameter.map(({ name, part }: any) => [name, part[0].valueInteger, part[2].valueBoolean]);
    for (const type of parts) expect(works).toContainEqual([type, await countOf(type), expect.any(Boolean)]);
    await until(async () => (await total()) === before);
    await until(async () => {
      const { json } = await admin('GET', '/fhir/$index-progress');
      return json.parameter.every(({ part }: any) => part[2].valueBoolean);
    });
  }
  expect((await admin('POST', '/fhir/Nonsense/$reindex')).status).toBe(404);
  expect((await gateway.call('hospital-ehr', 'POST', '/fhir/$reindex')).status).toBe(403);
  expect((await gateway.call('hospital-ehr', 'POST', '/fhir/Patient/$reindex')).status).toBe(403);
});

const countOf = async (type: string): Promise<number> => {
  const { rows } = await gateway.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM resource WHERE type = $1 AND until_tx IS NULL AND NOT deleted',
    [type],
  );
  return rows[0]?.n ?? 0;
};

test('one of every type is searched by in each of them', async () => {
  const url = 'https://region.example/SearchParameter/language';
  const general = {
    ...HEIGHT,
    url,
    name: 'Tongue',
    code: 'tongue',
    base: ['Resource'],
    type: 'token',
    expression: 'Resource.language',
  };
  expect((await admin('POST', '/fhir/SearchParameter', general)).status).toBe(201);
  const { json } = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', { ...noted, language: 'ja' });
  await until(async () => (await hospital('/fhir/Observation?tongue=ja')).json.total === 1);
  expect((await hospital('/fhir/Observation?tongue=ja')).json.entry[0].resource.id).toBe(json.id);
  expect((await hospital('/fhir/Condition?tongue=ja')).json.total).toBe(0);
});

type Refused = readonly [what: string, change: object, status: number, code: string];
const REFUSED: readonly Refused[] = [
  ['a type that is not served', { base: ['Library'] }, 422, 'search-parameter-unusable'],
  ['an expression that is none', { expression: 'Observation..note' }, 422, 'expression-unreadable'],
  ['a pattern', { expression: "Observation.note.text.where(matches('(a+)+$'))" }, 422, 'search-parameter-unusable'],
  ['a name of R4', { code: 'status' }, 409, 'search-parameter-exists'],
  ...['_count', '_has', '_note', 'a.b', 'a:b', 'a,b', 'a&b', '*', '-a', 'あ'].map(
    (name): Refused => [`the name ${name}`, { code: name }, 422, 'search-parameter-unusable'],
  ),
  ...['Observation.nothere', 'Observation.note.txt', 'Observation.note.text | Observation.component.nothere.text'].map(
    (expression): Refused => [`the element ${expression}`, { expression }, 422, 'search-parameter-unusable'],
  ),
  ...['Observation.descendants().text', 'Observation.children().text'].map(
    (expression): Refused => [`what leads nowhere: ${expression}`, { expression }, 422, 'search-parameter-unusable'],
  ),
  ...['note.text', 'now()', 'descendants().text', 'Patient.name.text', "'x'"].map(
    (expression): Refused => [`the expression ${expression}`, { expression }, 422, 'search-parameter-unusable'],
  ),
  [
    'a reference to nothing that is said',
    { type: 'reference', expression: 'Observation.device' },
    422,
    'search-parameter-unusable',
  ],
  ['one type without an expression', { base: ['Observation', 'Condition'] }, 422, 'search-parameter-unusable'],
];

test.each(REFUSED)('%s is refused', async (_, change, status, code) => {
  const answer = await admin('POST', '/fhir/SearchParameter', { ...HEIGHT, ...change });
  expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([status, code]);
});

test('only who runs the house may add, change or take one away', async () => {
  const post = await gateway.call('hospital-ehr', 'POST', '/fhir/SearchParameter', HEIGHT);
  expect([post.status, issuesOf(post.json)[0]?.code]).toEqual([403, 'scope-missing']);
  const id = '11111111-2222-4333-8444-555555555555';
  expect((await gateway.call('hospital-ehr', 'DELETE', `/fhir/SearchParameter/${id}`)).status).toBe(403);
  expect((await hospital('/fhir/$index-progress')).status).toBe(403);
  expect((await admin('DELETE', `/fhir/SearchParameter/${id}`)).status).toBe(404);
});
