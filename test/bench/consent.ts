/** What consent costs: one decision, compiled and interpreted; a page of a search under 40,000 policy rows; making the permit. */
import type { Consent } from '@medplum/fhirtypes';
import {
  type Context,
  decide,
  factsOf,
  labelRulesShipped,
  type Permit,
  permitFor,
  policyShipped,
  type Request,
  sees,
} from '../../src/consent/index.ts';
import type { Database } from '../../src/database/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import type { Store } from '../../src/store/index.ts';
import { randomWorld } from '../consent/random-world.ts';
import { ownDatabase } from '../prove/own-database.ts';
import { openStore, queryOf } from '../store/world.ts';
import { CALLER, directory, rulesOf, signedConsents } from './consent/signed.ts';
import { type Figure, median } from './figure.ts';
import { fill } from './gateway/fill.ts';
import { GAF_SYSTEM, HOSPITAL } from './gateway/records.ts';

const DECISIONS = 200_000;
const ROUNDS = 30;
/** Before anything counts: until then the server still plans anew what it will keep. */
const WARM_UP = 10;
/** How many different consents people signed: as the form is ticked, and where each has dates of their own. */
const KINDS = [64, 5_000];
const DECISION_BAR_US = 50;
/** Records made through the store; the others are copies of them about other people. */
const SOURCE = 5_000;
const PEOPLE = 5_000;
const NOW = '2026-11-10T10:00:00+09:00';

export async function measureConsent({ resources }: { resources: number }): Promise<Figure[]> {
  return [...decisions(), ...(await pages(resources))];
}

/** Both forms on the same random pairs. */
function decisions(): Figure[] {
  const [compiled, interpreted]: [number[], number[]] = [[], []];
  for (let seed = 1; compiled.length < DECISIONS; seed += 1) {
    const { context, consents, requests, rows } = randomWorld(seed, 25);
    const consentsByPatient = Map.groupBy(consents, ({ patient }) => patient?.reference ?? '');
    const facts = rows.map(({ resource, custodian }) => factsOf(resource, custodian));
    for (const request of requests) {
      const permit = permitFor({ request, own: [], consentsByPatient, context, reach: '*' });
      if (isRefusal(permit)) continue;
      for (const row of facts) {
        compiled.push(microseconds(() => sees(permit, row)));
        interpreted.push(microseconds(() => decide({ request, facts: row, consents, context })));
      }
    }
  }
  return [
    ...percentiles('decision, compiled', compiled, interpreted),
    ...percentiles('decision, interpreted', interpreted, compiled),
    {
      name: `decision, compiled, p99 of ${DECISION_BAR_US} µs`,
      value: (at(compiled, 0.99) / DECISION_BAR_US) * 100,
      unit: '%',
    },
  ];
}

function microseconds(act: () => unknown): number {
  const begun = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - begun) / 1_000;
}

const at = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;

const percentiles = (name: string, values: readonly number[], others: readonly number[]): Figure[] =>
  [0.5, 0.99].map((part) => ({
    name: `${name}, p${part * 100}`,
    value: at(values, part),
    unit: 'µs',
    against: 'the other form',
    ratio: at(values, part) / at(others, part),
  }));

const pages = (resources: number): Promise<Figure[]> =>
  ownDatabase(async (database) => {
    const store = await openStore(database, { labels: labelRulesShipped });
    await fill(store, 0, SOURCE);
    await copy(database, Math.max(1, Math.round(resources / SOURCE)));
    await database.query('VACUUM ANALYZE resource');
    const patients = await peopleIn(database);
    const figures: Figure[] = [];
    for (const kinds of KINDS) figures.push(...(await underConsents(store, patients, kinds)));
    return figures;
  });

/** The same records about further people: two copies of a record are about one person. */
async function copy(database: Database, times: number): Promise<void> {
  const { rows } = await database.query<{ until: string }>('SELECT pg_current_xact_id()::text AS until');
  const until = rows[0]?.until ?? '';
  await database.query('DROP INDEX resource_by_key');
  for (let n = 1; n < times; n += 1)
    await database.query(
      `INSERT INTO resource
       SELECT (jsonb_populate_record(r, jsonb_build_object('dist', made.dist, 'id', md5(r.id::text || $1), 'version', 1,
         'updated', r.updated - random() * interval '500 days', 'from_tx', pg_current_xact_id()::text,
         'patients', ARRAY['Patient/' || made.dist]))).*
       FROM resource r, LATERAL (SELECT md5(r.dist::text || ($1::int / 2))::uuid AS dist) made
       WHERE r.from_tx < $2::text::xid8`,
      [n, until],
    );
  await database.query('CREATE INDEX resource_by_key ON resource USING gin (keys) WITH (fastupdate = off)');
}

async function peopleIn(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ patient: string }>(
    `SELECT DISTINCT patients[1] AS patient FROM resource WHERE cardinality(patients) = 1 ORDER BY 1 LIMIT ${PEOPLE}`,
  );
  return rows.map(({ patient }) => patient);
}

interface Asking {
  readonly own: readonly string[];
  readonly consentsByPatient: ReadonlyMap<string, readonly Consent[]>;
}

function permitOf({ own, consentsByPatient }: Asking): Permit {
  const request: Request = { actor: CALLER, purpose: 'COC', action: 'access', time: NOW };
  const context: Context = { directory, patients: {}, authority: {}, policy: policyShipped, lookup: () => undefined };
  const permit = permitFor({ request, own, consentsByPatient, context, reach: '*', labels: labelRulesShipped.version });
  if (isRefusal(permit)) throw new Error(permit.issues[0]?.en);
  return permit;
}

const BY_CODE = `Observation?code=${encodeURIComponent(`${GAF_SYSTEM}|gaf`)}`;
/** Each with how many rows it answers. */
const SEARCHES: Readonly<Record<string, readonly [string, number]>> = {
  'page of 50 by type': ['Observation?_count=50&_total=none', 50],
  'page of 50 by code': [`${BY_CODE}&_count=50&_total=none`, 50],
  'page of 50 by code and half a year': [`${BY_CODE}&date=ge2025-06-01&date=lt2025-12-01&_count=50&_total=none`, 50],
  'exact count by type': ['Observation?_summary=count', 0],
};

async function underConsents(store: Store, patients: readonly string[], kinds: number): Promise<Figure[]> {
  const consentsByPatient = new Map(
    patients.map((patient, n) => [patient, signedConsents(patient, n % kinds)] as const),
  );
  const rows = [...consentsByPatient.values()].flat().reduce((sum, consent) => sum + rulesOf(consent), 0);
  const begun = performance.now();
  const permit = permitOf({ own: [], consentsByPatient });
  const first = performance.now() - begun;
  const again =
    median(Array.from({ length: 5 }, () => microseconds(() => permitOf({ own: [], consentsByPatient })))) / 1_000;
  await store.keepPeople(permit);
  const everything = permitOf({ own: [HOSPITAL.organization], consentsByPatient: new Map() });
  const title = `${rows} policy rows, ${permit.groups.length} formulas`;
  const figures: Figure[] = [
    { name: `permit, first: ${title}`, value: first, unit: 'ms' },
    { name: `permit, consents read before`, value: again, unit: 'ms' },
  ];
  for (const [name, [search, found]] of Object.entries(SEARCHES)) {
    const [type = '', query = ''] = search.split('?');
    const times: [number[], number[]] = [[], []];
    for (let round = -WARM_UP; round < ROUNDS; round += 1)
      for (const [side, held] of [permit, everything].entries()) {
        const start = performance.now();
        const page = await store.search(held, queryOf(type, query));
        if (isRefusal(page) || page.rows.length !== found) throw new Error(`${name}: not ${found} rows`);
        if (round >= 0) times[side]?.push(performance.now() - start);
      }
    const [permitted, all] = [median(times[0]), median(times[1])];
    figures.push({
      name: `${name}, ${kinds} kinds`,
      value: permitted,
      unit: 'ms',
      against: 'a caller who holds everything',
      ratio: permitted / all,
    });
  }
  return figures;
}
