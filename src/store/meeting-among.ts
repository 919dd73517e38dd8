/** Which of several resources of a type meet a condition, asked again and again: what is drawn from them is kept, and looked up by its keys. */
import type { Resource } from '@medplum/fhirtypes';
import type { SearchCondition, SearchParameter } from '#fhir';
import { type IndexValues, indexValuesOf } from './index-values.ts';
import { keysAsked, meetsCondition } from './meets-condition.ts';

/** Throws on what `isToldByContent` does not take. */
export function meetingAmong<T extends Resource>(resources: readonly T[]): (condition: SearchCondition) => T[] {
  const drawn = new Map<string, Map<Resource, IndexValues>>();
  const valuesOf = (resource: Resource, parameter: SearchParameter): IndexValues => {
    const { code } = parameter;
    const known = drawn.get(code) ?? new Map<Resource, IndexValues>();
    drawn.set(code, known);
    const values = known.get(resource) ?? indexValuesOf(resource, [parameter]);
    known.set(resource, values);
    return values;
  };
  const keyed = new Map<string, Map<bigint, T[]>>();
  const byKey = (parameter: SearchParameter): Map<bigint, T[]> => {
    const known = keyed.get(parameter.code);
    if (known) return known;
    const found = new Map<bigint, T[]>();
    for (const resource of resources)
      for (const key of valuesOf(resource, parameter).keys) {
        const having = found.get(key);
        if (having) having.push(resource);
        else found.set(key, [resource]);
      }
    keyed.set(parameter.code, found);
    return found;
  };
  /** All that can meet it, where its keys tell so much. */
  const candidates = (condition: SearchCondition): readonly T[] | undefined => {
    if (condition.op === 'all') return condition.of.map(candidates).find((some) => some !== undefined);
    if (condition.op !== 'filter' || condition.modifier !== '' || condition.parameter.code === '_id') return undefined;
    const { parameter, values } = condition;
    const keys = values.map((value) => keysAsked(parameter, value));
    if (keys.includes(undefined)) return undefined;
    return [...new Set(keys.flatMap((some = []) => some.flatMap((key) => byKey(parameter).get(key) ?? [])))];
  };
  return (condition) =>
    (candidates(condition) ?? resources).filter((resource) => meetsCondition(resource, condition, valuesOf));
}
