/** The value sets that a binding names beside its own: the largest one allowed, and additional bindings in R4's and R5's form. */
import { type Fields, list } from './fields.ts';
import type { Origin } from './shape.ts';

const LARGEST = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
const ADDITIONAL = 'http://hl7.org/fhir/tools/StructureDefinition/additional-binding';

export interface FurtherSet {
  readonly valueSet: string;
  readonly strength: 'required' | 'extensible';
  readonly largest: boolean;
}

export function furtherSets(element: Origin['base']): readonly FurtherSet[] {
  const binding = element?.binding as Fields | undefined;
  if (binding === undefined) return [];
  const extensions = list(binding['extension']);
  const additional = extensions.filter(({ url }) => url === ADDITIONAL).map(partsOf);
  return [
    ...extensions.filter(({ url }) => url === LARGEST).flatMap((one) => setOf(valueIn(one), 'maximum')),
    ...[...additional, ...list(binding['additional'])].flatMap(additionalSet),
  ];
}

/** A set for a certain use only, or for any one of several values, says nothing of this value. */
function additionalSet({ purpose, valueSet, usage, any }: Fields): readonly FurtherSet[] {
  return usage === undefined && any !== true ? setOf(valueSet, purpose) : [];
}

function setOf(valueSet: unknown, purpose: unknown): readonly FurtherSet[] {
  const strength = purpose === 'maximum' ? 'required' : purpose;
  if (typeof valueSet !== 'string' || (strength !== 'required' && strength !== 'extensible')) return [];
  return [{ valueSet, strength, largest: purpose === 'maximum' }];
}

/** The parts of a complex extension by name. */
const partsOf = ({ extension }: Fields): Fields =>
  Object.fromEntries(list(extension).map((part) => [String(part['url']), valueIn(part)]));

const valueIn = (extension: Fields): unknown =>
  Object.entries(extension).find(([name]) => name.startsWith('value'))?.[1];
