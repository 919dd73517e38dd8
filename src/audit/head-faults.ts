/** What can be wrong with a head, and what to do then. */

/** With a head of ours. */
export type HeadFault =
  /** It is not what its key signed. */
  | 'signature'
  /** It is signed, but not by our key. */
  | 'other-key'
  /** Our key signed it for a house of another id. */
  | 'other-house'
  /** The records up to there are others than those it was made from. */
  | 'forked'
  /** There are fewer records than when it was made: the end was cut, or an old backup brought back. */
  | 'beyond';

type Words<Fault extends string> = Readonly<Record<Fault, readonly [ja: string, en: string]>>;

export const HEAD_FAULTS: Words<HeadFault> = {
  signature: [
    'この署名（tree head）は、その鍵で署名されたものではありません。書き換えられています。もとの署名を持つ相手から、もう一度受け取ってください。',
    'the tree head is not what its key signed: it was changed; have it sent again by the partner who has it',
  ],
  'other-key': [
    'この署名（tree head）は、この家の監査の鍵によるものではありません。だれかが署名し直しています。鍵を替えたときは、前の鍵を KAKEHASHI_AUDIT_KEY に置いて確かめてください。',
    'the tree head is not by the key of this audit: somebody signed anew; where the key was replaced, verify with the former one as KAKEHASHI_AUDIT_KEY',
  ],
  'other-house': [
    'この署名（tree head）はこの家の鍵によるものですが、家の番号が違います。番号が書き換えられたか、データベースが作り直されています。バックアップと比べてください。',
    'the tree head is by our key, but for a house of another id: the id was changed, or the database was made anew; compare with a backup',
  ],
  forked: [
    'この署名のときまでの監査の記録が、いまのものと違います。書き換えられたか、別の枝です。kakehashi verify で場所を確かめ、バックアップと比べてください。',
    'up to this tree head the audit is another than it was: it was rewritten, or is a fork; find the place by `kakehashi verify`, and compare with a backup',
  ],
  beyond: [
    'この署名のときより監査の記録が少なくなっています。末尾が切られたか、古いバックアップです。より新しいバックアップと比べてください。',
    'there are fewer records than when this tree head was made: the end was cut, or this is an old backup; compare with a newer one',
  ],
};

/** With a head of a partner. */
export type PartnerHeadFault =
  | 'signature'
  /** Another key signed it than those before. */
  | 'key-changed'
  /** There is another head of the same size. */
  | 'forked'
  /** It was made later than another, of fewer records. */
  | 'shrunk';

export const PARTNER_HEAD_FAULTS: Words<PartnerHeadFault> = {
  signature: HEAD_FAULTS.signature,
  'key-changed': [
    '相手の監査の鍵が、前に預かった署名のものと違います。相手に鍵の指紋（fingerprint）を確かめてください。',
    'the key of the partner is another than that of the heads kept before: confirm its fingerprint with the partner',
  ],
  forked: [
    '相手の監査の、同じ件数で内容の違う署名（tree head）を前に預かっています。相手の監査が書き換えられたか、別の枝です。相手に知らせてください。',
    'another tree head of the same size was kept of this partner: its audit was rewritten, or is a fork; tell the partner',
  ],
  shrunk: [
    '相手の監査の記録が、前に預かった署名のときより少なくなっています。末尾が切られたか、古いバックアップです。相手に知らせてください。',
    'the audit of the partner has fewer records than at a tree head made before: its end was cut, or an old backup was brought back; tell the partner',
  ],
};
