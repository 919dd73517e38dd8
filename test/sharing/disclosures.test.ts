import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Audit } from '../../src/audit/index.ts';
import { policyShipped } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { readDisclosures } from '../../src/sharing/index.ts';
import { regionShipped } from '../../src/visit/index.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const PATIENT = `Patient/${PERSON_B}`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const NURSES = 'Organization/96fb6e6e-7861-5e2b-abd8-b8aff89ac997';
const HIKARI_ROLE = 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c';
const gateway = await sandboxGateway({
  region: { ...regionShipped, policy: { ...policyShipped, btgPrivileged: [NURSES] } },
});
const { call, house } = gateway;
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function plain(parameters: any[]): any {
  const said: Record<string, any> = {};
  for (const { name, part, ...value } of parameters) {
    const one = part ? plain(part) : Object.values(value)[0];
    said[name] = name in said ? [said[name], one].flat() : one;
  }
  return said;
}

const entry = (more: Partial<Parameters<Audit['record']>[0]> = {}): Parameters<Audit['record']>[0] => ({
  id: crypto.randomUUID(),
  requestId: crypto.randomUUID(),
  recorded: new Date('2026-04-01T01:20:00Z'),
  action: 'R',
  interaction: 'read',
  outcome: 'success',
  method: 'GET',
  url: '/fhir/Condition/x',
  client: { id: 'soudan-hikari', name: '計画作成ソフト', tokenId: 't' },
  actor: HIKARI_ROLE,
  organization: HIKARI,
  purpose: 'COC',
  items: [item('condition', 'CONSENT_PERMIT')],
  patients: [PATIENT],
  ...more,
});
const item = (category: string, reason: string, n = 1) => ({
  reference: `Condition/00000000-0000-4000-8000-00000000000${n}/_history/1`,
  patients: [PATIENT],
  categories: [category],
  custodian: HOSPITAL,
  reason,
  consents: reason === 'CONSENT_PERMIT' ? [`Consent/${consentId}`] : [],
});

let consentId = '';
const MARCH = 'start=2026-03-01&end=2026-04-30';
beforeAll(async () => {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const { json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent);
  consentId = json.id;
  await house.audit.record(entry());
  await house.audit.record(
    entry({
      recorded: new Date('2026-04-01T03:45:00Z'),
      items: [item('condition', 'CONSENT_PERMIT'), item('living', 'CONSENT_PERMIT', 2)],
    }),
  );
  // Half past midnight of the next day in Japan.
  await house.audit.record(
    entry({
      recorded: new Date('2026-04-01T15:30:00Z'),
      actor: 'PractitionerRole/14e44a56-71f9-5d12-97b8-c90108d1a579',
      organization: NURSES,
      client: { id: 'n', name: '=HYPERLINK("http://x")', tokenId: 't' },
      purpose: 'BTG',
      purposeReason: '急変',
      items: [item('risk', 'BREAK_GLASS')],
    }),
  );
  await house.audit.record(
    entry({
      recorded: new Date('2026-04-03T01:00:00Z'),
      purpose: 'PUBHLTH',
      items: [item('living', 'STATUTORY_DISCLOSURE')],
    }),
  );
});

const ask = (who: string, query: string, headers: Record<string, string> = {}) =>
  call(who, 'GET', `/fhir/${PATIENT}/$disclosures?${query}`, undefined, headers);

const CONSENT_WORDS =
  '2026年11月1日の同意: 相談支援センターひかり へ、支援の調整のため、2026年11月1日から2027年10月31日まで、区分: 病状、処方・服薬、生活状況、サービス利用、本人の希望、クライシスプラン（秘密の度合い R）、見せてよいと決めています';

describe('the record of disclosures for the person', () => {
  test('is grouped by day and viewer, newest day first, with ground, words of the consent, and custodian', async () => {
    const { json } = await ask('person-b', `${MARCH}&grouped=true`);
    const groups = json.parameter.map(({ part }: any) => plain(part));
    expect(groups.map(({ day, first, last, times, purpose }: any) => [day, first, last, times, purpose])).toEqual([
      ['2026-04-03', '10:00', '10:00', 1, 'PUBHLTH'],
      ['2026-04-02', '00:30', '00:30', 1, 'BTG'],
      ['2026-04-01', '10:20', '12:45', 2, 'COC'],
    ]);
    expect(groups[2]).toMatchObject({
      organization: { reference: HIKARI, display: '相談支援センターひかり' },
      purposeText: '支援の調整',
      ground: 'CONSENT_PERMIT',
      groundText: '本人の同意',
      consent: { reference: `Consent/${consentId}` },
      consentText: CONSENT_WORDS,
      custodian: 'A市民こころの病院',
      stopSharing: `${gateway.url}/fhir/${PATIENT}/$stop-sharing?organization=${HIKARI}`,
    });
    expect(groups[2].category.map(({ code, count }: any) => [code.code, code.display, count])).toEqual([
      ['condition', '病状', 1],
      ['living', '生活状況', 1],
    ]);
    expect([groups[1].breakGlass, groups[1].purposeReason]).toEqual([true, '急変']);
    expect(groups[2].breakGlass).toBeUndefined();
    const rows = (await ask('person-b', MARCH)).json.parameter.map(({ part }: any) => plain(part));
    expect(rows.length).toBe(4);
    expect(rows[0]).toMatchObject({
      when: '2026-04-01T01:20:00.000Z',
      consentText: CONSENT_WORDS,
      custodian: 'A市民こころの病院',
    });
  });

  test('is a page with a heading a day, a table, the mark of a broken glass, and the way to show no more', async () => {
    const { headers, bytes } = await ask('person-b', MARCH, { Accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' });
    const page = text(bytes);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, day]) => day)).toEqual([
      '2026年4月3日',
      '2026年4月2日',
      '2026年4月1日',
    ]);
    expect(page).toContain(
      '<tr><th scope="col">いつ</th><th scope="col">どこのだれが</th><th scope="col">わたしの何を</th><th scope="col">何のために</th><th scope="col">根拠</th><th scope="col">記録を持っていた機関</th></tr>',
    );
    expect(page).toContain(
      '<th scope="row"><span class="mark">緊急開示・正しかったかを確かめています</span> 2026年4月2日 00:30',
    );
    expect(page).toContain('2026年4月1日 10:20–12:45（2回）');
    expect(page).toContain(`$stop-sharing?organization=${HIKARI}">この人にはもう見せない</a>`);
    expect(page).toContain('=HYPERLINK(&quot;http://x&quot;)');
    expect(page).not.toMatch(/<script|<link|<img/);
    const english = text((await ask('person-b', `${MARCH}&_format=html`, { 'Accept-Language': 'en' })).bytes);
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('<h1>Who saw my records</h1>');
  });

  test('is CSV of exact bytes, of which a spreadsheet executes nothing', async () => {
    const { headers, bytes } = await ask('person-b', `${MARCH}&_format=csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="disclosures.csv"');
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const hikari = await nameOf(HIKARI_ROLE);
    const nurse = await nameOf('PractitionerRole/14e44a56-71f9-5d12-97b8-c90108d1a579');
    expect(text(bytes)).toBe(
      [
        '\uFEFFいつ,どこのだれが,わたしの何を,何のために,根拠,記録を持っていた機関',
        `2026年4月3日 10:00,相談支援センターひかり ${hikari}（計画作成ソフト）,生活状況（1件）,虐待の通報など公の保護,法令,A市民こころの病院`,
        `【緊急開示・正しかったかを確かめています】2026年4月2日 00:30,"訪問看護ステーションあさひ ${nurse}（=HYPERLINK(""http://x"")）",自傷他害のリスク（1件）,緊急時（同意によらない利用）：急変,緊急開示,A市民こころの病院`,
        `2026年4月1日 10:20–12:45（2回）,相談支援センターひかり ${hikari}（計画作成ソフト）,病状（1件）、生活状況（1件）,支援の調整,"本人の同意\n${CONSENT_WORDS}",A市民こころの病院`,
        '',
      ].join('\r\n'),
    );
  });

  test('is a PDF that says the same, and the same bytes each time', async () => {
    const { headers, bytes } = await ask('person-b', `${MARCH}&_format=pdf`);
    const again = await ask('person-b', MARCH, { Accept: 'application/pdf' });
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(again.bytes))).toBe(0);
    const said = pdfText(bytes);
    for (const words of [
      'わたしの記録をだれが見たか',
      'いつ',
      'どこのだれが',
      '緊急開示',
      '2026年4月2日',
      '自傷他害のリスク',
      '本人の同意',
    ])
      expect(said, words).toContain(words);
  });

  test('ends where it was asked to end, and is refused where it cannot be read', async () => {
    const { json } = await ask('person-b', 'start=2026-04-02&end=2026-04-02&grouped=true');
    expect(json.parameter.map(({ part }: any) => plain(part).purpose)).toEqual(['BTG']);
    const refused = async (query: string) => {
      const { status, json: outcome } = await ask('person-b', query);
      return [status, issuesOf(outcome)[0]?.code];
    };
    const invalid = [400, 'operation-value-invalid'];
    for (const query of ['start=yesterday', 'end=x', 'start=2027-01-01&end=2026-12-31', 'start=2026&start=2027'])
      expect([query, ...(await refused(query))]).toEqual([query, ...invalid]);
    expect((await ask('person-b', 'start=2026-04-02&end=2026-04')).status).toBe(200);
    expect(await refused('grouped=perhaps')).toEqual([400, 'operation-value-invalid']);
    expect(await refused('form=other')).toEqual([400, 'operation-value-invalid']);
    expect(await refused('_format=docx')).toEqual([400, 'format-unsupported']);
    expect(await refused('form=provider-record')).toEqual([403, 'disclosure-record-organization']);
  });
});

describe('for a proxy', () => {
  const authority = (kind: string) => [
    {
      url: 'https://kakehashi.example/fhir/StructureDefinition/verified-authority',
      extension: [
        { url: 'kind', valueCode: kind },
        { url: 'document', valueIdentifier: { value: '登記 第1号' } },
        { url: 'verifiedBy', valueReference: { reference: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91' } },
        { url: 'verifiedOn', valueDate: '2026-01-01' },
        { url: 'period', valuePeriod: { start: '2026-01-01' } },
      ],
    },
  ];
  const relative = (more: object = {}) => ({
    resourceType: 'RelatedPerson',
    active: true,
    extension: authority('guardian-of-adult'),
    patient: { reference: PATIENT },
    relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'GUARD' }] }],
    name: [{ text: '後見 花子' }],
    ...more,
  });
  const store = (resource: object) =>
    house.store.write(
      new Date(),
      async (writer) => (await writer.insert({ resource: resource as never, custodian: HOSPITAL })).id,
    );
  const asProxy = async (id: string, span = MARCH) => {
    const now = new Date();
    const answer = await readDisclosures(
      house,
      {
        requestId: crypto.randomUUID(),
        now,
        method: 'GET',
        url: `/fhir/${PATIENT}/$disclosures`,
        base: `${gateway.url}/fhir`,
        caller: {
          clientId: 'x',
          clientName: 'x',
          actor: `RelatedPerson/${id}`,
          organization: null,
          purpose: 'PWATRNY',
          patient: null,
          user: null,
          reason: null,
          scopes: [{ context: 'system', type: '*', actions: ['read', 'search'] }],
          tokenId: 't',
          expiresAt: now,
        } as never,
      },
      { id: PERSON_B, query: new URLSearchParams(`${span}&grouped=true`) },
    );
    if (isRefusal(answer)) return [answer.status];
    return (JSON.parse(String(answer.body)).parameter ?? []).map(({ part }: any) => plain(part).purpose);
  };

  test('whose authority is verified, everything but the report of abuse is told', async () => {
    expect(await asProxy(await store(relative()))).toEqual(['BTG', 'COC']);
  });

  test('what the person refuses to the proxy is not told, and nothing at all to whom everything is refused', async () => {
    const id = await store(relative());
    const { json } = await call('hospital-ehr', 'GET', `/fhir/Condition?patient=${PERSON_B}&_count=1`);
    const reference = `Condition/${json.entry[0].resource.id}/_history/1`;
    const items = [{ ...item('condition', 'CONSENT_PERMIT'), reference }];
    await house.audit.record(entry({ recorded: new Date('2025-06-20T01:00:00Z'), items }));
    const june = 'start=2025-06-01&end=2025-06-30';
    expect(await asProxy(id, june)).toEqual(['COC']);
    const refuse = async (provision: object) => {
      const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
      return store({
        ...consent,
        provision: {
          type: 'deny',
          period: { start: '2020-01-01' },
          actor: [{ ...consent.provision.actor[0], reference: { reference: `RelatedPerson/${id}` } }],
          ...provision,
        },
      });
    };
    const end = (consent: string) =>
      house.store.write(new Date(), async (writer) => {
        const current = await writer.lockOwn(HOSPITAL, 'Consent', consent);
        if (current) await writer.remove(current);
      });
    const some = await refuse({ class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }] });
    expect([await asProxy(id, june), await asProxy(id)]).toEqual([[], ['BTG', 'COC']]);
    await end(some);
    expect(await asProxy(id, june)).toEqual(['COC']);
    const all = await refuse({});
    expect(await asProxy(id)).toEqual([404]);
    await end(all);
  });

  test('without a verified authority the person is unknown', async () => {
    expect(await asProxy(await store(relative({ extension: undefined })))).toEqual([404]);
    expect(await asProxy(await store(relative({ active: false })))).toEqual([404]);
    expect(await asProxy(await store(relative({ period: { end: '2020-01-01' } })))).toEqual([404]);
    // The person has long come of age.
    expect(await asProxy(await store(relative({ extension: authority('parental') })))).toEqual([404]);
    const { json } = await call('person-c', 'GET', '/fhir/Patient');
    const other = { reference: `Patient/${json.entry[0].resource.id}` };
    expect(await asProxy(await store(relative({ patient: other })))).toEqual([404]);
    expect(await asProxy(UNKNOWN)).toEqual([404]);
  });
});

describe('この人にはもう見せない', () => {
  const path = `/fhir/${PATIENT}/$stop-sharing?organization=${HIKARI}`;
  const shared = async () => (await call('soudan-hikari', 'GET', `/fhir/${PATIENT}`)).status;

  test('GET shows the dissent that would be recorded, and records nothing', async () => {
    const { status, json } = await call('person-b', 'GET', path);
    expect([status, json.resourceType, json.provision.type]).toEqual([200, 'Consent', 'deny']);
    expect(json.provision.actor[0].reference.reference).toBe(HIKARI);
    expect(await shared()).toBe(200);
  });

  test('POST closes everything to the organization at the next request, leaves its origin, and is done once', async () => {
    expect(await shared()).toBe(200);
    const { status, json } = await call('person-b', 'POST', path, { resourceType: 'Parameters' });
    expect([status, json.status, json.meta?.versionId], JSON.stringify(json)).toEqual([201, 'active', '1']);
    expect(await shared()).toBe(404);
    const again = await call('person-b', 'POST', path, { resourceType: 'Parameters' });
    expect([again.status, again.json.id]).toEqual([200, json.id]);
    const { json: origins } = await call('person-b', 'GET', `/fhir/Provenance?target=Consent/${json.id}`);
    expect(
      origins.entry.map(({ resource }: any) => [resource.target[0].reference, resource.agent[0].who.reference]),
    ).toEqual([[`Consent/${json.id}/_history/1`, PATIENT]]);
    const { rows } = await gateway.database.query<{ content: string }>(
      "SELECT content FROM audit_record WHERE content LIKE '%$stop-sharing%' ORDER BY number",
    );
    expect(rows.filter(({ content }) => content.includes(`Consent/${json.id}/_history/1`)).length).toBe(1);
    const why = await call(
      'person-b',
      'GET',
      `/fhir/${PATIENT}/$explain-access?actor=${HIKARI}&purpose=COC&resource=${PATIENT}`,
    );
    expect(plain(why.json.parameter)).toMatchObject({
      decision: 'DENY',
      reason: 'CONSENT_DENY',
      ground: {
        place: `Consent/${json.id}#provision`,
        text: expect.stringMatching(/^相談支援センターひかり へ、\d+年\d+月\d+日から、見せません$/),
      },
    });
    const withdrawn = await call('person-b', 'POST', `/fhir/Consent/${json.id}/$withdraw`);
    expect(withdrawn.status).toBe(200);
    expect(await shared()).toBe(200);
  });

  test('a dissent that does not count now, or is of somebody else, does not stand for it', async () => {
    const { json: relative } = await call('hospital-ehr', 'POST', '/fhir/RelatedPerson', {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: PATIENT },
      name: [{ text: '見本 太郎' }],
    });
    const { json: own } = await call('person-b', 'GET', path);
    const { json: dated, ...later } = await call('hospital-ehr', 'POST', '/fhir/Consent', {
      ...own,
      provision: { ...own.provision, period: { start: '2099-01-01' } },
    });
    const { json: theirs, ...unverified } = await call('hospital-ehr', 'POST', '/fhir/Consent', {
      ...own,
      performer: [{ reference: `RelatedPerson/${relative.id}` }],
    });
    expect([later.status, unverified.status, await shared()]).toEqual([201, 201, 200]);
    const { status, json } = await call('person-b', 'POST', path, { resourceType: 'Parameters' });
    expect(status, JSON.stringify(json)).toBe(201);
    expect([dated.id, theirs.id]).not.toContain(json.id);
    expect(await shared()).toBe(404);
    for (const { id } of [json, dated, theirs])
      expect((await call('person-b', 'POST', `/fhir/Consent/${id}/$withdraw`)).status).toBe(200);
    expect(await shared()).toBe(200);
  });

  test('nobody else may, and nothing but an organization can be named', async () => {
    for (const who of ['hospital-ehr', 'soudan-hikari', 'person-c']) {
      const [known, unknown] = await Promise.all(
        [PERSON_B, UNKNOWN].map(async (id) => {
          const { status, json } = await call(who, 'POST', path.replace(PERSON_B, id), { resourceType: 'Parameters' });
          return JSON.stringify([status, json]).replaceAll(id, 'ID');
        }),
      );
      expect(known).toBe(unknown);
      expect(known).toContain('[404,');
    }
    const refused = async (query: string) => {
      const { status, json } = await call('person-b', 'POST', `/fhir/${PATIENT}/$stop-sharing${query}`, {
        resourceType: 'Parameters',
      });
      return [status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression];
    };
    expect(await refused('')).toEqual([400, 'operation-parameter-needed', 'http.organization']);
    expect(await refused(`?organization=${HIKARI_ROLE}`)).toEqual([
      400,
      'operation-value-invalid',
      'http.organization',
    ]);
    expect(await refused(`?organization=Organization/${UNKNOWN}`)).toEqual([
      400,
      'operation-value-invalid',
      'http.organization',
    ]);
  });
});

describe('the records that the law asks of organizations', () => {
  test('the provider accounts for each recipient, address and representative, person, items and consent', async () => {
    const { json } = await call('hospital-ehr', 'GET', `/fhir/$disclosure-record?role=provider&${MARCH}`);
    const records = json.parameter.map(({ part }: any) => plain(part));
    expect(records.length).toBe(4);
    expect(records[0]).toEqual({
      when: '2026-04-01T01:20:00.000Z',
      party: { reference: HIKARI, display: '相談支援センターひかり' },
      ...(await addressOf(HIKARI)),
      patient: { reference: PATIENT, display: '佐藤 健一' },
      item: '病状',
      consentText: `本人の同意を得ている、Consent/${consentId}`,
      consent: { reference: `Consent/${consentId}` },
    });
    expect(records[2].consentText).toBe('同意によらない提供、緊急開示');
    const one = await ask('hospital-ehr', `form=provider-record&${MARCH}`);
    expect(one.json.parameter.map(({ part }: any) => plain(part))).toEqual(records);
    const csv = await ask('hospital-ehr', `form=provider-record&${MARCH}&_format=csv`);
    expect(text(csv.bytes).split('\r\n')[0]).toBe(
      '\uFEFF提供年月日,提供先の名称,提供先の住所,提供先の代表者,本人,項目,同意を得ている旨',
    );
    expect(text(csv.bytes).split('\r\n').length).toBe(6);
  });

  test('what a spreadsheet would take for a formula is text in the CSV', async () => {
    const names = ['=1+1', '+1', '-1', '@SUM(1)', '＝1+1', ' =1+1', 'say "hi", twice'];
    for (const [index, name] of names.entries()) {
      const id = await house.store.write(new Date(), async (writer) => {
        const resource = { resourceType: 'Organization' as const, active: true, name };
        return (await writer.insert({ resource, custodian: HOSPITAL })).id;
      });
      const recorded = new Date(Date.UTC(2026, 4, 1, index));
      await house.audit.record(entry({ recorded, organization: `Organization/${id}` }));
    }
    const path = '/fhir/$disclosure-record?role=provider&start=2026-05-01&end=2026-05-01&_format=csv';
    const { bytes } = await call('hospital-ehr', 'GET', path);
    const cells = text(bytes)
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.slice('2026-05-01,'.length, line.indexOf(',（登録なし）')));
    expect(cells).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(1)", "'＝1+1", "' =1+1", '"say ""hi"", twice"']);
  });

  test('the recipient accounts for each provider, and how it obtained the data', async () => {
    const { json } = await call('soudan-hikari', 'GET', `/fhir/$disclosure-record?role=recipient&${MARCH}`);
    const records = json.parameter.map(({ part }: any) => plain(part));
    expect(records.map(({ party, when }: any) => [party.reference, when.slice(0, 10)])).toEqual([
      [HOSPITAL, '2026-04-01'],
      [HOSPITAL, '2026-04-01'],
      [HOSPITAL, '2026-04-03'],
    ]);
    expect(records[1].course).toBe('地域の連携基盤で照会し、提供元から受け取った（目的: 支援の調整）');
    expect(records[1].item).toEqual(['病状', '生活状況']);
    const pdf = await call('soudan-hikari', 'GET', `/fhir/$disclosure-record?role=recipient&${MARCH}&_format=pdf`);
    expect(pdfText(pdf.bytes)).toContain('取得の経緯');
    const minato = await call('soudan-minato', 'GET', `/fhir/$disclosure-record?role=recipient&${MARCH}`);
    expect(minato.json.parameter ?? []).toEqual([]);
  });

  test('a person has none, and the role must be said', async () => {
    const refused = async (who: string, query: string) => {
      const { status, json } = await call(who, 'GET', `/fhir/$disclosure-record${query}`);
      return [status, issuesOf(json)[0]?.code];
    };
    expect(await refused('person-b', '?role=provider')).toEqual([403, 'disclosure-record-organization']);
    expect(await refused('hospital-ehr', '')).toEqual([400, 'operation-parameter-needed']);
    expect(await refused('hospital-ehr', '?role=both')).toEqual([400, 'operation-value-invalid']);
  });
});

async function nameOf(role: string): Promise<string> {
  const { json } = await call('hospital-ehr', 'GET', `/fhir/${role}`);
  const { json: person } = await call('hospital-ehr', 'GET', `/fhir/${json.practitioner.reference}`);
  return person.name[0].text;
}

async function addressOf(organization: string): Promise<object> {
  const { json } = await call('hospital-ehr', 'GET', `/fhir/${organization}`);
  const [address] = json.address ?? [];
  const written = address?.text ?? [address?.state, address?.city, ...(address?.line ?? [])].filter(Boolean).join('');
  return written === '' ? {} : { address: written };
}

/** The text that a PDF draws: the glyphs of its one font, by the font's own map to Unicode. */
function pdfText(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    const end = file.indexOf('endstream', at);
    try {
      streams.push(inflateSync(file.subarray(at + 'stream\n'.length, end)).toString('latin1'));
    } catch {
      // The font itself, and what is no stream.
    }
  }
  const map = new Map<number, string>();
  for (const stream of streams.filter((one) => one.includes('beginbfrange')))
    for (const [, low = '', , list = ''] of stream.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*\[([^\]]*)\]/g))
      [...list.matchAll(/<([0-9a-f]+)>/g)].forEach(([, hex = ''], index) => {
        map.set(Number.parseInt(low, 16) + index, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
      });
  const drawn = streams
    .filter((one) => one.includes(' Tf'))
    .flatMap((one) => [...one.matchAll(/\[([^\]]*)\] TJ/g)].map(([, shown = '']) => shown));
  return drawn
    .map((shown) =>
      [...shown.matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => map.get(Number.parseInt(glyph, 16)) ?? '?')
        .join(''),
    )
    .join('\n');
}
