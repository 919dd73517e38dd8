/** What a rule of the region says, in words. */
import { purposeWords } from '#auth';
import type { PolicyRule } from '#consent';
import type { Bilingual } from '#fhir';
import { labelOf, labelWords } from './label-words.ts';
import type { Names } from './provision-words.ts';

const EFFECTS: Readonly<Record<PolicyRule['type'], Bilingual>> = {
  prohibit: { ja: '同意があっても見せません', en: 'must not be shown, whatever a consent says' },
  mandate: {
    ja: '法律で決まっているときは、同意がなくても見せます',
    en: 'is shown without consent where the law asks for it',
  },
  'btg-exclude': { ja: '緊急時にも見せません', en: 'stays closed even in an emergency' },
};

const ANYBODY: Bilingual = { ja: 'だれに対しても', en: 'to anybody' };
const OTHERS: Bilingual = { ja: 'ほかの方へ', en: 'to somebody else' };

const RELATIVES: Bilingual = { ja: '家族の方すべて', en: 'any relative' };

/** `hidden` are those of whom the reader is told nothing. */
export function ruleWords(
  { type, actor, purpose = [], label = [], legalBasis }: PolicyRule,
  names: Names,
  hidden: ReadonlySet<string>,
): Bilingual {
  const who = actorWords(actor, names, hidden);
  const why = purpose.map((code) => purposeWords(code));
  const what = labelWords(label.map(labelOf), names.category);
  const law = [legalBasis ?? []].flat();
  return {
    ja: [
      who.ja,
      ...(why.length === 0 ? [] : [`${why.map(({ ja }) => ja).join('・')}のため`]),
      ...(what === undefined ? [] : [what.ja]),
      EFFECTS[type].ja,
      ...(law.length === 0 ? [] : [`根拠: ${law.join('、')}`]),
    ].join('、'),
    en: [
      who.en,
      ...(why.length === 0 ? [] : [`for ${why.map(({ en }) => en).join(', ')}`]),
      ...(what === undefined ? [] : [what.en]),
      EFFECTS[type].en,
      ...(law.length === 0 ? [] : [`legal basis: ${law.join(', ')}`]),
    ].join(', '),
  };
}

function actorWords(actor: PolicyRule['actor'] = [], { named }: Names, hidden: ReadonlySet<string>): Bilingual {
  if (actor.length === 0) return ANYBODY;
  const who = actor
    .filter((one) => !hidden.has(one))
    .map((one) => (one === 'RelatedPerson' ? RELATIVES : both(named(one))));
  if (who.length === 0) return OTHERS;
  return { ja: `${who.map(({ ja }) => ja).join('・')} へ`, en: `to ${who.map(({ en }) => en).join(', ')}` };
}

const both = (name: string): Bilingual => ({ ja: name, en: name });
