/** Audit entries of a fixed day, and a database that keeps them. */

import { type AuditEntry, auditMigrations, type DisclosedItem } from '../../src/audit/index.ts';
import { type Database, migrate } from '../../src/database/index.ts';
import { storeMigrations } from '../../src/store/index.ts';

export const HOSPITAL = 'Organization/hospital';
export const OFFICE = 'Organization/office';

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const migrated = async <D extends Database>(database: D): Promise<D> => {
  await migrate(database, [...storeMigrations, ...auditMigrations]);
  return database;
};

export const item = (more: Partial<DisclosedItem> = {}): DisclosedItem => ({
  reference: 'CarePlan/plan/_history/1',
  patients: ['Patient/a'],
  categories: ['service'],
  custodian: HOSPITAL,
  reason: 'CONSENT_PERMIT',
  consents: ['Consent/c1'],
  ...more,
});

export const entry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: uuid(n),
  requestId: `request-${n}`,
  recorded: new Date(Date.UTC(2026, 4, 10, 1, 0, n)),
  action: 'R',
  interaction: 'read',
  outcome: 'success',
  method: 'GET',
  url: '/fhir/CarePlan/plan',
  client: { id: 'client-1', name: '相談支援ソフト', tokenId: 'token-1' },
  actor: 'PractitionerRole/worker',
  organization: OFFICE,
  purpose: 'TREAT',
  items: [],
  patients: [],
  ...more,
});
