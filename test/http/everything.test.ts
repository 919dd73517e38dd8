import { beforeAll, describe, expect, test } from 'vitest';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const ask = (who: string, path: string) => call(who, 'GET', `/fhir/${path}`);
const entriesOf = ({ json }: { json: any }): { name: string; type: string; mode: string; resource: any }[] =>
  (json.entry ?? []).map(({ resource, search }: any) => ({
    name: `${resource.resourceType}/${resource.id}`,
    type: resource.resourceType,
    mode: search.mode,
    resource,
  }));
const matchesOf = (answer: { json: any }) => entriesOf(answer).filter(({ mode }) => mode === 'match');
const typesOf = (answer: { json: any }, mode: string) =>
  [...new Set(entriesOf(answer).flatMap((one) => (one.mode === mode ? [one.type] : [])))].sort();

/** All pages of a walk, by their `next` links. */
async function walk(who: string, path: string) {
  const pages = [await ask(who, path)];
  for (;;) {
    const next = pages.at(-1)?.json.link.find(({ relation }: any) => relation === 'next')?.url;
    if (next === undefined) return pages;
    pages.push(await ask(who, next.slice(`${gateway.url}/fhir/`.length)));
  }
}

let encounter = '';
beforeAll(async () => {
  const found = await ask('hospital-ehr', `Encounter?patient=${PERSON_B}`);
  encounter = found.json.entry[0].resource.id;
});

describe('the whole record of a person', () => {
  test('is given in part, as any search is', async () => {
    const all = await ask('hospital-ehr', `${PATIENT}/$everything?_type=Patient,Observation`);
    const some = await ask(
      'hospital-ehr',
      `${PATIENT}/$everything?_type=Patient,Observation&_elements=birthDate,status`,
    );
    expect([some.status, some.json.total]).toEqual([200, all.json.total]);
    expect(entriesOf(some).map(({ name }) => name)).toEqual(entriesOf(all).map(({ name }) => name));
    for (const { type, resource } of entriesOf(some)) {
      expect(resource.meta.tag).toContainEqual(expect.objectContaining({ code: 'SUBSETTED' }));
      expect([type, resource.birthDate !== undefined, resource.status !== undefined, resource.name]).toEqual([
        type,
        type === 'Patient',
        type === 'Observation',
        undefined,
      ]);
    }
    const text = await ask('hospital-ehr', `${PATIENT}/$everything?_type=Patient&_summary=text`);
    expect(entriesOf(text).map(({ resource }) => resource.birthDate)).toEqual([undefined]);
    const first = await ask('hospital-ehr', `${PATIENT}/$everything?_count=1&_summary=true`);
    expect(first.json.link.map(({ url }: any) => url.includes('_summary=true'))).toEqual([true, true]);
  });

  test('is counted alone where that is asked', async () => {
    const all = await ask('hospital-ehr', `${PATIENT}/$everything`);
    const counted = await ask('hospital-ehr', `${PATIENT}/$everything?_summary=count`);
    expect([counted.status, counted.json.total, counted.json.entry]).toEqual([200, all.json.total, undefined]);
  });

  test.each([
    ['_elements=nothing', 'elements-unknown'],
    ['_summary=most', 'representation-invalid'],
    ['_summary=true&_elements=status', 'representation-conflict'],
  ])('is not given in a part that there is not: %s', async (query, code) => {
    const { status, json } = await ask('hospital-ehr', `${PATIENT}/$everything?${query}`);
    expect([status, issuesOf(json)[0]?.code]).toEqual([400, code]);
  });

  test('is not given in part by what stands in the body', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: '_summary', valueCode: 'true' }] };
    const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${PATIENT}/$everything`, body);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.en]).toEqual([
      400,
      'operation-parameter-unknown',
      '`_summary` belongs in the URL, not in the body',
    ]);
  });

  test('is the person, what is about them, and who and where is named in it', async () => {
    const all = await ask('hospital-ehr', `${PATIENT}/$everything?_count=100`);
    expect(all.status).toBe(200);
    expect(all.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect(matchesOf(all)).toHaveLength(all.json.total);
    expect(typesOf(all, 'match')).toEqual([
      'AllergyIntolerance',
      'CarePlan',
      'CareTeam',
      'Condition',
      'Encounter',
      'Goal',
      'MedicationRequest',
      'Observation',
      'Patient',
      'RelatedPerson',
      'RiskAssessment',
      'ServiceRequest',
    ]);
    expect(typesOf(all, 'include')).toEqual(['Organization', 'Practitioner', 'PractitionerRole']);
    expect(entriesOf(all).filter(({ type, name }) => type === 'Patient' && name !== PATIENT)).toEqual([]);
    const text = JSON.stringify(all.json);
    for (const one of entriesOf(all).filter(({ mode }) => mode === 'include')) expect(text).toContain(`"${one.name}"`);
  });

  test('comes in pages of one snapshot that hold each record once and each included one once a page', async () => {
    const pages = await walk('hospital-ehr', `${PATIENT}/$everything?_count=7`);
    const [first] = pages;
    const names = pages.flatMap((page) => matchesOf(page).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(pages.map(({ json }) => json.total)).toEqual(pages.map(() => names.length));
    expect(first && matchesOf(first)).toHaveLength(7);
    for (const page of pages) {
      const here = entriesOf(page).map(({ name }) => name);
      expect(new Set(here).size).toBe(here.length);
    }
  });

  test('may be narrowed to types, also to those that only the record leads to', async () => {
    const observations = await ask('hospital-ehr', `${PATIENT}/$everything?_type=Observation,Condition&_count=100`);
    expect(typesOf(observations, 'match')).toEqual(['Condition', 'Observation']);
    expect(typesOf(observations, 'include')).toEqual([]);
    expect(observations.json.total).toBe(matchesOf(observations).length);
    const who = await ask(
      'hospital-ehr',
      `${PATIENT}/$everything?_type=PractitionerRole&_type=Organization&_count=100`,
    );
    expect(entriesOf(who).map(({ mode }) => mode)).not.toContain('match');
    expect(typesOf(who, 'include')).toEqual(['Organization', 'PractitionerRole']);
    expect(who.json.total).toBeUndefined();
  });

  test('may be narrowed to a time of care; what lasts through it or has no time of its own stays', async () => {
    const put = (onset: string, abatement?: string) =>
      call('hospital-ehr', 'POST', '/fhir/Condition', {
        resourceType: 'Condition',
        code: { text: `since ${onset}` },
        subject: { reference: PATIENT },
        clinicalStatus: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
              code: abatement === undefined ? 'active' : 'resolved',
            },
          ],
        },
        onsetDateTime: onset,
        ...(abatement === undefined ? {} : { abatementDateTime: abatement }),
      });
    for (const one of [await put('1990-01-01'), await put('1990-01-02', '1991-01-01'), await put('2031-01-01')])
      expect(one.status, JSON.stringify(one.json)).toBe(201);
    const within = await ask('hospital-ehr', `${PATIENT}/$everything?start=2030-01-01&end=2030-12-31&_count=100`);
    const conditions = matchesOf(within).map(({ resource }) => resource.code?.text);
    expect(conditions).toContain('since 1990-01-01');
    expect(conditions).not.toContain('since 1990-01-02');
    expect(conditions).not.toContain('since 2031-01-01');
    expect(typesOf(within, 'match')).toEqual(expect.arrayContaining(['Patient', 'AllergyIntolerance']));
    expect(typesOf(within, 'match')).not.toContain('Observation');
  });

  test('may be narrowed to what changed since a moment', async () => {
    const since = new Date().toISOString();
    expect((await ask('hospital-ehr', `${PATIENT}/$everything?_since=${since}`)).json.total).toBe(0);
    const old = await ask('hospital-ehr', `${PATIENT}/$everything?_since=2020-01-01T00:00:00Z&_count=0`);
    expect(old.json.total).toBeGreaterThan(10);
    expect(old.json.entry).toBeUndefined();
  });

  test('is asked by Parameters too', async () => {
    const parameter = [
      { name: '_type', valueCode: 'Condition' },
      { name: '_count', valueInteger: 2 },
    ];
    const answer = await call('hospital-ehr', 'POST', `/fhir/${PATIENT}/$everything`, {
      resourceType: 'Parameters',
      parameter,
    });
    expect(answer.status).toBe(200);
    expect(matchesOf(answer)).toHaveLength(2);
    expect(
      answer.json.link.map(({ relation, url }: any) => [relation, url.includes('_type=Condition&_count=2')]),
    ).toEqual([
      ['self', true],
      ['next', true],
    ]);
  });

  test('of everybody is the record of all whom the caller may see', async () => {
    const pages = await walk('hospital-ehr', 'Patient/$everything?_count=50');
    const people = pages.flatMap((page) => matchesOf(page).filter(({ type }) => type === 'Patient'));
    expect(people).toHaveLength(3);
    const stranger = await walk('soudan-minato', 'Patient/$everything');
    expect(stranger.flatMap(entriesOf).map(({ type }) => type)).not.toContain('Patient');
  });
});

test('the whole record of a stay is what belongs to it, its person and who is named in it', async () => {
  const stay = await ask('hospital-ehr', `Encounter/${encounter}/$everything?_count=100`);
  expect(stay.status).toBe(200);
  expect(matchesOf(stay).map(({ name }) => name)).toContain(`Encounter/${encounter}`);
  expect(typesOf(stay, 'include')).toContain('Patient');
  expect(entriesOf(stay).filter(({ type, name }) => type === 'Patient' && name !== PATIENT)).toEqual([]);
  for (const { type, resource } of matchesOf(stay))
    if (type !== 'Encounter') expect(JSON.stringify(resource)).toContain(`Encounter/${encounter}`);
});

describe('what is asked wrongly is refused in both languages', () => {
  test.each([
    [
      'colour=red',
      'operation-parameter-unknown',
      'この操作に「colour」というパラメーターはありません。使えるもの: start, end, _since, _type, _count, _cursor, _summary, _elements',
    ],
    [
      '_sort=date',
      'operation-parameter-unknown',
      'この操作に「_sort」というパラメーターはありません。使えるもの: start, end, _since, _type, _count, _cursor, _summary, _elements',
    ],
    [
      'start=yesterday',
      'operation-value-invalid',
      '「start」の値「yesterday」は使えません。日付か日時（例: 2026-04-01）を書いてください。',
    ],
    ['_count=-1', 'operation-value-invalid', '「_count」の値「-1」は使えません。0 以上の整数を書いてください。'],
    ['_cursor=forged', 'cursor-unknown', 'このページの続きは分かりません。検索をはじめからやり直してください。'],
  ])('%s', async (query, code, ja) => {
    const { status, json } = await ask('hospital-ehr', `${PATIENT}/$everything?${query}`);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.ja]).toEqual([400, code, ja]);
  });

  test('a body that is no Parameters, and a parameter that is no plain value', async () => {
    const sent = [{ resourceType: 'Patient' }, { resourceType: 'Parameters', parameter: [{ name: 'start' }, null] }];
    for (const body of sent) {
      const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${PATIENT}/$everything`, body);
      expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'operation-parameter-unreadable']);
    }
    const { json } = await ask('hospital-ehr', `${PATIENT}/$everything?_type=Cat`);
    expect(issuesOf(json)[0]?.en).toMatch(/^the value `Cat` of `_type` is not valid; expected types among Account/);
  });
});

describe('an office', () => {
  const about = async (path: string, id: string) => {
    const { status, json } = await ask('soudan-hikari', path.replace('ID', id));
    return JSON.stringify([status, json]).replaceAll(id, 'ID');
  };

  test('without a consent hears of a hidden person and stay exactly what it hears of unknown ones', async () => {
    for (const query of ['', '?_type=Condition', '?start=2026-01-01', '?_count=0', '?colour=red']) {
      const path = `Patient/ID/$everything${query}`;
      expect(await about(path, PERSON_B), path).toBe(await about(path, UNKNOWN));
    }
    expect((await ask('soudan-hikari', `${PATIENT}/$everything`)).status).toBe(404);
    expect(await about('Encounter/ID/$everything', encounter)).toBe(await about('Encounter/ID/$everything', UNKNOWN));
  });

  test('with a consent to a part gets that part, counted exactly; after the withdrawal nothing, not even a next page', async () => {
    const before = await about('Patient/ID/$everything', PERSON_B);
    const id = await consentFor(call);
    const [first, ...more] = await walk('soudan-hikari', `${PATIENT}/$everything?_count=5`);
    const pages = [first, ...more].filter((page) => page !== undefined);
    const matches = pages.flatMap(matchesOf);
    expect(first?.json.total).toBe(matches.length);
    expect(matches.length).toBeGreaterThan(5);
    for (const { name } of pages.flatMap(entriesOf)) expect((await ask('soudan-hikari', name)).status, name).toBe(200);
    const text = JSON.stringify(pages.map(({ json }) => json));
    expect(text).not.toMatch(/ブロチゾラム|HbA1c/);
    const next = first?.json.link
      .find(({ relation }: any) => relation === 'next')
      .url.slice(`${gateway.url}/fhir/`.length);
    expect((await ask('soudan-minato', next)).status).toBe(404);
    await withdraw(call, id);
    expect((await ask('soudan-hikari', next)).status).toBe(404);
    expect(await about('Patient/ID/$everything', PERSON_B)).toBe(before);
  });

  test('leaves its name, the person and what it was shown in the record of disclosures', async () => {
    const id = await consentFor(call);
    const shown = await ask('soudan-hikari', `${PATIENT}/$everything?_type=Condition`);
    expect(matchesOf(shown).length).toBeGreaterThan(0);
    const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`);
    const text = JSON.stringify(json);
    for (const { name } of matchesOf(shown)) expect(text).toContain(name);
    await withdraw(call, id);
  });
});

test('the hospital that holds the record is named in it', async () => {
  const all = await ask('hospital-ehr', `${PATIENT}/$everything?_type=Organization&_count=100`);
  expect(entriesOf(all).map(({ name }) => name)).toContain(HOSPITAL);
});

test('an operation by POST needs no body where its URL says all, and says so where it does not', async () => {
  const post = (who: string, path: string) => call(who, 'POST', `/fhir/${path}`);
  const whole = await post('hospital-ehr', `${PATIENT}/$everything?_count=3`);
  expect([whole.status, matchesOf(whole).length]).toEqual([200, 3]);
  for (const path of [`${PATIENT}/$explain-access`, `${PATIENT}/$disclosures`])
    expect([path, (await post('person-b', path)).status]).toEqual([path, 200]);
  const { status, json } = await post('hospital-ehr', 'Patient/$match');
  expect([status, json.resourceType]).toEqual([400, 'OperationOutcome']);
  expect(issuesOf(json)[0]?.en).toMatch(/Patient/);
});
