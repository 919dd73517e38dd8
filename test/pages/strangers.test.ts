import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { html } from '../../src/html/index.ts';
import { halfOf } from '../../src/pages/bilingual.ts';
import { publicationOf } from '../../src/pages/index.ts';
import { definitionsWith, readText, rowAt, siteOf, unescaped } from './guide.ts';

const EVIL = `"><script>alert('x')</script><img src=x onerror="x">`;
const base = 'https://stranger.example/fhir';

/** Every text of a definition is replaced by an attack. */
function poisoned(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, name)]));
  }
  const kept = ['resourceType', 'url', 'system', 'code', 'path', 'valueSet', 'kind', 'derivation'].includes(key);
  return typeof value === 'string' ? (kept ? value : EVIL) : value;
}

const profile = {
  resourceType: 'StructureDefinition',
  id: 'p',
  url: `${base}/StructureDefinition/p`,
  version: '1',
  title: 'x',
  status: 'active',
  kind: 'resource',
  type: 'Patient',
  derivation: 'constraint',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
  context: [{ type: 'element', expression: 'x' }],
  differential: {
    element: [
      { id: 'Patient', path: 'Patient', short: 'x', constraint: [{ key: 'x', human: 'x', expression: 'x' }] },
      { id: 'Patient.gender', path: 'Patient.gender', fixedCode: 'x', definition: 'x', max: 'x' },
      { id: 'x', path: 'Patient.name', patternHumanName: { text: 'x' }, binding: { strength: 'x', description: 'x' } },
    ],
  },
};
const codes = {
  resourceType: 'CodeSystem',
  id: 'c',
  url: `${base}/CodeSystem/c`,
  status: 'active',
  content: 'complete',
  concept: [{ code: 'a', display: 'x', definition: 'x', designation: [{ language: 'x', value: 'x' }] }],
};
const questions = {
  resourceType: 'Questionnaire',
  id: 'q',
  url: `${base}/Questionnaire/q`,
  status: 'active',
  item: [{ linkId: 'x', text: 'x', type: 'x', answerOption: [{ valueString: 'x' }], enableWhen: [{ question: 'x' }] }],
};

test('a hostile package cannot put markup, scripts or links of its own into a page', async () => {
  const hostile = [profile, codes, questions].map((one) => poisoned(one));
  const examples = [{ of: EVIL, name: EVIL, good: false, json: EVIL, expected: [{ severity: EVIL, code: EVIL }] }];
  const site = await siteOf(hostile, { title: EVIL, description: EVIL, packages: [EVIL], examples });
  const pages = site.paths.filter((path) => path.endsWith('.html'));
  expect(pages).toHaveLength(11);
  for (const path of site.paths) expect(path).toMatch(/^(style\.css|(ja\/|en\/|json\/)?[A-Za-z0-9.-]+\.(html|json))$/);
  for (const path of pages) {
    const page = site.file(path) ?? '';
    expect(page).not.toMatch(/<(script|img)/);
    expect(page.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* on[a-z]+=/);
    expect(
      [...page.matchAll(/href="([^"]*)"/g)].filter(([, href = '']) => /^[a-z]+:(?!\/\/(\w+\.)?hl7\.org)/i.test(href)),
    ).toEqual([]);
  }
  const code = pages.find((path) => path.startsWith('en/CodeSystem'));
  expect(readText(site.file(code ?? ''))).toContain(EVIL);
});

test('a canonical that is a script or an address of a stranger is shown, and never a link', async () => {
  const odd = { ...profile, baseDefinition: 'javascript:alert(1)', type: 'https://stranger.example/steal' };
  const page = (await siteOf([{ ...odd, snapshot: { element: [] } }])).file('en/StructureDefinition-p.html') ?? '';
  expect(readText(page)).toContain('Base javascript:alert(1)');
  expect(page).not.toMatch(/href="(javascript|https:\/\/stranger)/);
});

test('whatever text goes into a template comes out of the page as it was', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { text: made } = html`<a title="${text}">${[text]}</a>`;
      const [, title = '', body = ''] = /^<a title="([^"]*)">([^<]*)<\/a>$/s.exec(made) ?? [];
      expect([unescaped(title), unescaped(body)]).toEqual([text, text]);
    }),
  );
});

test.each([
  ['利用者 / Patient', '利用者', 'Patient'],
  ['はい/いいえ / yes / no', 'はい/いいえ', 'yes / no'],
  ['A市 / B市 / City A / B', 'A市 / B市', 'City A / B'],
  ['Patient / person', 'Patient / person', 'Patient / person'],
  ['患者', '患者', '患者'],
])('of %s a Japanese reader gets %s, an English one %s', (text, ja, en) => {
  expect([halfOf(text, 'ja'), halfOf(text, 'en')]).toEqual([ja, en]);
});

test('two definitions never share a page, not even where letter case does not count', async () => {
  const twins = ['same', 'SAME', 's/ame'].map((id) => ({ ...codes, id, url: `${base}/CodeSystem/${id}` }));
  const site = await siteOf([...twins, ...twins.map((one) => ({ ...one, version: '2' }))]);
  const names = site.paths.filter((path) => path.startsWith('json/'));
  expect(names).toHaveLength(6);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(6);
});

test('a profile that came without a snapshot shows all elements, must-support marks included', async () => {
  const { snapshot, ...rest } = { ...profile, snapshot: undefined };
  const gender = { id: 'Patient.gender', path: 'Patient.gender', min: 1, mustSupport: true };
  const site = await siteOf([{ ...rest, differential: { element: [gender] } }]);
  const page = site.file('en/StructureDefinition-p.html');
  expect(rowAt(page, 'e-Patient.gender').slice(0, 4)).toEqual(['gender', 'MS ✎', '1..1 (base 0..1)', 'code']);
  expect(rowAt(page, 'e-Patient.photo')[0]).toBe('photo');
});

test('a definition that is not built as FHIR says is named, and the others have their pages', async () => {
  const crooked = { resourceType: 'ValueSet', id: 'v', compose: { include: 'everything' } };
  const site = await siteOf([crooked, codes]);
  expect(readText(site.file('en/ValueSet-v.html'))).toContain('This definition is not built as FHIR says');
  expect(readText(site.file('ja/CodeSystem-c.html'))).toContain('CodeSystem/c');
});

test('codes that are nested without end take only their own page with them', async () => {
  let concept: unknown[] = [{ code: 'last' }];
  for (let depth = 0; depth < 20_000; depth++) concept = [{ code: `c${depth}`, concept }];
  const deep = { ...codes, id: 'deep', url: `${base}/CodeSystem/deep`, concept };
  const site = await siteOf([deep, codes]);
  expect(readText(site.file('en/CodeSystem-deep.html'))).toContain('This definition is not built as FHIR says');
  expect(readText(site.file('en/CodeSystem-c.html'))).toContain('CodeSystem/c');
});

test('a kind of definition without a page of its own is shown with what is known of it', async () => {
  const library = {
    resourceType: 'Library',
    id: 'l',
    url: `${base}/Library/l`,
    title: '規則 / Rules',
    status: 'draft',
  };
  const site = await siteOf([library]);
  expect(readText(site.file('en/Library-l.html'))).toContain(`Rules Canonical URL ${base}/Library/l`);
  expect(readText(site.file('ja/index.html'))).toContain('その他の定義');
});

test('a long code system is cut, and says how much is not shown', async () => {
  const concept = Array.from({ length: 1_200 }, (_, at) => ({ code: `c${at}` }));
  const page = (await siteOf([{ ...codes, concept }])).file('en/CodeSystem-c.html');
  expect(readText(page)).toContain('There are more; not shown : 200'.replace(' :', ':'));
  expect(readText(page)).not.toContain('c1000');
});

test('a package that is not there is a fault that names the file', async () => {
  const definitions = await definitionsWith();
  expect(() => publicationOf(['/nowhere/at-all.tgz'], definitions)).toThrow(/ENOENT/);
});

test('instances that lie among the definitions of a package get no page, and the order of the files does not count', async () => {
  const definitions = await definitionsWith();
  const write = (names: readonly string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'kakehashi-pages-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const files: Record<string, unknown> = {
      codes,
      questions,
      person: { resourceType: 'Patient', id: 'p', name: [{}] },
    };
    names.forEach((name, at) => {
      writeFileSync(join(folder, `${at}.json`), JSON.stringify(files[name]));
    });
    return folder;
  };
  const ids = (folder: string) => publicationOf([folder], definitions).resources.map(({ id }) => id);
  expect(ids(write(['questions', 'person', 'codes']))).toEqual(['c', 'q']);
  expect(ids(write(['codes', 'questions']))).toEqual(['c', 'q']);
});
