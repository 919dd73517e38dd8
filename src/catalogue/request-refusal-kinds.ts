/** The codes of conditional requests, of patches and of the entries of batches and transactions. */
import { type IssueKinds, issueKind } from '#fhir';

export const REQUEST_REFUSALS = {
  'entry-request-malformed': issueKind(
    'invalid',
    ['項目の request が読めません。', 'the request of an entry cannot be read'],
    [
      'method と相対の url、必要なら resource を書いてください。',
      'give method, a relative url, and a resource where one is needed',
    ],
  ),
  'entry-not-served': issueKind(
    'not-supported',
    ['項目の request は、この中では使えません。', 'the request of an entry is not served here'],
    ['単独のリクエストとして送ってください。', 'send it as a request of its own'],
  ),
  'entries-overlap': issueKind(
    'invalid',
    ['同じものを変える項目が二つあります。', 'two entries change the same resource'],
    ['一つにしてください。', 'make them one'],
  ),
  'reference-ambiguous': issueKind(
    'invalid',
    ['参照が、二つ以上の項目を指し得ます。', 'two or more entries could be meant by a reference'],
    ['指す項目の fullUrl で参照してください。', 'refer to the entry by its fullUrl'],
  ),
  'conditional-reference': issueKind(
    'not-found',
    [
      '条件つきの参照に当てはまるものが、ちょうど一件ではありません。',
      'a conditional reference is not met by exactly one resource',
    ],
    ['ちょうど一件になる条件にしてください。', 'give criteria that exactly one resource meets'],
  ),
  'conditional-several': issueKind(
    'multiple-matches',
    ['条件に当てはまるものが複数あります。', 'several resources meet the criteria'],
    ['一つに絞ってください。', 'narrow them to one'],
  ),
  'conditional-unsettled': issueKind(
    'conflict',
    [
      '条件に当てはまるものが、ほかからの変更で変わり続けています。',
      'what meets the criteria keeps being changed by others',
    ],
    ['もう一度送ってください。', 'send it again'],
  ),
  'criteria-needed': issueKind(
    'required',
    ['条件つきの操作に検索条件がありません。', 'a conditional interaction has no criteria'],
    ['検索条件を付けてください。', 'give criteria'],
  ),
  'patch-malformed': issueKind(
    'structure',
    ['変更（patch）として読めません。', 'this is no patch'],
    ['示された形で書いてください。', 'write it in the form that is named'],
  ),
  'patch-operation-malformed': issueKind(
    'invalid',
    ['FHIRPath Patch の操作を読めません。', 'an operation is no FHIRPath Patch'],
    [
      'type、path と、操作に必要な値を part に書いてください。',
      'give type, path, and what the operation needs as parts',
    ],
  ),
  'patch-path-missing': issueKind(
    'not-found',
    ['パッチの path が指すところがありません。', 'there is nothing where the patch points'],
    ['読み直して、path を直してください。', 'read it again, and correct the path'],
  ),
  'patch-too-costly': issueKind(
    'too-costly',
    ['パッチの操作が重すぎます。', 'an operation of a patch takes too much'],
    ['示されたとおりに軽くするか、分けて送ってください。', 'make it lighter as it is told, or send it in parts'],
  ),
  'patch-test-failed': issueKind(
    'conflict',
    ['パッチの test の値が、いまの値と違います。', 'what a patch tests for is not what is stored'],
    ['読み直してからやり直してください。', 'read it again and retry'],
  ),
  'patch-identity': issueKind(
    'business-rule',
    ['resourceType と id は変えられません。', '`resourceType` and `id` cannot be changed'],
    ['その変更を外してください。', 'leave that change out'],
  ),
  'meta-needed': issueKind(
    'required',
    ['変える meta がありません。', 'there is no meta to add or take away'],
    ['Parameters の meta（valueMeta）に書いてください。', 'give it as `meta` (valueMeta) of a Parameters'],
  ),
  'audit-search-unsupported': issueKind(
    'not-supported',
    ['監査の記録は、その条件では探せません。', 'audit events cannot be searched by this'],
    [
      '記録の内容の条件と、新しい順だけを使ってください。',
      'use conditions on their own content, and no order but the newest first',
    ],
  ),
  'audit-head-unknown': issueKind(
    'value',
    ['その大きさの署名（tree head）はありません。', 'there is no tree head of that size'],
    ['$audit-heads にある大きさを指定してください。', 'give a size that `$audit-heads` tells'],
  ),
  'audit-heads-malformed': issueKind(
    'invalid',
    ['監査の署名（tree head）のファイルを読めません。', 'the file of tree heads cannot be read'],
    ['$audit-heads が返す形で送ってください。', 'send what `$audit-heads` answers'],
  ),
} as const satisfies IssueKinds;
