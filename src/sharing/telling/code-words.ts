/** Plain words, in both languages, for the codes by which decisions and disclosures are told. */
import type { Bilingual } from '#fhir';

const words = (ja: string, en: string): Bilingual => ({ ja, en });

export const GROUNDS: Readonly<Record<string, Bilingual>> = {
  CONSENT_PERMIT: words('本人の同意', "the person's consent"),
  SELF: words('本人', 'the person'),
  OWN_RECORD: words('自機関の記録', 'a record of the own organization'),
  STATUTORY_DISCLOSURE: words('法令', 'law'),
  BREAK_GLASS: words('緊急開示', 'break-glass'),
  DEFAULT_PERMIT: words('地域の既定', "the region's default"),
  NON_PATIENT: words('だれの記録でもないもの', 'a record about nobody'),
  PROXY: words('代理人', 'a proxy'),
  PRIVACY_OFFICER: words('プライバシー責任者の確認', 'a check by the privacy officer'),
};

/**
 * Each way in which a decision ends, told to the person. The last three are ours: what is said of somebody else stays
 * theirs, and what is hidden with other records is not told of by these.
 */
export const REASONS: Readonly<Record<string, Bilingual>> = {
  OWN_RECORD: words('この機関が自分で持っている記録なので、見られます。', 'the organization holds this record itself.'),
  NON_PATIENT: words('だれの記録でもないので、見られます。', 'the record is about nobody.'),
  SELF: words('自分の記録なので、見られます。', 'it is their own record.'),
  CONSENT_PERMIT: words('あなたの同意があるので、見られます。', 'your consent allows it.'),
  STATUTORY_DISCLOSURE: words('法律で決まっているので、見られます。', 'the law allows it.'),
  DEFAULT_PERMIT: words(
    '同意がなくても見てよいと、地域で決まっています。',
    'the region lets it be seen without a consent.',
  ),
  BREAK_GLASS: words(
    '緊急時には、理由を書けば見られます。見たことは、あなたとプライバシー責任者に知らされます。',
    'in an emergency it can be seen when a reason is given; you and the privacy officer are told.',
  ),
  NO_SUBJECT: words('だれの記録か分からないので、見られません。', 'nobody knows whom the record is about.'),
  STATUTORY_PROHIBITION: words(
    '法律や地域の決まりで禁じられているので、見られません。',
    'law or the rules of the region forbid it.',
  ),
  CONSENT_UNINTERPRETABLE: words(
    '同意の中に読み取れないものがあるので、だれにも見せません。同意を記録した機関に知らせてください。',
    'one of your consents cannot be read, so nobody is shown anything; tell who recorded it.',
  ),
  CONSENT_DENY: words('あなたが「見せない」と決めたので、見られません。', 'you decided that it is not to be shown.'),
  NOT_COVERED: words('あなたの同意に入っていないので、見られません。', 'your consents do not cover it.'),
  DEFAULT_DENY: words('あなたの同意がないので、見られません。', 'there is no consent of yours for it.'),
  BTG_REFUSED: words(
    '緊急時にも見せないと、あなたが決めています。',
    'you decided that not even an emergency opens it.',
  ),
  BTG_NOT_PRIVILEGED: words(
    '緊急時にも見られません。緊急開示を許された人ではないからです。',
    'not even in an emergency: this party may not break the glass.',
  ),
  BTG_NO_REASON: words(
    '緊急開示の理由が書かれていないので、見られません。',
    'no reason for breaking the glass was given.',
  ),
  BTG_EXCLUDED: words(
    '緊急時にも見せないと、決まりで定められています。',
    'a rule keeps it closed even in an emergency.',
  ),
  SELF_WITHHELD: words('本人に見せないことになっています。', 'it is withheld from the person.'),
  OTHER_PERSON: words(
    'ほかの方のことも書かれていて、その方についての許可がないので、見られません。',
    'it is also about somebody else, about whom there is no permission.',
  ),
  ABOUT_HIDDEN: words(
    'ほかの記録について書かれたもので、その記録がどれも見られないので、見られません。',
    'it speaks of other records, and none of those is shown.',
  ),
  CONTENT_HIDDEN: words(
    '中に書かれていることが見られないので、見られません。',
    'what it holds is not shown, so neither is the whole.',
  ),
};

export const OBLIGATIONS: Readonly<Record<string, Bilingual>> = {
  RECORD_LEGAL_BASIS: words('根拠となる法律を記録します。', 'the legal basis is recorded.'),
  ALERT_PRIVACY_OFFICER: words('プライバシー責任者に知らせます。', 'the privacy officer is alerted.'),
  NOTIFY_PATIENT: words('あなたに知らせます。', 'you are notified.'),
  REVIEW_72H: words('72時間以内に、正しかったかを確かめます。', 'it is reviewed within 72 hours.'),
};

export const ACTIONS: Readonly<Record<string, Bilingual>> = {
  access: words('見る', 'look at'),
  disclose: words('送る', 'send'),
  collect: words('受け取って記録する', 'collect'),
  use: words('組織の中で使う', 'use'),
  correct: words('直す', 'correct'),
};

/** The words of a code; the code itself where there are none. */
export const wordsOf = (table: Readonly<Record<string, Bilingual>>, code: string): Bilingual =>
  table[code] ?? { ja: code, en: code };
