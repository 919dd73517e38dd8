/** What comes in by other ways than a request: who may send, what was answered, which files were seen, and dead letters. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const intakeMigrations: Migration[] = readMigrations('intake', new URL('./migrations/', import.meta.url));

/** The bytes of stored CDA documents. */
export { type CdaReceipt, isSameCda, keepCdaReceipt } from './cda-receipts.ts';
/** The ledger of watched folders; only one process at a time watches for a client. */
export { fileReplayed, filesSeen, keepFile, type WatchedFile, type WrittenVersion, watchAlone } from './files.ts';
/** Filled forms that were stored. */
export {
  type FormCommit,
  type FormCommitKey,
  findFormCommit,
  forgetFormCommits,
  keepFormCommit,
} from './form-commits.ts';
export {
  type Channel,
  type DeadLetter,
  digestOf,
  failLetter,
  forgetLetters,
  keepLetter,
  LETTER_STATES,
  type LetterIssue,
  type LetterKind,
  type LetterState,
  letterIssues,
  listLetters,
  type OpenedLetter,
  openLetter,
  replaceLetter,
  settleLetter,
  settleSame,
} from './letters.ts';
export { findReceipt, forgetReceipts, keepReceipt, type MessageKey, type Receipt } from './receipts.ts';
/** The codes with which channels refuse. */
export { INTAKE_REFUSALS } from './refusal-kinds.ts';
/** The region's list of senders; gives 422 `senders-malformed`. */
export { type Claim, type FindSender, readSenders } from './senders.ts';
export { type Batch, splitMessages } from './split-messages.ts';
