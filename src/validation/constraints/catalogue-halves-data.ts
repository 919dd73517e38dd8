/** What is expected and found by the issues of data and of definitions, where their words do not say it themselves. */
import type { Halves } from './halves.ts';

export const DATA_HALVES: Readonly<Record<string, Halves>> = {
  'work-too-much': { expected: ['上限までの作業', 'work within the limit'], found: ['それより多い', 'more than that'] },
  'url-example': { expected: ['実際に使われる URL', 'a URL that is in real use'] },
  'text-blank': { expected: ['空白でない文字', 'a text with more than spaces'], found: ['空白だけ', 'spaces only'] },
  'text-html': {
    expected: ['タグのない文字列', 'a text without tags'],
    found: ['HTML のタグのようなもの', 'what looks like HTML tags'],
  },
  'content-experimental': {
    expected: ['試験用ではないリソース', 'content that is not experimental'],
    found: ['experimental が true', '`experimental` is true'],
  },
  'identifier-system-relative': { expected: ['絶対 URI', 'an absolute URI'] },
  'identifier-value-uri': { expected: ['URI', 'a URI'] },
  'value-too-large': {
    expected: ['{max} バイトまで', 'at most {max} bytes'],
    found: ['{found} バイト', '{found} bytes'],
  },
  'decimals-too-many': {
    expected: ['小数点以下 {max} 桁まで', 'at most {max} decimal places'],
    found: ['{found} 桁', '{found}'],
  },
  'extension-versioned': { expected: ['版のない URL', 'a URL without a version'], found: ['「{url}」', '`{url}`'] },
  'extension-part': { found: ['「{part}」', '`{part}`'] },
  'reference-adrift': {
    expected: ['fullUrl のある entry', 'an entry with a `fullUrl`'],
    found: ['相対参照「{reference}」', 'the relative reference `{reference}`'],
  },
  'bundle-empty': { expected: ['entry', 'an entry'], found: ['なし', 'nothing'] },
  'bundle-link-paging': { expected: ['ページ送りでない link', 'a link that is not for paging'] },
  'bundle-url-canonical': { expected: ['個々のリソースの URL', 'the URL of the resource itself'] },
  'bundle-entry-orphan': {
    expected: ['最初の entry から参照でつながる entry', 'an entry tied to the first one by references'],
  },
};

export const DEFINITION_HALVES: Readonly<Record<string, Halves>> = {
  'search-components': {
    expected: ['component が二つ以上', 'two or more components'],
    found: ['それより少ない', 'fewer'],
  },
  'measure-part-unknown': {
    expected: ['指標にある {part} のコード', 'the code of a {part} of the measure'],
    found: ['当たるもののないコード', 'a code that is none of them'],
  },
  'measure-part-twice': {
    expected: ['同じ {part} は一度だけ', 'each {part} once'],
    found: ['二度以上', 'more than once'],
  },
  'measure-part-missing': {
    expected: ['{part}「{name}」の報告', 'a report of the {part} `{name}`'],
    found: ['なし', 'nothing'],
  },
  'measure-score-unasked': { expected: ['得点なし（{scoring}）', 'no score ({scoring})'], found: ['得点', 'a score'] },
  'measure-score-missing': {
    expected: ['得点の値（{scoring}）', 'the value of a score ({scoring})'],
    found: ['なし', 'nothing'],
  },
  'measure-score-range': { expected: ['0 から 1 まで', 'from 0 to 1'] },
  'measure-score-unit': {
    expected: ['単位のない得点（{scoring}）', 'a score without a unit ({scoring})'],
    found: ['単位', 'a unit'],
  },
  'condition-unknown': {
    expected: ['この質問票にある質問', 'a question of this questionnaire'],
    found: ['「{question}」', '`{question}`'],
  },
  'condition-inside': {
    expected: ['「{linkId}」の外にある質問', 'a question outside of `{linkId}`'],
    found: ['「{question}」', '`{question}`'],
  },
  'condition-later': {
    expected: ['「{linkId}」より前の質問', 'a question before `{linkId}`'],
    found: ['「{question}」', '`{question}`'],
  },
  'set-code-unknown': {
    expected: ['コード体系 {system} のコード', 'a code of {system}'],
    found: ['「{code}」', '`{code}`'],
  },
  'set-code-twice': {
    expected: ['同じコードは一度だけ', 'each code once'],
    found: ['「{code}」（{system}）が二度以上', '`{code}` of {system} more than once'],
  },
  'set-display': { expected: ['コード「{code}」（{system}）の名前', 'a name of the code `{code}` of {system}'] },
  'set-filter-unknown': {
    expected: ['コード体系 {system} の性質', 'a property of {system}'],
    found: ['「{property}」', '`{property}`'],
  },
  'set-filter-operator': {
    expected: ['性質「{property}」（{system}）に使える条件', 'an operator for `{property}` of {system}'],
    found: ['「{op}」', '`{op}`'],
  },
  'map-code-unknown': {
    expected: ['コード体系 {system} のコード', 'a code of {system}'],
    found: ['「{code}」', '`{code}`'],
  },
  'system-content': {
    expected: ['概念の数に合う content', 'a content that fits the concepts'],
    found: ['{content}、概念 {found} 個', '`{content}` with {found} concepts'],
  },
  'system-supplement': { expected: ['supplement', '`supplement`'] },
  'system-property-unknown': { expected: ['宣言された性質', 'a declared property'], found: ['「{code}」', '`{code}`'] },
  'system-value-set': {
    expected: ['コード体系の全体を含む値セット', 'a set of all codes of this system'],
    found: ['{valueSet}', '{valueSet}'],
  },
  'expression-unreadable': {
    expected: ['FHIRPath の式', 'an expression in FHIRPath'],
    found: ['「{expression}」（{reason}）', '`{expression}` ({reason})'],
  },
  'definition-not-loaded': {
    expected: ['定義「{canonical}」', 'the definition `{canonical}`'],
    found: ['読み込まれていない', 'it is not loaded'],
  },
  'structure-derivation-missing': { expected: ['derivation', '`derivation`'], found: ['なし', 'nothing'] },
  'structure-base-same': {
    expected: ['元の定義 {baseDefinition} にない型', 'a type other than that of {baseDefinition}'],
  },
  'structure-context-wide': {
    expected: ['使う場所を絞った context', 'a context that names where it belongs'],
    found: ['どの要素でも', 'any element'],
  },
  'structure-context-unknown': { expected: ['知られている型の要素', 'an element of a known type'] },
  'structure-slicing-root': {
    expected: ['根でない要素', 'an element below the root'],
    found: ['根の要素 {path}', 'the root element `{path}`'],
  },
  'structure-unusable': {
    expected: ['正しい分け方', 'a sound slicing'],
    found: ['{path}（{reason}）', '`{path}` ({reason})'],
  },
  'structure-discriminator': {
    expected: ['要素 {path} の中にある印', 'a discriminator inside `{path}`'],
    found: ['「{discriminator}」', '`{discriminator}`'],
  },
  'structure-path-unknown': {
    expected: ['元になる定義にある要素', 'an element of the base'],
    found: ['{path}', '`{path}`'],
  },
  'structure-order': {
    expected: ['元になる定義の順序', 'the order of the base'],
    found: ['別の順序の {path}', '`{path}` out of order'],
  },
  'structure-binding-weaker': { expected: ['required', '`required`'] },
  'structure-binding': { expected: ['コードを持てる型（{path}）', 'a type that holds codes ({path})'] },
  'questionnaire-not-said': { expected: ['questionnaire', '`questionnaire`'], found: ['なし', 'nothing'] },
  'answer-misplaced': {
    expected: ['質問票と同じ場所', 'the place that the questionnaire gives it'],
    found: ['別の場所の「{linkId}」', '`{linkId}` elsewhere'],
  },
  'answer-order': {
    expected: ['質問票の順序', 'the order of the questionnaire'],
    found: ['別の順序の「{linkId}」', '`{linkId}` out of order'],
  },
  'answer-item-twice': {
    expected: ['一度だけ', 'once only'],
    found: ['「{linkId}」が二度以上', '`{linkId}` more than once'],
  },
  'answer-items-below': {
    expected: ['answer.item の下の質問', 'items below the answers'],
    found: ['item の下の質問（{type}）', 'items beside them ({type})'],
  },
  'answer-count-min': { expected: ['{min} 個以上', 'at least {min}'] },
  'answer-option-as-text': { expected: ['選択肢のコード', 'the code of the option'] },
  'answer-uncheckable': { expected: ['選択肢', 'options to choose from'] },
  'answer-too-short': {
    expected: ['{min} 文字以上', 'at least {min} characters'],
    found: ['{found} 文字', '{found} characters'],
  },
  'answer-line-break': {
    expected: ['改行のない文字列', 'a text without line breaks'],
    found: ['改行', 'a line break'],
  },
};
