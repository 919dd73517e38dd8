import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageCommand, validate } from '../../src/cli/index.ts';
import { profileUrl } from '../../src/fhir/index.ts';
import { linesOf, runProgram, say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">山田</div>' };
const good = { resourceType: 'Basic', text, code: { text: '記録' } };
const json = (name: string, value: unknown) => folder.write(name, JSON.stringify(value));
const goodFile = json('good.json', good);

interface Line {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: readonly { severity: string; code: string; en: string }[];
}

async function validated(...args: string[]): Promise<{ code: number | null; lines: Line[] }> {
  const { code, out, err } = await say(validate, '--format', 'ndjson', ...args);
  expect(err).toBe('');
  return { code, lines: linesOf(out) as Line[] };
}

const errorsOf = ({ issues }: Line): string[] =>
  issues.filter(({ severity }) => severity !== 'warning').map(({ code }) => code);

test('a valid file is one line with exactly three members, and the exit code is 0', async () => {
  expect(await say(validate, '--format', 'ndjson', goodFile)).toEqual({
    code: 0,
    out: `{"file":${JSON.stringify(goodFile)},"valid":true,"issues":[]}\n`,
    err: '',
  });
  expect(await say(validate, goodFile)).toEqual({ code: 0, out: `✓ ${goodFile}: 有効 / valid\n`, err: '' });
});

test('an issue is told with place, line, column, and both languages', async () => {
  const file = folder.write(
    'gender.json',
    `{\n  "resourceType": "Patient",\n  "text": ${JSON.stringify(text)},\n  "gender": "mal"\n}`,
  );
  const { code, lines } = await validated(file);
  expect(code).toBe(1);
  expect(lines).toEqual([
    {
      file,
      valid: false,
      issues: [
        {
          severity: 'error',
          code: 'binding-required',
          expression: 'Patient.gender',
          line: 4,
          column: 13,
          ja: expect.stringContaining('コード「mal」は、必須の値セット'),
          en: expect.stringContaining('the code `mal` is not in the required value set'),
          expected: {
            ja: '値セット http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1 にあるコード',
            en: 'a code of the value set http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1',
          },
          found: { ja: 'mal', en: 'mal' },
          mend: { ja: '値セットにあるコードを使ってください。', en: 'use a code of that set' },
          spec: 'https://hl7.org/fhir/R4/terminologies.html#required',
        },
      ],
    },
  ]);
  expect(Object.keys(lines[0]?.issues[0] ?? {})).toEqual([
    'severity',
    'code',
    'expression',
    'line',
    'column',
    'ja',
    'en',
    'expected',
    'found',
    'mend',
    'spec',
  ]);
  const { out } = await say(validate, file);
  expect(out.split('\n').slice(0, 2)).toEqual([
    `✗ ${file}: 無効 / not valid`,
    '  error [binding-required] Patient.gender @ 4:13',
  ]);
});

test('files that are broken, empty, foreign, a folder or missing are each told, and the others are still validated', async () => {
  const emptyFolder = folder.path('nothing');
  mkdirSync(emptyFolder);
  const files = [
    folder.write('broken.json', '{"resourceType":"Patient",'),
    folder.write('empty.json', ''),
    folder.write('sjis.json', Buffer.concat([Buffer.from('{"resourceType":"'), Buffer.from([0x93, 0xfa, 0x22, 0x7d])])),
    emptyFolder,
    folder.path('none.json'),
    folder.write('message', 'MSH|^~\\&|HIS'),
    folder.write('list.json', '[]'),
    folder.write('null.json', 'null'),
    goodFile,
  ];
  const { code, lines } = await validated(...files);
  expect(code).toBe(1);
  expect(lines.map(({ file }) => file)).toEqual(files);
  expect(lines.map(errorsOf)).toEqual([
    ['json-unreadable'],
    ['json-unreadable'],
    ['encoding-broken'],
    ['file-unreadable'],
    ['file-unreadable'],
    ['json-unreadable'],
    ['resource-type-missing'],
    ['resource-type-missing'],
    [],
  ]);
  expect(lines[2]?.issues[0]).toMatchObject({
    ja: `ファイル「${files[2]}」は UTF-8 ではありません（18 バイト目）。UTF-8 で保存し直してください。`,
    en: `the file \`${files[2]}\` is not UTF-8 (byte 18); save it as UTF-8`,
  });
  expect(lines[3]?.issues[0]).toMatchObject({
    en: `the file \`${files[3]}\` cannot be read: it is a folder without .json files`,
  });
  expect(lines.at(-1)).toEqual({ file: goodFile, valid: true, issues: [] });
});

test('a byte order mark and a replacement character in the text are no broken encoding', async () => {
  const { lines } = await validated(
    folder.write('bom.json', `\uFEFF${JSON.stringify({ ...good, code: { text: '\uFFFD' } })}`),
  );
  expect(lines.map(errorsOf)).toEqual([[]]);
});

const rule = (id: string, path: string) => ({
  resourceType: 'StructureDefinition',
  url: `https://example.org/StructureDefinition/${id}`,
  name: id,
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Basic',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Basic',
  derivation: 'constraint',
  differential: { element: [{ id: path, path, min: 1 }] },
});
/** The element that each issue finds missing. */
const missing = (line: Line | undefined): string[] =>
  (line?.issues ?? []).map(({ code, en }) => `${code} ${/author|created/.exec(en)?.[0]}`).sort();
const author = rule('with-author', 'Basic.author');
const created = rule('with-date', 'Basic.created');

test('--supporting takes one resource or a Bundle of them, and --profile may be repeated', async () => {
  const single = json('author.json', author);
  const bundle = json('both.json', {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ resource: author }, { resource: created }, {}],
  });
  const asked = ['--profile', author.url, '--profile', created.url];
  const one = await validated('--supporting', single, '--profile', author.url, goodFile);
  expect(one.code).toBe(1);
  expect(missing(one.lines[0])).toEqual(['cardinality-min author']);
  const two = await validated('--supporting', bundle, ...asked, goodFile);
  expect(missing(two.lines[0])).toEqual(['cardinality-min author', 'cardinality-min created']);
  const twice = await validated(
    '--supporting',
    single,
    '--supporting',
    json('created.json', created),
    ...asked,
    goodFile,
  );
  expect(twice.lines).toEqual(two.lines);
});

test('--package may be given twice, as a folder and as a .tgz', async () => {
  for (const [name, definition] of [
    ['one', author],
    ['two', created],
  ] as const) {
    mkdirSync(folder.path(name));
    json(`${name}/package.json`, { name: `example.${name}`, version: '1.0.0' });
    json(`${name}/StructureDefinition-${name}.json`, definition);
  }
  await say(packageCommand, folder.path('own.tgz'));
  const packages = ['one', 'two', 'own.tgz'].flatMap((name) => ['--package', folder.path(name)]);
  const { code, lines } = await validated(...packages, '--profile', author.url, '--profile', created.url, goodFile);
  expect(code).toBe(1);
  expect(missing(lines[0])).toEqual(['cardinality-min author', 'cardinality-min created']);
});

test('our own profiles are there without being asked for', async () => {
  const plan = json('plan.json', {
    resourceType: 'CarePlan',
    text,
    status: 'active',
    intent: 'plan',
    subject: { display: 'B' },
  });
  const { lines } = await validated('--profile', profileUrl('kakehashi-service-plan'), plan);
  expect(lines[0]?.valid).toBe(false);
  expect(lines[0]?.issues.map(({ code }) => code)).not.toContain('profile-not-loaded');
});

test('a profile that nobody loaded is said to be unchecked', async () => {
  const { lines } = await validated('--profile', 'https://example.org/StructureDefinition/absent', goodFile);
  expect(lines[0]?.issues.map(({ code }) => code)).toEqual(['profile-not-loaded']);
});

test.each([
  ['--package', 'no-such.tgz', 'package-unreadable'],
  ['--package', 'good.json', 'package-unreadable'],
  ['--supporting', 'no-such.json', 'file-unreadable'],
  ['--supporting', 'half.json', 'json-unreadable'],
])('%s %s is refused before anything is validated', async (option, name, code) => {
  folder.write('half.json', '{"resourceType":');
  const said = await say(validate, option, folder.path(name), goodFile);
  expect([said.code, said.out]).toEqual([1, '']);
  expect(said.err).toContain(`[${code}]`);
  expect(said.err).toContain(name);
});

test.each([
  [[], 'FILE…'],
  [['--format', 'json', 'x'], '--format json: text | ndjson'],
  [['--profiles', 'x'], "Unknown option '--profiles'"],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await say(validate, ...args);
  expect(code).toBe(2);
  expect(err).toContain(`使い方が違います / wrong usage: ${reason}`);
});

test('a package whose dependency is missing is refused, and --allow-missing goes on with a warning on stderr', async () => {
  mkdirSync(folder.path('needy/package'), { recursive: true });
  json('needy/package/package.json', { name: 'jp.needy', version: '1.0.0', dependencies: { 'jp.absent': '2.x' } });
  const refused = await say(validate, '--package', folder.path('needy'), goodFile);
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain('error [package-missing]');
  expect(refused.err).toContain('the FHIR package `jp.needy#1.0.0` needs `jp.absent#2.x`, which is not loaded');
  const allowed = await say(validate, '--package', folder.path('needy'), '--allow-missing', goodFile);
  expect([allowed.code, allowed.out]).toEqual([0, `✓ ${goodFile}: 有効 / valid\n`]);
  expect(allowed.err).toContain('warning [package-missing]');
});

test('a folder stands for the files below it, each is told, and the last line counts them', async () => {
  const place = folder.path('many');
  mkdirSync(`${place}/below`, { recursive: true });
  folder.write('many/b.json', JSON.stringify(good));
  folder.write('many/below/a.json', '{"resourceType":"Patient","gender":"mal"}');
  folder.write('many/notes.txt', 'not JSON at all');
  const { code, out } = await say(validate, '--lang', 'en', place);
  expect(code).toBe(1);
  expect(out.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
    `✓ ${place}/b.json: valid`,
    `✗ ${place}/below/a.json: not valid`,
    '2 files: 1 valid, 1 not valid',
    '',
  ]);
});

test('one language is told where one is asked for', async () => {
  const file = folder.write('one-language.json', '{"resourceType":"Patient","gender":"mal"}');
  const japanese = (await say(validate, '--lang', 'ja', file)).out;
  const english = (await say(validate, '--lang', 'en', file)).out;
  expect(japanese).toContain(`✗ ${file}: 無効\n`);
  expect(japanese).toContain('コード「mal」は、必須の値セット');
  expect(japanese).not.toContain('the code `mal`');
  expect(english).toContain('the code `mal` is not in the required value set');
  expect(english).not.toContain('コード「mal」');
  expect((await say(validate, '--lang', 'fr', file)).code).toBe(2);
});

test('as outcomes, each file is one OperationOutcome on a line, also where nothing is wrong', async () => {
  const bad = folder.write('outcome.json', '{"resourceType":"Patient","gender":"mal"}');
  const { code, out } = await say(validate, '--format', 'outcome', '--lang', 'en', bad, goodFile);
  const [first, second] = linesOf(out) as any[];
  expect(code).toBe(1);
  const [issue] = first.issue.filter(({ severity }: { severity: string }) => severity === 'error');
  expect(issue.details.coding[0].code).toBe('binding-required');
  expect(issue.details.text).toContain('the code `mal`');
  expect(issue.diagnostics).toContain('コード「mal」');
  expect(second.issue.map((one: any) => [one.severity, one.details.text])).toEqual([
    ['information', 'no fault was found'],
  ]);
});

test('an update is validated with its id, and a validation against a profile with the profile', async () => {
  const without = await validated('--mode', 'update', goodFile);
  expect([without.code, errorsOf(without.lines[0] as Line)]).toEqual([1, ['id-needed']]);
  const named = json('named.json', { ...good, id: 'one' });
  expect((await validated('--mode', 'update', named)).code).toBe(0);
  expect((await validated('--mode', 'create', goodFile)).code).toBe(0);
  expect((await say(validate, '--mode', 'profile', goodFile)).code).toBe(2);
  expect((await say(validate, '--mode', 'delete', goodFile)).code).toBe(2);
});

test('what comes on the standard input is validated under the name -', async () => {
  const { code, out } = await runProgram(['validate', '--lang', 'en', '-'], {}, JSON.stringify({ ...good, foo: 1 }));
  expect(code).toBe(1);
  expect(out.split('\n').slice(0, 3)).toEqual([
    '✗ -: not valid',
    expect.stringMatching(/^ {2}error \[element-unknown\] Basic @ 1:\d+$/),
    '    `Basic` has no element `foo`; check the spelling, or use an extension',
  ]);
});
