import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const STATE = 'form=applicant-state';
const get = (path: string) => gateway.call(OFFICE, 'GET', `/fhir/${path}`);
const send = (query: string, form: unknown) =>
  gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, JSON.stringify(form), {
    'Content-Type': 'application/octet-stream',
  });
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;

/** The paper of the example, without what the hospital's own record of the person says. */
function paper(): any {
  const form = JSON.parse(readFileSync('examples/applicant-state/form.json', 'utf8'));
  const fields = Object.fromEntries(
    Object.entries(form.fields).filter(([field]) => !/^F05-02-(?!age)|F05-01-author/.test(field)),
  );
  const bare = Object.entries(form.tables).map(([table, rows]) => [
    table,
    (rows as any[]).map(({ fields: own }) => ({ fields: own })),
  ]);
  return { ...form, ids: { patient: PERSON_B }, fields, tables: Object.fromEntries(bare) };
}

/** The record goes to the hospital, which does not let the office see it. */
async function hide(type: string, id: string): Promise<void> {
  await gateway.house.store.write(new Date(), async (writer) => {
    const row = await writer.lockOwn(HIKARI, type, id);
    if (row === undefined) throw new Error(`no ${type}/${id}`);
    const resource = JSON.parse(row.text);
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETHUD' }];
    return writer.replace(row, {
      resource: { ...resource, meta: { ...resource.meta, security } },
      custodian: HOSPITAL,
    });
  });
  expect((await get(`${type}/${id}`)).status).toBe(404);
}

let id = '';
const formNow = async (): Promise<any> => (await get(`QuestionnaireResponse/${id}/$form`)).json;
const responseNow = async (): Promise<any> => (await get(`QuestionnaireResponse/${id}`)).json;

beforeAll(async () => {
  await consentFor(gateway.call);
});

test('the paper becomes the answers with records of family, illnesses and certificates, and is printed from them', async () => {
  const shown = await send(STATE, paper());
  expect(reportIn(shown).issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  const done = await send(`${STATE}&commit=true&preview=${shown.json.meta.versionId}`, paper());
  expect([done.status, codesOf(done.json)]).toEqual([200, []]);
  const made = done.json.entry.flatMap(({ response }: any) =>
    response.location ? [response.location.split('/fhir/')[1].split('/')] : [],
  );
  expect(made.map(([type]: string[]) => type).sort()).toEqual([
    ...Array(4).fill('Condition'),
    'Coverage',
    'QuestionnaireResponse',
    'RelatedPerson',
    'RelatedPerson',
  ]);
  id = made.find(([type]: string[]) => type === 'QuestionnaireResponse')[1];
  const words = ({ tables }: any) =>
    Object.values(tables).map((rows) =>
      (rows as any[]).map(({ fields }) => Object.values(fields).map(({ value }: any) => value)),
    );
  expect(words(await formNow())).toEqual(words(paper()));
});

test('what was withheld since is not printed, and no commit takes its place', async () => {
  const before = await formNow();
  const [illness] = before.tables.illnesses;
  const [sister] = before.tables.family;
  await hide('Condition', illness.ids.illnessCondition);
  await hide('RelatedPerson', sister.ids.relative);
  const printed = await formNow();
  for (const word of ['統合失調症（F20.0）', '佐藤 洋子']) expect(JSON.stringify(printed)).not.toContain(word);
  expect(printed.tables.family[0].fields['F05-07-note'].value).toBe('市内に住む。同居はできない。');
  const answers = await responseNow();
  const over = structuredClone(printed);
  Object.assign(over.tables.family[0].fields, {
    'F05-07-name': { label: '家族の氏名', value: '別の人' },
    'F05-07-relationship': { label: '家族の続柄', value: '妹' },
  });
  const harm = await send(STATE, over);
  expect(codesOf(reportIn(harm))).toContain('form-hidden-kept');
  const refused = await send(`${STATE}&commit=true&preview=${harm.json.meta.versionId}`, over);
  expect([refused.status, codesOf(refused.json)]).toEqual([422, expect.arrayContaining(['form-hidden-kept'])]);
  const fewer = { ...printed, tables: { ...printed.tables, illnesses: printed.tables.illnesses.slice(1) } };
  const less = await send(STATE, fewer);
  expect(codesOf(reportIn(less))).toContain('form-hidden-kept');
  expect(await responseNow()).toEqual(answers);
  const same = await send(STATE, printed);
  expect(same.json.entry.map(({ resource }: any) => resource.resourceType)).toEqual(['OperationOutcome']);
});
