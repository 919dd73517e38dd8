/** What happened: every request as a chained record, AuditEvents drawn from it, and the person's record of disclosures made from them. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const auditMigrations: Migration[] = readMigrations('audit', new URL('./migrations/', import.meta.url));

export { isAuthorization } from './authorization-events.ts';
export type { FoundRecord } from './batch.ts';
export { type Audit, AuditUnwritable, createAudit } from './create-audit.ts';
export { type Disclosure, disclosuresOf, type ReportSpan } from './disclosures.ts';
export { type DisclosureOfPatient, disclosuresNaming } from './disclosures-naming.ts';
export type { AuditEntry, DeniedItem, DisclosedItem } from './entry.ts';
export { ERASURE, type Erasing, eraseStep } from './erase.ts';
export { eventsOf, recordIdOf } from './events.ts';
export { findRecord, findRecords, recordTextAt } from './find-records.ts';
export { fingerprintOf, type TreeHead } from './head.ts';
export { HEAD_FAULTS, type HeadFault, PARTNER_HEAD_FAULTS } from './head-faults.ts';
export {
  faultOfHead,
  headsOf,
  isOurs,
  type Kept,
  keepPartnerHead,
  makeHead,
  type OwnAudit,
  ownAudit,
} from './heads.ts';
export { leavesOf } from './leaves.ts';
export { consistencyProof, inclusionProof, provesConsistency, provesInclusion } from './merkle.ts';
export { type AuditRecord, readRecord } from './record.ts';
export { newRecordId } from './record-id.ts';
export { type ChainReport, verifyChain } from './verify.ts';
