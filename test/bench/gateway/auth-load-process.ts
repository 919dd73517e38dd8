/** The load on the authorization server in its own process: tokens by fresh assertions, introspections of one token. */
import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AssertionAlgorithm, clientAssertion, type Jwk } from '../../../src/auth/index.ts';
import { serveParent } from './child.ts';

export interface AuthJob {
  readonly act: 'grant ES384' | 'grant RS384' | 'introspect by token' | 'introspect by secret';
  readonly url: string;
  readonly keys: Readonly<Record<AssertionAlgorithm, Jwk>>;
  readonly secret: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface AuthMeasured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

type Sending = (path: string, form: Record<string, string>, authorization?: string) => Promise<string>;

if (process.send !== undefined && process.argv[1]?.endsWith('auth-load-process.ts'))
  serveParent<AuthJob>(run, async () => {});

async function run(job: AuthJob): Promise<AuthMeasured> {
  const { connections, seconds, url, act } = job;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = sendingTo(url, agent);
  const times: number[] = [];
  const started = performance.now();
  const until = started + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        const begun = performance.now();
        await ACTS[act](send, job);
        times.push(performance.now() - begun);
      }
    }),
  );
  const elapsed = performance.now() - started;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { perSecond: (times.length * 1_000) / elapsed, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
}

const INTROSPECTION = '/oauth/token/introspection';
const ACTS: Readonly<Record<AuthJob['act'], (send: Sending, job: AuthJob) => Promise<unknown>>> = {
  'grant ES384': (send, job) => grant(send, job, 'ES384'),
  'grant RS384': (send, job) => grant(send, job, 'RS384'),
  'introspect by token': (send, { token }) => send(INTROSPECTION, { token }, `Bearer ${token}`),
  'introspect by secret': (send, { token, secret }) =>
    send(INTROSPECTION, { token }, `Basic ${Buffer.from(`bench-secret:${secret}`).toString('base64')}`),
};

const grant = (send: Sending, { url, keys }: Pick<AuthJob, 'url' | 'keys'>, alg: AssertionAlgorithm): Promise<string> =>
  send('/oauth/token', {
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion({
      clientId: `bench-${alg.toLowerCase()}`,
      tokenUrl: `${url}/oauth/token`,
      privateKey: keys[alg],
      kid: String(keys[alg]['kid']),
      alg,
      now: new Date(),
      jti: randomUUID(),
    }),
  });

/** One access token. */
export async function takeToken(job: Pick<AuthJob, 'url' | 'keys'>, alg: AssertionAlgorithm): Promise<string> {
  const agent = new Agent();
  const body = JSON.parse(await grant(sendingTo(job.url, agent), job, alg)) as { access_token: string };
  agent.destroy();
  return body.access_token;
}

const sendingTo =
  (url: string, agent: Agent): Sending =>
  (path, form, authorization) =>
    new Promise((resolve, reject) => {
      const body = new URLSearchParams(form).toString();
      const headers = {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body),
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      };
      const sent = request(`${url}${path}`, { method: 'POST', headers, agent }, (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${path}: ${response.statusCode} ${text}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
