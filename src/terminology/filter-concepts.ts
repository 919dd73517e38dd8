/** Answers whether a concept passes one filter of a value set's include. */
import type { ValueSetComposeIncludeFilter } from '@medplum/fhirtypes';
import { matchesPattern } from '#fhir';
import { type Concept, type Concepts, isBelow } from './concepts.ts';

/** True, false, or undefined when the filter's operator or property is not understood. */
export function passesFilter(
  filter: ValueSetComposeIncludeFilter,
  concept: Concept,
  concepts: Concepts,
): boolean | undefined {
  const { op, value = '', property } = filter;
  if (property === 'concept' || property === 'code') return passesHierarchy(filter, concept, concepts);
  const found = propertyValues(concept, property ?? '');
  switch (op) {
    case '=':
      return found.includes(value);
    case 'in':
      return value.split(',').some((one) => found.includes(one.trim()));
    case 'not-in':
      return !value.split(',').some((one) => found.includes(one.trim()));
    case 'exists':
      return found.length > 0 === (value === 'true');
    case 'regex':
      return found.some((one) => matchesWhole(value, one));
    default:
      return undefined;
  }
}

function passesHierarchy(
  { op, value = '' }: ValueSetComposeIncludeFilter,
  { code }: Concept,
  concepts: Concepts,
): boolean | undefined {
  switch (op) {
    case '=':
      return code === value;
    case 'is-a':
      return isBelow(concepts, code, value);
    case 'descendent-of':
      return code !== value && isBelow(concepts, code, value);
    case 'is-not-a':
      return !isBelow(concepts, code, value);
    case 'in':
      return value.split(',').some((one) => one.trim() === code);
    case 'not-in':
      return !value.split(',').some((one) => one.trim() === code);
    case 'regex':
      return matchesWhole(value, code);
    default:
      return undefined;
  }
}

function propertyValues({ definition, parents }: Concept, property: string): string[] {
  if (property === 'display') return definition.display === undefined ? [] : [definition.display];
  if (property === 'parent') return [...parents];
  return (definition.property ?? [])
    .filter(({ code }) => code === property)
    .map((one) => one.valueCode ?? one.valueString ?? one.valueCoding?.code ?? one.valueBoolean ?? one.valueInteger)
    .map(String);
}

function matchesWhole(pattern: string, text: string): boolean | undefined {
  try {
    return matchesPattern(new RegExp(`^(?:${pattern})$`, 'u'), text);
  } catch {
    return undefined;
  }
}
