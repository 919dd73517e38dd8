/** Why a text is no JSON, in both languages. No word of what was sent is repeated: it may be about a person. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** Nesting beyond this is refused before it can exhaust the stack. */
export const DEPTH_MAX = 500;

const REASONS = {
  'no-more': { ja: '終わりの後に余分なものがあり', en: 'nothing more after the end' },
  depth: { ja: `入れ子は ${DEPTH_MAX} 段までで`, en: `at most ${DEPTH_MAX} levels` },
  value: { ja: '値が必要な所で', en: 'a value' },
  key: { ja: '二重引用符で囲んだキーが必要な所で', en: 'a key in double quotes' },
  colon: { ja: '「:」が必要な所で', en: '`:`' },
  'comma-or-brace': { ja: '「,」か「}」が必要な所で', en: '`,` or `}`' },
  'comma-or-bracket': { ja: '「,」か「]」が必要な所で', en: '`,` or `]`' },
  'text-end': {
    ja: 'ここから始まる文字列を閉じる「"」がありません',
    en: 'the text that begins here has no closing `"`',
  },
  'text-escape': {
    ja: 'ここから始まる文字列に、エスケープしていない制御文字（改行など）があります',
    en: 'the text that begins here holds a bare control character, such as a line end, instead of its escape',
  },
  'text-valid': {
    ja: 'ここから始まる文字列に、正しくないエスケープがあります',
    en: 'the text that begins here holds an escape that is none',
  },
  'text-characters': {
    ja: 'ここから始まる文字列に、使えない文字（U+0000 などの制御文字、または対になっていないサロゲート）があります',
    en: 'the text that begins here holds a control character such as U+0000, or half of a surrogate pair',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type JsonReason = keyof typeof REASONS;

const SIGNS: readonly (readonly [RegExp, Bilingual])[] = [
  [/^$/, { ja: 'ファイルが終わっています', en: 'the end of the file' }],
  [/[[\]{}]/, { ja: '括弧があります', en: 'a bracket' }],
  [/[,:]/, { ja: '区切りの記号があります', en: 'a comma or colon' }],
  [/["'`]/, { ja: '引用符があります', en: 'a quotation mark' }],
  [/\d/, { ja: '数字があります', en: 'a digit' }],
  [/\p{L}/u, { ja: '文字があります', en: 'a letter' }],
  [/\p{Cc}/u, { ja: '制御文字があります', en: 'a control character' }],
];
const OTHER: Bilingual = { ja: 'ほかの記号があります', en: 'another sign' };

/** The reason in words: what was expected, and what kind of sign stands there. `sign` is one character, or empty at the end. */
export function wordReason(reason: JsonReason, sign: string): Bilingual {
  const expected = REASONS[reason];
  // A text is faulty as a whole, and its place is where it begins.
  if (reason.startsWith('text-')) return expected;
  const found = SIGNS.find(([pattern]) => pattern.test(sign))?.[1] ?? OTHER;
  return { ja: `${expected.ja}${found.ja}`, en: `expected ${expected.en}, found ${found.en}` };
}
