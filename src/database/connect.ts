/** Opens the pool to a PostgreSQL and gives the two ways to speak with it: one statement, or one transaction. */
import pg from 'pg';

/** Something that runs one statement: the pool, or the client of a transaction. Values are always bound, never pasted. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<{ rows: Row[]; rowCount: number }>;
}

interface StatementOptions {
  /** Plans anew for the values of each call: where they decide, as in a search, a kept plan expects two rows and gets thousands. */
  readonly replan?: boolean;
}

export interface Database extends Sql {
  /**
   * Runs all statements of `run` in one transaction: committed when it resolves, rolled back when it throws. After a
   * deadlock `run` is called again, so it must have no effect outside.
   */
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** No request is worth more: a statement that takes longer is given up. */
const STATEMENT_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a pool of at most `connectionsMax` connections. Nothing connects before the first statement. */
export function openDatabase(url: string, connectionsMax = 16): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    // One connection stays while nothing is asked: by it another gateway sees that the server is in use.
    min: 1,
    application_name: 'kakehashi',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  // An idle connection that the server drops must not end the process; the next statement opens a new one.
  pool.on('error', () => {});
  return {
    query: (text, values, options) => run(pool, text, { values, options }),
    transaction: (body) => retried(() => transaction(pool, body)),
    close: () => pool.end(),
  };
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
    const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: readonly Error[] };
    const reason = message || errors?.map((each) => each.message).join('; ') || code;
    throw new DatabaseUnreachable(
      `データベース ${placeOf(url)} につながりません（${reason}）。DATABASE_URL を確かめてください。 / ` +
        `the database ${placeOf(url)} cannot be reached (${reason}); check DATABASE_URL`,
    );
  }
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return '(DATABASE_URL)';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

interface Statement {
  readonly values?: readonly unknown[] | undefined;
  readonly options?: StatementOptions | undefined;
}

async function run<Row extends pg.QueryResultRow>(
  target: pg.Pool | pg.PoolClient,
  text: string,
  { values = [], options = {} }: Statement,
): Promise<{ rows: Row[]; rowCount: number }> {
  const name = values.length > 0 && options.replan !== true ? statementName(text) : undefined;
  const statement = { ...(name === undefined ? {} : { name }), text, values: [...values] };
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

async function transaction<T>(pool: pg.Pool, body: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const result = await body({ query: (text, values, options) => run(client, text, { values, options }) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
