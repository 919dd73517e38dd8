import { expect, test } from 'vitest';
import { purposeWords } from '../../src/auth/index.ts';
import { PURPOSES } from '../../src/fhir/index.ts';

test('every purpose that a role may carry is said in words, in both languages, and no two alike', () => {
  const said = PURPOSES.map((code) => [code, purposeWords(code)] as const);
  for (const [code, { ja, en }] of said) {
    expect(ja).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    expect(en).not.toBe(code);
  }
  for (const language of ['ja', 'en'] as const)
    expect(new Set(said.map(([, words]) => words[language])).size).toBe(PURPOSES.length);
});

test('a purpose that has no words here is told by its code', () => {
  expect(purposeWords('HDIRECT')).toEqual({ ja: 'HDIRECT', en: 'HDIRECT' });
});
