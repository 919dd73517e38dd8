import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { policyShipped, readLabelRules } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { sandboxGateway, send } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

/** What holds back whoever would label anew, while it is held. */
const RELABEL_LOCK = 7_305_816;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';

const gateway = await sandboxGateway();
const { call, database, house } = gateway;

/** The life that somebody led becomes a risk, which the office is not to see; their family becomes one of their life. */
const rules = readLabelRules({
  sections: {
    '552': { replaces: true, category: ['living'], why: '家族歴は暮らしの記録として扱う' },
    '642': { replaces: true, category: ['risk'], why: '生活歴には事件の記録が書かれる' },
  },
  types: { FamilyMemberHistory: { replaces: true, category: ['living'], why: '家族歴は暮らしの記録として扱う' } },
});
if (isRefusal(rules)) throw new Error(JSON.stringify(rules.issues));

let document = '';
let composition = '';
beforeAll(async () => {
  await consentFor(call, (consent) => {
    consent.provision.securityLabel.push({ system: CATEGORY, code: 'admission-status' });
  });
  const sent = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Bundle', sent);
  expect(status).toBe(201);
  document = json.id;
  const found = await call('hospital-ehr', 'GET', '/fhir/Composition?type=18842-5');
  const { meta: _, ...first } = found.json.entry[0].resource;
  composition = first.id;
  // A version that nobody searches any more is decided in its history.
  const again = { ...first, title: `${first.title}（確認済み）` };
  const put = await call('hospital-ehr', 'PUT', `/fhir/Composition/${composition}`, again, { 'If-Match': 'W/"1"' });
  expect(put.status, JSON.stringify(put.json)).toBe(200);
  await until(async () => {
    await house.store.indexWork.forget(new Date(Date.now() + 48 * 3_600_000));
    const { rows } = await database.query(
      `SELECT 1 FROM resource WHERE type = 'Composition' AND id = $1 AND version = 1 AND indexed = ''`,
      [composition],
    );
    return rows.length === 1;
  });
});

const token = () => gateway.token('soudan-hikari');
const asked = async (path: string, url = gateway.url) =>
  send(url, await token(), { method: 'GET', path: `/fhir/${path}`, body: undefined, headers: {} });
const sectionsOf = (resource: any): string[] => {
  const { section } = resource.resourceType === 'Bundle' ? resource.entry[0].resource : resource;
  return section[0].section.map(({ code }: any) => code.coding[0].code);
};
/**
 * The sections of the document, and of the older and the current version of its Composition, as the office reads them; else
 * the status. The older one is not told where something is withheld of the current one.
 */
async function shown(url?: string): Promise<(readonly string[] | number)[]> {
  const paths = [`Bundle/${document}`, ...[1, 2].map((version) => `Composition/${composition}/_history/${version}`)];
  const answers = await Promise.all(paths.map((path) => asked(path, url)));
  return answers.map(({ status, json }) => (status === 200 ? sectionsOf(json) : status));
}
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};
const all = <T>(one: T): (T | number)[] => [one, 404, one];

const BEFORE = ['322', '342', '510', '352', '312', '362', '642', '333', '324', '344', '444', '424'];
const AFTER = ['322', '342', '510', '352', '312', '362', '552', '333', '324', '344', '444', '424'];

test('a section that other rules labelled than the rest is hidden alone, until the house labels the whole anew', async () => {
  const before = await asked(`Bundle/${document}`);
  expect(await shown()).toEqual(all(BEFORE));
  await database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [RELABEL_LOCK]);
    // As a process of other rules leaves it that only draws the index.
    await database.query(
      `UPDATE resource SET sections = (SELECT jsonb_agg(CASE
          WHEN exists(SELECT 1 FROM jsonb_array_elements_text(one -> 'sens') AS label(code) WHERE code LIKE '%|living')
          THEN one || '{"labelled": "older"}' ELSE one END ORDER BY n) FROM jsonb_array_elements(sections) WITH ORDINALITY AS s(one, n))
        WHERE sections IS NOT NULL`,
    );
    expect(await shown()).toEqual(all(BEFORE.filter((code) => code !== '642')));
    const { json } = await call('hospital-ehr', 'GET', `/fhir/Bundle/${document}`);
    expect(sectionsOf(json)).toContain('642');
    await database.query(`UPDATE resource SET labelled = 'older' WHERE sections IS NOT NULL`);
  });
  await until(async () => (await house.store.labelWork.progress()).finished);
  expect(await shown()).toEqual(all(BEFORE));
  expect((await asked(`Bundle/${document}`)).json).toEqual(before.json);
});

test('a region’s new rules draw anew what of a stored document is shown, and until then nothing is', async () => {
  const before = await asked(`Bundle/${document}`);
  const newer = await database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [RELABEL_LOCK]);
    const second = await gateway.second({ region: { policy: policyShipped, labels: rules } });
    expect(await shown(second.url)).toEqual(all(404));
    const own = await send(second.url, await gateway.token('hospital-ehr'), {
      method: 'GET',
      path: `/fhir/Bundle/${document}`,
      body: undefined,
      headers: {},
    });
    expect(sectionsOf(own.json)).toEqual(expect.arrayContaining(['372', '552', '642']));
    return second;
  });
  await until(async () => (await newer.house.store.labelWork.progress()).finished);
  expect(await shown(newer.url)).toEqual(all(AFTER));
  // Who still has the rules of before cannot judge by these labels.
  expect(await shown()).toEqual(all(404));
  const { rows } = await database.query<{ labelled: string[] }>(
    `SELECT array_agg(DISTINCT one ->> 'labelled') AS labelled FROM resource, jsonb_array_elements(sections) AS one`,
  );
  expect(rows[0]?.labelled).toEqual([rules.version]);

  await house.store.labelWork.begin();
  await until(async () => (await house.store.labelWork.progress()).finished);
  expect(await shown()).toEqual(all(BEFORE));
  expect((await asked(`Bundle/${document}`)).json).toEqual(before.json);
});
