import { beforeAll, describe, expect, test } from 'vitest';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const PATIENT = `Patient/${PERSON_B}`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

const ask = (who: string, path: string) => call(who, 'GET', `/fhir/${path}`);
const namesOf = ({ json }: { json: any }): string[] =>
  json.entry.map(({ resource }: any) => `${resource.resourceType}/${resource.id}`);
const first = async (who: string, search: string, pick: (resource: any) => boolean = () => true) => {
  const { json } = await ask(who, search);
  const found = json.entry.map(({ resource }: any) => resource).find(pick);
  expect(found, search).toBeDefined();
  return `${found.resourceType}/${found.id}`;
};

let encounter = '';
let role = '';
let diagnosis = '';
/** Of the category `test`, which the consent of the examples does not show. */
let laboratory = '';

async function compose(who: string, entries: readonly string[], more: object = {}): Promise<string> {
  const { status, json } = await call(who, 'POST', '/fhir/Composition', {
    resourceType: 'Composition',
    status: 'final',
    type: { text: '報告' },
    title: '報告',
    date: '2026-11-01T09:00:00+09:00',
    subject: { reference: PATIENT },
    author: [{ reference: role }],
    custodian: { reference: HOSPITAL },
    section: [{ title: '記録', entry: entries.map((reference) => ({ reference })) }],
    ...more,
  });
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
}

let plain = '';
let mixed = '';
/** Of its only section the consent of the examples shows nothing. */
let closed = '';
beforeAll(async () => {
  encounter = await first('hospital-ehr', `Encounter?patient=${PERSON_B}`);
  role = await first('hospital-ehr', `PractitionerRole?organization=${HOSPITAL}`);
  diagnosis = await first(
    'hospital-ehr',
    `Condition?patient=${PERSON_B}`,
    ({ code }) => code.text === '妄想型統合失調症',
  );
  laboratory = await first(
    'hospital-ehr',
    `Observation?patient=${PERSON_B}&_count=100`,
    ({ code }) => code.text === 'HbA1c',
  );
  plain = await compose('hospital-ehr', [diagnosis], { encounter: { reference: encounter } });
  mixed = await compose('hospital-ehr', [], {
    section: [
      { title: '診断', entry: [{ reference: diagnosis }] },
      { title: '記録', entry: [{ reference: diagnosis }, { reference: laboratory }] },
    ],
  });
  closed = await compose('hospital-ehr', [diagnosis, laboratory]);
});

describe('a document made of a Composition', () => {
  test('holds it first, and everything that it and its parts refer to, each once and with its address', async () => {
    const made = await ask('hospital-ehr', `Composition/${plain}/$document`);
    expect(made.status, JSON.stringify(made.json)).toBe(200);
    expect(made.json).toMatchObject({ resourceType: 'Bundle', type: 'document' });
    expect(made.json.identifier.system).toBe('urn:ietf:rfc:3986');
    expect(made.json.identifier.value).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(made.json.timestamp).toMatch(/\+09:00$/);
    const names = namesOf(made);
    expect(names[0]).toBe(`Composition/${plain}`);
    expect(names).toEqual(expect.arrayContaining([PATIENT, encounter, diagnosis, role, HOSPITAL]));
    // The role leads to its practitioner, whom the Composition does not name.
    expect(names.some((name) => name.startsWith('Practitioner/'))).toBe(true);
    expect(names).not.toContain(laboratory);
    expect(new Set(names).size).toBe(names.length);
    expect(made.json.entry.map(({ fullUrl }: any) => fullUrl)).toEqual(
      names.map((one) => `${gateway.url}/fhir/${one}`),
    );
    const judged = await call('hospital-ehr', 'POST', '/fhir/Bundle/$validate', made.json);
    expect(judged.json.issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  });

  test('is the same by the parameter `id`, and by Parameters', async () => {
    const expected = namesOf(await ask('hospital-ehr', `Composition/${plain}/$document`));
    expect(namesOf(await ask('hospital-ehr', `Composition/$document?id=${plain}`))).toEqual(expected);
    const parameter = [
      { name: 'id', valueUri: plain },
      { name: 'persist', valueBoolean: false },
    ];
    const posted = await call('hospital-ehr', 'POST', '/fhir/Composition/$document', {
      resourceType: 'Parameters',
      parameter,
    });
    expect(namesOf(posted)).toEqual(expected);
  });

  test('does not draw in the document that it replaces', async () => {
    const later = await compose('hospital-ehr', [], {
      section: [{ title: '記録', text: NOTHING }],
      relatesTo: [{ code: 'replaces', targetReference: { reference: `Composition/${plain}` } }],
    });
    const made = await ask('hospital-ehr', `Composition/${later}/$document`);
    expect(made.status, JSON.stringify(made.json)).toBe(200);
    expect(namesOf(made).filter((name) => name.startsWith('Composition/'))).toEqual([`Composition/${later}`]);
    expect(made.json.entry[0].resource.relatesTo[0].targetReference).toEqual({ reference: `Composition/${plain}` });
  });

  test('tells a version that it names as it was then', async () => {
    const condition = { resourceType: 'Condition', subject: { reference: PATIENT }, code: { text: '初めの診断' } };
    const { json } = await call('hospital-ehr', 'POST', '/fhir/Condition', condition);
    const now = { ...condition, id: json.id, code: { text: '改めた診断' } };
    const changed = await call('hospital-ehr', 'PUT', `/fhir/Condition/${json.id}`, now, { 'If-Match': 'W/"1"' });
    expect(changed.status, JSON.stringify(changed.json)).toBe(200);
    const diagnoses = async (reference: string) => {
      const made = await ask('hospital-ehr', `Composition/${await compose('hospital-ehr', [reference])}/$document`);
      expect(made.status, JSON.stringify(made.json)).toBe(200);
      return made.json.entry.flatMap(({ resource: one }: any) =>
        one.resourceType === 'Condition' ? [one.code.text] : [],
      );
    };
    expect(await diagnoses(`Condition/${json.id}/_history/1`)).toEqual(['初めの診断']);
    expect(await diagnoses(`Condition/${json.id}`)).toEqual(['改めた診断']);
  });

  test('is not stored unless that is asked for; then by its holder, as a document that is read again', async () => {
    const count = async () => (await ask('hospital-ehr', 'Bundle?_summary=count')).json.total;
    expect(await count()).toBe(0);
    const made = await ask('hospital-ehr', `Composition/${plain}/$document?persist=true`);
    expect(made.status, JSON.stringify(made.json)).toBe(200);
    expect(await count()).toBe(1);
    const location = made.headers.get('location') ?? '';
    expect(location).toBe(`${gateway.url}/fhir/Bundle/${made.json.id}/_history/1`);
    expect((await ask('hospital-ehr', `Bundle/${made.json.id}`)).json).toEqual(made.json);
  });
});

test('a stored document is shown as far as its parts may be seen, as long as that is so', async () => {
  const short = await compose('hospital-ehr', [], { section: [{ title: '記録', text: NOTHING }] });
  const persist = async (id: string) => (await ask('hospital-ehr', `Composition/${id}/$document?persist=true`)).json.id;
  const [whole, withHidden, hidden] = [await persist(short), await persist(mixed), await persist(closed)];
  const seen = async () =>
    Promise.all([whole, withHidden, hidden].map(async (id) => (await ask('soudan-hikari', `Bundle/${id}`)).status));
  expect(await seen()).toEqual([404, 404, 404]);
  const id = await consentFor(call);
  // Where nothing is left of what stands in it, it is not there.
  expect(await seen()).toEqual([200, 200, 404]);
  const { json } = await ask('soudan-hikari', `Bundle/${withHidden}`);
  expect(json.entry[0].resource.section.map(({ title }: any) => title)).toEqual(['診断']);
  for (const secret of [laboratory, 'HbA1c', '記録']) expect(JSON.stringify(json)).not.toContain(secret);
  await withdraw(call, id);
  expect(await seen()).toEqual([404, 404, 404]);
});

const NOTHING = {
  status: 'generated',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">なし</div>',
};

describe('what is asked wrongly is refused in both languages', () => {
  test.each([
    ['$document', 'operation-parameter-needed', 'どの Composition から文書を作るか、id で示してください。'],
    [
      '$document?id=1&id=2',
      'operation-value-invalid',
      '「id」の値「1&2」は使えません。Composition の id（一つだけ）を書いてください。',
    ],
    [
      'ID/$document?graph=x',
      'operation-parameter-unknown',
      'この操作に「graph」というパラメーターはありません。使えるもの: persist',
    ],
    [
      'ID/$document?persist=yes',
      'operation-value-invalid',
      '「persist」の値「yes」は使えません。true か false のどちらかを書いてください。',
    ],
  ])('%s', async (path, code, ja) => {
    const { status, json } = await ask('hospital-ehr', `Composition/${path.replace('ID', plain)}`);
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.ja]).toEqual([400, code, ja]);
  });
});

describe('an office', () => {
  const about = async (id: string) => {
    const { status, json } = await ask('soudan-hikari', `Composition/${id}/$document`);
    return JSON.stringify([status, json]).replaceAll(id, 'ID');
  };

  test('without a consent hears of the Composition what it hears of an unknown one, and again after the withdrawal', async () => {
    const unknown = await about(UNKNOWN);
    expect(await about(plain)).toBe(unknown);
    const id = await consentFor(call);
    expect((await ask('soudan-hikari', `Composition/${plain}/$document`)).status).toBe(200);
    await withdraw(call, id);
    expect(await about(plain)).toBe(unknown);
  });

  test('with a consent to a part gets the Composition as it reads it, and nothing that is masked in it', async () => {
    const id = await consentFor(call);
    const made = await ask('soudan-hikari', `Composition/${mixed}/$document`);
    expect(made.status, JSON.stringify(made.json)).toBe(200);
    expect(made.json.entry[0].resource).toEqual((await ask('soudan-hikari', `Composition/${mixed}`)).json);
    expect(made.json.entry[0].resource.section.map(({ title }: any) => title)).toEqual(['診断']);
    expect(await about(closed)).toBe(await about(UNKNOWN));
    expect(namesOf(made)).not.toContain(laboratory);
    expect(JSON.stringify(made.json)).not.toContain(laboratory);
    for (const { resource } of made.json.entry)
      expect((await ask('soudan-hikari', `${resource.resourceType}/${resource.id}`)).json).toEqual(resource);
    await withdraw(call, id);
  });

  test('cannot store what the hospital holds: neither the Composition of the hospital, nor its own about it', async () => {
    const id = await consentFor(call);
    const foreign = await ask('soudan-hikari', `Composition/${plain}/$document?persist=true`);
    expect([foreign.status, issuesOf(foreign.json)[0]?.code]).toEqual([403, 'document-not-holder']);
    const own = await compose('soudan-hikari', [diagnosis], { custodian: { reference: HIKARI } });
    const copied = await ask('soudan-hikari', `Composition/${own}/$document?persist=true`);
    expect([copied.status, issuesOf(copied.json)[0]?.ja]).toEqual([
      403,
      '他の機関が保有する記録を含む文書は保存できません。persist を付けずに受け取ってください。',
    ]);
    expect(namesOf(await ask('soudan-hikari', `Composition/${own}/$document`))).toContain(diagnosis);
    await withdraw(call, id);
    // Its own Composition it still reads as it wrote it; the document of it leads nowhere that is hidden.
    const after = await ask('soudan-hikari', `Composition/${own}/$document`);
    expect(after.status, JSON.stringify(after.json)).toBe(200);
    expect(after.json.entry[0].resource.section[0].entry).toEqual([MASKED]);
    expect(JSON.stringify(after.json)).not.toContain(diagnosis);
  });

  test('what it is given stands in the record of disclosures', async () => {
    const id = await consentFor(call);
    const made = await ask('soudan-hikari', `Composition/${plain}/$document`);
    const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$disclosures`);
    const text = JSON.stringify(json);
    for (const name of [`Composition/${plain}`, diagnosis]) {
      expect(namesOf(made)).toContain(name);
      expect(text).toContain(name);
    }
    await withdraw(call, id);
  });
});
