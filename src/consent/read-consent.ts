/** Reads a Consent into the tree that is decided on. What is not understood makes the whole Consent uninterpretable. */
import type { Consent } from '@medplum/fhirtypes';
import { type Criteria, criteriaOfProvision } from './criteria.ts';
import { isObject, type Json, objectsOf, objectsWithin, textOf } from './json.ts';
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

/** `base` is what the policy rule says where no provision does. */
export type ReadConsent =
  | { readonly readable: true; readonly base?: Effect; readonly root?: Node }
  | { readonly readable: false };

/** The root is level 0 (D17). */
const NESTING_LEVEL_MAX = 5;
const BASE_EFFECTS: readonly (readonly [Effect, readonly string[]])[] = [
  ['deny', ['OPTOUT', 'OPTOUTE']],
  ['permit', ['OPTIN', 'OPTINR']],
];

export const isInForce = (node: Node, at: number): boolean => node.periods.every((period) => contains(period, at));

// A stored Consent version never changes, so each is read once.
const read = new WeakMap<Consent, ReadConsent>();

/** Whether a decision can be made on it at all. */
export const isInterpretable = (consent: Consent): boolean => readConsent(consent).readable;

/** Reads and checks the whole Consent, whether or not a part of it would ever match. */
export function readConsent(consent: Consent): ReadConsent {
  const known = read.get(consent);
  if (known) return known;
  const made = readOnce(consent as unknown as Json);
  read.set(consent, made);
  return made;
}

function readOnce(consent: Json): ReadConsent {
  if (hasUnknownModifier(consent)) return { readable: false };
  const base = baseOf(consent['policyRule']);
  const provision = consent['provision'];
  const withBase = base === undefined ? {} : { base };
  if (provision === undefined) return { readable: true, ...withBase };
  const root = isObject(provision) ? nodeOf(provision, { level: 0, place: 'provision' }) : undefined;
  if (root === undefined) return { readable: false };
  return {
    readable: true,
    ...withBase,
    root: { ...(base && { effect: base }), ...root },
  };
}

/** We know no modifier extension, so any of them may mean the opposite of what we read. */
const hasUnknownModifier = (consent: Json): boolean =>
  [...objectsWithin(consent)].some(({ modifierExtension }) => objectsOf(modifierExtension).length > 0);

function baseOf(policyRule: unknown): Effect | undefined {
  const codes = objectsOf(policyRule).flatMap(({ coding }) => objectsOf(coding).map(({ code }) => String(code)));
  return BASE_EFFECTS.find(([, listed]) => listed.some((code) => codes.includes(code)))?.[0];
}

interface Standing {
  readonly level: number;
  readonly place: string;
  readonly parent?: Node;
}

/** `undefined` when the provision or one below it is not understood. */
function nodeOf(provision: Json, { level, place, parent }: Standing): Node | undefined {
  const own = criteriaOfProvision(provision);
  const type = provision['type'];
  const isTyped = type === 'permit' || type === 'deny' || (type === undefined && level === 0);
  if (!own.readable || !isTyped || level > NESTING_LEVEL_MAX) return undefined;
  const node: Node = {
    place,
    ...(type !== undefined && { effect: type }),
    criteria: { ...parent?.criteria, ...own.criteria },
    periods: [...(parent?.periods ?? []), own.period],
    namesBreakGlass: own.criteria.purposes?.includes('BTG') ?? false,
    children: [],
  };
  const children = objectsOf(provision['provision']).map((child, index) =>
    nodeOf(child, { level: level + 1, place: `${place}.provision[${index}]`, parent: node }),
  );
  const understood = children.filter((child) => child !== undefined);
  return understood.length < children.length ? undefined : { ...node, children: understood };
}

/** The codings of the scope: only `patient-privacy` is decided on here. */
export const isPrivacyConsent = (consent: Json): boolean =>
  objectsOf(consent['scope']).some(({ coding }) =>
    objectsOf(coding).some(({ code }) => textOf(code) === 'patient-privacy'),
  );
