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

/** How many changes there were of anything that decisions are made from, and of the directory among them. */
interface Epochs {
  readonly policy: bigint;
  readonly directory: bigint;
}

/** Promises, so that who asks at one moment shares one loading. */
interface Kept {
  readonly epochs: Epochs;
  readonly directory: Promise<Directory>;
  readonly actors: Map<string, Promise<Believed>>;
}

const ACTORS_MAX = 1_000;

export interface PolicyCache {
  /** What is believed now, read on the pool or within a transaction. */
  believed(actor: string, sql: Sql): Promise<Believed>;
  /** What is kept of an actor since these epochs began. */
  keptSince(actor: string, epochs: Epochs): Promise<Believed> | undefined;
}

/**
 * INVARIANT: a committed change of consent acts on the next call. What `shared` keeps is believed where it is still true;
 * nothing is put into it.
 */
export function createPolicyCache(shared?: PolicyCache): PolicyCache {
  let kept: Kept | undefined;
  const keptSince: PolicyCache['keptSince'] = (actor, { policy }) =>
    kept?.epochs.policy === policy ? kept.actors.get(actor) : undefined;
  const believed: PolicyCache['believed'] = async (actor, sql) => {
    const epochs = await epochsOf(sql);
    const known = shared?.keptSince(actor, epochs);
    if (known) return known;
    if (kept?.epochs.policy !== epochs.policy) {
      const directory = kept?.epochs.directory === epochs.directory ? kept.directory : loadDirectory(sql);
      kept = { epochs, directory, actors: new Map() };
    }
    const current = kept;
    try {
      return await (current.actors.get(actor) ?? loadInto(current, actor, sql));
    } catch (error) {
      // Who asks after a failure asks anew.
      if (kept === current) kept = undefined;
      throw error;
    }
  };
  return { believed, keptSince };
}

/** Who asks while an actor is loaded has seen the same epoch, and shares what is loaded. */
async function loadInto({ epochs, directory, actors }: Kept, actor: string, sql: Sql): Promise<Believed> {
  const loading = directory.then((known) => load(sql, known, actor));
  if (actors.size < ACTORS_MAX) actors.set(actor, loading);
  const believed = await loading;
  // What was loaded after a change in between belongs to the new epoch; it is used, but not kept under the old one.
  if ((await epochsOf(sql)).policy !== epochs.policy) actors.delete(actor);
  return believed;
}

const looks = new WeakMap<Sql, Gathered<undefined, Epochs>>();

/** The epochs now: who asks at one moment shares one look. */
function epochsOf(sql: Sql): Promise<Epochs> {
  let ask = looks.get(sql);
  if (ask === undefined) {
    ask = gather(async (askers) => {
      const epochs = await readEpochs(sql);
      return askers.map(() => epochs);
    }, 3);
    looks.set(sql, ask);
  }
  return ask(undefined);
}

async function readEpochs(sql: Sql): Promise<Epochs> {
  const { rows } = await sql.query<{ name: string; value: string }>(
    `SELECT name, value FROM house WHERE name IN ('policy-epoch', 'people-epoch')`,
  );
  const count = (name: string) => BigInt(rows.find((row) => row.name === name)?.value ?? 0);
  const policy = count('policy-epoch');
  // What is not said to be of people alone is of the directory: so nothing is missed of who does not tell them apart.
  return { policy, directory: policy - count('people-epoch') };
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
