/** The jobs of the audit: a signed head every hour, and the erasure of what is older than the time of retention. */
import { eraseStep, makeHead } from '#audit';
import type { House } from '#visit';

const HEAD_EVERY_MS = 3_600_000;

export async function keepAudit({ database, audit, auditKeeping }: House, now: Date): Promise<void> {
  const { key, retentionYears } = auditKeeping;
  const before = new Date(now);
  before.setUTCFullYear(before.getUTCFullYear() - retentionYears);
  while (await eraseStep({ database, audit, before, now }));
  if (key !== undefined) await makeHead(database, key, now, HEAD_EVERY_MS);
}
