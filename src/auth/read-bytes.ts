/** Reads the body of a request up to a limit. */
import type { IncomingMessage } from 'node:http';

/** The bytes; nothing where there are more than `bytesMax`. */
export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > bytesMax) break;
    chunks.push(chunk);
  }
  if (bytes <= bytesMax) return Buffer.concat(chunks);
  // The rest runs by: unread, it would hold up whatever comes next on the connection.
  request.resume();
  return undefined;
}
