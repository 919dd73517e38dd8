import { readFileSync } from 'node:fs';
import type { Parameters } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { readPolicy } from '../../src/consent/index.ts';
import { type Region, regionShipped } from '../../src/visit/index.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';

const PERSON_C = '09196b5b-863e-59cc-9be5-3adcba5293b4';
const example = JSON.parse(readFileSync('examples/region/policy.json', 'utf8'));
const RELATIVES = [
  'bb1fb3d4-a600-5772-aa40-8b16405fc4b7',
  '9caa9d3a-eee8-5875-bf4b-7229556263c8',
  'ccf80615-42a5-564e-a40c-83e4f1c16250',
  'e30f116a-8571-55e0-8404-6df3571074d5',
].map((id) => `RelatedPerson/${id}`);
const named = { id: 'by-name', type: 'prohibit', actor: RELATIVES, label: ['NOPAT'] };
const policy = readPolicy({ ...example, rules: [...example.rules, named] }) as Region['policy'];
const { call } = await sandboxGateway({ region: { ...regionShipped, policy } });
const WITHHELD = '、区分: 本人に見せない情報、同意があっても見せません';

/** What the person with this id is told of the rules, as data and as a page. */
async function told(who: string, id: string, language = 'ja'): Promise<{ rules: string[]; page: string }> {
  const path = `/fhir/Patient/${id}/$explain-access`;
  const headers = { 'Accept-Language': language };
  const { json } = await call(who, 'GET', path, undefined, headers);
  const { bytes } = await call(who, 'GET', `${path}?_format=html`, undefined, headers);
  const rules = ((json as Parameters).parameter ?? []).filter(({ name }) => name === 'rule');
  const texts = rules.map(({ part = [] }) => part.find(({ name }) => name === 'text')?.valueString ?? '');
  return { rules: texts, page: new TextDecoder().decode(bytes) };
}

test('a rule about relatives tells each person of their own, in plain words', async () => {
  const [b, c] = [await told('person-b', PERSON_B), await told('person-c', PERSON_C)];
  const withheld = ({ rules }: { rules: string[] }) => rules.filter((text) => text.endsWith(WITHHELD));
  expect(withheld(b)).toEqual([`家族の方すべて へ${WITHHELD}`, `佐藤 洋子・佐藤 誠 へ${WITHHELD}`]);
  expect(withheld(c)).toEqual([`家族の方すべて へ${WITHHELD}`, `渡辺 和子 へ${WITHHELD}`]);
  for (const { rules, page } of [b, c]) {
    expect(rules.length).toBeGreaterThan(5);
    expect([...rules, page].join('\n')).not.toMatch(/RelatedPerson\/|NOPAT|PSY/);
    for (const text of rules) expect(page).toContain(text);
  }
  const english = await told('person-c', PERSON_C, 'en');
  expect(english.rules).toContain(
    'to any relative, categories: information withheld from the person, must not be shown, whatever a consent says',
  );
  expect(english.rules).toContain(
    'to 渡辺 和子, categories: information withheld from the person, must not be shown, whatever a consent says',
  );
});
