/** Keeps what decisions are made from, for as long as nobody changed it: one look at the epoch tells. */
import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import type { Directory } from '#consent';
import type { Database } from '#database';
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

/** A function that gives what is believed now. INVARIANT: a committed change of consent acts on the next call. */
export function createPolicyCache(database: Database): (actor: string) => Promise<Believed> {
  let kept: Kept | undefined;
  return async (actor) => {
    const epoch = await epochOf(database);
    if (kept?.epoch !== epoch) kept = { epoch, directory: await loadDirectory(database), actors: new Map() };
    const current = kept;
    const known = current.actors.get(actor);
    if (known) return known;
    const believed = await load(database, current.directory, actor);
    // What was loaded after a change in between belongs to the new epoch; it is used, but not kept under the old one.
    if ((await epochOf(database)) === epoch && current.actors.size < ACTORS_MAX) current.actors.set(actor, believed);
    return believed;
  };
}

async function epochOf(database: Database): Promise<string> {
  const { rows } = await database.query<{ value: string }>(`SELECT value FROM house WHERE name = 'policy-epoch'`);
  return rows[0]?.value ?? '0';
}

async function load(database: Database, directory: Directory, actor: string): Promise<Believed> {
  const consentsByPatient = await loadConsents(database, standsFor(directory, actor));
  const patients = [...consentsByPatient.keys()];
  return {
    directory,
    consentsByPatient,
    patients: await loadBirthDates(database, patients),
    relatives: await loadRelatives(database, patients),
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
