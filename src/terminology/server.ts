/**
 * Asks an external terminology server about codes that nobody here can tell. Only the canonical of a value set, a system
 * and a code leave the house; a server that is slow, absent or speaks nonsense leaves the question open, and never fails.
 */
import { type Answers, keyOf, type Question, rememberAnswers, type ServerAnswer } from './server-answers.ts';
import { readAnswer } from './server-reply.ts';

export interface ServerOptions {
  /** The FHIR base without a slash at the end; https, or http on this machine only. */
  readonly url: string;
  /** How long all questions of one validation may take together. */
  readonly timeoutMs: number;
  readonly cacheMax: number;
  readonly cacheSeconds: number;
  /** Milliseconds since 1970, for the age of what is remembered. */
  readonly now?: () => number;
}

export interface TerminologyServer {
  /** What the server said of this before, while it is remembered. */
  known(question: Question): ServerAnswer | undefined;
  /** Asks what is not known yet. Never rejects: what stays open is still not known afterwards. */
  ask(questions: readonly Question[]): Promise<void>;
}

/** So many questions at a time, and so many for one validation. */
const AT_ONCE_MAX = 8;
const QUESTIONS_MAX = 500;
const REPLY_BYTES_MAX = 1_000_000;
/** A server that did not answer is left alone for a while, so that it does not slow down every request. */
const REST_MS = 30_000;

/** Makes the way to a server. Nothing is asked before the first question. Throws when the URL is one it may not use. */
export function createTerminologyServer(options: ServerOptions): TerminologyServer {
  if (!mayAsk(options.url)) throw new Error(`defect: ${options.url} is no terminology server that may be asked`);
  const { timeoutMs, cacheMax, cacheSeconds, now = Date.now } = options;
  const answers = rememberAnswers(cacheMax, cacheSeconds, now);
  let restUntil = 0;
  return {
    known: answers.get,
    async ask(questions) {
      if (now() < restUntil) return;
      const open = new Map(questions.filter(maySend).map((question) => [keyOf(question), question]));
      const waiting = [...open.values()]
        .filter((question) => answers.get(question) === undefined)
        .slice(0, QUESTIONS_MAX);
      const signal = AbortSignal.timeout(timeoutMs);
      const workers = Array.from({ length: Math.min(AT_ONCE_MAX, waiting.length) }, () =>
        work(options.url, waiting, answers, signal),
      );
      const reached = await Promise.all(workers);
      if (reached.includes(false)) restUntil = now() + REST_MS;
    },
  };
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Codes travel over https, or stay on this machine. */
export function mayAsk(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, search, hash } = new URL(url);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
  return safe && username === '' && search === '' && hash === '' && !url.endsWith('/');
}

/** What is longer, or holds more than plain signs, may be a person's words in the place of a code: it stays here. */
function maySend({ valueSet = 'urn:', system, code }: Question): boolean {
  return (
    /^[!-~]{1,64}$/.test(code) && [valueSet, system].every((one) => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]{0,500}$/.test(one))
  );
}

/** Takes questions until there is none left. False when the server could not be reached in time. */
async function work(url: string, waiting: Question[], answers: Answers, signal: AbortSignal): Promise<boolean> {
  for (let question = waiting.shift(); question !== undefined; question = waiting.shift()) {
    try {
      const answer = await askOne(url, question, signal);
      if (answer !== undefined) answers.keep(question, answer);
    } catch {
      waiting.length = 0;
      return false;
    }
  }
  return true;
}

async function askOne(
  url: string,
  { valueSet, system, code }: Question,
  signal: AbortSignal,
): Promise<ServerAnswer | undefined> {
  const path = valueSet === undefined ? 'CodeSystem' : 'ValueSet';
  const parameter =
    valueSet === undefined
      ? [{ name: 'url', valueUri: system }]
      : [
          { name: 'url', valueUri: valueSet },
          { name: 'system', valueUri: system },
        ];
  const response = await fetch(`${url}/${path}/$validate-code`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Parameters', parameter: [...parameter, { name: 'code', valueCode: code }] }),
    // Whom to ask is set by the operator alone: a server cannot send the question on to another.
    redirect: 'manual',
    signal,
  });
  return readAnswer(response.status, await readText(response));
}

/** The text of a reply, cut off where it is too long to be an answer. */
async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > REPLY_BYTES_MAX) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
