/** A client of the running gateway for the demonstration: every exchange over HTTP, kept with what was sent and answered. */
import { type SandboxKeys, sandboxToken } from './sandbox-client.ts';

/** One request with its answer. `answer` is parsed JSON, or the bytes of anything else. */
export interface Exchanged {
  readonly step: number;
  readonly who: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly answer: unknown;
  readonly location: string;
}

export interface Sending {
  readonly who: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface DemoClient {
  send(step: number, sending: Sending): Promise<Exchanged>;
}

export function createDemoClient(baseUrl: string, keys: SandboxKeys): DemoClient {
  const tokens = new Map<string, string>();
  return {
    async send(step, { who, method = 'GET', path, body, contentType = 'application/fhir+json' }) {
      const token = tokens.get(who) ?? (await sandboxToken(baseUrl, who, keys));
      tokens.set(who, token);
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': contentType }) },
        ...(body === undefined
          ? {}
          : { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      const answer: unknown = isJson && bytes.length > 0 ? JSON.parse(new TextDecoder().decode(bytes)) : bytes;
      return {
        step,
        who,
        method,
        path,
        status: response.status,
        answer,
        location: response.headers.get('location') ?? '',
      };
    },
  };
}
