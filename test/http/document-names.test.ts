/** A document of a RESTful server: its references are relative to the address of the entry that they stand in. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const example = readFileSync('examples/discharge-summary/good.json', 'utf8');
const ROOT = 'https://hospital.example/fhir';
const post = (bundle: object) => gateway.call('hospital-ehr', 'POST', '/fhir/Bundle', bundle);

/** The example under a number of its own. */
function document(number: string): any {
  const bundle = JSON.parse(example);
  bundle.identifier.value = number;
  return bundle;
}

/** The same with addresses instead of UUIDs, and relative references. */
function restful(number: string): any {
  const bundle = document(number);
  const names = new Map<string, string>(
    bundle.entry.map(({ fullUrl, resource }: any) => [
      fullUrl,
      `${resource.resourceType}/${fullUrl.replace('urn:uuid:', '')}`,
    ]),
  );
  const text = JSON.stringify(bundle).replace(
    /"reference":"(urn:uuid:[^"]+)"/g,
    (_, url) => `"reference":"${names.get(url)}"`,
  );
  const named = JSON.parse(text);
  for (const one of named.entry) {
    const name = names.get(one.fullUrl) ?? '';
    one.resource.id = name.split('/')[1];
    one.fullUrl = `${ROOT}/${name}`;
  }
  return named;
}

/** What the parts of a stored document are labelled with: type, text and labels. */
async function labelsOf(number: string): Promise<unknown[]> {
  const { rows } = await gateway.database.query<{ type: string; sens: string[]; conf: number; content: string }>(
    `SELECT part.type, part.sens, part.conf, part.content FROM resource document, unnest(document.members) AS member, resource part
      WHERE document.content::jsonb #>> '{identifier,value}' = $1 AND part.type || '/' || part.id || '/_history/' || part.version = member`,
    [number],
  );
  return rows
    .map(({ type, sens, conf, content }) => [type, sens.toSorted(), conf, JSON.parse(content).code?.text ?? ''])
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

test('its parts are labelled by the sections that list them, like those of a document with UUIDs', async () => {
  const [plain, named] = [
    await post(document('1310000001^2026^NAMES-1')),
    await post(restful('1310000001^2026^NAMES-2')),
  ];
  expect([plain.status, named.status], JSON.stringify(named.json)).toEqual([201, 201]);
  expect(await labelsOf('1310000001^2026^NAMES-2')).toEqual(await labelsOf('1310000001^2026^NAMES-1'));
});
