/** The codes with which channels refuse, and what becomes of dead letters. */
import { type IssueKinds, issueKind } from '#fhir';

export const INTAKE_REFUSALS = {
  'senders-malformed': issueKind(
    'invalid',
    ['送信元の一覧（KAKEHASHI_MLLP_SENDERS）が正しくありません。', 'the list of senders is wrong'],
    [
      'client、peers（アドレスか範囲）、facility（MSH-4）を書いてください。',
      'give `client`, `peers` (addresses or ranges) and `facility` (`MSH-4`) of each',
    ],
  ),
  'sender-unknown': issueKind(
    'security',
    ['送信元を確かめられません。', 'who sends this is not known'],
    [
      '管理者に、接続元と MSH-4（またはクライアント証明書）の登録を依頼してください。',
      'ask the administrator to register your address and `MSH-4`, or your certificate',
    ],
  ),
  'frame-too-large': issueKind(
    'too-costly',
    ['一通のメッセージが大きすぎます。', 'the frame is larger than is taken'],
    ['一通に一つのメッセージだけを入れてください。', 'put a single message into a frame'],
  ),
  'batch-incomplete': issueKind(
    'structure',
    [
      'まとめて送られたメッセージの数が、BTS-1 の数と違います。',
      'the batch does not hold as many messages as `BTS-1` says',
    ],
    ['途中で切れていないか確かめ、送り直してください。', 'check that it is not cut off, and send it again'],
  ),
  'kept-as-dead-letter': issueKind(
    'informational',
    ['受け取れなかったものとして保管しました。', 'what was refused is kept as a dead letter'],
    [
      '示された番号で、直して取り込むか処分してください。',
      'correct and replay it, or dismiss it, by the id that is given',
    ],
    'information',
  ),
  'letter-operator-only': issueKind(
    'forbidden',
    ['受け取れなかったものを扱えるのは、担当のクライアントだけです。', 'only an operator may handle dead letters'],
    [
      '機関のバックエンドを system/OperationOutcome.rus で登録してください。',
      'use a backend of the organization that is registered with `system/OperationOutcome.rus`',
    ],
  ),
  'letter-unknown': issueKind(
    'not-found',
    ['その番号のものはありません。', 'there is no dead letter of this id'],
    ['一覧で番号を確かめてください。', 'look its id up in the list'],
  ),
  'letter-settled': issueKind(
    'conflict',
    ['すでに処理が済んでいます。', 'the dead letter is settled already'],
    ['一覧で状態を確かめてください。', 'look its state up in the list'],
  ),
  'letter-note-needed': issueKind(
    'required',
    ['処分の理由がありません。', 'the reason is missing'],
    ['note に理由を書いてください。', 'give the reason as `note`'],
  ),
  'letter-malformed': issueKind(
    'invalid',
    ['受け取れなかったものの扱いの指定が正しくありません。', 'what to do with a dead letter is not readable'],
    ['示された形で指定してください。', 'give it as it is shown'],
  ),
  'letter-client-gone': issueKind(
    'conflict',
    ['送ったクライアントの登録がありません。', 'the client that sent it is not registered any more'],
    ['クライアントを登録し直すか、処分してください。', 'register the client again, or dismiss the letter'],
  ),
  'letters-full': issueKind(
    'throttled',
    ['受け取れなかったものの置き場がいっぱいです。', 'there is no more room for dead letters'],
    ['溜まっているものを処理してから、送り直してください。', 'settle those that wait, and send it again'],
  ),
  'undo-impossible': issueKind(
    'conflict',
    [
      '削除されたファイルの内容を、自動では取り消せません。',
      'what a deleted file brought cannot be taken back without a decision',
    ],
    ['記録を確かめて直し、これは処分してください。', 'look at the record, correct it, and dismiss this'],
  ),
} as const satisfies IssueKinds;
