/** What can be wrong with a head of ours. */

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

export const HEAD_FAULTS: Readonly<Record<HeadFault, readonly [ja: string, en: string]>> = {
  signature: [
    'この署名（tree head）は、その鍵で署名されたものではありません。',
    'the tree head is not what its key signed',
  ],
  'other-key': [
    'この署名（tree head）は、この家の監査の鍵によるものではありません。だれかが署名し直しています。鍵を替えたときは、前の鍵を KAKEHASHI_AUDIT_KEY に置いて確かめてください。',
    'the tree head is not by the key of this audit: somebody signed anew; where the key was replaced, verify with the former one as KAKEHASHI_AUDIT_KEY',
  ],
  'other-house': [
    'この署名（tree head）はこの家の鍵によるものですが、家の番号が違います。番号が書き換えられたか、データベースが作り直されています。',
    'the tree head is by our key, but for a house of another id: the id was changed, or the database was made anew',
  ],
  forked: [
    'この署名のときまでの監査の記録が、いまのものと違います。書き換えられたか、別の枝です。',
    'up to this tree head the audit is another than it was: it was rewritten, or is a fork',
  ],
  beyond: [
    'この署名のときより監査の記録が少なくなっています。末尾が切られたか、古いバックアップです。',
    'there are fewer records than when this tree head was made: the end was cut, or this is an old backup',
  ],
};
