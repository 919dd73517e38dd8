/** The words of withholding: always the same, so that they tell nothing of what is behind them. */
import type { CodeableConcept, Narrative } from '@medplum/fhirtypes';

const narrative = (ja: string, en: string): Narrative => ({
  // The status that the national profiles fix.
  status: 'additional',
  div: `<div xmlns="http://www.w3.org/1999/xhtml"><p lang="ja" xml:lang="ja">${ja}</p><p lang="en" xml:lang="en">${en}</p></div>`,
});

/** Stands in each Composition that leaves its holder, whether or not anything of it is withheld. */
export const NOTE = narrative(
  'この文書は、本人の同意の範囲で他の機関から示されています。同意の範囲にない部分は、あれば除かれています。',
  'This document is shown by another organization within the person’s consent. Parts outside it, if there are any, are left out.',
);
/** Stands in each section that is withheld, and in each that was empty. */
export const NOTHING_TO_SHOW = narrative(
  'この欄は空であるか、本人の同意の範囲にありません。',
  'This section is empty, or outside the person’s consent.',
);
export const WITHHELD: CodeableConcept = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
      code: 'withheld',
      display: 'Information Withheld',
    },
  ],
};
