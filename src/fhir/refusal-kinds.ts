/** The codes with which a search is refused. */
import { type IssueKinds, issueKind } from './issue-kind.ts';

export const SEARCH_REFUSALS = {
  'search-too-large': issueKind(
    'too-costly',
    ['検索の条件が多すぎます。', 'the search has too many conditions or values'],
    ['条件を減らすか、分けて検索してください。', 'use fewer conditions, or search in parts'],
  ),
  'search-too-costly': issueKind(
    'too-costly',
    ['検索が重すぎます。', 'the search would cost the database too much'],
    [
      '連鎖には型を付け、値や :contains を減らすか、分けて検索してください。',
      'name the types of chains, use fewer values and `:contains`, or search in parts',
    ],
  ),
  'search-parameter-unknown': issueKind(
    'not-supported',
    ['この型にない検索パラメーターです。', 'the type has no such search parameter'],
    ['示された検索パラメーターから選んでください。', 'choose one of the search parameters that are named'],
  ),
  'search-modifier-unknown': issueKind(
    'not-supported',
    ['この検索パラメーターに使えない修飾子です。', 'the search parameter does not take this modifier'],
    ['示された修飾子から選ぶか、修飾子を外してください。', 'choose one of the modifiers that are named, or use none'],
  ),
  'search-value-invalid': issueKind(
    'value',
    ['検索の値の書き方が正しくありません。', 'a value of the search is not written correctly'],
    ['示された書き方に直してください。', 'write it in the form that is named'],
  ),
} as const satisfies IssueKinds;
