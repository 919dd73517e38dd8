/** Finds the one key of an ElementDefinition that starts with a word and goes on with a type: `fixedCode`, `patternCoding`. */
import type { ElementDefinition } from '@medplum/fhirtypes';

export function choiceValue(element: ElementDefinition | undefined, stem: string): unknown {
  if (element === undefined) return undefined;
  for (const key in element) {
    const letter = key.charCodeAt(stem.length);
    if (letter >= 65 && letter <= 90 && key.startsWith(stem))
      return (element as unknown as Record<string, unknown>)[key];
  }
  return undefined;
}
