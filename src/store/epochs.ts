/** How often anything that decisions are made from has changed: who has seen the same epochs has seen the same. */
import { type Gathered, gather, type Sql } from '#database';

/** How many changes there were of anything that decisions are made from, and of the directory among them. */
export interface Epochs {
  readonly policy: bigint;
  readonly directory: bigint;
}

/** The epochs as one value of a statement about something else; `epochsIn` reads it. */
export const EPOCHS_SQL = `(SELECT json_object_agg(name, value) FROM house WHERE name IN ('policy-epoch', 'people-epoch'))`;

/** What `EPOCHS_SQL` gave; undefined where nobody looked, or nothing has ever changed. */
export const epochsIn = (seen: unknown): Epochs | undefined =>
  seen === undefined || seen === null ? undefined : epochsFrom(seen as Readonly<Record<string, string>>);

function epochsFrom(values: Readonly<Record<string, string>>): Epochs {
  const policy = BigInt(values['policy-epoch'] ?? 0);
  // What is not said to be of people alone is of the directory: so nothing is missed of who does not tell them apart.
  return { policy, directory: policy - BigInt(values['people-epoch'] ?? 0) };
}

const looks = new WeakMap<Sql, Gathered<undefined, Epochs>>();

/** The epochs now: who asks at one moment shares one look. */
export function epochsOf(sql: Sql): Promise<Epochs> {
  let ask = looks.get(sql);
  if (ask === undefined) {
    ask = gather(async (askers) => {
      const epochs = await readEpochs(sql);
      return askers.map(() => epochs);
    }, 3);
    looks.set(sql, ask);
  }
  return ask(undefined);
}

async function readEpochs(sql: Sql): Promise<Epochs> {
  const { rows } = await sql.query<{ name: string; value: string }>(
    // Bound, so that the statement is kept with its plan.
    'SELECT name, value FROM house WHERE name = ANY($1)',
    [['policy-epoch', 'people-epoch']],
  );
  return epochsFrom(Object.fromEntries(rows.map(({ name, value }) => [name, value])));
}
