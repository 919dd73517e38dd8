import { expect, test } from 'vitest';
import { ISSUES, type IssueText } from '#validation';

const entries = Object.entries(ISSUES) as [string, IssueText][];
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

test('both languages name the place, what was found and what was expected alike', () => {
  for (const [code, { ja, en, mendJa, mendEn }] of entries) {
    const [japanese, english] = [placesIn(ja + mendJa), placesIn(en + mendEn)];
    expect(
      japanese.filter((name) => !english.includes(name)),
      code,
    ).toEqual([]);
  }
});
