/** The number of a medical institution (医療機関コード), as it is given beside what a hospital sends. */
import { type Refusal, refuse } from '#fhir';

const INSTITUTION = /^[0-4][0-9][1-3][0-9]{7}$/;

/** Why this is no such number; nothing where it is one, or none is given. */
export function institutionFault(institution: string | undefined): Refusal | undefined {
  if (institution === undefined || INSTITUTION.test(institution)) return undefined;
  return refuse(400, {
    code: 'institution-number',
    type: 'value',
    ja: `医療機関コード「${institution}」は10桁（都道府県2桁・点数表1桁・番号7桁）ではありません。`,
    en: `\`${institution}\` is no ten-digit medical institution number`,
  });
}
