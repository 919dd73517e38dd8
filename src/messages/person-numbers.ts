/** By which numbers a message names its people: what another institution gave is not taken for a number of the sender's own. */
import { type Refusal, refuse } from '#fhir';
import { type Hl7Record, textOf } from './hl7-record.ts';
import { PATIENT_NUMBERS, patientSystem } from './message-codecs-people.ts';

/** Who it is, and who was merged into them. */
const FIELDS = ['PID-3', 'MRG-1'];
/** Of a CX: who assigned the number, and where; the second part of either is an OID. */
const AUTHORITIES = [4, 6];

/**
 * 422 for a number of another Japanese institution, or for a person who is merged into themself; a sender who is not
 * known has none of its own. An authority of another kind may be the sender's own name for itself: it is told as not mapped.
 */
export function wrongNumbers(message: Hl7Record, institution: string | undefined): Refusal | undefined {
  if (institution === undefined) return undefined;
  const own = patientSystem(institution).slice('urn:oid:'.length);
  for (const field of FIELDS)
    for (const part of AUTHORITIES) {
      const oid = textOf(message, `${field}.${part}`)?.split('&')[1] ?? '';
      if (oid.startsWith(PATIENT_NUMBERS) && oid !== own) return ofAnother(`${field}.${part}`, own);
    }
  const [person, merged] = FIELDS.map((field) => textOf(message, field));
  return merged !== undefined && merged === person ? mergedIntoItself() : undefined;
}

const ofAnother = (place: string, own: string): Refusal =>
  refuse(422, {
    code: 'ssmix2-patient-of-another',
    type: 'business-rule',
    ja: `${place} の発番者が、送り手の医療機関ではありません。この機関の患者番号で送るか、発番者を書かないか、${own} にしてください。`,
    en: `\`${place}\` says that another than the sending institution gave this number; send the institution's own number, with no authority or with \`${own}\``,
    expression: place,
  });

const mergedIntoItself = (): Refusal =>
  refuse(422, {
    code: 'ssmix2-merge-self',
    type: 'business-rule',
    ja: 'MRG-1 が PID-3 と同じ番号です。統合して使わなくなる番号を MRG-1 に書いてください。',
    en: '`MRG-1` is the number of `PID-3`; name there the number that is no longer to be used',
    expression: 'MRG-1',
  });
