/** A listener for MLLP on a gateway, with the hospital of the sandbox as its one sender. */
import { afterAll } from 'vitest';
import { type Mllp, type MllpOptions, startMllp } from '../../src/channel/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { type FindSender, readSenders } from '../../src/intake/index.ts';
import type { TestGateway } from '../gateway.ts';

export const NOW = new Date('2026-11-20T01:02:03.456Z');

export function sendersOf(list: unknown): FindSender {
  const read = readSenders(list);
  if (isRefusal(read)) throw new Error(read.issues[0]?.en);
  return read;
}

export const createListening =
  (gateway: TestGateway) =>
  async (more: Partial<MllpOptions> = {}): Promise<Mllp> => {
    const mllp = await startMllp({
      house: gateway.house,
      log: { info: () => {}, warn: () => {}, error: (what) => console.error(what) },
      host: '127.0.0.1',
      port: 0,
      base: `${gateway.url}/fhir`,
      findSender: sendersOf([{ client: 'hospital-ehr', peers: ['127.0.0.0/8'], facility: 'KOKORO' }]),
      now: () => NOW,
      ...more,
    });
    afterAll(() => mllp.stop());
    return mllp;
  };
