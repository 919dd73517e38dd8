/** The codes with which the store refuses. */
import { type IssueKinds, issueKind } from '#fhir';

export const STORE_REFUSALS = {
  'cursor-unknown': issueKind(
    'value',
    ['このページの続きは分かりません。', 'the page that is asked for is not known'],
    ['検索をはじめからやり直してください。', 'start the search again'],
  ),
  'search-partial': issueKind(
    'incomplete',
    [
      '索引を作り直しているため、検索の結果は一部だけのことがあります。',
      'the index is being drawn anew: a search may find a part only',
    ],
    ['しばらくしてから、もう一度検索してください。', 'search again later'],
    'warning',
  ),
  'cursor-old': issueKind(
    'expired',
    ['この検索は古くなりました。', 'this search was begun too long ago'],
    ['検索をはじめからやり直してください。', 'start the search again'],
  ),
} as const satisfies IssueKinds;
