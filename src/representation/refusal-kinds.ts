/** The codes with which a representation is refused: XML that is not FHIR's, and parts of a resource that there are not. */
import { type IssueKinds, issueKind } from '#fhir';

export const REPRESENTATION_REFUSALS = {
  'xml-unreadable': issueKind(
    'structure',
    ['XML として読めません。', 'this is no XML'],
    ['示された行と文字の位置を直してください。', 'mend the line and column that are named'],
  ),
  'xml-doctype': issueKind(
    'structure',
    ['DOCTYPE は使えません。', 'a DOCTYPE is not accepted'],
    ['DOCTYPE を取り除いてください。', 'take the DOCTYPE away'],
  ),
  'xml-too-large': issueKind(
    'too-costly',
    ['要素が多すぎます。', 'there are too many elements'],
    ['分けて送ってください。', 'send it in parts'],
  ),
  'xml-namespace-wrong': issueKind(
    'structure',
    ['要素の名前空間が違います。', 'an element is in another namespace'],
    [
      'FHIR の要素は http://hl7.org/fhir、叙述の div は接頭辞なしの http://www.w3.org/1999/xhtml にしてください。',
      'put elements of FHIR into http://hl7.org/fhir, and the `div` of a narrative without a prefix into http://www.w3.org/1999/xhtml',
    ],
  ),
  'xml-type-unknown': issueKind(
    'structure',
    ['その種類のリソースはありません。', 'there is no such resource type'],
    ['R4 のリソース名を要素名にしてください。', 'name the element after a resource type of R4'],
  ),
  'xml-element-unknown': issueKind(
    'structure',
    ['ここにその要素はありません。', 'there is no such element here'],
    ['R4 の定義にある要素名を使うか、取り除いてください。', 'use an element that R4 defines here, or take it away'],
  ),
  'xml-attribute-unknown': issueKind(
    'structure',
    ['ここにその属性はありません。', 'there is no such attribute here'],
    [
      'value、id、url のうち定義にあるものだけを使ってください。',
      'use `value`, `id` and `url` only where they are defined',
    ],
  ),
  'xml-order-wrong': issueKind(
    'structure',
    ['要素の順序が R4 の定義と違います。', 'the elements do not stand in the order of R4'],
    ['R4 の定義の順に並べてください。', 'put them in the order of their definition'],
  ),
  'xml-element-repeated': issueKind(
    'structure',
    ['一つだけの要素が二度あります。', 'an element that can stand once only stands twice'],
    ['一つだけ残してください。', 'keep one of them'],
  ),
  'xml-element-empty': issueKind(
    'structure',
    ['要素が空です。', 'an element is empty'],
    ['値か子要素を書くか、要素を取り除いてください。', 'give it a value or children, or take it away'],
  ),
  'xml-value-wrong': issueKind(
    'value',
    ['値が数値か真偽値として読めません。', 'a value cannot be read as a number or boolean'],
    ['1.5 のような数値か、true、false で書いてください。', 'write a number such as 1.5, or `true` or `false`'],
  ),
  'xml-text-unexpected': issueKind(
    'structure',
    ['要素の中に文字があります。', 'there is text in an element'],
    ['値は value 属性に書いてください。', 'write a value into the attribute `value`'],
  ),
  'not-representable': issueKind(
    'not-supported',
    ['XML では表せない内容があります。', 'something cannot be written as XML'],
    ['JSON で受け取ってください。', 'ask for JSON'],
  ),
} as const satisfies IssueKinds;
