import { describe, expect, test } from 'vitest';
import type { Caller } from '../../src/auth/index.ts';
import { sendForm, showPathway } from '../../src/forms/index.ts';
import {
  collectMeta,
  lastObservations,
  makeDocument,
  matchPatient,
  readEverything,
  readMeta,
  runBatch,
} from '../../src/records/index.ts';
import type { House, Visit } from '../../src/visit/index.ts';
import { HIKARI, PERSON_B } from '../gateway.ts';
import { uuid } from '../store/world.ts';
import { ANNA, ask, BERT, CATEGORY, names, scopedHouse, told, visitOf } from './scoped-world.ts';

const { house, database } = await scopedHouse();
const LAB = `?category=${CATEGORY}|laboratory`;
const UNKNOWN = uuid(999);
const as = (scopes: string, more: Partial<Caller> & { who?: string } = {}) => visitOf(scopes, more);
const ofAnna = (scopes: string, more: Partial<Caller> & { who?: string } = {}) =>
  visitOf(scopes, { patient: ANNA, ...more });
const get = (visit: Visit, request: string) => ask(house, visit, `GET ${request}`);
const isLab = ({ resource }: any) =>
  resource.category?.some(({ coding }: any) => coding[0].code === 'laboratory') === true;

describe('a token whose scope asks for a category', () => {
  const narrow = as(`system/Observation.rs${LAB}`);
  const wide = as('system/Observation.rs');

  test('63, 64: finds exactly what the whole scope finds of the category, by GET and by POST, with its total', async () => {
    for (const query of ['', 'status=final', `subject=${BERT}`, 'date=ge2026-03']) {
      const old = await get(wide, `Observation?${query}&_count=100`);
      const expected = old.json.entry.filter(isLab);
      expect(expected.length).toBeLessThan(old.json.entry.length);
      for (const [method, path] of [
        ['GET', 'Observation'],
        ['POST', 'Observation/_search'],
      ]) {
        const found = await ask(house, narrow, `${method} ${path}?${query}&_count=100`);
        expect(found.json.entry).toEqual(expected);
        expect(found.json.total).toBe(expected.length);
      }
    }
  });

  test('counts and sorts only these, page by page', async () => {
    const old = await get(wide, 'Observation?_sort=-date,code&_count=100');
    const expected = names({ ...old, json: { entry: old.json.entry.filter(isLab) } });
    const walked: string[] = [];
    for (let next: string | undefined = 'Observation?_sort=-date,code&_count=2'; next !== undefined; ) {
      const page = await get(narrow, next);
      expect(page.json.total).toBe(expected.length);
      walked.push(...names(page));
      next = page.json.link.find(({ relation }: any) => relation === 'next')?.url.replace(/^.*fhir[/]/, '');
    }
    expect(walked).toEqual(expected);
    expect((await get(narrow, 'Observation?_summary=count')).json.total).toBe(expected.length);
  });

  test('65: reads a match, and hears of any other what it hears of an unknown id', async () => {
    expect((await get(narrow, `Observation/${uuid(100)}`)).status).toBe(200);
    for (const path of ['', '/_history', '/_history/1', '/_history/2', '/_history?_since=2020']) {
      const unknown = await get(narrow, `Observation/${UNKNOWN}${path}`);
      expect(unknown.status).toBe(404);
      for (const n of [101, 105, 109, 112]) {
        const hidden = await get(narrow, `Observation/${uuid(n)}${path}`);
        expect(JSON.stringify(hidden).replaceAll(uuid(n), UNKNOWN)).toBe(JSON.stringify(unknown));
      }
    }
  });

  test('does not see the old versions that lie outside, nor any of what lies outside now', async () => {
    // Of 110 only the first version; it never was of another category. 111 was a laboratory value for a while.
    expect((await get(narrow, `Observation/${uuid(110)}/_history`)).json.total).toBe(2);
    expect((await get(narrow, `Observation/${uuid(111)}/_history/2`)).status).toBe(404);
    const vitals = as(`system/Observation.rs?category=${CATEGORY}|vital-signs`);
    const { json } = await get(vitals, `Observation/${uuid(111)}/_history`);
    expect(json.entry.map(({ resource }: any) => resource.meta.versionId)).toEqual(['3', '1']);
    expect(json.total).toBe(2);
    expect((await get(vitals, `Observation/${uuid(111)}/_history/2`)).status).toBe(404);
    expect((await get(vitals, `Observation/${uuid(109)}/_history`)).json.total).toBe(1);
    const all = await get(vitals, 'Observation/_history?_count=100');
    expect(all.json.entry.filter(isLab)).toEqual([]);
    expect(all.json.total).toBe(all.json.entry.length);
  });

  test('reaches others only through these, by chains, by what refers to them, and by what is included', async () => {
    const more = 'system/DiagnosticReport.rs system/Patient.rs system/Encounter.rs';
    const visit = as(`system/Observation.rs${LAB} ${more}`);
    const full = as(`system/Observation.rs ${more}`);
    const differ = async (request: string, found: string[], ofWide: string[]) => {
      expect(names(await get(visit, request)).sort(), request).toEqual(found.sort());
      expect(names(await get(full, request)).sort(), request).toEqual(ofWide.sort());
    };
    const reports = [400, 401].map((n) => `DiagnosticReport/${uuid(n)}`);
    await differ('DiagnosticReport?result.category=vital-signs', [], reports);
    await differ('DiagnosticReport?result.status=final', [reports[0]!], reports);
    await differ(`DiagnosticReport?result=Observation/${uuid(104)}`, [reports[1]!], [reports[1]!]);
    await differ(
      `Encounter?_id=${uuid(302)}&_has:Observation:encounter:category=vital-signs`,
      [],
      [`Encounter/${uuid(302)}`],
    );
    await differ(
      `DiagnosticReport?_id=${uuid(400)}&_include=DiagnosticReport:result`,
      [reports[0]!, `Observation/${uuid(100)}`],
      [reports[0]!, `Observation/${uuid(100)}`, `Observation/${uuid(101)}`],
    );
    await differ(
      `Encounter?_id=${uuid(302)}&_revinclude=Observation:encounter`,
      [`Encounter/${uuid(302)}`],
      [`Encounter/${uuid(302)}`, `Observation/${uuid(101)}`],
    );
  });

  test('meets these only in what operations gather', async () => {
    const visit = as(`system/Observation.rs${LAB} system/Patient.rs system/Composition.rs`);
    const everything = told(
      await readEverything(house, visit, { type: 'Patient', id: PERSON_B, query: new URLSearchParams('_count=100') }),
    );
    const gathered = everything.json.entry.filter(({ resource }: any) => resource.resourceType === 'Observation');
    expect(gathered.length).toBeGreaterThan(2);
    expect(gathered.filter(isLab)).toEqual(gathered);
    const lastn = (category: string) =>
      lastObservations(house, visit, { query: new URLSearchParams({ patient: PERSON_B, category }) });
    expect(told(await lastn('laboratory')).json.total).toBeGreaterThan(0);
    expect(told(await lastn('vital-signs')).json.total).toBe(0);
    const document = told(await makeDocument(house, visit, { id: uuid(600), query: new URLSearchParams() }));
    expect(document.json.entry.map(({ resource }: any) => resource.id)).toContain(uuid(100));
    expect(JSON.stringify(document.json)).not.toContain(uuid(101));
  });

  test('100: is answered for each entry of a batch by itself', async () => {
    const urls = [`Observation/${uuid(100)}`, `Observation/${uuid(101)}`, 'Observation?_summary=count', 'Patient'];
    const bundle: any = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: urls.map((url) => ({ request: { method: 'GET', url } })),
    };
    const { json } = told(await runBatch(house, { ...narrow, requestId: crypto.randomUUID() }, bundle));
    expect(json.entry.map(({ response }: any) => response.status)).toEqual(['200', '404', '200', '403']);
  });
});

describe('a document', () => {
  const seen = async (scopes: string) =>
    names(await get(ofAnna(scopes), 'Bundle?type=document')).map((name) => Number(name.slice(-3)));

  test('is shown whole to who may read documents, but not with parts that the token leaves out by name', async () => {
    expect(await seen('system/Bundle.rs')).toEqual([701, 702, 703, 704, 705]);
    expect(await seen(`system/Bundle.rs system/Observation.rs?category=${CATEGORY}|vital-signs`)).toEqual([]);
    // Of 701 one part is no laboratory value; of 704 and 705 the part has another content by now.
    expect(await seen(`system/Bundle.rs system/Observation.rs${LAB}`)).toEqual([702, 703]);
    expect(await seen('system/Bundle.rs system/Observation.r')).toEqual([701, 702, 703, 704, 705]);
  });

  test("is a patient's where a part names the patient, and none names others only", async () => {
    expect(await seen('patient/Bundle.rs')).toEqual([701, 704, 705]);
    expect(await seen('system/Bundle.rs patient/Observation.rs')).toEqual([701, 704, 705]);
  });
});

describe('a token with a patient in context', () => {
  const record = ofAnna('patient/*.rs');

  test('finds what names the patient, and of who and where what is about nobody', async () => {
    const { rows } = await database.query<{ name: string }>(
      `SELECT type || '/' || id AS name FROM resource WHERE until_tx IS NULL AND NOT deleted AND type = 'Observation'
        AND custodian = $1 AND $2 = ANY(patients) ORDER BY 1`,
      [record.caller.organization, ANNA],
    );
    const found = await get(record, 'Observation?_count=100');
    expect(names(found).sort()).toEqual(rows.map(({ name }) => name));
    expect(found.json.total).toBe(rows.length);
    expect(names(await get(record, 'Practitioner')).length).toBe(11);
    expect(names(await get(record, 'Group'))).toEqual([`Group/${uuid(500)}`]);
  });

  test('102: finds one person, and not the record that is linked to it', async () => {
    expect(names(await get(record, 'Patient'))).toEqual([ANNA]);
    for (const other of [BERT, `Patient/${uuid(901)}`]) expect((await get(record, other)).status).toBe(404);
  });

  test('does not find what is about nobody of a type that is about people', async () => {
    expect((await get(record, `Observation/${uuid(108)}`)).status).toBe(404);
    expect((await get(as('system/Observation.r'), `Observation/${uuid(108)}`)).status).toBe(200);
    expect((await get(record, `Bundle/${uuid(700)}`)).status).toBe(404);
  });

  test('98: is no token for anything without one', async () => {
    const without = as('patient/*.cruds');
    for (const request of ['Observation', `Observation/${uuid(100)}`, 'Observation/_history', ANNA])
      expect((await get(without, request)).status, request).toBe(403);
    expect((await get(as('patient/*.rs system/Goal.rs'), 'Goal')).status).toBe(200);
  });

  test('sees no more of what is deleted than of what is there', async () => {
    const history = (visit: Visit, n: number) => get(visit, `Observation/${uuid(n)}/_history`);
    expect((await history(record, 105)).status).toBe(404);
    expect((await get(as('system/Observation.r'), `Observation/${uuid(105)}`)).status).toBe(410);
    expect((await get(ofAnna('patient/Observation.r', { patient: BERT }), `Observation/${uuid(112)}`)).status).toBe(
      410,
    );
    expect((await get(ofAnna('patient/Observation.r'), `Observation/${uuid(112)}`)).status).toBe(404);
  });
});

describe('letters', () => {
  test('r reads, with the history of one; s searches, with the history of a type', async () => {
    const [reads, searches] = [as('system/Observation.r'), as('system/Observation.s')];
    const asked = async (visit: Visit) => {
      const paths = ['', `/${uuid(100)}`, `/${uuid(100)}/_history`, `/${uuid(100)}/_history/1`, '/_history'];
      const answers: number[] = [];
      for (const path of paths) answers.push((await get(visit, `Observation${path}`)).status);
      return [...answers, (await get(visit, '_history')).status];
    };
    expect(await asked(reads)).toEqual([403, 200, 200, 200, 403, 403]);
    expect(await asked(searches)).toEqual([200, 403, 403, 403, 200, 200]);
  });

  test('each has its own part of a type', async () => {
    const visit = as(`system/Observation.r${LAB} system/Observation.s?category=vital-signs`);
    expect((await get(visit, 'Observation')).json.entry.some(isLab)).toBe(false);
    expect((await get(visit, `Observation/${uuid(100)}`)).status).toBe(200);
    expect((await get(visit, `Observation/${uuid(101)}`)).status).toBe(404);
    expect((await get(visit, `Observation/${uuid(101)}/_history`)).status).toBe(404);
    expect((await get(visit, 'Observation/_history?_count=100')).json.entry.some(isLab)).toBe(false);
  });

  test('a search leads through what may be searched, and adds what may be read or searched', async () => {
    const chain = `Observation?_id=${uuid(101)}&encounter.status=in-progress`;
    const include = `Observation?_id=${uuid(101)}&_include=Observation:encounter`;
    const found = async (scopes: string, request: string) =>
      names(await get(as(scopes), request)).map((name) => Number(name.slice(-3)));
    expect(await found('system/Observation.s system/Encounter.s', chain)).toEqual([101]);
    expect(await found('system/Observation.s system/Encounter.r', chain)).toEqual([]);
    expect(await found('system/Observation.s', chain)).toEqual([]);
    expect(await found('system/Observation.s system/Encounter.r', include)).toEqual([101, 302]);
    expect(await found('system/Observation.s system/Encounter.s', include)).toEqual([101, 302]);
    expect(await found('system/Observation.s', include)).toEqual([101]);
  });

  test('a form and a pathway are read, as they are where they lie within', async () => {
    const plan = (await get(as('system/CarePlan.s'), `CarePlan?patient=${PERSON_B}`)).json.entry[0].resource;
    const form = async (scopes: string) =>
      (await sendForm(house, as(scopes), { type: 'CarePlan', id: plan.id }, new URLSearchParams())).status;
    const pathway = async (scopes: string) => told(await showPathway(house, as(scopes), plan.id)).status;
    expect(await form('system/CarePlan.r')).toBe(200);
    expect(await form('system/CarePlan.s')).toBe(403);
    expect(await form(`system/CarePlan.r?status:not=${plan.status}`)).toBe(404);
    expect(await pathway('system/CarePlan.r')).not.toBe(404);
    expect(await pathway(`system/CarePlan.r?status=${plan.status}`)).not.toBe(404);
    expect(await pathway(`system/CarePlan.s system/CarePlan.r?status:not=${plan.status}`)).toBe(404);
  });

  test('every operation keeps to its own', async () => {
    const [lab, vitals] = [`?category=${CATEGORY}|laboratory`, `?category=${CATEGORY}|vital-signs`];
    const query = new URLSearchParams({ patient: PERSON_B, category: 'laboratory', max: '9' });
    const lastn = async (scopes: string) => told(await lastObservations(house, as(scopes), { query })).json.total;
    expect(await lastn(`system/Observation.s${lab}`)).toBeGreaterThan(0);
    expect(await lastn(`system/Observation.r${lab} system/Observation.s${vitals}`)).toBe(0);
    const match = async (scopes: string) => {
      const body: any = { resourceType: 'Patient', birthDate: '1971-06-15' };
      return names(told(await matchPatient(house, as(scopes), { query: new URLSearchParams(), body })));
    };
    expect(await match('system/Patient.s?gender=female')).toContain(`Patient/${uuid(901)}`);
    expect(await match('system/Patient.r?gender=female system/Patient.s?gender=unknown')).toEqual([]);
    const tags = async (scopes: string) =>
      JSON.stringify(told(await collectMeta(house, as(scopes), 'Observation')).json);
    expect(await tags('system/Observation.s')).toContain('urn:tags');
    expect(await tags('system/Observation.r system/Observation.s?_tag:not=urn:tags|shared')).not.toContain('urn:tags');
    const meta = async (scopes: string) => told(await readMeta(house, as(scopes), 'Observation', uuid(100))).status;
    expect(await meta(`system/Observation.r${lab}`)).toBe(200);
    expect(await meta(`system/Observation.s${lab} system/Observation.r${vitals}`)).toBe(404);
    const document = async (scopes: string) =>
      told(await makeDocument(house, as(scopes), { id: uuid(600), query: new URLSearchParams() })).status;
    expect(await document('system/Composition.r?status=final')).not.toBe(404);
    expect(await document('system/Composition.s system/Composition.r?status=amended')).toBe(404);
    const everything = async (scopes: string) =>
      told(await readEverything(house, as(scopes), { type: 'Patient', id: PERSON_B, query: new URLSearchParams() }));
    expect((await everything('system/Patient.s system/Patient.r?gender=unknown')).status).toBe(404);
    const matches = async (scopes: string) =>
      (await everything(scopes)).json.entry.filter(
        ({ search, resource }: any) => search.mode === 'match' && isLab({ resource }),
      ).length;
    expect(await matches(`system/Patient.rs system/Observation.s${lab}`)).toBeGreaterThan(0);
    expect(await matches(`system/Patient.rs system/Observation.r${lab} system/Observation.s${vitals}`)).toBe(0);
  });

  test('scopes add up', async () => {
    const both = as(`system/Observation.rs${LAB} user/Observation.rs?category=vital-signs`);
    const [lab, vitals] = [as(`system/Observation.rs${LAB}`), as('system/Observation.rs?category=vital-signs')];
    const found = await Promise.all(
      [both, lab, vitals].map(async (visit) => names(await get(visit, 'Observation?_count=100'))),
    );
    expect(found[0]!.sort()).toEqual([...found[1]!, ...found[2]!].sort());
    const whole = as(`system/Observation.rs${LAB} system/Observation.rs`);
    expect((await get(whole, 'Observation')).json.total).toBe((await get(as('system/*.rs'), 'Observation')).json.total);
  });
});

describe('what another organization holds', () => {
  const office = (scopes: string) => ofAnna(scopes, { who: 'soudan-hikari' });

  test('is told without its references to what the token leaves out, and is not found by them', async () => {
    const vitals = office('system/Observation.rs?category=vital-signs system/DiagnosticReport.rs');
    const wide = office('system/Observation.rs system/DiagnosticReport.rs');
    const results = async (visit: Visit) =>
      (await get(visit, `DiagnosticReport/${uuid(400)}`)).json.result.map((one: any) => one.reference ?? 'masked');
    expect(await results(wide)).toEqual([`Observation/${uuid(100)}`, `Observation/${uuid(101)}`]);
    expect(await results(vitals)).toEqual(['masked', `Observation/${uuid(101)}`]);
    const by = async (visit: Visit, n: number) =>
      (await get(visit, `DiagnosticReport?result=Observation/${uuid(n)}`)).json.total;
    expect([await by(wide, 100), await by(vitals, 100), await by(vitals, 101)]).toEqual([1, 0, 1]);
    // A type that no scope names is told of as consent lets, or no Observation would have a subject.
    expect((await get(vitals, `Observation/${uuid(101)}`)).json.subject.reference).toBe(ANNA);
  });

  test('is not found by a masked reference that a scope asks for', async () => {
    const asked = async (scopes: string) => (await get(office(scopes), `DiagnosticReport/${uuid(400)}`)).status;
    const by = `system/DiagnosticReport.rs?result=Observation/${uuid(100)}`;
    expect(await asked(by)).toBe(200);
    expect(await asked(`${by} system/Observation.rs${LAB}`)).toBe(200);
    expect(await asked(`${by} system/Observation.rs?category=vital-signs`)).toBe(404);
  });
});

test('a row that the database lets through, and that says otherwise itself, is a defect and told of loudly', async () => {
  const narrow = as(`system/Observation.rs${LAB}`);
  const keys = `(SELECT keys FROM resource WHERE id = '${uuid(100)}' AND until_tx IS NULL)`;
  await database.query(`UPDATE resource SET keys = ${keys} WHERE id = $1 AND until_tx IS NULL`, [uuid(101)]);
  await expect(get(narrow, `Observation/${uuid(101)}`)).rejects.toThrow(/^defect: the permit shows Observation/);
  await expect(get(narrow, 'Observation')).rejects.toThrow(/^defect: the permit shows Observation/);
  await database.query(`UPDATE resource SET patients = ARRAY[$2] WHERE id = $1`, [uuid(103), ANNA]);
  await expect(get(ofAnna('patient/Observation.rs'), `Observation/${uuid(103)}`)).rejects.toThrow(/^defect:/);
  await database.query(`UPDATE resource SET patients = ARRAY[$2] WHERE id = $1`, [uuid(601), ANNA]);
  const outside = /^defect: the permit shows Bundle.*, which lies outside the scopes$/;
  await expect(get(ofAnna('patient/Bundle.rs'), `Bundle/${uuid(702)}`)).rejects.toThrow(outside);
});

test('the glass is broken with the reason that was given for it, and not without one', async () => {
  const privileged: House = { ...house, policy: { ...house.policy, btgPrivileged: [HIKARI] } };
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM resource WHERE type = 'Condition' AND $1 = ANY(patients)`,
    [ANNA],
  );
  const asked = async (more: Partial<Caller>) =>
    (await ask(privileged, visitOf('system/*.rs', { who: 'soudan-hikari', ...more }), `GET Condition/${rows[0]!.id}`))
      .status;
  expect(await asked({ purpose: 'BTG', reason: '意識がなく、薬の確認が要る' })).toBe(200);
  expect(await asked({ purpose: 'BTG', reason: null })).toBe(404);
  expect(await asked({ purpose: 'COC', reason: '意識がなく、薬の確認が要る' })).toBe(404);
});
