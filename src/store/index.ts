/** Where it rests: resources with history, search index and facts for decisions, in one PostgreSQL. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export type { MayChange } from './added-parameters.ts';
export const storeMigrations: Migration[] = readMigrations('store', new URL('./migrations/', import.meta.url));

export { afterRestore } from './after-restore.ts';
export { createStore, type Store, type StoreOptions } from './create-store.ts';
export { EPOCHS_SQL } from './epochs.ts';
/** Whether there is a record, for administrators. */
export { isStored } from './is-stored.ts';
/** Which of many resources, whose content alone tells of it, meet a condition. */
export { meetingAmong } from './meeting-among.ts';
/** Conditions that the content of a resource alone tells of: what of a search a scope may ask. */
export { isToldByContent, meetsCondition } from './meets-condition.ts';
/** Draws the index of single versions anew. */
export { mendIndex } from './mend-index.ts';
export type { Believed } from './policy-cache.ts';
export type { Reader } from './reader.ts';
/** The codes with which the store refuses. */
export { STORE_REFUSALS } from './refusal-kinds.ts';
export type { IndexProgress } from './reindex.ts';
export { isUuid, resourceOf, type Stored, type StoredWithFacts } from './row.ts';
export { type Page, unknownCursor } from './search.ts';
/** What of a document is decided by itself. */
export { factsOfSection, type SectionRow } from './section-row.ts';
/** The form in which Japanese strings are compared. */
export { normalise } from './strings.ts';
/** What verifying can find, with its words. */
export { type Fault, STORE_FAULTS } from './verify-faults.ts';
export { type Verified, verifyStore } from './verify-store.ts';
export type { Walked } from './walk.ts';
export type { Draft } from './write.ts';
export type { Writer } from './writer.ts';
