/** The way of what comes by no request: who sends it, the act, the audit, and only then what its sender is told. */
import { callerOfClient } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Receipt } from '#intake';
import { auditDown, entryOf, failed, type House, type Known, refusalEntryOf, type Visit } from '#visit';
import { type Incoming, type TakenIn, takeIn } from './take-in.ts';

export interface Delivered {
  /** Absent where nothing was taken or kept: then its sender still has it. */
  readonly receipt?: Receipt;
  readonly letter?: string;
  readonly refusal?: Refusal;
  /** What was thrown, for the log. */
  readonly error?: unknown;
}

const INTERACTION = '$process-message';

/** Takes in what `client` sends, as it would if the client had posted it. Never throws. */
export async function deliver(
  house: House,
  client: string | undefined,
  known: Known,
  incoming: Incoming,
): Promise<Delivered> {
  try {
    const caller = client === undefined ? undefined : await callerOfClient(house.database, client, known.now);
    if (caller === undefined) return await audited(house, known, { outcome: senderUnknown() });
    const visit = { ...known, caller };
    return await audited(house, visit, await takeIn(house, visit, incoming));
  } catch (error) {
    const refusal = failed(error, known.requestId);
    await house.audit
      .record({ ...refusalEntryOf(known, refusal, INTERACTION), outcome: 'failed' })
      .catch(() => undefined);
    return { refusal, error };
  }
}

async function audited(
  house: House,
  visit: Known | Visit,
  { outcome, receipt, letter, defect }: TakenIn,
): Promise<Delivered> {
  const told: Delivered = {
    ...(receipt === undefined ? {} : { receipt }),
    ...(letter === undefined ? {} : { letter }),
    ...(outcome !== undefined && isRefusal(outcome) ? { refusal: outcome } : {}),
    ...(defect === undefined ? {} : { error: defect }),
  };
  if (outcome !== undefined && !isRefusal(outcome) && outcome.recorded) return told;
  const repeated = { status: 200, interaction: INTERACTION, action: 'E', items: [] } as const;
  const entry =
    outcome !== undefined && isRefusal(outcome)
      ? refusalEntryOf(visit, outcome, INTERACTION)
      : entryOf(visit, outcome ?? repeated);
  try {
    await house.audit.record(entry);
    return told;
  } catch (error) {
    return { refusal: auditDown(), error };
  }
}

const senderUnknown = (): Refusal =>
  refuse(403, {
    code: 'sender-unknown',
    type: 'security',
    ja: '送信元を確かめられません。接続元と MSH-4（またはクライアント証明書）を登録してください。',
    en: 'who sends this is not known; have your address and `MSH-4`, or your certificate, registered',
  });
