/** Tells an address of the region of alarms: ids and times by POST, as JSON. */
import type { Alarm } from './alarms.ts';

const TIMEOUT_MS = 5_000;

/** A sender to this address; what is not answered with a 2xx has not arrived. */
export function alarmSender(url: string): (alarm: Alarm) => Promise<void> {
  return async (alarm) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(alarm),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the address of alarms answered ${response.status}`);
  };
}
