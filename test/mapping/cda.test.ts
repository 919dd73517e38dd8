import { existsSync, globSync, readFileSync } from 'node:fs';
import type { Bundle, Composition } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { cdaToFhir } from '../../src/cda/index.ts';
import { CDA_BYTES_MAX } from '../../src/cda/read-cda.ts';
import { convert } from '../../src/conversion/index.ts';

const definitions = await loadPackages(['profiles/package']);
if (isRefusal(definitions)) throw new Error('the profiles do not load');
const validator = createValidator(definitions);

const EXAMPLE = new Uint8Array(readFileSync('examples/cda/discharge-summary.xml'));
const text = new TextDecoder().decode(EXAMPLE);
const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);
const CORPUS = '../shared/corpora/records/ccda-en';
const american = existsSync(CORPUS) ? globSync(`${CORPUS}/*.ccda`) : [];

function run(bytes: Uint8Array) {
  const outcome = cdaToFhir(bytes);
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}
const refusal = (words: string, options = {}) => {
  const outcome = cdaToFhir(utf8(words), options);
  return isRefusal(outcome) ? outcome.issues[0] : undefined;
};
const errorsOf = (bundle: Bundle): string[] =>
  validator
    .validate(bundle)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ expression, en }) => `${expression}: ${en}`);

test('a discharge summary becomes exactly the document that is expected, and it is valid', () => {
  const { output, issues } = run(EXAMPLE);
  expect(output).toEqual(JSON.parse(readFileSync('examples/cda/expected/discharge-summary.json', 'utf8')));
  expect(errorsOf(output)).toEqual([]);
  expect(issues.map(({ code, expression, line }) => [code, expression, line])).toEqual([
    ['mapping-declared-loss', 'typeId', 3],
    ['mapping-declared-loss', 'author/time', 24],
    ['mapping-declared-loss', 'legalAuthenticator/signatureCode', 41],
  ]);
  expect(run(EXAMPLE).output).toEqual(output);
});

test('the narrative keeps its words and order, and what is within a section stays within', () => {
  const composition = run(EXAMPLE).output.entry?.[0]?.resource as Composition;
  const [, course, allergies] = composition.section ?? [];
  expect(course?.text?.div).toBe(
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>薬を調整し、<span>外泊</span>を重ねた。</p><ol><li>服薬は自分で管理できる。</li><li>血圧 &lt; 140</li></ol></div>',
  );
  expect(course?.section?.[0]?.title).toBe('本人の希望');
  expect(allergies?.text?.div).toContain('（本文なし）');
});

test('a picture or a link in a narrative is told of', () => {
  const pictured = text.replace(
    '家の近く',
    '<linkHtml href="https://example.jp">家</linkHtml>の<renderMultiMedia referencedObject="p1"/>近く',
  );
  const { output, issues } = run(utf8(pictured));
  expect(
    issues.filter(({ severity }) => severity === 'warning').map(({ expression }) => expression?.split('/').at(-1)),
  ).toEqual(['linkHtml', 'renderMultiMedia']);
  expect(JSON.stringify(output)).toContain('<span>家</span>の近くで暮らしたい。');
});

test(`documents of American systems are read, valid, and accounted for${american.length > 0 ? '' : ' (none at hand: the corpora are absent)'}`, () => {
  for (const path of american) {
    const { output, issues } = run(new Uint8Array(readFileSync(path)));
    expect([path, errorsOf(output)]).toEqual([path, []]);
    const places = issues.map(({ expression }) => expression);
    expect(places.some((place) => place?.startsWith('documentationOf'))).toBe(true);
    expect(issues.every(({ line = 0, column = 0 }) => line > 0 && column > 0)).toBe(true);
  }
});

test('what is no well-formed CDA is refused with line and column', () => {
  expect(refusal(text.replace('本人の希望', '本人&nbsp;の希望'))).toMatchObject({ code: 'cda-unreadable', line: 73 });
  expect(refusal(text.replace('</title>', '</titel>'))).toMatchObject({ code: 'cda-unreadable', line: 6 });
  const doctype = '<!DOCTYPE ClinicalDocument [<!ENTITY a "aaaa">]>\n<ClinicalDocument';
  expect(refusal(text.replace('<ClinicalDocument', doctype))).toMatchObject({ code: 'cda-unreadable', line: 2 });
  expect(refusal(text.replace('xsi:', 'xyz:').replace('typeId', 'a:typeId'))).toMatchObject({ code: 'cda-unreadable' });
  expect(refusal('<ClinicalDocument xmlns="urn:x"/>')).toMatchObject({ code: 'cda-root', line: 1 });
  expect(refusal('')).toMatchObject({ code: expect.stringMatching(/^cda-/), line: 1 });
  expect(cdaToFhir(new Uint8Array(CDA_BYTES_MAX + 1).fill(0x20))).toMatchObject({ status: 413 });
  expect(refusal(`<ClinicalDocument xmlns="urn:hl7-org:v3">${'<a>'.repeat(200)}`)).toMatchObject({
    code: 'hl7-too-large',
    line: 1,
  });
});

test.each([
  ['id', /<id root="[^"]*99\.11310000001"[^>]*>/],
  ['code', /<code code="18842-5"[^>]*>/],
  ['title', /<title>退院時サマリー<\/title>/],
  ['effectiveTime', /<effectiveTime value[^>]*>/],
  ['recordTarget', /<recordTarget>[\s\S]*<\/recordTarget>/],
  ['author', /<author>[\s\S]*<\/author>/],
])('a document without its %s is refused', (element, pattern) => {
  expect(refusal(text.replace(pattern, ''))).toMatchObject({ code: 'cda-incomplete', expression: element, line: 2 });
});

test('a document about two persons is refused at the second; one that names the same person twice is not', () => {
  const [target = ''] = /<recordTarget>[\s\S]*<\/recordTarget>/.exec(text) ?? [];
  const twice = (second: string) => refusal(text.replace(target, () => `${target}\n${second}`));
  expect(twice(target)).toBeUndefined();
  expect(twice(target.replace(/extension="[^"]*"/, 'extension="0000999"'))).toMatchObject({
    code: 'cda-several-people',
    expression: 'recordTarget[2]',
    line: text.slice(0, text.indexOf(target)).split('\n').length + target.split('\n').length,
  });
});

test('strict refuses a document of which anything undeclared would be lost', () => {
  expect(refusal(text, { strict: true })).toBeUndefined();
  const more = text.replace(
    '<componentOf>',
    '<authorization><consent><id root="1.2.3"/></consent></authorization><componentOf>',
  );
  expect(refusal(more, { strict: true })).toMatchObject({ code: 'mapping-unmapped', expression: 'authorization' });
});

test('a document that is cut off anywhere, or broken at random, is refused or carried, and never throws', () => {
  for (let length = 0; length < EXAMPLE.length - 1; length += 61)
    expect([length, isRefusal(cdaToFhir(EXAMPLE.subarray(0, length)))]).toEqual([length, true]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(EXAMPLE.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      (turns) => {
        const broken = EXAMPLE.slice();
        for (const [at, value] of turns) broken[at] = value;
        const outcome = cdaToFhir(broken);
        expect(isRefusal(outcome) ? outcome.issues[0]?.ja : outcome.output.type).toMatch(/./);
      },
    ),
    { seed: 20260403, numRuns: 200 },
  );
});

test('one call converts a document from bytes to bytes', async () => {
  const converted = await convert({ mapping: 'cda-to-fhir', to: 'fhir', input: EXAMPLE });
  if (isRefusal(converted)) throw new Error('refused');
  expect(JSON.parse(new TextDecoder().decode(converted.output)).type).toBe('document');
  expect(converted.report).toMatchObject({ mapping: 'cda-to-fhir', direction: 'to-fhir' });
});
