import { expect, test } from 'vitest';
import { preferredLanguage } from '../../src/fhir/index.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['fr, de;q=0.8', undefined],
  ['ja', 'ja'],
  ['EN-gb', 'en'],
  ['en-US,en;q=0.9,ja;q=0.8', 'en'],
  ['ja;q=0.3, en;q=0.7', 'en'],
  ['fr, ja;q=0.2, *;q=0.1', 'ja'],
  ['ja;q=0, *', 'en'],
  ['en;q=0', undefined],
  ['en, ja', 'en'],
  ['ja, en', 'ja'],
  ['*', undefined],
  ['en;q=nonsense, ja;q=0.1', 'ja'],
])('Accept-Language %j asks for %j first', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
