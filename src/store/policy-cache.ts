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

interface Kept {
  epoch: string;
  directory: Directory;
  actors: Map<string, Believed>;
}

const ACTORS_MAX = 1_000;

/** Gives what is believed now, read on the pool or within a transaction. */
export type PolicyCache = (actor: string, sql: Sql) => Promise<Believed>;

/** A function that gives what is believed now. INVARIANT: a committed change of consent acts on the next call. */
export function createPolicyCache(): PolicyCache {
  let kept: Kept | undefined;
  return async (actor, sql) => {
    const epoch = await epochOf(sql);
    if (kept?.epoch !== epoch) kept = { epoch, directory: await loadDirectory(sql), actors: new Map() };
    const current = kept;
    const known = current.actors.get(actor);
    if (known) return known;
    const believed = await load(sql, current.directory, actor);
    // What was loaded after a change in between belongs to the new epoch; it is used, but not kept under the old one.
    if ((await epochOf(sql)) === epoch && current.actors.size < ACTORS_MAX) current.actors.set(actor, believed);
    return believed;
  };
}

const epochs = new WeakMap<Sql, Gathered<undefined, string>>();

/** The epoch now: who asks at one moment shares one look. */
function epochOf(sql: Sql): Promise<string> {
  let ask = epochs.get(sql);
  if (ask === undefined) {
    ask = gather(async (askers) => {
      const epoch = await readEpoch(sql);
      return askers.map(() => epoch);
    });
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
  return {
    directory,
    consentsByPatient,
    patients: await loadBirthDates(sql, patients),
    relatives: await loadRelatives(sql, patients),
  };
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
