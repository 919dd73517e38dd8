import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { readHl7, readSsmix2FileName, type Ssmix2Options, ssmix2ToFhir } from '../../src/messages/index.ts';
import { messageMapping } from '../../src/messages/message-kinds.ts';
import { twice, unaccounted } from './accounting.ts';
import { expectedNames, HOSPITAL, INSTITUTION, iso2022, message, readExample } from './examples.ts';
import { header, PERSON } from './message-examples.ts';

const OPTIONS: Ssmix2Options = { institution: INSTITUTION, hospitalName: HOSPITAL };
const definitions = await loadPackages(['profiles/package']);
if (isRefusal(definitions)) throw new Error('the profiles do not load');
const validator = createValidator(definitions);
const mapping = messageMapping();
if (isRefusal(mapping)) throw new Error(JSON.stringify(mapping));

const RECORDS = '../shared/corpora/records';
const isFile = (path: string): boolean => statSync(path).isFile();
/** Files that nobody of this project wrote. */
const standardStorage = existsSync(RECORDS) ? globSync(`${RECORDS}/ssmix2/sampleData/**/*_*`).filter(isFile) : [];
const english = existsSync(RECORDS) ? globSync(`${RECORDS}/hl7v2-en/*.hl7`) : [];
const absent = standardStorage.length === 0 ? ' (none at hand: the corpora are absent)' : '';

function run(bytes: Uint8Array, options: Ssmix2Options = OPTIONS) {
  const outcome = ssmix2ToFhir(bytes, options);
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}

const named = (path: string): Ssmix2Options =>
  isRefusal(readSsmix2FileName(path)) ? OPTIONS : { ...OPTIONS, fileName: path };

const errorsOf = (resources: readonly (Resource | undefined)[]): string[] =>
  resources.flatMap((resource) =>
    validator
      .validate(resource)
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ expression, code, en }) => `${expression} ${code}: ${en}`),
  );

const examples = [...expectedNames()];

test.each(examples)('%s becomes exactly what is expected of %s, and all of it is valid', (path, name) => {
  const bytes = readExample(`ssmix2/${path}`);
  const outcome = run(bytes, named(path));
  const losses = outcome.issues
    .filter(({ severity }) => severity !== 'information')
    .map(({ expression, code }) => `${expression}: ${code}`);
  const { output, removed } = outcome;
  expect({ output, removed: Object.fromEntries(removed), losses }).toEqual(
    JSON.parse(readFileSync(`examples/ssmix2/expected/${name}.json`, 'utf8')),
  );
  expect(errorsOf(output.entry?.map(({ resource }) => resource) ?? [])).toEqual([]);
  expect(unaccounted(bytes, outcome)).toEqual([]);
  expect(run(bytes, named(path))).toEqual(outcome);
});

test('every kind of message has an example', () => {
  const shown = examples.map(([path]) => {
    const record = readHl7(readExample(`ssmix2/${path}`));
    return isRefusal(record) ? path : `${record.type}^${record.event}`;
  });
  expect([...mapping.plans.keys()].filter((kind) => !shown.includes(kind))).toEqual([]);
});

test('every field that a rule carries is carried in an example', () => {
  const carried = new Set<string>();
  for (const [path] of examples)
    for (const position of run(readExample(`ssmix2/${path}`), named(path)).mapped)
      carried.add(/^[A-Z0-9]{3}-\d+/.exec(position)?.[0] ?? '');
  const rules = mapping.mapping.rules.filter(({ codec }) => codec !== undefined);
  expect(rules.filter(({ source }) => !carried.has(source)).map(({ id }) => id)).toEqual([]);
});

test(`every file of standard storage that others wrote is carried, valid and accounted for${absent}`, () => {
  const refused: string[] = [];
  for (const path of standardStorage) {
    const bytes = new Uint8Array(readFileSync(path));
    const outcome = ssmix2ToFhir(bytes, named(path));
    if (isRefusal(outcome)) {
      refused.push(outcome.issues[0]?.code ?? '');
      continue;
    }
    const { entry = [] } = outcome.output;
    expect([path, errorsOf(entry.map(({ resource }) => resource))]).toEqual([path, []]);
    expect([path, unaccounted(bytes, outcome)]).toEqual([path, []]);
  }
  // Two junk bytes.
  expect(refused).toEqual(standardStorage.length === 0 ? [] : ['hl7-msh-missing']);
});

test(`messages of American systems are carried once their last segment ends${absent}`, () => {
  for (const path of english) {
    const written = readFileSync(path);
    const ends = written.at(-1) === 0x0a || written.at(-1) === 0x0d;
    if (!ends) expect(ssmix2ToFhir(written, OPTIONS)).toMatchObject({ issues: [{ code: 'hl7-unterminated' }] });
    const bytes = Buffer.concat([written, Buffer.from(ends ? '' : '\r')]);
    const outcome = run(bytes);
    expect([path, errorsOf(outcome.output.entry?.map(({ resource }) => resource) ?? [])]).toEqual([path, []]);
    expect([path, unaccounted(bytes, outcome)]).toEqual([path, []]);
  }
});

test('one thing has one key in all messages about it, and different things have different ones', () => {
  const urls = new Map<string, Set<string>>();
  for (const [path, name] of examples)
    for (const { fullUrl = '', request, resource } of run(readExample(`ssmix2/${path}`), named(path)).output.entry ??
      []) {
      expect([name, resource?.resourceType, request?.url?.includes('?') || request?.ifNoneExist]).toEqual([
        name,
        resource?.resourceType,
        expect.anything(),
      ]);
      const key = `${resource?.resourceType} ${request?.url?.split('?')[1] ?? request?.ifNoneExist}`;
      urls.set(key, (urls.get(key) ?? new Set()).add(fullUrl));
    }
  expect([...urls].filter(([, all]) => all.size !== 1)).toEqual([]);
  const all = [...urls.values()].flatMap((one) => [...one]);
  expect(twice(all)).toEqual([]);
  // The stay of 2023 is one, from its plan to its end.
  expect([...urls.keys()].filter((key) => key.includes('|1310000001-0000123-20231016'))).toHaveLength(1);
});

test('the notes and modifiers of one diagnosis do not reach another', () => {
  const { output } = run(
    message([
      header('PPR^ZD1^PPR_ZD1', '20260403100000.0000'),
      PERSON,
      'PRB|AD|20260403|20065443^統合失調症^MDCDX2|1',
      'ZPR|8002^の疑い^MDCDX2',
      'PRB|AD|20260403|20054321^不眠症^MDCDX2|2',
    ]),
  );
  const conditions = output.entry?.flatMap(({ resource }) =>
    resource?.resourceType === 'Condition' ? [resource] : [],
  );
  expect(conditions?.map(({ code, verificationStatus, note }) => [code?.text, verificationStatus?.text, note])).toEqual(
    [
      ['統合失調症', '疑い', [{ text: '修飾語管理番号（接頭語）: の疑い（8002）' }]],
      ['不眠症', undefined, undefined],
    ],
  );
});

test('an order and its timing stay apart from the next order', () => {
  const { output } = run(
    message([
      header('RDE^O11^RDE_O11', '20260910103045.0000'),
      PERSON,
      'ORC|NW|1||1',
      'RXE||112345601^薬A^HOT9|1||TAB^錠^MR9P',
      'TQ1|1||1013044400000000&１日３回&JAMISDP01|||14^d',
      'ORC|CA|1||2',
      'RXE||112345602^薬B^HOT9|x||TAB^錠^MR9P',
    ]),
  );
  const drugs = output.entry?.flatMap(({ resource }) =>
    resource?.resourceType === 'MedicationRequest' ? [resource] : [],
  );
  expect(
    drugs?.map(({ status, dosageInstruction: [dose] = [] }) => [status, dose?.text, dose?.doseAndRate?.[0]]),
  ).toEqual([
    ['active', '１日３回', { doseQuantity: expect.objectContaining({ value: 1 }) }],
    ['cancelled', undefined, undefined],
  ]);
});

test('a batch of messages about one person becomes one transaction, and its frame is told of', () => {
  const one = [header('ADT^A08^ADT_A01', '20260401093012.0000'), 'EVN||20260401', PERSON, 'PV1||I'];
  const two = [header('ADT^A60^ADT_A60', '20260401093013.0000'), PERSON, 'IAM|1|FA^食物^HL70127|1^ソバ^99X||湿疹|A'];
  const bytes = message(['FHS|^~\\&|HIS', 'BHS|^~\\&|HIS', ...one, ...two, 'BTS|2', 'FTS|1']);
  const outcome = run(bytes);
  expect(outcome.output.entry?.map(({ resource, request }) => [resource?.resourceType, request?.method])).toEqual([
    ['Organization', 'POST'],
    ['Patient', 'PUT'],
    ['AllergyIntolerance', 'PUT'],
  ]);
  expect(unaccounted(bytes, outcome)).toEqual([]);
  expect(outcome.issues.filter(({ en }) => /rule (fhs|bhs|bts|fts)-none/.test(en))).toHaveLength(4);
  const stranger = two.map((line) => line.replace('0000123', '0000124'));
  expect(ssmix2ToFhir(message([...one, ...stranger]), OPTIONS)).toMatchObject({
    status: 422,
    issues: [{ code: 'hl7-many-messages', line: 5 }],
  });
});

test('EUC-JP and Latin-1 are read where MSH-18 declares them', () => {
  const declared = (name: string) => `MSH|^~\\&|H|H|G|R|2026||ADT^A28|1|P|2.5||||||${name}\rEVN||2026\rPID|||1||`;
  const read = (name: string, bytes: number[]) => {
    const record = readHl7(Uint8Array.from([...iso2022(declared(name)), ...bytes, 0x0d]));
    return isRefusal(record)
      ? record.issues[0]?.code
      : [record.encoding, record.segments[2]?.fields[1]?.repeats[0]?.[0]?.text];
  };
  expect(read('EUC-JP', [0xbb, 0xb3, 0xc5, 0xc4])).toEqual(['euc-jp', '山田']);
  expect(read('8859/1', [0x4a, 0x6f, 0x73, 0xe9])).toEqual(['iso-8859-1', 'José']);
  expect(read('', [0xbb, 0xb3, 0xc5, 0xc4])).toEqual(['cp932', 'ｻｳﾅﾄ']);
});

test('"" takes an element away, a word instead of a date of death keeps one element, and a merge links both records', () => {
  const updated = run(readExample('ssmix2/v2/v2-A31.hl7'));
  const [url] = [...updated.removed.keys()];
  expect(updated.output.entry?.find(({ fullUrl }) => fullUrl === url)?.resource?.resourceType).toBe('Patient');
  expect(updated.removed.get(url ?? '')).toEqual(['address', 'deceasedBoolean']);
  const people = run(readExample('ssmix2/v2/v2-A40.hl7')).output.entry?.flatMap(({ resource, request }) =>
    resource?.resourceType === 'Patient' ? [[request?.method, resource.active, resource.link?.[0]?.type]] : [],
  );
  expect(people).toEqual([
    ['PUT', true, 'replaces'],
    ['PUT', false, 'replaced-by'],
  ]);
});

test('a transfer without the time of admission belongs to the only open stay, and to none where there are two', () => {
  const bytes = message([
    header('ADT^A02^ADT_A02', '20260915100000.0000'),
    'EVN||202609151000||||202609151000',
    PERSON,
    'PV1||I|40^401^2',
  ]);
  const stay = (day: string) => ({
    resource: {
      resourceType: 'Encounter' as const,
      status: 'in-progress' as const,
      class: { code: 'IMP' },
      identifier: [{ value: `${INSTITUTION}-0000123-${day}` }],
      period: { start: `${day.slice(0, 4)}-10-16` },
    },
  });
  const of = (...days: string[]) =>
    run(bytes, { ...OPTIONS, openStays: { resourceType: 'Bundle', type: 'searchset', entry: days.map(stay) } });
  const moved = of('20231016');
  expect(moved.output.entry?.find(({ resource }) => resource?.resourceType === 'Encounter')?.request?.url).toContain(
    '1310000001-0000123-20231016',
  );
  expect(moved.issues.map(({ code }) => code)).toContain('ssmix2-stay-assumed');
  for (const days of [['20231016', '20251016'], []])
    expect(of(...days).issues.map(({ code }) => code)).toContain('ssmix2-stay-unknown');
});
