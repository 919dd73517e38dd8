/** Holds all that the house stores against itself, audit included, as of one moment, also while a gateway works on it. */
import { type ChainReport, faultOfHead, type HeadFault, headsOf, houseId, type TreeHead, verifyChain } from '#audit';
import { type LabelRules, labelRulesShipped } from '#consent';
import { checkSchema, type Database, type Sql } from '#database';
import { createSearchParameters, isRefusal, type Refusal } from '#fhir';
import { createStore, type Fault, mendIndex, STORE_FAULTS, type Verified, verifyStore } from '#store';
import { loadPackages } from '#validation';
import { learnParameters } from './keep-house.ts';
import { houseMigrations, OWN_PACKAGE } from './open-house.ts';

/** One thing that is wrong. `place` is `Type/id/_history/version`, or what else it is about. */
export interface Finding extends Omit<Fault, 'code'> {
  readonly code: Fault['code'] | 'audit-broken';
  /** A warning tells what was right when it was written. */
  readonly severity: 'error' | 'warning';
  readonly ja: string;
  readonly en: string;
}

export interface VerifyReport extends Verified {
  readonly events: number;
  readonly errors: number;
  readonly warnings: number;
  /** Errors that were mended. */
  readonly mended: number;
}

export interface Verifying {
  readonly database: Database;
  /** The packages that the gateway is started with: they may define search parameters. */
  readonly packages: readonly string[];
  readonly packagesAllowMissing: boolean;
  /** The rules of labelling that the gateway is started with. Default: as shipped. */
  readonly labels?: LabelRules;
  /** Draws the index anew where it is wrong. */
  readonly repairIndex: boolean;
  /** Heads of this house's audit that somebody else kept, such as a partner. */
  readonly heads?: readonly TreeHead[];
  readonly onFinding: (finding: Finding) => void;
}

const MENDABLE: readonly string[] = ['index-differs', 'index-old', 'index-orphaned'];
const WARNINGS: readonly string[] = ['labels-older'];

export async function verifyHouse(verifying: Verifying): Promise<VerifyReport | Refusal> {
  const { database, packages, packagesAllowMissing: allowMissing, repairIndex, heads = [], onFinding } = verifying;
  const { labels = labelRulesShipped } = verifying;
  await checkSchema(database, houseMigrations);
  const definitions = await loadPackages([OWN_PACKAGE, ...packages], { allowMissing });
  if (isRefusal(definitions)) return definitions;
  const parameters = createSearchParameters();
  await learnParameters({ definitions, parameters, store: await createStore(database, { parameters }) });
  let [errors, warnings, mended] = [0, 0, 0];
  const tell = (finding: Finding): void => {
    if (finding.severity === 'warning') warnings += 1;
    else if (finding.mended === true) mended += 1;
    else errors += 1;
    onFinding(finding);
  };
  const tellAll = async (faults: readonly Fault[]): Promise<void> => {
    const places = faults.filter(({ code }) => MENDABLE.includes(code)).map(({ place }) => place);
    const mends = repairIndex && places.length > 0;
    if (mends) await database.transaction((sql) => mendIndex(sql, { parameters, labels }, [...new Set(places)]));
    for (const fault of faults) tell(findingOf({ ...fault, mended: mends && MENDABLE.includes(fault.code) }));
  };
  return database.session((sql) =>
    asOfNow(sql, async () => {
      const verified = await verifyStore(sql, { parameters, labels }, tellAll);
      const chain = await verifyChain(sql);
      if (chain.broken !== undefined) tell(brokenChain(chain));
      for (const finding of await faultyHeads(sql, heads)) tell(finding);
      return { ...verified, events: chain.events, errors, warnings, mended };
    }),
  );
}

/** All statements see the same moment, however long they take. */
async function asOfNow<T>(sql: Sql, look: () => Promise<T>): Promise<T> {
  await sql.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const seen = await look();
  await sql.query('COMMIT');
  return seen;
}

function findingOf({ mended, ...fault }: Fault): Finding {
  const [ja, en] = STORE_FAULTS[fault.code];
  const severity = WARNINGS.includes(fault.code) ? 'warning' : 'error';
  return { severity, ...fault, ...(mended === true ? { mended } : {}), ja, en };
}

const REASONS = {
  changed: ['内容が記録のあとで変わっています。', 'it is not as it was recorded'],
  missing: ['ここから記録が抜けています。', 'events are missing from here'],
  relinked: ['前の記録とつながっていません。', 'it is not linked to the one before'],
  head: ['最後の記録が失われています。', 'the last events are missing'],
  erased: [
    '保存期間が過ぎたという記録がないのに、内容が消されています。',
    'it is empty, though no record tells that its time of retention was over',
  ],
} as const;

const HEAD_FAULTS: Readonly<Record<HeadFault, readonly [string, string]>> = {
  signature: [
    'この署名（tree head）は、その鍵で署名されたものではありません。',
    'the tree head is not what its key signed',
  ],
  forked: [
    'この署名のときまでの監査の記録が、いまのものと違います。書き換えられたか、別の枝です。',
    'up to this tree head the audit is another than it was: it was rewritten, or is a fork',
  ],
  beyond: [
    'この署名のときより監査の記録が少なくなっています。末尾が切られたか、古いバックアップです。',
    'there are fewer records than when this tree head was made: the end was cut, or this is an old backup',
  ],
};

/** Holds heads against the records: those that are stored, and those that somebody else kept. */
async function faultyHeads(sql: Sql, kept: readonly TreeHead[]): Promise<Finding[]> {
  const own = await houseId(sql);
  const heads = [...(await headsOf(sql, {})), ...kept.filter(({ house }) => house === own)];
  const findings: Finding[] = [];
  for (const head of heads.toSorted((a, b) => a.size - b.size)) {
    const fault = await faultOfHead(sql, head);
    if (fault === undefined) continue;
    const [ja, en] = HEAD_FAULTS[fault];
    findings.push({
      severity: 'error',
      code: 'audit-broken',
      place: `audit_tree_head/${head.size}`,
      columns: [fault],
      ja,
      en,
    });
  }
  return findings;
}

function brokenChain({ broken, reason = 'changed' }: ChainReport): Finding {
  const [ja, en] = REASONS[reason];
  return { severity: 'error', code: 'audit-broken', place: `audit_record/${broken}`, columns: [reason], ja, en };
}
