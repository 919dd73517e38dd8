/** What the header `Prefer` asks for (RFC 7240), as far as the house heeds it. */
import type { Request } from 'express';
import { PREFERENCES, type Preference } from '#visit';

const saysOf = ({ headers }: Pick<Request, 'headers'>): string[] =>
  String(headers['prefer'] ?? '')
    .split(/[,;]/)
    .map((one) => one.replace(/[\s"]/g, ''));

/** What is given back from a write; the first that is known counts. */
export const preferenceOf = (request: Request): Preference | undefined => {
  const said = saysOf(request);
  return PREFERENCES.find((one) => said.find((text) => text.startsWith('return=')) === `return=${one}`);
};

/** Whether a search leaves out what it does not understand. */
export const prefersLenient = (request: Pick<Request, 'headers'>): boolean =>
  saysOf(request).includes('handling=lenient');
