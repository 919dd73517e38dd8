/** The one PostgreSQL of the house: found by URL or started here, its pool, its transactions, its migrations. */
export { checkSchema, type Migration, MigrationRefused } from './applied.ts';
export { backup } from './backup.ts';
export { BackupRefused } from './backup-file.ts';
export { type Database, type DatabaseLimits, DatabaseUnreachable, openDatabase, reach, type Sql } from './connect.ts';
export { type EmbeddedServer, joinEmbedded, startEmbedded } from './embedded.ts';
export { type DatabaseFailure, failureOf } from './failure.ts';
export { type Gathered, gather } from './gather.ts';
export { migrate, readMigrations } from './migrate.ts';
export { checkBackup, type Restored, restore } from './restore.ts';
