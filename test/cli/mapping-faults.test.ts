/** Mistakes that a coordinator makes in an overlay: each is told with rule, label and cell where it has them, in both languages. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mappingCommands } from '../../src/cli/index.ts';
import { say } from './terminal.ts';

const home = mkdtempSync(join(tmpdir(), 'region-'));
afterAll(() => rmSync(home, { recursive: true }));
const folder = join(home, 'overlays', 'b-city');
mkdirSync(folder, { recursive: true });

const own = {
  id: 'b-title',
  source: 'b-1',
  label: '計画の名前',
  target: 'plan.title',
  codec: 'text',
  direction: 'both',
};
const sound = {
  region: 'b-city',
  title: 'B市',
  version: '1.0.0',
  defaults: { municipality: 'B市' },
  disable: ['daycare-recipient'],
  add: [own],
  codes: { 'support-level': [{ source: '程度1', code: '1' }] },
  layout: [{ fields: { 'b-1': { label: 'X7:AC7', value: 'AD7:AR7' } } }],
};
const at = (value: string, label = 'X7:AC7') => ({ layout: [{ fields: { 'b-1': { label, value } } }] });
const added = (more: object) => ({ add: [{ ...own, ...more }] });

async function check(content: string | Uint8Array) {
  writeFileSync(join(folder, 'service-plan-draft.json'), content);
  const command = mappingCommands.find(({ name }) => name === 'mapping check');
  if (command === undefined) throw new Error('mapping check');
  return say(command, '--home', home, '--overlay', 'b-city', 'service-plan-draft');
}

test('the overlay is sound before it is spoilt, with a byte order mark too', async () => {
  for (const mark of ['', '\ufeff']) {
    const { code, err } = await check(`${mark}${JSON.stringify(sound)}`);
    expect([code, err]).toEqual([0, '']);
  }
});

const FILE = 'overlays/b-city/service-plan-draft.json';
const RULE = ['規則 b-title（計画の名前 計画案!AD7）', 'rule `b-title` (計画の名前 計画案!AD7)'] as const;

test.each<[string, object, ja: string, en: string]>([
  [
    'an element that R4 has not',
    added({ target: 'plan.titel' }),
    `${RULE[0]}: 「plan.titel」: CarePlan に「titel」という要素はありません。`,
    `${RULE[1]}: \`plan.titel\`: CarePlan has no element \`titel\``,
  ],
  [
    'an element within a chosen type that R4 has not',
    added({ target: 'plan.extension(person-wish).valuePeriod.begin', codec: 'date' }),
    `${RULE[0]}: 「plan.extension(person-wish).valuePeriod.begin」: Period に「begin」という要素はありません。`,
    `${RULE[1]}: \`plan.extension(person-wish).valuePeriod.begin\`: Period has no element \`begin\``,
  ],
  [
    'an extension that no profile has',
    added({ target: 'plan.extension(persn-wish).valueString' }),
    `${RULE[0]}: 「plan.extension(persn-wish).valueString」の拡張「persn-wish」はありません。`,
    `${RULE[1]}: \`plan.extension(persn-wish).valueString\` names the extension \`persn-wish\`, which no profile has`,
  ],
  [
    'a codec that makes another type than the element has',
    added({ codec: 'date' }),
    `${RULE[0]}: 「plan.title」の型は string ですが、変換 date が作るのは date、dateTime です。`,
    `${RULE[1]}: \`plan.title\` is of type string, and the codec \`date\` makes date, dateTime`,
  ],
  [
    'a value that the codec does not make',
    added({ target: { text: 'plan.title' } }),
    `${RULE[0]}: 変換 text は「text」という値を作りません。`,
    `${RULE[1]}: the codec \`text\` makes no value \`text\``,
  ],
  [
    'a path with a point too many',
    added({ target: 'plan..title' }),
    `マッピング表「service-plan-draft」に誤りがあります: ${RULE[0]}: パスとして読めません（\`.title\` is not a path of a rule table）`,
    `the mapping table \`service-plan-draft\` ${RULE[1]}: \`.title\` is not a path of a rule table`,
  ],
  [
    'a codec of codes without a code table',
    added({ codec: 'code' }),
    `マッピング表「service-plan-draft」に誤りがあります: ${RULE[0]}: 変換「code」には対応表（map）が要ります`,
    `the mapping table \`service-plan-draft\` ${RULE[1]}: needs a \`map\` for the codec \`code\``,
  ],
  [
    'a code that its code system has not',
    { codes: { 'support-level': [{ source: '区分七', code: '7' }] } },
    '規則 support-level（障害支援区分 計画案!AD4）: 対応表「support-level」の言葉「区分七」のコード「7」は https://kakehashi.example/fhir/CodeSystem/disability-support-level にありません。',
    'rule `support-level` (障害支援区分 計画案!AD4): the code `7` of the word `区分七` in `support-level` is none of https://kakehashi.example/fhir/CodeSystem/disability-support-level',
  ],
  [
    'a word with two codes',
    { codes: { 'support-level': ['1', '2'].map((code) => ({ source: '軽い', code })) } },
    `マッピング表「${FILE}」に誤りがあります: 対応表「support-level」で、言葉「軽い」に二つのコードがあります`,
    `the mapping table \`${FILE}\` gives the word \`軽い\` of \`support-level\` two codes`,
  ],
  [
    'a cell that another field has',
    at('AD6:AR7'),
    '規則 b-title（計画の名前 計画案!AD6）: セルが「利用者負担上限額」（AD6:AR6）と重なります。',
    'rule `b-title` (計画の名前 計画案!AD6): shares cells with `利用者負担上限額` (AD6:AR6)',
  ],
  [
    'a cell that ends before it begins',
    at('AR7:AD7'),
    '規則 b-title（計画の名前 計画案!AR7）: AD7 で終わるのに 計画案!AR7 で始まります。',
    'rule `b-title` (計画の名前 計画案!AR7): ends at AD7 before it begins',
  ],
  [
    'a cell right of the paper',
    at('BP7:BR7'),
    '規則 b-title（計画の名前 計画案!BP7）: 紙面の最後の列（BK7）より右にあります。',
    'rule `b-title` (計画の名前 計画案!BP7): lies beyond the last column (BK7)',
  ],
  [
    'a cell that is none',
    at('AD7-AR7'),
    `マッピング表「${FILE}/layout/0/fields/b-1/value」に誤りがあります: 規則 b-title（計画の名前）: 「I4」か「I4:W4」のようなセルで書いてください`,
    `the mapping table \`${FILE}/layout/0/fields/b-1/value\` rule \`b-title\` (計画の名前): must be a cell or a range of cells such as \`I4:W4\``,
  ],
  [
    'a cell for a field that no rule has',
    { layout: [{ fields: { ...at('AD7:AR7').layout[0]?.fields, 'b-2': { value: 'AD8:AR8' } } }] },
    `マッピング表「${FILE}」に誤りがあります: 欄「b-2」の規則がありません。rules か add の source を確かめてください`,
    `the mapping table \`${FILE}\` names the field \`b-2\`, of which there is no rule; see the \`source\` of rules and \`add\``,
  ],
  [
    'a first value for a field that no rule has',
    { defaults: { 'form-nr': '様式4' } },
    `マッピング表「${FILE}」に誤りがあります: 欄「form-nr」の規則がありません。rules か add の source を確かめてください`,
    `the mapping table \`${FILE}\` names the field \`form-nr\`, of which there is no rule; see the \`source\` of rules and \`add\``,
  ],
  [
    'another region than its folder',
    { region: 'c-city' },
    `マッピング表「${FILE}」に誤りがあります: region が「c-city」ですが、フォルダーは「b-city」です`,
    `the mapping table \`${FILE}\` says the region \`c-city\`, but stands in the folder \`b-city\``,
  ],
])('%s', async (_, spoilt, ja, en) => {
  const { code, err } = await check(JSON.stringify({ ...sound, ...spoilt }));
  expect(code).toBe(1);
  expect(err.split('\n').map((line) => line.trim())).toContain(ja);
  expect(err.split('\n').map((line) => line.trim())).toContain(en);
});

/** What stands after the place, in Japanese. */
const told = (err: string): string[] =>
  err.split('\n').flatMap((line) => /^ {4}マッピング表「[^」]*」に誤りがあります: (.*)$/.exec(line)?.[1] ?? []);

test('all that is wrong with an overlay is told at once: first what does not fit the form, then what its rules are', async () => {
  const strays = await check(
    JSON.stringify({
      ...sound,
      region: 'c-city',
      disable: ['nobody', 'no-one'],
      codes: {
        nothing: [{ source: '一', code: '1' }],
        'support-level': ['1', '2', '1', '3'].map((code) => ({ source: '程度1', code })),
      },
      layout: [{}, {}, {}],
      defaults: { 'form-nr': '様式4', 'form-numer': '4' },
    }),
  );
  expect(told(strays.err)).toEqual([
    'region が「c-city」ですが、フォルダーは「b-city」です',
    '規則「nobody」はもとの表にありません',
    '規則「no-one」はもとの表にありません',
    '対応表「nothing」はもとの表にありません',
    '対応表「support-level」で、言葉「程度1」に二つのコードがあります',
    expect.stringMatching(/^シートを 3 枚変えますが、もとは \d 枚です$/),
    '欄「form-nr」の規則がありません。rules か add の source を確かめてください',
    '欄「form-numer」の規則がありません。rules か add の source を確かめてください',
  ]);
  const rules = await check(
    JSON.stringify({
      ...sound,
      add: [own, { ...own, source: 'b-2' }, { ...own, id: 'b-3', source: 'b-3', codec: 'code' }],
    }),
  );
  expect(told(rules.err)).toEqual([
    '規則 b-title（計画の名前）: 同じID「b-title」の規則が二つあります',
    '規則 b-3（計画の名前）: 変換「code」には対応表（map）が要ります',
  ]);
  const paths = await check(
    JSON.stringify({
      ...sound,
      add: [
        own,
        { ...own, id: 'b-2', source: 'b-2', target: 'plam.title' },
        { ...own, id: 'b-3', source: 'b-1', target: 'plan.title' },
        { ...own, id: 'b-4', source: 'b-4', target: 'plan.note(' },
      ],
    }),
  );
  expect(told(paths.err)).toEqual([
    '規則 b-3（計画の名前 計画案!AD7）: 「plan.title」を書く規則が二つあります（もう一つは b-title）',
    '規則 b-3（計画の名前 計画案!AD7）: 欄「b-1」の規則が二つあります（もう一つは b-title）',
    '規則 b-2（計画の名前）: 資源「plam」はありません',
    expect.stringMatching(/^規則 b-4（計画の名前）: パスとして読めません/),
  ]);
});

test('what is no JSON is told with line and column, and what is no UTF-8 with how to save it', async () => {
  const broken = await check(JSON.stringify(sound, null, 2).replace('"disable": [', '"disable": [,'));
  expect([broken.code, broken.err]).toEqual([
    1,
    `  error [mapping-unsound] ${FILE} @ 8:15\n` +
      `    マッピング表「${FILE}」に誤りがあります: 8 行 15 文字目から、JSON として読めません。その前後の「,」「"」と括弧を確かめてください\n` +
      `    the mapping table \`${FILE}\` is no JSON from line 8, column 15 on; look at the commas, quotes and brackets around it\n`,
  ]);
  const other = await check(Buffer.from([0x7b, 0x22, 0x8e, 0x82, 0x22, 0x7d]));
  expect([other.code, other.err]).toEqual([
    1,
    `  error [mapping-unsound] ${FILE}\n` +
      `    マッピング表「${FILE}」に誤りがあります: UTF-8 の文字ではありません。UTF-8 で保存し直してください\n` +
      `    the mapping table \`${FILE}\` is no text in UTF-8; save it as UTF-8\n`,
  ]);
  const empty = await check('null');
  expect([empty.code, empty.err.split('\n')[1]]).toEqual([
    1,
    `    マッピング表「${FILE}」に誤りがあります: オブジェクト（{…}）で書いてください（今はnullです）`,
  ]);
});
