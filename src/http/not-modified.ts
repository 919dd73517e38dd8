/** Has a client the version already that it reads (RFC 9110 §13.1, R4 §3.1.0.1.1)? */
import type { IncomingHttpHeaders } from 'node:http';

/** `If-None-Match` counts; `If-Modified-Since` only where there is none. Our ETags are weak, and so is the comparison. */
export function isNotModified(asked: IncomingHttpHeaders, told: Readonly<Record<string, string>>): boolean {
  const tags = asked['if-none-match'];
  const tag = told['ETag'];
  if (tags !== undefined && tag !== undefined)
    return tags.split(',').some((one) => one.trim() === '*' || strong(one.trim()) === strong(tag));
  const [since, modified] = [asked['if-modified-since'], told['Last-Modified']];
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since);
}

const strong = (tag: string): string => tag.replace(/^W\//, '');
