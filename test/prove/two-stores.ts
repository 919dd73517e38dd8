/**
 * Two whole gateways: one with a store as it is, and one with what `erase` left of it, where everything may be seen. Both
 * are reached under the same address by the same caller, so that nothing but consent can make their answers differ.
 */
import { createAudit } from '../../src/audit/index.ts';
import { digestOf } from '../../src/auth/digest.ts';
import { type Database, migrate } from '../../src/database/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { type Believed, createStore, type Writer } from '../../src/store/index.ts';
import { openHouse } from '../../src/upkeep/index.ts';
import { houseMigrations } from '../../src/upkeep/open-house.ts';
import type { House } from '../../src/visit/index.ts';
import { createAsker, type Told } from './ask.ts';
import type { Asking } from './asking.ts';
import { erase } from './erase.ts';
import { type Loaded, loadVersions } from './load-versions.ts';
import { PUBLIC_URL } from './random-forms.ts';
import type { RandomStore } from './random-store.ts';
import { type Asker, placeOf, type Version } from './store-rows.ts';

const TOKEN = 'prover';
const LIMITS = { bundleEntriesMax: 50, searchCountMax: 100, searchCostMax: 1_000 };

export interface TwoStores {
  readonly house: House;
  /** Loads a store. */
  load(store: Pick<RandomStore, 'versions' | 'policy'>): Promise<void>;
  /** Lets somebody ask: loads what is left for them; with `whole`, everything. Tells how many versions went. */
  admit(asker: Asker, whole?: boolean): Promise<{ hidden: number; mayWrite: boolean }>;
  /** Asks the first alone. */
  askFirst(asking: Asking): Promise<Told>;
  /** Asks both for the same. */
  ask(asking: Asking): Promise<{ full: Told; erased: Told }>;
  /** Lets both do the same, tells what that changed in each, and undoes it. */
  change(asking: Asking): Promise<{ full: Told; erased: Told }>;
  close(): Promise<void>;
}

export async function openTwoStores(first: Database, second: Database): Promise<TwoStores> {
  const clock = { now: new Date(0) };
  let store: Pick<RandomStore, 'versions' | 'policy'> | undefined;
  const opened = await openHouse({ database: first, packages: [], limits: LIMITS, writing: WRITING });
  if (isRefusal(opened)) throw new Error(opened.issues[0]?.en);
  const house: House = {
    ...opened,
    get policy() {
      return { ...opened.policy, ...store?.policy };
    },
  };
  await migrate(second, houseMigrations);
  const all = await everythingSeen({
    ...opened,
    database: second,
    audit: createAudit(second),
    store: await createStore(second, { parameters: opened.parameters, labels: opened.labels }),
  });
  const sides = await Promise.all([open(house, clock), open(all, clock)]);
  const [full, erased] = sides;
  let loaded: [Loaded, Loaded] | undefined;
  const both = async <T>(run: (side: typeof full, n: 0 | 1) => Promise<T>) => {
    const [one, other] = await Promise.all([run(full, 0), run(erased, 1)]);
    return { full: one, erased: other };
  };
  return {
    house,
    load: async (given) => {
      store = given;
      const here = await loadVersions(house, given.versions, idsOf(given));
      loaded = [here, loaded?.[1] ?? here];
    },
    admit: async (asker, whole = false) => {
      const { versions, policy } = store as RandomStore;
      const kept = whole ? versions : erase(versions, policy, asker);
      clock.now = new Date(asker.time);
      const known = idsOf({ versions });
      const there = await loadVersions(all, kept, known);
      loaded = [(loaded as [Loaded, Loaded])[0], there];
      await Promise.all(sides.map(({ become }) => become(asker, known)));
      return { hidden: versions.length - kept.length, mayWrite: seesTheSame(store as RandomStore, asker, kept) };
    },
    askFirst: (asking) => full.ask(asking),
    ask: (asking) => both((side) => side.ask(asking)),
    change: (asking) =>
      both(async (side, n) => {
        const told = await side.ask(asking);
        const changed = await (loaded as [Loaded, Loaded])[n].undo();
        return { pages: [...told.pages, { status: 0, headers: {}, text: JSON.stringify(changed) }] };
      }),
    close: async () => {
      await Promise.all(sides.map(({ close }) => close()));
    },
  };
}

const idsOf = ({ versions }: Pick<RandomStore, 'versions'>) => new Set(versions.map(({ id }) => id));

const WRITING = { updateCreate: false, conditionalDelete: 'multiple' as const };

/** A write asks for other actions than a look: the erased store says what it must be answered only where all agree. */
function seesTheSame(
  { versions, policy }: Pick<RandomStore, 'versions' | 'policy'>,
  asker: Asker,
  kept: readonly Version[],
): boolean {
  const places = kept.map(placeOf).join();
  return (['collect', 'correct'] as const).every(
    (action) => erase(versions, policy, asker, action).map(placeOf).join() === places,
  );
}

/** The same house for one who may see everything: nobody's consent is asked, and what names nobody is shown too. */
async function everythingSeen(house: House): Promise<House> {
  const nothing: Believed = { directory: {}, consentsByPatient: new Map(), patients: {}, relatives: [] };
  const believed = async () => nothing;
  const policy: House['policy'] = {
    ...house.policy,
    default: 'permit',
    onNotCovered: 'default',
    minorConsentAge: 16,
    btgPrivileged: [],
    nonPatientTypes: house.servedTypes,
    rules: [],
  };
  const seeing = (writer: Writer): Writer => ({ ...writer, reader: { ...writer.reader, believed } });
  return {
    ...house,
    policy,
    store: {
      ...house.store,
      believed,
      write: (now, body) => house.store.write(now, (writer) => body(seeing(writer))),
      writeTogether: (now, body, about) => house.store.writeTogether(now, (writer) => body(seeing(writer)), about),
    },
  };
}

/** Starts the gateway of a house, with a token whose caller can be changed. */
async function open(house: House, clock: { readonly now: Date }) {
  const gateway = await startGateway({
    house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    publicUrl: PUBLIC_URL,
    bodyBytesMax: 300_000,
    now: () => clock.now,
  });
  const { database } = house;
  await database.query(TOKEN_ROWS, [
    digestOf(TOKEN),
    JSON.stringify({
      exp: 4_000_000_000,
      iat: 0,
      aud: `${PUBLIC_URL}/fhir`,
      scope: 'user/*.cruds',
      clientId: 'prover',
    }),
  ]);
  await database.query(`INSERT INTO auth_user (id, login, name, fhir_user, password_hash, password_changed_at, must_change_password, created_at)
    VALUES ('u', 'u', 'u', 'Practitioner/x', '', now(), false, now())`);
  await database.query(
    `INSERT INTO auth_role (id, user_id, actor, organization, purposes, name, created_at) VALUES ('r', 'u', 'x', NULL, '{}', 'r', now())`,
  );
  await database.query(
    `INSERT INTO auth_context (grant_id, user_id, role_id, purpose, context, expires_at) VALUES ('g', 'u', 'r', 'x', '{}', '2200-01-01')`,
  );
  await database.query(
    `INSERT INTO auth_client (id, name, kind, authentication, scopes, introspection, registered_at) VALUES ('prover', 'prover', 'app', 'none', '{}', false, now())`,
  );
  const asker = createAsker({ listensAt: gateway.listensAt, base: `${PUBLIC_URL}/fhir`, token: TOKEN });
  return {
    ask: asker.ask,
    become: async ({ actor, organization, purpose, reason }: Asker, known: ReadonlySet<string>) => {
      asker.know(known);
      await database.query('UPDATE auth_role SET actor = $1, organization = $2, purposes = ARRAY[$3]', [
        actor,
        organization,
        purpose,
      ]);
      await database.query('UPDATE auth_context SET purpose = $1, reason = $2', [purpose, reason]);
    },
    close: async () => {
      asker.close();
      await gateway.stop();
    },
  };
}

const TOKEN_ROWS = `INSERT INTO auth_state (model, id, payload, grant_id, expires_at) VALUES ('AccessToken', $1, $2, 'g', '2200-01-01')`;
