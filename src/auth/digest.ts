/** How a secret is named where its value must not stand. */
import { hash } from 'node:crypto';

/** The name of a token, handle or secret in the database and in the audit log. All of them are long and random. */
export const digestOf = (secret: string): string => hash('sha256', secret, 'base64url');
