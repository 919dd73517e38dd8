/** Receives a CDA document: read by its rules, validated as a whole, stored as its parts and as a FHIR document. */
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { type CdaOutcome, cdaToFhir } from '#cda';
import { hasError, type Issue, isRefusal, type Refusal, refuse, refuseAll, toOperationOutcome } from '#fhir';
import { isSameCda, keepCdaReceipt } from '#intake';
import { INSTITUTION_SYSTEM } from '#mapping';
import { checkEntryList, type Placed, sameContent, storeTogether, writtenIn } from '#records';
import type { Stored, Writer } from '#store';
import {
  type Also,
  type Answer,
  BOOLEAN,
  type House,
  holderOf,
  oneValue,
  permitOfCaller,
  readOperation,
  scopeMissing,
  type Visit,
} from '#visit';
import { type EarlierCda, earlierCda } from './cda-versions.ts';
import { notAHospital, numberOf, sendingOrganization } from './sending-organization.ts';
import { type StoringCda, storeCda } from './store-cda.ts';

export interface CdaUpload {
  readonly bytes: Uint8Array;
  /** `strict`. */
  readonly query: URLSearchParams;
  readonly also?: Also | undefined;
}

/**
 * 200 with a transaction-response: the document, its parts, and last an OperationOutcome of everything that was not carried.
 * The same document again is no news; a later version of it makes later versions of the same resources, and so do the same
 * bytes where the rules read them otherwise than when they came first.
 */
export async function receiveCda(house: House, visit: Visit, upload: CdaUpload): Promise<Answer | Refusal> {
  const query = readOperation({ query: upload.query }, ['strict']);
  if (isRefusal(query)) return query;
  const strict = oneValue(query, 'strict', { ...BOOLEAN, fallback: false });
  if (isRefusal(strict)) return strict;
  if (!covers(visit.caller.scopes, 'Bundle', 'create')) return scopeMissing('Bundle', 'create');
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  const sender = await sendingOrganization(house, visit, permit);
  if (sender === undefined || numberOf(sender, INSTITUTION_SYSTEM) === undefined) return notAHospital('CDA');
  const outcome = cdaToFhir(upload.bytes, { strict });
  if (isRefusal(outcome)) return outcome;
  const odd = (await checkDocument(house, outcome)) ?? checkEntryList(house, outcome.output);
  if (odd) return odd;
  const { bytes, also } = upload;
  const stored = await storeTogether(
    house,
    visit,
    async (writer) => {
      const earlier = await earlierCda(house, visit, writer, outcome.output);
      if (isRefusal(earlier)) return earlier;
      const version = inTheSameSet(bytes, outcome, earlier);
      const known = earlier && (await knownAlready(visit, writer, { earlier, incoming: version.output, bytes }));
      if (known && isRefusal(known)) return known;
      const around: StoringCda = { writer, permit, sender, bundle: version.output, earlier };
      const rows = known ?? (await storeCda(house, visit, around));
      if (isRefusal(rows)) return rows;
      await keepCdaReceipt(writer.sql, { holder: holderOf(visit), document: documentIn(rows), bytes });
      await also?.(writer.sql, writtenIn(rows));
      return rows;
    },
    () => toOperationOutcome(outcome.issues, visit.language),
  );
  return isRefusal(stored) ? { ...stored, issues: stored.issues.map((one) => atItsPlace(one, outcome)) } : stored;
}

/** Whoever has no number in it could not be met again, and would be somebody new with each document. */
async function checkDocument(house: House, outcome: CdaOutcome): Promise<Refusal | undefined> {
  const { output } = outcome;
  const [patient] = (output.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'Patient' ? [resource as Patient] : [],
  );
  if (patient?.identifier === undefined) return numberMissing();
  const issues = await house.check.validate(output);
  if (!hasError(issues)) return undefined;
  return refuseAll(
    422,
    issues.map((issue) => atItsPlace(issue, outcome)),
    'document-invalid',
  );
}

/** Without a set of its own, a document that replaces another has the number by which the first of them is known. */
function inTheSameSet(bytes: Uint8Array, first: CdaOutcome, earlier: EarlierCda | undefined): CdaOutcome {
  if (earlier === undefined) return first;
  const again = cdaToFhir(bytes, { identifier: earlier.identifier });
  if (isRefusal(again)) throw new Error('defect: what was read once is read again');
  return again;
}

interface Known {
  readonly earlier: EarlierCda;
  readonly incoming: Bundle;
  readonly bytes: Uint8Array;
}

/** The same number twice: the same content is no news, other bytes with another content say nothing of which of the two holds. */
async function knownAlready(
  visit: Visit,
  { sql }: Writer,
  { earlier, incoming, bytes }: Known,
): Promise<Map<Placed, Stored> | Refusal | undefined> {
  const { row, bundle } = earlier;
  const { system, value } = incoming.identifier ?? {};
  if (bundle.identifier?.system !== system || bundle.identifier?.value !== value) return undefined;
  if (!sameContent(bundle, incoming)) {
    const isSame = await isSameCda(sql, { holder: holderOf(visit), document: row.id, bytes });
    return isSame ? undefined : otherContent(value ?? '');
  }
  const placed: Placed = { entry: { resource: bundle }, index: -1, reference: `Bundle/${row.id}`, refersTo: row };
  return new Map([[placed, row]]);
}

const documentIn = (rows: ReadonlyMap<Placed, Stored>): string =>
  [...rows.values()].find(({ type }) => type === 'Bundle')?.id ?? '';

/** Who mends the document looks for its line, not for the entry that was made of it. */
function atItsPlace(issue: Issue, { output, places }: CdaOutcome): Issue {
  const [, index] = /^Bundle\.entry\[(\d+)\]/.exec(issue.expression ?? '') ?? [];
  const found = index === undefined ? undefined : places.get(output.entry?.[Number(index)]?.fullUrl ?? '');
  if (found === undefined) return issue;
  const { place, line, column } = found;
  const { ja, en } = issue;
  return { ...issue, expression: place, line, column, ja: `${place}: ${ja}`, en: `${place}: ${en}` };
}

const numberMissing = (): Refusal =>
  refuse(422, {
    code: 'cda-incomplete',
    type: 'required',
    ja: '本人の番号（recordTarget/patientRole/id の extension）がありません。だれの文書か分からないため、受け取れません。',
    en: 'the person has no number (`recordTarget/patientRole/id` with an `extension`), so whose document it is cannot be told',
    expression: 'recordTarget/patientRole/id',
  });

const otherContent = (value: string): Refusal =>
  refuse(409, {
    code: 'document-exists',
    type: 'duplicate',
    ja: `番号 ${value} の文書は、別の内容ですでに受け取っています。新しい番号（id）を付け、versionNumber か relatedDocument（RPLC）で元の文書の新しい版であることを示してください。`,
    en: `a document with the id \`${value}\` and other content was already received; give it a new id, and say by versionNumber or relatedDocument (RPLC) that it is a later version`,
    expression: 'id',
  });
