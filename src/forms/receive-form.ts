/**
 * An office's filled form comes back: first as a preview of everything that it would change, and then, when exactly that is
 * asked for, through the door that every transaction goes through.
 */
import { createHash } from 'node:crypto';
import type { Bundle, BundleEntry, OperationOutcome } from '@medplum/fhirtypes';
import { formatOf } from '#conversion';
import { hasError, type Issue, isRefusal, type Refusal, refuse, refuseAll, toOperationOutcome } from '#fhir';
import { type Mapping, nameUuid, toFhir } from '#mapping';
import { lostInReading, READ_FORMATS, type ReadFormat, readFormWithIssues } from '#paper';
import { rehearseTransaction, runTransaction } from '#records';
import { type Also, type Answer, BOOLEAN, type House, oneValue, readOperation, type Visit, valueInvalid } from '#visit';
import { mappingNamed } from './choose-form.ts';
import { changesOf } from './form-changes.ts';
import { commitKeyOf, committedBefore, keepingCommit, storedBefore } from './form-commits.ts';
import { differencesOf, locateIssues } from './form-differences.ts';
import { groundOf, withWordsOfRecords } from './form-ground.ts';
import { itemsOf } from './gather-form.ts';

interface Filled {
  readonly bytes: Uint8Array;
  readonly query: URLSearchParams;
  readonly also?: Also | undefined;
}

const PARAMETERS = ['form', 'overlay', 'format', 'strict', 'commit', 'preview', 'record', 'keep-refused'];

/** 200 with what would be stored, nothing being stored; with `commit=true` and the preview's version, with what was stored. */
export async function receiveForm(house: House, visit: Visit, filled: Filled): Promise<Answer | Refusal> {
  const query = readOperation(filled, PARAMETERS);
  if (isRefusal(query)) return query;
  const commit = oneValue(query, 'commit', { ...BOOLEAN, fallback: false });
  if (isRefusal(commit)) return commit;
  const strict = oneValue(query, 'strict', { ...BOOLEAN, fallback: false });
  if (isRefusal(strict)) return strict;
  const mapping = mappingNamed(house, query);
  if (isRefusal(mapping)) return mapping;
  const chosen = chosenBy(query);
  if (isRefusal(chosen)) return chosen;
  const reading: Reading = { mapping, query, strict, chosen, bytes: filled.bytes };
  return commit ? commitOnce(house, visit, reading, filled.also) : look(house, visit, reading);
}

interface Reading {
  readonly mapping: Mapping;
  readonly query: URLSearchParams;
  readonly strict: boolean;
  /** The records that are to be used where several could be meant. */
  readonly chosen: readonly string[];
  readonly bytes: Uint8Array;
}

/** Each `record` is one, `Type/id`, or several with commas. */
function chosenBy(query: URLSearchParams): string[] | Refusal {
  const names = query.getAll('record').flatMap((one) => one.split(','));
  const strange = names.find((name) => !/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(name));
  if (strange === undefined) return names;
  return valueInvalid('record', strange, {
    ja: '「RelatedPerson/（id）」のような記録の名前',
    en: 'a record, `Type/id`',
  });
}

/** What was stored before is answered alike: looked for beforehand, and again where another was faster. */
async function commitOnce(
  house: House,
  visit: Visit,
  reading: Reading,
  also: Also | undefined,
): Promise<Answer | Refusal> {
  const shown = reading.query.get('preview');
  if (shown === null) return previewMissing();
  const key = commitKeyOf(visit, shown, reading.bytes);
  const before = await committedBefore(house, visit, key);
  if (isRefusal(before)) return before;
  if (before.answer !== undefined) return before.answer;
  const proposal = await propose(house, visit, reading);
  const stored = isRefusal(proposal)
    ? proposal
    : await store(house, visit, proposal, { shown, also: keepingCommit(visit, key, before.commit, also) });
  if (!isRefusal(stored)) return stored;
  const meanwhile = await committedBefore(house, visit, key);
  return isRefusal(meanwhile) ? stored : (meanwhile.answer ?? stored);
}

async function look(house: House, visit: Visit, reading: Reading): Promise<Answer | Refusal> {
  const proposal = await propose(house, visit, reading);
  if (isRefusal(proposal)) return proposal;
  const before = await committedBefore(house, visit, commitKeyOf(visit, proposal.version, reading.bytes));
  if (isRefusal(before)) return before;
  const told = before.answer === undefined || before.commit === undefined ? [] : [storedBefore(before.commit)];
  return preview(house, visit, { ...proposal, issues: [...told, ...proposal.issues] });
}

async function readFilled(mapping: Mapping, bytes: Uint8Array, query: URLSearchParams) {
  const format = oneValue(query, 'format', { ...readFormat, fallback: undefined });
  if (isRefusal(format)) return format;
  return readFormWithIssues(mapping, bytes, format ?? formatOf(bytes));
}

const readFormat = {
  read: (text: string): ReadFormat | undefined =>
    READ_FORMATS.find((one) => one === (text === 'csv-cp932' ? 'csv' : text)),
  expected: { ja: `${READ_FORMATS.join('、')} のどれか`, en: `one of ${READ_FORMATS.join(', ')}` },
};

interface Proposal {
  readonly transaction: Bundle;
  readonly issues: readonly Issue[];
  readonly items: Answer['items'];
  /** Says in one word all that would be stored, and over which versions. */
  readonly version: string;
}

async function propose(house: House, visit: Visit, reading: Reading): Promise<Proposal | Refusal> {
  const { mapping, strict, chosen, bytes, query } = reading;
  const read = await readFilled(mapping, bytes, query);
  if (isRefusal(read)) return read;
  const lost = strict ? lostInReading(read.issues) : [];
  if (lost.length > 0) return refuseAll(422, lost);
  // The same form gives the same ids, so that what is committed is what was shown.
  const ids = countedIds(createHash('sha256').update(bytes).digest('hex'));
  const ground = await groundOf(house, visit, { mapping, form: read.form, chosen });
  if (isRefusal(ground)) return ground;
  const { form, gathered } = ground;
  const outcome = toFhir(mapping, form, { ids: ids(), strict, base: gathered.bundle });
  if (isRefusal(outcome)) return { ...outcome, issues: locateIssues(mapping, form, outcome.issues) };
  const output = withWordsOfRecords(outcome.output, ground);
  const changes = await changesOf(house, visit, { mapping, gathered, output });
  if (isRefusal(changes)) return changes;
  const transaction: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [...changes.entries] };
  const told = [...read.issues, ...ground.issues, ...outcome.issues];
  return {
    transaction,
    issues: [...locateIssues(mapping, form, told), ...differencesOf(mapping, form, gathered.bundle), ...changes.issues],
    items: await itemsOf(house, visit, ground.read),
    version: createHash('sha256')
      .update(JSON.stringify([mapping.id, mapping.version, mapping.overlay, transaction.entry]))
      .digest('hex'),
  };
}

function countedIds(seed: string): () => () => string {
  return () => {
    let count = 0;
    return () => {
      count += 1;
      return nameUuid(`urn:kakehashi:form:${seed}:${count}`);
    };
  };
}

/** The refusals of the very transaction that would store it are part of what is told. */
async function preview(house: House, visit: Visit, proposal: Proposal): Promise<Answer> {
  const { transaction, items, version } = proposal;
  const known = hasError(proposal.issues) || (transaction.entry ?? []).length === 0;
  const refused = known ? undefined : await rehearseTransaction(house, visit, transaction);
  const issues = [...proposal.issues, ...(refused?.issues ?? [])];
  const told = [hasError(issues) ? cannotBeStored : nothingStored(version), ...issues];
  const entry: BundleEntry[] = [
    ...(transaction.entry ?? []).map(({ fullUrl, resource }) => ({ ...(fullUrl && { fullUrl }), resource })),
    { resource: toOperationOutcome(told, visit.language) },
  ] as BundleEntry[];
  const body: Bundle = { resourceType: 'Bundle', meta: { versionId: version }, type: 'collection', entry };
  const headers = { ETag: `W/"${version}"` };
  return { status: 200, body: JSON.stringify(body), headers, interaction: '$form', action: 'E', items };
}

async function store(
  house: House,
  visit: Visit,
  { transaction, issues, items, version }: Proposal,
  { shown, also }: { shown: string; also: Also },
): Promise<Answer | Refusal> {
  if (hasError(issues)) return refuseAll(422, issues);
  if (shown !== version) return previewStale();
  const outcome: OperationOutcome = toOperationOutcome([stored(transaction), ...issues], visit.language);
  return runTransaction(house, visit, transaction, { act: { interaction: '$form', outcome, items, also } });
}

const nothingStored = (version: string): Issue => ({
  severity: 'information',
  code: 'form-preview',
  type: 'informational',
  ja: `まだ何も保存していません。このとおりに保存するには、同じ本文に commit=true&preview=${version} を付けて送ってください。`,
  en: `nothing is stored yet; to store exactly this, send the same body with \`commit=true&preview=${version}\``,
});

const cannotBeStored: Issue = {
  severity: 'information',
  code: 'form-preview',
  type: 'informational',
  ja: '何も保存していません。誤りがあるため、このままでは保存できません。',
  en: 'nothing is stored, and nothing can be before the errors are mended',
};

const stored = ({ entry = [] }: Bundle): Issue => ({
  severity: 'information',
  code: 'form-stored',
  type: 'informational',
  ja: `${entry.length} 件を保存しました。`,
  en: `${entry.length} resources were stored`,
});

const previewMissing = (): Refusal =>
  refuse(400, {
    code: 'form-preview-missing',
    type: 'required',
    ja: '保存の前に、commit を付けずに送って内容を確かめ、返された版を preview に書いてください。',
    en: 'before anything is stored, send it without `commit`, look at it, and give the version of that answer as `preview`',
    expression: 'http.preview',
  });

const previewStale = (): Refusal =>
  refuse(412, {
    code: 'form-preview-stale',
    type: 'conflict',
    ja: '確かめたあとに、様式か元の記録か見える範囲が変わりました。もう一度 commit を付けずに送って確かめてください。',
    en: 'the form, its records, or what may be seen of them changed since the preview; look at a new one',
    expression: 'http.preview',
  });
