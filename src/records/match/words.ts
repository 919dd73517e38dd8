/** Words of a person as they are compared: one width, one script, one way of writing numbers. */
import { normalise } from '#store';

const SMALL = 'ぁぃぅぇぉっゃゅょゎゕゖぢづゐゑを';
const LARGE = 'あいうえおつやゆよわかけじずいえお';

/** Kana as old systems wrote them: without small ones, and without those that sound like others. */
export const readingForm = (text: string): string =>
  normalise(text).replace(/[ぁ-ゖ]/g, (kana) => LARGE[SMALL.indexOf(kana)] ?? kana);

/** The digits of a telephone number, as dialled within Japan. */
export const phoneForm = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/^\s*\+81[\s-]*(\(0\))?/, '0')
    .replace(/\D/g, '');

const NUMERALS = '〇一二三四五六七八九十百';
const NUMBER = new RegExp(`(?<=[-の])[${NUMERALS}]+|[${NUMERALS}]+(?=丁目|番|号|条|-|の[${NUMERALS}0-9])`, 'g');
const DASHES = new RegExp(`(?<=[0-9${NUMERALS}])[ー―‐‑−–—─](?=[0-9${NUMERALS}])`, 'g');
const PREFECTURE = /^(東京都|北海道|京都府|大阪府|[^\d市区町村]{2,3}県)/;
/** A number that is a part of a name, such as 北24条, does not end the name of the place. */
const BLOCK = /^(.*?\D)(\d+(?:-\d+){0,2})(?!\d|条|線)/;

/** Town and block of an address, such as `A市本町1-2-3`; nothing where no number of a block is written. */
export function blockForm(address: string): string | undefined {
  const plain = normalise(address.normalize('NFKC').replace(/\s/g, '').replace(DASHES, '-'))
    .replace(NUMBER, (numeral) => String(numberOf(numeral)))
    .replace(/丁目|番地の?|番|号(?!線)|の(?=\d)/g, '-')
    .replace(/大字|字/g, '')
    .replace(/-+/g, '-')
    .replace(PREFECTURE, '');
  const found = BLOCK.exec(plain);
  return found ? `${found[1]}${found[2]}` : undefined;
}

/** 二十三 and 二三 are both 23. */
function numberOf(numeral: string): number {
  if (!/[十百]/.test(numeral)) return Number([...numeral].map((one) => NUMERALS.indexOf(one)).join(''));
  let total = 0;
  let digit: number | undefined;
  for (const one of numeral) {
    const power = { 十: 10, 百: 100 }[one];
    if (power === undefined) digit = (digit ?? 0) * 10 + NUMERALS.indexOf(one);
    else {
      total += (digit ?? 1) * power;
      digit = undefined;
    }
  }
  return total + (digit ?? 0);
}
