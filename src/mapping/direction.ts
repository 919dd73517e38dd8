/** Refuses to run a mapping the way that it does not lead. */
import { type Refusal, refuse } from '#fhir';
import type { Mapping } from './mapping.ts';

export type Way = 'to-fhir' | 'to-form';

/** Why the mapping does not lead there; nothing when it does. */
export function wrongWay(
  { id, kind, direction }: Pick<Mapping, 'id' | 'kind' | 'direction'>,
  way: Way,
): Refusal | undefined {
  const only = kind === 'form' ? direction : 'to-fhir';
  if (only === undefined || only === way) return undefined;
  const [ja, en] = only === 'to-fhir' ? [' FHIR ', 'FHIR'] : ['様式', 'the form'];
  return refuse(400, {
    code: 'mapping-direction',
    type: 'not-supported',
    ja: `「${id}」は${ja}への一方向だけです。`,
    en: `\`${id}\` only leads to ${en}`,
  });
}
