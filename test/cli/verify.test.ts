import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { signHead } from '../../src/audit/head.ts';
import { makeHead, type TreeHead } from '../../src/audit/index.ts';
import { verifyCommand } from '../../src/cli/index.ts';
import { labelRulesShipped } from '../../src/consent/index.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { example, linesOf, say, scratchFolder } from './terminal.ts';

const gateway = await sandboxGateway();
const { database } = gateway;
const folder = scratchFolder();
let regionFolder: string | undefined;
let auditKeyFile = folder.path('none.pem');
const verify = verifyCommand(async () => ({
  databaseUrl: database.url,
  home: '',
  packages: [],
  packagesAllowMissing: false,
  regionFolder,
  auditKeyFile,
}));
/** Findings as `severity code place columns`, and the summary. */
async function verified(...options: string[]): Promise<{ code: number | null; found: string[]; summary: any }> {
  const { code, out, err } = await say(verify, '--format', 'ndjson', ...options);
  expect(err).toBe('');
  const lines = linesOf(out) as any[];
  const found = lines
    .filter((line) => !('summary' in line))
    .map(({ severity, code: what, place, columns = [], mended }) =>
      [severity, what, place, ...columns, ...(mended ? ['mended'] : [])].join(' '),
    );
  return { code, found: found.sort(), summary: lines.at(-1)?.summary };
}

let observation = '';
let bundle = '';
let member = '';
const place = (version: number): string => `Observation/${observation}/_history/${version}`;

beforeAll(async () => {
  const noted = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'urn:region:measures', code: 'waist' }] },
    subject: { reference: `Patient/${PERSON_B}` },
    effectiveDateTime: '2026-05-01',
    valueQuantity: { value: 81.5, system: 'http://unitsofmeasure.org', code: 'cm' },
  };
  const created = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', noted);
  expect([created.status, created.json.issue]).toEqual([201, undefined]);
  observation = created.json.id;
  const second = { ...created.json, note: [{ text: '二版' }] };
  const path = `/fhir/Observation/${observation}`;
  expect((await gateway.call('hospital-ehr', 'PUT', path, second, { 'If-Match': 'W/"1"' })).status).toBe(200);
  const other = await gateway.call('hospital-ehr', 'POST', '/fhir/Observation', noted);
  const gone = await gateway.call('hospital-ehr', 'DELETE', `/fhir/Observation/${other.json.id}`, undefined, {
    'If-Match': 'W/"1"',
  });
  expect(gone.status).toBe(204);
  const document = JSON.parse(readFileSync(example('discharge-summary/good.json'), 'utf8'));
  const received = await gateway.call('hospital-ehr', 'POST', '/fhir/Bundle', document);
  expect(received.status).toBe(201);
  const { rows } = await database.query<{ id: string; member: string }>(
    `SELECT id, members[1] AS member FROM resource WHERE type = 'Bundle' AND cardinality(members) > 0`,
  );
  bundle = rows[0]?.id ?? '';
  member = rows[0]?.member ?? '';
});

test('a house that works as it should has nothing wrong in it, and can be verified while it works', async () => {
  const { code, found, summary } = await verified();
  expect(found).toEqual([]);
  expect(code).toBe(0);
  const { rows } = await database.query<{ versions: string; resources: string }>(
    'SELECT count(*) AS versions, count(DISTINCT (type, id)) AS resources FROM resource',
  );
  expect(summary).toMatchObject({
    versions: Number(rows[0]?.versions),
    resources: Number(rows[0]?.resources),
    errors: 0,
    warnings: 0,
    mended: 0,
  });
  expect(summary.versions).toBe(summary.resources + 2);
  expect(summary.events).toBeGreaterThan(4);
});

const v = (n: number) => `id = '${observation}' AND version = ${n}`;
/** What breaks it, what is found, and what puts it right again. */
const BROKEN: Record<string, () => readonly [breaks: string, found: readonly string[], mends: string]> = {
  'whom a record is about': () => [
    `UPDATE resource SET patients = '{}' WHERE ${v(2)}`,
    [`error facts-differ ${place(2)} dist`, `error facts-differ ${place(2)} patients`],
    `UPDATE resource SET patients = '{Patient/${PERSON_B}}' WHERE ${v(2)}`,
  ],
  'how confidential an old version is': () => [
    `UPDATE resource SET conf = 0 WHERE ${v(1)}`,
    [`error facts-differ ${place(1)} conf`],
    `UPDATE resource SET conf = 3 WHERE ${v(1)}`,
  ],
  'the time of a version': () => [
    `UPDATE resource SET updated = updated + interval '1 second' WHERE ${v(2)}`,
    [`error content-differs ${place(2)} updated`],
    `UPDATE resource SET updated = updated - interval '1 second' WHERE ${v(2)}`,
  ],
  'the content': () => [
    `UPDATE resource SET content = left(content, -1) WHERE ${v(2)}`,
    [`error content-unreadable ${place(2)}`],
    `UPDATE resource SET content = content || '}' WHERE ${v(2)}`,
  ],
  'the content of a deleted resource': () => [
    `UPDATE resource SET content = '{}' WHERE deleted`,
    [expect.stringMatching(/^error content-differs Observation\/.*\/_history\/2 content$/) as unknown as string],
    `UPDATE resource SET content = '' WHERE deleted`,
  ],
  'the keys of exact values': () => [
    `UPDATE resource SET keys = keys[2:] || keys[1:1] || 42::bigint WHERE ${v(2)}`,
    [`error index-differs ${place(2)} keys`],
    `UPDATE resource SET keys = array_remove(keys, 42) WHERE ${v(2)}`,
  ],
  'what is sorted by': () => [
    `UPDATE resource SET sorts = sorts || '{"x": []}' WHERE ${v(2)}`,
    [`error index-differs ${place(2)} sorts`],
    `UPDATE resource SET sorts = sorts - 'x' WHERE ${v(2)}`,
  ],
  'a row of a date twice': () => [
    `INSERT INTO index_date SELECT * FROM index_date WHERE ${v(2)} AND param = 'date'`,
    [`error index-differs ${place(2)} index_date`],
    `DELETE FROM index_date i WHERE ${v(2)} AND ctid > (SELECT min(ctid) FROM index_date o WHERE o.id = i.id AND o.version = i.version AND o.param = i.param)`,
  ],
  'a quantity': () => [
    `UPDATE index_quantity SET base_low = base_low + 1 WHERE ${v(2)}`,
    [`error index-differs ${place(2)} index_quantity`],
    `UPDATE index_quantity SET base_low = base_low - 1 WHERE ${v(2)}`,
  ],
  'a pair of code and value': () => [
    `UPDATE index_composite SET keys = keys || 7::bigint WHERE ${v(2)} AND param = 'code-value-quantity'`,
    [`error index-differs ${place(2)} index_composite`],
    `UPDATE index_composite SET keys = array_remove(keys, 7) WHERE ${v(2)} AND param = 'code-value-quantity'`,
  ],
  'an index that an older version drew': () => [
    `UPDATE resource SET indexed = 'older' WHERE ${v(2)}`,
    [`error index-old ${place(2)}`],
    `UPDATE resource SET indexed = (SELECT indexed FROM resource WHERE ${v(1)}) WHERE ${v(2)}`,
  ],
  'index rows of nothing': () => [
    `INSERT INTO index_string SELECT '00000000-0000-4000-8000-000000000001', 'Patient', '00000000-0000-4000-8000-000000000001', 1, 'name', 'x', 'x'`,
    ['error index-orphaned Patient/00000000-0000-4000-8000-000000000001/_history/1 index_string'],
    `DELETE FROM index_string WHERE id = '00000000-0000-4000-8000-000000000001'`,
  ],
  'no current version': () => [
    `UPDATE resource SET until_tx = '9' WHERE ${v(2)}`,
    [`error current-broken ${place(2)}`],
    `UPDATE resource SET until_tx = NULL WHERE ${v(2)}`,
  ],
  'the end of a version': () => [
    `UPDATE resource SET until_tx = '9' WHERE ${v(1)}`,
    [`error transactions-broken ${place(2)}`],
    `UPDATE resource old SET until_tx = new.from_tx FROM resource new WHERE old.id = '${observation}' AND old.version = 1 AND new.id = old.id AND new.version = 2`,
  ],
  'a version that begins in another server': () => [
    `UPDATE resource SET from_tx = '4611686018427387904' WHERE ${v(1)}`,
    [`error transactions-broken ${place(1)}`],
    `UPDATE resource SET from_tx = '9' WHERE ${v(1)}`,
  ],
  'a gap in the versions': () => [
    `UPDATE resource SET version = 3 WHERE ${v(2)}; UPDATE index_date SET version = 3 WHERE ${v(2)}; UPDATE index_string SET version = 3 WHERE ${v(2)};
     UPDATE index_quantity SET version = 3 WHERE ${v(2)}; UPDATE index_composite SET version = 3 WHERE ${v(2)}`,
    [`error content-differs ${place(3)} version`, `error versions-broken ${place(3)}`],
    `UPDATE resource SET version = 2 WHERE ${v(3)}; UPDATE index_date SET version = 2 WHERE ${v(3)}; UPDATE index_string SET version = 2 WHERE ${v(3)};
     UPDATE index_quantity SET version = 2 WHERE ${v(3)}; UPDATE index_composite SET version = 2 WHERE ${v(3)}`,
  ],
  'a part of a document': () => [
    `UPDATE resource SET members[1] = '${member}0' WHERE id = '${bundle}'`,
    [
      `error index-differs Bundle/${bundle}/_history/1 sections`,
      `error member-missing Bundle/${bundle}/_history/1 ${member}0`,
    ],
    `UPDATE resource SET members[1] = '${member}' WHERE id = '${bundle}'`,
  ],
  'a section of a document': () => [
    `UPDATE resource SET sections = jsonb_set(sections, '{2,withholding}', '"removed"') WHERE id = '${bundle}'`,
    [`error index-differs Bundle/${bundle}/_history/1 sections`],
    `UPDATE resource SET sections = jsonb_set(sections, '{2,withholding}', '"required"') WHERE id = '${bundle}'`,
  ],
  'the number of the last change of policy': () => [
    `UPDATE house SET value = 'x' || value WHERE name = 'policy-epoch'`,
    ['error epoch-broken house/policy-epoch'],
    `UPDATE house SET value = substr(value, 2) WHERE name = 'policy-epoch'`,
  ],
  'an event of the audit': () => [
    `UPDATE audit_batch SET content = regexp_replace(content, '"form":1', '"form":2') WHERE number = 1`,
    ['error audit-broken audit_record/1 changed'],
    `UPDATE audit_batch SET content = regexp_replace(content, '"form":2', '"form":1') WHERE number = 1`,
  ],
};

test.each(Object.entries(BROKEN))('%s is found where it is broken, and nothing else is', async (_, make) => {
  const [breaks, found, mends] = make();
  await database.query(breaks);
  const broken = await verified();
  expect(broken.found).toEqual(found);
  expect([broken.code, broken.summary.errors]).toEqual([1, found.length]);
  // What is left behind would be found by the next.
  await database.query(mends);
});

test('labels that are not those of the rules are found', async () => {
  const [patient] = (
    await database.query<{ content: string; sens: string[] }>(
      `SELECT content, sens FROM resource WHERE id = $1 AND version = 2`,
      [observation],
    )
  ).rows;
  const unlabelled = JSON.parse(patient?.content ?? '');
  unlabelled.meta.security = unlabelled.meta.security.filter(({ system }: any) => /Confidentiality/.test(system));
  await database.query(`UPDATE resource SET content = $2, sens = '{}' WHERE id = $1 AND version = 2`, [
    observation,
    JSON.stringify(unlabelled),
  ]);
  const { code, found, summary } = await verified();
  // Labels are searched by too.
  expect(found).toEqual([`error index-differs ${place(2)} keys sorts`, `error labels-differ ${place(2)}`]);
  expect([code, summary.errors, summary.warnings]).toEqual([1, 2, 0]);
  await database.query(`UPDATE resource SET content = $2, sens = $3 WHERE id = $1 AND version = 2`, [
    observation,
    patient?.content,
    patient?.sens,
  ]);
});

test('labels of other rules than today’s are a warning, and so is all that a region changes', async () => {
  const { version } = labelRulesShipped;
  // The gateway takes the rules for those of another, and leaves what they labelled alone.
  await database.query(`UPDATE house SET value = 'other' WHERE name = 'label-rules'`);
  await database.query(`UPDATE resource SET labelled = 'older' WHERE ${v(2)}`);
  const { code, found, summary } = await verified();
  expect(found).toEqual([`warning labels-older ${place(2)}`]);
  expect([code, summary.warnings]).toEqual([0, 1]);
  await database.query(`UPDATE resource SET labelled = $1 WHERE ${v(2)}`, [version]);
  regionFolder = folder.path('region');
  mkdirSync(regionFolder);
  folder.write('region/label-rules.json', '{"types":{"Goal":{"confidentiality":"R","why":"目標は狭く"}}}');
  const changed = await verified();
  expect([changed.code, changed.summary.errors, changed.summary.warnings]).toEqual([0, 0, changed.summary.versions]);
  regionFolder = undefined;
  await database.query(`UPDATE house SET value = $1 WHERE name = 'label-rules'`, [version]);
});

test('a wrong index is drawn anew, and nothing else is touched', async () => {
  await database.query(`DELETE FROM index_date WHERE id = $1`, [observation]);
  await database.query(`UPDATE resource SET keys = '{}' WHERE ${v(2)}`);
  await database.query(`UPDATE resource SET indexed = 'older' WHERE type = 'Patient'`);
  await database.query(
    `INSERT INTO index_string SELECT dist, type, gen_random_uuid(), 1, param, normal, exact FROM index_string LIMIT 1`,
  );
  const first = await verified('--repair-index');
  const patients = first.found.filter((line) => line.startsWith('error index-old Patient/'));
  expect(patients.length).toBeGreaterThan(2);
  expect(patients.every((line) => line.endsWith(' mended'))).toBe(true);
  expect(first.found.filter((line) => !patients.includes(line))).toEqual([
    `error index-differs ${place(1)} index_date mended`,
    `error index-differs ${place(2)} keys index_date mended`,
    expect.stringMatching(/^error index-orphaned .* index_string mended$/),
  ]);
  expect(first.code).toBe(0);
  const again = await verified();
  expect([again.code, again.found]).toEqual([0, []]);
  const { rows } = await database.query<{ indexed: string; rows: string }>(
    `SELECT indexed, (SELECT count(*) FROM index_quantity i WHERE i.id = r.id AND i.version = r.version) AS rows FROM resource r WHERE ${v(1)}`,
  );
  // What was superseded is found by nothing any more.
  expect(rows[0]).toEqual({ indexed: '', rows: '0' });
});

test('its words are told in both languages, with what is wrong and where', async () => {
  await database.query(`UPDATE resource SET conf = 0 WHERE ${v(2)}`);
  const { code, out } = await say(verify);
  expect(code).toBe(1);
  const lines = out.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    `error [facts-differ] ${place(2)} (conf)`,
    '    同意の判断に使う列が内容と違います。',
    '    columns that decisions are made by differ from its content',
  ]);
  expect(lines.at(-2)).toMatch(/^\d+ resources \(\d+ versions\), \d+ audit events: 1 errors, 0 warnings, 0 mended$/);
  await database.query(`UPDATE resource SET conf = 3 WHERE ${v(2)}`);
});

test('a database of another version is refused, not changed', async () => {
  await database.query(`UPDATE schema_migration SET room = 'storage' WHERE room = 'store'`);
  const { code, err } = await say(verify);
  expect([code, err]).toEqual([
    1,
    'the database holds migration 1 (resources) of room storage, which this version does not know: start the newer version\n',
  ]);
  await database.query(`UPDATE schema_migration SET room = 'store' WHERE room = 'storage'`);
});

describe('heads of the audit', () => {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const { privateKey: otherKey } = generateKeyPairSync('ed25519');
  let head: TreeHead;
  const storeHead = (one: TreeHead) =>
    database.query('UPDATE audit_tree_head SET content = $1 WHERE size = $2', [JSON.stringify(one), one.size]);

  beforeAll(async () => {
    head = (await makeHead(database, key, new Date(), 0)) as TreeHead;
    auditKeyFile = folder.write('audit-key.pem', key.export({ type: 'pkcs8', format: 'pem' }));
  });

  test('a head that our key signed is right', async () => {
    expect((await verified()).found).toEqual([]);
  });

  test('a head that another key signed is found, though it fits what was made of the records', async () => {
    await storeHead(signHead(head, otherKey));
    const { code, found } = await verified();
    expect([code, found]).toEqual([1, [`error audit-broken audit_tree_head/${head.size} other-key`]]);
    const { out } = await say(verify);
    expect(out.split('\n').slice(1, 3)).toEqual([
      '    この署名（tree head）は、この家の監査の鍵によるものではありません。だれかが署名し直しています。鍵を替えたときは、前の鍵を KAKEHASHI_AUDIT_KEY に置いて確かめてください。',
      '    the tree head is not by the key of this audit: somebody signed anew; where the key was replaced, verify with the former one as KAKEHASHI_AUDIT_KEY',
    ]);
    await storeHead(head);
  });

  test('without the key it is told that heads were held to none, and no key is made', async () => {
    const there = auditKeyFile;
    auditKeyFile = folder.path('none.pem');
    const { code, found } = await verified();
    expect([code, found]).toEqual([0, ['warning audit-broken audit_tree_head key-absent']]);
    expect(existsSync(auditKeyFile)).toBe(false);
    auditKeyFile = folder.write('unusable.pem', 'x');
    const { code: refused, err } = await say(verify);
    expect([refused, err]).toEqual([1, expect.stringMatching(/^ {2}error \[audit-key-unusable\] .*\n/)]);
    auditKeyFile = there;
  });

  describe('that a partner kept', () => {
    const NAMED = '00000000-0000-4000-8000-00000000000a';
    const { privateKey: partnersKey } = generateKeyPairSync('ed25519');
    const partners = () => signHead({ ...head, house: NAMED }, partnersKey);
    const fileOf = (...heads: TreeHead[]) =>
      folder.write('heads.json', JSON.stringify({ format: 'kakehashi-audit-heads/1', heads }));
    const unused = (severity: string) => `${severity} audit-broken heads/${NAMED} not-used 2`;

    test('are held to our audit by our key, whatever id the house has been given since', async () => {
      const file = fileOf(head);
      expect((await verified('--heads', file)).found).toEqual([]);
      const { rows } = await database.query<{ id: string }>('SELECT id FROM audit_house');
      await database.query(`UPDATE audit_house SET id = '${NAMED}'`);
      const stored = `error audit-broken audit_tree_head/${head.size} other-house`;
      expect((await verified()).found).toEqual([stored]);
      await database.query('DELETE FROM audit_tree_head');
      const { code, found } = await verified('--heads', file);
      expect([code, found]).toEqual([1, [stored]]);
      await database.query('UPDATE audit_house SET id = $1', [rows[0]?.id]);
      await database.query('INSERT INTO audit_tree_head (size, made, content) VALUES ($1, $2, $3)', [
        head.size,
        head.made,
        JSON.stringify(head),
      ]);
    });

    test('and are of others are told as not used, which is a fault where all of them are', async () => {
      const beside = await verified('--heads', fileOf(partners(), head, partners()));
      expect([beside.code, beside.found]).toEqual([0, [unused('warning')]]);
      const alone = await verified('--heads', fileOf(partners(), partners()));
      expect([alone.code, alone.found]).toEqual([1, [unused('error')]]);
      const { out } = await say(verify, '--heads', fileOf(partners(), partners()));
      expect(out.split('\n').slice(0, 3)).toEqual([
        `error [audit-broken] heads/${NAMED} (not-used, 2)`,
        '    この署名（tree head）は、家の番号も鍵もこの家のものではないので、比べていません。この家の監査から相手が預かったファイルを指定してください。',
        '    these tree heads are of this house neither by its id nor by its key, and were not used; give the file that a partner kept of the audit of this house',
      ]);
    });
  });
});
