/** A form that is committed twice, one after the other or both at once, is stored once and answered alike. */
import type { Bundle, BundleEntry, OperationOutcome } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { type FormCommit, type FormCommitKey, findFormCommit, keepFormCommit } from '#intake';
import { locationOf } from '#records';
import type { Stored } from '#store';
import {
  type Also,
  type Answer,
  conflictRetry,
  disclosedItems,
  type House,
  holderOf,
  InputRefused,
  permitOf,
  type Visit,
} from '#visit';
import { nameOf } from './gather-form.ts';

export const commitKeyOf = (visit: Visit, preview: string, bytes: Uint8Array): FormCommitKey => ({
  holder: holderOf(visit),
  preview,
  bytes,
});

export interface CommittedBefore {
  /** As the ledger has it; absent where the form was never stored. */
  readonly commit?: FormCommit;
  /** What came of it and may be seen; absent where nothing is left of it, so that it may be stored anew. */
  readonly answer?: Answer;
}

/** What the first commit was answered, as far as it is still there. */
export async function committedBefore(
  house: House,
  visit: Visit,
  key: FormCommitKey,
): Promise<CommittedBefore | Refusal> {
  const commit = await findFormCommit(house.database, key);
  if (commit === undefined) return {};
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const rows = await house.store.readMany(permit, [...new Set(commit.written.map(nameOf))]);
  const seen = new Map(rows.map((row) => [nameOf(row), row]));
  const made = commit.written.filter(({ version }) => version === 1);
  if (made.length > 0 && !made.some((one) => seen.has(nameOf(one)))) return { commit };
  const items = await disclosedItems(house, visit, permit, rows);
  const entry = commit.written.map((one) => responseOf(visit, commit, one, seen.get(nameOf(one))));
  const outcome: OperationOutcome = toOperationOutcome([storedBefore(commit)], visit.language);
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: [...entry, { resource: outcome, response: { status: '200 OK' } }],
  };
  return { commit, answer: { status: 200, body: JSON.stringify(body), interaction: '$form', action: 'E', items } };
}

/** What is gone by now has no place any more. */
function responseOf(
  visit: Visit,
  { committed }: FormCommit,
  written: FormCommit['written'][number],
  row: Stored | undefined,
): BundleEntry {
  const { version } = written;
  if (row === undefined) return { response: { status: '204' } };
  return {
    response: {
      status: version === 1 ? '201' : '200',
      location: locationOf(visit, { ...row, version }),
      etag: `W/"${version}"`,
      lastModified: committed.toISOString(),
    },
  };
}

/** Commits the ledger together with what is stored. */
export const keepingCommit =
  ({ now }: Visit, key: FormCommitKey, before: FormCommit | undefined, also: Also | undefined): Also =>
  async (sql, written) => {
    await also?.(sql, written);
    if (!(await keepFormCommit(sql, key, { written, committed: now, before }))) throw new InputRefused(conflictRetry());
  };

export const storedBefore = ({ committed, written }: FormCommit): Issue => ({
  severity: 'information',
  code: 'form-stored-before',
  type: 'duplicate',
  ja: `この様式は ${committed.toISOString()} に保存済みです（${written.length} 件）。もう一度は保存しません。`,
  en: `this form was stored at ${committed.toISOString()} (${written.length} resources), and is not stored again`,
});
