import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { convert } from '../../src/cli/index.ts';
import { example, type Said, say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const PLAN = example('service-plan-draft/bundle.json');
const FORM = example('service-plan-draft/form.json');
const ADMISSION = example(
  'ssmix2/000/012/0000123/20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1',
);
const REGISTRATION = example('ssmix2/000/012/0000123/-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1');

const plan = (...args: string[]): Promise<Said> => say(convert, '--mapping', 'service-plan-draft', ...args);
const message = (...args: string[]): Promise<Said> =>
  say(convert, '--mapping', 'ssmix2-to-fhir', '--to', 'fhir', ...args);
const reportOf = ({ err }: Said) => JSON.parse(err) as { mapped: number; issues: { severity: string; code: string }[] };

test('the plan becomes the form of the example, and the loss report goes to stderr as JSON', async () => {
  const said = await plan('--to', 'form', PLAN, folder.path('form.json'));
  expect([said.code, said.out]).toEqual([0, '']);
  expect(JSON.parse(said.err)).toEqual({
    mapping: 'service-plan-draft',
    version: '1.0.0',
    direction: 'to-form',
    mapped: 38,
    issues: [],
  });
  expect(JSON.parse(readFileSync(folder.path('form.json'), 'utf8'))).toEqual(JSON.parse(readFileSync(FORM, 'utf8')));
});

test('the form becomes the plan of the example', async () => {
  const said = await plan('--to', 'fhir', FORM, folder.path('bundle.json'));
  expect([said.code, reportOf(said).issues]).toEqual([0, []]);
  expect(JSON.parse(readFileSync(folder.path('bundle.json'), 'utf8'))).toMatchObject({
    resourceType: 'Bundle',
    type: 'collection',
  });
});

test('a list (CSV) of a hospital becomes a transaction under its numbers, and what no rule reads is told', async () => {
  const list = (...args: string[]) => say(convert, '--mapping', 'csv-patients-to-fhir', '--to', 'fhir', ...args);
  const said = await list('--institution', '1310000001', example('csv/patients.csv'), folder.path('list.json'));
  expect([said.code, reportOf(said).mapped]).toEqual([0, 22]);
  expect(reportOf(said).issues.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'information mapping-declared-loss',
    'information mapping-declared-loss',
    'warning csv-column-unmapped',
  ]);
  const { type, entry } = JSON.parse(readFileSync(folder.path('list.json'), 'utf8'));
  expect([type, entry.length]).toEqual(['transaction', 4]);
  const strictly = await list('--strict', example('csv/patients.csv'), folder.path('strict.json'));
  expect([strictly.code, existsSync(folder.path('strict.json'))]).toEqual([1, false]);
});

test('a message without an end of its last segment is converted where somebody says that it is whole', async () => {
  const bare = folder.path('bare.hl7');
  writeFileSync(bare, readFileSync('examples/ssmix2/v2/v2-A08.hl7', 'utf8').trimEnd());
  const refused = await message(bare, folder.path('bare.json'));
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('[hl7-unterminated]')]);
  expect((await message('--whole', bare, folder.path('bare.json'))).code).toBe(0);
  expect(JSON.parse(readFileSync(folder.path('bare.json'), 'utf8')).type).toBe('transaction');
});

test('a region converts a list of its own, by a folder beside the mappings of the project', async () => {
  mkdirSync(folder.path('region/users'), { recursive: true });
  const rule = { direction: 'to-fhir', codec: 'text' };
  const rules = {
    id: 'users',
    version: '1.0.0',
    kind: 'records',
    title: '利用者一覧',
    resources: { person: { type: 'Patient', key: { system: 'welfare-recipient-number', of: ['number'] } } },
    rules: [
      {
        ...rule,
        id: 'number',
        source: 'n',
        label: '受給者証番号',
        target: 'person.identifier[0].value',
        required: true,
      },
      { ...rule, id: 'name', source: 'm', label: '氏名', target: 'person.name[0].text' },
    ],
  };
  writeFileSync(folder.path('region/users/rules.json'), JSON.stringify(rules));
  writeFileSync(folder.path('users.csv'), '受給者証番号,氏名\n0013990122,佐藤 健一\n');
  const args = ['--mapping', 'users', '--to', 'fhir', folder.path('users.csv'), folder.path('users.json')];
  expect((await say(convert, ...args)).code).toBe(2);
  expect((await say(convert, '--mappings', folder.path('nowhere'), ...args)).code).toBe(2);
  expect((await say(convert, '--mappings', folder.path('region'), ...args)).code).toBe(0);
  const { entry } = JSON.parse(readFileSync(folder.path('users.json'), 'utf8'));
  expect(entry[0].resource.name).toEqual([{ text: '佐藤 健一' }]);
});

test('xlsx comes back as the same form', async () => {
  expect((await plan('--to', 'form', PLAN, folder.path('sheet.xlsx'))).code).toBe(0);
  expect((await plan('--to', 'fhir', folder.path('sheet.xlsx'), folder.path('sheet.json'))).code).toBe(0);
  expect((await plan('--to', 'form', folder.path('sheet.json'), folder.path('again.json'))).code).toBe(0);
  expect(JSON.parse(readFileSync(folder.path('again.json'), 'utf8'))).toEqual(JSON.parse(readFileSync(FORM, 'utf8')));
});

test.each([
  ['json', '{'],
  ['xlsx', 'PK'],
  ['pdf', '%PDF-'],
  ['html', '<!doctype html>'],
])('the form is written as %s by the name of the file or by --format', async (format, beginning) => {
  await plan('--to', 'form', PLAN, folder.path(`form.${format}`));
  await plan('--to', 'form', '--format', format, PLAN, folder.path(`form-${format}`));
  for (const name of [`form.${format}`, `form-${format}`]) {
    expect(readFileSync(folder.path(name), 'latin1').toLowerCase().startsWith(beginning.toLowerCase())).toBe(true);
  }
});

test('an office’s own workbook is filled, and comes back as the same form', async () => {
  expect((await plan('--to', 'form', PLAN, folder.path('paper.xlsx'))).code).toBe(0);
  const said = await plan('--to', 'form', '--template', folder.path('paper.xlsx'), PLAN, folder.path('filled.xlsx'));
  expect([said.code, reportOf(said).issues]).toEqual([0, []]);
  expect((await plan('--to', 'fhir', folder.path('filled.xlsx'), folder.path('filled.json'))).code).toBe(0);
  expect((await plan('--to', 'form', folder.path('filled.json'), folder.path('back.json'))).code).toBe(0);
  expect(JSON.parse(readFileSync(folder.path('back.json'), 'utf8'))).toEqual(JSON.parse(readFileSync(FORM, 'utf8')));
  const usage = await plan('--to', 'form', '--template', folder.path('paper.xlsx'), PLAN, folder.path('filled.pdf'));
  expect([usage.code, existsSync(folder.path('filled.pdf'))]).toEqual([2, false]);
});

test('--report writes the loss report to a file, and stderr stays empty', async () => {
  const said = await plan(
    '--to',
    'form',
    '--overlay',
    'example-city',
    '--report',
    folder.path('report.json'),
    PLAN,
    folder.path('city.html'),
  );
  expect(said).toEqual({ code: 0, out: '', err: '' });
  expect(JSON.parse(readFileSync(folder.path('report.json'), 'utf8'))).toMatchObject({
    overlay: 'example-city',
    direction: 'to-form',
    mapped: 38,
  });
  expect(readFileSync(folder.path('city.html'), 'utf8')).toContain('本人のニーズ');
});

test('an SS-MIX2 message becomes a Bundle; with --strict nothing is written when a value has no place', async () => {
  const said = await message('--institution', '1312345670', REGISTRATION, folder.path('patient.json'));
  expect([said.code, said.out]).toEqual([0, '']);
  const codes = new Set(reportOf(said).issues.map(({ code }) => code));
  expect(codes).toEqual(new Set(['mapping-declared-loss']));
  const { entry } = JSON.parse(readFileSync(folder.path('patient.json'), 'utf8')) as {
    entry: { resource: { resourceType: string } }[];
  };
  expect(entry.map(({ resource }) => resource.resourceType)).toContain('Patient');

  const strict = await message('--strict', ADMISSION, folder.path('strict.json'));
  expect([strict.code, strict.out]).toEqual([1, '']);
  expect(strict.err).toContain('[mapping-unmapped]');
  expect(existsSync(folder.path('strict.json'))).toBe(false);
});

test('an admission without the number of the hospital is warned of', async () => {
  expect(reportOf(await message(ADMISSION, folder.path('a.json'))).issues.map(({ code }) => code)).toContain(
    'institution-missing',
  );
  const numbered = await message('--institution', '1312345670', ADMISSION, folder.path('a.json'));
  expect(reportOf(numbered).issues.map(({ code }) => code)).not.toContain('institution-missing');
});

test.each([
  ['junk', 'hl7-msh-missing'],
  ['cut-off', 'encoding-broken'],
  ['unknown-encoding', 'encoding-unknown'],
])('the broken message %s is refused with %s, and nothing is written', async (name, code) => {
  const said = await message(example(`ssmix2/bad/${name}`), folder.path(name));
  expect([said.code, said.out]).toEqual([1, '']);
  expect(said.err).toContain(`  error [${code}]`);
  expect(existsSync(folder.path(name))).toBe(false);
});

test.each([
  ['no JSON', 'to-form', '{"'],
  ['empty', 'to-form', ''],
  ['no Bundle', 'to-form', '{"resourceType":"Patient"}'],
  ['no JSON', 'to-fhir', 'x'],
  ['no form', 'to-fhir', '[]'],
])(
  'an input that is %s (%s) is refused in both languages, and nothing is written',
  async (_what, direction, content) => {
    const said = await plan('--to', direction.slice(3), folder.write('odd.json', content), folder.path('out.json'));
    expect([said.code, said.out]).toEqual([1, '']);
    expect(said.err).toMatch(/^ {2}error \[[a-z-]+\].*\n {4}.*[ぁ-ん].*\n {4}[\x20-\x7e]+\n/);
    expect(existsSync(folder.path('out.json'))).toBe(false);
  },
);

test('an overlay that does not exist is refused with those that do', async () => {
  const { code, err } = await plan('--to', 'form', '--overlay', 'nowhere', PLAN, folder.path('n.json'));
  expect(code).toBe(1);
  expect(err).toContain('there is no overlay `nowhere`; known: example-city');
});

test('an input that is missing and an output that cannot be written are named', async () => {
  const missing = folder.path('missing.json');
  expect((await plan('--to', 'form', missing, folder.path('o.json'))).err).toContain(`the file: ${missing} (ENOENT)`);
  const nowhere = folder.path('nowhere/o.json');
  const said = await plan('--to', 'form', PLAN, nowhere);
  expect([said.code, said.err]).toEqual([
    1,
    `ファイルを読み書きできません / cannot read or write the file: ${nowhere} (ENOENT)\n`,
  ]);
});

test.each([
  [['--to', 'form', 'a', 'b'], '--mapping ID --to fhir|form'],
  [['--mapping', 'service-plan-draft', 'a', 'b'], '--mapping ID --to fhir|form'],
  [['--mapping', 'cda', '--to', 'fhir', 'a', 'b'], '--mapping cda: '],
  [['--mapping', 'service-plan-draft', '--to', 'csv', 'a', 'b'], '--to csv: fhir | form'],
  [
    ['--mapping', 'service-plan-draft', '--to', 'form', '--format', 'docx', 'a', 'b'],
    '--format docx: json | xlsx | pdf | html',
  ],
  [['--mapping', 'service-plan-draft', '--to', 'form', 'a'], 'IN OUT'],
  [['--mapping', 'service-plan-draft', '--to', 'form', 'a', 'b', 'c'], 'IN OUT'],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await say(convert, ...args);
  expect(code).toBe(2);
  expect(err).toContain(`使い方が違います / wrong usage: ${reason}`);
});
