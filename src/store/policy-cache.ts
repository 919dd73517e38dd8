/** Keeps what decisions are made from, for as long as nobody changed it: one look at the epoch tells. */
import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import type { Directory } from '#consent';
import type { Sql } from '#database';
import { loadDirectory } from './directory.ts';
import { type Epochs, epochsOf } from './epochs.ts';
import { loadBirthDates, loadConsents, loadRelatives } from './policy-source.ts';

/** What a decision about one actor is made from. */
export interface Believed {
  readonly directory: Directory;
  readonly consentsByPatient: ReadonlyMap<string, Consent[]>;
  readonly patients: Readonly<Record<string, { birthDate?: string }>>;
  readonly relatives: readonly RelatedPerson[];
}

interface Kept {
  readonly epochs: Epochs;
  readonly directory: Promise<Directory>;
  /** What is loaded at the moment: who asks meanwhile has seen the same epochs, and shares it. */
  readonly loading: Map<string, Promise<Loaded>>;
  readonly known: Map<string, Believed>;
}

interface Loaded {
  readonly believed: Believed;
  /** False where something changed while it was loaded: parts of it may be of before, and others of after. */
  readonly isWhole: boolean;
}

const ACTORS_MAX = 1_000;
const TRIES_MAX = 4;

/** Whose consents are asked for: of everybody who has one that could concern the actor, or of everybody who has one. */
export type Whose = 'concerned' | 'everybody';

export interface PolicyCache {
  /**
   * What is believed now, read on the pool or within a transaction; without another look where the asker has seen epochs
   * since which nothing has changed that this process knows of.
   */
  believed(actor: string, whose: Whose, sql: Sql, seen?: Epochs): Promise<Believed>;
  /** What is known under a name since these epochs began; nobody waits for it. */
  knownSince(name: string, epochs: Epochs): Believed | undefined;
}

/**
 * INVARIANT: a committed change of consent acts on the next call. What `shared` knows is believed where it is still true;
 * nothing is put into it.
 */
export function createPolicyCache(shared?: PolicyCache): PolicyCache {
  let kept: Kept | undefined;
  const at = (epochs: Epochs, sql: Sql): Kept => {
    if (kept?.epochs.policy === epochs.policy) return kept;
    const directory = kept?.epochs.directory === epochs.directory ? kept.directory : loadDirectory(sql);
    kept = { epochs, directory, loading: new Map(), known: new Map() };
    return kept;
  };
  const knownSince: PolicyCache['knownSince'] = (name, { policy }) =>
    kept?.epochs.policy === policy ? kept.known.get(name) : undefined;
  const believed: PolicyCache['believed'] = async (actor, whose, sql, seen) => {
    const asked: Asked = { name: `${whose} ${actor}`, actor, whose };
    const still = seen && knownSince(asked.name, seen);
    if (still) return still;
    for (let tries = 1; ; tries += 1) {
      const epochs = await epochsOf(sql);
      const known = shared?.knownSince(asked.name, epochs);
      if (known) return known;
      const current = at(epochs, sql);
      try {
        const { believed: found, isWhole } = await loaded(current, asked, sql);
        if (isWhole || tries === TRIES_MAX) return found;
      } catch (error) {
        // Who asks after a failure asks anew.
        if (kept === current) kept = undefined;
        throw error;
      }
    }
  };
  return { believed, knownSince };
}

interface Asked {
  readonly name: string;
  readonly actor: string;
  readonly whose: Whose;
}

function loaded(current: Kept, asked: Asked, sql: Sql): Promise<Loaded> {
  const { name } = asked;
  const known = current.known.get(name);
  if (known) return Promise.resolve({ believed: known, isWhole: true });
  const under = current.loading.get(name);
  if (under) return under;
  const loading = loadInto(current, asked, sql).finally(() => current.loading.delete(name));
  current.loading.set(name, loading);
  return loading;
}

async function loadInto({ epochs, directory, known }: Kept, asked: Asked, sql: Sql): Promise<Loaded> {
  const believed = await load(sql, await directory, asked);
  const isWhole = (await epochsOf(sql)).policy === epochs.policy;
  if (isWhole && known.size < ACTORS_MAX) known.set(asked.name, believed);
  return { believed, isWhole };
}

async function load(sql: Sql, directory: Directory, { actor, whose }: Asked): Promise<Believed> {
  const consentsByPatient = await loadConsents(sql, whose === 'everybody' ? whose : standsFor(directory, actor));
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
