import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const FOREIGN = '../shared/corpora/records/ssmix2/sampleData/999/901/9999013';
const OWN = 'examples/ssmix2/000/012/0000123';
/** Messages that nobody of this project wrote, where they are at hand; else our own, which are made the same way. */
const [root, patient, admission] = existsSync(FOREIGN)
  ? [
      FOREIGN,
      '-/ADT-00/9999013_-_ADT-00_999999999999999_20111220224447339_-_1',
      '20111120/ADT-22/9999013_20111120_ADT-22_999999999999999_20111220224447339_01_1',
    ]
  : [
      OWN,
      '-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1',
      '20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1',
    ];

const typesOf = (bundle: any): string[] =>
  bundle.entry.flatMap((entry: any) => entry.response.location?.match(/\/fhir\/([A-Za-z]+)\//)?.[1] ?? []);

const post = (path: string) =>
  gateway.call('hospital-ehr', 'POST', `/ssmix2?file=${path.split('/').at(-1)}`, readFileSync(`${root}/${path}`), {
    'Content-Type': 'application/octet-stream',
  });

test(`the patient and the admission of ${root} become one Patient and one Encounter, however often they are sent`, async () => {
  const first = await post(patient);
  expect(first.status, JSON.stringify(first.json)).toBe(200);
  expect(typesOf(first.json)).toEqual(
    expect.arrayContaining(['Organization', 'Patient', 'RelatedPerson', 'AllergyIntolerance']),
  );
  const second = await post(admission);
  expect(second.status, JSON.stringify(second.json)).toBe(200);
  expect(typesOf(second.json).filter((type) => type === 'Encounter')).toHaveLength(1);
  const locations = (answer: any) => JSON.stringify(answer.entry.map(({ response }: any) => response.location));
  expect(locations((await post(admission)).json)).toBe(locations(second.json));
  const reports = [first, second].map(({ json }) => json.entry.at(-1).resource);
  for (const report of reports) expect(report.resourceType).toBe('OperationOutcome');
  const name = existsSync(FOREIGN) ? '患者 太郎' : '佐藤 健一';
  const { json: found } = await gateway.call('hospital-ehr', 'GET', `/fhir/Patient?name=${encodeURIComponent(name)}`);
  expect(found.total).toBe(1);
  const id = found.entry[0].resource.id;
  const { json: stays } = await gateway.call('hospital-ehr', 'GET', `/fhir/Encounter?patient=${id}`);
  expect(stays.total).toBe(1);
  expect((await gateway.call('soudan-hikari', 'GET', `/fhir/Patient/${id}`)).status).toBe(404);
});
