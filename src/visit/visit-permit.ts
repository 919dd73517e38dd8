/** Asks consent what this visit may see: the one way from a caller to a permit. */
import type { ScopeAction } from '#auth';
import {
  type Action,
  authoritiesOf,
  type Context,
  nextTurningPoint,
  opensBySilence,
  type Permit,
  permitAt,
  permitFor,
} from '#consent';
import { isRefusal, type Refusal, toJapanTime } from '#fhir';
import { type Believed, meetsCondition } from '#store';
import type { House, Visit } from './house.ts';
import { type NamedReach, reachOf, referableOf } from './scope-reach.ts';
import { tellConsentDefects } from './tell-consent-defects.ts';

/**
 * The permit of the caller to look at things, for this purpose at this moment, narrowed to what the token's scopes let be
 * read or searched; or to one of the two, where it matters which.
 */
export const permitOf = (
  house: House,
  visit: Visit,
  actions: readonly ScopeAction[] = ['read', 'search'],
): Promise<Permit | Refusal> => permitOfCaller(house, visit, 'access', reachOf(house, visit.caller, actions));

/** The permit of the caller for an action whose scope was checked already: it shows all that references may lead to. */
export function permitOfCaller(
  house: House,
  visit: Visit,
  action: Action,
  reach: NamedReach = referableOf(house, visit.caller),
): Promise<Permit | Refusal> {
  const { caller } = visit;
  return permitFrom(house, {
    actor: caller.actor,
    purpose: caller.purpose,
    reason: caller.reason,
    legalBasis: caller.legalBasis ?? null,
    action,
    now: visit.now,
    reach,
    referable: referableOf(house, caller),
    own: caller.organization === null ? [] : [caller.organization],
    seen: visit.seen,
  });
}

/** The permit of a person to see what is told to them of themself, as far as the caller's token reaches. */
export const permitOfPerson = (house: House, { caller, now }: Visit, person: string): Promise<Permit | Refusal> =>
  permitFrom(house, {
    actor: person,
    purpose: 'PATRQT',
    reason: null,
    action: 'access',
    now,
    reach: reachOf(house, caller),
    referable: referableOf(house, caller),
    own: [],
  });

/**
 * The permit of a person's proxy, who sees what the person does: it shows all that neither the person nor a rule refuses to
 * them, so that it narrows what the person is told to what the proxy may be.
 */
export function permitOfProxy(house: House, { caller, now }: Visit): Promise<Permit | Refusal> {
  const [reach, referable] = [reachOf(house, caller), referableOf(house, caller)];
  const policy = { ...house.policy, default: 'permit', onNotCovered: 'default' } as const;
  return permitFrom(
    { ...house, policy },
    {
      actor: caller.actor,
      purpose: caller.purpose,
      reason: null,
      action: 'access',
      now,
      // Permits are remembered by it, and this one follows from another policy.
      reach: { ...reach, name: `proxy ${reach.name}` },
      referable,
      own: [],
    },
  );
}

interface Asking {
  readonly actor: string;
  readonly purpose: string;
  /** Why the glass is broken: only said for the purpose BTG. */
  readonly reason: string | null;
  /** The legal duty in which it is asked; none where it is left out. */
  readonly legalBasis?: string | null;
  readonly action: Action;
  readonly now: Date;
  readonly reach: NamedReach;
  readonly referable: NamedReach;
  readonly own: readonly string[];
  /** What the visit has seen of the policy. */
  readonly seen?: unknown;
}

const BREAK_GLASS = 'BTG';

/** The permit of anybody whom a decision is to be made about, such as the recipient of a message. */
export async function permitFrom(house: House, asking: Asking): Promise<Permit | Refusal> {
  const { actor, purpose, action, now, own, reach, referable, legalBasis = null } = asking;
  // Where silence opens, a consent that names others, or that nobody can read, breaks it.
  const whose = opensBySilence(house.policy, purpose) ? 'everybody' : 'concerned';
  const believed = await house.store.believed(actor, whose, asking.seen);
  const reason = purpose === BREAK_GLASS ? asking.reason : null;
  const asked = JSON.stringify([actor, purpose, reason, legalBasis, action, own, reach.name, referable.name]);
  const known = permits.get(believed)?.get(asked);
  if (known && known.from <= now.getTime() && now.getTime() < known.until) return permitNow(known, now);
  const { consentsByPatient } = believed;
  tellConsentDefects(house, consentsByPatient);
  const listed = dataReferences(believed);
  const context = await contextOf(house, believed, listed);
  const permit = permitFor({
    request: {
      actor,
      purpose,
      action,
      time: toJapanTime(now),
      ...(own[0] === undefined ? {} : { organization: own[0] }),
      ...(reason === null ? {} : { btg: { reason } }),
      ...(legalBasis === null ? {} : { legalBasis }),
    },
    own: [...own],
    consentsByPatient,
    context,
    reach: reach.reach,
    labels: house.labels.version,
    referable: referable.reach,
    meets: meetsCondition,
  });
  // What a consent refers to may change without another epoch.
  if (isRefusal(permit) || listed.length > 0) return permit;
  await house.store.keepPeople(permit);
  const turning = nextTurningPoint({ consentsByPatient, context }, Date.parse(permit.request.time));
  const until = Math.min(turning, now.getTime() + LIFE_MS);
  const kept = permits.get(believed);
  // Each patient in context makes permits of its own.
  const room = kept !== undefined && kept.size < KEPT_MAX ? kept : new Map<string, Kept>();
  permits.set(believed, room.set(asked, { permit, from: now.getTime(), until }));
  return permit;
}

interface Kept {
  permit: Permit;
  /** Milliseconds since 1970: the moment of the permit, and the first one at which it may be another. */
  from: number;
  readonly until: number;
}

/** The time of a permit is that of its request, give or take so much. */
const KEPT_MS = 1_000;
/** A permit is made anew at least so often: so what the store keeps of it counts as used. */
const LIFE_MS = 6 * 3_600_000;
const KEPT_MAX = 1_000;
const permits = new WeakMap<Believed, Map<string, Kept>>();

/** A kept permit, its time at most so much behind. */
function permitNow(kept: Kept, now: Date): Permit {
  if (now.getTime() >= kept.from + KEPT_MS) {
    kept.permit = permitAt(kept.permit, toJapanTime(now));
    kept.from = now.getTime();
  }
  return kept.permit;
}

async function contextOf(house: House, believed: Believed, references: readonly string[]): Promise<Context> {
  const listed = await house.store.referredTo(references);
  return {
    directory: believed.directory,
    patients: believed.patients,
    authority: Object.fromEntries(
      believed.relatives.map((relative) => [`RelatedPerson/${relative.id}`, authoritiesOf(relative)]),
    ),
    policy: house.policy,
    lookup: (reference) => listed[reference],
  };
}

/** The references in `provision.data` at any depth. */
function dataReferences({ consentsByPatient }: Believed): string[] {
  interface Provision {
    data?: { reference?: { reference?: string } }[];
    provision?: Provision[];
  }
  const inProvision = ({ data = [], provision = [] }: Provision): string[] => [
    ...data.flatMap(({ reference }) => reference?.reference ?? []),
    ...provision.flatMap(inProvision),
  ];
  return [...consentsByPatient.values()]
    .flat()
    .flatMap(({ provision }) => (provision ? inProvision(provision as Provision) : []));
}
