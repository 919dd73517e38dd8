import { expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';
import { expectedNames, message, readExample } from '../mapping/examples.ts';
import { header, PERSON, segment } from '../mapping/message-examples.ts';

const gateway = await sandboxGateway();

const deliver = (bytes: Uint8Array, query = '') =>
  gateway.call('hospital-ehr', 'POST', `/ssmix2${query}`, Buffer.from(bytes), {
    'Content-Type': 'application/octet-stream',
  });
const send = async (bytes: Uint8Array, file?: string) => {
  const answer = await deliver(bytes, file === undefined ? '' : `?file=${file.split('/').at(-1)}`);
  expect([file, answer.status, JSON.stringify(answer.json)]).toEqual([file, 200, expect.anything()]);
  return answer.json as { entry: { response: { location?: string; status: string } }[] };
};
const locations = ({ entry }: Awaited<ReturnType<typeof send>>): string[] =>
  entry.flatMap(({ response }) => response.location?.replace(/^.*\/fhir\//, '').replace(/\/_history.*/, '') ?? []);
const read = async (reference: string) => (await gateway.call('hospital-ehr', 'GET', `/fhir/${reference}`)).json;
const only = (all: string[], type: string): string => all.filter((one) => one.startsWith(`${type}/`)).at(-1) ?? '';

test('every example is stored, and a second sending of all of them changes nothing', async () => {
  const all = [...expectedNames()].filter(([, name]) => name !== 'v2-A40' && name !== 'v2-A23' && name !== 'v2-A29');
  for (const [path] of all) {
    const bytes = readExample(`ssmix2/${path}`);
    const file = path.endsWith('.hl7') ? undefined : path;
    const first = await send(bytes, file);
    const again = await send(bytes, file);
    expect([path, again.entry.map(({ response }) => response.location)]).toEqual([
      path,
      first.entry.map(({ response }) => response.location),
    ]);
  }
});

test('an admission, a leave, a transfer without the time of admission, and a discharge taken back are one stay', async () => {
  const person = PERSON.replaceAll('0000123', '0000777');
  const event = (type: string, fields: Record<number, string>, pv2: Record<number, string> = {}) =>
    message([
      header(`ADT^${type}^ADT_${type}`, '20260901100000.0000'),
      'EVN||20260901|||||KOKORO001',
      person,
      segment('PV1', { 2: 'I', 3: '30^302^1', ...fields }),
      ...(Object.keys(pv2).length === 0 ? [] : [segment('PV2', pv2)]),
    ]);
  const stay = only(locations(await send(event('A01', { 44: '202609011000' }))), 'Encounter');
  const sent = async (bytes: Uint8Array) => {
    expect(only(locations(await send(bytes)), 'Encounter')).toBe(stay);
    return read(stay);
  };
  expect((await sent(event('A21', { 44: '202609011000' }, { 47: '202609061700' }))).status).toBe('onleave');
  const moved = await sent(event('A02', { 3: '40^401^2' }));
  expect([moved.status, moved.period.start, moved.location[0].location.display]).toEqual([
    'in-progress',
    '2026-09-01T10:00:00+09:00',
    '病棟 40 病室 401 病床 2',
  ]);
  const left = await sent(event('A03', { 36: '02^軽快^99K', 44: '202609011000', 45: '202609101000' }));
  expect([left.status, left.period.end, left.hospitalization.dischargeDisposition.text]).toEqual([
    'finished',
    '2026-09-10T10:00:00+09:00',
    '軽快',
  ]);
  const back = await sent(event('A13', { 44: '202609011000' }));
  expect([back.status, back.period.end, back.hospitalization]).toEqual(['in-progress', undefined, undefined]);
});

test('what a later message no longer says of an order is gone, and an order of a deleted file is in error', async () => {
  const order = (dose: string, timing: string[]) =>
    message([
      header('RDE^O11^RDE_O11', '20260910103045.0000'),
      PERSON,
      'ORC|NW|000000077||1|||||20260910',
      `RXE||112345601^薬A^HOT9|${dose}||TAB^錠^MR9P`,
      ...timing,
    ]);
  const made = only(
    locations(await send(order('1', ['TQ1|1||1013&１日３回&JAMISDP01', 'NTE|1|P|粉砕する']))),
    'MedicationRequest',
  );
  expect((await read(made)).dosageInstruction[0].text).toBe('１日３回');
  expect(only(locations(await send(order('2', []))), 'MedicationRequest')).toBe(made);
  const { dosageInstruction, status, note } = await read(made);
  expect([status, note, dosageInstruction]).toEqual([
    'active',
    undefined,
    [{ doseAndRate: [{ doseQuantity: expect.objectContaining({ value: 2 }) }] }],
  ]);
  await send(order('2', []), '0000123_20260910_OMP-01_000000077_20260910103045000_30_0');
  expect((await read(made)).status).toBe('entered-in-error');
});

test('"" deletes the address, and a merge leaves both records, each pointing to the other', async () => {
  const person = (fields: Record<number, string>) =>
    message([
      header('ADT^A31', '20260910103045.0000'),
      'EVN||2026',
      segment('PID', { 3: '0000888', 5: '合^同', 7: '19700101', 8: 'F', ...fields }),
    ]);
  const kept = only(locations(await send(person({ 11: '^^^^^^H^東京都A市' }))), 'Patient');
  expect((await read(kept)).address).toHaveLength(1);
  await send(person({ 11: '""' }));
  expect((await read(kept)).address).toBeUndefined();
  const merged = locations(
    await send(
      message([
        header('ADT^A40', '20260911103045.0000'),
        'EVN||2026',
        segment('PID', { 3: '0000888', 5: '合^同', 7: '19700101', 8: 'F' }),
        'MRG|0000889',
      ]),
    ),
  ).filter((one) => one.startsWith('Patient/'));
  expect(merged[0]).toBe(kept);
  const [now, before] = await Promise.all(merged.map(read));
  expect([now.link, before.active, before.link]).toEqual([
    [{ other: { reference: merged[1] }, type: 'replaces' }],
    false,
    [{ other: { reference: kept }, type: 'replaced-by' }],
  ]);
  // The other way round, to take it back.
  await send(merging('0000889', '0000888'));
  const [back, gone] = await Promise.all([merged[1] ?? '', kept].map(read));
  expect([back.active, gone.active]).toEqual([true, false]);
});

const merging = (stays: string, goes: string) =>
  message([
    header('ADT^A40', '20260911113045.0000'),
    'EVN||2026',
    segment('PID', { 3: stays, 5: '合^同', 7: '19700101', 8: 'F' }),
    `MRG|${goes}`,
  ]);

test('a number of another institution is not taken for one of the own, nor a person for one merged into themself', async () => {
  const other = 'OTHER&1.2.392.100495.20.3.51.11319999999&ISO';
  const named = (number: string) =>
    message([
      header('ADT^A08', '20260911103045.0000'),
      'EVN||20260911103045',
      segment('PID', { 3: number, 5: '別人^他院', 7: '19990909', 8: 'M' }),
      segment('PV1', { 2: 'O' }),
    ]);
  for (const [bytes, code] of [
    [named(`0000123^^^${other}^PI`), 'ssmix2-patient-of-another'],
    [named(`0000123^^^^PI^${other}`), 'ssmix2-patient-of-another'],
    [merging('0000123', `0000124^^^${other}`), 'ssmix2-patient-of-another'],
    [merging('0000123', '0000123'), 'ssmix2-merge-self'],
  ] as const) {
    const { status, json } = await deliver(bytes);
    expect([status, issuesOf(json)[0]?.code]).toEqual([422, code]);
  }
});
