/** What of a consent in force counts for nothing: it is told to who stores it, for nobody sees a refusal that refuses nothing. */
import type { Consent } from '@medplum/fhirtypes';
import type { Context } from './context.ts';
import { criteriaOfProvision, periodOf } from './criteria.ts';
import { actsFor, performersOf } from './effective.ts';
import { type Json, objectsOf } from './json.ts';
import { type Placed, provisionsOf, readConsent } from './read-consent.ts';
import { personOf } from './undo-refusal.ts';
import { type UnmetPart, unmetPartsOf } from './unmet-criteria.ts';

export interface IdlePart {
  /**
   * Given by nobody whose word counts, over already, a role that no permit means, a purpose or an action that no request
   * names, or a label, class or code that no record has.
   */
  readonly why: 'performer' | 'period' | 'role' | UnmetPart['why'];
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
  return [
    ...(isGiven ? [] : [{ why: 'performer', expression: 'Consent.performer' } as const]),
    ...provisionsOf(consent).flatMap((placed) => partsIn(placed, at)),
    ...unmetPartsOf(consent).map(({ why, expression }) => ({ why, expression })),
  ];
}

function partsIn({ node, provision, place }: Placed, at: number): IdlePart[] {
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
  ];
}

const isInOtherRole = (actor: Json): boolean => criteriaOfProvision({ actor: [actor] }).actors?.others.length === 1;
