import { expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';
import { message } from '../mapping/examples.ts';
import { header, PERSON } from '../mapping/message-examples.ts';

const gateway = await sandboxGateway();
const OCTETS = { 'Content-Type': 'application/octet-stream' };

const result = (number: number, code: string, value: string, status = 'F'): string =>
  `OBX|${number}|NM|${code}^項目^JC10||${value}|mg/dl|||||${status}|||202609120700`;
const order = (number: string, code: string, ...results: string[]): string[] => [
  `OBR|1|${number}||${code}^検査^99KOKORO|||202609120700|||||||||||||||20260913103000|||F`,
  ...results,
];
const results = (time: string, ...orders: string[][]): Uint8Array =>
  message([header('OUL^R22^OUL_R22', `${time}.0000`), PERSON, ...orders.flat()]);

async function upload(bytes: Uint8Array): Promise<string[]> {
  const { status, json } = await gateway.call('hospital-ehr', 'POST', '/ssmix2', bytes, OCTETS);
  expect(status, JSON.stringify(json)).toBe(200);
  return json.entry.flatMap(({ response }: any) => response.location?.split('/fhir/')[1] ?? []);
}
const read = async (name = '') => (await gateway.call('hospital-ehr', 'GET', `/fhir/${name}`)).json;
const ofType = (names: readonly string[], type: string) => names.filter((name) => name.startsWith(`${type}/`));
const bare = (name = ''): string => name.split('/_history/')[0] ?? '';

test('each order of a message has a report of its own with its results, labelled as a test', async () => {
  const names = await upload(
    results(
      '20260913103000',
      order('77', 'E1', result(1, 'A', '1.7'), result(2, 'B', '7.2')),
      order('78', 'E2', result(1, 'C', '3', 'P')),
    ),
  );
  const observations = ofType(names, 'Observation').map(bare);
  const [first, second] = await Promise.all(ofType(names, 'DiagnosticReport').map(read));
  const listed = (report: any) => report.result.map(({ reference }: any) => reference);
  expect([listed(first), listed(second)]).toEqual([observations.slice(0, 2), observations.slice(2)]);
  expect([first.status, second.status]).toEqual(['final', 'partial']);
  expect(first.basedOn).toEqual([{ reference: bare(ofType(names, 'ServiceRequest')[0]) }]);
  for (const { meta } of [first, second])
    expect(meta.security.flatMap(({ system, code }: any) => (/category$/.test(system) ? code : []))).toEqual(['test']);
});

test('news of the same order is a new version of the same report; the same message again is none', async () => {
  const before = await upload(results('20260914090000', order('80', 'E1', result(1, 'A', '1.7', 'P'))));
  const [report] = ofType(before, 'DiagnosticReport');
  const news = results('20260914100000', order('80', 'E1', result(1, 'A', '1.9'), result(2, 'B', '5')));
  const after = await upload(news);
  const [updated] = ofType(after, 'DiagnosticReport');
  expect(bare(updated)).toBe(bare(report));
  expect([await read(report), await read(updated)].map(({ status, result: all }) => [status, all.length])).toEqual([
    ['partial', 1],
    ['final', 2],
  ]);
  expect(await upload(news)).toEqual(after);
});
