/** What can be done within one writing transaction. */
import type { Sql } from '#database';
import { valueKey } from './index-values.ts';
import { createPolicyCache } from './policy-cache.ts';
import type { Reader } from './reader.ts';
import { columnsOf, isUuid, type Row, type Stored, storedOf } from './row.ts';
import { type Draft, insert, insertAll, remove, replace, type WriteContext } from './write.ts';

export interface Writer {
  /** The transaction itself, for the audit to join. */
  readonly sql: Sql;
  /** Reads what this transaction sees: checks within it take no second connection. */
  readonly reader: Reader;
  newId(): string;
  /** Stores a new resource; under `id` when one was given out by `newId` before. */
  insert(draft: Draft, id?: string): Promise<Stored>;
  /** Stores many new resources by one statement, each under an id that `newId` gave out. */
  insertAll(drafts: readonly (Draft & { readonly id: string })[]): Promise<Stored[]>;
  /** Whether an id may be given out: a UUID that no resource of the type ever had. */
  isFree(type: string, id: string): Promise<boolean>;
  /** Waits until no other transaction has locked the same words. */
  lock(words: string): Promise<void>;
  /** Stores the next version of a locked resource. */
  replace(current: Stored, draft: Draft): Promise<Stored>;
  remove(current: Stored): Promise<Stored>;
  /** The current version of what `custodian` holds itself, locked until the transaction ends. */
  lockOwn(custodian: string | null, type: string, id: string): Promise<Stored | undefined>;
  /**
   * What `custodian` itself holds of a type under an identifier `system|value`, locked. Until the transaction ends no
   * other can look for or make the same, so "none found, then insert" makes exactly one.
   */
  claim(custodian: string | null, type: string, identifier: string): Promise<Stored[]>;
}

/** Types from which decisions are made: a change of one makes another epoch. */
const POLICY_TYPES = ['Organization', 'PractitionerRole', 'CareTeam', 'Group', 'Consent', 'Patient', 'RelatedPerson'];

export function createWriter(
  sql: Sql,
  context: WriteContext & { newId: () => string; reader: Reader },
): { writer: Writer; finish: () => Promise<void> } {
  let policyChanged = false;
  const noted = async (written: Promise<Stored>): Promise<Stored> => {
    const stored = await written;
    policyChanged ||= POLICY_TYPES.includes(stored.type);
    return stored;
  };
  const writer: Writer = {
    sql,
    // What this transaction changed may yet be rolled back: it is believed here alone, and kept nowhere.
    reader: {
      ...context.reader,
      believed: (actor) => (policyChanged ? createPolicyCache()(actor, sql) : context.reader.believed(actor)),
    },
    newId: context.newId,
    insert: (draft, id = context.newId()) => noted(insert(sql, context, id, draft)),
    insertAll: async (drafts) => {
      const stored = await insertAll(sql, context, drafts);
      policyChanged ||= stored.some(({ type }) => POLICY_TYPES.includes(type));
      return stored;
    },
    isFree: async (type, id) => {
      if (!isUuid(id)) return false;
      await lock(sql, `${type}/${id}`);
      const { rows } = await sql.query('SELECT 1 FROM resource WHERE type = $1 AND id = $2 LIMIT 1', [type, id]);
      return rows.length === 0;
    },
    lock: async (words) => {
      await lock(sql, words);
    },
    replace: (current, draft) => noted(replace(sql, context, current, draft)),
    remove: (current) => noted(remove(sql, context, current)),
    lockOwn: (custodian, type, id) => lockOwn(sql, custodian, type, id),
    claim: (custodian, type, identifier) => claim(sql, custodian, type, identifier),
  };
  // Last, since everybody who changes policy waits for this row until the commit.
  const finish = async () => {
    if (!policyChanged) return;
    await sql.query(
      `INSERT INTO house (name, value) VALUES ('policy-epoch', '1')
        ON CONFLICT (name) DO UPDATE SET value = (house.value::bigint + 1)::text`,
    );
  };
  return { writer, finish };
}

async function lockOwn(sql: Sql, custodian: string | null, type: string, id: string): Promise<Stored | undefined> {
  if (!isUuid(id)) return undefined;
  // A lock of the row itself would be lost: a new version is another row.
  await lock(sql, `${type}/${id}`);
  const { rows } = await sql.query<Row>(
    `SELECT ${columnsOf('r')} FROM resource r WHERE r.type = $1 AND r.id = $2 AND r.until_tx IS NULL AND r.custodian IS NOT DISTINCT FROM $3`,
    [type, id, custodian],
  );
  return rows.map(storedOf)[0];
}

async function claim(sql: Sql, custodian: string | null, type: string, identifier: string): Promise<Stored[]> {
  await lock(sql, `${custodian} ${type} ${identifier}`);
  const { rows } = await sql.query<{ id: string }>(
    `SELECT r.id FROM resource r WHERE r.type = $1 AND r.until_tx IS NULL AND NOT r.deleted AND r.keys @> $2::bigint[] AND r.custodian IS NOT DISTINCT FROM $3 ORDER BY r.id`,
    [type, [String(valueKey('identifier', identifier))], custodian],
  );
  const found: Stored[] = [];
  for (const { id } of rows) {
    const current = await lockOwn(sql, custodian, type, id);
    if (current && !current.deleted) found.push(current);
  }
  return found;
}

const lock = (sql: Sql, what: string) => sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [what]);
