/** What verifying a store can find, with its words. */
type Words = readonly [ja: string, en: string];

export const STORE_FAULTS = {
  'versions-broken': ['版の番号が 1 から順に続いていません。', 'its versions do not run from 1 without a gap'],
  'current-broken': ['現在の版が一つではありません。', 'not exactly one of its versions is the current one'],
  'transactions-broken': [
    '版の始まりと終わりが前後の版と合いません。',
    'its begin or end does not fit the versions around it',
  ],
  'content-unreadable': ['内容を JSON として読めません。', 'its content cannot be read as JSON'],
  'content-differs': ['内容の id・版・時刻などが列と違います。', 'its content names another id, version or time'],
  'facts-differ': [
    '同意の判断に使う列が内容と違います。',
    'columns that decisions are made by differ from its content',
  ],
  'index-differs': ['検索の索引が内容と違います。', 'what it is found by differs from its content'],
  'index-old': ['索引が古い検索パラメーターで作られています。', 'its index was drawn by older search parameters'],
  'index-orphaned': ['この版はないのに、索引の行があります。', 'there are index rows of a version that does not exist'],
  'member-missing': ['文書の部分として示すものがありません。', 'a part of the document does not exist'],
  'labels-older': [
    '今と違う規則で付けたラベルです。付け直すまで、ほかの機関にはラベルのないものとして扱います。',
    'other rules labelled it than those of today: to others it counts as unlabelled until it is labelled anew',
  ],
  'labels-differ': [
    'ラベルが、今の規則の付けるものと違います。',
    'its labels are not those that the rules of today give it',
  ],
  'epoch-broken': ['同意の更新番号が壊れています。', 'the number of the last change of policy is broken'],
} as const satisfies Readonly<Record<string, Words>>;

export interface Fault {
  readonly code: keyof typeof STORE_FAULTS;
  /** `Type/id/_history/version`, or the name of a table's row. */
  readonly place: string;
  /** Columns and index tables that are wrong. */
  readonly columns?: readonly string[];
  /** True where the index was drawn anew. */
  readonly mended?: boolean;
}
