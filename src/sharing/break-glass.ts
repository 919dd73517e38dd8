/** The reviews of emergencies: listed and decided by who watches over privacy, and told to the person at once. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { personsBehind, type ScopeAction } from '#auth';
import type { Sql } from '#database';
import { codeSystemUrl, isRefusal, isWritten, type Refusal, refuse, toJapanTime } from '#fhir';
import {
  type Asker,
  decideReview,
  listReviews,
  REVIEW_OUTCOMES,
  type Review,
  type ReviewOutcome,
  reviewsAbout,
} from '#vigil';
import {
  type Answer,
  entryOf,
  type House,
  holdsAllOf,
  isPrivacyOfficer,
  namesOf,
  notFound,
  type OperationRequest,
  oneValue,
  parameterNeeded,
  permitOf,
  privacyOfficerOnly,
  readOperation,
  scopeMissing,
  type Visit,
} from '#visit';

const STATES = ['open', 'overdue', 'done'] as const;
type State = (typeof STATES)[number];

/** GET $break-glass-reviews?status=: for a privacy officer, without those of the officer's own emergencies. */
export async function listBreakGlassReviews(
  house: House,
  visit: Visit,
  request: OperationRequest,
): Promise<Answer | Refusal> {
  const refusal = await officerOnly(house, visit, 'read');
  if (refusal) return refusal;
  const asked = readOperation(request, ['status']);
  if (isRefusal(asked)) return asked;
  const state = oneValue(asked, 'status', { ...oneOf(STATES), fallback: undefined });
  if (isRefusal(state)) return state;
  const reviews = await listReviews(house.database, await askerOf(house.database, visit));
  const wanted = reviews.filter((review) => state === undefined || stateOf(review, visit.now) === state);
  return tell(house, visit, wanted, { interaction: '$break-glass-reviews', more: reviewedParts });
}

/** POST $review-break-glass: decides one open review, once. Who broke the glass cannot, and learns of none. */
export async function reviewBreakGlass(
  house: House,
  visit: Visit,
  request: OperationRequest,
): Promise<Answer | Refusal> {
  const refusal = await officerOnly(house, visit, 'update');
  if (refusal) return refusal;
  const asked = readOperation(request, ['review', 'outcome', 'note']);
  if (isRefusal(asked)) return asked;
  const id = oneValue(asked, 'review', { ...UUID, fallback: undefined });
  if (isRefusal(id)) return id;
  const outcome = oneValue(asked, 'outcome', { ...oneOf(REVIEW_OUTCOMES), fallback: undefined });
  if (isRefusal(outcome)) return outcome;
  const note = oneValue(asked, 'note', { ...NOTE, fallback: undefined });
  if (isRefusal(note)) return note;
  if (id === undefined) return needed('review');
  if (outcome === undefined) return needed('outcome');
  if (note === undefined) return needed('note');
  return decide(house, visit, { id, outcome, note });
}

/** GET Patient/[id]/$break-glass-notices: for the person alone, whom each emergency is told at once. */
export async function readBreakGlassNotices(
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
): Promise<Answer | Refusal> {
  const { id = '' } = request;
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const patient = await house.store.read(permit, 'Patient', id);
  if (!patient || visit.caller.actor !== `Patient/${id}`) return notFound('Patient', id);
  const asked = readOperation(request, []);
  if (isRefusal(asked)) return asked;
  const reviews = await reviewsAbout(house.database, `Patient/${id}`);
  return tell(house, visit, reviews, { interaction: '$break-glass-notices', more: () => [] });
}

async function decide(
  house: House,
  visit: Visit,
  { id, outcome, note }: { id: string; outcome: ReviewOutcome; note: string },
): Promise<Answer | Refusal> {
  const interaction = '$review-break-glass';
  // Decided and audited together: a review that nobody can be asked about is none.
  const review = await house.database.transaction(async (sql) => {
    const decided = await decideReview(sql, await askerOf(sql, visit), { id, outcome, note, now: visit.now });
    if (decided) await house.audit.recordIn(sql, entryOf(visit, answerOf(interaction, '', [decided])));
    return decided;
  });
  if (!review) return reviewNotOpen(id);
  const told = await tell(house, visit, [review], { interaction, more: reviewedParts });
  return isRefusal(told) ? told : { ...told, recorded: true };
}

const askerOf = async (sql: Sql, { caller }: Visit): Promise<Asker> => ({
  ...caller,
  persons: await personsBehind(sql, caller),
});

async function officerOnly(house: House, visit: Visit, action: ScopeAction): Promise<Refusal | undefined> {
  if (!holdsAllOf(house, visit.caller, { type: 'AuditEvent', action })) return scopeMissing('AuditEvent', action);
  if (await isPrivacyOfficer(house, visit)) return undefined;
  return privacyOfficerOnly();
}

interface Telling {
  readonly interaction: string;
  readonly more: (review: Review) => ParametersParameter[];
}

async function tell(
  house: House,
  visit: Visit,
  reviews: readonly Review[],
  { interaction, more }: Telling,
): Promise<Answer | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const named = reviews.flatMap(({ actor, organization, reviewer }) =>
    [actor, organization, reviewer].filter((one) => one !== null),
  );
  const names = await namesOf(house, permit, named);
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: reviews.map((review) => ({
      name: 'review',
      part: [...partsOf(review, names, visit.now), ...more(review)],
    })),
  };
  return answerOf(interaction, JSON.stringify(body), reviews);
}

const answerOf = (interaction: string, body: string, reviews: readonly Review[]): Answer => ({
  status: 200,
  body,
  interaction,
  action: 'E',
  items: [],
  patients: [...new Set(reviews.flatMap(({ patient }) => patient || []))],
});

const stateOf = ({ outcome, due }: Review, now: Date): State =>
  outcome !== null ? 'done' : due < now ? 'overdue' : 'open';

/** What the person and the officer are told alike; what the officer notes is for officers only. */
function partsOf(review: Review, names: ReadonlyMap<string, string>, now: Date): ParametersParameter[] {
  const { id, patient, opened, latest, due, requests, actor, organization, client, reason, categories } = review;
  const text = (name: string, valueString: string): ParametersParameter[] =>
    valueString === '' ? [] : [{ name, valueString }];
  const reference = (name: string, value: string | null): ParametersParameter[] =>
    value ? [{ name, valueReference: { reference: value, ...displayOf(names.get(value)) } }] : [];
  return [
    { name: 'id', valueId: id },
    { name: 'status', valueCode: stateOf(review, now) },
    ...reference('patient', patient),
    { name: 'opened', valueInstant: opened.toISOString() },
    ...text('openedJapan', toJapanTime(opened)),
    { name: 'latest', valueInstant: latest.toISOString() },
    { name: 'due', valueInstant: due.toISOString() },
    { name: 'requests', valueInteger: requests },
    ...reference('organization', organization),
    ...reference('role', actor),
    ...text('client', client),
    ...text('reason', reason),
    ...categories.map((code) => ({
      name: 'category',
      valueCoding: { system: codeSystemUrl('jp-chiiki-ikou-category'), code },
    })),
    ...(review.outcome === null ? [] : [{ name: 'outcome', valueCode: review.outcome }]),
    ...(review.reviewed === null ? [] : [{ name: 'reviewed', valueInstant: review.reviewed.toISOString() }]),
  ];
}

const displayOf = (display = '') => (display === '' ? {} : { display });

const reviewedParts = ({ note, reviewer }: Review): ParametersParameter[] => [
  ...(note ? [{ name: 'note', valueString: note }] : []),
  ...(reviewer ? [{ name: 'reviewer', valueReference: { reference: reviewer } }] : []),
];

function oneOf<T extends string>(values: readonly T[]) {
  return {
    read: (text: string) => values.find((value) => value === text),
    expected: { ja: values.join('、'), en: values.map((value) => `\`${value}\``).join(' or ') },
  };
}

const NOTE_LENGTH_MAX = 2_000;
const NOTE = {
  read: (text: string) => (isWritten(text) && text.length <= NOTE_LENGTH_MAX ? text.trim() : undefined),
  expected: { ja: `${NOTE_LENGTH_MAX}文字までの理由`, en: `a reason of at most ${NOTE_LENGTH_MAX} characters` },
};
const UUID = {
  read: (text: string) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : undefined),
  expected: { ja: '$break-glass-reviews の id', en: 'an id of `$break-glass-reviews`' },
};

const needed = (name: string): Refusal =>
  parameterNeeded(name, { ja: `${name} を書いてください。`, en: `\`${name}\` is needed` });

const reviewNotOpen = (id: string): Refusal =>
  refuse(404, {
    code: 'review-not-open',
    type: 'not-found',
    ja: `結果を待っている審査に ${id} はありません。`,
    en: `there is no open review \`${id}\``,
  });
