/** The permit: what one requester may see for one purpose now. Only this room can make one, and no read goes without. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, refuse, type SearchCondition } from '#fhir';
import { compilePatient } from './compile-patient.ts';
import type { Context, Request } from './context.ts';
import { explain, type PersonOutcome } from './decide.ts';
import type { Decision } from './decision.ts';
import { type Facts, factsOf } from './facts.ts';
import { heldToFamilyWord } from './family-word.ts';
import { evaluate, type Formula, shared } from './formula.ts';
import { holdsAll, type Reach, reaches } from './reach.ts';
import { readRequest, viewingOf } from './viewing.ts';

declare const made: unique symbol;

/** People about whom the same rows may be seen. */
export interface PermitGroup {
  readonly patients: readonly string[];
  readonly formula: Formula;
}

/** A predicate on rows, as data; see {@link sees} for how its parts combine. */
export interface Permit {
  readonly [made]: true;
  readonly request: Request;
  /** What the token's scopes let be answered. */
  readonly reach: Reach;
  /** What may be told of as the target of a reference. */
  readonly referable: Reach;
  /** The version of the rules that labels must be of: what any other labelled counts as unlabelled (§4). */
  readonly labels: string;
  /** Types that may be about nobody. */
  readonly nonPatientTypes: readonly string[];
  /** Custodians whose rows are the requester's own records: seen without consent, on the ground OWN_RECORD. */
  readonly own: readonly string[];
  readonly groups: readonly PermitGroup[];
  /** For people in no group: what the policy says of one who has no consent and no rule of their own. */
  readonly others: Formula;
}

export interface PermitInput {
  readonly request: Request;
  /** `Organization/x` of each organization whose records the requester holds itself. */
  readonly own: readonly string[];
  /** Consents by `Patient/x`: for each person named here, all that they have. */
  readonly consentsByPatient: ReadonlyMap<string, readonly Consent[]>;
  readonly context: Context;
  readonly reach: Reach;
  /** The version of the rules of labelling; where it is not said, that of what no rules labelled. */
  readonly labels?: string;
  /** Everything where it is not said. */
  readonly referable?: Reach;
  /** Tells whether a resource meets a condition of the reach; without it none does. */
  readonly meets?: (resource: Resource, condition: SearchCondition) => boolean;
}

/** On what ground a row is seen or not; OWN_RECORD stands outside the closed list of §2.6, since no decision was asked. */
export interface Ground {
  readonly visible: boolean;
  readonly reason: Decision['reason'] | 'OWN_RECORD';
  readonly consents: readonly string[];
  readonly obligations: Decision['obligations'];
}

// What the permit was made from stays in this room: an object from elsewhere is no permit, whatever its type says.
const origins = new WeakMap<Permit, PermitInput & { readonly formulas: ReadonlyMap<string, Formula> }>();

/**
 * Makes the permit of a request. Refuses with 400 what is no request, and with 403 (`consent-purpose-absent`,
 * `consent-purpose-ambiguous`) a request without exactly one purpose (consent design §2.2).
 */
export function permitFor(input: PermitInput): Permit | Refusal {
  const request = readRequest(input.request);
  if (isRefusal(request)) return request;
  const viewing = viewingOf(request, input.context);
  const { purposes, actor } = viewing;
  if (purposes.length !== 1) return refusePurpose(purposes);
  const { context } = input;
  const consentsByPatient = new Map(
    [...input.consentsByPatient].map(([patient, consents]) => [patient, heldToFamilyWord(consents, viewing)]),
  );
  const others = compilePatient(request, '', [], context);
  const ruled = context.policy.rules.flatMap(({ patient }) => patient ?? []);
  const people = new Set([...consentsByPatient.keys(), ...ruled, ...(actor?.startsWith('Patient/') ? [actor] : [])]);
  const formulas = new Map(
    [...people].map((patient) => [
      patient,
      compilePatient(request, patient, consentsByPatient.get(patient) ?? [], context),
    ]),
  );
  const permit = Object.freeze({
    request,
    reach: input.reach,
    referable: input.referable ?? '*',
    labels: input.labels ?? '',
    nonPatientTypes: context.policy.nonPatientTypes,
    own: input.own,
    groups: groupsOf(formulas, others),
    others,
  }) as Omit<Permit, typeof made> as Permit;
  origins.set(permit, { ...input, consentsByPatient, formulas });
  return permit;
}

/**
 * The same permit at another moment (ISO 8601 with its zone). INVARIANT: it is one before which nothing turns since the
 * permit was made, see `nextTurningPoint`: nothing is decided anew.
 */
export function permitAt(permit: Permit, time: string): Permit {
  const origin = originOf(permit);
  const request = { ...permit.request, time };
  const later = Object.freeze({ ...permit, request });
  origins.set(later, { ...origin, request });
  return later;
}

/**
 * Whether a permit shows a row: its own record, or one where every person named permits, or one about nobody. Facts tell of
 * no search: what is in reach by a condition only is not shown here. `labelled` is the version of the rules that labelled
 * the row.
 */
export function sees(permit: Permit, row: Facts, labelled: string = permit.labels): boolean {
  const facts = asLabelled(permit, row, labelled);
  const { formulas } = originOf(permit);
  if (!reaches(permit.reach, facts, permit.nonPatientTypes, () => false)) return false;
  if (isOwn(permit, facts.custodian)) return true;
  if (facts.patients.length === 0) return permit.nonPatientTypes.includes(facts.type);
  return facts.patients.every((patient) => evaluate(formulas.get(patient) ?? permit.others, facts));
}

/** Asks the interpreter on what ground a row is seen: to check the predicate after the fetch, and for the audit. */
export const groundOf = (permit: Permit, resource: Resource, custodian?: string | null): Ground =>
  groundOfRow(permit, {
    type: resource.resourceType,
    custodian: custodian ?? null,
    labelled: permit.labels,
    read: () => resource,
  });

/** What a row says of itself, and the resource in it, which is read only when the decision asks for it. */
export interface GroundedRow {
  readonly type: string;
  readonly custodian: string | null;
  /** The version of the rules that labelled it. */
  readonly labelled: string;
  readonly read: () => Resource;
}

/** The same of a row. */
export function groundOfRow(permit: Permit, row: GroundedRow): Ground {
  const { people, ...ground } = explainRow(permit, row);
  return ground;
}

/** A ground with what decided for each person whom the row names; nobody's where it is the requester's own record. */
export interface ExplainedGround extends Ground {
  readonly people: readonly PersonOutcome[];
}

/** Asks the interpreter on what ground a row is seen or not, and what in consents and policy decided it. */
export function explainRow(permit: Permit, { type, custodian, labelled, read }: GroundedRow): ExplainedGround {
  // Of an object from elsewhere not even what would be its own record.
  originOf(permit);
  const inReach = () => isInReach(permit, read());
  if (isOwn(permit, custodian))
    return {
      visible: holdsAll(permit.reach, type) || inReach(),
      reason: 'OWN_RECORD',
      consents: [],
      obligations: [],
      people: [],
    };
  const { visible, ...ground } = explainPart(permit, factsOf(read(), custodian), labelled);
  return { visible: visible && (holdsAll(permit.reach, type) || inReach()), ...ground };
}

/**
 * The same of facts that are a part of a row, labelled by rules of their own version; what scopes let be looked at is asked
 * of the row.
 */
export function explainPart(permit: Permit, part: Facts, labelled: string): ExplainedGround {
  const { request, context, consentsByPatient } = originOf(permit);
  if (isOwn(permit, part.custodian))
    return { visible: true, reason: 'OWN_RECORD', consents: [], obligations: [], people: [] };
  const facts = asLabelled(permit, part, labelled);
  const consents = facts.patients.flatMap((patient) => consentsByPatient.get(patient) ?? []);
  const {
    decision: { decision, ...ground },
    people,
  } = explain({ request, facts, consents, context });
  return { visible: decision === 'PERMIT', ...ground, people };
}

/** The same without the people. */
export function groundOfPart(permit: Permit, part: Facts, labelled: string): Ground {
  const { people, ...ground } = explainPart(permit, part, labelled);
  return ground;
}

/** Unlabelled is what no rules of today labelled: it counts as restricted, and no permit of a sensitivity means it (D14). */
const asLabelled = (permit: Permit, facts: Facts, labelled: string): Facts =>
  labelled === permit.labels ? facts : { ...facts, conf: null };

/** Whether what a resource says of itself lies in the reach; `patients` where these are known otherwise. */
export function isInReach(permit: Permit, resource: Resource, patients?: readonly string[]): boolean {
  const { meets = () => false } = originOf(permit);
  const facts = factsOf(resource);
  const row = patients === undefined ? facts : { ...facts, patients };
  return reaches(permit.reach, row, permit.nonPatientTypes, (condition) => meets(resource, condition));
}

const isOwn = ({ own }: Permit, custodian: string | null): boolean => custodian !== null && own.includes(custodian);

function originOf(permit: Permit): PermitInput & { readonly formulas: ReadonlyMap<string, Formula> } {
  const origin = origins.get(permit);
  if (origin === undefined) throw new Error('a permit was not made by the consent room');
  return origin;
}

/** People for whom the same formula holds share a group; those for whom it is that of anybody need none. */
function groupsOf(formulas: ReadonlyMap<string, Formula>, others: Formula): PermitGroup[] {
  const general = shared(others);
  const alike = Map.groupBy(formulas, ([, formula]) => shared(formula));
  alike.delete(general);
  return [...alike].map(([formula, members]) => ({ patients: members.map(([patient]) => patient), formula }));
}

function refusePurpose(purposes: readonly string[]): Refusal {
  return purposes.length === 0
    ? refuse(
        403,
        {
          code: 'consent-purpose-absent',
          type: 'forbidden',
          ja: '利用目的が示されていません。トークンに利用目的を一つ入れてください。',
          en: 'the request names no purpose of use: the token must carry exactly one',
        },
        'NO_PURPOSE',
      )
    : refuse(
        403,
        {
          code: 'consent-purpose-ambiguous',
          type: 'forbidden',
          ja: `利用目的が複数示されています: \`${purposes.join('、')}\`。一つだけ選んでください。`,
          en: `the request names several purposes of use, \`${purposes.join(', ')}\`: exactly one must be chosen`,
        },
        'PURPOSE_AMBIGUOUS',
      );
}
