/** What happened: every request as a chained record, AuditEvents drawn from it, and the person's record of disclosures made from them. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const auditMigrations: Migration[] = readMigrations('audit', new URL('./migrations/', import.meta.url));

export { type Audit, createAudit } from './create-audit.ts';
export { type Disclosure, disclosuresOf, type ReportSpan } from './disclosures.ts';
export type { AuditEntry, DeniedItem, DisclosedItem } from './entry.ts';
export { eventsOf } from './events.ts';
export { type AuditRecord, readRecord } from './record.ts';
export { newRecordId } from './record-id.ts';
export { type ChainReport, verifyChain } from './verify.ts';
