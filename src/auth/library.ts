/** The embedded library under the keys of the moment. It takes its keys when it is made, so new keys make it anew. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { KeyRing } from './key-ring.ts';
import type { ServerKeys } from './server-keys.ts';

export interface Library {
  provider(): Promise<Provider>;
  /** Answers by it. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** All that it knows beside its keys is in the database, so that one follows the other unseen. */
export function openLibrary(ring: KeyRing, make: (keys: ServerKeys) => Provider): Library {
  const under = (keys: ServerKeys) => {
    const provider = make(keys);
    return { keys, provider, handle: provider.callback() };
  };
  let open = under(ring.known());
  const current = async () => {
    const keys = await ring.current();
    if (keys !== open.keys) open = under(keys);
    return open;
  };
  return {
    provider: async () => (await current()).provider,
    handle: async (request, response) => (await current()).handle(request, response),
  };
}
