/** Collects the versions that one transaction makes, and puts them into the database many at a time. */
import type { Sql } from '#database';
import type { Issue } from '#fhir';
import { keepFindings } from './findings.ts';
import { endVersions, insertVersions, type NewVersion } from './insert-versions.ts';
import type { Stored } from './row.ts';

export interface Collected {
  /** The version, and the one that ends with it. */
  add(made: NewVersion, findings: readonly Issue[], before?: Stored): Promise<void>;
  /** Puts what was added into the database. */
  flush(): Promise<void>;
  /** The transaction. INVARIANT: whoever asks it anything finds there all that was added before. */
  readonly sql: Sql;
}

/** Rows of one statement: what is larger only takes more memory. */
const TOGETHER_MAX = 250;

export function collectVersions(sql: Sql): Collected {
  let made = new Map<string, Version>();
  let sent: Promise<void> = Promise.resolve();

  /** Sends what was added, after what was sent before. */
  const send = (): void => {
    if (made.size === 0) return;
    const all = [...made.values()];
    made = new Map();
    sent = allOf([sent, ...statementsOf(sql, all)]);
    // Whoever waits for it next hears of it.
    sent.catch(() => undefined);
  };
  const flush = (): Promise<void> => {
    send();
    return sent;
  };
  return {
    flush,
    add: async (version, findings, before) => {
      const name = `${version.stored.type}/${version.stored.id}`;
      if (made.has(name) || made.size >= TOGETHER_MAX) {
        // The next versions are made while these go in; but no more of them than are one statement ahead.
        await sent;
        send();
      }
      made.set(name, { made: version, findings, before });
    },
    sql: {
      query: async (text, values, options) => {
        await flush();
        return sql.query(text, values, options);
      },
    },
  };
}

interface Version {
  readonly made: NewVersion;
  readonly findings: readonly Issue[];
  readonly before: Stored | undefined;
}

/** Not awaited one by one: a connection takes them in this order. */
function statementsOf(sql: Sql, versions: readonly Version[]): Promise<void>[] {
  const ended = versions.flatMap(({ before }) => before ?? []);
  return [
    ...(ended.length > 0 ? [endVersions(sql, ended)] : []),
    insertVersions(
      sql,
      versions.map((each) => each.made),
    ),
    ...versions.map(({ made: { stored }, findings }) => keepFindings(sql, stored, findings)),
  ];
}

/** The first failure tells what was wrong: those after it only that the transaction is lost. */
async function allOf(statements: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(statements);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
