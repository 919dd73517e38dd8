/** Keeps the lists of permits in the database, and knows which of them are there. */
import type { Permit } from '#consent';
import type { Database, Sql } from '#database';
import { listOf, type PermitList } from './permit-list.ts';

/** So few people are told of in the statement itself: that costs less than to keep them. */
const LISTED_FROM = 24;
/** A permit is made anew long before its list is forgotten. */
const FORGET_AFTER = '2 days';

// By what all permits of one decision share. A list that another database holds and this one not shows nobody.
const kept = new WeakSet<Permit['groups']>();

/** Whether a statement may name the list instead of its people. */
export const isKept = ({ groups }: Permit): boolean => kept.has(groups);

/** Keeps the people of a permit where there are many. Without that a statement tells of them itself. */
export async function keepPeople(database: Database, permit: Permit, from = LISTED_FROM): Promise<void> {
  const people = permit.groups.reduce((sum, { patients }) => sum + patients.length, 0);
  if (people < from) return;
  const list = listOf(permit);
  await database.transaction((sql) => keep(sql, list));
  kept.add(permit.groups);
}

async function keep(sql: Sql, { id, formulas, people }: PermitList): Promise<void> {
  const made = await sql.query('INSERT INTO permit_list (id, used) VALUES ($1, now()) ON CONFLICT DO NOTHING', [id]);
  if (made.rowCount === 0) {
    await sql.query('UPDATE permit_list SET used = now() WHERE id = $1', [id]);
    return;
  }
  await sql.query(
    `INSERT INTO permit_formula (list, number, form, lists, levels, moments)
     SELECT $1, f.number, f.form,
       ARRAY(SELECT ARRAY(SELECT json_array_elements_text(words))::word_list
         FROM json_array_elements(f.lists) WITH ORDINALITY AS l(words, n) ORDER BY n),
       f.levels, f.moments
     FROM json_to_recordset($2) AS f(number int, form int, lists json, levels int[], moments timestamptz[])`,
    [id, JSON.stringify(formulas)],
  );
  await sql.query(
    'INSERT INTO permit_person (list, person, formula) SELECT $1, * FROM unnest($2::text[], $3::int[]) AS p(person, formula)',
    [id, people.map(({ person }) => person), people.map(({ formula }) => formula)],
  );
}

/** Removes the lists that nobody has used for long; true while there may be more. */
export function forgetLists(database: Database): Promise<boolean> {
  return database.transaction(async (sql) => {
    const { rows } = await sql.query<{ id: string }>(
      `DELETE FROM permit_list WHERE id IN (SELECT id FROM permit_list WHERE used < now() - $1::interval
         ORDER BY used LIMIT 10 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [FORGET_AFTER],
    );
    const ids = rows.map(({ id }) => id);
    for (const table of ['permit_person', 'permit_formula'])
      await sql.query(`DELETE FROM ${table} WHERE list = ANY($1::uuid[])`, [ids]);
    return ids.length > 0;
  });
}
