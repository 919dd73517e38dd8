/** `_text` and `_content`: every word that is asked for stands in the narrative, or anywhere in the resource. */
import type { SearchValue } from '#fhir';
import { KANJI_VARIANTS } from './kanji-variants.ts';
import { ownedBy } from './owned-by.ts';
import { maskedReferences, type Scene, unmasked } from './scene.ts';
import { normalise } from './strings.ts';

export function textSql(code: string, value: SearchValue, alias: string, whole: Scene): string {
  const scene = lookingIntoDocuments(whole);
  const words = value.type === 'text' ? value.text.split(/\s+/).map(normalise).filter(Boolean) : [];
  if (words.length === 0) return 'false';
  const { bind } = scene;
  const stands = words.map((word) => `words.normal ~ ${bind(patternOf(word))}`).join(' AND ');
  const told = toldContent(whole, alias);
  const standsIn = (content: string) =>
    `EXISTS (SELECT 1 FROM (SELECT ${normalWords(content, code === '_text')} AS normal OFFSET 0) AS words WHERE ${stands})`;
  // What is masked loses its narrative too: its words may tell of what is hidden.
  const masked =
    code === '_text' ? 'false' : standsIn(`masked_content(${told}, ARRAY(${maskedReferences(scene, alias)}))`);
  // A document that others hold never has its own narrative, and its words may be of what is withheld.
  const own = `(${alias}.sections IS NULL OR ${ownedBy(scene.permit, alias, bind)})`;
  return `(${own} AND CASE WHEN ${unmasked(scene, alias)} THEN ${standsIn(told)} ELSE ${masked} END)`;
}

/** The contacts of a Patient that others hold may be withheld, with its narrative and what is contained for them: none is looked into. */
const toldContent = ({ permit, bind }: Scene, alias: string): string =>
  `CASE WHEN ${alias}.type <> 'Patient' OR ${ownedBy(permit, alias, bind)} THEN ${alias}.content ELSE without_contacts(${alias}.content) END`;

/**
 * The same scene where a document that is referred to is there as far as it is answered: elsewhere that is not looked into
 * for each reference, and a document counts as hidden sooner.
 */
const lookingIntoDocuments = (scene: Scene): Scene => ({
  ...scene,
  targetSeen: (type, id, types) =>
    types === undefined
      ? `CASE WHEN ${type} = 'Bundle' THEN ${scene.targetSeen(type, id, ['Bundle'])} ELSE ${scene.targetSeen(type, id)} END`
      : scene.targetSeen(type, id, types),
});

const normalWords = (content: string, narrative: boolean): string =>
  `replace(replace(normalize(lower(regexp_replace(normalize(words_of(${content}, ${narrative}), NFKD), '${DROPPED}', '', 'g')), NFC), 'ß', 'ss'), 'ẞ', 'ss')`;

/** Accents, selectors of drawings and white space. */
const DROPPED = '[\\u0300-\\u036f\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef\\s]+';

/** The database's twin of `normalise`: a word as a pattern that takes each character in all its forms. */
function patternOf(word: string): string {
  return [...word]
    .map((letter) => {
      const forms = FORMS.get(letter);
      if (forms !== undefined) return `[${letter}${forms.join('')}]`;
      return /[\p{L}\p{N}]/u.test(letter) ? letter : `\\${letter}`;
    })
    .join('');
}

/** Compared form → the others. A database in the C locale lowers ASCII alone. */
const FORMS: ReadonlyMap<string, string[]> = new Map(
  [
    ...Map.groupBy(
      [
        ...KANJI_VARIANTS,
        ...between(0x30a1, 0x30f6).map((katakana) => [katakana, normalise(katakana)] as const),
        ...[...between(0xc0, 0x24f), ...between(0x370, 0x52f)]
          .filter((upper) => upper.normalize('NFKD') === upper)
          .map((upper) => [upper, upper.toLowerCase()] as const)
          .filter(([upper, lower]) => lower !== upper && [...lower].length === 1),
      ],
      ([, compared]) => compared,
    ),
  ].map(([compared, pairs]) => [compared, pairs.map(([other]) => other)]),
);

function between(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
}
