import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditEntry, createAudit, type DisclosedItem, verifyChain } from '../../src/audit/index.ts';
import { freshDatabase } from '../database.ts';
import { canonicalJson } from './canonical-json.ts';
import { entry, migrated, OFFICE, uuid } from './entries.ts';

test('canonical JSON is that of RFC 8785', () => {
  expect(
    canonicalJson(
      JSON.parse(
        String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
      ),
    ),
  ).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
  const sorted = canonicalJson({
    '€': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '😀': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    ö: 'Latin Small Letter O With Diaeresis',
  });
  expect(Object.values(JSON.parse(`[${sorted.slice(1, -1).replace(/("[^"]*"):("[^"]*")/g, '$2')}]`))).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
  expect(canonicalJson({ b: undefined, a: [{}, []], A: { d: 1, c: '' } })).toBe('{"A":{"c":"","d":1},"a":[{},[]]}');
});

const words = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
const items: fc.Arbitrary<DisclosedItem[]> = fc.array(
  fc.record({
    reference: words,
    patients: fc.subarray(['Patient/a', 'Patient/b', 'Patient/"{\\}"']),
    categories: fc.array(words, { maxLength: 2 }),
    custodian: fc.constantFrom(null, OFFICE, 'Organization/other'),
    reason: fc.constantFrom('CONSENT_PERMIT', 'OWN_RECORD'),
    consents: fc.array(words, { maxLength: 2 }),
  }),
  { maxLength: 3 },
);
const told: fc.Arbitrary<Partial<AuditEntry>> = fc.record(
  {
    action: fc.constantFrom('C', 'R', 'U', 'D', 'E'),
    interaction: fc.constantFrom('read', 'search-type', '$everything'),
    outcome: fc.constantFrom('success', 'refused', 'failed'),
    reason: words,
    url: words,
    client: fc.record({ id: words, name: words, tokenId: words }),
    actor: fc.constantFrom('PractitionerRole/worker', 'Patient/a'),
    organization: fc.constantFrom(null, OFFICE),
    purpose: words,
    items,
    denied: fc.record({ reference: words, patients: fc.subarray(['Patient/a', 'Patient/d']), reason: words }),
    patients: fc.subarray(['Patient/a', 'Patient/c', 'Patient/a\0', 'Patient/"}']),
  },
  { requiredKeys: [] },
);

test('every event is stored as canonical JSON, whatever it tells of, and the chain holds', async () => {
  const database = await migrated(await freshDatabase());
  const audit = createAudit(database);
  const said = fc.sample(told, { numRuns: 2_000, seed: 7 });
  await Promise.all(said.map((more, n) => audit.record({ ...entry(n), ...more, id: uuid(n) })));
  const { rows } = await database.query<{ content: string }>('SELECT content FROM audit_record');
  expect(rows.filter(({ content }) => canonicalJson(JSON.parse(content)) !== content)).toEqual([]);
  expect(rows).toHaveLength(said.length);
  expect(await verifyChain(database)).toEqual({ events: rows.length });
});
