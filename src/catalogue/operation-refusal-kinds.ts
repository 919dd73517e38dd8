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
  'privacy-officer-only': issueKind(
    'forbidden',
    ['個人情報保護の担当者だけができます。', 'it is for a privacy officer only'],
    [
      '地域の方針 privacyOfficers に載っている役割で行ってください。',
      'do it in a role that `privacyOfficers` of the policy of the region names',
    ],
  ),
  'not-a-crisis-plan': issueKind(
    'business-rule',
    ['有効なクライシスプランではありません。', 'the plan is no active crisis plan'],
    ['CarePlan?category=crisis-plan で探してください。', 'search CarePlan?category=crisis-plan'],
  ),
  'crisis-team-missing': issueKind(
    'business-rule',
    ['プランにクライシスのときのチームがありません。', 'the plan names no crisis team'],
    ['CarePlan.careTeam に加えてください。', 'add one to CarePlan.careTeam'],
  ),
  'crisis-team-by-plan': issueKind(
    'business-rule',
    ['クライシスのときのチームは、書き換えて有効にできません。', 'a crisis team is not put in force by writing it'],
    ['$activate-crisis-plan で発動してください。', 'use `$activate-crisis-plan`'],
  ),
  'not-of-the-plan': issueKind(
    'forbidden',
    [
      'このプランのチームの人でも作成者でもありません。',
      'the caller is not of the team of the plan, and did not make it',
    ],
    ['チームの人に発動を頼んでください。', 'ask a member of the team'],
  ),
  'crisis-plan-not-active': issueKind(
    'conflict',
    ['プランは発動されていません。', 'the plan is not activated'],
    ['することはありません。', 'there is nothing to do'],
  ),
  'review-not-open': issueKind(
    'not-found',
    ['結果を待っている審査の中にありません。', 'no review of this id is open'],
    ['$break-glass-reviews で id を確かめてください。', 'see `$break-glass-reviews` for its id'],
  ),
  'counts-purpose-needed': issueKind(
    'forbidden',
    [
      '地域の人数は、協議会・質の改善の目的でだけ示します。',
      'the counts of the region are told for the improvement of quality only',
    ],
    [
      '利用目的 HQUALIMP で登録された、機関の接続先から求めてください。',
      'ask as a client of an organization that is registered with the purpose HQUALIMP',
    ],
  ),
} as const satisfies IssueKinds;
