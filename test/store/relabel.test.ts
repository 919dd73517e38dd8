import type { Coding, Consent, Resource } from '@medplum/fhirtypes';
import { beforeEach, expect, test } from 'vitest';
import {
  type LabelRules,
  labelRulesShipped,
  type Permit,
  policyShipped,
  readLabelRules,
} from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createStore, type Fault, type SectionRow, type Store, verifyStore } from '../../src/store/index.ts';
import { actor, consent, label, permit } from '../consent/make.ts';
import { freshDatabase } from '../database.ts';
import { HOSPITAL, NOW, OFFICE, openStore, PARAMETERS, pageOf, permitOf, queryOf, uuid } from './world.ts';

const database = await freshDatabase();
await openStore(database);
const PERSON = `Patient/${uuid(1)}`;
const subject = { reference: PERSON };
const SECTIONS = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';

const rulesOf = (json: unknown): LabelRules => {
  const rules = readLabelRules(json);
  if (isRefusal(rules)) throw new Error(JSON.stringify(rules.issues));
  return rules;
};
/** Goals become restricted, flags less so. */
const NEWER = rulesOf({
  types: {
    Goal: { confidentiality: 'R', category: ['wish'], why: '目標には希望が書かれる' },
    Flag: { replaces: true, category: ['service'], why: '旗は申し送りにだけ使う' },
  },
});
const storeBy = (labels: LabelRules): Promise<Store> => createStore(database, { parameters: PARAMETERS, labels });
const store = await storeBy(labelRulesShipped);
const newer = await storeBy(NEWER);

const signed = consent(
  permit({
    actor: [actor(OFFICE)],
    purpose: [{ code: 'TREAT' }],
    securityLabel: ['N', 'PSY', 'service', 'wish'].map(label),
  }),
  { patient: subject, performer: [subject] },
) as Consent;

/** What the office may see by the person's consent: N, PSY, service and wish. */
const officeBy = ({ version }: LabelRules): Permit =>
  permitOf({
    request: { actor: OFFICE, purpose: 'TREAT', action: 'access', time: '2026-05-10T10:00:00+09:00' },
    own: [OFFICE],
    consentsByPatient: new Map([[PERSON, [signed]]]),
    context: {
      directory: { [OFFICE]: {} },
      patients: {},
      authority: {},
      policy: policyShipped,
      lookup: () => undefined,
    },
    labels: version,
  });

const draft = (type: string, security: Coding[] = []) =>
  ({ resourceType: type, subject, ...(security.length > 0 ? { meta: { security } } : {}) }) as Resource;
const insert = (into: Store, resource: Resource): Promise<string> =>
  into.write(NOW, async (writer) => (await writer.insert({ resource, custodian: HOSPITAL })).id);
const change = (into: Store, type: string, id: string, resource: Resource): Promise<void> =>
  into.write(NOW, async (writer) => {
    const current = await writer.lockOwn(HOSPITAL, type, id);
    if (current) await writer.replace(current, { resource, custodian: HOSPITAL });
  });
const shown = async (by: Store, to: Permit, type: string): Promise<number | undefined> =>
  (await pageOf(by, to, queryOf(type, '_total=accurate'))).total;
async function labelsOf(type: string, id: string, version = 1): Promise<string> {
  const { rows } = await database.query<{ content: string }>(
    'SELECT content FROM resource WHERE type = $1 AND id = $2 AND version = $3',
    [type, id, version],
  );
  const { meta }: Resource = JSON.parse(rows[0]?.content ?? '{}');
  return (meta?.security ?? []).map(({ code }) => code).join(' ');
}
async function faultsBy(labels: LabelRules): Promise<string[]> {
  const found: string[] = [];
  const tell = async (faults: readonly Fault[]): Promise<void> =>
    void found.push(...faults.map(({ code, place, columns = [] }) => [code, place, ...columns].join(' ')));
  await database.transaction((sql) => verifyStore(sql, { parameters: PARAMETERS, labels }, tell));
  return found;
}
async function labelAll(by: Store): Promise<number> {
  await by.labelWork.begin();
  let steps = 0;
  while (await by.labelWork.step()) steps += 1;
  return steps;
}

beforeEach(async () => {
  await database.query('TRUNCATE resource, index_date, index_string, index_quantity, index_composite');
  await labelAll(store);
});

test('what other rules labelled is hidden from others until it is labelled anew, and is then as the new rules say', async () => {
  const goal = await insert(store, draft('Goal'));
  const task = await insert(store, { resourceType: 'Task', for: subject } as unknown as Resource);
  expect(await shown(store, officeBy(labelRulesShipped), 'Goal')).toBe(1);

  for (const type of ['Goal', 'Task']) {
    expect(await shown(newer, officeBy(NEWER), type)).toBe(0);
    expect(await newer.read(officeBy(NEWER), type, type === 'Goal' ? goal : task)).toBeUndefined();
    // Who holds it sees it all the while.
    expect(await shown(newer, permitOf({ labels: NEWER.version }), type)).toBe(1);
  }
  expect((await newer.labelWork.progress()).done).toBe(0);
  expect(await faultsBy(NEWER)).toEqual(
    [`Goal/${goal}`, `Task/${task}`].sort(byId).map((name) => `labels-older ${name}/_history/1`),
  );

  expect(await labelAll(newer)).toBe(1);
  expect(await newer.labelWork.progress()).toEqual({ version: NEWER.version, wanted: 2, done: 2, finished: true });
  expect(await shown(newer, officeBy(NEWER), 'Goal')).toBe(0);
  expect(await shown(newer, officeBy(NEWER), 'Task')).toBe(1);
  expect(await labelsOf('Goal', goal)).toBe('R PSY service wish');
  expect(await faultsBy(NEWER)).toEqual([]);
  // What is searched by follows, and the version does not move.
  const restricted = await pageOf(newer, permitOf({ labels: NEWER.version }), queryOf('Goal', '_security=R'));
  expect(restricted.rows.map(({ id, version, updated }) => [id, version, updated])).toEqual([[goal, 1, NOW]]);
  expect(JSON.parse(restricted.rows[0]?.text ?? '').meta).toMatchObject({
    versionId: '1',
    lastUpdated: NOW.toISOString(),
  });
});

const byId = (a: string, b: string): number => (a.split('/')[1] ?? '').localeCompare(b.split('/')[1] ?? '');

test('labels that only the rules gave go with them; those of the sender stay', async () => {
  const plain = await insert(store, draft('Flag'));
  const supplied = await insert(store, draft('Flag', [label('V'), label('SDV')]));
  const echoed = await insert(store, draft('Flag'));
  const [before] = await store.readMany(permitOf(), [`Flag/${echoed}`]);
  // The client changes something else, and sends the labels back that it was shown.
  await change(store, 'Flag', echoed, { ...JSON.parse(before?.text ?? ''), status: 'inactive' });
  expect(await labelsOf('Flag', plain)).toBe('R PSY risk');
  await labelAll(newer);
  expect(await labelsOf('Flag', plain)).toBe('N PSY service');
  expect(await labelsOf('Flag', supplied)).toBe('V SDV PSY service');
  expect(await labelsOf('Flag', echoed, 2)).toBe('N PSY service');
  expect(await faultsBy(NEWER)).toEqual([]);
});

test('what was stored before it was noted whose labels are whose is only ever made stricter', async () => {
  const flag = await insert(store, draft('Flag'));
  const goal = await insert(store, draft('Goal'));
  await database.query(`UPDATE resource SET labelled = 'before'`);
  expect(await shown(store, officeBy(labelRulesShipped), 'Goal')).toBe(0);
  await labelAll(newer);
  expect(await labelsOf('Flag', flag)).toBe('R PSY risk service');
  expect(await labelsOf('Goal', goal)).toBe('R PSY service wish');
  // And so it stays, whichever rules come after.
  await labelAll(store);
  expect(await labelsOf('Flag', flag)).toBe('R PSY risk');
  expect(await labelsOf('Goal', goal)).toBe('N PSY service');
  expect(await faultsBy(labelRulesShipped)).toEqual([]);
});

test('old versions and the mark of a deletion are labelled with the rest', async () => {
  const goal = await insert(store, draft('Goal'));
  await change(store, 'Goal', goal, draft('Goal', [label('HIV')]));
  const gone = await insert(store, draft('Goal', [label('SDV')]));
  await store.write(NOW, async (writer) => {
    const current = await writer.lockOwn(HOSPITAL, 'Goal', gone);
    if (current) await writer.remove(current);
  });
  await labelAll(newer);
  expect(await labelsOf('Goal', goal, 1)).toBe('R PSY service wish');
  expect(await labelsOf('Goal', goal, 2)).toBe('R HIV PSY service wish');
  const { rows } = await database.query<{ conf: number; sens: string[]; labelled: string }>(
    'SELECT conf, sens, labelled FROM resource WHERE id = $1 ORDER BY version',
    [gone],
  );
  expect(rows[1]).toEqual({ ...rows[0], labelled: NEWER.version });
  expect(rows[1]?.conf).toBe(4);
  expect(rows[1]?.sens.map((token) => token.split('|')[1])).toEqual(['SDV', 'PSY', 'service', 'wish']);
  expect(await faultsBy(NEWER)).toEqual([]);
});

test('what left the index stays out of it when it is labelled anew', async () => {
  const goal = await insert(store, draft('Goal'));
  await change(store, 'Goal', goal, draft('Goal', [label('HIV')]));
  while (await store.indexWork.forget(new Date(NOW.getTime() + 48 * 3_600_000)));
  await labelAll(newer);
  const { rows } = await database.query<{ keys: string[]; indexed: string }>(
    'SELECT keys, indexed FROM resource WHERE id = $1 AND version = 1',
    [goal],
  );
  expect(rows).toEqual([{ keys: [], indexed: '' }]);
  expect(await faultsBy(NEWER)).toEqual([]);
});

test('sections that a process of other rules indexes anew keep the labels that they have', async () => {
  const section = [{ code: { coding: [{ system: SECTIONS, code: '444' }] } }];
  const id = await insert(store, { ...draft('Composition'), section } as Resource);
  const labelsOfSections = async () => {
    const { rows } = await database.query<{ labelled: string; sections: SectionRow[] }>(
      'SELECT labelled, sections FROM resource WHERE id = $1',
      [id],
    );
    return rows.map(({ labelled, sections }) => [labelled, ...sections.flatMap((one) => [one.labelled, one.conf])]);
  };
  expect(await labelsOfSections()).toEqual([[labelRulesShipped.version, labelRulesShipped.version, 3]]);
  const strict = rulesOf({ sections: { 444: { confidentiality: 'V', why: '処方は特に慎重に扱う' } } });
  await labelAll(await storeBy(strict));
  const now = [[strict.version, strict.version, 5]];
  expect(await labelsOfSections()).toEqual(now);
  await store.indexWork.plan(['Composition']);
  await store.indexWork.redraw(['Composition']);
  while (await store.indexWork.step());
  expect((await store.indexWork.progress()).find(({ type }) => type === 'Composition')).toMatchObject({ done: 1 });
  expect(await labelsOfSections()).toEqual(now);
  expect(await faultsBy(strict)).toEqual([]);
});

test('of two processes with other rules, that which was started last decides', async () => {
  const goal = await insert(store, draft('Goal'));
  await newer.labelWork.begin();
  expect(await store.labelWork.step()).toBe(false);
  expect(await newer.labelWork.step()).toBe(true);
  // The other cannot judge by these labels, so to it they are none; and what it writes waits for the new rules.
  expect(await shown(store, officeBy(labelRulesShipped), 'Goal')).toBe(0);
  const late = await insert(store, draft('Goal'));
  expect(await labelsOf('Goal', late)).toBe('N PSY service');
  expect(await shown(newer, officeBy(NEWER), 'Goal')).toBe(0);
  expect(await newer.labelWork.step()).toBe(true);
  expect(await labelsOf('Goal', late)).toBe('R PSY service wish');
  expect(await labelsOf('Goal', goal)).toBe('R PSY service wish');
});

test('two processes label while others write: everything is labelled once, and nothing that was written is lost', async () => {
  const ids = await store.write(NOW, async (writer) => {
    const made: string[] = [];
    for (let n = 0; n < 700; n += 1) {
      const type = n % 2 === 0 ? 'Goal' : 'Flag';
      const resource = { ...draft(type), text: { status: 'generated', div: `<div>${n}</div>` } } as Resource;
      made.push((await writer.insert({ resource, custodian: HOSPITAL })).id);
    }
    return made;
  });
  const twin = await storeBy(NEWER);
  await newer.labelWork.begin();
  const WRITES = 60;
  const write = async (by: Store, offset: number): Promise<void> => {
    for (let i = 0; i < WRITES; i += 1) {
      const n = (offset + i * 38) % 700;
      const type = n % 2 === 0 ? 'Goal' : 'Flag';
      await change(by, type, ids[n] ?? '', draft(type, n % 3 === 0 ? [label('HIV')] : []));
    }
  };
  const writing = Promise.all([write(newer, 4), write(store, 7), write(twin, 12)]);
  const isWritten = writing.then(() => true);
  const work = async (by: Store): Promise<number> => {
    let steps = 0;
    for (;;) {
      const ended = await Promise.race([isWritten, by.labelWork.step().then((worked) => (worked ? steps++ : 0) < 0)]);
      if (ended && (await by.labelWork.progress()).finished) return steps;
    }
  };
  const steps = await Promise.all([work(newer), work(twin)]);
  expect(steps.reduce((a, b) => a + b)).toBeGreaterThan(3);
  const { rows } = await database.query<{ rows: number; current: number; labelled: string }>(
    `SELECT count(*)::int AS rows, count(*) FILTER (WHERE until_tx IS NULL)::int AS current, labelled FROM resource GROUP BY labelled`,
  );
  expect(rows).toEqual([{ rows: 700 + 3 * WRITES, current: 700, labelled: NEWER.version }]);
  expect(await faultsBy(NEWER)).toEqual([]);
  expect(await shown(newer, officeBy(NEWER), 'Goal')).toBe(0);
  const open = await shown(newer, officeBy(NEWER), 'Flag');
  expect(open).toBeGreaterThan(250);
  expect(open).toBeLessThan(350);
});

test('a job that ended halfway is gone on with', async () => {
  await store.write(NOW, async (writer) => {
    for (let n = 0; n < 450; n += 1) await writer.insert({ resource: draft('Goal'), custodian: HOSPITAL });
  });
  await newer.labelWork.begin();
  await newer.labelWork.step();
  expect((await newer.labelWork.progress()).done).toBe(100);
  const again = await storeBy(NEWER);
  expect(await labelAll(again)).toBe(4);
  expect(await again.labelWork.progress()).toMatchObject({ wanted: 450, done: 450, finished: true });
  expect(await faultsBy(NEWER)).toEqual([]);
});
