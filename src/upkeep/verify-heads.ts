/** Holds the heads of the audit against its records and its key: those that are stored, and those that somebody else kept. */
import type { KeyObject } from 'node:crypto';
import { faultOfHead, HEAD_FAULTS, headsOf, isOurs, ownAudit, type TreeHead } from '#audit';
import type { Sql } from '#database';
import type { Finding } from './finding.ts';

interface Heads {
  readonly kept: readonly TreeHead[];
  readonly auditKey: KeyObject | undefined;
}

export async function faultyHeads(sql: Sql, { kept, auditKey }: Heads): Promise<Finding[]> {
  const own = await ownAudit(sql, auditKey);
  const { ours = [], others = [] } = Object.groupBy(kept, (head) => (isOurs(head, own) ? 'ours' : 'others'));
  const heads = [...(await headsOf(sql, {})), ...ours];
  const findings = notUsed(others, ours.length > 0 ? 'warning' : 'error');
  if (heads.length > 0 && auditKey === undefined) findings.push(KEY_ABSENT);
  for (const head of heads.toSorted((a, b) => a.size - b.size)) {
    const fault = await faultOfHead(sql, head, own);
    if (fault === undefined) continue;
    const [ja, en] = HEAD_FAULTS[fault];
    findings.push({ ...BROKEN, severity: 'error', place: `audit_tree_head/${head.size}`, columns: [fault], ja, en });
  }
  return findings;
}

/** For each house that they are of. Where a file tells of no head of ours, nothing is shown by it. */
const notUsed = (others: readonly TreeHead[], severity: Finding['severity']): Finding[] =>
  Object.entries(Object.groupBy(others, ({ house }) => house)).map(([house, heads = []]) => ({
    ...BROKEN,
    severity,
    place: `heads/${house}`,
    columns: ['not-used', String(heads.length)],
    ja: 'この署名（tree head）は、家の番号も鍵もこの家のものではないので、比べていません。この家の監査から相手が預かったファイルを指定してください。',
    en: 'these tree heads are of this house neither by its id nor by its key, and were not used; give the file that a partner kept of the audit of this house',
  }));

const BROKEN = { code: 'audit-broken' } as const;
const KEY_ABSENT: Finding = {
  ...BROKEN,
  severity: 'warning',
  place: 'audit_tree_head',
  columns: ['key-absent'],
  ja: '監査の鍵（KAKEHASHI_AUDIT_KEY）がここにないため、署名がこの家の鍵によるものかは確かめていません。鍵のファイルを置いて確かめてください。',
  en: 'the key of the audit (KAKEHASHI_AUDIT_KEY) is not here, so whether the tree heads are by it was not checked; verify where its file is',
};
