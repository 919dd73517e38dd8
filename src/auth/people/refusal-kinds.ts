/** The codes with which the keeping of people who sign in is refused. */
import { type IssueKinds, issueKind } from '#fhir';

export const PEOPLE_REFUSALS = {
  'user-invalid': issueKind(
    'invalid',
    ['利用者または役割の内容が正しくありません。', 'what is said of a user or of a role is not well formed'],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'user-record': issueKind(
    'business-rule',
    ['利用者または役割が指す記録がありません。', 'a record that a user or a role names is not there'],
    ['先にその記録を作り、返された id を書いてください。', 'store the record first, and give the id that it got'],
  ),
  'user-unknown': issueKind(
    'not-found',
    ['この id の利用者はいません。', 'there is no user with this id'],
    ['利用者の一覧で id を確かめてください。', 'look the id up in the list of users'],
  ),
  'login-taken': issueKind(
    'duplicate',
    ['同じログイン名の利用者が既にいます。', 'a user with this login name exists already'],
    ['別のログイン名にしてください。', 'choose another login name'],
  ),
  'role-person': issueKind(
    'business-rule',
    ['役割が、利用者本人のものではありません。', 'the role is not one that this person can have'],
    [
      'Practitioner には PractitionerRole を、Patient と RelatedPerson にはその人自身を、actor としてください。',
      'give a Practitioner a PractitionerRole as actor, and a Patient or RelatedPerson themselves',
    ],
  ),
  'role-organization': issueKind(
    'business-rule',
    [
      '役割の organization が、actor の種類に合っていません。',
      'the organization of the role does not fit the kind of its actor',
    ],
    [
      'PractitionerRole には organization を書き、Patient と RelatedPerson には書かないでください。',
      'name an organization with a PractitionerRole, and none with a Patient or RelatedPerson',
    ],
  ),
  'role-unknown': issueKind(
    'not-found',
    ['この利用者に、この id の役割はありません。', 'this user has no role with this id'],
    ['利用者の役割の id を確かめてください。', 'look the id up among the roles of the user'],
  ),
  'password-short': issueKind(
    'invalid',
    ['パスワードが短すぎます。', 'the password is too short'],
    [
      '13 文字以上（認証アプリを使う人は 8 文字以上）にしてください。',
      'use 13 characters or more, with an authenticator app 8 or more',
    ],
  ),
  'password-long': issueKind(
    'invalid',
    ['パスワードが長すぎます。', 'the password is too long'],
    ['128 文字までにしてください。', 'use 128 characters at most'],
  ),
  'password-login': issueKind(
    'invalid',
    ['パスワードがログイン名と同じです。', 'the password is the login name'],
    ['ログイン名とは別のパスワードにしてください。', 'choose a password that is not the login name'],
  ),
  'password-common': issueKind(
    'invalid',
    ['よく使われていて見破られやすいパスワードです。', 'the password is one of those that everyone tries first'],
    ['自分だけが思いつく、長い言葉の並びにしてください。', 'choose a long row of words that only you would think of'],
  ),
  'password-unchanged': issueKind(
    'invalid',
    ['新しいパスワードが今のものと同じです。', 'the new password is the present one'],
    ['今とは別のパスワードにしてください。', 'choose another password than the present one'],
  ),
  'user-overtaken': issueKind(
    'conflict',
    ['この間に利用者の情報が変わりました。', 'the user was changed while they set a password'],
    ['もう一度サインインしてください。', 'sign in again'],
  ),
  'second-factor-held': issueKind(
    'conflict',
    ['認証アプリは既に登録されています。', 'an authenticator app is enrolled already'],
    [
      '端末をなくしたときは、管理者に第二要素を消してもらってください。',
      'if the device is lost, have an administrator reset the second factor',
    ],
  ),
  'second-factor-code': issueKind(
    'invalid',
    ['認証アプリのコードが正しくありません。', 'the code of the authenticator app is not right'],
    [
      '端末の時刻を合わせ、いま表示されている 6 桁を入力してください。',
      'set the clock of the device, and type the six digits that it shows now',
    ],
  ),
  'link-invalid': issueKind(
    'invalid',
    ['結び付けるアカウントの書き方が正しくありません。', 'the account to link is not well formed'],
    [
      '発行者の URL と、その発行者で利用者を指す値を書いてください。',
      'give the URL of the issuer, and the value that names the person there',
    ],
  ),
  'link-taken': issueKind(
    'duplicate',
    ['このアカウントは別の利用者に結び付いています。', 'the account is linked to another user'],
    ['先に、その利用者との結び付きを外してください。', 'take it from that user first'],
  ),
  'link-unknown': issueKind(
    'not-found',
    ['このアカウントは、この利用者に結び付いていません。', 'the account is not linked to this user'],
    ['利用者の結び付きの一覧を確かめてください。', 'look at the links of the user'],
  ),
} as const satisfies IssueKinds;
