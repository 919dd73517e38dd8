/** Sends requests as they are, without the mending that a friendly client does, and looks whether an answer is a good refusal. */
import { type Agent, request } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { ISSUE_KINDS } from '../../../src/catalogue/index.ts';
import type { Malformed } from './requests.ts';

export interface Heard {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export function sendAsIs(url: string, agent: Agent, { method, path, headers, body }: Malformed): Promise<Heard> {
  const { port } = new URL(url);
  const length = body === undefined ? {} : { 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, port, host: '127.0.0.1', method, path, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: textOf(Buffer.concat(chunks), response.headers['content-encoding']),
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

const textOf = (bytes: Buffer, encoding: string | undefined): string =>
  (encoding === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString();

/** Sends bytes, and hears the first answer. */
export function sendBytes(url: string, bytes: string): Promise<Heard> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    let all = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      const end = all.indexOf('\r\n\r\n');
      const head = all.subarray(0, Math.max(0, end)).toString();
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (end < 0 || all.length < end + 4 + length) return;
      socket.destroy();
      const type = /content-type: ([^\r]*)/i.exec(head)?.[1] ?? '';
      resolve({ status: Number(head.split(' ')[1]), type, text: all.subarray(end + 4).toString() });
    });
    socket.once('error', reject);
    socket.once('close', () => resolve({ status: 0, type: '', text: all.toString() }));
  });
}

/** What is wrong with an answer; nothing where it is one that the house may give. */
export function faultOf(
  { method, path }: Pick<Malformed, 'method' | 'path'>,
  { status, type, text }: Heard,
): string | undefined {
  if (status < 200 || status >= 500) return `status ${status}: ${text.slice(0, 400)}`;
  if (status < 400) return entryFault(type, text);
  if (method === 'HEAD') return undefined;
  if (path.startsWith('/oauth')) return oauthFault(type, text);
  if (type.includes('json')) return outcomeFault(JSON.parse(text));
  if (!type.includes('fhir+xml') || !text.includes('<OperationOutcome xmlns="http://hl7.org/fhir">'))
    return `no OperationOutcome: ${status} ${type} ${text.slice(0, 200)}`;
  const codes = [...text.matchAll(/<coding>.*?<code value="([^"]+)"\/>/gs)].map(([, code]) => code);
  return codes.length > 0 && codes.every(isListed) ? undefined : `codes of XML: ${codes}`;
}

const isListed = (code: unknown): boolean => typeof code === 'string' && Object.hasOwn(ISSUE_KINDS, code);

function outcomeFault(json: any): string | undefined {
  if (json?.resourceType !== 'OperationOutcome' || !Array.isArray(json.issue) || json.issue.length === 0)
    return `no OperationOutcome: ${JSON.stringify(json).slice(0, 300)}`;
  for (const { details, diagnostics } of json.issue) {
    const code = details?.coding?.[0]?.code;
    const both = `${details?.text}${diagnostics}`;
    if (!isListed(code)) return `the code ${code} is not listed`;
    if (!/[ぁ-んァ-ヶ一-龠]/.test(both) || !/[a-z]{2}/.test(both) || !details?.text || !diagnostics)
      return `the code ${code} is not told in both languages: ${both}`;
  }
  return undefined;
}

/** The refused entries of a batch are held to the same. */
function entryFault(type: string, text: string): string | undefined {
  if (!type.includes('json') || !text.includes('"batch-response"')) return undefined;
  for (const { response } of JSON.parse(text).entry ?? []) {
    if (/^5/.test(response.status)) return `an entry with ${response.status}: ${JSON.stringify(response.outcome)}`;
    const fault = /^4/.test(response.status) ? outcomeFault(response.outcome) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function oauthFault(type: string, text: string): string | undefined {
  if (type.includes('html')) return /<code>[a-z_]+<\/code>/.test(text) ? undefined : text;
  const json = type.includes('json') ? JSON.parse(text) : undefined;
  return typeof json?.error === 'string' ? undefined : `no OAuth error: ${type} ${text.slice(0, 200)}`;
}
