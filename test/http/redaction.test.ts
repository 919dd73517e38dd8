import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOSPITAL, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentKept, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const PATIENT = `Patient/${PERSON_B}`;
const OFFICE = 'soudan-hikari';
const ask = (who: string, path: string) => call(who, 'GET', `/fhir/${path}`);

/** The consent of the examples with the form of admission: without it the discharge summary stays hidden as a whole. */
const withAdmission = (consent: any) =>
  consent.provision.securityLabel.push({ system: CATEGORY, code: 'admission-status' });
const withEverything = (consent: any) => {
  withAdmission(consent);
  delete consent.provision.provision;
  consent.provision.securityLabel.push(
    ...['family', 'test', 'risk'].map((code) => ({ system: CATEGORY, code })),
    ...['ETHUD'].map((code) => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code })),
  );
};

const summary = (number: string, change: (bundle: any) => void = () => {}): any => {
  const bundle = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  bundle.identifier.value = `1310000001^2026^${number}`;
  change(bundle);
  return bundle;
};
const post = async (type: string, resource: any): Promise<any> => {
  const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${type}`, resource);
  expect(status, JSON.stringify(json)).toBe(201);
  return json;
};
const during = async <T>(change: (consent: any) => void, act: () => Promise<T>): Promise<T> => {
  const id = await consentKept(gateway.house, change);
  try {
    return await act();
  } finally {
    await withdraw(call, id);
  }
};
const codesOf = ({ json }: { json: any }): string[] =>
  json.entry[0].resource.section[0].section.map(({ code }: any) => code.coding[0].code);
const sectionOf = ({ json }: { json: any }, code: string): any =>
  json.entry[0].resource.section[0].section.find(({ code: own }: any) => own.coding[0].code === code);
const typesOf = ({ json }: { json: any }): string[] => json.entry.map(({ resource }: any) => resource.resourceType);
const MANDATORY = ['322', '342', '352', '312', '362', '333', '324', '344', '444', '424'];

/** What only the withheld parts of the example say. */
const HIDDEN = /ブロチゾラム|レンドルミン|オランザピン|ジプレキサ|アルコール|FamilyMember|2人とも退院に協力的/;

let document = '';
let composition = '';
beforeAll(async () => {
  document = (await post('Bundle', summary('whole'))).id;
  const { json } = await ask('hospital-ehr', 'Composition?type=18842-5');
  composition = json.entry[0].resource.id;
});

describe('a discharge summary of which a part is not consented to', () => {
  test('loses the sections that its profile can be without, and says of the others what it says of empty ones', async () => {
    const shown = await during(withAdmission, () => ask(OFFICE, `Bundle/${document}`));
    expect(shown.status).toBe(200);
    expect(codesOf(shown)).toEqual([
      '322',
      '342',
      '510',
      '352',
      '312',
      '362',
      '642',
      '333',
      '324',
      '344',
      '444',
      '424',
    ]);
    const { title, text, emptyReason, entry } = sectionOf(shown, '444');
    expect([title, emptyReason.coding[0].code, entry]).toEqual(['退院時投薬指示', 'withheld', undefined]);
    expect(text.div).toContain('この欄は空であるか、本人の同意の範囲にありません。');
    expect(text.div).toContain('This section is empty, or outside the person’s consent.');
    expect(JSON.stringify(shown.json)).not.toMatch(HIDDEN);
    expect(typesOf(shown)).not.toEqual(expect.arrayContaining(['MedicationRequest']));
    expect(sectionOf(shown, '642').text.div).toContain('<p>');
  });

  test('says of itself in both languages that something may be left out, also where nothing is', async () => {
    const some = await during(withAdmission, () => ask(OFFICE, `Bundle/${document}`));
    const all = await during(withEverything, () => ask(OFFICE, `Bundle/${document}`));
    expect(codesOf(all)).toEqual(expect.arrayContaining([...MANDATORY, '372', '552', '642', '510']));
    expect(sectionOf(all, '444').entry).toHaveLength(2);
    const notes = [some, all].map(({ json }) => json.entry[0].resource.text.div);
    expect(notes[0]).toBe(notes[1]);
    expect(notes[0]).toContain('同意の範囲にない部分は、あれば除かれています。');
    expect(notes[0]).toContain('Parts outside it, if there are any, are left out.');
  });

  test('is valid, and the stored one is as it came', async () => {
    const shown = await during(withAdmission, () => ask(OFFICE, `Bundle/${document}`));
    const judged = await call(OFFICE, 'POST', '/fhir/Bundle/$validate', shown.json);
    expect(judged.json.issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
    const { json } = await ask('hospital-ehr', `Bundle/${document}`);
    const { id: _, meta: __, ...kept } = json;
    const { id: ___, meta: ____, ...sent } = summary('whole');
    expect(kept).toEqual(sent);
  });

  test('is the one in which the hidden parts never were', async () => {
    const bare = await post(
      'Bundle',
      summary('bare', (bundle) => {
        const head = bundle.entry[0].resource.section[0];
        const gone = new Set<string>();
        head.section = head.section.flatMap((section: any) => {
          const code = section.code.coding[0].code;
          if (!['372', '552', '444'].includes(code)) return [section];
          for (const { reference } of section.entry ?? []) gone.add(reference);
          const { entry: _, ...rest } = section;
          return code === '444' ? [{ ...rest, emptyReason: { coding: [{ code: 'nilknown' }] } }] : [];
        });
        bundle.entry = bundle.entry.filter(({ fullUrl }: any) => !gone.has(fullUrl));
      }),
    );
    const both = await during(withAdmission, () =>
      Promise.all([document, bare.id].map(async (id) => (await ask(OFFICE, `Bundle/${id}`)).json)),
    );
    const [one, other] = both.map(({ id, meta, identifier, ...rest }: any) => rest);
    expect(one).toEqual(other);
  });

  test('stays hidden where its profile asks for what is withheld: to reads, totals, searches and history alike', async () => {
    const number = `Bundle?identifier=${encodeURIComponent('1310000001^2026^whole')}`;
    const paths = [`Bundle/${document}`, `Bundle/${document}/_history`, `Bundle/${document}/_history/1`];
    const look = async () => ({
      statuses: await Promise.all(paths.map(async (path) => (await ask(OFFICE, path)).status)),
      totals: await Promise.all(
        [number, `${number}&_summary=count`, `Composition?_id=${composition}`].map(
          async (path) => (await ask(OFFICE, path)).json.total,
        ),
      ),
    });
    expect(await during(() => {}, look)).toEqual({ statuses: [404, 404, 404], totals: [0, 0, 0] });
    expect(await during(withAdmission, look)).toEqual({ statuses: [200, 200, 200], totals: [1, 1, 1] });
    expect(await look()).toEqual({ statuses: [404, 404, 404], totals: [0, 0, 0] });
  });

  test('is hidden by a label that its sender put on the whole', async () => {
    const security = [{ system: CATEGORY, code: 'finance' }];
    const { id } = await post(
      'Bundle',
      summary('labelled', (bundle) => Object.assign(bundle.meta, { security })),
    );
    expect((await during(withAdmission, () => ask(OFFICE, `Bundle/${id}`))).status).toBe(404);
    const found = () => ask(OFFICE, `Bundle?_security=finance`);
    expect((await during(withAdmission, found)).json.total).toBe(0);
    const finance = (consent: any) => {
      withAdmission(consent);
      consent.provision.securityLabel.push(...security);
    };
    expect((await during(finance, () => ask(OFFICE, `Bundle/${id}`))).status).toBe(200);
    expect((await during(finance, found)).json.total).toBe(1);
  });

  test('is shown whole or not at all where it holds a second Composition', async () => {
    const { id } = await post(
      'Bundle',
      summary('second', (bundle) => {
        delete bundle.meta;
        const [{ resource }] = bundle.entry;
        delete resource.meta;
        resource.type = { text: '報告' };
        const { identifier: _, ...second } = structuredClone(resource);
        const code = { coding: [{ system: 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section', code: '552' }] };
        const div = '<div xmlns="http://www.w3.org/1999/xhtml">二つめの家族歴</div>';
        second.section = [{ title: '家族歴', code, text: { status: 'additional', div } }];
        bundle.entry.push({ fullUrl: 'urn:uuid:1d5c2f0e-58b1-4b8b-a4f4-31f0a1c6a7aa', resource: second });
      }),
    );
    const { rows } = await gateway.database.query('SELECT 1 FROM resource WHERE id = $1 AND sections IS NULL', [id]);
    expect(rows).toHaveLength(1);
    const paths = [`Bundle/${id}`, `Bundle/${id}/_history`, `Bundle/${id}/_history/1`];
    const look = () => Promise.all(paths.map(async (path) => (await ask(OFFICE, path)).status));
    expect(await during(withAdmission, look)).toEqual([404, 404, 404]);
    expect(await during(withEverything, look)).toEqual([200, 200, 200]);
    const whole = await during(withEverything, () => ask(OFFICE, `Bundle/${id}`));
    expect(JSON.stringify(whole.json)).toContain('二つめの家族歴');
  });

  test('is not changed once it is stored, but for what is said about the whole', async () => {
    const made = await ask('hospital-ehr', `Composition/${composition}/$document?persist=true`);
    const id = made.json.id;
    const { json: kept } = await ask('hospital-ehr', `Bundle/${id}`);
    const [first, second, ...others] = kept.entry;
    const put = (body: any, version: number) =>
      call('hospital-ehr', 'PUT', `/fhir/Bundle/${id}`, body, { 'If-Match': `W/"${version}"` });
    const moved = await put({ ...kept, entry: [first, ...others, second] }, 1);
    expect([moved.status, moved.json.issue[0].details.coding[0].code]).toEqual([422, 'document-unchangeable']);
    const patch = [{ op: 'remove', path: '/entry/0/resource/section/0/section/2' }];
    const patched = await call('hospital-ehr', 'PATCH', `/fhir/Bundle/${id}`, patch, {
      'If-Match': 'W/"1"',
      'Content-Type': 'application/json-patch+json',
    });
    expect([patched.status, patched.json.issue[0].details.coding[0].code]).toEqual([422, 'document-unchangeable']);
    const tag = [{ system: 'urn:example:tags', code: 'filed' }];
    const tagged = await put({ ...kept, meta: { ...kept.meta, tag } }, 1);
    expect([tagged.status, tagged.json.meta?.tag], JSON.stringify(tagged.json)).toEqual([200, tag]);
    expect((await ask('hospital-ehr', `Bundle/${id}`)).json.entry).toEqual(kept.entry);
  });

  test('takes another tag as it was received, with the names by which its parts call each other', async () => {
    const { id } = await post('Bundle', summary('tagged'));
    const { json: kept } = await ask('hospital-ehr', `Bundle/${id}`);
    expect(JSON.stringify(kept)).toContain('"reference":"urn:uuid:');
    const tag = { system: 'urn:example:tags', code: 'filed' };
    const added = await call('hospital-ehr', 'POST', `/fhir/Bundle/${id}/$meta-add`, {
      resourceType: 'Parameters',
      parameter: [{ name: 'meta', valueMeta: { tag: [tag] } }],
    });
    expect([added.status, added.json.parameter?.[0].valueMeta.tag], JSON.stringify(added.json)).toEqual([200, [tag]]);
    const put = await call('hospital-ehr', 'PUT', `/fhir/Bundle/${id}`, kept, { 'If-Match': 'W/"2"' });
    expect(put.status, JSON.stringify(put.json)).toBe(200);
  });

  test('is shown alike by every way to it', async () => {
    const [read, found, version, history] = await during(withAdmission, async () => {
      const number = encodeURIComponent('1310000001^2026^whole');
      const paths = ['', '/_history/1', '/_history'].map((end) => `Bundle/${document}${end}`);
      const [one, two, three] = await Promise.all(paths.map(async (path) => (await ask(OFFICE, path)).json));
      const { json } = await ask(OFFICE, `Bundle?identifier=${number}`);
      return [one, json.entry[0].resource, two, three.entry[0].resource];
    });
    for (const other of [found, version, history]) expect(other).toEqual(read);
  });

  test('stands in the record of disclosures with exactly the parts that were shown', async () => {
    const { headers, json } = await during(withAdmission, () => ask(OFFICE, `Bundle/${document}`));
    const { rows } = await gateway.database.query<{ content: string }>(
      'SELECT content FROM audit_record WHERE id = $1',
      [headers.get('x-request-id')],
    );
    const told = [...(rows[0]?.content ?? '').matchAll(/"([A-Z][A-Za-z]+)\/[0-9a-f-]{36}\/_history\/\d+"/g)].map(
      ([, type]) => type,
    );
    expect(told.toSorted()).toEqual(
      ['Bundle', ...json.entry.map(({ resource }: any) => resource.resourceType)].toSorted(),
    );
    expect(rows[0]?.content).toContain('admission-status');
    expect(rows[0]?.content).not.toMatch(/"family"|"medication"/);
  });
});

describe('a signed document is shown whole or not at all', () => {
  test('signed in itself', async () => {
    const signature = {
      type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
      when: '2026-10-31T16:00:00+09:00',
      who: { reference: 'urn:uuid:f101c223-cd4b-50d5-acdf-b4a7eb577789' },
      data: 'c2ln',
    };
    const { id } = await post(
      'Bundle',
      summary('signed', (bundle) => Object.assign(bundle, { signature })),
    );
    expect((await during(withAdmission, () => ask(OFFICE, `Bundle/${id}`))).status).toBe(404);
    const whole = await during(withEverything, () => ask(OFFICE, `Bundle/${id}`));
    expect([whole.status, whole.json]).toEqual([200, (await ask('hospital-ehr', `Bundle/${id}`)).json]);
  });

  const signature = (target: readonly string[]) => ({
    resourceType: 'Provenance',
    target: target.map((reference) => ({ reference })),
    recorded: '2026-11-01T09:00:00+09:00',
    agent: [{ who: { reference: HOSPITAL } }],
    signature: [
      {
        type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
        when: '2026-11-01T09:00:00+09:00',
        who: { reference: HOSPITAL },
        data: 'c2ln',
      },
    ],
  });

  test('signed later by its holder', async () => {
    const { id } = await post('Bundle', summary('signed-later'));
    expect((await during(withAdmission, () => ask(OFFICE, `Bundle/${id}`))).status).toBe(200);
    const { id: by } = await post('Provenance', signature([`Bundle/${id}`, PATIENT]));
    const part = () => Promise.all([`Bundle/${id}`, `Provenance/${by}`].map((path) => ask(OFFICE, path)));
    expect((await during(withAdmission, part)).map(({ status }) => status)).toEqual([404, 404]);
    const [whole, provenance] = await during(withEverything, part);
    expect([whole?.status, whole?.json]).toEqual([200, (await ask('hospital-ehr', `Bundle/${id}`)).json]);
    expect([provenance?.status, provenance?.json.target]).toEqual([
      200,
      [{ reference: `Bundle/${id}` }, { reference: PATIENT }],
    ]);
  });

  test('by a signature that its reader does not see it is not told to be signed', async () => {
    const { id: signed } = await post('Bundle', summary('signed-unseen'));
    const { id: plain } = await post('Bundle', summary('not-signed'));
    // It names nobody, and so nobody permits that it is seen.
    await post('Provenance', signature([`Bundle/${signed}`]));
    const [one, other] = await during(withEverything, () =>
      Promise.all([signed, plain].map((id) => ask(OFFICE, `Bundle/${id}`))),
    );
    const head = ({ json }: any) => [json.entry[0].resource.text, json.entry.length];
    expect(head(one)).toEqual(head(other));
    expect((await during(withAdmission, () => ask(OFFICE, `Bundle/${signed}`))).status).toBe(404);
  });
});

describe('what is withheld of a Composition', () => {
  const SECTION = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
  const report = (sections: readonly [code: string, entries: readonly string[]][]): any => ({
    resourceType: 'Composition',
    status: 'final',
    type: { text: '報告' },
    title: '報告',
    date: '2026-11-01T09:00:00+09:00',
    subject: { reference: PATIENT },
    author: [{ reference: HOSPITAL }],
    text: { status: 'additional', div: '<div xmlns="http://www.w3.org/1999/xhtml">全体の言葉</div>' },
    section: sections.map(([code, entries]) => ({
      title: `節${code}`,
      code: { coding: [{ system: SECTION, code }], text: `名称${code}` },
      text: { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml">言葉${code}</div>` },
      ...(entries.length > 0 ? { entry: entries.map((reference) => ({ reference })) } : {}),
    })),
  });
  let id = '';
  let condition = '';
  let pill = '';
  let sleeping = '';
  beforeAll(async () => {
    const first = async (search: string, name: RegExp) => {
      const { json } = await ask('hospital-ehr', `${search}?patient=${PERSON_B}&_count=100`);
      const found = json.entry.find(({ resource }: any) => name.test(JSON.stringify(resource)));
      return `${search}/${found.resource.id}`;
    };
    condition = await first('Condition', /妄想型統合失調症/);
    pill = await first('MedicationRequest', /オランザピン/);
    sleeping = await first('MedicationRequest', /ブロチゾラム/);
    const stored = await post(
      'Composition',
      report([
        ['342', [condition]],
        ['444', [pill, sleeping]],
        ['552', []],
        ['424', []],
      ]),
    );
    id = stored.id;
  });
  const one = () => `Composition?_id=${id}`;

  test('is not in it: neither by its own category nor where it lists something hidden', async () => {
    const { json } = await during(
      () => {},
      () => ask(OFFICE, `Composition/${id}`),
    );
    expect(json.section.map(({ title }: any) => title)).toEqual(['節342', '節424']);
    expect(JSON.stringify(json)).not.toMatch(/(節|言葉|名称|")(444|552)|MedicationRequest|全体の言葉/);
    expect((await ask('hospital-ehr', `Composition/${id}`)).json.section).toHaveLength(4);
  });

  test('takes along the contained resources to which it alone leads', async () => {
    const condition = (local: string, extra: object = {}) => ({
      resourceType: 'Condition',
      id: local,
      code: { text: `含まれる${local}` },
      subject: { reference: PATIENT },
      ...extra,
    });
    const through = (local: string) => ({ evidence: [{ detail: [{ reference: `#${local}` }] }] });
    const { id: holding } = await post('Composition', {
      ...report([
        ['342', ['#one']],
        ['552', ['#hidden', '#both']],
        ['424', ['#both']],
      ]),
      contained: [
        condition('one', through('two')),
        condition('two'),
        condition('hidden', through('deep')),
        condition('deep'),
        condition('both'),
      ],
    });
    const { status, json } = await during(
      () => {},
      () => ask(OFFICE, `Composition/${holding}`),
    );
    expect(status).toBe(200);
    expect(json.section.map(({ title }: any) => title)).toEqual(['節342', '節424']);
    expect(json.contained.map(({ id: local }: any) => local)).toEqual(['one', 'two', 'both']);
    expect((await ask('hospital-ehr', `Composition/${holding}`)).json.contained).toHaveLength(5);
  });

  test('is in no older version of it either', async () => {
    const { id: changed } = await post('Composition', report([['342', []]]));
    const { id: other } = await post('Composition', report([['342', []]]));
    const paths = [1, 2].map((version) => `Composition/${changed}/_history/${version}`);
    const histories = [`Composition/${changed}/_history`, 'Composition/_history?_count=100'];
    const look = async (who: string) => ({
      statuses: await Promise.all(paths.map(async (path) => (await ask(who, path)).status)),
      versions: await Promise.all(
        histories.map(async (path) =>
          (await ask(who, path)).json.entry
            .filter(({ resource }: any) => resource.id === changed)
            .map(({ resource }: any) => resource.meta.versionId),
        ),
      ),
    });
    const next = {
      ...report([
        ['552', []],
        ['424', []],
      ]),
      id: changed,
    };
    const change = () => call('hospital-ehr', 'PUT', `/fhir/Composition/${changed}`, next, { 'If-Match': 'W/"1"' });
    const [before, page] = await during(
      () => {},
      async () => {
        const first = await ask(OFFICE, `Composition?_id=${changed},${other}&_count=1&_sort=-_lastUpdated`);
        expect(first.json.entry[0].resource.id).toBe(other);
        const { url } = first.json.link.find(({ relation }: any) => relation === 'next');
        const cursor = url.slice(url.indexOf('Composition?'));
        const foundBefore = await ask(OFFICE, cursor);
        expect((await change()).status).toBe(200);
        return [foundBefore, await ask(OFFICE, cursor)];
      },
    );
    expect(before.json.entry).toHaveLength(1);
    expect(page.json.entry ?? []).toEqual([]);
    const onlyNew = { statuses: [404, 200], versions: [['2'], ['2']] };
    const both = {
      statuses: [200, 200],
      versions: [
        ['2', '1'],
        ['2', '1'],
      ],
    };
    expect(
      await during(
        () => {},
        () => look(OFFICE),
      ),
    ).toEqual(onlyNew);
    expect(await during(withEverything, () => look(OFFICE))).toEqual(both);
    expect(await look('hospital-ehr')).toEqual(both);
  });

  test('is not told by a document that holds an older version of it', async () => {
    const { id: changed } = await post('Composition', report([['342', []]]));
    const made = await ask('hospital-ehr', `Composition/${changed}/$document?persist=true`);
    const paths = [`Bundle/${made.json.id}`, `Composition/${changed}/_history/1`];
    const statuses = async (who: string) => Promise.all(paths.map(async (path) => (await ask(who, path)).status));
    const before = await during(withAdmission, () => statuses(OFFICE));
    const next = {
      ...report([
        ['552', []],
        ['424', []],
      ]),
      id: changed,
    };
    const put = await call('hospital-ehr', 'PUT', `/fhir/Composition/${changed}`, next, { 'If-Match': 'W/"1"' });
    expect([before, put.status]).toEqual([[200, 200], 200]);
    expect(await during(withAdmission, () => statuses(OFFICE))).toEqual([404, 404]);
    expect(await during(withEverything, () => statuses(OFFICE))).toEqual([200, 200]);
    expect(await statuses('hospital-ehr')).toEqual([200, 200]);
  });

  test('is all of it, as long as its sections are not drawn', async () => {
    const { id: undrawn } = await post('Composition', report([['342', []]]));
    const told = async (who: string) => {
      const found = await ask(who, `Composition?_id=${undrawn}`);
      return [(await ask(who, `Composition/${undrawn}`)).status, found.json.total];
    };
    const shown = () => during(withEverything, () => told(OFFICE));
    expect(await shown()).toEqual([200, 1]);
    await gateway.database.query('UPDATE resource SET sections = NULL WHERE id = $1', [undrawn]);
    expect([await shown(), await told('hospital-ehr')]).toEqual([
      [404, 0],
      [200, 1],
    ]);
  });

  const SEARCHES: [string, () => string, number, number][] = [
    ['a code that is shown', () => `${one()}&section=${SECTION}|342`, 1, 1],
    ['a code that is withheld by its category', () => `${one()}&section=552`, 0, 1],
    ['a code that is withheld by what it lists', () => `${one()}&section=444`, 0, 1],
    ['not a code that is withheld', () => `${one()}&section:not=552`, 1, 0],
    ['the words of a code that is shown', () => `${one()}&section:text=名称342`, 1, 1],
    ['the words of a code that is withheld', () => `${one()}&section:text=名称552`, 0, 1],
    ['an entry that is shown', () => `${one()}&entry=${condition}`, 1, 1],
    ['a visible entry of a withheld section', () => `${one()}&entry=${pill}`, 0, 1],
    ['a chain through a withheld section', () => `${one()}&entry:MedicationRequest.subject=${PATIENT}`, 0, 1],
    ['a chain through a shown section', () => `${one()}&entry:Condition.subject=${PATIENT}`, 1, 1],
    ['its narrative', () => `${one()}&_text=全体`, 0, 1],
    ['its words', () => `${one()}&_content=言葉552`, 0, 1],
    [
      'who lists a visible entry',
      () => `MedicationRequest?_id=${pill.split('/')[1]}&_has:Composition:entry:_id=${id}`,
      0,
      1,
    ],
    [
      'who lists a shown entry',
      () => `Condition?_id=${condition.split('/')[1]}&_has:Composition:entry:_id=${id}`,
      1,
      1,
    ],
  ];
  test.each(SEARCHES)('%s is found by what is shown alone', async (_, path, office, hospital) => {
    const found = await during(
      () => {},
      () => ask(OFFICE, path()),
    );
    expect([found.status, found.json.total], JSON.stringify(found.json)).toEqual([200, office]);
    expect((await ask('hospital-ehr', path())).json.total).toBe(hospital);
  });

  test('leaves what is shown to be found by identifiers, and with its parts and wholes', async () => {
    const { json } = await ask('hospital-ehr', 'Organization?partof:missing=true&_count=100');
    const other = json.entry
      .map(({ resource }: any) => `Organization/${resource.id}`)
      .find((name: string) => name !== HOSPITAL);
    const draft = report([
      ['342', [condition, HOSPITAL]],
      ['552', [other]],
    ]);
    draft.section[0].entry[0].identifier = { system: 'urn:refs', value: 'shown' };
    draft.section[1].entry[0].identifier = { system: 'urn:refs', value: 'withheld' };
    const { id: listing } = await post('Composition', draft);
    const ways = [
      ...['identifier=urn:refs|shown', `below=${HOSPITAL}`, `above=${HOSPITAL}`],
      ...['identifier=urn:refs|withheld', `below=${other}`, `above=${other}`],
    ];
    const totals = (who: string) =>
      Promise.all(ways.map(async (way) => (await ask(who, `Composition?_id=${listing}&entry:${way}`)).json.total));
    const shown = await during(
      () => {},
      () => totals(OFFICE),
    );
    expect(shown).toEqual([1, 1, 1, 0, 0, 0]);
    expect(await totals('hospital-ehr')).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('adds nothing to an answer, forward or backward', async () => {
    const names = async (path: string) =>
      ((await ask(OFFICE, path)).json.entry ?? []).map(
        ({ resource }: any) => `${resource.resourceType}/${resource.id}`,
      );
    await during(
      () => {},
      async () => {
        expect(await names(`${one()}&_include=Composition:entry`)).toEqual([`Composition/${id}`, condition]);
        expect(await names(`Condition?_id=${condition.split('/')[1]}&_revinclude=Composition:entry`)).toContain(
          `Composition/${id}`,
        );
        for (const back of ['Composition:entry', '*'])
          expect(await names(`MedicationRequest?_id=${pill.split('/')[1]}&_revinclude=${back}`)).not.toContain(
            `Composition/${id}`,
          );
      },
    );
  });

  test('takes the Composition along where nothing else is left of it', async () => {
    const { id: only } = await post('Composition', report([['552', []]]));
    const { id: listing } = await post(
      'Composition',
      report([
        ['552', []],
        ['444', [sleeping]],
      ]),
    );
    const unknown = 'e0000000-0000-4000-8000-000000000000';
    const told = async (who: string, name: string) => {
      const [read, version, missing, present, history] = await Promise.all([
        ask(who, `Composition/${name}`),
        ask(who, `Composition/${name}/_history/1`),
        ask(who, `Composition?_id=${name}&section:missing=true`),
        ask(who, `Composition?_id=${name}&section:missing=false`),
        ask(who, `Composition/${name}/_history`),
      ]);
      return [read.status, version.status, missing.json.total, present.json.total, history.status];
    };
    await during(
      () => {},
      async () => {
        const absent = await told(OFFICE, unknown);
        expect([await told(OFFICE, only), await told(OFFICE, listing)]).toEqual([absent, absent]);
        expect(absent).toEqual([404, 404, 0, 0, 404]);
      },
    );
    expect(await told('hospital-ehr', only)).toEqual([200, 200, 0, 1, 200]);
  });

  test('does not make the order of an answer', async () => {
    const { id: only } = await post(
      'Composition',
      report([
        ['552', []],
        ['342', []],
      ]),
    );
    const order = async (who: string) =>
      (await ask(who, `Composition?_id=${only},${id}&_sort=section`)).json.entry.map(
        ({ resource }: any) => resource.id,
      );
    const byOffice = await during(
      () => {},
      () => order(OFFICE),
    );
    expect(byOffice.toSorted()).toEqual([only, id].toSorted());
    expect(byOffice).toEqual([only, id].toSorted());
    const { id: early } = await post(
      'Composition',
      report([
        ['101', []],
        ['342', []],
      ]),
    );
    const { id: late } = await post(
      'Composition',
      report([
        ['552', []],
        ['424', []],
      ]),
    );
    const among = (sort: string) => ask(OFFICE, `Composition?_id=${late},${early}&_sort=${sort}`);
    const found = await during(
      () => {},
      () => Promise.all(['section', '-section'].map(among)),
    );
    const shownOrder = found.map(({ json }) => json.entry.map(({ resource }: any) => resource.id));
    // By what is shown of each, although a section of the other is withheld.
    expect(shownOrder).toEqual([
      [early, late],
      [late, early],
    ]);
  });

  test('a profile that nobody here knows is not promised what it may ask for: the whole is hidden', async () => {
    const claiming = {
      ...report([
        ['342', []],
        ['552', []],
      ]),
      meta: { profile: ['http://elsewhere.example/report'] },
    };
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Composition', claiming);
    expect(status, JSON.stringify(json)).toBe(201);
    const seen = () => ask(OFFICE, `Composition/${json.id}`);
    expect((await during(() => {}, seen)).status).toBe(404);
    expect((await during(withEverything, seen)).status).toBe(200);
  });
});
