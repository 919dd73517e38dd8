/** What can be done within one writing transaction. */
import type { Patient } from '@medplum/fhirtypes';
import { gather, type Sql } from '#database';
import { collectVersions } from './collect-versions.ts';
import { DIRECTORY_TYPES } from './directory.ts';
import { valueKey } from './index-values.ts';
import type { NewVersion } from './insert-versions.ts';
import { createPolicyCache, type PolicyCache } from './policy-cache.ts';
import type { Reader } from './reader.ts';
import {
  columnsWithFactsOf,
  isUuid,
  type RowWithFacts,
  resourceOf,
  type Stored,
  type StoredWithFacts,
  storedWithFactsOf,
} from './row.ts';
import { type Draft, deletionOf, versionOf, type WriteContext } from './write.ts';

export interface Writer {
  /** The transaction itself, for the audit to join. */
  readonly sql: Sql;
  /** Reads what this transaction sees: checks within it take no second connection. */
  readonly reader: Reader;
  newId(): string;
  /** Stores a new resource; under `id` when one was given out by `newId` before. */
  insert(draft: Draft, id?: string): Promise<StoredWithFacts>;
  /** Whether an id may be given out: a UUID that no resource of the type ever had. */
  isFree(type: string, id: string): Promise<boolean>;
  /** Waits until no other transaction has locked the same words. */
  lock(words: string): Promise<void>;
  /** Stores the next version of a locked resource. */
  replace(current: StoredWithFacts, draft: Draft): Promise<StoredWithFacts>;
  remove(current: StoredWithFacts): Promise<StoredWithFacts>;
  /** What a locked resource that is deleted was before: itself with its latest content. */
  beforeDeletion(current: StoredWithFacts): Promise<StoredWithFacts>;
  /** The current version of what `custodian` holds itself, locked until the transaction ends. */
  lockOwn(custodian: string | null, type: string, id: string): Promise<StoredWithFacts | undefined>;
  /**
   * What `custodian` itself holds of a type under an identifier `system|value`, locked. Until the transaction ends no
   * other can look for or make the same, so "none found, then insert" makes exactly one.
   */
  claim(custodian: string | null, type: string, identifier: string): Promise<StoredWithFacts[]>;
}

/** A transaction that is open for any number of writers. */
export interface OpenWriters {
  writerAt(now: Date): Writer;
  finish(): Promise<void>;
}

/** Types from which decisions are made: a change of one makes another epoch. */
const POLICY_TYPES = [...DIRECTORY_TYPES, 'Consent', 'Patient', 'RelatedPerson'];

/** What a transaction gives its writers besides itself. */
export interface WritersContext extends Omit<WriteContext, 'now'> {
  readonly newId: () => string;
  /** The reader of a transaction, which believes what only that transaction may know. */
  readonly readerOn: (sql: Sql, believed: Reader['believed']) => Reader;
  /** What the house believes. */
  readonly policy: PolicyCache;
}

/** Opens a transaction for writing: by one writer, or by several that share it. */
export function openWriters(transaction: Sql, context: WritersContext): OpenWriters {
  const { add, flush, sql } = collectVersions(transaction);
  let changed: 'nothing' | 'people' | 'directory' = 'nothing';
  // INVARIANT: what this transaction sees may yet be rolled back, whoever of its writers changed it. It is believed here
  // alone, and no longer than until the next change: the cache of the house hears of it by the epoch, after the commit.
  // Before there is any, what the house believes is true here too.
  let policy = createPolicyCache(context.policy);
  const keep = async (made: NewVersion, draft?: Draft, before?: Stored): Promise<StoredWithFacts> => {
    const { type } = made.stored;
    const isPolicy = POLICY_TYPES.includes(type);
    if (isPolicy && concernsOthers(made.stored, before) && changed !== 'directory')
      changed = DIRECTORY_TYPES.includes(type) ? 'directory' : 'people';
    if (isPolicy) policy = createPolicyCache();
    await add(made, draft?.findings ?? [], before);
    // Somebody may have asked while it waited to be added.
    if (isPolicy) policy = createPolicyCache();
    return made.stored;
  };
  const lockOwn = gather<Owned, StoredWithFacts | undefined>((wanted) => lockAll(sql, wanted));
  const shared = {
    sql,
    reader: context.readerOn(sql, (actor, whose = 'concerned') => policy.believed(actor, whose, sql)),
    newId: context.newId,
    lockOwn: (custodian: string | null, type: string, id: string) => lockOwn({ custodian, type, id }),
    claim: (custodian: string | null, type: string, identifier: string) => claim(sql, custodian, type, identifier),
    isFree: async (type: string, id: string) => {
      if (!isUuid(id)) return false;
      await lock(sql, `${type}/${id}`);
      const { rows } = await sql.query('SELECT 1 FROM resource WHERE type = $1 AND id = $2 LIMIT 1', [type, id]);
      return rows.length === 0;
    },
    lock: async (words: string) => {
      await lock(sql, words);
    },
    beforeDeletion: async (current: StoredWithFacts) => {
      const { rows } = await sql.query<{ content: string }>(
        'SELECT content FROM resource WHERE type = $1 AND id = $2 AND NOT deleted ORDER BY version DESC LIMIT 1',
        [current.type, current.id],
      );
      return { ...current, deleted: false, text: rows[0]?.content ?? '' };
    },
  };
  const writerAt = (now: Date): Writer => {
    const at = { ...context, now };
    return {
      ...shared,
      insert: (draft, id = context.newId()) => keep(versionOf(at, { id }, draft), draft),
      replace: (current, draft) => keep(versionOf(at, { id: current.id, before: current }, draft), draft, current),
      remove: (current) => keep(deletionOf(at, current), undefined, current),
    };
  };
  // Last, since everybody who changes policy waits for these rows until the commit; in one order for everybody.
  const finish = async () => {
    await flush();
    if (changed !== 'nothing') await sql.query(NEXT_EPOCHS, [EPOCHS[changed]]);
  };
  return { writerAt, finish };
}

/** Every change counts in the first; what is no change of the directory in both. */
const EPOCHS = { directory: ['policy-epoch'], people: ['policy-epoch', 'people-epoch'] };

const NEXT_EPOCHS = `INSERT INTO house (name, value) SELECT name, '1' FROM unnest($1::text[]) AS name
  ON CONFLICT (name) DO UPDATE SET value = (house.value::bigint + 1)::text`;

/**
 * Of a person decisions ask the birth date alone, and of one who is new nobody outside the transaction can have asked. What is
 * deleted is asked for as it was.
 */
function concernsOthers(stored: Stored, before: Stored | undefined): boolean {
  if (stored.type === 'Practitioner') return before?.custodian !== stored.custodian;
  if (stored.type !== 'Patient') return true;
  if (before === undefined || stored.deleted) return false;
  return before.deleted || birthDateOf(stored) !== birthDateOf(before);
}

const birthDateOf = (stored: Stored): string | undefined => (resourceOf(stored) as Patient).birthDate;

interface Owned {
  readonly custodian: string | null;
  readonly type: string;
  readonly id: string;
}

/** Locks what is wanted, in one order for everybody, and then reads of it what its asker holds. */
async function lockAll(sql: Sql, wanted: readonly Owned[]): Promise<(StoredWithFacts | undefined)[]> {
  const known = wanted.filter(({ id }) => isUuid(id));
  if (known.length === 0) return wanted.map(() => undefined);
  // A lock of the row itself would be lost: a new version is another row.
  await sql.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (SELECT unnest($1::text[]) AS name ORDER BY 1) AS sorted`,
    [known.map(({ type, id }) => `${type}/${id}`)],
  );
  const { rows } = await sql.query<RowWithFacts>(
    `SELECT ${columnsWithFactsOf('r')} FROM unnest($1::text[], $2::uuid[]) AS w(type, id)
      JOIN resource r ON r.type = w.type AND r.id = w.id AND r.until_tx IS NULL`,
    [known.map(({ type }) => type), known.map(({ id }) => id)],
  );
  const found = new Map(rows.map((row) => [`${row.type}/${row.id}`, storedWithFactsOf(row)]));
  return wanted.map(({ custodian, type, id }) => {
    const stored = found.get(`${type}/${id}`);
    return stored?.custodian === custodian ? stored : undefined;
  });
}

async function claim(sql: Sql, custodian: string | null, type: string, identifier: string): Promise<StoredWithFacts[]> {
  await lock(sql, `${custodian} ${type} ${identifier}`);
  const { rows } = await sql.query<{ id: string }>(
    `SELECT r.id FROM resource r WHERE r.type = $1 AND r.until_tx IS NULL AND NOT r.deleted AND r.keys @> $2::bigint[] AND r.custodian IS NOT DISTINCT FROM $3 ORDER BY r.id`,
    [type, [String(valueKey('identifier', identifier))], custodian],
  );
  const found: StoredWithFacts[] = [];
  for (const { id } of rows) {
    const [current] = await lockAll(sql, [{ custodian, type, id }]);
    if (current && !current.deleted) found.push(current);
  }
  return found;
}

const lock = (sql: Sql, what: string) => sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [what]);
