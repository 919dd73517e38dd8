/**
 * Puts a crisis plan into action for a limited time. A plan has a crisis team beside its usual one: a CareTeam of the category
 * "event-focused", named in `CarePlan.careTeam`, which is not in force. What a person allows for a crisis only, their
 * consent allows to this team. An activation puts the team in force until its period ends, so the decision knows nothing of
 * plans: it follows the directory, whose every change acts on the next request in all processes and whose periods end by
 * themselves; and what is shown meanwhile is told to the person on the ground of their own consent.
 */
import type { CarePlan, CareTeam, Communication, Parameters } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { closureOfRequester, labelOnWrite } from '#consent';
import { codeSystemUrl, isRefusal, isWritten, parseReference, type Refusal, refuse, spanOf, toJapanTime } from '#fhir';
import { EVENT_FOCUSED, isCrisisTeam } from '#records';
import { resourceOf, type Stored, type StoredWithFacts, type Writer } from '#store';
import {
  type Answer,
  disclosedItems,
  entryOf,
  type House,
  InputRefused,
  liesWithin,
  notFound,
  type OperationRequest,
  oneValue,
  parameterNeeded,
  permitOf,
  readOperation,
  scopeMissing,
  settle,
  type Visit,
} from '#visit';

type Request = OperationRequest & { readonly id?: string };

const HOUR_MS = 3_600_000;
const KIND = codeSystemUrl('careplan-kind');
const CATEGORY = codeSystemUrl('jp-chiiki-ikou-category');

/** POST CarePlan/[id]/$activate-crisis-plan: begins an activation, or begins it anew. The person and the team are told. */
export async function activateCrisisPlan(house: House, visit: Visit, request: Request): Promise<Answer | Refusal> {
  const asked = readOperation(request, ['reason']);
  if (isRefusal(asked)) return asked;
  const reason = oneValue(asked, 'reason', { ...REASON, fallback: undefined });
  if (isRefusal(reason)) return reason;
  if (reason === undefined) return parameterNeeded('reason', { ja: '理由を書いてください。', en: 'give the `reason`' });
  const end = new Date(visit.now.getTime() + house.policy.crisisPlanHours * HOUR_MS);
  return change(house, visit, request.id ?? '', {
    interaction: '$activate-crisis-plan',
    reason,
    team: (team) => ({
      ...team,
      status: 'active',
      period: { start: toJapanTime(visit.now), end: toJapanTime(end) },
      reasonCode: [{ text: reason }],
    }),
    words: `クライシスプランが発動されました（${toJapanTime(end)}まで）。理由: ${reason}`,
  });
}

/** POST CarePlan/[id]/$deactivate-crisis-plan: ends an activation before its time; 409 where there is none. */
export async function deactivateCrisisPlan(house: House, visit: Visit, request: Request): Promise<Answer | Refusal> {
  const asked = readOperation(request, []);
  if (isRefusal(asked)) return asked;
  return change(house, visit, request.id ?? '', {
    interaction: '$deactivate-crisis-plan',
    ends: true,
    team: (team) =>
      isActive(team, visit.now)
        ? { ...team, status: 'inactive', period: { ...team.period, end: toJapanTime(visit.now) } }
        : notActive(),
    words: 'クライシスプランの発動が終わりました。',
  });
}

interface Change {
  readonly interaction: string;
  readonly reason?: string;
  /** An activation is ended also when its plan is no longer in force. */
  readonly ends?: true;
  readonly team: (team: CareTeam) => CareTeam | Refusal;
  /** What the person and the team are told. */
  readonly words: string;
}

async function change(house: House, visit: Visit, id: string, wanted: Change): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, 'CarePlan', 'update')) return scopeMissing('CarePlan', 'update');
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const stored = await house.store.read(permit, 'CarePlan', id);
  if (!stored || stored.deleted) return notFound('CarePlan', id);
  if (!liesWithin(house, visit, 'update', stored)) return scopeMissing('CarePlan', 'update');
  const plan = resourceOf(stored) as CarePlan;
  const isCrisisPlan = plan.category?.some(({ coding }) =>
    coding?.some(({ system, code }) => system === KIND && code === 'crisis-plan'),
  );
  if (!isCrisisPlan || !(plan.status === 'active' || wanted.ends)) return notACrisisPlan();
  const items = await disclosedItems(house, visit, permit, [stored]);
  const { directory } = await house.store.believed(visit.caller.actor);
  const closure = closureOfRequester(visit.caller.actor, directory, visit.now.getTime());
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const team = await crisisTeam(writer, stored, plan);
      if (!team) throw new InputRefused(crisisTeamMissing());
      const before = resourceOf(team) as CareTeam;
      if (!mayActivate(closure, stored, plan, before)) throw new InputRefused(notOfThePlan());
      const after = wanted.team(before);
      if (isRefusal(after)) throw new InputRefused(after);
      await writer.replace(team, { resource: after, custodian: team.custodian });
      const told = labelOnWrite(noticeOf(visit, plan, after, wanted.words)).resource;
      await writer.insert({ resource: told, custodian: stored.custodian });
      const body = JSON.stringify(activationOf(after));
      const { interaction, reason } = wanted;
      const answer: Answer = {
        status: 200,
        body,
        interaction,
        action: 'U',
        items,
        patients: items.flatMap((one) => one.patients),
      };
      await house.audit.recordIn(writer.sql, {
        ...entryOf(visit, answer),
        ...(reason === undefined ? {} : { purposeReason: reason }),
      });
      return { ...answer, recorded: true };
    }),
  );
}

/** The crisis team of a plan, locked: what the plan's own holder holds. */
async function crisisTeam(writer: Writer, { custodian }: Stored, plan: CarePlan): Promise<StoredWithFacts | undefined> {
  for (const { reference = '' } of plan.careTeam ?? []) {
    const target = parseReference(reference);
    const team = target?.type === 'CareTeam' ? await writer.lockOwn(custodian, 'CareTeam', target.id) : undefined;
    if (!team || team.deleted) continue;
    const named = resourceOf(team) as CareTeam;
    if (isCrisisTeam(named) && named.subject?.reference === plan.subject.reference) return team;
  }
  return undefined;
}

/** Who is in the team, who wrote the plan, and the organization that holds it. */
function mayActivate(closure: ReadonlySet<string>, { custodian }: Stored, plan: CarePlan, team: CareTeam): boolean {
  const members = (team.participant ?? []).map(({ member }) => member?.reference);
  return [...members, plan.author?.reference, custodian].some((one) => one != null && closure.has(one));
}

const isActive = ({ status, period }: CareTeam, now: Date): boolean =>
  status === 'active' && period?.end !== undefined && (spanOf(period.end)?.low ?? 0) > now.getTime();

function noticeOf(visit: Visit, plan: CarePlan, team: CareTeam, words: string): Communication {
  return {
    resourceType: 'Communication',
    meta: { security: [{ system: CATEGORY, code: 'crisis-plan' }] },
    status: 'completed',
    priority: 'urgent',
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
    subject: plan.subject as NonNullable<Communication['subject']>,
    sent: toJapanTime(visit.now),
    sender: { reference: visit.caller.actor },
    recipient: [plan.subject as { reference: string }, { reference: `CareTeam/${team.id}` }],
    payload: [{ contentString: words }],
  };
}

function activationOf({ id = '', period, reasonCode }: CareTeam): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'activation',
        part: [
          { name: 'id', valueId: id },
          { name: 'start', valueInstant: period?.start ?? '' },
          { name: 'end', valueInstant: period?.end ?? '' },
          { name: 'reason', valueString: reasonCode?.[0]?.text ?? '' },
        ],
      },
    ],
  };
}

const REASON_LENGTH_MAX = 500;
const REASON = {
  read: (text: string) => (isWritten(text) && text.length <= REASON_LENGTH_MAX ? text.trim() : undefined),
  expected: { ja: `${REASON_LENGTH_MAX}文字までの理由`, en: `a reason of at most ${REASON_LENGTH_MAX} characters` },
};

const notACrisisPlan = (): Refusal =>
  refuse(422, {
    code: 'not-a-crisis-plan',
    type: 'business-rule',
    ja: 'この計画は、有効なクライシスプランではありません。',
    en: 'the plan is no active crisis plan',
  });

const crisisTeamMissing = (): Refusal =>
  refuse(422, {
    code: 'crisis-team-missing',
    type: 'business-rule',
    ja: `このプランには、クライシスのときのチーム（CareTeam.category が ${EVENT_FOCUSED}）がありません。CarePlan.careTeam に加えてください。`,
    en: `the plan names no crisis team (a CareTeam of category \`${EVENT_FOCUSED}\`); add one to CarePlan.careTeam`,
  });

const notOfThePlan = (): Refusal =>
  refuse(403, {
    code: 'not-of-the-plan',
    type: 'forbidden',
    ja: '発動できるのは、このプランのチームの人と、作成した人・機関だけです。',
    en: 'only a member of the team of the plan, and who made it, can activate it',
  });

const notActive = (): Refusal =>
  refuse(409, {
    code: 'crisis-plan-not-active',
    type: 'conflict',
    ja: 'このプランは発動されていません。',
    en: 'the plan is not activated',
  });
