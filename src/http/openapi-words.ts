/** What the document of the API says of interactions, parameters and statuses, in both languages. */
import { type Bilingual, VALUE_FORMS } from '#fhir';

type Words = Readonly<Record<string, Bilingual>>;

export const say = ({ ja, en }: Bilingual): string => `${ja} / ${en}`;

export const INTERACTION_WORDS: Words = {
  read: { ja: '一つを読む', en: 'Read one' },
  vread: { ja: '一つの版を読む', en: 'Read one version of one' },
  create: { ja: '登録する', en: 'Create one' },
  update: { ja: '更新する', en: 'Update one' },
  patch: {
    ja: '一部を変える（JSON Patch か FHIRPath Patch）',
    en: 'Change a part of one (JSON Patch or FHIRPath Patch)',
  },
  delete: { ja: '削除する', en: 'Delete one' },
  'search-type': { ja: '検索する', en: 'Search' },
  'search-system': { ja: 'すべての型を検索する', en: 'Search all types' },
  'history-instance': { ja: '一つの履歴', en: 'The history of one' },
  'history-type': { ja: '型の履歴', en: 'The history of a type' },
  'history-system': { ja: '全体の履歴', en: 'The history of everything' },
  transaction: { ja: 'batch と transaction', en: 'A batch or a transaction' },
};

/** Of parameters that are no search parameters of a resource. */
export const QUERY_WORDS: Words = {
  _count: { ja: '1 ページの件数', en: 'How many a page holds' },
  _sort: { ja: '並べ順（例: -date,status）', en: 'The order, such as `-date,status`' },
  _total: {
    ja: '総数を返すか（none、estimate、accurate）',
    en: 'Whether the total is told: none, estimate or accurate',
  },
  _summary: { ja: '要約の種類', en: 'Which summary is given' },
  _elements: { ja: '返す要素の名前（カンマ区切り）', en: 'Names of the elements that are given, by commas' },
  _include: {
    ja: '参照先も返す（例: Type:parameter）',
    en: 'Give what is referred to as well, such as `Type:parameter`',
  },
  '_include:iterate': { ja: '参照先の参照先も返す', en: 'The same, from what was included too' },
  _revinclude: {
    ja: '参照元も返す（例: Type:parameter）',
    en: 'Give what refers to it as well, such as `Type:parameter`',
  },
  '_revinclude:iterate': { ja: '参照元の参照元も返す', en: 'The same, to what was included too' },
  _cursor: { ja: '次のページの場所（next リンクが示す）', en: 'Where the next page starts, as the link `next` says' },
  _format: { ja: '形式（Accept より優先）', en: 'The format, before `Accept`' },
  _pretty: { ja: '読みやすく改行するか', en: 'Whether it is set for reading' },
  _type: { ja: 'リソース型（カンマ区切り）', en: 'Resource types, by commas' },
  _contained: { ja: '含まれているリソースの扱い', en: 'How contained resources are taken' },
  _explain: { ja: 'データベースの計画（管理者だけ）', en: "The database's plan, for an administrator only" },
  _list: { ja: 'List が挙げるものだけ', en: 'Only what a List names' },
  _since: { ja: 'この時刻より後', en: 'Only after this instant' },
  _at: { ja: 'この時点の版', en: 'The versions of this time' },
  file: { ja: 'SS-MIX2 のファイル名', en: 'The name of the SS-MIX2 file' },
  mapping: { ja: '一覧（CSV）の変換表のID', en: 'The id of the mapping of records (CSV)' },
  overlay: { ja: '地域ごとの上書き', en: "A region's overlay" },
  strict: {
    ja: 'true なら、失われるものがあるとき何も保存しない',
    en: 'true: where anything would be lost, nothing is stored',
  },
};

export const HEADER_WORDS: Words = {
  'If-Match': { ja: '読んだ版の ETag', en: 'The ETag of the version that was read' },
  'If-None-Match': {
    ja: 'この ETag のままなら、読み取りは 304、変更は 412',
    en: '304 where it still has this ETag, or 412 where it would be changed',
  },
  'If-Modified-Since': { ja: 'この時刻から変わらなければ 304', en: '304 where it did not change since' },
  'If-None-Exist': {
    ja: 'この検索条件に当てはまるものがなければ登録する',
    en: 'Create only where nothing meets these criteria',
  },
  Prefer: {
    ja: 'return=minimal、representation、OperationOutcome のどれか。検索では handling=lenient',
    en: '`return=minimal`, `representation` or `OperationOutcome`; of a search `handling=lenient`',
  },
  'Accept-Language': { ja: 'OperationOutcome の先に読む言語', en: 'The first language of an OperationOutcome' },
};

export const PATH_WORDS: Words = {
  type: { ja: 'リソース型', en: 'The resource type' },
  id: { ja: '対象の id', en: 'The id of what it is about' },
  role: { ja: '役割の id', en: 'The id of the role' },
  version: { ja: '版', en: 'The version' },
  member: { ja: 'リソース型、または `*`', en: 'A resource type, or `*`' },
};

export const STATUS_WORDS: Words = {
  200: { ja: '答え', en: 'The answer' },
  201: { ja: '登録した', en: 'It was created' },
  204: { ja: '済んだ。本文なし', en: 'It is done; no body' },
  304: { ja: '変わっていない', en: 'It did not change' },
  400: { ja: '読めない、または知らないことを求めている', en: 'It cannot be read, or asks for what is not known' },
  401: { ja: 'トークンがない、または使えない', en: 'There is no token, or none that is good' },
  403: { ja: 'このトークンではできない', en: 'The token does not allow it' },
  404: { ja: 'ない、または見てよい範囲にない', en: 'It does not exist, or may not be seen' },
  406: { ja: '求める形式では答えられない', en: 'It is not served in that format' },
  409: { ja: 'ほかの変更とぶつかった', en: 'It conflicts with another change' },
  410: { ja: '削除されている', en: 'It was deleted' },
  412: { ja: '条件に合わない', en: 'A condition does not hold' },
  413: { ja: '本文が大きすぎる', en: 'The body is too large' },
  415: { ja: 'その形式の本文は受け取れない', en: 'A body of that type is not taken' },
  422: { ja: '内容が規則に合わない', en: 'The content breaks a rule' },
  428: { ja: 'If-Match が要る', en: 'It needs If-Match' },
  500: { ja: 'こちらの不具合', en: 'A fault of ours' },
  503: { ja: 'いまは答えられない', en: 'It cannot be answered at the moment' },
};

/** How a search parameter is asked with. */
export const formOf = (type: keyof typeof VALUE_FORMS): Bilingual => VALUE_FORMS[type];
