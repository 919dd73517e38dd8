/** Search parameters that a region adds: kept in the database, known to every gateway on it. */
import type { SearchParameter } from '@medplum/fhirtypes';
import type { Database, Sql } from '#database';
import type { Refusal } from '#fhir';

export interface AddedParameters {
  list(): Promise<SearchParameter[]>;
  /** Stores one under its id, as a new version where it is there already and `may` lets it. Undefined: another one has the URL. */
  put(
    definition: SearchParameter & { id: string },
    now: Date,
    may: MayChange,
  ): Promise<SearchParameter | Refusal | undefined>;
  /** Undefined when there was one and `may` let it go; false when there is none. */
  remove(id: string, may: MayChange): Promise<Refusal | false | undefined>;
  /** Another number after each change, by whatever process. */
  epoch(): Promise<string>;
}

/** Whether what stands at this version may be changed; asked while nobody else can change it. */
export type MayChange = (version: number) => Refusal | undefined;

const UNIQUE_VIOLATION = '23505';

export const addedParameters = (database: Database): AddedParameters => ({
  list: async () => {
    const { rows } = await database.query<{ content: string }>('SELECT content FROM search_parameter ORDER BY url');
    return rows.map(({ content }) => JSON.parse(content) as SearchParameter);
  },
  put: (definition, now, may) =>
    database
      .transaction(async (sql) => {
        const { rows } = await sql.query<{ version: number }>(
          'SELECT version FROM search_parameter WHERE id = $1 FOR UPDATE',
          [definition.id],
        );
        const [current] = rows;
        const unmet = current && may(current.version);
        if (unmet) return unmet;
        const version = (current?.version ?? 0) + 1;
        const meta = { ...definition.meta, versionId: String(version), lastUpdated: now.toISOString() };
        const stored = { ...definition, meta };
        await sql.query(
          `INSERT INTO search_parameter (id, url, version, updated, content) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, version = excluded.version, updated = excluded.updated, content = excluded.content`,
          [definition.id, definition.url, version, now.toISOString(), JSON.stringify(stored)],
        );
        await nextEpoch(sql);
        return stored;
      })
      .catch((error: { code?: string }) => {
        if (error.code === UNIQUE_VIOLATION) return undefined;
        throw error;
      }),
  remove: (id, may) =>
    database.transaction(async (sql) => {
      const { rows } = await sql.query<{ version: number }>(
        'SELECT version FROM search_parameter WHERE id = $1 FOR UPDATE',
        [id],
      );
      const [current] = rows;
      if (current === undefined) return false;
      const unmet = may(current.version);
      if (unmet) return unmet;
      await sql.query('DELETE FROM search_parameter WHERE id = $1', [id]);
      await nextEpoch(sql);
      return undefined;
    }),
  epoch: async () => {
    const { rows } = await database.query<{ value: string }>(`SELECT value FROM house WHERE name = 'search-epoch'`);
    return rows[0]?.value ?? '0';
  },
});

const nextEpoch = (sql: Sql) =>
  sql.query(
    `INSERT INTO house (name, value) VALUES ('search-epoch', '1')
      ON CONFLICT (name) DO UPDATE SET value = (house.value::bigint + 1)::text`,
  );
