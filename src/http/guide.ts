/** The guide to our profiles under `/ig`: static pages for anyone, since they hold nothing about any person. */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Site } from '#pages';
import type { House } from '#visit';

/** Nothing but our own stylesheet is ever loaded by a page, and no script runs in it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const CACHE_SECONDS = 600;
const ETAG_DIGITS = 32;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/fhir+json; charset=utf-8',
};

interface File {
  readonly body: Buffer;
  readonly etag: string;
}

/** Answers GET and HEAD below `/ig`. Nothing is read or written before the first request, so that a start is not slower. */
export function createGuide({ definitions }: Pick<House, 'definitions'>) {
  let opened: Promise<{ site: Site; missing: string }> | undefined;
  const files = new Map<string, File>();
  const open = async () => {
    const { createSite, missingPage, ownPublication } = await import('#pages');
    return { site: createSite(ownPublication(definitions)), missing: missingPage() };
  };
  const fileAt = (site: Site, path: string): File | undefined => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const text = site.file(path);
    if (text === undefined) return undefined;
    const file = fileOf(text);
    files.set(path, file);
    return file;
  };
  return async (request: Request, response: Response): Promise<void> => {
    setCommon(response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.status(405).setHeader('Allow', 'GET, HEAD').end();
      return;
    }
    // Links of the pages are relative: they need the slash.
    if (!request.originalUrl.startsWith('/ig/')) {
      response.status(308).setHeader('Location', '/ig/').end();
      return;
    }
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    const { site, missing } = await opened;
    const path = request.path.replace(/^\//, '').replace(/(^|\/)$/, '$1index.html');
    const file = fileAt(site, path);
    if (file === undefined) reply(request, response.status(404), { file: fileOf(missing), type: TYPES['html'] ?? '' });
    else replyKept(request, response, path, file);
  };
}

function fileOf(text: string): File {
  const body = Buffer.from(text);
  return { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, ETAG_DIGITS)}"` };
}

function replyKept(request: Request, response: Response, path: string, file: File): void {
  response.setHeader('Cache-Control', `public, max-age=${CACHE_SECONDS}`).setHeader('ETag', file.etag);
  const given = request.headers['if-none-match'];
  const kept = given?.split(',').some((one) => one.trim().replace(/^W\//, '') === file.etag || one.trim() === '*');
  if (kept === true) response.status(304).end();
  else reply(request, response, { file, type: TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream' });
}

function reply({ method }: Request, response: Response, { file, type }: { file: File; type: string }): void {
  response.setHeader('Content-Type', type).setHeader('Content-Length', file.body.length);
  response.end(method === 'HEAD' ? undefined : file.body);
}

function setCommon(response: Response): void {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
}
