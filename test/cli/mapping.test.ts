import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, expect, test } from 'vitest';
import { mappingCommands } from '../../src/cli/index.ts';
import { say } from './terminal.ts';

const home = mkdtempSync(join(tmpdir(), 'region-'));
afterAll(() => rmSync(home, { recursive: true }));
const run = (name: string, ...args: string[]) => {
  const command = mappingCommands.find((one) => one.name === `mapping ${name}`);
  if (command === undefined) throw new Error(name);
  return say(command, ...args);
};
const FILE = join(home, 'overlays', 'b-city', 'service-plan-draft.json');

test('a coordinator begins an overlay of their own, fills it in, and sees that it is sound', async () => {
  const begun = await run('new', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(begun).toEqual({ code: 0, out: `${FILE}\n`, err: '' });
  const overlay = JSON.parse(readFileSync(FILE, 'utf8'));
  expect(overlay.$schema).toBe('../../schemas/overlay.schema.json');
  writeFileSync(FILE, JSON.stringify({ ...overlay, override: { policy: { label: '支援の方針' } } }));
  const checked = await run('check', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(checked.code, checked.err).toBe(0);
  expect(checked.out).toMatch(/^service-plan-draft \(b-city\): 規則 \d+ 件、誤りはありません/);
  const again = await run('new', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect([again.code, again.out]).toEqual([1, '']);
});

test('an overlay with a field that is printed nowhere is told with rule and label in both languages', async () => {
  const overlay = JSON.parse(readFileSync(FILE, 'utf8'));
  const add = [
    { id: 'b-title', source: 'b-1', label: '計画の名称', target: 'plan.title', codec: 'text', direction: 'both' },
  ];
  writeFileSync(FILE, JSON.stringify({ ...overlay, add }));
  const checked = await run('check', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect(checked.code).toBe(1);
  expect(checked.err).toBe(
    '  error [mapping-unsound] b-title\n    規則 b-title（計画の名称）: 欄 b-1 が layout.json にありません。\n' +
      '    rule `b-title` (計画の名称): `b-1` has no place in layout.json\n',
  );
});

test('the example form comes back from FHIR in the same words', async () => {
  const checked = await run('check', '--form', 'examples/service-plan-draft/form.json', 'service-plan-draft');
  expect(checked.code, checked.err).toBe(0);
});

test('a filled workbook is checked and drawn as it is', async () => {
  const workbook = 'examples/service-plan-draft/form.xlsx';
  const checked = await run('check', '--form', workbook, 'service-plan-draft');
  expect(checked.code, checked.err).toBe(0);
  const out = join(home, 'drawn.html');
  expect((await run('preview', '--record', workbook, '--out', out, 'service-plan-draft')).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('人混みが苦手なので、見学は平日の午前にする。');
});

test('what no field of the form could hold is told of a workbook that is tried', async () => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile('examples/service-plan-draft/form.xlsx');
  const [sheet] = workbook.worksheets;
  if (sheet !== undefined) sheet.getCell('CA200').value = '欄の外のメモ';
  const file = join(home, 'noted.xlsx');
  await workbook.xlsx.writeFile(file);
  for (const told of [
    await run('check', '--form', file, 'service-plan-draft'),
    await run('preview', '--record', file, '--out', join(home, 'noted.html'), 'service-plan-draft'),
  ]) {
    expect(told.code, told.err).toBe(0);
    expect(told.err).toContain(
      '  warning [form-unread] 計画案!CA200\n    計画案!CA200 のセルの文字「欄の外のメモ」は、どの欄にも読めませんでした。\n',
    );
  }
});

test('a word in a row that does not come back is told with rule, label and cell', async () => {
  const form = JSON.parse(readFileSync('examples/service-plan-draft/form.json', 'utf8'));
  const [row] = form.tables.needs;
  row.fields['F01-21'].value = '令和9年 3月';
  writeFileSync(join(home, 'odd-form.json'), JSON.stringify(form));
  const checked = await run('check', '--form', join(home, 'odd-form.json'), 'service-plan-draft');
  expect(checked.code).toBe(1);
  expect(checked.err).toMatch(
    /^ {2}error \[mapping-unsound\] row-achievement\n {4}規則 row-achievement（達成時期）: 計画案!T18 の「令和9年 3月」が、FHIR から戻ると「令和9年3月」になります。\n/,
  );
});

test('of one record it is shown which rule wrote what into which cell, and what was lost', async () => {
  const bundle = JSON.parse(readFileSync('examples/service-plan-draft/bundle.json', 'utf8'));
  bundle.entry[0].resource.title = '様式にない題名';
  writeFileSync(join(home, 'bundle.json'), JSON.stringify(bundle));
  const told = await run('explain', '--mapping', 'service-plan-draft', join(home, 'bundle.json'));
  expect(told.code, told.err).toBe(0);
  expect(told.out.split('\n')).toContainEqual(
    expect.stringMatching(/^計画案![A-Z]+\d+\t利用者氏名（児童氏名）\t".+"\tperson-name\tpatient\.name\[0\]\.text$/),
  );
  expect(told.err).toBe(
    '  warning [mapping-unmapped] CarePlan.title\n    様式に欄がないため写していません: CarePlan.title\n' +
      '    the form has no place for `CarePlan.title`\n',
  );
});

test('an overlay that writes where another rule writes is told with rule, label and cell in both languages', async () => {
  const overlay = JSON.parse(readFileSync(FILE, 'utf8'));
  writeFileSync(FILE, JSON.stringify({ ...overlay, add: [], override: { policy: { target: 'plan.created' } } }));
  const checked = await run('check', '--home', home, '--overlay', 'b-city', 'service-plan-draft');
  expect([checked.code, checked.err.split('\n').slice(1, 3)]).toEqual([
    1,
    [
      '    マッピング表「service-plan-draft」に誤りがあります: 規則 policy（総合的な援助の方針 計画案!I12）: 「plan.created」を書く規則が二つあります（もう一つは created）',
      '    the mapping table `service-plan-draft` rule `policy` (総合的な援助の方針 計画案!I12): has two rules that write `plan.created`, the other is `created`',
    ],
  ]);
});

test.each([
  [
    { override: { policy: { labell: '方針' } } },
    '規則 policy: 「labell」という項目はありません（「label」ではありませんか）',
    'rule `policy`: `labell` is not known here; did you mean `label`?',
  ],
  [
    { add: [{ id: 'b-2', source: 'b-2', label: '備考', direction: 'sideways' }] },
    '規則 b-2（備考）: 次のどれかを書いてください: both、to-fhir、to-form、none',
    'rule `b-2` (備考): must be one of: `both`, `to-fhir`, `to-form`, `none`',
  ],
  [
    { add: [{ id: 'b-3', source: 'b-3', direction: 'both' }] },
    '規則 b-3: 「label」がありません（書き加えてください）',
    'rule `b-3`: lacks `label`; add it',
  ],
])('an overlay with a word that its schema lacks is told with its rule: %j', async (change, ja, en) => {
  const { override: _override, add: _add, ...overlay } = JSON.parse(readFileSync(FILE, 'utf8'));
  const other = join(home, 'other');
  await run('new', '--home', other, '--overlay', 'b-city', 'service-plan-draft');
  writeFileSync(join(other, 'overlays/b-city/service-plan-draft.json'), JSON.stringify({ ...overlay, ...change }));
  const { code, err } = await run('check', '--home', other, '--overlay', 'b-city', 'service-plan-draft');
  expect([code, err]).toEqual([1, expect.stringContaining(ja)]);
  expect(err).toContain(en);
});

test('a form of its own begins as a copy under a new name, sound at once and with its example', async () => {
  const own = join(home, 'copied');
  const begun = await run('new', '--home', own, '--from', 'weekly-plan', 'night-plan');
  expect(begun.code, begun.err).toBe(0);
  expect(JSON.parse(readFileSync(join(own, 'night-plan', 'rules.json'), 'utf8')).id).toBe('night-plan');
  expect(readdirSync(join(own, 'night-plan', 'examples'))).toEqual(['bundle.json', 'child-form.json', 'form.json']);
  const checked = await run('check', '--home', own);
  expect(checked).toEqual({
    code: 0,
    out: '✓\tnight-plan\t-\t規則 16 rules\t誤り 0 faults\n1 件、誤りのあるもの 0 件 / 1 checked, 0 with faults\n',
    err: '',
  });
  expect((await run('new', '--home', own, '--from', 'weekly-plan', 'night-plan')).code).toBe(1);
  expect((await run('new', '--home', own, '--from', 'ssmix2-to-fhir', 'messages')).code).toBe(2);
  expect((await run('new', '--home', own, '--from', 'weekly-plan', '../above')).code).toBe(2);
});

test('every mapping of the project and every overlay is checked at once, and one fault fails them all', async () => {
  const all = await run('check');
  expect(all.code, all.err).toBe(0);
  const lines = all.out.trim().split('\n');
  expect(lines).toContain('✓\tweekly-plan\texample-city\t規則 16 rules\t誤り 0 faults');
  expect(lines.at(-1)).toMatch(/^(\d+) 件、誤りのあるもの 0 件 \/ \1 checked, 0 with faults$/);
  const broken = await run('check', '--home', home);
  expect([broken.code, broken.out]).toEqual([
    1,
    '✗\tservice-plan-draft\tb-city\t規則 0 rules\t誤り 1 faults\n1 件、誤りのあるもの 1 件 / 1 checked, 1 with faults\n',
  ]);
});

test('a form is drawn for a record, or for its first example, as the region prints it', async () => {
  const html = join(home, 'week.html');
  const drawn = await run('preview', '--overlay', 'example-city', '--out', html, 'weekly-plan');
  expect([drawn.code, drawn.out]).toEqual([0, `${html}\n`]);
  expect(drawn.err).toMatch(/^← .*examples\/weekly-plan\/form-example-city\.json\n$/);
  expect(readFileSync(html, 'utf8')).toContain('>生活の全体像<');
  const pdf = join(home, 'plan.pdf');
  const record = ['--record', join(home, 'bundle.json')];
  expect((await run('preview', ...record, '--out', pdf, 'service-plan-draft')).code).toBe(0);
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  const missing = await run('preview', '--record', join(home, 'none.json'), '--out', pdf, 'service-plan-draft');
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('[file-unreadable]')]);
  expect((await run('preview', '--out', join(home, 'x.docx'), 'weekly-plan')).code).toBe(2);
});
