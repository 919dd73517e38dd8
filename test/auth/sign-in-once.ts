/** A process of its own that signs in once, and says what came of it. */
import { createPeople } from '../../src/auth/index.ts';
import { openDatabase } from '../../src/database/index.ts';

const [, , url = '', attempt = '{}'] = process.argv;
const { now, ...input } = JSON.parse(attempt);
const database = openDatabase(url, { connectionsMax: 2 });
const { kind } = await createPeople({ database, now: () => new Date(now) }).signIn(input);
await database.close();
process.send?.(kind);
