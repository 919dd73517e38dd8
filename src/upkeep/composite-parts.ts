/** Whether each part of a region's composites is compared by a parameter that is there: a composite short of one would find wrongly. */
import type { SearchParameter } from '@medplum/fhirtypes';
import { createSearchParameters } from '#fhir';
import { typesOf } from './usable-parameter.ts';

export interface MissingPart {
  readonly composite: SearchParameter;
  /** Which of its components. */
  readonly index: number;
}

/** The first part that nothing compares, among all that the region has added. */
export function missingPart(
  definitions: readonly SearchParameter[],
  servedTypes: readonly string[],
): MissingPart | undefined {
  const parameters = createSearchParameters(definitions);
  for (const composite of definitions.filter(({ type }) => type === 'composite')) {
    const { base = [], component = [], code = '', url } = composite;
    for (const type of typesOf(base, servedTypes)) {
      const drawn = parameters.of(type).get(code);
      if (drawn?.url !== url) continue;
      const compared = new Set(
        drawn?.components.flatMap(({ parameter }) => (parameter.type === 'composite' ? [] : [parameter.url])),
      );
      const index = component.findIndex(({ definition }) => !compared.has(definition ?? ''));
      if (index >= 0) return { composite, index };
    }
  }
  return undefined;
}
