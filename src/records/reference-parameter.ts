/** The search parameter that finds resources by one of their references. */
import type { SearchParameters } from '#fhir';

/** `Task`, `focus` → `focus`; undefined where no parameter reads this element. */
export function parameterOfPath(parameters: SearchParameters, type: string, path: string): string | undefined {
  const wanted = `${type}.${path}`;
  const reads = (part: string): boolean => part.replace(/\.where\(.*\)$/, '').replace(/^\(|\)$/g, '') === wanted;
  const fitting = [...parameters.of(type).values()].filter(
    (one) => one.type === 'reference' && one.expression.split('|').some((part) => reads(part.trim())),
  );
  // `subject` finds whatever is referred to; `patient` only patients.
  return (fitting.find(({ code }) => code !== 'patient') ?? fitting[0])?.code;
}
