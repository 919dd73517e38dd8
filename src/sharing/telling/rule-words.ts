/** What a rule of the region says, in words. */
import { purposeWords } from '#auth';
import type { PolicyRule } from '#consent';
import type { Bilingual } from '#fhir';
import type { Names } from './provision-words.ts';

const EFFECTS: Readonly<Record<PolicyRule['type'], Bilingual>> = {
  prohibit: { ja: '同意があっても見せません', en: 'must not be shown, whatever a consent says' },
  mandate: {
    ja: '法律で決まっているときは、同意がなくても見せます',
    en: 'is shown without consent where the law asks for it',
  },
  'btg-exclude': { ja: '緊急時にも見せません', en: 'stays closed even in an emergency' },
};

export function ruleWords(
  { type, actor = [], purpose = [], label = [], legalBasis }: PolicyRule,
  names: Names,
): Bilingual {
  const who = actor.map(names.named);
  const why = purpose.map((code) => purposeWords(code));
  const what = label.map((code) => names.category(code.split('|').at(-1) ?? ''));
  const law = [legalBasis ?? []].flat();
  return {
    ja: [
      who.length === 0 ? 'だれに対しても' : `${who.join('・')} へ`,
      ...(why.length === 0 ? [] : [`${why.map(({ ja }) => ja).join('・')}のため`]),
      ...(what.length === 0 ? [] : [`区分: ${what.map(({ ja }) => ja).join('、')}`]),
      EFFECTS[type].ja,
      ...(law.length === 0 ? [] : [`根拠: ${law.join('、')}`]),
    ].join('、'),
    en: [
      who.length === 0 ? 'to anybody' : `to ${who.join(', ')}`,
      ...(why.length === 0 ? [] : [`for ${why.map(({ en }) => en).join(', ')}`]),
      ...(what.length === 0 ? [] : [`categories: ${what.map(({ en }) => en).join('; ')}`]),
      EFFECTS[type].en,
      ...(law.length === 0 ? [] : [`legal basis: ${law.join(', ')}`]),
    ].join(', '),
  };
}
