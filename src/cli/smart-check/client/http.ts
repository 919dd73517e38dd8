/** One HTTP exchange: what was sent and what came back, kept so that a failure can show both. */

export type Members = Readonly<Record<string, unknown>>;

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent form-encoded. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
  /** Sent as FHIR JSON. */
  readonly json?: unknown;
}

export interface Answer {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  };
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, or nothing where it is no JSON. */
  readonly json: unknown;
  /** The members of a body that is a JSON object, else none. */
  readonly body: Members;
}

/** The server did not answer at all. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

const ANSWER_MS_MAX = 30_000;

/** Sends one request and follows no redirect. */
export async function send(url: string, { method, headers = {}, form, json }: Sending = {}): Promise<Answer> {
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/fhir+json';
  const request = {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...headers },
    body,
  };
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const parsed = parse(text);
    return { request, status: response.status, headers: response.headers, text, json: parsed, body: membersOf(parsed) };
  } catch (error) {
    const { message, cause } = error as Error;
    throw new NoAnswer(`${request.method} ${url}: ${cause instanceof Error ? cause.message : message}`);
  }
}

export const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

export const mediaTypeOf = (answer: Answer): string =>
  (answer.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
