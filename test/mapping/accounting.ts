/** Whether a conversion accounts for every value of a message: carried, or told of, and never both. */
import { isRefusal } from '#fhir';
import { valuesOf } from '../../src/messages/hl7-record.ts';
import { readHl7, type Ssmix2Outcome } from '../../src/messages/index.ts';

/** Values that are neither carried nor told of, and values that are both. */
export function unaccounted(bytes: Uint8Array, outcome: Ssmix2Outcome): string[] {
  const record = readHl7(bytes);
  if (isRefusal(record)) throw new Error('was read before');
  const sources = record.segments.flatMap(valuesOf).map(({ position }) => position);
  const told = [...outcome.mapped, ...outcome.reported];
  const counted = new Set(told);
  const spoken = new Set(outcome.issues.map(({ expression }) => expression));
  const silent = outcome.reported.filter((position) => {
    const [, name = '', place = ''] = /^([A-Z0-9]{3}).*(\(segment \d+\))$/.exec(position) ?? [];
    return !spoken.has(position) && !spoken.has(`${name} ${place}`);
  });
  return [...sources.filter((position) => !counted.has(position)), ...silent, ...twice(told)];
}

export const twice = (all: readonly string[]): string[] => {
  const seen = new Set<string>();
  return all.filter((one) => seen.size === seen.add(one).size);
};
