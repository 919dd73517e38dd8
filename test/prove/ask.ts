/** Asks a gateway through its HTTP door and gives back what was told, without what must differ between any two answers. */
import { Agent, request as send } from 'node:http';
import { type Asking, queryText } from './asking.ts';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An answer and, where it has pages and they were asked for, all of them. */
export interface Told {
  readonly pages: readonly Answered[];
}

const PAGES_MAX = 60;
/** A gateway that says that it is busy has not answered: it is asked again, as it tells. */
const BUSY = 503;
const TRIES_MAX = 8;

export interface Asker {
  ask(asking: Asking): Promise<Told>;
  /** The ids that are in the store: every other one was made for the answer. */
  know(ids: ReadonlySet<string>): void;
  close(): void;
}

export function createAsker({ listensAt, base, token }: { listensAt: string; base: string; token: string }): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(listensAt);
  let known: ReadonlySet<string> = new Set();
  const attempt = (asking: Asking): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const { method, path, query, headers = {}, body } = asking;
      const form = path.endsWith('/_search') && method === 'POST' ? queryText(query).slice(1) : undefined;
      const content = form ?? (body === undefined ? undefined : JSON.stringify(body));
      const type = form === undefined ? 'application/fhir+json' : 'application/x-www-form-urlencoded';
      const request = send(
        {
          agent,
          hostname,
          port,
          method,
          path: `/fhir${path}${form === undefined ? queryText(query) : ''}`,
          headers: {
            Authorization: `Bearer ${token}`,
            ...(content === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers as Record<string, string>,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      // The gateway may have closed a connection that was not used for a while.
      request.on('error', (error: NodeJS.ErrnoException) =>
        request.reusedSocket && error.code === 'ECONNRESET' ? once(asking).then(resolve, reject) : reject(error),
      );
      request.end(content);
    });
  const once = async (asking: Asking): Promise<Answered> => {
    for (let tries = 1; ; tries += 1) {
      const answered = await attempt(asking);
      if (!isBusy(asking, answered) || tries === TRIES_MAX) return answered;
      await new Promise((resolve) => setTimeout(resolve, Number(answered.headers['retry-after'] ?? 1) * 1_000));
    }
  };
  return {
    ask: async (asking) => {
      const pages: Answered[] = [];
      for (let next: Asking | undefined = asking; next !== undefined && pages.length < PAGES_MAX; ) {
        const page: Answered = await once(next);
        pages.push(normal(page, known));
        next = asking.walk === true ? following(page, base) : undefined;
      }
      return { pages };
    },
    know: (ids) => {
      known = ids;
    },
    close: () => agent.destroy(),
  };
}

function following({ text }: Answered, base: string): Asking | undefined {
  const url = /"relation":"next","url":"([^"]+)"/.exec(text)?.[1];
  if (url === undefined) return undefined;
  const [path = '', query = ''] = url.slice(base.length).split('?');
  return { method: 'GET', path, query: [...new URLSearchParams(query)] };
}

/** Said of the moment or the connection, or of the request by an id of its own. */
const OF_THE_MOMENT = ['date', 'x-request-id', 'connection', 'keep-alive'];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * INVARIANT: what is taken out here is made anew for each answer, and depends on nothing that is stored about anybody: ids
 * that are not in the store, which are those of the request, of a document made for it, and of what it created; and
 * cursors, which are sealed with the secret of the house and hold the number of its latest transaction. A length that
 * counts a cursor in goes with it.
 */
/** Of a batch the entries are answered by themselves; one that writes is not asked again. */
function isBusy({ body }: Asking, { status, text }: Answered): boolean {
  if (status === BUSY) return true;
  const { entry } = (body ?? {}) as { entry?: { request?: { method?: string } }[] };
  return entry?.every(({ request }) => request?.method === 'GET') === true && text.includes(`"status":"${BUSY}"`);
}

function normal({ status, headers, text }: Answered, known: ReadonlySet<string>): Answered {
  const plain = (said: string) =>
    said.replace(/_cursor=[A-Za-z0-9_.%-]+/g, '_cursor=x').replace(UUID, (id) => (known.has(id) ? id : 'new'));
  const kept = Object.entries(headers).filter(
    ([name]) => !OF_THE_MOMENT.includes(name) && !(name === 'content-length' && text.includes('_cursor=')),
  );
  return { status, headers: Object.fromEntries(kept.map(([name, value]) => [name, plain(value)])), text: plain(text) };
}
