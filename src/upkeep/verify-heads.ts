/** Holds the heads of the audit against its records and its key: those that are stored, and those that somebody else kept. */
import type { KeyObject } from 'node:crypto';
import { faultOfHead, HEAD_FAULTS, headsOf, ownAudit, type TreeHead } from '#audit';
import type { Sql } from '#database';
import type { Finding } from './finding.ts';

interface Heads {
  readonly kept: readonly TreeHead[];
  readonly auditKey: KeyObject | undefined;
}

export async function faultyHeads(sql: Sql, { kept, auditKey }: Heads): Promise<Finding[]> {
  const own = await ownAudit(sql, auditKey);
  const heads = [...(await headsOf(sql, {})), ...kept.filter(({ house }) => house === own.house)];
  const findings: Finding[] = heads.length > 0 && auditKey === undefined ? [KEY_ABSENT] : [];
  for (const head of heads.toSorted((a, b) => a.size - b.size)) {
    const fault = await faultOfHead(sql, head, own);
    if (fault === undefined) continue;
    const [ja, en] = HEAD_FAULTS[fault];
    findings.push({ ...BROKEN, severity: 'error', place: `audit_tree_head/${head.size}`, columns: [fault], ja, en });
  }
  return findings;
}

const BROKEN = { code: 'audit-broken' } as const;
const KEY_ABSENT: Finding = {
  ...BROKEN,
  severity: 'warning',
  place: 'audit_tree_head',
  columns: ['key-absent'],
  ja: '監査の鍵（KAKEHASHI_AUDIT_KEY）がここにないため、署名がこの家の鍵によるものかは確かめていません。鍵のファイルを置いて確かめてください。',
  en: 'the key of the audit (KAKEHASHI_AUDIT_KEY) is not here, so whether the tree heads are by it was not checked; verify where its file is',
};
