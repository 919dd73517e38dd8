/** Reads a Consent into the tree that is decided on. What is not understood makes the whole Consent uninterpretable. */
import type { Consent } from '@medplum/fhirtypes';
import { faultsIn } from './consent-faults.ts';
import { type Criteria, criteriaOfProvision, periodOf } from './criteria.ts';
import { type Json, objectsOf, textOf } from './json.ts';
import { contains, type Span } from './time.ts';

export type Effect = 'permit' | 'deny';

/** One provision with the criteria in force there: its own, and for each absent one that of its nearest ancestor. */
export interface Node {
  /** Where it stands in its Consent, e.g. `provision.provision[1]`. */
  readonly place: string;
  readonly effect?: Effect;
  readonly criteria: Criteria;
  /** The periods of the provision and of all its ancestors. */
  readonly periods: readonly Span[];
  /** Whether the provision's own purpose, not an inherited one, lists BTG. */
  readonly namesBreakGlass: boolean;
  readonly children: readonly Node[];
}

export type ReadConsent = { readonly readable: true; readonly root: Node } | { readonly readable: false };

const BASE_EFFECTS: readonly (readonly [Effect, readonly string[]])[] = [
  ['deny', ['OPTOUT', 'OPTOUTE']],
  ['permit', ['OPTIN', 'OPTINR']],
];

/** A provision as it is written and as it is read, with its FHIRPath. */
export interface Placed {
  readonly node: Node;
  readonly provision: Json;
  readonly place: string;
}

export const isInForce = (node: Node, at: number): boolean => node.periods.every((period) => contains(period, at));

// A stored Consent version never changes, so each is read once.
const read = new WeakMap<Consent, ReadConsent>();

/** Reads and checks the whole Consent, whether or not a part of it would ever match. */
export function readConsent(consent: Consent): ReadConsent {
  const known = read.get(consent);
  if (known) return known;
  const made = readOnce(consent as unknown as Json);
  read.set(consent, made);
  return made;
}

/** The same consent, of which another root is decided on. */
export function withRoot(consent: Consent, root: Node): Consent {
  const copy = { ...consent };
  read.set(copy, { readable: true, root });
  return copy;
}

/** What the policy rule says holds where the root provision does not say itself, or is absent. */
function readOnce(consent: Json): ReadConsent {
  if (faultsIn(consent).length > 0) return { readable: false };
  const base = baseOf(consent['policyRule']);
  const { provision } = consent;
  const root = nodeOf((provision ?? {}) as Json, provision === undefined ? 'policyRule' : 'provision');
  return { readable: true, root: { ...(base && { effect: base }), ...root } };
}

function baseOf(policyRule: unknown): Effect | undefined {
  const codes = objectsOf(policyRule).flatMap(({ coding }) => objectsOf(coding).map(({ code }) => String(code)));
  return BASE_EFFECTS.find(([, listed]) => listed.some((code) => codes.includes(code)))?.[0];
}

function nodeOf(provision: Json, place: string, parent?: Node): Node {
  const { type, period } = provision;
  const own = criteriaOfProvision(provision);
  const node: Node = {
    place,
    ...(type !== undefined && { effect: type as Effect }),
    criteria: { ...parent?.criteria, ...own },
    periods: [...(parent?.periods ?? []), ...(period === undefined ? [] : [periodOf(period) as Span])],
    namesBreakGlass: own.purposes?.includes('BTG') ?? false,
    children: [],
  };
  return {
    ...node,
    children: objectsOf(provision['provision']).map((child, n) => nodeOf(child, `${place}.provision[${n}]`, node)),
  };
}

/** Every provision, each before those nested in it; none of a Consent that cannot be read. */
export function provisionsOf(consent: Consent): readonly Placed[] {
  const read = readConsent(consent);
  if (!read.readable) return [];
  return objectsOf((consent as unknown as Json)['provision']).flatMap((root) =>
    placedIn({ node: read.root, provision: root, place: 'Consent.provision' }),
  );
}

const placedIn = (placed: Placed): Placed[] => [
  placed,
  ...objectsOf(placed.provision['provision']).flatMap((provision, index) =>
    // What can be read has a node for each provision.
    placedIn({ node: placed.node.children[index] as Node, provision, place: `${placed.place}.provision[${index}]` }),
  ),
];

/** The codings of the scope: only `patient-privacy` is decided on here. */
export const isPrivacyConsent = (consent: Json): boolean =>
  objectsOf(consent['scope']).some(({ coding }) =>
    objectsOf(coding).some(({ code }) => textOf(code) === 'patient-privacy'),
  );
