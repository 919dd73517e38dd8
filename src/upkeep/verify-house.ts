/** Holds all that the house stores against itself, audit included, as of one moment, also while a gateway works on it. */
import type { KeyObject } from 'node:crypto';
import { type ChainReport, type TreeHead, verifyChain } from '#audit';
import { type LabelRules, labelRulesShipped } from '#consent';
import { checkSchema, type Database, type Sql } from '#database';
import { createSearchParameters, isRefusal, type Refusal } from '#fhir';
import { createStore, type Fault, mendIndex, STORE_FAULTS, type Verified, verifyStore } from '#store';
import { loadPackages } from '#validation';
import type { Finding } from './finding.ts';
import { learnParameters } from './keep-house.ts';
import { houseMigrations, OWN_PACKAGE } from './open-house.ts';
import { faultyHeads } from './verify-heads.ts';

export type { Finding } from './finding.ts';

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
  /** The key that heads of this house are signed by; where it is absent, heads are held to no key, and that is told. */
  readonly auditKey: KeyObject | undefined;
  readonly onFinding: (finding: Finding) => void;
}

const MENDABLE: readonly string[] = ['index-differs', 'index-old', 'index-orphaned'];
const WARNINGS: readonly string[] = ['labels-older'];

export async function verifyHouse(verifying: Verifying): Promise<VerifyReport | Refusal> {
  const { database, packages, packagesAllowMissing: allowMissing, repairIndex, onFinding } = verifying;
  const { labels = labelRulesShipped, heads = [], auditKey } = verifying;
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
      for (const finding of await faultyHeads(sql, { kept: heads, auditKey })) tell(finding);
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

function brokenChain({ broken, reason = 'changed' }: ChainReport): Finding {
  const [ja, en] = REASONS[reason];
  return { severity: 'error', code: 'audit-broken', place: `audit_record/${broken}`, columns: [reason], ja, en };
}
