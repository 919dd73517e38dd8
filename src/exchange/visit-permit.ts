/** Asks consent what this visit may see: the one way from a caller to a permit. */
import { covers, type Scope } from '#auth';
import { type Action, type Authority, type Context, nextTurningPoint, type Permit, permitFor } from '#consent';
import { isRefusal, type Refusal, toJapanTime } from '#fhir';
import type { Believed } from '#store';
import type { House, Visit } from './house.ts';
import { SERVED_TYPES } from './served-types.ts';

/** The permit of the caller to read, for this purpose at this moment, narrowed to the types that the token's scopes let read. */
export function permitOf(house: House, visit: Visit): Promise<Permit | Refusal> {
  const { scopes } = visit.caller;
  return permitOfCaller(house, visit, 'access', readableTypes(scopes));
}

const readable = new WeakMap<readonly Scope[], readonly string[]>();

function readableTypes(scopes: readonly Scope[]): readonly string[] {
  const known = readable.get(scopes);
  if (known) return known;
  const types = SERVED_TYPES.filter((type) => covers(scopes, type, 'read') || covers(scopes, type, 'search'));
  readable.set(scopes, types);
  return types;
}

/** The permit of the caller for an action whose scope was checked already, such as a write: of all types. */
export function permitOfCaller(
  house: House,
  visit: Visit,
  action: Action,
  types: readonly string[] | '*' = '*',
): Promise<Permit | Refusal> {
  const { caller } = visit;
  return permitFrom(house, {
    actor: caller.actor,
    purpose: caller.purpose,
    action,
    now: visit.now,
    types,
    own: caller.organization === null ? [] : [caller.organization],
  });
}

interface Asking {
  readonly actor: string;
  readonly purpose: string;
  readonly action: Action;
  readonly now: Date;
  readonly types: readonly string[] | '*';
  readonly own: readonly string[];
}

/** The permit of anybody whom a decision is to be made about, such as the recipient of a message. */
export async function permitFrom(house: House, asking: Asking): Promise<Permit | Refusal> {
  const believed = await house.store.believed(asking.actor);
  const { actor, purpose, action, now, own, types } = asking;
  const asked = JSON.stringify([actor, purpose, action, own, types]);
  const known = permits.get(believed)?.get(asked);
  if (known && known.from <= now.getTime() && now.getTime() < known.until) return known.permit;
  const { consentsByPatient } = believed;
  const listed = dataReferences(believed);
  const context = await contextOf(house, believed, listed);
  const request = { actor, purpose, action, time: toJapanTime(now) };
  const permit = permitFor({ request, own: [...own], consentsByPatient, context, types });
  // What a consent refers to may change without another epoch.
  if (isRefusal(permit) || listed.length > 0) return permit;
  const turns = nextTurningPoint({ consentsByPatient, context }, Date.parse(request.time));
  const until = Math.min(turns, now.getTime() + KEPT_MS);
  permits.set(believed, (permits.get(believed) ?? new Map()).set(asked, { permit, from: now.getTime(), until }));
  return permit;
}

interface Kept {
  readonly permit: Permit;
  /** Milliseconds since 1970: the moment of the permit, and the first one at which it is asked for anew. */
  readonly from: number;
  readonly until: number;
}

/** The time of a permit is that of its request, give or take so much. */
const KEPT_MS = 1_000;
const permits = new WeakMap<Believed, Map<string, Kept>>();

async function contextOf(house: House, believed: Believed, references: readonly string[]): Promise<Context> {
  const listed = await house.store.referredTo(references);
  return {
    directory: believed.directory,
    patients: believed.patients,
    authority: authorityOf(believed),
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

const GUARDIAN = 'GUARD';
const PARENTS = ['PRN', 'MTH', 'FTH', 'NMTH', 'NFTH', 'ADOPTP'];

/** Relatives who are guardian or parent; the house counts one as verified that is active and has an identifier of its act. */
function authorityOf({ relatives }: Believed): Record<string, Authority> {
  return Object.fromEntries(
    relatives.flatMap(({ id, patient, relationship, period, active, identifier }) => {
      const codes = (relationship ?? []).flatMap(({ coding }) => (coding ?? []).map(({ code }) => code ?? ''));
      const kind = codes.includes(GUARDIAN)
        ? 'guardian-of-adult'
        : codes.some((code) => PARENTS.includes(code))
          ? 'parental'
          : undefined;
      if (kind === undefined || patient?.reference === undefined) return [];
      const verified = active === true && (identifier?.length ?? 0) > 0;
      const authority: Authority = {
        patient: patient.reference,
        kind,
        verified,
        ...(period === undefined ? {} : { period }),
      };
      return [[`RelatedPerson/${id}`, authority]];
    }),
  );
}
