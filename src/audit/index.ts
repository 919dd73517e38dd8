/** What happened: every request as a chained AuditEvent, and the person's record of disclosures made from them. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const auditMigrations: Migration[] = readMigrations('audit', new URL('./migrations/', import.meta.url));

export { type Disclosure, disclosuresOf, type ReportSpan } from './disclosures.ts';
export { type DisclosureOfPatient, disclosuresNaming } from './disclosures-naming.ts';
export type { AuditEntry, DisclosedItem } from './entry.ts';
export { type Audit, createAudit } from './record.ts';
export { type ChainReport, verifyChain } from './verify.ts';
