/** The codes with which R4's operations on records refuse. */
import { type IssueKinds, issueKind } from '#fhir';

export const OPERATION_REFUSALS = {
  'operation-parameter-unknown': issueKind(
    'not-supported',
    ['この操作にないパラメーターです。', 'the operation has no such parameter'],
    ['示されたパラメーターから選んでください。', 'choose one of the parameters that are named'],
  ),
  'operation-parameter-unreadable': issueKind(
    'invalid',
    ['Parameters の項目を読めません。', 'an item of the Parameters cannot be read'],
    ['name と、単純な型の value[x] を一つだけ書いてください。', 'give `name` and one `value[x]` of a primitive type'],
  ),
  'operation-parameter-needed': issueKind(
    'required',
    ['この操作に必要なパラメーターがありません。', 'a parameter that the operation needs is missing'],
    ['示されたパラメーターを加えてください。', 'add the parameter that is named'],
  ),
  'operation-value-invalid': issueKind(
    'value',
    ['操作のパラメーターの値が正しくありません。', 'a value of a parameter of the operation is not valid'],
    ['示された書き方に直してください。', 'write it in the form that is named'],
  ),
  'operation-too-large': issueKind(
    'too-costly',
    [
      '対象が多すぎるため、途中までの答えは返しません。',
      'there is too much to work on, and no answer is given in part',
    ],
    ['条件を絞ってやり直してください。', 'narrow it and try again'],
  ),
  'document-not-holder': issueKind(
    'forbidden',
    [
      '他の機関が保有する記録を含む文書は保存できません。',
      'a document of what another organization holds cannot be stored',
    ],
    ['persist を付けずに受け取ってください。', 'ask for it without `persist`'],
  ),
  'disclosure-record-organization': issueKind(
    'forbidden',
    [
      '提供の記録・受領の記録を作れるのは、記録を持つ機関だけです。',
      'only an organization that holds records draws up the record of what it provided or received',
    ],
    [
      '機関のクライアントで求めるか、form を付けずに求めてください。',
      "ask with an organization's client, or without `form`",
    ],
  ),
} as const satisfies IssueKinds;
