import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const NUMBER = 'https://kakehashi.example/fhir/IdSystem/welfare-recipient-number';
const DRAFT = 'form=service-plan-draft';
const send = (query: string, body: string) => gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, body, OCTETS);
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;
const resourcesIn = ({ json }: any, type: string): any[] =>
  json.entry.map(({ resource }: any) => resource).filter((one: any) => one?.resourceType === type);
const plansOf = async (): Promise<number> =>
  (await gateway.call(OFFICE, 'GET', '/fhir/CarePlan?_summary=count')).json.total;

async function registered(number: string, text: string, who = OFFICE): Promise<any> {
  const { status, json } = await gateway.call(who, 'POST', '/fhir/Patient', {
    resourceType: 'Patient',
    identifier: [{ system: NUMBER, value: number }],
    name: [{ text }],
    gender: 'female',
    birthDate: '1975-05-06',
    telecom: [{ system: 'phone', value: '000-0000-0777' }],
  });
  expect(status, JSON.stringify(json)).toBe(201);
  return json;
}

const example = JSON.parse(readFileSync('examples/service-plan-draft/form.json', 'utf8'));
/** A plan on paper, which knows a person by name and number alone. */
function paper(number: string, name: string): string {
  const { 'F01-07': _, ...rest } = example.fields;
  const fields = {
    ...rest,
    'F01-06': { ...rest['F01-06'], value: number },
    'F01-01': { ...rest['F01-01'], value: name },
  };
  const tables = { needs: example.tables.needs.map(({ fields: own }: any) => ({ fields: own })) };
  return JSON.stringify({ ...example, ids: {}, fields, tables });
}

test('a plan on paper is given to the person of its number, whose record stays as it is', async () => {
  const person = await registered('0088000011', '照合　花子');
  const body = paper('0088000011', '照合 花子');
  const shown = await send(DRAFT, body);
  expect(codesOf(reportIn(shown))).toEqual(['form-preview']);
  expect(resourcesIn(shown, 'CarePlan')[0].subject).toEqual({ reference: `Patient/${person.id}` });
  const done = await send(`${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`, body);
  expect(done.status, JSON.stringify(done.json)).toBe(200);
  const { json } = await gateway.call(OFFICE, 'GET', `/fhir/Patient/${person.id}`);
  expect(json).toEqual(person);
});

test('a number that is somebody else’s gives the plan to nobody, and renames nobody', async () => {
  const other = await registered('0088000022', '別人 太郎');
  const before = await plansOf();
  const body = paper('0088000022', '照合 花子');
  const shown = await send(DRAFT, body);
  expect(codesOf(reportIn(shown))).toContain('form-recipient-differs');
  expect(JSON.stringify(shown.json)).not.toContain(other.id);
  const done = await send(`${DRAFT}&commit=true&preview=${shown.json.meta.versionId}`, body);
  expect([done.status, codesOf(done.json)]).toEqual([422, expect.arrayContaining(['form-recipient-differs'])]);
  const { json } = await gateway.call(OFFICE, 'GET', `/fhir/Patient/${other.id}`);
  expect([json.meta.versionId, json.name[0].text, await plansOf()]).toEqual(['1', '別人 太郎', before]);
});

test('where several people are seen to bear the number, nobody is chosen but by the request', async () => {
  const first = await registered('0088000033', '二重 花子');
  const second = await registered('0088000033', '二重 花子');
  const third = await registered('0088000033', '三重 花子');
  const shown = await send(DRAFT, paper('0088000033', '二重 花子'));
  const [issue] = issuesOf(reportIn(shown)).filter(({ code }) => code === 'form-recipient-ambiguous');
  for (const { id } of [first, second, third]) expect(issue?.ja).toContain(`Patient/${id}`);
  expect(issue?.en).toContain('`record=Patient/');
  const chosen = await send(`${DRAFT}&record=Patient/${second.id}`, paper('0088000033', '二重 花子'));
  expect(codesOf(reportIn(chosen))).toEqual(['form-preview']);
  expect(resourcesIn(chosen, 'CarePlan')[0].subject).toEqual({ reference: `Patient/${second.id}` });
  const other = await send(`${DRAFT}&record=Patient/${third.id}`, paper('0088000033', '二重 花子'));
  expect(codesOf(reportIn(other))).toContain('form-recipient-differs');
});

test('a person whom the office may not see is answered like one who is not there', async () => {
  await registered('0088000044', '秘密 花子', 'hospital-ehr');
  const told = async (number: string) => {
    const shown = await send(DRAFT, paper(number, '秘密 花子'));
    return {
      status: shown.status,
      codes: codesOf(reportIn(shown)),
      patients: resourcesIn(shown, 'Patient').map(({ id: _, ...one }) => ({ ...one, identifier: [] })),
    };
  };
  expect(await told('0088000044')).toEqual(await told('0088000099'));
});
