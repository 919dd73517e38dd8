/** Puts versions into a store as they are, in place of everything that was there, with the index that the store draws itself. */
import type { Resource } from '@medplum/fhirtypes';
import { aboutOf, factsOf, NO_BASIS } from '../../src/consent/index.ts';
import type { Sql } from '../../src/database/index.ts';
import { indexOf } from '../../src/store/index-of.ts';
import { endVersions, INDEX_TABLES, insertVersions, type NewVersion } from '../../src/store/insert-versions.ts';
import type { House } from '../../src/visit/index.ts';
import type { Version } from './store-rows.ts';

export interface Loaded {
  /** Takes away all that was written since, and tells what that was: each new version, made ids and times apart. */
  undo(): Promise<readonly string[]>;
}

const TABLES = ['resource', ...INDEX_TABLES, 'finding'];

/** `known`: the ids of the whole store, also where only a part of it is loaded: a resource may refer to what is not there. */
export async function loadVersions(
  house: House,
  versions: readonly Version[],
  known: ReadonlySet<string>,
): Promise<Loaded> {
  const { database } = house;
  const rows = versions.map((one) => rowOf(house, one));
  const tx = await database.transaction(async (sql) => {
    for (const table of TABLES) await sql.query(`DELETE FROM ${table}`);
    // Of each resource one version at a time is the current one.
    for (const number of new Set(versions.map(({ version }) => version).sort((a, b) => a - b))) {
      const round = rows.filter(({ stored }) => stored.version === number);
      await endVersions(
        sql,
        round.map(({ stored }) => stored),
      );
      await insertVersions(sql, round);
    }
    await nextEpoch(sql);
    const { rows: found } = await sql.query<{ tx: string }>('SELECT pg_current_xact_id()::text AS tx');
    return found[0]?.tx ?? '';
  });
  return { undo: () => database.transaction((sql) => undo(sql, tx, known)) };
}

/** Another policy and other consents: nothing that was believed is true any more. */
const nextEpoch = (sql: Sql) =>
  sql.query(`INSERT INTO house (name, value) VALUES ('policy-epoch', '1')
    ON CONFLICT (name) DO UPDATE SET value = (house.value::bigint + 1)::text`);

function rowOf(
  { parameters, labels }: House,
  { type, id, version, deleted, custodian, members, updated, resource }: Version,
): NewVersion {
  const whole = { custodian, members, labelled: labels.version, basis: NO_BASIS };
  const about = aboutOf(resource as Resource);
  const drawn = deleted ? { ...NOT_INDEXED, about } : indexOf(resource as Resource, { parameters, labels }, whole);
  const stored = {
    ...whole,
    type,
    id,
    version,
    updated: new Date(updated),
    deleted,
    text: deleted ? '' : JSON.stringify(resource),
    facts: factsOf(resource as Resource, custodian),
    about,
    sections: drawn.sections,
  };
  return { ...drawn, stored };
}

const NOT_INDEXED = {
  values: { keys: [], dates: [], strings: [], quantities: [], composites: [], sorts: {}, texts: {} },
  sections: null,
  indexed: '',
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

async function undo(sql: Sql, tx: string, known: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await sql.query<{ said: string }>(
    `WITH gone AS (DELETE FROM resource WHERE from_tx > $1::xid8 RETURNING *)
      SELECT json_build_array(type, id, version, deleted, content, custodian)::text AS said FROM gone`,
    [tx],
  );
  if (rows.length === 0) return [];
  await sql.query('UPDATE resource SET until_tx = NULL WHERE until_tx > $1::xid8', [tx]);
  for (const table of INDEX_TABLES)
    await sql.query(
      `DELETE FROM ${table} i WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.type = i.type AND r.id = i.id AND r.version = i.version)`,
    );
  await nextEpoch(sql);
  return rows.map(({ said }) => said.replace(UUID, (id) => (known.has(id) ? id : 'new'))).sort();
}
