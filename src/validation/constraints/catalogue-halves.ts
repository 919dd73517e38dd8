/** What each kind of issue expects and what it finds instead, where its words do not say `{expected}` or `{found}` themselves. */
import { DATA_HALVES, DEFINITION_HALVES } from './catalogue-halves-data.ts';
import type { Halves, Pair } from './halves.ts';

const NONE: Pair = ['なし', 'nothing'];
const MORE: Pair = ['それより多い', 'more than that'];
const AT_MOST: Pair = ['{max} 個まで', 'at most {max}'];
const AT_LEAST: Pair = ['{min} 個以上', 'at least {min}'];
const IN_SET: Pair = ['値セット {valueSet} にあるコード', 'a code of the value set {valueSet}'];

const STRUCTURE: Readonly<Record<string, Halves>> = {
  'json-unreadable': {
    expected: ['正しい JSON（RFC 8259）', 'well-formed JSON (RFC 8259)'],
    found: ['{reason}', '{reason}'],
  },
  'json-too-large': { expected: ['値は {max} 個まで', 'at most {max} values'], found: MORE },
  'json-duplicate-key': {
    expected: ['一つのオブジェクトにキーは一度ずつ', 'each key once in an object'],
    found: ['「{key}」が二度', '`{key}` twice'],
  },
  'json-null': { expected: ['値', 'a value'], found: ['null', 'null'] },
  'json-empty': { expected: ['値（なければ要素ごと省く）', 'a value, or no element at all'] },
  'resource-type-missing': { expected: ['resourceType', '`resourceType`'], found: NONE },
  'resource-type-unknown': { expected: ['FHIR R4 のリソース型', 'a resource type of FHIR R4'] },
  'element-unknown': { expected: ['{type} にある要素', 'an element of `{type}`'], found: ['「{name}」', '`{name}`'] },
  'element-not-array': { expected: ['配列', 'an array'], found: ['配列ではない値', 'a value that is no array'] },
  'element-array': { expected: ['一つの値', 'one value'], found: ['配列', 'an array'] },
  'cardinality-min': { expected: AT_LEAST },
  'cardinality-max': { expected: ['{max}', '{max}'] },
  'choice-twice': { expected: ['一つの型の値', 'a value in one type'] },
  'slice-min': {
    expected: ['{how} である値が {min} 個以上', 'at least {min} told by {how}'],
    found: ['{found} 個{nearest}', '{found}{nearest}'],
  },
  'slice-max': { expected: AT_MOST },
  'slice-closed': {
    expected: ['{slices} のどれか', 'one of {slices}'],
    found: ['どれでもない値{nearest}', 'none of them{nearest}'],
  },
  'slice-order': {
    expected: ['「{slice}」は「{before}」より前', '`{slice}` before `{before}`'],
    found: ['「{before}」より後', 'after `{before}`'],
  },
  'extension-unknown': {
    expected: ['定義が読み込まれた拡張', 'an extension that is defined'],
    found: ['「{url}」', '`{url}`'],
  },
  'extension-modifier': {
    expected: ['{expected}', '`{expected}`'],
    found: ['もう一方の場所', 'the other of the two places'],
  },
  'profile-not-loaded': {
    expected: ['「{profile}」の定義', 'the definition of `{profile}`'],
    found: ['読み込まれていない', 'it is not loaded'],
  },
  'profile-unusable': {
    expected: ['誤りのない「{profile}」の定義', 'a sound definition of `{profile}`'],
    found: ['{reason}', '{reason}'],
  },
  'profile-differs': { found: ['どれにも従わない値', 'it conforms to none of them'] },
  'issues-left-out': { expected: ['指摘は {max} 件まで', 'at most {max} findings'], found: MORE },
  'nesting-too-deep': { expected: ['入れ子は {max} 段まで', 'at most {max} levels'], found: MORE },
};

const CONTENT: Readonly<Record<string, Halves>> = {
  'text-characters': {
    expected: ['タブ・改行と、制御文字ではない文字', 'tabs, line ends and characters that are no control characters'],
    found: ['{at} 文字目の {character}', '{character} as character {at}'],
  },
  'value-too-long': {
    expected: ['{max} 文字まで', 'at most {max} characters'],
    found: ['{found} 文字', '{found} characters'],
  },
  'invariant-failed': {
    expected: ['{human}', '{human}'],
    found: ['{expression} が成り立たない', '`{expression}` does not hold'],
  },
  'invariant-unevaluable': {
    expected: ['{human}', '{human}'],
    found: ['この検証では評価できない', 'it cannot be evaluated ({reason})'],
  },
  'binding-required': { expected: IN_SET },
  'binding-extensible': { expected: IN_SET },
  'binding-uncheckable': { expected: IN_SET },
  'code-missing': { expected: IN_SET, found: NONE },
  'code-unknown': { expected: ['コード体系 {system} のコード', 'a code of {system}'] },
  'reference-malformed': {
    expected: ['Patient/1、https://…、urn:uuid:…、#id のいずれか', 'Patient/1, https://…, urn:uuid:… or #id'],
    found: ['「{reference}」', '`{reference}`'],
  },
  'reference-unresolved': {
    expected: ['この{where}の中の参照先「{reference}」', '`{reference}` in this {where}'],
    found: NONE,
  },
  'reference-ambiguous': { expected: ['参照先は一つ', 'exactly one target'] },
  'contained-unreferenced': { expected: ['「#{id}」への参照', 'a reference to `#{id}`'], found: NONE },
  'bundle-entry-url': { expected: ['fullUrl', '`fullUrl`'], found: NONE },
  'bundle-url-relative': { expected: ['絶対 URL', 'an absolute URL'] },
  'bundle-link-twice': {
    expected: ['一度だけ', 'once only'],
    found: ['「{found}」が二度以上', '`{found}` more than once'],
  },
  'bundle-search-entry': { found: ['それに合わない entry', 'an entry that differs'] },
  'resource-id-missing': { expected: ['id', '`id`'], found: NONE },
  'extension-on-id': { expected: ['拡張のない id', 'an id without extensions'], found: ['拡張', 'an extension'] },
  'narrative-empty': { expected: ['人が読める文', 'text that a person can read'], found: NONE },
  'link-broken': { expected: ['このリソースの中にあるリンク先', 'a target in this resource'] },
};

const ANSWERS: Readonly<Record<string, Halves>> = {
  'questionnaire-not-loaded': {
    expected: ['質問票「{questionnaire}」', 'the questionnaire `{questionnaire}`'],
    found: ['読み込まれていない', 'it is not loaded'],
  },
  'answer-link-unknown': {
    expected: ['質問票にある linkId', 'a linkId of the questionnaire'],
    found: ['「{linkId}」', '`{linkId}`'],
  },
  'answer-missing': { expected: ['「{linkId}」の答え', 'an answer to `{linkId}`'], found: NONE },
  'answer-disabled': { expected: ['答えなし', 'no answer'], found: ['答え', 'an answer'] },
  'answer-to-none': { expected: ['答えなし', 'no answer'], found: ['答え', 'an answer'] },
  'answer-count': { expected: AT_MOST },
  'answer-option': { expected: ['選択肢のどれか', 'one of the options'] },
  'answer-exclusive': {
    expected: ['その答えだけ', 'that answer alone'],
    found: ['{found} とほかの答え', '{found} beside others'],
  },
  'answer-precision': {
    expected: ['小数点以下 {max} 桁まで', 'at most {max} decimal places'],
    found: ['{found} 桁', '{found}'],
  },
  'answer-size': { expected: ['{max} バイトまで', 'at most {max} bytes'], found: ['{found} バイト', '{found} bytes'] },
  'answer-unit': { expected: ['認められた単位', 'a unit that is allowed'] },
};

/** By code. What is not here says `{expected}` and `{found}` in its own words. */
export const HALVES: Readonly<Record<string, Halves>> = {
  ...STRUCTURE,
  ...CONTENT,
  ...ANSWERS,
  ...DATA_HALVES,
  ...DEFINITION_HALVES,
};
