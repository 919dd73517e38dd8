/** The forms under which the reference of a filter is found: as it is written, or a bare id of each type it may lead to. */
import type { SearchParameter } from '#fhir';

export const formsOf = ({ targets }: SearchParameter, text: string): string[] =>
  text.includes('/') || text.includes(':') ? [text] : targets.map((target) => `${target}/${text}`);
