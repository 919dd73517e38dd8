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
const TOGETHER_MAX = 500;

export function collectVersions(sql: Sql): Collected {
  let made = new Map<string, { made: NewVersion; findings: readonly Issue[]; before: Stored | undefined }>();
  const flush = async (): Promise<void> => {
    if (made.size === 0) return;
    const all = [...made.values()];
    made = new Map();
    const ended = all.flatMap(({ before }) => before ?? []);
    // Not awaited one by one: a connection takes them in this order.
    const statements = [
      ...(ended.length > 0 ? [endVersions(sql, ended)] : []),
      insertVersions(
        sql,
        all.map((each) => each.made),
      ),
      ...all.map(({ made: { stored }, findings }) => keepFindings(sql, stored, findings)),
    ];
    await allOf(statements);
  };
  return {
    flush,
    add: async (version, findings, before) => {
      const name = `${version.stored.type}/${version.stored.id}`;
      if (made.has(name) || made.size >= TOGETHER_MAX) await flush();
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

/** The first failure tells what was wrong: those after it only that the transaction is lost. */
async function allOf(statements: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(statements);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
