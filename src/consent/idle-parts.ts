/** What of a consent in force counts for nothing: it is told to who stores it, for nobody sees a refusal that refuses nothing. */
import type { Consent } from '@medplum/fhirtypes';
import { ACT_REASON } from './codes.ts';
import type { Context } from './context.ts';
import { criteriaOfProvision, periodOf } from './criteria.ts';
import { actsFor, performersOf } from './effective.ts';
import { type Json, objectsOf, textOf } from './json.ts';
import { type Node, readConsent } from './read-consent.ts';
import { personOf } from './undo-refusal.ts';

export interface IdlePart {
  /** Given by nobody whose word counts, over already, a role that no permit means, or a purpose that no request names. */
  readonly why: 'performer' | 'period' | 'role' | 'purpose';
  /** The FHIRPath of the element. */
  readonly expression: string;
}

/** Every such part of an active consent, at a moment in milliseconds; none of one that cannot be read. */
export function idlePartsOf(
  consent: Consent,
  context: Pick<Context, 'authority' | 'patients'>,
  at: number,
): readonly IdlePart[] {
  const read = readConsent(consent);
  if (consent.status !== 'active' || !read.readable) return [];
  const person = personOf(consent);
  const isGiven = performersOf(consent, person).some((one) => one === person || actsFor(one, person, context, at));
  const [provision = {}] = objectsOf((consent as unknown as Json)['provision']);
  return [
    ...(isGiven ? [] : [{ why: 'performer', expression: 'Consent.performer' } as const]),
    ...partsIn(read.root, provision, 'Consent.provision', at),
  ];
}

function partsIn(node: Node, provision: Json, place: string, at: number): IdlePart[] {
  const period = periodOf(provision['period']);
  const placed = (element: string, isIdle: (value: Json) => boolean): string[] =>
    objectsOf(provision[element]).flatMap((value, index) => (isIdle(value) ? [`${place}.${element}[${index}]`] : []));
  return [
    ...(typeof period === 'object' && period.end < at
      ? [{ why: 'period', expression: `${place}.period` } as const]
      : []),
    ...(node.effect === 'permit' ? placed('actor', isInOtherRole) : []).map(
      (one) => ({ why: 'role', expression: `${one}.role` }) as const,
    ),
    ...placed('purpose', isOfOtherSystem).map((one) => ({ why: 'purpose', expression: `${one}.system` }) as const),
    // What can be read has a node for each provision.
    ...objectsOf(provision['provision']).flatMap((child, index) =>
      partsIn(node.children[index] as Node, child, `${place}.provision[${index}]`, at),
    ),
  ];
}

const isInOtherRole = (actor: Json): boolean => criteriaOfProvision({ actor: [actor] }).actors?.others.length === 1;

const isOfOtherSystem = ({ system }: Json): boolean => textOf(system) !== undefined && system !== ACT_REASON;
