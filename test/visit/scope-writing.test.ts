import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Caller, parseScopes } from '../../src/auth/index.ts';
import { receiveMessage } from '../../src/reception/index.ts';
import {
  changeMeta,
  makeDocument,
  receiveDocument,
  runBatch,
  runTransaction,
  validateResource,
} from '../../src/records/index.ts';
import { activateCrisisPlan, deactivateCrisisPlan, withdrawConsent } from '../../src/sharing/index.ts';
import type { Visit } from '../../src/visit/index.ts';
import { HOSPITAL, PERSON_B, sandboxGateway } from '../gateway.ts';
import { uuid } from '../store/world.ts';
import { ANNA, ask, BERT, CATEGORY, change, observation, scopedHouse, told, visitOf, vital } from './scoped-world.ts';

const { house, database } = await scopedHouse();
const choosing = (await sandboxGateway({ writing: { updateCreate: true, conditionalDelete: 'multiple' } })).house;
const LAB = `?category=${CATEGORY}|laboratory`;
const UNKNOWN = uuid(999);
let visits = 5_000;

function as(scopes: string, more: Partial<Caller> & { who?: string } = {}): Visit {
  visits += 1;
  expect(
    parseScopes(scopes)
      .map(({ text }) => text)
      .join(' '),
  ).toBe(scopes);
  return { ...visitOf(scopes, more), requestId: uuid(visits), now: new Date() };
}
const ofAnna = (scopes: string) => as(scopes, { patient: ANNA });

/** What is sent: as the hospital would write it. */
function sent(n: number | undefined, about: string, more: Record<string, unknown> = {}): any {
  const { id, effectiveDateTime: _, ...rest } = observation(n ?? 0, about, more);
  return n === undefined ? rest : { ...rest, id };
}

const codes = ({ json }: { json: any }): string[] =>
  (json?.issue ?? []).map(({ details }: any) => details?.coding?.[0]?.code);
const versionsOf = async (n: number): Promise<number> =>
  (await database.query('SELECT 1 FROM resource WHERE id = $1', [uuid(n)])).rows.length;
const countAll = async (): Promise<number> => (await database.query('SELECT 1 FROM resource')).rows.length;

/** What a token hears of an id that it may not know is what it hears of one that nobody has. */
async function isUnknown(
  visit: Visit,
  request: (id: string) => string,
  n: number,
  more: (id: string) => any = () => ({}),
) {
  const [hidden, unknown] = [
    await ask(house, visit, request(uuid(n)), more(uuid(n))),
    await ask(house, visit, request(UNKNOWN), more(UNKNOWN)),
  ];
  expect(unknown.status).toBe(404);
  expect(JSON.stringify(hidden).replaceAll(uuid(n), UNKNOWN)).toBe(JSON.stringify(unknown));
}

describe('creating', () => {
  const create = (visit: Visit, resource: any, ifNoneExist?: string) =>
    ask(house, visit, `POST ${resource.resourceType}`, { resource, ...(ifNoneExist ? { ifNoneExist } : {}) });

  test('is of what lies within the query, and else says that what was sent does not', async () => {
    const visit = as(`system/Observation.c${LAB}`);
    const before = await countAll();
    const refused = await create(visit, sent(undefined, ANNA, vital));
    expect([refused.status, codes(refused)]).toEqual([403, ['scope-insufficient']]);
    expect(refused.json.issue[0].diagnostics).toBe(
      "the token's scopes do not cover `create` on a `Observation` with this content",
    );
    expect(await countAll()).toBe(before);
    expect((await create(visit, sent(undefined, BERT))).status).toBe(201);
    expect((await create(as('system/Observation.r'), sent(undefined, ANNA))).status).toBe(403);
  });

  test('for a patient is of what names the patient', async () => {
    const visit = ofAnna('patient/Observation.c patient/Patient.c');
    expect((await create(visit, sent(undefined, ANNA))).status).toBe(201);
    const other = await create(visit, sent(undefined, BERT));
    expect([other.status, codes(other)]).toEqual([403, ['scope-insufficient']]);
    const person = await create(visit, { resourceType: 'Patient', birthDate: '1980-01-01', name: [{ text: '新' }] });
    expect(person.status).not.toBe(201);
    expect((await create(as('patient/Observation.c'), sent(undefined, ANNA))).status).toBe(403);
  });

  test('meets only what may be searched, and may be read, by its criteria', async () => {
    const identifier = [{ system: 'urn:own', value: '1' }];
    const wide = as('system/Observation.crs');
    const there = await create(wide, sent(undefined, ANNA, { ...vital, identifier }));
    expect(there.status).toBe(201);
    expect((await create(wide, sent(undefined, ANNA, { identifier }), 'identifier=urn:own|1')).status).toBe(200);
    // For this token there is none yet.
    const narrow = as(`system/Observation.crs${LAB}`);
    expect((await create(narrow, sent(undefined, ANNA, { identifier }), 'identifier=urn:own|1')).status).toBe(201);
    expect((await create(narrow, sent(undefined, ANNA, { identifier }), 'identifier=urn:own|1')).status).toBe(200);
    const unsearched = as('system/Observation.cr system/Observation.s?category=laboratory');
    const other = [{ system: 'urn:own', value: '3' }];
    expect((await create(wide, sent(undefined, ANNA, { ...vital, identifier: other }))).status).toBe(201);
    const made = await create(unsearched, sent(undefined, ANNA, { identifier: other }), 'identifier=urn:own|3');
    expect(made.status).toBe(201);
    const unread = as(`system/Observation.cs system/Observation.r?status=preliminary`);
    expect((await create(unread, sent(undefined, ANNA), `_id=${there.json.id}`)).status).toBe(404);
  });

  test('does not find what a reference leads to outside', async () => {
    const report = {
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: ANNA },
    };
    const to = (n: number) => ({ ...report, result: [{ reference: `Observation/${uuid(n)}` }] });
    const narrow = as(`system/DiagnosticReport.c system/Observation.rs${LAB}`);
    expect((await create(narrow, to(100))).status).toBe(201);
    const outside = await create(narrow, to(101));
    expect([outside.status, codes(outside)]).toEqual([422, ['reference-not-found']]);
    const unknown = await create(narrow, to(999));
    expect(JSON.stringify(outside).replaceAll(uuid(101), UNKNOWN)).toBe(JSON.stringify(unknown));
    expect((await create(as('system/DiagnosticReport.c'), to(101))).status).toBe(201);
  });

  test('at an id of ones own choice needs u and c, each for what is sent', async () => {
    const put = (scopes: string, n: number, more = {}) =>
      ask(choosing, as(scopes), `PUT Observation/${uuid(n)}`, { resource: sent(n, ANNA, more) });
    expect((await put(`system/Observation.cu${LAB}`, 2_001, vital)).status).toBe(403);
    expect((await put(`system/Observation.u system/Observation.c${LAB}`, 2_001, vital)).status).toBe(403);
    expect((await put(`system/Observation.c system/Observation.u${LAB}`, 2_001, vital)).status).toBe(403);
    expect((await put(`system/Observation.u${LAB}`, 2_001)).status).toBe(403);
    expect((await put(`system/Observation.cu${LAB}`, 2_001)).status).toBe(201);
  });
});

describe('changing', () => {
  test('what lies outside is answered as an unknown id, however it is tried', async () => {
    const resource = (id: string) => ({ resource: { ...sent(0, ANNA), id } });
    const patch = () => ({ patch: [{ op: 'replace', path: '/status', value: 'amended' }] });
    const before = await versionsOf(101);
    for (const scopes of [`system/Observation.cruds${LAB}`, `system/Observation.crs system/Observation.ud${LAB}`]) {
      await isUnknown(as(scopes), (id) => `PUT Observation/${id}`, 101, resource);
      await isUnknown(
        as(scopes),
        (id) => `PUT Observation/${id}`,
        101,
        (id) => ({ ...resource(id), ifMatch: 'W/"7"' }),
      );
      await isUnknown(as(scopes), (id) => `PATCH Observation/${id}`, 101, patch);
      await isUnknown(as(scopes), (id) => `DELETE Observation/${id}`, 101);
      // Deleted already, and held by somebody else.
      await isUnknown(as(scopes), (id) => `DELETE Observation/${id}`, 112);
      await isUnknown(as(scopes, { who: 'soudan-hikari' }), (id) => `DELETE Observation/${id}`, 101);
    }
    // Held by somebody else, and to be read.
    const office = as(`system/Observation.r system/Observation.u${LAB}`, { who: 'soudan-hikari' });
    expect((await ask(house, office, `GET Observation/${uuid(101)}`)).status).toBe(200);
    await isUnknown(office, (id) => `PATCH Observation/${id}`, 101, patch);
    const patient = ofAnna('patient/Observation.cruds');
    await isUnknown(patient, (id) => `PUT Observation/${id}`, 103, resource);
    await isUnknown(patient, (id) => `DELETE Observation/${id}`, 103);
    expect(await versionsOf(101)).toBe(before);
  });

  test('into what lies outside is refused by what was sent', async () => {
    const visit = as(`system/Observation.ru${LAB}`);
    const before = await versionsOf(106);
    const put = (more: Record<string, unknown>) =>
      ask(house, visit, `PUT Observation/${uuid(106)}`, { resource: sent(106, ANNA, more) });
    const refused = await put(vital);
    expect([refused.status, codes(refused)]).toEqual([403, ['scope-insufficient']]);
    const patch = [{ op: 'replace', path: '/category/0/coding/0/code', value: 'vital-signs' }];
    expect((await ask(house, visit, `PATCH Observation/${uuid(106)}`, { patch })).status).toBe(403);
    const moved = ask(house, ofAnna('patient/Observation.u'), `PUT Observation/${uuid(106)}`, {
      resource: sent(106, BERT),
    });
    expect((await moved).status).toBe(403);
    expect(await versionsOf(106)).toBe(before);
    expect((await put({ status: 'amended' })).status).toBe(200);
    expect(await versionsOf(106)).toBe(before + 1);
  });

  test('a patch needs the old content within both u and r', async () => {
    const patch = [{ op: 'test', path: '/status', value: 'final' }];
    const tried = async (scopes: string) =>
      (await ask(house, as(scopes), `PATCH Observation/${uuid(104)}`, { patch })).status;
    expect(await tried('system/Observation.u')).toBe(403);
    expect(await tried(`system/Observation.u system/Observation.r${LAB}`)).toBe(404);
    expect(await tried(`system/Observation.r system/Observation.u${LAB}`)).toBe(404);
    expect(await tried('system/Observation.r system/Observation.u?category=vital-signs')).toBe(200);
  });

  test('labels and tags keeps within', async () => {
    const tag = { system: 'urn:tags', code: 'mine' };
    const parameters: any = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [tag] } }] };
    const tried = async (scopes: string, change: 'add' | 'delete') =>
      told(await changeMeta(house, as(scopes), { type: 'Observation', id: uuid(107), change }, parameters)).status;
    expect(await tried('system/Observation.u?_tag=urn:tags|mine', 'add')).toBe(404);
    expect(await tried('system/Observation.u', 'add')).toBe(200);
    expect(await tried('system/Observation.u?_tag=urn:tags|mine', 'delete')).toBe(403);
    expect(await tried('system/Observation.u', 'delete')).toBe(200);
  });

  test('by criteria means only what may be searched, and changes only what may be changed', async () => {
    const put = (scopes: string, query: string, more = {}) =>
      ask(house, as(scopes), `PUT Observation?${query}`, { resource: sent(undefined, ANNA, more) });
    const identifier = [{ system: 'urn:own', value: '2' }];
    const id = 'identifier=urn:own|2';
    expect((await put(`system/Observation.cus${LAB}`, id, { identifier })).status).toBe(201);
    expect((await put(`system/Observation.cus${LAB}`, id, { identifier, status: 'amended' })).status).toBe(200);
    expect((await put(`system/Observation.s system/Observation.u?status=final`, id, { identifier })).status).toBe(404);
    expect((await put(`system/Observation.us${LAB}`, id, { identifier, ...vital })).status).toBe(403);
    const remove = (scopes: string) => ask(house, as(scopes), `DELETE Observation?${id}`);
    expect((await remove(`system/Observation.s system/Observation.d?category=vital-signs`)).status).toBe(404);
    expect((await remove('system/Observation.d system/Observation.s?category=vital-signs')).status).toBe(204);
    expect((await ask(house, as('system/Observation.s'), `GET Observation?${id}`)).json.total).toBe(1);
    expect((await remove(`system/Observation.ds${LAB}`)).status).toBe(204);
    expect((await ask(house, as('system/Observation.s'), `GET Observation?${id}`)).json.total).toBe(0);
  });

  test('several by criteria changes all of them or none', async () => {
    const shared = [{ system: 'urn:own', value: 'many' }];
    for (const more of [{}, vital])
      expect(
        (
          await ask(choosing, as('system/Observation.c'), 'POST Observation', {
            resource: sent(undefined, ANNA, { identifier: shared, ...more }),
          })
        ).status,
      ).toBe(201);
    const total = async () =>
      (await ask(choosing, as('system/Observation.s'), 'GET Observation?identifier=urn:own|many')).json.total;
    const remove = async (scopes: string) =>
      (await ask(choosing, as(scopes), 'DELETE Observation?identifier=urn:own|many')).status;
    expect([await remove(`system/Observation.s system/Observation.d${LAB}`), await total()]).toEqual([404, 2]);
    expect([await remove(`system/Observation.ds${LAB}`), await total()]).toEqual([204, 1]);
  });

  test('what another makes of it while it is waited for is asked, not what it was', async () => {
    const visit = as(`system/Observation.u${LAB}`);
    let waiting: Promise<unknown> = Promise.resolve();
    await house.store.write(new Date(), async (writer) => {
      const current = (await writer.lockOwn(HOSPITAL, 'Observation', uuid(113)))!;
      await writer.replace(current, { resource: sent(113, ANNA, vital), custodian: HOSPITAL });
      waiting = ask(house, visit, `PUT Observation/${uuid(113)}`, { resource: sent(113, ANNA) });
      for (let held = 0; held === 0; )
        held = (await database.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rows.length;
    });
    expect(await waiting).toMatchObject({ status: 404 });
    expect(await versionsOf(113)).toBe(2);
  });

  test('what it is now is asked, not what it was', async () => {
    const visit = as(`system/Observation.u${LAB}`);
    expect((await ask(house, visit, `PUT Observation/${uuid(110)}`, { resource: sent(110, BERT) })).status).toBe(200);
    await change(house, 110, vital);
    await isUnknown(
      visit,
      (id) => `PUT Observation/${id}`,
      110,
      (id) => ({ resource: { ...sent(0, BERT), id } }),
    );
  });

  test('a consent by who is no party to it needs the consent within the scope', async () => {
    const { rows } = await database.query<{ id: string }>(`SELECT id FROM resource WHERE type = 'Consent'`);
    const tried = async (visit: Visit) => told(await withdrawConsent(house, visit, rows[0]!.id)).status;
    expect(await tried(as('system/Consent.rs'))).toBe(403);
    expect(await tried(as('system/Consent.u?status=inactive'))).toBe(404);
    expect(await tried(as('system/Consent.r system/Consent.u?status=inactive'))).toBe(404);
    expect(await tried(as('patient/Consent.u', { patient: BERT }))).toBe(404);
    expect(await tried(as('patient/Consent.u', { patient: ANNA }))).toBe(200);
  });
});

test('a crisis plan is put into action, and ended, by a token that may change it', async () => {
  const resource = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: ANNA } };
  const made = await ask(house, as('system/CarePlan.c'), 'POST CarePlan', { resource });
  expect(made.status).toBe(201);
  const parameter = [{ name: 'reason', valueString: '眠れない' }];
  const codeOf = async (act: typeof activateCrisisPlan, visit: Visit, given: object[]) => {
    const body = { resourceType: 'Parameters', parameter: given } as any;
    const answer: any = await act(house, visit, { id: made.json.id, query: new URLSearchParams(), body });
    return [answer.status, answer.issues?.[0]?.code];
  };
  const both = async (visit: Visit) => [
    await codeOf(activateCrisisPlan, visit, parameter),
    await codeOf(deactivateCrisisPlan, visit, []),
  ];
  const refused = [403, 'scope-missing'];
  expect(await both(as('user/CarePlan.r patient/CarePlan.u', { patient: BERT }))).toEqual([refused, refused]);
  expect(await both(as('system/CarePlan.r system/CarePlan.u?status=draft'))).toEqual([refused, refused]);
  const within = [422, 'not-a-crisis-plan'];
  expect(await both(as('system/CarePlan.ru'))).toEqual([within, within]);
});

describe('many at once', () => {
  const entry = (method: string, url: string, resource?: any) => ({
    request: { method, url },
    ...(resource ? { resource } : {}),
  });
  const bundle = (type: 'batch' | 'transaction', ...entries: any[]): any => ({
    resourceType: 'Bundle',
    type,
    entry: entries,
  });

  test('100: each entry of a batch is authorized by itself', async () => {
    const visit = as(`system/Observation.cuds${LAB}`);
    const { json } = told(
      await runBatch(
        house,
        visit,
        bundle(
          'batch',
          entry('POST', 'Observation', sent(undefined, ANNA)),
          entry('POST', 'Observation', sent(undefined, ANNA, vital)),
          entry('PUT', `Observation/${uuid(101)}`, sent(101, ANNA)),
          entry('DELETE', `Observation/${uuid(101)}`),
          entry('DELETE', `Observation/${UNKNOWN}`),
        ),
      ),
    );
    expect(json.entry.map(({ response }: any) => response.status)).toEqual(['201', '403', '404', '404', '404']);
  });

  test('100: one entry outside leaves nothing of a transaction', async () => {
    const visit = as(`system/Observation.cruds${LAB}`);
    const run = async (...entries: any[]) =>
      told(
        await runTransaction(house, { ...visit, requestId: crypto.randomUUID() }, bundle('transaction', ...entries)),
      );
    const good = [
      entry('POST', 'Observation', sent(undefined, ANNA)),
      entry('PUT', `Observation/${uuid(106)}`, sent(106, ANNA)),
      entry('GET', `Observation/${uuid(100)}`),
    ];
    const bad: [any, number][] = [
      [entry('POST', 'Observation', sent(undefined, ANNA, vital)), 403],
      [entry('PUT', `Observation/${uuid(102)}`, sent(102, ANNA, vital)), 403],
      [entry('PUT', `Observation/${uuid(101)}`, sent(101, ANNA)), 404],
      [entry('DELETE', `Observation/${uuid(101)}`), 404],
      [entry('GET', `Observation/${uuid(101)}`), 404],
      [
        entry(
          'POST',
          'Observation',
          sent(undefined, ANNA, { hasMember: [{ reference: `Observation?_id=${uuid(101)}` }] }),
        ),
        412,
      ],
      [entry('POST', 'Condition', { resourceType: 'Condition', subject: { reference: ANNA } }), 403],
    ];
    const before = await countAll();
    for (const [one, status] of bad) {
      expect((await run(...good, one)).status, JSON.stringify(one)).toBe(status);
      expect(await countAll()).toBe(before);
    }
    const done = await run(...good);
    expect(done.json.entry.map(({ response }: any) => response.status)).toEqual(['201', '200', '200']);
    expect(await countAll()).toBe(before + 2);
  });
});

describe('documents', () => {
  const identifier = (value: string) => ({ system: 'urn:documents', value });
  const persons = new Map<string, any>();
  beforeAll(async () => {
    for (const { json } of [
      await ask(house, as('system/Patient.r'), `GET ${ANNA}`),
      await ask(house, as('system/Patient.r'), `GET ${BERT}`),
    ])
      persons.set(`Patient/${json.id}`, json);
  });
  const document = (value: string, about: string, more: Record<string, unknown> = {}): any => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: identifier(value),
    timestamp: '2026-05-01T00:00:00+09:00',
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000aaaa',
        resource: {
          resourceType: 'Composition',
          status: 'final',
          type: { text: '報告' },
          subject: { reference: about },
          date: '2026-05-01',
          author: [{ reference: `Practitioner/${uuid(800)}` }],
          title: '報告',
          section: [{ title: '検査', entry: [{ reference: 'urn:uuid:00000000-0000-4000-8000-00000000bbbb' }] }],
        },
      },
      { fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000bbbb', resource: sent(undefined, about, more) },
      { fullUrl: `https://sender.example/${about}`, resource: persons.get(about) },
      {
        fullUrl: `https://sender.example/Practitioner/${uuid(800)}`,
        resource: {
          resourceType: 'Practitioner',
          id: uuid(800),
          identifier: [{ system: 'urn:p', value: '800' }],
          name: [{ text: '山田花子' }],
        },
      },
    ],
  });
  const receive = async (visit: Visit, one: any) => {
    visits += 1;
    return told(await receiveDocument(house, { ...visit, requestId: uuid(visits) }, one));
  };

  test('are received within the scopes of each part and of the whole, or not at all', async () => {
    const patient = ofAnna('patient/Bundle.c patient/Composition.c patient/Observation.c');
    const before = await countAll();
    expect((await receive(patient, document('1', BERT))).status).toBe(403);
    const parts = 'system/Composition.c system/Observation.c';
    expect((await receive(ofAnna(`${parts} patient/Bundle.c`), document('1', BERT))).status).toBe(403);
    const narrow = as(`system/Bundle.c system/Composition.c system/Observation.c${LAB}`);
    expect((await receive(narrow, document('1', ANNA, vital))).status).toBe(403);
    expect(await countAll()).toBe(before);
    expect((await receive(patient, document('1', ANNA))).status).toBe(201);
    expect((await receive(narrow, document('2', BERT))).status).toBe(201);
  });

  test('that came before are known again to who may know them', async () => {
    const wide = as('system/*.c');
    expect((await receive(wide, document('3', BERT))).status).toBe(201);
    expect((await receive(wide, document('3', BERT))).status).toBe(200);
    expect((await receive(wide, document('3', BERT, vital))).status).toBe(409);
    const patient = ofAnna('patient/*.cr');
    expect((await receive(patient, document('3', ANNA))).status).toBe(201);
    expect((await receive(patient, document('3', ANNA))).status).toBe(200);
  });

  test('are made and stored within the scope of the whole', async () => {
    const make = async (scopes: string, n: number) =>
      told(await makeDocument(house, ofAnna(scopes), { id: uuid(n), query: new URLSearchParams('persist=true') }))
        .status;
    const reads = 'system/Composition.r system/Observation.r system/Patient.r system/Encounter.r system/Practitioner.r';
    expect(await make(`${reads} patient/Bundle.c`, 601)).toBe(403);
    expect(await make(`${reads} system/Bundle.c?type=collection`, 600)).toBe(403);
    expect(await make(`${reads} patient/Bundle.c`, 600)).not.toBe(403);
  });
});

test('a message stores and changes only what lies within', async () => {
  const file = globSync('examples/ssmix2/**/0000123_-_ADT-00_*')[0]!;
  const others = 'system/Encounter.cu system/RelatedPerson.cu system/AllergyIntolerance.cu';
  const receive = async (scopes: string) =>
    told(
      await receiveMessage(house, as(scopes), {
        bytes: readFileSync(file),
        query: new URLSearchParams({ file: basename(file) }),
      }),
    );
  const first = await receive('system/*.cu');
  expect(first.status, JSON.stringify(first.json)).toBe(200);
  const newest = await ask(house, as('system/Patient.s'), 'GET Patient?_sort=-_lastUpdated&_count=1');
  const person = newest.json.entry[0].resource;
  const { gender, id } = person;
  const before = await countAll();
  // Whom it is about lies outside, so it would be somebody new, who lies outside as well.
  const refused = await receive(`${others} system/Patient.cu?gender:not=${gender}`);
  expect([refused.status, codes(refused)]).toEqual([403, ['scope-insufficient']]);
  const patient = await receive(`${others} system/Patient.c`);
  expect([patient.status, codes(patient)]).toEqual([403, ['scope-missing']]);
  expect(await countAll()).toBe(before);
  expect((await receive(`${others} system/Patient.cu?gender=${gender}`)).status).toBe(200);
  // Who is held as somebody else is not changed by a token that does not know that person.
  const versions = async () =>
    (await database.query('SELECT 1 FROM resource WHERE type = $1 AND id = $2', ['Patient', id])).rows.length;
  const changed = { ...person, gender: gender === 'other' ? 'unknown' : 'other' };
  const ifMatch = `W/"${await versions()}"`;
  const put = await ask(house, as('system/Patient.u'), `PUT Patient/${id}`, { resource: changed, ifMatch });
  expect(put.status, JSON.stringify(put.json)).toBe(200);
  const known = await versions();
  expect((await receive(`${others} system/Patient.cu?gender=${gender}`)).status).toBe(200);
  expect(await versions()).toBe(known);
});

test('asking whether it could be stored tells what storing it would', async () => {
  const asked = async (scopes: string, mode: string, resource: any, id?: string) => {
    const query = new URLSearchParams({ mode });
    const answer = await validateResource(house, as(scopes), {
      type: 'Observation',
      query,
      body: resource,
      ...(id ? { id } : {}),
    });
    return codes(told(answer));
  };
  expect(await asked(`system/Observation.cr${LAB}`, 'create', sent(undefined, ANNA, vital))).toContain(
    'scope-insufficient',
  );
  expect(await asked(`system/Observation.cr${LAB}`, 'create', sent(undefined, ANNA))).not.toContain(
    'scope-insufficient',
  );
  const old = `system/Observation.r system/Observation.ud${LAB}`;
  expect(await asked(old, 'update', sent(101, ANNA), uuid(101))).toContain('not-found');
  expect(await asked(old, 'delete', undefined, uuid(101))).toContain('not-found');
  expect(await asked(old, 'update', sent(100, ANNA, vital), uuid(100))).toContain('scope-insufficient');
  expect(PERSON_B).toBe(ANNA.slice('Patient/'.length));
});
