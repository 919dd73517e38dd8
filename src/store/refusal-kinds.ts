/** The codes with which the store refuses. */
import { type IssueKinds, issueKind } from '#fhir';

export const STORE_REFUSALS = {
  'cursor-unknown': issueKind(
    'value',
    ['このページの続きは分かりません。', 'the page that is asked for is not known'],
    ['検索をはじめからやり直してください。', 'start the search again'],
  ),
} as const satisfies IssueKinds;
