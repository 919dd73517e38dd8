/** Refusals of the moment, by whichever door somebody comes: what the database could not do, and faults of ours. */
import { AuditUnwritable } from '#audit';
import { type DatabaseFailure, failureOf } from '#database';
import { type Refusal, refuse } from '#fhir';

/** A refusal of the moment: the same request may pass in so many seconds. */
export type Later = Refusal & { readonly retryAfterSeconds: number };

const later = (refusal: Refusal, retryAfterSeconds: number): Later => ({ ...refusal, retryAfterSeconds });

export const auditDown = (): Later =>
  later(
    refuse(503, {
      code: 'audit-unavailable',
      type: 'transient',
      ja: '監査記録を書けないため、お答えできません。しばらくしてからやり直してください。',
      en: 'the audit cannot be written, so nothing can be answered; try again later',
    }),
    5,
  );

/** What an act that threw is answered with: what the audit or the database could not do, or a fault of ours. */
export function failed(error: unknown, requestId: string): Refusal {
  if (error instanceof AuditUnwritable) return auditDown();
  const failure = failureOf(error);
  return failure === undefined ? defect(requestId) : FAILURES[failure]();
}

const FAILURES: Readonly<Record<DatabaseFailure, () => Refusal>> = {
  slow: () => tookTooLong(),
  busy: () => later(tooBusy(), 2),
  conflict: () => conflictRetry(),
  unreachable: () => later(databaseUnavailable(), 5),
};

const tooBusy = (): Refusal =>
  refuse(503, {
    code: 'too-busy',
    type: 'throttled',
    ja: 'ただいま混み合っていて、お答えできません。Retry-After の秒数だけ待ってやり直してください。',
    en: 'too many requests are being worked on at the moment; try again after the seconds of Retry-After',
  });

export const conflictRetry = (): Refusal =>
  refuse(409, {
    code: 'conflict-retry',
    type: 'conflict',
    ja: '同じものがほかから同時に変更されていて、処理できませんでした。何も保存していません。もう一度送ってください。',
    en: 'others were changing the same at once, so nothing was stored; send it again',
  });

const databaseUnavailable = (): Refusal =>
  refuse(503, {
    code: 'database-unavailable',
    type: 'transient',
    ja: 'データベースにつながらず、処理を終えられませんでした。Retry-After の秒数だけ待ち、保存されたかを確かめてからやり直してください。',
    en: 'the connection to the database was lost; wait for the seconds of Retry-After, and see whether it was stored before you send it again',
  });

export const defect = (requestId: string): Refusal =>
  refuse(500, {
    code: 'internal',
    type: 'exception',
    ja: `こちらの不具合で処理できませんでした。お問い合わせの際は番号 ${requestId} をお知らせください。`,
    en: `the request failed through a fault of ours; quote \`${requestId}\` when you report it`,
  });

const tookTooLong = (): Refusal =>
  refuse(503, {
    code: 'took-too-long',
    type: 'timeout',
    ja: '処理に時間がかかりすぎるため、中止しました。条件を絞ってやり直してください。',
    en: 'the request took too long and was given up; narrow it and try again',
  });

/** Name, code and place of an error. Its message may quote a value of the input, so it stays out of the log. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack = '' } = error;
  const place = stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  const message = error.message.startsWith('defect: ') ? { message: error.message } : {};
  return { name, code: (error as NodeJS.ErrnoException).code, ...message, place };
}
