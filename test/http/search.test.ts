import { beforeAll, describe, expect, test } from 'vitest';
import { HIKARI, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const hospital = (path: string, headers: Record<string, string> = {}) =>
  gateway.call('hospital-ehr', 'GET', path, undefined, headers);
const office = (path: string) => gateway.call('soudan-hikari', 'GET', path);
const ids = (json: any, mode = 'match'): string[] =>
  (json.entry ?? []).flatMap(({ search, resource }: any) =>
    search.mode === mode ? [`${resource.resourceType}/${resource.id}`] : [],
  );
const link = (json: any, relation: string): string | undefined =>
  json.link.find((one: any) => one.relation === relation)?.url;

const created: Record<string, string> = {};
async function create(name: string, resource: object): Promise<string> {
  const { status, json } = await gateway.call(
    'hospital-ehr',
    'POST',
    `/fhir/${(resource as any).resourceType}`,
    resource,
  );
  if (status !== 201) throw new Error(`${name}: ${JSON.stringify(json)}`);
  created[name] = `${json.resourceType}/${json.id}`;
  return created[name];
}
const subject = { reference: `Patient/${PERSON_B}` };
const LOINC = 'http://loinc.org';

beforeAll(async () => {
  await create('ward', { resourceType: 'Location', name: '３病棟', status: 'active' });
  await create('room', { resourceType: 'Location', name: '301号室', partOf: { reference: created['ward'] } });
  await create('stay', {
    resourceType: 'Encounter',
    status: 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    subject,
    location: [{ location: { reference: created['room'] } }],
  });
  const glucose = (value: number, day: string) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: LOINC, code: '2339-0', display: '血糖' }] },
    subject,
    encounter: { reference: created['stay'] },
    effectiveDateTime: day,
    valueQuantity: { value, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
  });
  await create('first', glucose(102, '2026-10-02'));
  await create('second', glucose(115, '2026-10-01'));
  await create('list', {
    resourceType: 'List',
    status: 'current',
    mode: 'working',
    subject,
    entry: [{ item: { reference: created['second'] } }],
  });
});

test('chains, _has and _list lead through what refers and is referred to', async () => {
  const one = async (query: string) => ids((await hospital(`/fhir/${query}`)).json);
  const values = [created['first'], created['second']].sort();
  const chained = `Observation?code=2339-0&patient.name=${encodeURIComponent('サトウ')}`;
  expect((await one(chained)).sort()).toEqual(values);
  expect((await one('Observation?encounter:Encounter.location.name=301')).sort()).toEqual(values);
});

describe('a name is found by neither case nor accent', () => {
  // Written composed and decomposed, and two words that only the mark of kana tells apart.
  const PEOPLE = ['Müller', 'MULLER', 'Mu\u0308ller-Strauß', 'Андрей', 'ガタ', 'カタ', 'ﾊﾟﾊﾞ'];
  beforeAll(async () => {
    for (const family of PEOPLE) {
      const text = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">Frau ${family}</div>` };
      const name = [{ text: family, family }];
      await create(family, { resourceType: 'Patient', text, name, gender: 'other', birthDate: '1961-02-03' });
    }
  });
  const found = async (query: string) => {
    const { json } = await hospital(`/fhir/Patient?birthdate=1961-02-03&${query}`);
    const all = ids(json);
    return PEOPLE.filter((family) => all.includes(created[family] ?? ''));
  };
  const [muller, plain, strauss, andrei, ga, ka, paba] = PEOPLE;

  test.each([
    ['muller', [muller, plain, strauss]],
    ['MÜLLER', [muller, plain, strauss]],
    ['mu\u0308LL', [muller, plain, strauss]],
    ['андреи', [andrei]],
    ['が', [ga]],
    ['カ\u3099', [ga]],
    ['か', [ka]],
    ['ぱば', [paba]],
    ['はは', []],
  ])('such as %s', async (name, expected) => {
    expect(await found(`name=${encodeURIComponent(name)}`)).toEqual(expected);
    expect(await found(`family:contains=${encodeURIComponent(name)}`)).toEqual(expected);
    expect(await found(`_content=${encodeURIComponent(name)}`)).toEqual(expected);
    expect(await found(`_text=${encodeURIComponent(name)}`)).toEqual(expected);
  });

  test('unless it is to be found exactly', async () => {
    expect(await found(`name:exact=${encodeURIComponent('Müller')}`)).toEqual([muller]);
    expect(await found('name:exact=MULLER')).toEqual([plain]);
  });

  test('and accents alone are no name at all', async () => {
    for (const query of ['name=%CC%88', 'name:contains=%CC%88', '_content=%CC%88'])
      expect(await found(query)).toEqual([]);
  });

  test('and the order of names knows no accent either', async () => {
    const { json } = await hospital('/fhir/Patient?birthdate=1961-02-03&_sort=family');
    const order = ids(json).map((id) => PEOPLE.find((family) => created[family] === id));
    expect(new Set(order.slice(0, 2))).toEqual(new Set([muller, plain]));
    expect(order.slice(2)).toEqual([strauss, andrei, ka, ga, paba]);
  });
});

test('a place is found with all that lies in it, and with all that it lies in', async () => {
  const found = async (query: string) => ids((await hospital(`/fhir/Encounter?${query}`)).json);
  expect(await found(`location=${created['ward']}`)).toEqual([]);
  expect(await found(`location:below=${created['ward']}`)).toEqual([created['stay']]);
  expect(await found(`location:above=${created['room']}`)).toEqual([created['stay']]);
  // Nobody is a part of a person.
  const { json } = await hospital(`/fhir/${created['stay']}`);
  const person = json.subject.reference;
  expect(await found(`subject:below=${person}`)).toEqual(await found(`subject=${person}`));
  expect(await found(`location:above=${created['room']}&subject:above=${person}`)).toEqual([created['stay']]);
  const parts = await hospital(`/fhir/Location?partof:below=${created['ward']}`);
  expect(ids(parts.json)).toEqual([created['room']]);
});

test('a canonical is found by its URL in any version, by the beginning of its version, and by a longer one', async () => {
  const PLAN = 'https://plans.example/PlanDefinition/discharge';
  const care = (canonical: string) => ({
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject,
    instantiatesCanonical: [canonical],
  });
  const names = ['|1', '|1.2', '|1.20', '', '/early|1'];
  for (const end of names) await create(end, care(`${PLAN}${end}`));
  const found = async (query: string) => {
    const all = ids((await hospital(`/fhir/CarePlan?instantiates-canonical${query}`)).json);
    return names.filter((name) => all.includes(created[name] ?? ''));
  };
  expect(await found(`=${PLAN}`)).toEqual(['|1', '|1.2', '|1.20', '']);
  expect(await found(`=${PLAN}|1`)).toEqual(['|1']);
  expect(await found(`:below=${PLAN}`)).toEqual(names);
  expect(await found(`:below=${PLAN}|1`)).toEqual(['|1', '|1.2', '|1.20']);
  expect(await found(`:below=${PLAN}|1.2`)).toEqual(['|1.2']);
  expect(await found(`:above=${PLAN}|1.2.3`)).toEqual(['|1', '|1.2', '']);
  expect(await found(`:below=https://plans.example/`)).toEqual(names);
});

test('a value in grams per litre finds values in milligrams per decilitre, ordered by date or by value', async () => {
  const amount = `value-quantity=gt1|http://unitsofmeasure.org|g/L`;
  const found = async (sort: string) =>
    ids((await hospital(`/fhir/Observation?code=2339-0&${amount}&_sort=${sort}`)).json);
  expect(await found('date')).toEqual([created['second'], created['first']]);
  expect(await found('-date')).toEqual([created['first'], created['second']]);
  expect(await found('value-quantity')).toEqual([created['first'], created['second']]);
  expect(ids((await hospital('/fhir/Observation?code-value-quantity=2339-0$115')).json)).toEqual([created['second']]);
});

describe('included', () => {
  test('is what a match refers to, further on what that refers to, each once', async () => {
    const query = `Observation?code=2339-0&_include=Observation:encounter`;
    const near = await hospital(`/fhir/${query}`);
    expect(near.json.total).toBe(2);
    expect(ids(near.json, 'include')).toEqual([created['stay']]);
    const further = await hospital(
      `/fhir/${query}&_include:iterate=Encounter:location&_include:iterate=Location:partof&_include:iterate=Encounter:subject`,
    );
    expect(ids(further.json, 'include').sort()).toEqual(
      [created['stay'], created['room'], created['ward'], `Patient/${PERSON_B}`].sort(),
    );
  });

  test('by the asterisk is everything that a match refers to, and what refers to a match', async () => {
    const all = await hospital(`/fhir/Encounter?_id=${created['stay']?.split('/')[1]}&_include=*`);
    expect(ids(all.json, 'include').sort()).toEqual([created['room'], `Patient/${PERSON_B}`].sort());
    const back = await hospital(`/fhir/Encounter?_id=${created['stay']?.split('/')[1]}&_revinclude=*`);
    expect(ids(back.json, 'include').sort()).toEqual([created['first'], created['second']].sort());
    const listed = await hospital(`/fhir/Observation?_list=${created['list']?.split('/')[1]}&_revinclude=List:item`);
    expect(ids(listed.json)).toEqual([created['second']]);
    expect(ids(listed.json, 'include')).toEqual([created['list']]);
  });

  test('is never what the caller may not see', async () => {
    const own = await office(`/fhir/CarePlan?_include=*&_include:iterate=*&_revinclude=*`);
    const all = [...ids(own.json), ...ids(own.json, 'include')];
    expect(all.length).toBeGreaterThan(0);
    expect(all).not.toContain(`Patient/${PERSON_B}`);
    for (const name of all) expect((await office(`/fhir/${name}`)).status, name).toBe(200);
  });
});

test('all types are searched at once, and a compartment by one type or all', async () => {
  const all = await hospital(`/fhir?_lastUpdated=ge2000&_type=Location,List`);
  expect(ids(all.json).sort()).toEqual([created['ward'], created['room'], created['list']].sort());
  const values = await hospital(`/fhir/Patient/${PERSON_B}/Observation?code=2339-0`);
  expect(values.json.total).toBe(2);
  const stay = await hospital(`/fhir/${created['stay']}/*?_type=Encounter,Observation`);
  expect(ids(stay.json).sort()).toEqual([created['stay'], created['first'], created['second']].sort());
  expect(link(stay.json, 'self')).toBe(`${gateway.url}/fhir/${created['stay']}/*?_type=Encounter%2CObservation`);
  const stranger = await office(`/fhir/Patient/${PERSON_B}/Observation?code=2339-0`);
  const nobody = await office(`/fhir/Patient/11111111-2222-4333-8444-555555555555/Observation?code=2339-0`);
  expect([stranger.status, stranger.json.total, stranger.json.entry]).toEqual([200, 0, undefined]);
  expect([nobody.status, nobody.json.total, nobody.json.entry]).toEqual([200, 0, undefined]);
});

test('a search by POST is the same search, with what its URL says', async () => {
  const { json } = await gateway.call(
    'hospital-ehr',
    'POST',
    '/fhir/Observation/_search?_sort=date',
    'code=2339-0&_count=1',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  );
  expect([json.total, ids(json)]).toEqual([2, [created['second']]]);
  const next = await hospital((link(json, 'next') ?? '').slice(gateway.url.length));
  expect(ids(next.json)).toEqual([created['first']]);
  expect(link(next.json, 'next')).toBeUndefined();
});

test('codes are found by a value set, by what lies under a code, by their text, and not by a set that is unknown', async () => {
  const sex = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  const inSet = await hospital(`/fhir/Observation?status:in=http://hl7.org/fhir/ValueSet/observation-status`);
  const without = await hospital(`/fhir/Observation?status:not-in=http://hl7.org/fhir/ValueSet/observation-status`);
  expect(inSet.json.total).toBe((await hospital('/fhir/Observation')).json.total);
  expect([without.status, without.json.total]).toEqual([200, 0]);
  expect(ids((await hospital(`/fhir/Observation?code:text=${encodeURIComponent('血')}`)).json).sort()).toEqual(
    [created['first'], created['second']].sort(),
  );
  expect((await hospital(`/fhir/Observation?status:in=${sex}`)).json.total).toBe(0);
  const unknown = await hospital('/fhir/Observation?status:in=https://example.jp/ValueSet/none');
  expect([unknown.status, issuesOf(unknown.json)[0]?.expression]).toEqual([400, 'http.status:in']);
  const bare = await hospital('/fhir/Observation?code:below=2339-0');
  expect([bare.status, issuesOf(bare.json)[0]?.code]).toEqual([400, 'search-value-invalid']);
});

test('a plain code has the system that its element is bound to, and none of its own', async () => {
  const total = async (query: string) => (await hospital(`/fhir/${query}`)).json.total;
  const STATUS = 'http://hl7.org/fhir/observation-status';
  const all = await total('Observation?code=2339-0');
  expect(all).toBe(2);
  for (const [status, found] of [
    [`${STATUS}|final`, all],
    [`${STATUS}|`, all],
    ['|final', all],
    ['final', all],
    [`${STATUS}|amended`, 0],
    ['http://hl7.org/fhir/administrative-gender|final', 0],
  ] as const)
    expect(await total(`Observation?code=2339-0&status=${status}`), status).toBe(found);
  expect(await total(`Observation?code=2339-0&status:not=${STATUS}|final`)).toBe(0);
  const GENDER = 'http://hl7.org/fhir/administrative-gender';
  const person = `Patient?_id=${PERSON_B}`;
  expect(await total(`${person}&gender:in=http://hl7.org/fhir/ValueSet/administrative-gender`)).toBe(1);
  expect(await total(`${person}&gender=${GENDER}|male`)).toBe(await total(`${person}&gender=male`));
});

test('a place is found by how far it is from another', async () => {
  // Tokyo station and Shinjuku station lie some 6.4 km apart.
  await create('clinic', {
    resourceType: 'Location',
    name: '駅前',
    position: { latitude: 35.681, longitude: 139.767 },
  });
  const near = async (value: string) => ids((await hospital(`/fhir/Location?near=${value}`)).json);
  const SHINJUKU = '35.690|139.700';
  expect(await near(SHINJUKU)).toEqual([created['clinic']]);
  expect(await near(`${SHINJUKU}|6.5|km`)).toEqual([created['clinic']]);
  expect(await near(`${SHINJUKU}|6`)).toEqual([]);
  expect(await near(`${SHINJUKU}|4|[mi_us]`)).toEqual([created['clinic']]);
  expect(await near(`${SHINJUKU}|6000|m,35.68|139.76|1`)).toEqual([created['clinic']]);
  const shown = await office(`/fhir/Location?_id=${created['clinic']?.split('/')[1]}`);
  expect((await office(`/fhir/Location?near=${SHINJUKU}`)).json.total).toBe(shown.json.total);
  for (const wrong of ['35.69', '91|139', '35.69|139.7|5|parsec', '35.69|139.7|-1', '35.69|139.7||km', 'a|b']) {
    const refused = await hospital(`/fhir/Location?near=${wrong}`);
    expect([refused.status, issuesOf(refused.json)[0]?.code], wrong).toEqual([400, 'search-value-invalid']);
    expect(issuesOf(refused.json)[0]?.en).toContain('latitude|longitude|distance|unit');
  }
  expect((await hospital('/fhir/Location?_sort=near')).status).toBe(400);
});

test.each(['_query=mine', '_filter=code eq "x"', '_containedType=container', '_score=1', '_has=x', 'near=1|2'])(
  'what R4 has and this house has not, such as %s, is refused with what there is',
  async (asked) => {
    const { status, json } = await hospital(`/fhir/Observation?code=2339-0&${asked}`);
    const [issue] = issuesOf(json);
    expect([status, issue?.code, issue?.expression]).toEqual([
      400,
      'search-parameter-unknown',
      `http.${asked.split('=')[0]}`,
    ]);
    for (const valid of ['_has', '_id', '_list', 'value-quantity']) expect(issue?.en).toContain(valid);
    const lenient = await hospital(`/fhir/Observation?${asked}&code=2339-0`, { Prefer: 'handling=lenient' });
    expect([lenient.status, lenient.json.total]).toEqual([200, 2]);
    expect(link(lenient.json, 'self')).toBe(`${gateway.url}/fhir/Observation?code=2339-0`);
  },
);

test('contained resources are not looked into, which is said rather than passed over', async () => {
  const { status, json } = await hospital('/fhir/Observation?code=2339-0&_contained=true');
  expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'search-value-invalid']);
  expect((await hospital('/fhir/Observation?code=2339-0&_contained=false')).json.total).toBe(2);
});

test('strict by default; on request what is unknown is left out, told, and not in the self link', async () => {
  const query = '/fhir/Observation?code=2339-0&shoe-size=42';
  const strict = await hospital(query);
  expect([strict.status, issuesOf(strict.json)[0]?.code]).toEqual([400, 'search-parameter-unknown']);
  const lenient = await hospital(query, { Prefer: 'handling=lenient' });
  expect([lenient.status, lenient.json.total]).toEqual([200, 2]);
  expect(link(lenient.json, 'self')).toBe(`${gateway.url}/fhir/Observation?code=2339-0`);
  const [told] = lenient.json.entry.filter(({ search }: any) => search.mode === 'outcome');
  expect(told.resource.issue[0]).toMatchObject({ severity: 'warning', code: 'not-supported' });
});

test('on request what cannot be used is left out, told, and not in the self link', async () => {
  const plain = `${gateway.url}/fhir/Observation?code=2339-0`;
  const none = 'https://example.jp/ValueSet/none';
  for (const [asked, place, kept] of [
    ['_elements=nothing', 'http._elements', ''],
    ['_summary=most', 'http._summary', ''],
    ['_summary=true&_summary=text', 'http._summary', '&_summary=true'],
    ['_summary=most&_summary=true', 'http._summary', '&_summary=true'],
    ['_summary=true&_elements=status', 'http._elements', '&_summary=true'],
    ['_count=x', 'http._count', ''],
    ['_count=1&_count=x', 'http._count', '&_count=1'],
    ['_count=x&_count=1', 'http._count', '&_count=1'],
    ['_count=1&_count=5', 'http._count', '&_count=1'],
    [`code:in=${none}`, 'http.code:in', ''],
    [`code:not-in=${none}`, 'http.code:not-in', ''],
    ['category:below=exam', 'http.category:below', ''],
    ['subject:Patient.gender:in=ValueSet/none', 'http.gender:in', ''],
  ] as const) {
    const query = `/fhir/Observation?code=2339-0&${asked}`;
    expect([asked, (await hospital(query)).status]).toEqual([asked, 400]);
    const lenient = await hospital(query, { Prefer: 'handling=lenient' });
    expect([asked, lenient.status, lenient.json.total]).toEqual([asked, 200, 2]);
    expect(link(lenient.json, 'self')).toBe(`${plain}${kept}`);
    const told = lenient.json.entry.filter(({ search }: any) => search.mode === 'outcome');
    expect(
      told.map(({ resource }: any) => resource.issue.map((one: any) => [one.severity, one.expression[0]])),
    ).toEqual([[['warning', place]]]);
    const found = lenient.json.entry.filter(({ search }: any) => search.mode === 'match');
    expect(found).toHaveLength(kept.includes('_count') ? 1 : 2);
    const tags = found.map(({ resource }: any) => JSON.stringify(resource.meta.tag ?? []).includes('SUBSETTED'));
    expect([...new Set(tags)]).toEqual([kept.includes('_summary')]);
  }
});
test('an order or an include that is not known is refused with what there is; on request it is left out', async () => {
  for (const [asked, valid] of [
    ['_sort=shoe-size', 'value-quantity'],
    ['_include=Observation:shoe', 'Observation:has-member'],
    ['_include=shoe', 'Observation:subject'],
    ['_revinclude=Provenance:shoe', 'Provenance:target'],
  ] as const) {
    const query = `/fhir/Observation?code=2339-0&${asked}`;
    const strict = await hospital(query);
    const [issue] = issuesOf(strict.json);
    const place = `http.${asked.split('=')[0]}`;
    expect([strict.status, issue?.code, issue?.expression]).toEqual([400, 'search-value-invalid', place]);
    expect(issue?.en).toContain(valid);
    const lenient = await hospital(query, { Prefer: 'handling=lenient' });
    expect([lenient.status, lenient.json.total]).toEqual([200, 2]);
    expect(link(lenient.json, 'self')).toBe(`${gateway.url}/fhir/Observation?code=2339-0`);
  }
});

test('an office without consent finds nothing through a chain, a sort, or words of what is hidden', async () => {
  for (const query of [
    'Observation?patient.birthdate=gt1900',
    `Location?_has:Encounter:location:subject=Patient/${PERSON_B}`,
    `Observation?_content=${encodeURIComponent('血糖')}`,
    'Encounter?location.name=301',
  ]) {
    expect((await office(`/fhir/${query}`)).json.total, query).toBe(0);
  }
  expect(HIKARI).toBeTruthy();
});

test('how a search is gone about is told to who runs the house, and to nobody else', async () => {
  const query = '/fhir/Observation?code=2339-0&_explain=true';
  const plan = await gateway.call('administrator', 'GET', query);
  expect([plan.status, plan.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(new TextDecoder().decode(plan.bytes)).toContain('resource');
  const refused = await hospital(query);
  expect([refused.status, issuesOf(refused.json)[0]?.code]).toEqual([403, 'scope-missing']);
  expect((await gateway.call('administrator', 'GET', '/fhir/Observation')).status).toBe(403);
});

test('a Bundle is not searched by what its first entry holds, and nothing says that it is', async () => {
  for (const asked of [
    'composition=Composition/x',
    'composition:missing=true',
    'composition:identifier=1',
    'composition.title=x',
    'message:missing=false',
    'message.event=x',
    '_sort=composition',
    '_include=Bundle:composition',
  ]) {
    const { status, json } = await hospital(`/fhir/Bundle?${asked}`);
    expect([asked, status, issuesOf(json)[0]?.code]).toEqual([
      asked,
      400,
      asked.startsWith('_') ? 'search-value-invalid' : 'search-parameter-unknown',
    ]);
  }
  const { json: statement } = await hospital('/fhir/metadata');
  const bundle = statement.rest[0].resource.find(({ type }: any) => type === 'Bundle');
  const stated = bundle.searchParam.map(({ name }: any) => name);
  expect(stated).toContain('timestamp');
  expect(stated).not.toContain('composition');
  expect(stated).not.toContain('message');
  expect(bundle.searchInclude ?? []).not.toContain('Bundle:composition');
});

test('a value set of the house is named by a reference as well as by its canonical', async () => {
  const all = (await hospital('/fhir/Encounter')).json.total;
  expect(all).toBeGreaterThan(0);
  const canonical = 'http://hl7.org/fhir/ValueSet/encounter-status';
  for (const set of [canonical, 'ValueSet/encounter-status', `${gateway.url}/fhir/ValueSet/encounter-status`]) {
    const within = await hospital(`/fhir/Encounter?status:in=${set}`);
    const without = await hospital(`/fhir/Encounter?status:not-in=${set}`);
    expect([set, within.status, within.json.total, without.json.total]).toEqual([set, 200, all, 0]);
  }
  for (const set of ['ValueSet/none', `${gateway.url}/fhir/ValueSet/none`, 'CodeSystem/encounter-status']) {
    const { status, json } = await hospital(`/fhir/Encounter?status:in=${set}`);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression]).toEqual([
      400,
      'definition-not-loaded',
      'http.status:in',
    ]);
  }
});
