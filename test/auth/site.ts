/** A site of somebody else on loopback, which answers as it is told to, by path. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface Site {
  readonly url: string;
  /** What was asked for, the newest last. */
  readonly asked: IncomingMessage[];
  readonly answers: Record<string, RequestListener>;
}

export async function siteOf(answers: Record<string, RequestListener> = {}): Promise<Site> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const answer = answers[String(request.url)] ?? ((_request, missing) => void missing.writeHead(404).end('{}'));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answers };
}

/** Answers with this as JSON. */
export const json =
  (body: unknown, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body));
