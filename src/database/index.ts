/** The one PostgreSQL of the house: found by URL or started here, its pool, its transactions, its migrations. */
export { type Database, DatabaseUnreachable, openDatabase, reach, type Sql } from './connect.ts';
export { type EmbeddedServer, startEmbedded } from './embedded.ts';
export { type Migration, MigrationRefused, migrate, readMigrations } from './migrate.ts';
