import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkLinks, idsOf, ownSite, readText, rowAt } from './guide.ts';

const site = await ownSite();
const source = new URL('../../profiles/package/', import.meta.url);
const pages = site.paths.filter((path) => path.endsWith('.html'));
const page = (path: string): string => site.file(path) ?? expect.unreachable(path);

test('every definition of our package has a page in both languages, and lies beside it as JSON', () => {
  const names = readdirSync(source)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.') && name !== 'package.json')
    .map((name) => name.slice(0, -'.json'.length));
  expect(names.length).toBeGreaterThan(150);
  const missing = names.flatMap((name) =>
    [`ja/${name}.html`, `en/${name}.html`, `json/${name}.json`].filter((path) => !site.paths.includes(path)),
  );
  expect(missing).toEqual([]);
  const index = readText(page('ja/index.html'));
  expect(names.filter((name) => !index.includes(name.slice(name.indexOf('-') + 1)))).toEqual([]);
});

test('every link leads to a page that is there, and to a place that is in it', () => {
  const { count, broken } = checkLinks(site);
  expect(count).toBeGreaterThan(5_000);
  expect(broken).toEqual([]);
});

test('no place of a page has the name of another', () => {
  const doubled = pages.filter((path) => new Set(idsOf(page(path))).size !== idsOf(page(path)).length);
  expect(doubled).toEqual([]);
});

test('every tag is closed, every page says its language, title and one heading, and none loads or runs anything', () => {
  const void_ = new Set(['meta', 'link', '!doctype']);
  const wrong = pages.flatMap((path) => {
    const text = page(path);
    const open: string[] = [];
    for (const [, slash, name = ''] of text.matchAll(/<(\/?)([a-z!][a-z0-9]*)\b[^>]*>/gi)) {
      if (void_.has(name.toLowerCase())) continue;
      if (slash === '') open.push(name);
      else if (open.pop() !== name) return [`${path}: </${name}>`];
    }
    const language = path.startsWith('en/') ? 'en' : 'ja';
    const faults = [
      ...open,
      ...(text.includes(`<html lang="${language}">`) ? [] : ['language']),
      ...(/<title>[^<]+<\/title>/.test(text) ? [] : ['title']),
      ...(text.match(/<h1>/g)?.length === 1 ? [] : ['heading']),
      ...(/<(script|style|img|iframe|form|object)\b| style=| on[a-z]+="|javascript:/.test(text) ? ['active'] : []),
      ...((text.match(/<table>/g)?.length ?? 0) === (text.match(/<caption>/g)?.length ?? 0) ? [] : ['caption']),
      ...(/<th(?! scope=|ead)/.test(text) ? ['scope'] : []),
    ];
    return faults.map((fault) => `${path}: ${fault}`);
  });
  expect(wrong).toEqual([]);
});

test('English pages hold Japanese only where it is marked as such', () => {
  const unmarked = pages
    .filter((path) => path.startsWith('en/') && !path.includes('/example-'))
    .flatMap((path) => {
      const foreign = page(path)
        .replace(/<head>[\s\S]*<\/head>/, '')
        .replace(/<(span|a|p)\b[^>]* lang="ja"[^>]*>[\s\S]*?<\/\1>/g, '')
        .replace(/<code>[\s\S]*?<\/code>/g, '');
      const found = /[\u3040-\u30ff\u4e00-\u9fff].{0,20}/.exec(foreign);
      return found === null ? [] : [`${path}: ${found[0]}`];
    });
  expect(unmarked).toEqual([]);
});

test('a profile shows its tree: what it changes and what was before, flags, types, and what an element means', () => {
  const ja = page('ja/StructureDefinition-kakehashi-patient.html');
  expect(rowAt(ja, 'd-Patient.birthDate')).toEqual(['birthDate', 'MS', '1..1 (もとは 0..1)', 'date', '生年月日']);
  expect(rowAt(ja, 'd-Patient.identifier:welfareRecipient')).toEqual([
    'identifier:welfareRecipient',
    '',
    '0..*',
    'Identifier',
    '障害福祉サービス受給者証番号 決まり: kk-id-10',
  ]);
  const en = page('en/StructureDefinition-kakehashi-patient.html');
  expect(rowAt(en, 'e-Patient.birthDate')).toEqual(['birthDate', 'MS ✎', '1..1 (base 0..1)', 'date', 'Date of birth']);
  expect(rowAt(en, 'e-Patient.photo')).toEqual(['photo', '', '0..*', 'Attachment', 'Image of the patient']);
  expect(rowAt(en, 'd-Patient.identifier:welfareRecipient.system').at(-1)).toBe(
    'fixed: https://kakehashi.example/fhir/IdSystem/welfare-recipient-number',
  );
  expect(en).toContain('<dt>Base</dt><dd><a href="https://hl7.org/fhir/R4/patient.html">Patient</a></dd>');
});

test('a profile shows its rules in the language of the page, the fields of forms, and its examples with what is found', () => {
  const ja = page('ja/StructureDefinition-kakehashi-patient.html');
  expect(rowAt(ja, 'r-kk-pat-1').slice(0, 4)).toEqual([
    'kk-pat-1',
    '誤り',
    '個人番号（マイナンバー）は受け取らない。',
    'Patient',
  ]);
  const en = page('en/StructureDefinition-kakehashi-patient.html');
  expect(rowAt(en, 'r-kk-pat-3').slice(1, 3)).toEqual([
    'warning',
    "A name's text has no full-width space between family and given name.",
  ]);
  expect(readText(ja)).toContain('利用者氏名（児童氏名） 1..1 Patient.name');
  expect(readText(en)).toContain('bad-no-birth-date Bad example cardinality-min There is no birth date.');
  expect(en).toContain('<a href="example-kakehashi-patient-bad-no-birth-date.html">');
  expect(readText(page('en/example-kakehashi-patient-bad-no-birth-date.html'))).toContain(
    'cardinality-min error Patient There is no birth date.',
  );
});

test('codes, sets, maps, questions, operations and numbers have tables that people can read', () => {
  const text = (name: string, language = 'en') => readText(page(`${language}/${name}.html`));
  expect(text('CodeSystem-dwelling')).toContain('group-home グループホーム en: Group home');
  expect(text('ValueSet-dwelling')).toContain('group-home Group home Dwelling');
  expect(text('ValueSet-dwelling', 'ja')).toContain('group-home グループホーム 住居');
  expect(text('ValueSet-document-type')).toContain('It cannot be expanded here:');
  expect(text('ConceptMap-coverage-kind-to-policy')).toContain('wider SOCIAL social service program');
  expect(text('Questionnaire-living-situation')).toContain('mind Cognition and mind text 1..1');
  expect(text('Questionnaire-living-situation', 'ja')).toContain('nutrition 栄養・食事 text 0..1');
  expect(text('OperationDefinition-form')).toContain(
    'format in 0..1 code GET: json (default), xlsx, html, pdf, csv or csv-cp932; POST: xlsx, json or csv, told by its content when not given',
  );
  expect(text('SearchParameter-key-person')).toContain('Expression (FHIRPath) RelatedPerson.extension');
  expect(text('NamingSystem-municipality-number')).toContain(
    'https://kakehashi.example/fhir/IdSystem/municipality-number',
  );
  expect(text('CapabilityStatement-kakehashi-gateway')).toContain('$draft-service-plan');
});

test('the messages of the validator have a page in the style of the others, and examples lead to theirs', () => {
  const messages = page('messages.html');
  expect(messages).toContain('<link rel="stylesheet" href="style.css">');
  expect(messages).toContain('<section id="cardinality-min">');
  expect(page('ja/index.html')).toContain('<a href="../messages.html">検証の指摘の一覧</a>');
  expect(page('en/example-kakehashi-patient-bad-no-birth-date.html')).toContain(
    '<a href="../messages.html#cardinality-min">cardinality-min</a>',
  );
});

test('the same profiles give the same bytes', async () => {
  const again = await ownSite();
  expect(again.paths).toEqual(site.paths);
  expect(site.paths.filter((path) => again.file(path) !== site.file(path))).toEqual([]);
  expect(site.file('ja/nothing.html')).toBeUndefined();
});

test('the default matrix of consent stands in plain words in both languages, with the reason of each cell', () => {
  expect(readText(page('ja/consent-matrix.html'))).toContain('◎要約 ○詳細');
  expect(readText(page('en/consent-matrix.html'))).toContain('No rule asks for tests outside medical care');
  expect(page('ja/index.html')).toContain('href="consent-matrix.html"');
  for (const language of ['ja', 'en'])
    expect(page(`${language}/consent-matrix.html`).match(/<tr>/g)?.length).toBe(11 + 12 + 120);
});
