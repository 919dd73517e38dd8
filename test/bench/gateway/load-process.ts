/** The load in its own process: so many connections, each asking again as soon as it is answered. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { serveParent } from './child.ts';
import { GAF_SYSTEM, idOf, KINDS, kindAt, placeOf, recordText, typeOf } from './records.ts';

export interface Job {
  readonly act: 'create' | 'read' | 'search' | 'mixed';
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
  /** Records that are stored already. */
  readonly resources: number;
}

/** What came of it; milliseconds. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  readonly firstError?: string;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** Asks one question and gives the answer's text; throws when it is no success. */
type Ask = (question: Question) => Promise<string>;

const PERSONS_STEP = 50;
let turn = 0;

serveParent<Job>(run, async () => {});

async function run(job: Job): Promise<Measured> {
  const { connections, seconds } = job;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let errors = 0;
  let firstError: string | undefined;
  const started = performance.now();
  const until = started + seconds * 1_000;
  const ask: Ask = async (question) => {
    const begun = performance.now();
    const { status, text } = await send(job, agent, question);
    times.push(performance.now() - begun);
    if (status >= 300) throw new Error(`${question.method} ${question.path}: ${status} ${text.slice(0, 500)}`);
    return text;
  };
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        await ACTS[job.act](ask, job).catch((error: Error) => {
          errors += 1;
          firstError ??= error.message;
        });
      }
    }),
  );
  const elapsed = performance.now() - started;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? 0;
  return {
    perSecond: (times.length * 1_000) / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    errors,
    ...(firstError === undefined ? {} : { firstError }),
  };
}

const ACTS: Readonly<Record<Job['act'], (ask: Ask, job: Job) => Promise<unknown>>> = {
  create: (ask, job) => {
    const n = next();
    return ask({ method: 'POST', path: '/fhir/Observation', body: recordText('gaf', n, personAt(n, job)) });
  },
  read: (ask, { resources }) => {
    const n = (next() * 7_919) % resources;
    return ask({ method: 'GET', path: `/fhir/${typeOf(placeOf(n).kind)}/${idOf(n)}` });
  },
  search: (ask, job) => {
    const n = next();
    const code = encodeURIComponent(`${GAF_SYSTEM}|gaf`);
    const query = `patient=${idOf(personAt(n, job))}&code=${code}&date=ge2025-06-01&date=lt2025-12-01`;
    return ask({ method: 'GET', path: `/fhir/Observation?${query}` });
  },
  mixed: async (ask, job) => {
    const n = next();
    const kind = kindAt(n % KINDS.length);
    const type = typeOf(kind);
    const person = personAt(n, job);
    const made = await ask({ method: 'POST', path: `/fhir/${type}`, body: recordText(kind, n, person) });
    const { id } = JSON.parse(made) as { id: string };
    const path = `/fhir/${type}/${id}`;
    await ask({ method: 'GET', path });
    await ask({ method: 'PUT', path, body: recordText(kind, n + 1, person, id) });
    await ask({ method: 'DELETE', path });
  },
};

function next(): number {
  turn += 1;
  return turn;
}

const personAt = (n: number, { resources }: Job): number =>
  ((n * 7_919) % Math.max(1, Math.floor(resources / PERSONS_STEP))) * PERSONS_STEP;

function send(
  { url, token }: Job,
  agent: Agent,
  { method, path, body }: Question,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(body === undefined
        ? {}
        : { 'Content-Type': 'application/fhir+json', 'Content-Length': Buffer.byteLength(body) }),
    };
    const sent = request(`${url}${path}`, { method, headers, agent }, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
