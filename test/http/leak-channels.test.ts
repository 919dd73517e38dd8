/** One test for each channel of consent design §3: with what is hidden in the store, every answer is that without it. */
import { expect, test } from 'vitest';
import { ABSENT, ANNA, HIDDEN, leakWorld, READER, SHOWN } from './leak-world.ts';

const world = await leakWorld();

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const get = (path: string, headers?: Record<string, string>): Asked => ({
  method: 'GET',
  path,
  ...(headers ? { headers } : {}),
});
const patient = `patient=${ANNA.split('/')[1]}`;
const batch = (...urls: string[]): Asked => ({
  method: 'POST',
  path: '',
  body: { resourceType: 'Bundle', type: 'batch', entry: urls.map((url) => ({ request: { method: 'GET', url } })) },
});

/** Its second entry fails, so that nothing is written: what is said of the first must not tell what it would have met. */
const transaction = (url: string, resource?: object, more: object = {}, method = 'POST'): Asked => ({
  method: 'POST',
  path: '',
  body: {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { request: { method, url, ...more }, ...(resource ? { resource } : {}) },
      {
        request: { method: 'PUT', url: `Observation/${SHOWN.first}`, ifMatch: 'W/"99"' },
        resource: { resourceType: 'Observation', id: SHOWN.first },
      },
    ],
  },
});
const observed = (more: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: ANNA },
  ...more,
});

/** Of each channel, what would tell. */
const CHANNELS: Readonly<Record<string, readonly Asked[]>> = {
  'total, _summary=count, _total': [
    get('/Condition?_summary=count'),
    get(`/Observation?${patient}&_total=accurate`),
    get('/Observation?_summary=count'),
    get('/Patient?_count=0'),
  ],
  'pages, cursors': [get('/Observation?_count=1'), get('/Observation?_count=2&_sort=-date'), get('/_history?_count=3')],
  '_include, _revinclude, :iterate, *': [
    get('/Encounter?_include=Encounter:diagnosis&_include=Encounter:reason-reference'),
    get('/Encounter?_include=*&_revinclude=*'),
    get('/Encounter?_revinclude=Condition:encounter&_revinclude:iterate=Observation:derived-from'),
    get('/Observation?_include=Observation:has-member&_include:iterate=Observation:derived-from'),
  ],
  'chain, _has, composite': [
    get('/Encounter?diagnosis:Condition.code=F20.0'),
    get('/Observation?encounter.diagnosis:Condition.code=F20.0'),
    get('/Patient?_has:Condition:subject:code=F20.0'),
    get('/Encounter?_has:Condition:encounter:_has:Encounter:diagnosis:status=finished'),
    get('/Observation?has-member.code=2'),
    get('/Observation?combo-code-value-concept=2$x'),
  ],
  'search by a reference to a hidden target': [
    get(`/Encounter?diagnosis=Condition/${HIDDEN.condition}`),
    get(`/Task?focus=Condition/${HIDDEN.condition}`),
    get(`/Provenance?target=Task/${HIDDEN.task}`),
    get(`/Communication?about=Condition/${HIDDEN.condition}`),
    get(`/Observation?has-member=${HIDDEN.sensitive}`),
    get('/Encounter?diagnosis:missing=true'),
    get('/Encounter?diagnosis:identifier=urn:secret|1'),
    get(`/Condition?subject=${ANNA}`),
    get(`/Observation?patient=${HIDDEN.patient}`),
  ],
  '_sort, _lastUpdated': [
    get('/Observation?_sort=has-member,-derived-from'),
    get('/Encounter?_sort=diagnosis'),
    get('/Observation?_sort=has-member.date'),
    get('/Provenance?_sort=target,-patient'),
    get('/List?_sort=item'),
    get('/Observation?_sort=-_lastUpdated,code'),
    get('/Observation?_lastUpdated=ge2026-05-10'),
  ],
  'POST _search, compartment, system search, _format, batch entries': [
    {
      method: 'POST',
      path: '/Condition/_search',
      body: '',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
    get(`/${ANNA}/Condition`),
    get(`/${ANNA}/*`),
    get(`/Encounter/${SHOWN.stay}/*`),
    get(`/Patient/${HIDDEN.patient}/*`),
    get('?_type=Condition,Observation,Group'),
    get('/Observation?_format=xml'),
    batch(
      `Condition/${HIDDEN.condition}`,
      'Condition',
      `Condition/${HIDDEN.condition}/_history`,
      `Group/${HIDDEN.group}`,
    ),
  ],
  'read, vread, history': [
    get(`/Condition/${HIDDEN.condition}`),
    get(`/Condition/${HIDDEN.condition}/_history/1`),
    get(`/Condition/${HIDDEN.condition}/_history`),
    get('/Condition/_history'),
    get(`/Patient/${HIDDEN.patient}`),
    get(`/Group/${HIDDEN.group}`),
  ],
  '404 for 403, 410, 412, 204; HEAD, ETag, If-None-Match, Content-Length': [
    get(`/Condition/${HIDDEN.deleted}`),
    get(`/Condition/${HIDDEN.deleted}/_history`),
    { method: 'HEAD', path: `/Condition/${HIDDEN.condition}` },
    { method: 'HEAD', path: '/Condition?_count=1' },
    { method: 'HEAD', path: `/Provenance/${SHOWN.origin}` },
    get(`/Condition/${HIDDEN.condition}?_elements=id`),
    get(`/Condition/${HIDDEN.condition}?_summary=true`),
    get(`/Condition/${HIDDEN.condition}/_history?_since=2026-05-01`),
    get('/Condition/_history?_since=2026-05-01&_count=1'),
    get('/_history?_since=2026-05-09&_count=50'),
    get(`/Condition/${HIDDEN.condition}`, { 'If-None-Match': 'W/"1"' }),
    get(`/Condition/${HIDDEN.condition}`, { 'If-Modified-Since': 'Tue, 01 Jan 2030 00:00:00 GMT' }),
    { method: 'DELETE', path: `/Condition/${HIDDEN.condition}`, headers: { 'If-Match': 'W/"7"' } },
    { method: 'DELETE', path: `/Condition/${HIDDEN.condition}` },
    { method: 'DELETE', path: `/Condition/${HIDDEN.deleted}` },
  ],
  'conditional writes, PUT to a hidden id, integrity errors': [
    ...[
      'Condition?identifier=urn:conditions|1',
      `Condition/${HIDDEN.condition}`,
      `Observation/${HIDDEN.condition}`,
    ].map((reference) => transaction('Observation', observed({ focus: [{ reference }] }))),
    transaction('Observation', observed({ subject: { reference: 'Patient?identifier=urn:patients|77' } })),
    transaction(
      'Condition',
      { resourceType: 'Condition', subject: { reference: ANNA } },
      { ifNoneExist: 'identifier=urn:conditions|1' },
    ),
    transaction('Observation?code=2', undefined, {}, 'DELETE'),
    transaction(`Task/${HIDDEN.task}`, undefined, {}, 'DELETE'),
    { method: 'DELETE', path: '/Condition?identifier=urn:conditions|1' },
    {
      method: 'PATCH',
      path: '/Condition?identifier=urn:conditions|1',
      body: [{ op: 'remove', path: '/code' }],
      headers: { 'Content-Type': 'application/json-patch+json' },
    },
    {
      method: 'PUT',
      path: `/Condition/${HIDDEN.condition}`,
      body: { resourceType: 'Condition', id: HIDDEN.condition, subject: { reference: ANNA } },
    },
    {
      method: 'POST',
      path: '/Observation',
      body: {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        hasMember: [{ reference: `Observation/${HIDDEN.sensitive}` }],
        subject: { reference: ANNA },
      },
    },
    {
      method: 'POST',
      path: '/Observation',
      body: {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: `Patient/${HIDDEN.patient}` },
      },
    },
  ],
  contained: [
    get(`/Observation/${HIDDEN.container}`),
    get('/Observation?_content=contained'),
    get('/Observation?focus:missing=false'),
  ],
  'text.div, _text, _content': [
    get('/Condition?_text=秘密'),
    get('/Encounter?_text=秘密'),
    get('/Encounter?_content=秘密の病名'),
    get('/Observation?_content=秘密'),
    get(`/Encounter?_content=${HIDDEN.condition}`),
    get(`/Encounter/${SHOWN.stay}?_summary=text`),
    get('/Task?_content=秘密の病名'),
    get('/Communication?_content=連絡'),
    get('/Provenance?_content=urn:secret'),
  ],
  references: [get(`/Encounter/${SHOWN.stay}`), get(`/Observation/${SHOWN.second}`), get(`/List/${SHOWN.list}`)],
  'REDACTED, withheld': [
    get(`/Encounter/${SHOWN.stay}/_history`),
    get('/Encounter?_security=REDACTED'),
    get('/Encounter?_tag=SUBSETTED'),
  ],
  'Bundle documents': [
    get(`/Bundle/${HIDDEN.document}`),
    get('/Bundle'),
    get('/Bundle?identifier=urn:d|1'),
    get(`/Composition/${SHOWN.paper}/$document`),
  ],
  'Provenance, Task, Communication, List, Group, Composition': [
    ...Object.entries({
      Task: [HIDDEN.task, HIDDEN.taskAboutTask, HIDDEN.circle],
      // That of a document whose Composition is shown, but not all of its parts, is hidden with it.
      Provenance: [HIDDEN.origin, HIDDEN.signature],
      Communication: [HIDDEN.message],
      List: [HIDDEN.list],
      // Nothing of what it tells is shown, so neither is that it was written, by whom and when.
      Composition: [HIDDEN.shell],
    }).flatMap(([type, ids]) => [
      ...ids.flatMap((id) => ['', '/_history', '/_history/1', '/$meta'].map((path) => get(`/${type}/${id}${path}`))),
      get(`/${type}`),
      get(`/${type}?_summary=count`),
      get(`/${type}/_history`),
      get(`/${type}?_count=1&_sort=-_lastUpdated`),
      get(`/${ANNA}/${type}`),
      get(`/${ANNA}/$everything?_type=${type}`),
      get(`/Patient?_revinclude=${type}:*`),
      { method: 'DELETE', path: `/${type}/${ids[0]}` },
      { method: 'HEAD', path: `/${type}/${ids[0]}` },
      batch(`${type}/${ids[0]}`, type),
    ]),
    get('/Task?focus:missing=false'),
    get('/Task?_include=Task:focus&_sort=focus'),
    get('/Task?focus:Task.status=requested'),
    get(`/Patient?_has:Task:patient:identifier=urn:tasks|${HIDDEN.task.slice(-4)}`),
    get('/Observation?_revinclude=Provenance:target'),
    get('/Patient?_has:List:subject:status=current&_has:Provenance:patient:agent=none'),
    get(`/Condition?_list=${HIDDEN.list}`),
    { method: 'DELETE', path: `/Task?identifier=urn:tasks|${HIDDEN.task.slice(-4)}` },
    get(`/Provenance/${SHOWN.origin}`),
    get(`/Task/${SHOWN.task}`),
    get(`/Composition/${SHOWN.paper}`),
    get(`/Condition?_list=${SHOWN.list}`),
    get('/Group'),
    get(`/Group?member=${ANNA}`),
  ],
  '$everything, $lastn, $match, $meta, $validate': [
    get(`/${ANNA}/$everything`),
    get('/Patient/$everything'),
    get(`/Patient/${HIDDEN.patient}/$everything`),
    get(`/Encounter/${SHOWN.stay}/$everything`),
    get(`/${ANNA}/$everything?_since=2026-05-10&_type=Condition,Task,Provenance`),
    get(`/${ANNA}/$everything?start=2026-05-04&_count=2`),
    get(`/Observation/$lastn?${patient}&category=laboratory&max=9`),
    get(`/Observation/$lastn?${patient}&code=2`),
    get('/Task/$meta'),
    get(`/Task/${HIDDEN.task}/$validate`),
    get('/$graphql?query={ConditionList{id}}'),
    {
      method: 'POST',
      path: `/Task/${HIDDEN.task}/$validate?mode=update`,
      body: { resourceType: 'Task', id: HIDDEN.task, status: 'requested', intent: 'order', for: { reference: ANNA } },
    },
    get(`/Observation/$lastn?${patient}&category=laboratory`),
    {
      method: 'POST',
      path: '/Patient/$match',
      body: { resourceType: 'Patient', identifier: [{ system: 'urn:patients', value: '77' }], birthDate: '1966-06-06' },
    },
    get('/$meta'),
    get('/Observation/$meta'),
    get(`/Condition/${HIDDEN.condition}/$meta`),
    get(`/Condition/${HIDDEN.condition}/$validate`),
    get(`/Condition/${HIDDEN.condition}/$findings`),
  ],
};

/** What is made anew for each answer, and tells of nobody: the id of the request, cursors, and when a document was made. */
const OF_THE_MOMENT = ['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'];

async function answered({ method, path, body, headers }: Asked) {
  const {
    status,
    headers: told,
    bytes,
  } = await world.call(READER, method, `/fhir${encodeURI(path)}`, body, {
    ...headers,
    'Accept-Encoding': 'identity',
  });
  const id = told.get('x-request-id') ?? '';
  const text = new TextDecoder()
    .decode(bytes)
    .replaceAll(id, 'request')
    .replace(/_cursor=[\w.%-]+/g, '_cursor=x')
    .replace(/"timestamp":"[^"]+"/, '');
  const hasCursor = text.includes('_cursor=');
  const kept = [...told].filter(([name]) => !OF_THE_MOMENT.includes(name) && !(hasCursor && name === 'content-length'));
  return { asked: `${method} ${path}`, status, headers: Object.fromEntries(kept), text };
}

async function told(channel: string) {
  const answers = [];
  for (const asked of CHANNELS[channel] ?? []) answers.push(await answered(asked));
  return answers;
}

const absent = new Map<string, Awaited<ReturnType<typeof told>>>();
for (const channel of Object.keys(CHANNELS)) absent.set(channel, await told(channel));
await world.hide();

test.each(Object.keys(CHANNELS))('what is hidden is not told by %s', async (channel) => {
  expect(await told(channel)).toEqual(absent.get(channel));
});

test('what is hidden is there: its holder is told of it in every one of these ways', async () => {
  for (const [type, id] of [
    ['Condition', HIDDEN.condition],
    ['Observation', HIDDEN.sensitive],
    ['Observation', HIDDEN.container],
    ['Patient', HIDDEN.patient],
    ['Group', HIDDEN.group],
    ['Bundle', HIDDEN.document],
    ['Task', HIDDEN.task],
    ['Task', HIDDEN.taskAboutTask],
    ['Task', HIDDEN.circle],
    ['Provenance', HIDDEN.origin],
    ['Communication', HIDDEN.message],
    ['List', HIDDEN.list],
    ['Composition', HIDDEN.shell],
    ['Provenance', HIDDEN.signature],
  ])
    expect((await world.call('hospital-ehr', 'GET', `/fhir/${type}/${id}`)).status, type).toBe(200);
  expect((await world.call('hospital-ehr', 'GET', `/fhir/Condition/${HIDDEN.deleted}`)).status).toBe(410);
});

test('a hidden id and one that nobody knows are told apart by nothing but what was asked', async () => {
  for (const path of ['', '/_history', '/_history/1', '/$meta', '/$validate', '/$findings']) {
    const [hidden, unknown] = [
      await answered(get(`/Condition/${HIDDEN.condition}${path}`)),
      await answered(get(`/Condition/${ABSENT}${path}`)),
    ];
    expect(JSON.parse(JSON.stringify(hidden).replaceAll(HIDDEN.condition, ABSENT)), path).toEqual(unknown);
    expect(hidden.status).toBe(404);
  }
});

test('of a Composition the office sees what is left, and of one of which nothing is not even the head', async () => {
  const { text } = await answered(get('/Composition?_count=50'));
  const found = JSON.parse(text).entry.map(({ resource }: any) => resource);
  const { section } = found.find(({ id }: any) => id === SHOWN.paper);
  expect(section).toHaveLength(1);
  expect(text).not.toMatch(/秘密/);
  expect(found.some(({ id }: any) => id === HIDDEN.shell)).toBe(false);
});

test('what the office sees of the stay says where nothing leads, and no word of it', async () => {
  const { text } = await answered(get(`/Encounter/${SHOWN.stay}`));
  expect(text).not.toMatch(/秘密|urn:secret|REDACTED|"text"/);
  expect(JSON.parse(text).diagnosis).toEqual([
    {
      condition: {
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
      },
    },
  ]);
});

test('of several things that a record is about, those that are seen are told, and the others masked', async () => {
  const { text } = await answered(get(`/Provenance/${SHOWN.origin}`));
  expect(text).not.toMatch(/秘密|urn:secret/);
  expect(JSON.parse(text).target).toEqual([
    { reference: ANNA },
    { reference: `Observation/${SHOWN.first}` },
    { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] },
  ]);
});

test('what is not masked in a masked record is found by, as it is told', async () => {
  const found = async (query: string) => JSON.parse((await answered(get(`/Encounter?${query}`))).text).total;
  expect(await found('reason-reference:identifier=urn:open|1')).toBe(1);
  expect(await found('reason-reference:identifier=urn:secret|1')).toBe(0);
  expect(await found('_content=通院の記録')).toBe(1);
  expect(await found('_content=urn:secret')).toBe(0);
});
