/** What an administrator's commands share: the database, the audit, and the two forms of what is shown. */
import { randomUUID } from 'node:crypto';
import type { ParseArgsConfig } from 'node:util';
import type { AuditEntry } from '#audit';
import type { Database } from '#database';
import { isRefusal, type Refusal } from '#fhir';
import { type Command, choice, readArgs, tellRefusal, UsageError } from './command.ts';
import type { HouseSettings } from './open-house-on.ts';

/** The database that the settings name, else the data directory of the embedded one. */
interface Place {
  readonly databaseUrl: string | undefined;
  readonly home: string;
}

export type FindPlace = (sandbox: boolean) => Promise<Place>;

/** The place, and what a house is opened by there. */
export interface HousePlace extends Place {
  readonly settings: HouseSettings;
}

/** One thing to show: a line of NDJSON, or words. */
export interface Shown {
  readonly json: unknown;
  readonly text: string;
  /** It tells that what was given is bad: the command ends with 1. */
  readonly isFault?: boolean;
}

/** What was asked for, once the arguments were read. */
interface Task<P> {
  /** Whom or what it is about, for the audit. */
  readonly about: string;
  run(database: Database, place: P): Promise<readonly Shown[] | Refusal>;
}

export interface Given {
  readonly positionals: readonly string[];
  one(option: string): string | undefined;
  many(option: string): readonly string[];
}

/** A command but for what all of these share. `read` throws `UsageError`. */
export interface Errand<P = Place> extends Omit<Command, 'run'> {
  readonly takes: Readonly<Record<string, 'one' | 'many'>>;
  readonly interaction:
    | '$administer-users'
    | '$administer-clients'
    | '$administer-keys'
    | '$audit-heads'
    | '$administer-dead-letters';
  readonly action: AuditEntry['action'];
  read(given: Given): Task<P> | Promise<Task<P> | Refusal>;
}

const SHARED = {
  '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
  '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
} as const;
/** Some commands do within a transaction what reads beside it. */
const CONNECTIONS_MAX = 6;

/** The command. What it did is in the audit before anything is shown, as for every request. */
export const errand = <P extends Place>(find: (sandbox: boolean) => Promise<P>, what: Errand<P>): Command => ({
  name: what.name,
  usage: `${what.usage} [--sandbox] [--format text|ndjson]`.trimStart(),
  ja: what.ja,
  en: what.en,
  options: { ...what.options, ...SHARED },
  async run(args, io) {
    const { values, positionals } = readArgs(args, optionsOf(what.takes));
    const format = choice('format', String(values['format'] ?? 'text'), ['text', 'ndjson']);
    const task = await what.read({
      positionals,
      one: (option) => (values[option] === undefined ? undefined : String(values[option])),
      many: (option) => (values[option] as string[] | undefined) ?? [],
    });
    if (isRefusal(task)) return tellRefusal(io, task);
    const place = await find(values['sandbox'] === true);
    const shown = await withDatabase(place, async (database) => {
      const done = await task.run(database, place);
      await recordErrand(database, what, task.about, done);
      return done;
    });
    if (isRefusal(shown)) return tellRefusal(io, shown);
    for (const { json, text } of shown) io.out(format === 'ndjson' ? `${JSON.stringify(json)}\n` : `${text}\n`);
    return shown.some(({ isFault }) => isFault) ? 1 : 0;
  },
});

/** The words of a command that takes exactly these. */
export function wordsOf({ positionals }: Given, ...names: readonly string[]): string[] {
  if (positionals.length !== names.length) throw new UsageError(names.join(' ') || positionals.join(' '));
  return [...positionals];
}

/** All words that are there: one at least, of the kind that `name` says. */
export function manyWordsOf({ positionals }: Given, name: string): string[] {
  if (positionals.length === 0) throw new UsageError(name);
  return [...positionals];
}

/** An option that must be there. */
export function needed(given: Given, option: string): string {
  const value = given.one(option);
  if (value === undefined) throw new UsageError(`--${option}`);
  return value;
}

function optionsOf(takes: Errand['takes']): NonNullable<ParseArgsConfig['options']> {
  const own = Object.entries(takes).map(([name, how]) => [name, { type: 'string', multiple: how === 'many' }] as const);
  return { ...Object.fromEntries(own), sandbox: { type: 'boolean' }, format: { type: 'string' } };
}

export async function withDatabase<T>(
  { databaseUrl, home }: Place,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const { checkSchema, joinEmbedded, openDatabase, reach } = await import('#database');
  const { houseMigrations } = await import('#upkeep');
  const server = databaseUrl === undefined ? await joinEmbedded(home) : undefined;
  const url = server?.url ?? databaseUrl ?? '';
  const database = openDatabase(url, { connectionsMax: CONNECTIONS_MAX });
  try {
    await reach(database, url);
    await checkSchema(database, houseMigrations);
    return await use(database);
  } finally {
    await database.close();
    await server?.stop();
  }
}

async function recordErrand(
  database: Database,
  what: Pick<Errand, 'name' | 'interaction' | 'action'>,
  about: string,
  done: readonly Shown[] | Refusal,
) {
  const { createAudit } = await import('#audit');
  const id = randomUUID();
  const frame = { id, requestId: id, recorded: new Date(), interaction: what.interaction, method: 'CLI' };
  const entry = {
    ...frame,
    url: `${what.name} ${about}`.trimEnd(),
    client: { id: 'terminal', name: 'terminal', tokenId: '' },
    items: [],
    patients: [],
  };
  await createAudit(database).record(
    isRefusal(done)
      ? { ...entry, action: 'E', outcome: 'refused', reason: done.issues[0]?.code ?? 'refused' }
      : { ...entry, action: what.action, outcome: 'success' },
  );
}
