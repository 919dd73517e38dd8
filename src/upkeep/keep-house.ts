/**
 * The work that nobody asks for: alarms leave the house, labels are drawn anew where their rules changed, the index where
 * search parameters did, and old versions leave it.
 */
import type { SearchParameter } from '@medplum/fhirtypes';
import type { House } from '#visit';
import { keepAudit } from './keep-audit.ts';
import { keepIntake } from './keep-intake.ts';

export interface Housekeeping {
  /** Ends after the step that is being done. */
  stop(): Promise<void>;
}

/** How soon a gateway learns of parameters that another one was given. */
const LOOK_MS = 1_000;
const FORGET_MS = 600_000;
const RECHECK_MS = 30_000;

/** Works until it is stopped; what fails is told, and tried again at the next look. */
export function keepHouse(
  house: House,
  onError: (error: unknown) => void,
  /** What else is done now and then, such as taking away what has run out. */
  chore: () => Promise<unknown> = async () => undefined,
): Housekeeping {
  let stopped = false;
  let wake = () => {};
  let forgetAt = 0;
  let recheckAt = Date.now() + RECHECK_MS;
  let epoch: string | undefined;
  let begun = false;
  const look = async (): Promise<void> => {
    if (!begun) await house.store.labelWork.begin();
    begun = true;
    // First of all, since what is not labelled by today's rules is hidden until then.
    while (!stopped && (await house.store.labelWork.step()));
    const now = await house.store.addedParameters.epoch();
    if (now !== epoch) {
      await learnParameters(house);
      await house.store.indexWork.plan(house.servedTypes);
      epoch = now;
    }
    if (Date.now() >= recheckAt) {
      await house.store.indexWork.recheck();
      recheckAt = Date.now() + RECHECK_MS;
    }
    while (!stopped && (await house.store.indexWork.step()));
    if (Date.now() < forgetAt) return;
    await chore();
    await keepAudit(house, new Date());
    await keepIntake(house, new Date());
    while (!stopped && (await house.store.indexWork.forget(new Date())));
    while (!stopped && (await house.store.forgetPeople()));
    forgetAt = Date.now() + FORGET_MS;
  };
  const tell = (error: unknown) => {
    if (!stopped) onError(error);
  };
  const work = async (): Promise<void> => {
    while (!stopped) {
      await house.vigil.step(new Date()).catch(tell);
      await look().catch(tell);
      if (!stopped) await new Promise<void>((resolve) => sleep(resolve));
    }
  };
  const sleep = (resolve: () => void) => {
    const timer = setTimeout(resolve, LOOK_MS);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  };
  const done = work();
  return {
    stop: () => {
      stopped = true;
      wake();
      return done;
    },
  };
}

/** Makes what packages and the region define known to this process. */
export async function learnParameters({
  definitions,
  parameters,
  store,
}: Pick<House, 'definitions' | 'parameters' | 'store'>): Promise<void> {
  const packaged = definitions.searchParameters();
  parameters.extend([...packaged, ...(await store.addedParameters.list()).filter(isInUse)]);
}

const isInUse = ({ status }: SearchParameter): boolean => status === 'active' || status === 'draft';
