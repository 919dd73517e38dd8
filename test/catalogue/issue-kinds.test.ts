import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issueDefinitions } from '../../profiles/issue-codes.ts';
import { AUTH_REFUSALS, PEOPLE_REFUSALS } from '../../src/auth/index.ts';
import { ISSUE_KINDS } from '../../src/catalogue/index.ts';
import { CONSENT_REFUSALS } from '../../src/consent/index.ts';
import { SEARCH_REFUSALS } from '../../src/fhir/index.ts';
import { FORM_REFUSALS } from '../../src/mapping/index.ts';
import { MESSAGE_REFUSALS } from '../../src/messages/index.ts';
import { STORE_REFUSALS } from '../../src/store/index.ts';
import { MAP_REFUSALS } from '../../src/structure-maps/index.ts';
import { FOREIGN_MAP_REFUSALS } from '../../src/structure-maps/refusal-kinds-maps.ts';
import { TERMINOLOGY_REFUSALS } from '../../src/terminology/index.ts';
import { cataloguePage, DEFINITION_REFUSALS, ISSUES } from '../../src/validation/index.ts';

/** Codes that are put together from a word of a closed list: `consent-${why}-unmet`, `mapping-${failed}` and `${what}-unknown`. */
const COMPOSED = [
  'consent-action-unmet',
  'consent-class-unmet',
  'consent-code-unmet',
  'consent-data-unmet',
  'consent-label-unmet',
  'consent-purpose-unmet',
  'mapping-format',
  'mapping-length',
  'mapping-not-split',
  'mapping-unknown',
  'mapping-unknown-code',
  'overlay-unknown',
];

/** FHIR issue-types, and halves of composed codes, that stand where a code might. */
const NOT_CODES = ['multiple-matches', 'not-split', 'unknown-code'];

// A code stands in an issue beside its type or words, or is handed over with a Japanese sentence after it.
const IN_AN_ISSUE = /\bcode: '([a-z0-9]+(?:-[a-z0-9]+)*)',\s*(?:type|ja|severity|expression)\b(?!: \[)/g;
const HANDED_OVER = /(?<!type: )'([a-z0-9]+(?:-[a-z0-9]+)+)',\s*(?:ja\b|(['`])(?=(?:(?!\2)[^\n])*[ぁ-んァ-ヶ一-龠]))/g;

const sources = globSync('src/**/*.ts').filter((path) => !/refusal-kinds|\/catalogue-/.test(path));
const used = new Map<string, string>();
for (const path of sources) {
  const text = readFileSync(path, 'utf8');
  for (const pattern of [IN_AN_ISSUE, HANDED_OVER]) {
    for (const [, code = ''] of text.matchAll(pattern)) if (!NOT_CODES.includes(code)) used.set(code, path);
  }
}

test('each code with which any part of the house refuses has its words', () => {
  expect(used.size).toBeGreaterThan(120);
  expect([...used].filter(([code]) => !Object.hasOwn(ISSUE_KINDS, code))).toEqual([]);
});

test('no code has words that nothing says any more', () => {
  const known = [...Object.keys(ISSUES), ...Object.keys(FOREIGN_MAP_REFUSALS), ...used.keys(), ...COMPOSED];
  expect(Object.keys(ISSUE_KINDS).filter((code) => !known.includes(code))).toEqual([]);
});

test('a code stands in one table only, so that it means one thing', () => {
  const tables = [
    SEARCH_REFUSALS,
    TERMINOLOGY_REFUSALS,
    AUTH_REFUSALS,
    PEOPLE_REFUSALS,
    CONSENT_REFUSALS,
    STORE_REFUSALS,
    ISSUES,
    DEFINITION_REFUSALS,
    FORM_REFUSALS,
    MAP_REFUSALS,
    MESSAGE_REFUSALS,
  ].flatMap((table) => Object.keys(table));
  expect(tables.filter((code, at) => tables.indexOf(code) !== at)).toEqual([]);
});

test('every code says in Japanese and English what is wrong and how to mend it', () => {
  for (const [code, { ja, en, mendJa, mendEn }] of Object.entries(ISSUE_KINDS)) {
    expect(ja, code).toMatch(/[ぁ-ん].*。$/u);
    expect(mendJa, code).toMatch(/[ぁ-ん].*[。：}]$/u);
    expect(en, code).toMatch(/^(FHIR |[a-z`"{]).*[^.]$/);
    expect(mendEn, code).toMatch(/^[a-z`].*[^.]$/);
    expect(`${en} ${mendEn}`, code).not.toMatch(/[ぁ-んァ-ヶ一-龠]{6}/);
  }
});

test('the package defines every code, with the words of today', () => {
  for (const definition of issueDefinitions('0.1.0')) {
    const file = `profiles/package/${definition.resourceType}-issue.json`;
    expect(readFileSync(file, 'utf8'), file).toBe(`${JSON.stringify(definition, null, 2)}\n`);
  }
  const [system] = issueDefinitions('0.1.0');
  expect(system.concept?.map(({ code }) => code)).toEqual(Object.keys(ISSUE_KINDS));
  expect(system.concept?.find(({ code }) => code === 'token-invalid')).toEqual({
    code: 'token-invalid',
    display: '有効なアクセストークンがありません。',
    definition:
      '/fhir/.well-known/smart-configuration の token_endpoint で取り直してください。 / get one at the token_endpoint of /fhir/.well-known/smart-configuration',
    designation: [{ language: 'en', value: 'no valid access token was presented' }],
    property: [
      { code: 'severity', valueCode: 'error' },
      { code: 'type', valueCode: 'login' },
    ],
  });
});

test('the page of all codes has an anchor and both languages for each of them', () => {
  const page = cataloguePage(ISSUE_KINDS);
  for (const code of Object.keys(ISSUE_KINDS)) {
    const section = page.slice(page.indexOf(`<section id="${code}">`)).split('</section>', 1)[0] ?? '';
    expect(section.match(/<dt>[^<]+<\/dt><dd>[^<]+<\/dd>/g), code).toHaveLength(10);
  }
  expect(page).not.toMatch(/<script|undefined/);
});
