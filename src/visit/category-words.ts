/** How the twelve categories are called, as their code system says it. */
import { type Bilingual, codeSystemUrl } from '#fhir';
import type { House } from './house.ts';

const NONE: Bilingual = { ja: '区分のないもの', en: 'Without a category' };

export interface CategoryWords {
  /** The codes in the order of the code system. */
  readonly codes: readonly string[];
  /** The words of a code; of the empty one those for no category. */
  readonly words: (code: string) => Bilingual;
}

export function categoryWords({ definitions }: Pick<House, 'definitions'>): CategoryWords {
  const concepts = definitions.codeSystem(codeSystemUrl('jp-chiiki-ikou-category'))?.concept ?? [];
  const known = new Map(
    concepts.map(({ code = '', display = code, designation = [] }) => [
      code,
      { ja: display, en: designation.find(({ language }) => language === 'en')?.value ?? display },
    ]),
  );
  return {
    codes: concepts.map(({ code = '' }) => code),
    words: (code) => (code === '' ? NONE : (known.get(code) ?? { ja: code, en: code })),
  };
}
