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
      return partsOf(value).some((one) => found.includes(one));
    case 'not-in':
      return !partsOf(value).some((one) => found.includes(one));
    case 'exists':
      return found.length > 0 === (value === 'true');
    case 'regex':
      return found.some((one) => matchesWhole(value, one));
    default:
      return undefined;
  }
}

/** A code of a grammar has no hierarchy: only what asks for the code itself can be answered. */
export function passesByCode(filter: ValueSetComposeIncludeFilter, code: string): boolean | undefined {
  const { op, value = '', property } = filter;
  return property === 'code' || property === 'concept' ? passesText(op, value, code) : undefined;
}

function passesHierarchy(
  { op, value = '' }: ValueSetComposeIncludeFilter,
  { code }: Concept,
  concepts: Concepts,
): boolean | undefined {
  switch (op) {
    case 'is-a':
      return isBelow(concepts, code, value);
    case 'descendent-of':
      return code !== (concepts.get(value)?.code ?? value) && isBelow(concepts, code, value);
    case 'is-not-a':
      return !isBelow(concepts, code, value);
    case 'generalizes':
      return isBelow(concepts, value, code);
    case 'exists':
      return value === 'true';
    default:
      return passesText(op, value, code);
  }
}

function passesText(op: string | undefined, value: string, code: string): boolean | undefined {
  switch (op) {
    case '=':
      return code === value;
    case 'in':
      return partsOf(value).includes(code);
    case 'not-in':
      return !partsOf(value).includes(code);
    case 'regex':
      return matchesWhole(value, code);
    default:
      return undefined;
  }
}

const partsOf = (value: string): string[] => value.split(',').map((one) => one.trim());

function propertyValues({ definition, parents }: Concept, property: string): string[] {
  if (property === 'display') return definition.display === undefined ? [] : [definition.display];
  if (property === 'parent') return [...parents];
  return (definition.property ?? []).filter(({ code }) => code === property).map(valueText);
}

/** The value of a property as a filter writes it. */
const valueText = (one: NonNullable<Concept['definition']['property']>[number]): string =>
  String(
    one.valueCode ??
      one.valueString ??
      one.valueCoding?.code ??
      one.valueBoolean ??
      one.valueInteger ??
      one.valueDecimal ??
      one.valueDateTime,
  );

function matchesWhole(pattern: string, text: string): boolean | undefined {
  try {
    return matchesPattern(new RegExp(`^(?:${pattern})$`, 'u'), text);
  } catch {
    return undefined;
  }
}
