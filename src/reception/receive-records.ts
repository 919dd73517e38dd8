/** Receives a list of records (CSV): read by its rule table, validated and stored as a whole or not at all. */
import { covers } from '#auth';
import { type Issue, idSystemUrl, isRefusal, type Refusal, refuse, toOperationOutcome } from '#fhir';
import { knownMapping, listsOf } from '#forms';
import { type RecordsSender, recordsToFhir } from '#lists';
import { INSTITUTION_SYSTEM, type Mapping } from '#mapping';
import { askAhead, checkEntryList, entriesHolder, place, storePlaced, storeTogether, writtenIn } from '#records';
import {
  type Also,
  type Answer,
  BOOLEAN,
  type House,
  oneValue,
  permitOfCaller,
  readOperation,
  scopeMissing,
  type Visit,
} from '#visit';
import { withFinerTimes } from './finer-times.ts';
import { asInDirectory, numberOf, type Sending, sendingOrganization } from './sending-organization.ts';

export interface Records {
  /** In any encoding that a spreadsheet writes. */
  readonly bytes: Uint8Array;
  /** `mapping`, `overlay`, `strict`. */
  readonly query: URLSearchParams;
  readonly also?: Also | undefined;
}

/** 200 with a transaction-response; its last entry is an OperationOutcome of everything that was not carried. */
export async function receiveRecords(
  house: House,
  visit: Visit,
  { bytes, query: sent, also }: Records,
): Promise<Answer | Refusal> {
  const query = readOperation({ query: sent }, ['mapping', 'overlay', 'strict']);
  if (isRefusal(query)) return query;
  const strict = oneValue(query, 'strict', { ...BOOLEAN, fallback: false });
  if (isRefusal(strict)) return strict;
  const mapping = listNamed(house, query);
  if (isRefusal(mapping)) return mapping;
  for (const { type, sender } of Object.values(mapping.resources))
    if (sender !== true && !covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  const sending = await sendingOrganization(house, visit, permit);
  const sender = senderOf(sending);
  if (sending === undefined || sender === undefined) return senderUnknown();
  const outcome = recordsToFhir(mapping, bytes, { sender, strict, now: visit.now });
  if (isRefusal(outcome)) return outcome;
  const tooMany = checkEntryList(house, outcome.output);
  if (tooMany) return tooMany;
  await askAhead(house, outcome.output);
  const differences: Issue[] = [];
  const stored = await storeTogether(
    house,
    visit,
    async (writer) => {
      const placed = await place(writer, entriesHolder(house, visit), outcome.output.entry ?? []);
      const known = placed.map((one) => withFinerTimes(asInDirectory(one, sending)));
      differences.push(...known.flatMap(({ issues }) => issues.map((one) => atItsLine(one, outcome.lines))));
      const rows = await storePlaced(house, visit, { writer, permit, placed: known.map((one) => one.placed) });
      if (!isRefusal(rows)) await also?.(writer.sql, writtenIn(rows));
      return rows;
    },
    () => toOperationOutcome([...outcome.issues, ...differences], visit.language),
  );
  if (!isRefusal(stored)) return stored;
  // Nobody can mend in a list that a profile of another house is not loaded here.
  const faults = stored.issues.filter(({ code }) => code !== 'profile-not-loaded');
  return { ...stored, issues: faults.map((one) => atItsLine(one, outcome.lines)) };
}

function listNamed(house: House, query: URLSearchParams): Mapping | Refusal {
  const id = query.get('mapping');
  const lists = listsOf(house);
  if (id === null || !lists.includes(id)) return unknownList(id ?? '', lists);
  return knownMapping(house, id, query.get('overlay') ?? undefined);
}

/** A hospital by its number of medical institutions, an office by that of welfare offices. */
function senderOf(sending: Sending | undefined): RecordsSender | undefined {
  for (const system of [INSTITUTION_SYSTEM, idSystemUrl('welfare-office-number')]) {
    const number = numberOf(sending, system);
    if (number !== undefined) return { system, number, name: sending?.organization.name ?? number };
  }
  return undefined;
}

/** Who mends the list looks for the line, not for the entry that was made of it. */
function atItsLine(issue: Issue, lines: readonly number[]): Issue {
  const [, index] = /^Bundle\.entry\[(\d+)\]/.exec(issue.expression ?? '') ?? [];
  const line = lines[Number(index)];
  if (line === undefined) return issue;
  return { ...issue, line, column: 1, ja: `${line} 行目: ${issue.ja}` };
}

function unknownList(id: string, lists: readonly string[]): Refusal {
  return refuse(id === '' ? 400 : 404, {
    code: 'records-unknown',
    type: id === '' ? 'required' : 'not-found',
    ja: `どの一覧（CSV）かを mapping で示してください。${id === '' ? '' : `「${id}」はありません。`}あるもの: ${lists.join('、')}`,
    en: `${id === '' ? 'say by `mapping` which list (CSV) it is' : `there is no list \`${id}\``}; known: ${lists.join(', ')}`,
    expression: 'http.mapping',
  });
}

const senderUnknown = (): Refusal =>
  refuse(403, {
    code: 'records-sender-unknown',
    type: 'forbidden',
    ja: '一覧を送れるのは、医療機関コードか事業所番号が名簿に登録されている機関だけです。',
    en: 'only an organization with a medical institution or office number in the directory can send lists',
  });
