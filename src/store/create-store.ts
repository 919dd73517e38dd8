/** The store as the house knows it: every read asks for a permit, every write happens in one transaction with its audit. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { basisOf, factsOf, type LabelRules, labelOnWrite, NO_BASIS, type Permit } from '#consent';
import type { Database, Sql } from '#database';
import type { SearchParameters } from '#fhir';
import { type AddedParameters, addedParameters } from './added-parameters.ts';
import { type Cursors, cursorsBy } from './cursor.ts';
import { epochsIn } from './epochs.ts';
import { indexOf } from './index-of.ts';
import { createUnfinishedIndex, type UnfinishedIndex } from './index-state.ts';
import { entriesIn, indexValuesOf } from './index-values.ts';
import { forgetLists, keepPeople } from './permit-lists.ts';
import { createPolicyCache } from './policy-cache.ts';
import { type Reader, readerOn } from './reader.ts';
import { type IndexWork, indexWork } from './reindex.ts';
import { type LabelWork, labelWork } from './relabel.ts';
import { resourceOf } from './row.ts';
import { createSharedWrites, type WriteTogether } from './shared-writes.ts';
import { type Walked, walk } from './walk.ts';
import type { Label } from './write.ts';
import { openWriters, type Writer } from './writer.ts';

export interface Store extends Reader {
  /** Runs `body` in one transaction: all of it is stored, or nothing. */
  write<T>(now: Date, body: (writer: Writer) => Promise<T>): Promise<T>;
  /** The same for a small write, which may share the transaction with others of its moment. */
  readonly writeTogether: WriteTogether;
  /** A value that the house keeps about itself. */
  note(name: string): Promise<string | undefined>;
  setNote(name: string, value: string): Promise<void>;
  /** Sets a value that has none yet; resolves to what it is. */
  keepNote(name: string, value: string): Promise<string>;
  /** Everything of some types, for counts that tell of nobody. */
  walk(types: readonly string[]): AsyncGenerator<Walked>;
  /** True when no resource was ever stored. */
  isEmpty(): Promise<boolean>;
  /** What the region adds to what can be searched by. */
  readonly addedParameters: AddedParameters;
  /** Drawing the index anew, for the jobs of the house. */
  readonly indexWork: IndexWork;
  /** Labels what is to be stored, for who must see the labels before. */
  readonly label: Label;
  /** With how many entries the index would hold a resource. */
  indexEntries(resource: Resource): number;
  /** Labelling anew, for the jobs of the house. */
  readonly labelWork: LabelWork;
  /** Readies a permit about many people, so that no statement has to tell of all of them. */
  keepPeople(permit: Permit): Promise<void>;
  /** Removes what was readied and has not been used for days; true while there may be more. */
  forgetPeople(): Promise<boolean>;
  /** A warning for each of these types whose index is not whole. */
  readonly unfinishedIndex: UnfinishedIndex;
  /** For pages of what is no resource of the store. */
  readonly cursors: Cursors;
}

export interface StoreOptions {
  /** What is indexed; the searches of the house are parsed by the same. */
  readonly parameters: SearchParameters;
  readonly newId?: () => string;
  /** By which rules what is stored is labelled. Without them it is left as it comes, and counts as unlabelled. */
  readonly labels?: LabelRules;
  /** Of how many people a permit must be for them to be kept. */
  readonly peopleKeptFrom?: number;
}

/** Opens the store on a migrated database; makes its secret at the first start. */
export async function createStore(
  database: Database,
  { parameters, newId = randomUUID, labels, peopleKeptFrom }: StoreOptions,
): Promise<Store> {
  await setNote(database, 'cursor-secret', randomBytes(32).toString('hex'), 'keep');
  const secret = (await note(database, 'cursor-secret')) ?? '';
  const policy = createPolicyCache();
  const label = labelBy(labels);
  const open = (transaction: Sql) =>
    openWriters(transaction, {
      newId,
      policy,
      readerOn: (sql, within) => readerOn(sql, secret, within),
      factsOf: (resource, custodian) => factsOf(resource, custodian ?? undefined),
      indexOf: (resource, whole) => indexOf(resource, { parameters, labels }, whole),
      label,
    });
  return {
    cursors: cursorsBy(secret),
    ...readerOn(database, secret, (actor, whose = 'concerned', seen) =>
      policy.believed(actor, whose, database, epochsIn(seen)),
    ),
    write: (now, body) =>
      database.transaction(async (sql) => {
        const { writerAt, finish } = open(sql);
        const result = await body(writerAt(now));
        await finish();
        return result;
      }),
    addedParameters: addedParameters(database),
    indexWork: indexWork(database, { parameters, labels }),
    label,
    indexEntries: (resource) => entriesIn(indexValuesOf(resource, parameters.of(resource.resourceType).values())),
    labelWork: labelWork(database, { parameters, labels }),
    keepPeople: (permit) => keepPeople(database, permit, peopleKeptFrom),
    forgetPeople: () => forgetLists(database),
    writeTogether: createSharedWrites(database, open),
    unfinishedIndex: createUnfinishedIndex(database),
    note: (name) => note(database, name),
    setNote: (name, value) => setNote(database, name, value, 'replace'),
    keepNote: async (name, value) => {
      await setNote(database, name, value, 'keep');
      return (await note(database, name)) ?? value;
    },
    walk: (types) => walk(database, types),
    isEmpty: async () => (await database.query('SELECT 1 FROM resource LIMIT 1')).rows.length === 0,
  };
}

const labelBy =
  (rules: LabelRules | undefined): Label =>
  (resource, { custodian, before, sections }) => {
    // The mark of a deletion shows no labels.
    const shown = before === undefined || before.deleted ? [] : (resourceOf(before).meta?.security ?? []);
    const basis = basisOf(resource, {
      ...(before === undefined ? {} : { before: { shown, basis: before.basis } }),
      ...(sections === undefined ? {} : { sections }),
    });
    return rules === undefined
      ? { resource, version: '', basis: NO_BASIS }
      : labelOnWrite(resource, { rules, basis, custodian });
  };

async function note(sql: Sql, name: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ value: string }>('SELECT value FROM house WHERE name = $1', [name]);
  return rows[0]?.value;
}

async function setNote(sql: Sql, name: string, value: string, mode: 'keep' | 'replace'): Promise<void> {
  const conflict = mode === 'keep' ? 'DO NOTHING' : 'DO UPDATE SET value = excluded.value';
  await sql.query(`INSERT INTO house (name, value) VALUES ($1, $2) ON CONFLICT (name) ${conflict}`, [name, value]);
}
