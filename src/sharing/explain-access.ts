/** $explain-access: who could see what of a person, and which provision decides; for the person and the privacy officer. */
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import {
  type Answer,
  type House,
  type OperationRequest,
  oneValue,
  onlyOne,
  parameterNeeded,
  readOperation,
  type Visit,
  valueInvalid,
} from '#visit';
import { explainRecord } from './explain-record.ts';
import { explainTable } from './explain-table.ts';
import { type Inquiry, PURPOSE, REFERENCE, readInquiry, referenceIn } from './inquiry.ts';
import { ownViewOf } from './own-view.ts';
import { decisionPage, tablePage } from './telling/access-page.ts';
import { decisionParameters, tableParameters } from './telling/access-parameters.ts';

const PARAMETERS = ['actor', 'purpose', 'action', 'time', 'resource'];

/** 200 with Parameters or a page; 404 as for an unknown person; 400 for what is not understood, or too much. */
export async function explainAccess(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const view = await ownViewOf(house, visit, request.id ?? '');
  if (isRefusal(view)) return view;
  const query = readOperation(request, PARAMETERS);
  if (isRefusal(query)) return query;
  const resource = oneValue(query, 'resource', { read: referenceIn, expected: REFERENCE, fallback: undefined });
  if (isRefusal(resource)) return resource;
  const inquiry = readInquiry(house, visit, view, query);
  if (isRefusal(inquiry)) return inquiry;
  const told =
    resource === undefined
      ? await tellTable(house, visit, inquiry, request)
      : await tellDecision(house, visit, { ...inquiry, resource }, request);
  if (isRefusal(told)) return told;
  const { person, record } = view;
  const isSelf = visit.caller.actor === person;
  return {
    status: 200,
    ...told,
    interaction: '$explain-access',
    action: 'E',
    items: [
      {
        reference: `Patient/${record.id}/_history/${record.version}`,
        patients: [person],
        categories: [],
        custodian: record.custodian,
        reason: isSelf ? 'SELF' : 'PRIVACY_OFFICER',
        consents: [],
      },
    ],
    patients: [person],
  };
}

type Body = Pick<Answer, 'body' | 'contentType' | 'headers'>;

async function tellTable(
  house: House,
  { language = 'ja' }: Visit,
  inquiry: Inquiry,
  { shape }: OperationRequest,
): Promise<Body | Refusal> {
  const table = await explainTable(house, inquiry);
  if (isRefusal(table)) return table;
  return shape === 'html' ? tablePage(table, language) : { body: JSON.stringify(tableParameters(table, language)) };
}

async function tellDecision(
  house: House,
  { language = 'ja' }: Visit,
  inquiry: Inquiry & { readonly resource: string },
  { shape }: OperationRequest,
): Promise<Body | Refusal> {
  const { actor, purposes } = inquiry;
  const [purpose, ...more] = purposes;
  if (actor === undefined) return parameterNeeded('actor', ACTOR_NEEDED);
  if (purpose === undefined) return parameterNeeded('purpose', PURPOSE_NEEDED);
  if (more.length > 0) return valueInvalid('purpose', purposes.join('&'), onlyOne(PURPOSE));
  const decided = await explainRecord(house, { ...inquiry, actor, purpose });
  if (isRefusal(decided)) return decided;
  return shape === 'html'
    ? decisionPage(decided, language)
    : { body: JSON.stringify(decisionParameters(decided, language)) };
}

const ACTOR_NEEDED: Bilingual = {
  ja: 'だれについて知りたいかを actor で示してください（例: Organization/…）。',
  en: 'say with `actor` about whom you ask, such as `Organization/…`',
};
const PURPOSE_NEEDED: Bilingual = {
  ja: '何のために見るときのことかを purpose で示してください（例: COC）。',
  en: 'say with `purpose` for which purpose, such as `COC`',
};
