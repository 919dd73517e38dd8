/** Takes away what nobody needs any more of what came in: settled dead letters, and what senders were answered long ago. */
import { forgetFormCommits, forgetLetters, forgetReceipts } from '#intake';
import type { House } from '#visit';

const DAY_MS = 86_400_000;
/** No sender waits for an answer longer. */
const RECEIPT_DAYS = 30;

export async function keepIntake({ database, intakeKeeping }: House, now: Date): Promise<void> {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  await forgetLetters(database, before(intakeKeeping.settledDays));
  await forgetReceipts(database, before(RECEIPT_DAYS));
  await forgetFormCommits(database, before(RECEIPT_DAYS));
}
