/** The codes with which an act is refused: what may not be stored, changed, sent or asked for. */
import { type IssueKinds, issueKind } from '#fhir';

export const ACT_REFUSALS = {
  valid: issueKind(
    'informational',
    ['誤りは見つかりませんでした。', 'no fault was found'],
    ['することはありません。', 'there is nothing to do'],
    'information',
  ),
  'not-found': issueKind(
    'not-found',
    [
      '見つかりません。見る許可がないものも、同じ答えになります。',
      'it is not known; what may not be seen is answered alike',
    ],
    ['id と、本人の同意を確かめてください。', "check the id, and the person's consent"],
  ),
  gone: issueKind(
    'deleted',
    ['削除されています。', 'it was deleted'],
    ['参照を外してください。', 'no longer refer to it'],
  ),
  'scope-missing': issueKind(
    'forbidden',
    ['このトークンの範囲（scope）ではできません。', "the token's scopes do not allow it"],
    ['必要なスコープを付けてトークンを取り直してください。', 'get a token with the scope that is needed'],
  ),
  'type-not-served': issueKind(
    'not-supported',
    ['扱っていないリソース型です。', 'the type is not served'],
    ['/fhir/metadata で扱う型を確かめてください。', 'see /fhir/metadata for the types that are served'],
  ),
  'body-type-differs': issueKind(
    'invalid',
    ['本文の種類が、この入口のものと違います。', 'the body is of another type than the route takes'],
    ['示された型のリソースを送るか、送り先を直してください。', 'send the type that is named, or send it elsewhere'],
  ),
  'id-differs': issueKind(
    'invalid',
    ['URL の id と本文の id が違います。', 'the ids of the URL and of the body differ'],
    ['本文の id を URL に合わせてください。', 'put the id of the URL into the body'],
  ),
  'id-not-uuid': issueKind(
    'invalid',
    ['この拠点の id は UUID（小文字）です。', 'the ids of this house are UUIDs in lower case'],
    [
      'UUID の id を選び、元の番号は identifier に書いてください。',
      'choose a UUID as the id, and put an id of your own into `identifier`',
    ],
  ),
  'resource-subsetted': issueKind(
    'business-rule',
    ['一部の要素だけのリソースは、全体としては保存できません。', 'a part of a resource cannot be stored as the whole'],
    [
      '_summary と _elements を付けずに読み直し、全体を送るか、PATCH を使ってください。',
      'read it again without `_summary` and `_elements` and send all of it, or use PATCH',
    ],
  ),
  'index-too-large': issueKind(
    'too-costly',
    ['一つのリソースに、検索の索引に載る値が多すぎます。', 'the index would hold too many values of one resource'],
    [
      'コードや参照の並びを減らすか、いくつかのリソースに分けてください。',
      'give fewer codes and references, or send it as several resources',
    ],
  ),
  'not-holder': issueKind(
    'forbidden',
    ['他の機関が保有するものは変更できません。', 'what another organization holds cannot be changed'],
    ['保有する機関に変更を頼んでください。', 'ask its holder to change it'],
  ),
  'holder-missing': issueKind(
    'forbidden',
    ['登録・変更できるのは機関だけです。', 'only an organization can store or change it'],
    ['機関のクライアントで送ってください。', "send it with an organization's client"],
  ),
  'version-conflict': issueKind(
    'conflict',
    ['読んだあとに、別の版が登録されています。', 'another version was stored since you read it'],
    ['読み直してからやり直してください。', 'read it again and retry'],
  ),
  'version-tag-unreadable': issueKind(
    'value',
    ['If-Match が版の印として読めません。', 'the header `If-Match` holds no tag of a version'],
    ['応答の ETag のとおり W/"2" の形で書いてください。', 'write it as the ETag of an answer, `W/"2"`'],
  ),
  'there-already': issueKind(
    'duplicate',
    ['If-None-Match の言う版がもうあります。', 'what If-None-Match rules out is there already'],
    ['変更するなら、If-None-Match を付けずに送ってください。', 'to change it, send it without If-None-Match'],
  ),
  'if-match-needed': issueKind(
    'required',
    ['変更するには、読んだ版の提示が必要です。', 'a change needs the version that you read'],
    ['If-Match に、読んだときの ETag を書いてください。', 'send the ETag that you read as If-Match'],
  ),
  'reference-not-found': issueKind(
    'not-found',
    ['参照先が見つかりません。', 'the target of a reference is not known'],
    ['先に登録するか、正しい参照に直してください。', 'store its target first, or correct it'],
  ),
  'contained-about-another': issueKind(
    'business-rule',
    ['含まれているリソースが、別の人についてのものです。', 'a contained resource is about another person'],
    ['別のリソースとして登録してください。', 'store it as a resource of its own'],
  ),
  'stored-with-findings': issueKind(
    'incomplete',
    ['誤りがありますが、決まりにより保存しました。', 'it was stored in spite of its faults, as its rule has it'],
    ['$findings で誤りを確かめ、直した版を送ってください。', 'see `$findings`, and send a mended version'],
    'warning',
  ),
  'document-exists': issueKind(
    'duplicate',
    [
      '同じ番号で内容の違う文書を、すでに受け取っています。',
      'a document of this identifier and other content is there',
    ],
    [
      '新しい文書番号を付け、Composition.relatesTo で元の文書を示してください。',
      'give it a new identifier, and name the old one in Composition.relatesTo',
    ],
  ),
  'cda-version-old': issueKind(
    'conflict',
    [
      'より新しい版の文書があるか、版の前後が分かりません。',
      'a later version of the document is there, or it cannot be told which is later',
    ],
    [
      'versionNumber を大きくするか、relatedDocument（RPLC）で元の文書を示してください。',
      'raise versionNumber, or name what it replaces by relatedDocument (RPLC)',
    ],
  ),
  'cda-person-differs': issueKind(
    'conflict',
    ['元の文書と、本人が違います。', 'the document is about somebody else than the one it is a version of'],
    [
      'setId・relatedDocument と、本人の番号を確かめてください。',
      'check setId, relatedDocument and the number of the person',
    ],
  ),
  'sender-not-a-hospital': issueKind(
    'forbidden',
    ['SS-MIX2 と CDA を送れるのは医療機関だけです。', 'only a hospital can send SS-MIX2 and CDA'],
    ['医療機関コードを登録してもらってください。', 'have the medical institution number registered'],
  ),
  'recipient-not-permitted': issueKind(
    'forbidden',
    ['この宛先へ送ることは、本人の同意の範囲にありません。', 'the consent in force does not let the recipient have it'],
    ['宛先を外すか、本人の同意を得てください。', 'leave the recipient out, or obtain a consent'],
  ),
  'office-missing': issueKind(
    'forbidden',
    ['計画案を作れるのは相談支援事業所です。', 'only a consultation office can draft a plan'],
    ['相談支援事業所のクライアントで送ってください。', "send it with an office's client"],
  ),
  'not-a-pathway': issueKind(
    'invalid',
    ['この計画は地域連携パスではありません。', 'the plan is no community liaison pathway'],
    ['CarePlan?category=pathway で探してください。', 'search CarePlan?category=pathway'],
  ),
  'search-parameter-unusable': issueKind(
    'business-rule',
    ['この検索パラメータは使えません。', 'the search parameter cannot be used here'],
    ['示された理由に合わせて定義を直してください。', 'mend the definition as it is told'],
  ),
  'search-parameter-in-use': issueKind(
    'conflict',
    ['検索パラメータが、組み合わせの部分として使われています。', 'the search parameter is a part of a composite one'],
    ['先に組み合わせを改めるか、消してください。', 'change or delete the composite first'],
  ),
  'search-parameter-exists': issueKind(
    'duplicate',
    ['同じ名前の検索パラメータがあります。', 'there is a search parameter of this name'],
    ['別の名前にするか、あるものを更新してください。', 'choose another name, or update what is there'],
  ),
  'includes-too-many': issueKind(
    'too-costly',
    ['_include・_revinclude で加わるものが多すぎます。', 'too many resources would be included'],
    ['_count を小さくするか、条件を絞ってください。', 'ask for smaller pages, or narrow the search'],
  ),
  'search-parameter-unsupported': issueKind(
    'not-supported',
    ['定義の検索に使えない検索パラメーターです。', 'definitions are not searched by this parameter'],
    ['url か _id で検索してください。', 'search by `url` or `_id`'],
  ),
} as const satisfies IssueKinds;

/** The codes of transactions, batches, documents, `$validate` and the rules of writing. */
export const CONTENT_REFUSALS = {
  'bundle-not-a-transaction': issueKind(
    'invalid',
    ['ここで受け取らない種類の Bundle です。', 'a Bundle of this type is not taken here'],
    ['transaction か、$validate だけの batch を送ってください。', 'send a `transaction`, or a `batch` of `$validate`'],
  ),
  'bundle-too-large': issueKind(
    'too-costly',
    ['Bundle の項目が多すぎます。', 'the bundle has too many entries'],
    ['分けて送ってください。', 'send it in parts'],
  ),
  'entry-malformed': issueKind(
    'invalid',
    ['entry がオブジェクトの並びではありません。', '`entry` is no list of objects'],
    ['entry を [{…}] の形で書いてください。', 'write it as [{…}]'],
  ),
  'document-unchangeable': issueKind(
    'business-rule',
    ['保存した文書の内容は変えられません。', 'the content of a stored document cannot be changed'],
    [
      '新しい文書を送り、Composition.relatesTo で元の文書を示してください。',
      'send a new document that names the old one in Composition.relatesTo',
    ],
  ),
  'parameters-malformed': issueKind(
    'invalid',
    ['$validate の Parameters を読めません。', 'the Parameters of `$validate` cannot be read'],
    ['resource、mode、profile だけを書いてください。', 'give `resource`, `mode` and `profile` only'],
  ),
  'parameters-needed': issueKind(
    'invalid',
    ['この操作には Parameters が必要です。', 'the operation needs Parameters'],
    ['本文を Parameters にしてください。', 'send Parameters as the body'],
  ),
  'mode-unknown': issueKind(
    'invalid',
    ['その mode はありません。', 'there is no such mode'],
    ['create、update、delete、profile から選んでください。', 'use create, update, delete or profile'],
  ),
  'mode-needs-instance': issueKind(
    'invalid',
    ['保存されているリソースに対してだけ使える mode です。', 'the mode is about a stored resource'],
    ['/fhir/型/id/$validate へ送ってください。', 'send it to /fhir/{type}/{id}/$validate'],
  ),
  'profile-needed': issueKind(
    'required',
    ['照らし合わせるプロファイルがありません。', 'there is no profile to validate against'],
    ['profile を書いてください。', 'give `profile`'],
  ),
  'resource-needed': issueKind(
    'required',
    ['検証するリソースがありません。', 'there is no resource to validate'],
    ['本文か、Parameters の resource で送ってください。', 'send it as the body, or as `resource` in Parameters'],
  ),
  'rule-malformed': issueKind(
    'invalid',
    ['登録の決まりの書き方が正しくありません。', 'the rules of writing are not well formed'],
    [
      '{"型": {"profiles": [], "onError": "refuse"}} と書いてください。',
      'write {"Type": {"profiles": [], "onError": "refuse"}}',
    ],
  ),
  'rule-type-unknown': issueKind(
    'invalid',
    ['決まりが、扱っていないリソース型を挙げています。', 'a rule of writing names a type that is not served'],
    ['示された型から選んでください。', 'choose one of the types that are named'],
  ),
  'rule-never-kept': issueKind(
    'invalid',
    ['誤りのあるまま保存できない型です。', 'a faulty resource of this type is never kept'],
    ['onError を refuse にしてください。', 'write `refuse` as `onError`'],
  ),
  'rule-profile-unusable': issueKind(
    'not-found',
    ['決まりが求めるプロファイルを使えません。', 'a profile that a rule of writing names cannot be used'],
    ['これを含むパッケージを KAKEHASHI_PACKAGES で読み込んでください。', 'load its package by KAKEHASHI_PACKAGES'],
  ),
} as const satisfies IssueKinds;
