/**
 * Readers ask two gateways on one database while a consent is given and withdrawn through either: once the answer to a
 * withdrawal has arrived, no request that begins later may show anything.
 */
import { readFileSync } from 'node:fs';
import { PERSON_B, send } from '../gateway.ts';

interface RacingGateway {
  readonly url: string;
  token(client: string): Promise<string>;
}

export interface Raced {
  /** Answers to readers, judged or not. */
  readonly requests: number;
  readonly withdrawals: number;
  /** Of those that began and ended while the consent stood: how many showed the record, and how many did not. */
  readonly shownWhileGiven: number;
  readonly hiddenWhileGiven: number;
  /** Of those that were under way while a consent was given or withdrawn: either may be right. */
  readonly between: number;
  /** Of those that began after the answer to a withdrawal had arrived: how many hid everything, and how many did not. */
  readonly hiddenAfterwards: number;
  readonly stale: number;
}

interface Racing {
  readonly gateways: readonly [RacingGateway, RacingGateway];
  readonly requests: number;
}

type Phase = 'giving' | 'given' | 'withdrawing' | 'withdrawn';

const READERS = 8;
/** Judged answers that each state of the consent waits for: some began at once when it did. */
const ANSWERS_PER_PHASE = 20;
/** Before a token's end. */
const TOKEN_MS = 120_000;

/** Ways to be shown something: a read, a page, a count. */
const LOOKS: readonly { path: string; isShown: (status: number, json: any) => boolean }[] = [
  { path: `/fhir/Patient/${PERSON_B}`, isShown: (status) => status === 200 },
  { path: `/fhir/Condition?patient=${PERSON_B}`, isShown: (_, json) => json.entry !== undefined },
  { path: `/fhir/Patient?_id=${PERSON_B}&_summary=count`, isShown: (_, json) => json.total > 0 },
];

export async function raceWithdrawals({ gateways, requests }: Racing): Promise<Raced> {
  const counts = { shownWhileGiven: 0, hiddenWhileGiven: 0, between: 0, hiddenAfterwards: 0, stale: 0 };
  let [phase, generation, answered, judged]: [Phase, number, number, number] = ['withdrawn', 0, 0, 0];
  let over = false;
  const enter = (next: Phase) => {
    [phase, generation, judged] = [next, generation + 1, 0];
  };
  const judge = (begun: number, isShown: boolean) => {
    answered += 1;
    if (begun !== generation || phase === 'giving' || phase === 'withdrawing') counts.between += 1;
    else {
      judged += 1;
      if (phase === 'given') counts[isShown ? 'shownWhileGiven' : 'hiddenWhileGiven'] += 1;
      else counts[isShown ? 'stale' : 'hiddenAfterwards'] += 1;
    }
  };
  const reader = async (who: number) => {
    const call = callerOf(gateways, 'soudan-hikari');
    for (let turn = who; !over; turn += 1) {
      const { path, isShown } = LOOKS[turn % LOOKS.length] ?? LOOKS[0]!;
      const begun = generation;
      const { status, json } = await call((turn + who) % 2, 'GET', path);
      if (status !== 200 && status !== 404) throw new Error(`${path} was answered with ${status}`);
      judge(begun, isShown(status, json));
    }
  };
  const enough = async () => {
    while (judged < ANSWERS_PER_PHASE && !over) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const writer = async () => {
    const call = callerOf(gateways, 'hospital-ehr');
    let withdrawals = 0;
    for (; answered < requests; withdrawals += 1) {
      enter('giving');
      const given = await call(withdrawals % 2, 'POST', '/fhir/Consent', consent());
      if (given.status !== 201) throw new Error(`a consent was answered with ${given.status}`);
      enter('given');
      await enough();
      enter('withdrawing');
      const ended = await call(Math.floor(withdrawals / 2) % 2, 'POST', `/fhir/Consent/${given.json.id}/$withdraw`);
      if (ended.status !== 200) throw new Error(`a withdrawal was answered with ${ended.status}`);
      enter('withdrawn');
      await enough();
    }
    over = true;
    return withdrawals;
  };
  const stop = (error: unknown) => {
    over = true;
    throw error;
  };
  const [withdrawals] = await Promise.all([
    writer().catch(stop),
    ...Array.from({ length: READERS }, (_, who) => reader(who).catch(stop)),
  ]);
  return { requests: answered, withdrawals: withdrawals as number, ...counts };
}

/** Sends to either gateway; takes a new token before the old one ends. */
function callerOf(gateways: Racing['gateways'], client: string) {
  let [until, token]: [number, Promise<string>] = [0, Promise.resolve('')];
  return async (to: number, method: string, path: string, body?: unknown) => {
    if (performance.now() > until) {
      until = performance.now() + TOKEN_MS;
      token = gateways[0].token(client);
    }
    return send((gateways[to] ?? gateways[0]).url, await token, { method, path, body, headers: {} });
  };
}

function consent(): unknown {
  const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  example.provision.period = { start: '2026-01-01', end: '2099-12-31' };
  return example;
}
