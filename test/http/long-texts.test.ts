/** Pages of a search that is sorted by texts of any length. */
import { beforeAll, expect, test } from 'vitest';
import { PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const CODE = 'https://example.jp/codes|long';
const LONG = '長'.repeat(30_000);
/** What is alike as far as it is looked at is in the order of its ids. */
const TEXTS = [`あ${LONG}`, `い${LONG}`, `い${LONG}あ`, `い${LONG}い`, `う${LONG}`, 'い', 'え'];
const [system, code] = CODE.split('|');
const head = (text: string): string => text.slice(0, 2);

const stored: { id: string; text: string }[] = [];

beforeAll(async () => {
  for (const text of TEXTS) {
    const { status, json } = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system, code }] },
      subject: { reference: `Patient/${PERSON_B}` },
      valueString: text,
    });
    expect(status, JSON.stringify(json)).toBe(201);
    stored.push({ id: json.id, text });
  }
});

async function walk(sort: string): Promise<string[]> {
  const ids: string[] = [];
  let url: string | undefined = `/fhir/Observation?code=${CODE}&_count=1&_sort=${sort}`;
  while (url !== undefined) {
    expect(url.length).toBeLessThan(2_000);
    const { status, json } = await gateway.call('hospital-ehr', 'GET', url);
    expect(status, JSON.stringify(json)).toBe(200);
    expect(json.total).toBe(TEXTS.length);
    ids.push(...json.entry.map(({ resource }: any) => resource.id));
    url = json.link.find(({ relation }: any) => relation === 'next')?.url.replace(/^.*(?=\/fhir\/)/, '');
  }
  return ids;
}

test('hold each once, in the order of how the texts begin, by links that a client can follow', async () => {
  const ascending = stored.toSorted((a, b) => compare(head(a.text), head(b.text)) || compare(a.id, b.id));
  expect(await walk('value-string')).toEqual(ascending.map(({ id }) => id));
  const descending = stored.toSorted((a, b) => compare(head(b.text), head(a.text)) || compare(a.id, b.id));
  expect(await walk('-value-string')).toEqual(descending.map(({ id }) => id));
});

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
