/** A terminology server on this machine that answers as a test tells it, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: { parameter: { name: string; [value: string]: string }[] };
  /** Parameter name → value. */
  readonly parameters: Record<string, string>;
  readonly text: string;
}

export interface LocalServer {
  readonly url: string;
  readonly asked: Asked[];
  /** How it answers from now on. */
  answer(how: (asked: Asked, response: ServerResponse) => void): void;
}

export async function localServer(): Promise<LocalServer> {
  const asked: Asked[] = [];
  let how: (asked: Asked, response: ServerResponse) => void = (_, response) => response.end();
  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    how(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/r4`,
    asked,
    answer: (next) => {
      how = next;
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const body = text === '' ? { parameter: [] } : JSON.parse(text);
  const parameters = Object.fromEntries(
    body.parameter.map(({ name, ...value }: { name: string }) => [name, Object.values(value)[0]]),
  );
  return { method: request.method ?? '', path: request.url ?? '', body, parameters, text };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(body));
}

/** The answer of `$validate-code`. */
export const parameters = (result: unknown, more: Record<string, string> = {}) => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'result', valueBoolean: result },
    ...Object.entries(more).map(([name, valueString]) => ({ name, valueString })),
  ],
});
