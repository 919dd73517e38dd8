import { expect, test } from 'vitest';
import { cataloguePage, ISSUES, type IssueCode, type IssueText, partsOf } from '#validation';

const entries = Object.entries(ISSUES) as [IssueCode, IssueText][];
const placesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

test('every issue says in Japanese and in English what is wrong and how to mend it, and links to its rule', () => {
  expect(entries.length).toBeGreaterThan(40);
  for (const [code, { ja, en, mendJa, mendEn, spec }] of entries) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(ja, code).toMatch(/[ぁ-ん].*[。]$/u);
    expect(mendJa, code).toMatch(/[ぁ-ん].*[。：}]$/u);
    expect(en, code).toMatch(/^(FHIR |[a-z`{]).*[^.]$/);
    expect(mendEn, code).toMatch(/^[a-z].*[^.]$/);
    expect(spec, code).toMatch(/^https:\/\/hl7\.org\/fhir\/R4\/.+/);
  }
});

test('every issue has each of its parts in both languages: what, expected, found, and how to mend it', () => {
  for (const [code] of entries) {
    for (const [name, { ja, en }] of Object.entries(partsOf(code))) {
      expect(ja, `${code} ${name}`).not.toBe('');
      expect(en, `${code} ${name}`).not.toBe('');
    }
  }
});

test('what was expected and found speaks of nothing but what the issue speaks of', () => {
  for (const [code] of entries) {
    const { what, expected, found, mend } = partsOf(code);
    const known = placesIn(what.en + what.ja + mend.en + mend.ja);
    const asked = placesIn(expected.ja + expected.en + found.ja + found.en);
    expect(
      asked.filter((name) => !known.includes(name)),
      code,
    ).toEqual([]);
  }
});

test('both languages name the place, what was found and what was expected alike', () => {
  for (const [code, { ja, en, mendJa, mendEn }] of entries) {
    const [japanese, english] = [placesIn(ja + mendJa), placesIn(en + mendEn)];
    expect(
      japanese.filter((name) => !english.includes(name)),
      code,
    ).toEqual([]);
  }
});

test('the page of all issues has an anchor, every part in both languages and the rule for each of them', () => {
  const page = cataloguePage();
  expect(page.match(/<section id="/g)).toHaveLength(entries.length);
  for (const [code, { spec }] of entries) {
    const section = page.slice(page.indexOf(`<section id="${code}">`)).split('</section>', 1)[0] ?? '';
    expect(section, code).toContain(`<a href="${spec}">`);
    expect(section.match(/<dt>[^<]+<\/dt><dd>[^<]+<\/dd>/g), code).toHaveLength(10);
    expect(section, code).toMatch(/<dl><dt>何が<\/dt>.*<dl lang="en"><dt>what<\/dt>/);
  }
  expect(page).not.toMatch(/<script|undefined/);
});
