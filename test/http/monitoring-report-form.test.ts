import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const REPORT = 'form=monitoring-report';
const get = (path: string, client = OFFICE) => gateway.call(client, 'GET', `/fhir/${path}`);
const send = (query: string, form: unknown) =>
  gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, JSON.stringify(form), {
    'Content-Type': 'application/octet-stream',
  });
const reportIn = ({ json }: any) => json.entry.at(-1).resource;

/** The paper of the example, without what other records of the person say already. */
function paper(): any {
  const form = JSON.parse(readFileSync('examples/monitoring-report/form.json', 'utf8'));
  const fields: any = Object.fromEntries(
    Object.entries(form.fields).filter(([field]) => !/^F04-01-(name|.*recipient|guardian|relationship)/.test(field)),
  );
  const bare = Object.entries(form.tables).map(([table, rows]) => [
    table,
    (rows as any[]).map(({ fields: own }) => ({ fields: own })),
  ]);
  fields['F04-01-office-number'].value = '1339900019';
  return { ...form, ids: { patient: PERSON_B }, fields, tables: Object.fromEntries(bare) };
}

let id = '';

beforeAll(async () => {
  await consentFor(gateway.call);
});

test('a report on paper becomes a document on a plan, its goals and its week, and is printed from them', async () => {
  const shown = await send(REPORT, paper());
  expect(reportIn(shown).issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  const done = await send(`${REPORT}&commit=true&preview=${shown.json.meta.versionId}`, paper());
  expect(done.status, JSON.stringify(issuesOf(done.json))).toBe(200);
  const made = done.json.entry.flatMap(({ response }: any) =>
    response.location ? [response.location.split('/fhir/')[1].split('/')] : [],
  );
  expect(made.map(([type]: string[]) => type).sort()).toEqual([
    'CarePlan',
    'CarePlan',
    'Composition',
    'Goal',
    'Goal',
    'Goal',
    'Practitioner',
    'PractitionerRole',
  ]);
  id = made.find(([type]: string[]) => type === 'Composition')[1];
  const document = (await get(`Composition/${id}`)).json;
  expect(document.meta.profile).toEqual([
    'https://kakehashi.example/fhir/StructureDefinition/kakehashi-monitoring-report',
  ]);
  const [review] = document.section[2].section;
  expect((await get(review.entry[0].reference)).json.achievementStatus.text).toBe('取り組み中');
  const words = ({ tables }: any) =>
    Object.values(tables).map((rows) =>
      (rows as any[]).map(({ fields }) => Object.values(fields).map(({ value }: any) => value)),
    );
  expect(words((await get(`Composition/${id}/$form`)).json)).toEqual(words(paper()));
});

test('each section of the report is labelled with what a report tells, and who may not see it is told the same as of none', async () => {
  const { meta } = (await get(`Composition/${id}`)).json;
  const categories = meta.security
    .filter(({ system }: any) => system.endsWith('/jp-chiiki-ikou-category'))
    .map(({ code }: any) => code);
  expect(categories.sort()).toEqual(['condition', 'living', 'service', 'wish']);
  for (const path of [`Composition/${id}`, `Composition/${id}/$form`]) {
    const refused = await get(path, 'nurse-station-asahi');
    const absent = await get(path.replace(id, '00000000-0000-4000-8000-00000000dead'), 'nurse-station-asahi');
    expect(refused.status).toBe(404);
    expect(JSON.stringify(refused.json).replaceAll(id, '')).toBe(
      JSON.stringify(absent.json).replaceAll('00000000-0000-4000-8000-00000000dead', ''),
    );
  }
});
