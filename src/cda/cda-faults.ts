/** Why a CDA document makes no FHIR document: what its head lacks, or whom it is about besides. */
import { type Refusal, refuse } from '#fhir';
import type { CdaElement } from './read-cda.ts';

export function incomplete(element: string, { line, column }: CdaElement): Refusal {
  return refuse(422, {
    code: 'cda-incomplete',
    type: 'required',
    ja: `文書に必要な要素 ${element} がないか、読めません。`,
    en: `the document lacks the element \`${element}\`, or it cannot be read`,
    expression: element,
    line,
    column,
  });
}

/** What it says of one would be filed with the other. */
export const severalPeople = ({ line, column }: CdaElement): Refusal =>
  refuse(422, {
    code: 'cda-several-people',
    type: 'business-rule',
    ja: 'recordTarget が二人以上を指しています。どの記載がだれのものか分からないため取り込みません。一人ずつの文書に分けてください。',
    en: 'recordTarget names more than one person, so what is whose cannot be told; send a document for each',
    expression: 'recordTarget[2]',
    line,
    column,
  });
