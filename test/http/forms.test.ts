import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const HOSPITAL_EHR = 'hospital-ehr';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const get = (who: string, path: string) => gateway.call(who, 'GET', `/fhir/${path}`);
const send = (who: string, query: string, body: unknown) =>
  gateway.call(who, 'POST', `/fhir/$form?${query}`, typeof body === 'string' ? body : (body as Uint8Array), OCTETS);
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;
const DRAFT = 'form=service-plan-draft';

let plan: any;
let form: any;
const plans = async (): Promise<number> => (await get(OFFICE, 'CarePlan?_summary=count')).json.total;
const current = async (): Promise<any> => (await get(OFFICE, `CarePlan/${plan.id}`)).json;
const formNow = async (): Promise<any> => (await get(OFFICE, `CarePlan/${plan.id}/$form`)).json;

beforeAll(async () => {
  await consentFor(gateway.call);
  const drafted = await gateway.call(OFFICE, 'POST', `/fhir/Patient/${PERSON_B}/$draft-service-plan`);
  expect(drafted.status, JSON.stringify(drafted.json)).toBe(201);
  plan = drafted.json.entry.map(({ resource }: any) => resource).find((one: any) => one.resourceType === 'CarePlan');
  form = await formNow();
});

describe('a record leaves as a form', () => {
  test('the only form that fits is chosen, with a file name that says nothing of the person', async () => {
    const answer = await get(OFFICE, `CarePlan/${plan.id}/$form?format=xlsx`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="service-plan-draft.xlsx"; filename*=UTF-8''${encodeURIComponent('サービス等利用計画案.xlsx')}`,
    );
    expect(form.mapping).toBe('service-plan-draft');
    expect(form.fields['F01-01'].value).toBe('佐藤 健一');
  });

  test('what the form does not carry is told where its Link says, and never in the file itself', async () => {
    const answer = await get(OFFICE, `CarePlan/${plan.id}/$form?overlay=example-city`);
    const [, at = ''] = /^<(.+)>; rel="describedby"$/.exec(answer.headers.get('link') ?? '') ?? [];
    expect(at).toBe(`${gateway.url}/fhir/CarePlan/${plan.id}/$form?overlay=example-city&report=true`);
    const report = await gateway.call(OFFICE, 'GET', at.slice(gateway.url.length));
    expect([report.status, report.json.resourceType]).toEqual([200, 'OperationOutcome']);
    expect(codesOf(report.json)).toContain('mapping-out-of-form');
  });

  test('a form that is about something else, one that is none, and a type without forms are refused with the list', async () => {
    const wrong = await get(OFFICE, `CarePlan/${plan.id}/$form?form=weekly-plan`);
    expect([wrong.status, codesOf(wrong.json)]).toEqual([400, ['form-misfit']]);
    expect(issuesOf(wrong.json)[0]?.ja).toContain('service-plan-draft（サービス等利用計画案）');
    const unknown = await get(OFFICE, `CarePlan/${plan.id}/$form?form=none`);
    expect([unknown.status, codesOf(unknown.json)]).toEqual([404, ['mapping-unknown']]);
    const patient = await get(OFFICE, `Patient/${PERSON_B}/$form`);
    expect([patient.status, codesOf(patient.json)]).toEqual([400, ['form-misfit']]);
    const odd = await get(OFFICE, `CarePlan/${plan.id}/$form?format=doc`);
    expect([odd.status, codesOf(odd.json)]).toEqual([400, ['operation-value-invalid']]);
  });

  test('who may not see the plan is told the same as of one that does not exist', async () => {
    const hidden = await get('soudan-minato', `CarePlan/${plan.id}/$form`);
    const absent = await get('soudan-minato', `CarePlan/00000000-0000-4000-8000-000000000000/$form`);
    expect([hidden.status, codesOf(hidden.json)]).toEqual([404, ['not-found']]);
    expect([absent.status, codesOf(absent.json)]).toEqual([404, ['not-found']]);
  });
});

describe('a filled form comes back', () => {
  test('as it left it changes nothing', async () => {
    const xlsx = await get(OFFICE, `CarePlan/${plan.id}/$form?format=xlsx`);
    const answer = await send(OFFICE, DRAFT, xlsx.bytes);
    expect(answer.status).toBe(200);
    expect(answer.json.entry.map(({ resource }: any) => resource.resourceType)).toEqual(['OperationOutcome']);
  });

  test('what no field could hold is told with its cell, and refused where nothing may be lost', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await get(OFFICE, `CarePlan/${plan.id}/$form?format=xlsx`)).bytes as any);
    const [sheet] = workbook.worksheets;
    if (sheet !== undefined) sheet.getCell('CA200').value = '欄の外のメモ';
    const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
    const told = { code: 'form-unread', expression: '計画案!CA200' };
    const shown = await send(OFFICE, DRAFT, bytes);
    expect([shown.status, issuesOf(reportIn(shown))]).toEqual([
      200,
      expect.arrayContaining([expect.objectContaining(told)]),
    ]);
    const strict = await send(OFFICE, `${DRAFT}&strict=true`, bytes);
    expect([strict.status, issuesOf(strict.json)]).toEqual([422, [expect.objectContaining(told)]]);
  });

  test('first it shows each change with rule, label and cell and stores nothing, then it stores exactly that', async () => {
    const before = await current();
    const filled = structuredClone(await formNow());
    filled.fields['F01-15'] = { label: '総合的な援助の方針', value: '本人の望む暮らしを支える。' };
    const body = JSON.stringify(filled);
    const shown = await send(OFFICE, DRAFT, body);
    expect(shown.status).toBe(200);
    const [change] = shown.json.entry;
    expect(change.resource.description).toBe('本人の望む暮らしを支える。');
    const told = issuesOf(reportIn(shown)).find(({ code }) => code === 'form-field-changed');
    expect(told?.ja).toMatch(
      /^総合的な援助の方針: 「.*」→「本人の望む暮らしを支える。」（規則 policy、セル 計画案![A-Z]+\d+）$/,
    );
    expect(codesOf(reportIn(shown))).toContain('form-preview');
    expect(await current()).toEqual(before);
    const version = shown.json.meta.versionId;
    const unseen = await send(OFFICE, `${DRAFT}&commit=true`, body);
    expect([unseen.status, codesOf(unseen.json)]).toEqual([400, ['form-preview-missing']]);
    const other = await send(OFFICE, `${DRAFT}&commit=true&preview=${version}`, JSON.stringify(await formNow()));
    expect([other.status, codesOf(other.json)]).toEqual([412, ['form-preview-stale']]);
    const done = await send(OFFICE, `${DRAFT}&commit=true&preview=${version}`, body);
    expect([done.status, done.json.type]).toEqual([200, 'transaction-response']);
    const after = await current();
    expect(after).toEqual({ ...before, description: '本人の望む暮らしを支える。', meta: after.meta });
    expect(after.meta.versionId).toBe(String(Number(before.meta.versionId) + 1));
  });

  test('what was changed by somebody else since the preview is not overwritten', async () => {
    const filled = structuredClone(await formNow());
    filled.fields['F01-15'] = { label: '総合的な援助の方針', value: '別の方針' };
    const body = JSON.stringify(filled);
    const shown = await send(OFFICE, DRAFT, body);
    const now = await current();
    const saved = await gateway.call(
      OFFICE,
      'PUT',
      `/fhir/CarePlan/${plan.id}`,
      { ...now, title: '変わった' },
      { 'If-Match': `W/"${now.meta.versionId}"` },
    );
    expect(saved.status).toBe(200);
    const stale = await send(OFFICE, `${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`, body);
    expect([stale.status, codesOf(stale.json)]).toEqual([412, ['form-preview-stale']]);
    expect((await current()).title).toBe('変わった');
  });

  test('a field that is emptied is a warning, with what it said', async () => {
    const filled = structuredClone(await formNow());
    delete filled.fields['F01-15'];
    const shown = await send(OFFICE, DRAFT, JSON.stringify(filled));
    const emptied = issuesOf(reportIn(shown)).filter(({ code }) => code === 'form-field-emptied');
    expect(emptied.map(({ ja }) => ja)).toEqual([
      expect.stringMatching(
        /^総合的な援助の方針: 「本人の望む暮らしを支える。」→空欄にします（規則 policy、セル 計画案!/,
      ),
    ]);
  });

  test('a record of somebody else is not changed by an office, and the preview says so beforehand', async () => {
    const filled = structuredClone(await formNow());
    filled.fields['F01-01'] = { label: '利用者氏名', value: '別人' };
    const body = JSON.stringify(filled);
    const shown = await send(OFFICE, DRAFT, body);
    const errors = reportIn(shown).issue.filter(({ severity }: any) => severity === 'error');
    expect(errors.map(({ details }: any) => details.coding[0].code)).toHaveLength(1);
    const before = (await get(HOSPITAL_EHR, `Patient/${PERSON_B}`)).json;
    const refused = await send(OFFICE, `${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`, body);
    expect([403, 422]).toContain(refused.status);
    expect((await get(HOSPITAL_EHR, `Patient/${PERSON_B}`)).json).toEqual(before);
  });

  test('ids that lead to what is hidden, or nowhere, are told alike and make nothing', async () => {
    const count = await plans();
    const own = structuredClone(form);
    own.ids.patient = '00000000-0000-4000-8000-000000000009';
    const shown = await send(OFFICE, DRAFT, JSON.stringify(own));
    expect(codesOf(reportIn(shown))).toContain('form-id-unknown');
    const refused = await send(
      OFFICE,
      `${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`,
      JSON.stringify(own),
    );
    expect([refused.status, codesOf(refused.json)]).toEqual([422, expect.arrayContaining(['form-id-unknown'])]);
    const hidden = await send('soudan-minato', DRAFT, JSON.stringify(form));
    expect([hidden.status, codesOf(hidden.json)]).toEqual([404, ['not-found']]);
    expect(await plans()).toBe(count);
  });

  test('a reference to a record that the office may not see is neither lost by an empty cell nor written over', async () => {
    const secret = await gateway.call(HOSPITAL_EHR, 'POST', '/fhir/Goal', {
      resourceType: 'Goal',
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETHUD' }] },
      lifecycleStatus: 'proposed',
      category: [{ coding: [{ system: 'https://kakehashi.example/fhir/CodeSystem/goal-term', code: 'support' }] }],
      description: { text: '入院中の目標' },
      subject: { reference: `Patient/${PERSON_B}` },
    });
    expect(secret.status, JSON.stringify(secret.json)).toBe(201);
    const reference = `Goal/${secret.json.id}`;
    const own = await current();
    const activity = [{ detail: { status: 'not-started', description: '通所', goal: [{ reference }] } }];
    // Kept from a time when the office could see it.
    const stored = await gateway.house.store.write(new Date(), async (writer) => {
      const row = await writer.lockOwn('Organization/2da38b40-c098-53aa-8a5c-bebe838658a4', 'CarePlan', plan.id);
      if (row === undefined) throw new Error('no plan');
      return writer.replace(row, { resource: { ...own, activity }, custodian: row.custodian });
    });
    expect(stored.version).toBe(Number(own.meta.versionId) + 1);
    expect((await get(OFFICE, reference)).status).toBe(404);
    const printed = await formNow();
    expect(JSON.stringify(printed)).not.toContain('入院中の目標');
    expect(printed.tables.needs[0].fields['F01-20']).toBeUndefined();
    const empty = structuredClone(printed);
    empty.fields['F01-15'] = { label: '総合的な援助の方針', value: '見直した方針' };
    const shown = await send(OFFICE, DRAFT, JSON.stringify(empty));
    const done = await send(OFFICE, `${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`, JSON.stringify(empty));
    // As with every write: what one may not see one may not refer to anew, but what was referred to stays so.
    expect(codesOf(reportIn(shown))).not.toContain('reference-not-found');
    expect([done.status, codesOf(done.json)]).toEqual([200, []]);
    const kept = await current();
    expect([kept.meta.versionId, kept.description]).toEqual([String(stored.version + 1), '見直した方針']);
    expect(kept.activity[0].detail.goal).toEqual([{ reference }]);
    const over = structuredClone(await formNow());
    over.tables.needs[0].fields['F01-20'] = { label: '支援目標', value: '別の目標' };
    const harm = await send(OFFICE, DRAFT, JSON.stringify(over));
    expect(codesOf(reportIn(harm))).toContain('form-hidden-kept');
    const refused = await send(
      OFFICE,
      `${DRAFT}&commit=true&preview=${harm.json.meta.versionId}`,
      JSON.stringify(over),
    );
    expect([refused.status, codesOf(refused.json)]).toEqual([422, expect.arrayContaining(['form-hidden-kept'])]);
    expect((await current()).activity[0].detail.goal).toEqual([{ reference }]);
  });

  test('what is no form of this name is refused, with the forms that there are', async () => {
    const unnamed = await send(OFFICE, '', '{}');
    expect([unnamed.status, codesOf(unnamed.json)]).toEqual([400, ['form-unnamed']]);
    const message = await send(OFFICE, 'form=ssmix2-to-fhir', '{}');
    expect([message.status, codesOf(message.json)]).toEqual([400, ['form-misfit']]);
    const broken = await send(OFFICE, DRAFT, '{"mapping":');
    expect([broken.status, codesOf(broken.json)]).toEqual([400, ['form-unreadable']]);
  });
});

describe('conversion', () => {
  const convert = (query: string, body: string | Uint8Array) =>
    gateway.call(OFFICE, 'POST', `/fhir/$convert?${query}`, body, OCTETS);
  const outputOf = ({ json }: any) => json.parameter.find(({ name }: any) => name === 'output').resource;

  test('a Bundle becomes a form and the form a Bundle again, with a report, and nothing is stored', async () => {
    const count = await plans();
    const bundle = readFileSync('examples/service-plan-draft/bundle.json');
    const out = await convert('mapping=service-plan-draft&format=csv', bundle);
    expect([out.status, outputOf(out).contentType]).toEqual([200, 'text/csv']);
    const csv = Buffer.from(outputOf(out).data, 'base64');
    const back = await convert('mapping=service-plan-draft&format=csv', csv);
    expect(outputOf(back).entry.map(({ resource }: any) => resource.resourceType)).toContain('CarePlan');
    expect(back.json.parameter.map(({ name }: any) => name)).toEqual(['output', 'report']);
    expect(await plans()).toBe(count);
  });

  test('a form in Parameters is converted as if it were the body', async () => {
    const body = readFileSync('examples/service-plan-draft/form.json');
    const parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'mapping', valueString: 'service-plan-draft' },
        { name: 'input', valueBase64Binary: body.toString('base64') },
      ],
    };
    const answer = await convert('', JSON.stringify(parameters));
    expect([answer.status, outputOf(answer).resourceType]).toEqual([200, 'Bundle']);
  });

  test('without a mapping, with an unknown parameter, or with nothing to convert it is refused', async () => {
    for (const [query, body, code] of [
      ['', '{}', 'operation-parameter-needed'],
      ['mapping=weekly-plan&x=1', '{}', 'operation-parameter-unknown'],
      ['mapping=weekly-plan', '', 'convert-input'],
    ] as const) {
      const answer = await convert(query, body);
      expect([answer.status, codesOf(answer.json)]).toEqual([400, [code]]);
    }
  });
});

test('what is shown on a form and what is looked at in a preview is in the audit, with the records that were shown', async () => {
  const { json } = await get('person-b', 'AuditEvent?_count=100');
  const events = json.entry
    .map(({ resource }: any) => resource)
    .filter(({ subtype }: any) => subtype?.[0]?.code === '$form' || subtype?.[0]?.code === 'form');
  expect([...new Set(events.map(({ action }: any) => action))].sort()).toEqual(['E', 'R']);
  const shown = JSON.stringify(events.find(({ action }: any) => action === 'E'));
  expect(shown).toContain(`Patient/${PERSON_B}`);
});
