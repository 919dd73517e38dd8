import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { mappingCommands } from '../../src/cli/index.ts';
import { homesWith, loadMapping, toFhir } from '../../src/mapping/index.ts';
import { say, scratchFolder } from './terminal.ts';

const { path, write } = scratchFolder();
const run = (name: string, ...args: string[]) => {
  const command = mappingCommands.find((one) => one.name === `mapping ${name}`);
  if (command === undefined) throw new Error(name);
  return say(command, ...args);
};
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('a mapping is exported, found good by the lint, and imported with the same rules', async () => {
  const maps = path('maps');
  const exported = await run('export', '--overlay', 'example-city', '--out', maps, 'discharge-support-plan');
  expect(exported.code, exported.err).toBe(0);
  expect(readdirSync(maps).filter((name) => name.startsWith('StructureMap'))).toEqual([
    'StructureMap-discharge-support-plan.example-city-to-fhir.json',
    'StructureMap-discharge-support-plan.example-city-to-form.json',
    'StructureMap-mapping-codecs.json',
  ]);
  expect(await run('lint', maps)).toEqual({
    code: 0,
    out: 'discharge-support-plan: 規則 37 件、すべて働きます / 37 rules, all can be honoured\n',
    err: '',
  });
  const home = path('home');
  const imported = await run('import', '--out', home, maps);
  expect(imported.code, imported.err).toBe(0);
  const checked = await run('check', '--home', home);
  expect(checked.code, checked.err).toBe(0);
  expect(checked.out).toContain('✓\tdischarge-support-plan\texample-city\t規則 37 rules\t誤り 0 faults\n');
  expect((await run('import', '--out', home, maps)).code).toBe(1);
  const [form, bundle] = [path('form.json'), 'examples/discharge-support-plan/bundle.json'];
  const preview = await run(
    'preview',
    '--home',
    home,
    '--record',
    bundle,
    '--out',
    path('plan.html'),
    'discharge-support-plan',
  );
  expect([preview.code, form], preview.err).toEqual([0, form]);
  expect(readFileSync(path('plan.html'), 'utf8')).toContain('退院支援計画');
});

test('without a folder the export is one Bundle, which is imported as well', async () => {
  const exported = await run('export', 'weekly-plan');
  expect(exported.code).toBe(0);
  const bundle = JSON.parse(exported.out);
  expect(bundle.entry.map(({ resource }: { resource: { resourceType: string } }) => resource.resourceType)).toEqual([
    'StructureDefinition',
    'StructureMap',
    'StructureMap',
    'StructureMap',
  ]);
  const file = write('weekly.json', exported.out);
  const home = path('weekly-home');
  expect((await run('import', '--out', home, file)).code).toBe(0);
  expect(json(`${home}/weekly-plan/rules.json`).rules).toEqual(json('mappings/weekly-plan/rules.json').rules);
});

test('an exported map that was changed by hand, or lacks one way, is refused', async () => {
  const maps = path('changed');
  await run('export', '--out', maps, 'crisis-plan');
  const [model, there] = ['StructureDefinition-crisis-plan-form.json', 'StructureMap-crisis-plan-to-fhir.json'];
  const text = readFileSync(`${maps}/${there}`, 'utf8');
  write('edited.json', text.replace('"element": "title"', '"element": "description"'));
  const edited = await run(
    'lint',
    path('edited.json'),
    `${maps}/${model}`,
    `${maps}/StructureMap-crisis-plan-to-form.json`,
  );
  expect([edited.code, edited.out]).toEqual([1, '']);
  expect(edited.err).toContain('error [map-disagrees]');
});

const MODEL = {
  resourceType: 'StructureDefinition',
  url: 'https://city.example/StructureDefinition/Card',
  name: 'Card',
  title: '連絡先カード',
  status: 'active',
  kind: 'logical',
  abstract: false,
  type: 'Card',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Element',
  derivation: 'specialization',
  differential: {
    element: [
      { id: 'Card', path: 'Card', min: 0, max: '*' },
      { id: 'Card.name', path: 'Card.name', label: '氏名', min: 0, max: '1', type: [{ code: 'string' }] },
      { id: 'Card.birth', path: 'Card.birth', label: '生年月日', min: 0, max: '1', type: [{ code: 'string' }] },
    ],
  },
};
const card = (rules: string): string => `map "https://city.example/StructureMap/card" = "card"
uses "https://city.example/StructureDefinition/Card" alias Card as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target
group card(source src : Card, target person : Patient) {
${rules}
}
`;

test('a foreign map in text becomes a form that is checked and drawn at once', async () => {
  const model = write('card-model.json', JSON.stringify(MODEL));
  const rules = `  src.name as v -> person.name as n, n.use = 'official', n.text = v "name";
  src.birth as v -> person.birthDate = v "birth";`;
  const home = path('card-home');
  const imported = await run('import', '--out', home, '--id', 'contact-card', write('card.map', card(rules)), model);
  expect(imported.code, imported.err).toBe(0);
  expect(json(`${home}/contact-card/rules.json`).rules).toEqual([
    {
      id: 'name',
      source: 'name',
      label: '氏名',
      target: 'person.name(use=official).text',
      codec: 'text',
      direction: 'to-fhir',
    },
    {
      id: 'birth',
      source: 'birth',
      label: '生年月日',
      target: 'person.birthDate',
      codec: 'date',
      direction: 'to-fhir',
    },
  ]);
  const mapping = loadMapping('contact-card', { home: homesWith(home) });
  if (isRefusal(mapping)) throw new Error(JSON.stringify(mapping));
  const fields = { name: { label: '氏名', value: '佐藤 健一' }, birth: { label: '生年月日', value: '昭和51年4月1日' } };
  const form = { mapping: 'contact-card', version: '1.0.0', form: '', title: '', ids: {}, fields, tables: {} };
  const made = toFhir(mapping, form, { ids: () => '00000000-0000-4000-8000-000000000001' });
  if (isRefusal(made)) throw new Error(JSON.stringify(made));
  expect(made.issues).toEqual([]);
  expect(made.output.entry?.map(({ resource }) => resource)).toEqual([
    {
      resourceType: 'Patient',
      id: '00000000-0000-4000-8000-000000000001',
      name: [{ use: 'official', text: '佐藤 健一' }],
      birthDate: '1976-04-01',
    },
  ]);
  expect(await run('check', '--home', home, 'contact-card')).toEqual({
    code: 0,
    out: 'contact-card: 規則 2 件、誤りはありません / 2 rules, no fault\n',
    err: '',
  });
  const drawn = await run('preview', '--home', home, '--out', path('card.html'), 'contact-card');
  expect(drawn.code, drawn.err).toBe(0);
  expect(readFileSync(path('card.html'), 'utf8')).toContain('生年月日');
});

test('what a foreign map says in vain is told with its rule, place, reason and mend in both languages', async () => {
  const model = write('card-model.json', JSON.stringify(MODEL));
  const rules = '  src.name as v where (length() > 1) -> person.name as n, n.text = v "name";';
  const linted = await run('lint', write('where.map', card(rules)), model);
  expect(linted).toEqual({
    code: 1,
    out: '',
    err:
      '  error [map-where] StructureMap.group[0].rule[0].source[0].condition\n' +
      '    規則「name」「src.name (length() > 1)」: where は繰り返しの最初の一つしか見ないことがあり、ほかの値が失われます。条件を外し、rules.json のパスで (条件) として書いてください。\n' +
      '    rule `name`: `src.name (length() > 1)`: `where` on what repeats may look at the first only, and the others are lost; take it out, and say it in rules.json as a path with (condition)\n',
  });
  const imported = await run('import', '--out', path('nowhere'), path('where.map'), model);
  expect([imported.code, imported.out]).toEqual([1, '']);
  expect((await run('lint', path('none.map'))).err).toContain('[file-unreadable]');
});

test.each([
  ['null', 'map-unreadable'],
  ['{"resourceType":"Patient"}', 'map-unreadable'],
  ['{"resourceType":"StructureMap","contained":{"a":1},"group":"x"}', 'element-not-array'],
  ['{"resourceType":"StructureMap",', 'json-unreadable'],
])('what is no StructureMap is refused: %s', async (text, code) => {
  const linted = await run('lint', write('broken.json', text));
  expect([linted.code, linted.err]).toEqual([1, expect.stringContaining(`[${code}]`)]);
});
