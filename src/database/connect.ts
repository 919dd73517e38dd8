/** Opens the pool to a PostgreSQL and gives the two ways to speak with it: one statement, or one transaction. */
import pg from 'pg';

/** PostgreSQL's number for text[]. */
const TEXT_ARRAY = 1009 as Parameters<typeof pg.types.setTypeParser>[0];
const anyTextArray = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[];
// Most lists hold plain words: they need no parser.
pg.types.setTypeParser(TEXT_ARRAY, (text) =>
  text === '{}' ? [] : /["\\]|NULL/i.test(text) ? anyTextArray(text) : text.slice(1, -1).split(','),
);

/** Something that runs one statement: the pool, or the client of a transaction. Values are always bound, never pasted. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<{ rows: Row[]; rowCount: number }>;
}

interface StatementOptions {
  /**
   * A search. It is planned anew for the values of each call, since they decide: a kept plan expects two rows and gets
   * thousands. Outside a transaction it has connections of its own and less time, so that it can never hold up the rest.
   */
  readonly search?: boolean;
  /**
   * One plan serves all values: of a search it is kept where the server thinks so too. What is no search has connections of
   * its own outside a transaction, on which the first plan is kept: making one may cost ten times what it is made for.
   */
  readonly keepPlan?: boolean;
}

/** How much of the server one gateway takes, and for how long. */
export interface DatabaseLimits {
  /** All connections together: half of them are for searches, and an eighth for what keeps its plan. */
  readonly connectionsMax: number;
  /** No request is worth more: a statement that takes longer is given up. */
  readonly statementTimeoutMs: number;
  readonly searchTimeoutMs: number;
  /** How long a statement waits for a free connection, or for a new one to be made. */
  readonly connectionWaitMs: number;
  /** How long past its time an answer is waited for: of a server that fell silent none comes, and nothing tells of it. */
  readonly silenceMs: number;
}

export interface Database extends Sql {
  /**
   * Runs all statements of `run` in one transaction: committed when it resolves, rolled back when it throws. After a
   * deadlock `run` is called again, so it must have no effect outside. With `lockWaitMs` no statement waits longer for a lock.
   */
  transaction<T>(run: (sql: Sql) => Promise<T>, lockWaitMs?: number): Promise<T>;
  /** Gives one connection without a transaction around it, for what PostgreSQL refuses within one. No statement is given up. */
  session<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const LIMITS: DatabaseLimits = {
  connectionsMax: 16,
  statementTimeoutMs: 20_000,
  searchTimeoutMs: 5_000,
  connectionWaitMs: 10_000,
  silenceMs: 5_000,
};

/** Opens the connections of a gateway. Nothing connects before the first statement. */
export function openDatabase(url: string, limits: Partial<DatabaseLimits> = {}): Database {
  const { connectionsMax, statementTimeoutMs, searchTimeoutMs, connectionWaitMs, silenceMs } = { ...LIMITS, ...limits };
  const forSearches = Math.max(1, Math.floor(connectionsMax / 2));
  const forKept = Math.floor(connectionsMax / 8);
  const open = (config: pg.PoolConfig) =>
    openPool({
      connectionString: url,
      connectionTimeoutMillis: connectionWaitMs,
      statement_timeout: statementTimeoutMs,
      ...config,
    });
  // One connection stays while nothing is asked: by it another gateway sees that the server is in use.
  const pool = open({ max: Math.max(1, connectionsMax - forSearches - forKept), min: 1 });
  const searches = open({ max: forSearches, statement_timeout: searchTimeoutMs });
  const kept =
    forKept === 0 ? pool : open({ max: forKept, options: `${PLANNING} -c plan_cache_mode=force_generic_plan` });
  const poolFor = ({ search = false, keepPlan = false }: StatementOptions = {}) =>
    search ? searches : keepPlan ? kept : pool;
  return {
    query: (text, values, options) => {
      const answerWaitMs = (options?.search === true ? searchTimeoutMs : statementTimeoutMs) + silenceMs;
      return orBusy(run(poolFor(options), text, { values, options, answerWaitMs }));
    },
    transaction: (body, lockWaitMs) => retried(() => transaction(pool, body, lockWaitMs)),
    session: (body) => session(pool, body),
    close: async () => {
      await Promise.all([...new Set([pool, searches, kept])].map((each) => each.end()));
    },
  };
}

/** Any page is as near as the next, in memory and on today's disks: else the planner reads whole indexes to spare a few rows. */
const PLANNING = '-c random_page_cost=1.1';

function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ application_name: 'kakehashi', options: PLANNING, ...config });
  // An idle connection that the server drops must not end the process; the next statement opens a new one.
  pool.on('error', () => {});
  // Nor one that is lost between two statements of a transaction: the next of them fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Every connection is taken, and none came free in time. */
export class DatabaseBusy extends Error {
  override name = 'DatabaseBusy';
}

/** The words in which the pool says that a wait was in vain; it has no code for it. */
const NONE_FREE = 'timeout exceeded when trying to connect';

async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.message === NONE_FREE) {
      throw new DatabaseBusy('every connection to the database is taken');
    }
    throw error;
  }
}

/** The database does not answer at all. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable';
}

/** Connects once, within some 10 seconds; throws `DatabaseUnreachable` with the place, and never the password. */
export async function reach(database: Database, url: string): Promise<void> {
  try {
    await database.query('SELECT 1');
  } catch (error) {
    throw unreachable(error, url);
  }
}

export function unreachable(error: unknown, url: string): DatabaseUnreachable {
  const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: readonly Error[] };
  const reason = message || errors?.map((each) => each.message).join('; ') || code;
  return new DatabaseUnreachable(
    `データベース ${placeOf(url)} につながりません（${reason}）。DATABASE_URL を確かめてください。 / ` +
      `the database ${placeOf(url)} cannot be reached (${reason}); check DATABASE_URL`,
  );
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return '(DATABASE_URL)';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

interface Statement {
  readonly values?: readonly unknown[] | undefined;
  readonly options?: StatementOptions | undefined;
  /** Absent: for as long as it takes. */
  readonly answerWaitMs?: number;
}

async function run<Row extends pg.QueryResultRow>(
  target: pg.Pool | pg.PoolClient,
  text: string,
  { values = [], options = {}, answerWaitMs }: Statement,
): Promise<{ rows: Row[]; rowCount: number }> {
  const name =
    values.length > 0 && (options.search !== true || options.keepPlan === true) ? statementName(text) : undefined;
  const statement = {
    ...(name === undefined ? {} : { name }),
    text,
    values: [...values],
    ...(answerWaitMs === undefined ? {} : { query_timeout: answerWaitMs }),
  };
  const { rows, rowCount } = await target.query<Row>(statement);
  return { rows, rowCount: rowCount ?? 0 };
}

/** How many statements a connection keeps with their plans; those beyond are planned each time. */
const STATEMENTS_MAX = 300;
const statements = new Map<string, string>();

/** A name under which the server keeps a statement and its plan. */
function statementName(text: string): string | undefined {
  const known = statements.get(text);
  if (known !== undefined || statements.size >= STATEMENTS_MAX) return known;
  const name = `s${statements.size}`;
  statements.set(text, name);
  return name;
}

interface OneAtATime {
  readonly sql: Sql;
  /** Resolves when no statement is under way or waits. */
  drained(): Promise<void>;
  /** The same; what waits is not run any more. */
  closed(): Promise<void>;
}

/** A connection runs one statement after the other, also where several are asked for at once. */
function oneAtATime(client: pg.PoolClient): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  let open = true;
  const drained = async (): Promise<void> => {
    for (let seen: unknown; seen !== last; ) {
      seen = last;
      await last;
    }
  };
  return {
    sql: {
      query: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], options?: StatementOptions) => {
        const next = last.then(() => {
          if (!open) throw new Error('the transaction of this statement has ended');
          return run<Row>(client, text, { values, options });
        });
        last = next.catch(() => undefined);
        return next;
      },
    },
    drained,
    closed: () => {
      open = false;
      return drained();
    },
  };
}

/** What PostgreSQL asks to be tried again: a serialization failure, a deadlock. */
const TRY_AGAIN = ['40001', '40P01'];
const TRIES_MAX = 4;

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || !TRY_AGAIN.includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

async function transaction<T>(pool: pg.Pool, body: (sql: Sql) => Promise<T>, lockWaitMs?: number): Promise<T> {
  const client = await orBusy(pool.connect());
  const statements = oneAtATime(client);
  let broken = false;
  try {
    await client.query(
      lockWaitMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${Math.round(lockWaitMs)}`,
    );
    const result = await body(statements.sql);
    await statements.drained();
    await statements.closed();
    const { command } = await client.query('COMMIT');
    // PostgreSQL rolls back without a word where a statement failed, whoever was told of that.
    if (command !== 'COMMIT') throw new Error('defect: a transaction was to be committed in which a statement failed');
    return result;
  } catch (error) {
    // INVARIANT: what was asked for within a transaction never runs outside of it, however it ends.
    await statements.closed();
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    await statements.closed();
    client.release(broken);
  }
}

async function session<T>(pool: pg.Pool, body: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await orBusy(pool.connect());
  try {
    await client.query('SET statement_timeout = 0');
    return await body({ query: (text, values, options) => run(client, text, { values, options }) });
  } finally {
    // It goes back to nobody: what a session keeps, as locks and settings, ends with its connection.
    client.release(true);
  }
}
