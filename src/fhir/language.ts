/** Which of the two languages of the house a caller reads first. */

/** The languages in which everything is said. */
export type Language = 'ja' | 'en';

export const otherLanguage = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');

/**
 * The language that an `Accept-Language` header asks for first (RFC 9110 §12.5.4): weights count, then the order as it
 * is written. Undefined where it names neither language, so that the usual form of an answer stays.
 */
export function preferredLanguage(header: string | undefined): Language | undefined {
  const asked = (header ?? '').split(',').map(rangeOf);
  const weightOf = (language: Language): number => {
    const own = asked.filter(({ primary }) => primary === language);
    const any = own.length > 0 ? own : asked.filter(({ primary }) => primary === '*');
    return Math.max(0, ...any.map(({ weight }) => weight));
  };
  const [ja, en] = [weightOf('ja'), weightOf('en')];
  if (ja === en) return ja === 0 ? undefined : asked.find(isSpoken)?.primary;
  return ja > en ? 'ja' : 'en';
}

interface Range {
  readonly primary: string;
  readonly weight: number;
}

const isSpoken = (range: Range): range is Range & { primary: Language } =>
  range.primary === 'ja' || range.primary === 'en';

function rangeOf(text: string): Range {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim());
  const quality = parameters.find((one) => /^q\s*=/i.test(one))?.replace(/^q\s*=\s*/i, '');
  const weight = quality === undefined ? 1 : Number(quality);
  // A weight that is none asks for nothing.
  return { primary: tag.split('-', 1)[0]?.toLowerCase() ?? '', weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
