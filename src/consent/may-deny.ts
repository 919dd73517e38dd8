/** Whether a consent may refuse a use to anybody: asked where a use is not of one requester, and so must be the same for all. */
import type { Consent } from '@medplum/fhirtypes';
import { isPurposeWithin } from './codes.ts';
import type { Action } from './context.ts';
import type { Json } from './json.ts';
import { isInForce, isPrivacyConsent, type Node, readConsent } from './read-consent.ts';

interface Use {
  readonly purpose: string;
  readonly action: Action;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * True when any provision in force denies that means this purpose and action, whomever and whichever records it names, and
 * when the consent cannot be understood. Wider than the decision, never narrower: who may have refused is left out.
 */
export function mayDeny(consent: Consent, use: Use): boolean {
  if (consent.status !== 'active' || !isPrivacyConsent(consent as unknown as Json)) return false;
  const read = readConsent(consent);
  if (!read.readable) return true;
  return deniesIn(read.root, use);
}

function deniesIn(node: Node, use: Use): boolean {
  const { effect, criteria, children } = node;
  const isMeant =
    (criteria.purposes?.some((listed) => isPurposeWithin(use.purpose, listed)) ?? true) &&
    (criteria.actions?.includes(use.action) ?? true);
  return (effect === 'deny' && isMeant && isInForce(node, use.at)) || children.some((child) => deniesIn(child, use));
}
