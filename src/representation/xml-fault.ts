/** A place of XML that cannot be read, in words. Values that were sent are not repeated: they may be about a person. */
import { type Refusal, refuse } from '#fhir';

export interface XmlPlace {
  readonly line: number;
  readonly column: number;
}

/** Raised inside the reader, to leave it at the first place that cannot be read. */
export class XmlFault extends Error {
  readonly offset: number;
  readonly refusalAt: (place: XmlPlace) => Refusal;
  constructor(offset: number, refusalAt: (place: XmlPlace) => Refusal) {
    super('xml');
    this.offset = offset;
    this.refusalAt = refusalAt;
  }
}

/** Lines and columns of `offset` in `text`, counted from 1. */
export function placeIn(text: string, offset: number): XmlPlace {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const SPEC = 'https://hl7.org/fhir/R4/xml.html';

const said =
  (code: string, ja: string, en: string, status = 400) =>
  ({ line, column }: XmlPlace): Refusal =>
    refuse(status, {
      code,
      type: status === 413 ? 'too-costly' : 'structure',
      ja: `${ja}（${line} 行目 ${column} 文字目）`,
      en: `${en} (line ${line}, column ${column})`,
      line,
      column,
      spec: SPEC,
    });

export const unreadable = ({ ja, en }: { ja: string; en: string }) =>
  said('xml-unreadable', `XML として読めません。${ja}。`, `this is no XML: ${en}`);

export const doctypeFound = () =>
  said('xml-doctype', 'DOCTYPE は使えません。取り除いてください。', 'a DOCTYPE is not accepted; take it away');

export const tooLarge = (max: number) =>
  said('xml-too-large', `要素が多すぎます。上限は ${max} 個です。`, `there are more than ${max} elements`, 413);

export const namespaceWrong = (name: string, expected: string) =>
  said(
    'xml-namespace-wrong',
    `要素「${name}」の名前空間が違います。${expected} にしてください。`,
    `the element \`${name}\` is in another namespace than \`${expected}\``,
  );

export const typeUnknown = (name: string) =>
  said('xml-type-unknown', `「${name}」という種類のリソースはありません。`, `there is no resource type \`${name}\``);

export const elementUnknown = (name: string, holder: string) =>
  said(
    'xml-element-unknown',
    `「${holder}」に要素「${name}」はありません。`,
    `\`${holder}\` has no element \`${name}\``,
  );

export const attributeUnknown = (name: string, holder: string) =>
  said(
    'xml-attribute-unknown',
    `「${holder}」に属性「${name}」はありません。`,
    `\`${holder}\` has no attribute \`${name}\``,
  );

export const orderWrong = (name: string, before: string) =>
  said(
    'xml-order-wrong',
    `要素「${name}」は「${before}」より前に書いてください。`,
    `the element \`${name}\` has to stand before \`${before}\``,
  );

export const repeated = (name: string) =>
  said('xml-element-repeated', `要素「${name}」は一つだけです。`, `the element \`${name}\` can stand once only`);

export const empty = (name: string) =>
  said(
    'xml-element-empty',
    `要素「${name}」が空です。値か子要素を書いてください。`,
    `the element \`${name}\` is empty`,
  );

export const valueWrong = (name: string, kind: string) =>
  said('xml-value-wrong', `「${name}」の値が ${kind} ではありません。`, `the value of \`${name}\` is no ${kind}`);

export const textUnexpected = (holder: string) =>
  said(
    'xml-text-unexpected',
    `要素「${holder}」の中に文字は書けません。値は value 属性に書いてください。`,
    `the element \`${holder}\` cannot hold text; a value stands in the attribute \`value\``,
  );

const REASONS: readonly (readonly [RegExp, { readonly ja: string; readonly en: string }])[] = [
  [/unclosed tag|unexpected end/, { ja: '閉じていない要素があります', en: 'an element is not closed' }],
  [
    /unmatched closing tag|unexpected close tag/,
    { ja: '閉じタグが合っていません', en: 'a closing tag does not match' },
  ],
  [/duplicate attribute/, { ja: '同じ属性が二度あります', en: 'an attribute stands twice' }],
  [/quoted/, { ja: '属性の値が引用符で囲まれていません', en: 'the value of an attribute is not quoted' }],
  [/entity/, { ja: '定義のない実体参照があります', en: 'an entity is not known or not written correctly' }],
  [/prefix/, { ja: '宣言のない名前空間の接頭辞があります', en: 'a namespace prefix is not declared' }],
  [
    /root/,
    { ja: '根の要素は一つだけ、文字はその中だけに書けます', en: 'there is one root element, and nothing outside it' },
  ],
  [
    /XML declaration|version|standalone/,
    { ja: 'XML 宣言が正しくありません', en: 'the XML declaration is not correct' },
  ],
];
export const NOT_UTF_8 = {
  ja: 'XML 宣言の文字コードが UTF-8 ではありません',
  en: 'the XML declaration names another encoding than UTF-8',
};
const OTHER = { ja: '使えない書き方か文字があります', en: 'something is not written as XML writes it' };

/** What the parser says, in both languages and without what was sent. */
export const reasonOf = (message: string) => REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? OTHER;
