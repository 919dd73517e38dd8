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

async function upload(bytes: Uint8Array, query = ''): Promise<string[]> {
  const { status, json } = await gateway.call('hospital-ehr', 'POST', `/ssmix2${query}`, bytes, OCTETS);
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
  const references = (report: any) => report.result.map(({ reference }: any) => reference);
  expect([references(first), references(second)]).toEqual([observations.slice(0, 2), observations.slice(2)]);
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

const listed = async (report: any): Promise<string[]> =>
  Promise.all(
    report.result.map(async ({ reference }: any) => {
      const { code, status, valueQuantity } = await read(reference);
      return `${code.coding[0].code} ${status} ${valueQuantity?.value}`;
    }),
  );
const reportAfter = async (bytes: Uint8Array) => {
  const [name] = ofType(await upload(bytes), 'DiagnosticReport');
  const report = await read(name);
  return { name, report, said: [report.status, ...(await listed(report))] };
};

test('a message with a part of the results of an order adds to its report, whose status is that of the whole', async () => {
  const first = await reportAfter(
    results('20260915090000', order('90', 'E1', result(1, 'A', '1.7', 'P'), result(2, 'B', '7.2'))),
  );
  expect(first.said).toEqual(['partial', 'A preliminary 1.7', 'B final 7.2']);
  const news = results('20260915100000', order('90', 'E1', result(1, 'C', '4')).with(0, 'OBR|1|90||E1^検査^99KOKORO'));
  const second = await reportAfter(news);
  expect(second.said).toEqual(['partial', 'A preliminary 1.7', 'B final 7.2', 'C final 4']);
  expect([bare(second.name), second.report.effectiveDateTime, second.report.issued]).toEqual([
    bare(first.name),
    '2026-09-12T07:00:00+09:00',
    '2026-09-13T10:30:00+09:00',
  ]);
  expect((await reportAfter(news)).name).toBe(second.name);
  const third = await reportAfter(results('20260915110000', order('90', 'E1', result(1, 'A', '1.8'))));
  expect(third.said).toEqual(['final', 'A final 1.8', 'B final 7.2', 'C final 4']);
  const fourth = await reportAfter(results('20260915120000', order('90', 'E1', result(2, 'B', '7.4', 'C'))));
  expect(fourth.said).toEqual(['corrected', 'A final 1.8', 'B corrected 7.4', 'C final 4']);
  const fifth = await reportAfter(results('20260915130000', order('90', 'E1', result(1, 'C', '4', 'D'))));
  expect(fifth.said).toEqual(['corrected', 'A final 1.8', 'B corrected 7.4']);
  expect(fifth.report.basedOn).toHaveLength(1);
});

test('specimens that come one after another are all named by the report and its order', async () => {
  const withSpecimen = (time: string, number: string, code: string) =>
    message([
      header('OUL^R22^OUL_R22', `${time}.0000`),
      PERSON,
      `SPM|1|${number}||023^血清^JC10`,
      ...order('91', 'E1', result(1, code, '1')),
    ]);
  await upload(withSpecimen('20260915090000', 'S1', 'A'));
  const names = await upload(withSpecimen('20260915100000', 'S2', 'B'));
  for (const type of ['DiagnosticReport', 'ServiceRequest']) {
    const { specimen } = await read(ofType(names, type)[0]);
    const numbers = await Promise.all(
      specimen.map(async ({ reference }: any) => (await read(reference)).identifier[0].value),
    );
    expect(numbers.map((value: string) => value.split('-').at(-1))).toEqual(['S1', 'S2']);
  }
});

test('an order that a message or a file speaks of in two places has one report with the results of both', async () => {
  const twice = await upload(
    results(
      '20260916090000',
      order('92', 'E1', result(1, 'A', '1')),
      order('93', 'E2', result(1, 'X', '2')),
      order('92', 'E1', result(1, 'B', '3')),
    ),
  );
  const said = async (names: readonly string[]) =>
    Promise.all(ofType(names, 'DiagnosticReport').map(async (name) => listed(await read(name))));
  expect(await said(twice)).toEqual([['A final 1', 'B final 3'], ['X final 2']]);
  const head = (time: string) => [header('OUL^R22^OUL_R22', `${time}.0000`), PERSON];
  const joined = message([
    ...[...head('20260916090000'), ...order('94', 'E1', result(1, 'A', '1'))],
    ...[...head('20260916100000'), ...order('94', 'E1', result(1, 'B', '3', 'P'))],
  ]);
  const names = await upload(joined, '?file=0000123_20260915_OML-11_000000000000094_20260916100000000_30_1');
  expect(await said(names)).toEqual([['A final 1', 'B preliminary 3']]);
  expect((await read(ofType(names, 'DiagnosticReport')[0])).status).toBe('partial');
});

test('a result file that is marked as deleted takes back its results, and neither the order nor the specimen', async () => {
  const segments = (on: string, ...more: string[]) => [header(on, '20260920090000.0000'), PERSON, ...more];
  const specimen = 'SPM|1|S90||023^血清^JC10|||||||||||||202609120700';
  const obr = 'OBR|1|90||E9^検査^99KOKORO|||202609120700';
  const ordered = await upload(message(segments('OML^O33^OML_O33', specimen, 'ORC|NW|90', obr, result(1, 'A', ''))));
  const [request = ''] = ofType(ordered, 'ServiceRequest');
  expect((await read(request)).status).toBe('active');
  const found = message(segments('OUL^R22^OUL_R22', specimen, ...order('90', 'E9', result(1, 'A', '1.7'))));
  const file = (flag: number) => `?file=0000123_20260912_OML-11_90_20260920090000000_30_${flag}`;
  const names = await upload(found, file(1));
  const stateOf = async (type: string) => {
    const of = type === 'Specimen' || type === 'ServiceRequest' ? ordered : names;
    const one = await read(bare(ofType(of, type)[0]));
    return [one.status, one.meta.versionId];
  };
  expect(bare(ofType(names, 'ServiceRequest')[0])).toBe(bare(request));
  expect(await stateOf('ServiceRequest')).toEqual(['completed', '2']);
  const [, specimenBefore] = await stateOf('Specimen');
  await upload(found, file(0));
  expect(await stateOf('ServiceRequest')).toEqual(['active', '3']);
  expect((await stateOf('Observation'))[0]).toBe('entered-in-error');
  expect((await stateOf('DiagnosticReport'))[0]).toBe('entered-in-error');
  expect(await stateOf('Specimen')).toEqual([undefined, specimenBefore]);
  await upload(found, file(0));
  expect(await stateOf('ServiceRequest')).toEqual(['active', '3']);
  // Of an order that only the deleted file speaks of nobody knows how it stands.
  const unknown = await upload(
    message(segments('OUL^R22^OUL_R22', ...order('91', 'E9', result(1, 'A', '1.7')))),
    file(0).replace('_90_', '_91_'),
  );
  expect((await read(bare(ofType(unknown, 'ServiceRequest')[0]))).status).toBe('unknown');
});
