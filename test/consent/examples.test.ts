import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CaseFile, decideCaseFile, readCaseFile } from '../../src/consent/index.ts';

const file = readCaseFile(JSON.parse(readFileSync('examples/consent/cases.json', 'utf8'))) as CaseFile;
const results = decideCaseFile(file);

test('the example file holds every worked example', () => {
  expect(results.length).toBe(41);
});

for (const [index, result] of results.entries()) {
  test(`${result.id}: ${result.title}`, () => {
    expect(result.outcome).toEqual(file.vectors[index]?.expect);
    expect(result.agrees).toBe(true);
  });
}
