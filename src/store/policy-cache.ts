/** Keeps what decisions are made from, for as long as nobody changed it: one look at the epoch tells. */
import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import type { Directory } from '#consent';
import { type Gathered, gather, type Sql } from '#database';
import { loadBirthDates, loadConsents, loadDirectory, loadRelatives } from './policy-source.ts';

/** What a decision about one actor is made from. */
export interface Believed {
  readonly directory: Directory;
  readonly consentsByPatient: ReadonlyMap<string, Consent[]>;
  readonly patients: Readonly<Record<string, { birthDate?: string }>>;
  readonly relatives: readonly RelatedPerson[];
}

/** Promises, so that who asks at one moment shares one loading. */
interface Kept {
  readonly epoch: string;
  readonly directory: Promise<Directory>;
  readonly actors: Map<string, Promise<Believed>>;
}

const ACTORS_MAX = 1_000;

/** Gives what is believed now, read on the pool or within a transaction. */
export type PolicyCache = (actor: string, sql: Sql) => Promise<Believed>;

/** A function that gives what is believed now. INVARIANT: a committed change of consent acts on the next call. */
export function createPolicyCache(): PolicyCache {
  let kept: Kept | undefined;
  return async (actor, sql) => {
    const epoch = await epochOf(sql);
    if (kept?.epoch !== epoch) kept = { epoch, directory: loadDirectory(sql), actors: new Map() };
    const current = kept;
    try {
      return await (current.actors.get(actor) ?? loadInto(current, actor, sql));
    } catch (error) {
      // Who asks after a failure asks anew.
      if (kept === current) kept = undefined;
      throw error;
    }
  };
}

/** Who asks while an actor is loaded has seen the same epoch, and shares what is loaded. */
async function loadInto({ epoch, directory, actors }: Kept, actor: string, sql: Sql): Promise<Believed> {
  const loading = directory.then((known) => load(sql, known, actor));
  if (actors.size < ACTORS_MAX) actors.set(actor, loading);
  const believed = await loading;
  // What was loaded after a change in between belongs to the new epoch; it is used, but not kept under the old one.
  if ((await epochOf(sql)) !== epoch) actors.delete(actor);
  return believed;
}

const epochs = new WeakMap<Sql, Gathered<undefined, string>>();

/** The epoch now: who asks at one moment shares one look. */
function epochOf(sql: Sql): Promise<string> {
  let ask = epochs.get(sql);
  if (ask === undefined) {
    ask = gather(async (askers) => {
      const epoch = await readEpoch(sql);
      return askers.map(() => epoch);
    }, 3);
    epochs.set(sql, ask);
  }
  return ask(undefined);
}

async function readEpoch(sql: Sql): Promise<string> {
  const { rows } = await sql.query<{ value: string }>(`SELECT value FROM house WHERE name = 'policy-epoch'`);
  return rows[0]?.value ?? '0';
}

async function load(sql: Sql, directory: Directory, actor: string): Promise<Believed> {
  const consentsByPatient = await loadConsents(sql, standsFor(directory, actor));
  const patients = [...consentsByPatient.keys()];
  const [birthDates, relatives] = await Promise.all([loadBirthDates(sql, patients), loadRelatives(sql, patients)]);
  return { directory, consentsByPatient, patients: birthDates, relatives };
}

/**
 * Everything that the actor stands for at some time, past or coming: its role's person and office, the owners, the teams.
 * Which of them count at the moment is for the decision to say.
 */
function standsFor(directory: Directory, actor: string): string[] {
  const reached = new Set([actor]);
  for (const reference of reached) {
    const { practitioner, organization, partOf } = directory[reference] ?? {};
    for (const upper of [practitioner, organization, partOf]) if (upper !== undefined) reached.add(upper);
    for (const [team, { member = [] }] of Object.entries(directory)) {
      if (member.some((listed) => (typeof listed === 'string' ? listed : listed.ref) === reference)) reached.add(team);
    }
  }
  return [...reached];
}
