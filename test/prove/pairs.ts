/**
 * Random (consent, request, resource) pairs decided four ways: by the interpreter, by the compiled form, and by the database,
 * where the statement tells of the people itself and where it names the list that is kept of them.
 */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { type Facts, factsOf, groundOfRow, type Permit, permitFor, sees } from '../../src/consent/index.ts';
import type { Database } from '../../src/database/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { createBindings } from '../../src/store/bindings.ts';
import { keepPeople } from '../../src/store/permit-lists.ts';
import { visibleTo } from '../../src/store/predicate.ts';
import { type RandomWorld, randomWorld } from '../consent/random-world.ts';
import { insertFacts, ROW_IDS } from '../store/row-facts.ts';

export interface Compared {
  readonly pairs: number;
  /** By reason, and `OWN_RECORD`: how many pairs were decided so. */
  readonly reasons: Readonly<Record<string, number>>;
  /** How many rows a permit showed and how many it hid. */
  readonly shown: number;
  readonly hidden: number;
  /** Each pair about which the three ways differ, so that it can be decided again. */
  readonly differences: readonly string[];
}

export interface Comparing {
  readonly database: Database;
  readonly pairs: number;
  readonly seed: number;
}

interface Row {
  readonly resource: Resource;
  readonly custodian: string | null;
  readonly facts: Facts;
  /** The version of the rules that labelled it. */
  readonly labelled: string;
}

/** The rules of today, and by which each row was labelled: every third by older ones. */
export const TODAY = 'today';
export const labelledOf = (index: number): string => (index % 3 === 0 ? 'older' : TODAY);

const ROWS = 125;
/** Worlds that share the rows; then others are drawn. */
const WORLDS_PER_TABLE = 40;

/** Draws worlds until so many pairs were compared. */
export async function comparePairs({ database, pairs: wanted, seed }: Comparing): Promise<Compared> {
  const reasons: Record<string, number> = {};
  const differences: string[] = [];
  let [pairs, shown] = [0, 0];
  let rows: readonly Row[] = [];
  for (let world = 0; pairs < wanted; world += 1) {
    if (world % WORLDS_PER_TABLE === 0) rows = await fill(database, seed + world);
    for (const { drawn, permit } of permitsOf(seed + world)) {
      const [told, listed] = await shownBoth(database, permit);
      for (const [index, row] of rows.entries()) {
        const ground = groundBy(permit, row);
        const said = {
          interpreter: ground.visible,
          compiled: seenBy(permit, row),
          told: told.has(index),
          listed: listed.has(index),
        };
        reasons[ground.reason] = (reasons[ground.reason] ?? 0) + 1;
        pairs += 1;
        if (said.interpreter) shown += 1;
        if (new Set(Object.values(said)).size > 1)
          differences.push(JSON.stringify({ seed: seed + world, ...said, reason: ground.reason, row, drawn }));
      }
    }
  }
  return { pairs, reasons, shown, hidden: pairs - shown, differences };
}

/** A request without exactly one purpose has no permit: every row is hidden, for the reason that the audit is given. */
const groundBy = (permit: Permit | Refusal, row: Row): { visible: boolean; reason: string } =>
  isRefusal(permit)
    ? { visible: false, reason: permit.auditReason ?? '' }
    : groundOfRow(permit, { ...row, type: row.facts.type, read: () => row.resource });

const seenBy = (permit: Permit | Refusal, { facts, labelled }: Row): boolean =>
  !isRefusal(permit) && sees(permit, facts, labelled);

async function shownBoth(database: Database, permit: Permit | Refusal): Promise<readonly [Set<number>, Set<number>]> {
  if (isRefusal(permit)) return [new Set(), new Set()];
  const told = await rowsShown(database, permit);
  await keepPeople(database, permit, 1);
  return [told, await rowsShown(database, permit)];
}

/** The numbers of the rows that the database shows. Throws where a condition is neither true nor false. */
async function rowsShown(database: Database, permit: Permit): Promise<Set<number>> {
  const bind = createBindings();
  const condition = visibleTo(permit, 'r', bind);
  const { rows } = await database.query<{ content: string; holds: boolean | null }>(
    `SELECT content, ${condition} AS holds FROM resource r`,
    bind.values,
  );
  if (rows.some(({ holds }) => holds === null)) throw new Error(`the database does not know: ${condition}`);
  return new Set(rows.flatMap(({ content, holds }) => (holds ? [Number(content)] : [])));
}

async function fill(database: Database, seed: number): Promise<Row[]> {
  const rows = randomWorld(seed, ROWS).rows.map(({ resource, custodian }, index): Row => {
    const named = { ...toRowIds(resource), id: rowId(resource, index) } as Resource;
    return { resource: named, custodian, facts: factsOf(named, custodian), labelled: labelledOf(index) };
  });
  await database.query('TRUNCATE resource CASCADE');
  await insertFacts(
    database,
    rows.map(({ facts }) => facts),
    labelledOf,
  );
  return rows;
}

function* permitsOf(seed: number): Iterable<{ drawn: unknown; permit: Permit | Refusal }> {
  const { context, consents, requests } = randomWorld(seed, 0);
  const named = toRowIds(consents) as Consent[];
  for (const [index, request] of requests.entries()) {
    const permit = permitFor({
      request,
      own: index === 0 ? ['Organization/o1'] : [],
      consentsByPatient: Map.groupBy(named, ({ patient }) => patient?.reference ?? ''),
      context: { ...context, lookup: lookupIn(context) },
      reach: index === 1 ? { Observation: [{}], Encounter: [{}], CarePlan: [{ patient: 'Patient/a' }] } : '*',
      labels: TODAY,
    });
    yield { drawn: { request, consents: named, context }, permit };
  }
}

/** The records that consents of random worlds may name, under ids that a row can have. */
const NAMES = ['x1', 'x2', 'x3', 'x4', 'x5'];

/** Three of seven rows keep the id of a named record: the others are further records. */
const rowId = ({ id = '' }: Resource, index: number): string =>
  (index % 7 < 3 ? ROW_IDS[NAMES.indexOf(id)] : undefined) ??
  `30000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** The same with the ids that rows have. */
export const toRowIds = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value).replace(
      /"([A-Z]\w+)\/(x\d)"/g,
      (_, type, name) => `"${type}/${ROW_IDS[NAMES.indexOf(name)] ?? name}"`,
    ),
  ) as T;

function lookupIn({ lookup }: RandomWorld['context']): RandomWorld['context']['lookup'] {
  return (reference) => {
    const found = lookup(reference.replace(/[^/]+$/, (id) => NAMES[ROW_IDS.indexOf(id)] ?? id));
    return found && toRowIds(found);
  };
}
