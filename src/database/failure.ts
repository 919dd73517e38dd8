/** What a failed statement means for whoever asked: PostgreSQL's codes and those of the network in four words. */
import { DatabaseBusy } from './connect.ts';

/**
 * `slow`: given up after its time. `busy`: no connection was free. `conflict`: others changed the same at once, also
 * after trying again. `unreachable`: the server went away.
 */
export type DatabaseFailure = 'slow' | 'busy' | 'conflict' | 'unreachable';

const BY_CODE: Readonly<Record<string, DatabaseFailure>> = {
  '57014': 'slow',
  '53300': 'busy',
  '55P03': 'busy',
  '40001': 'conflict',
  '40P01': 'conflict',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  ENOTFOUND: 'unreachable',
  ETIMEDOUT: 'unreachable',
};

/** PostgreSQL's class of connection exceptions. */
const CONNECTION_CLASS = '08';

/** In which words the driver says, without a code, that a connection ended, or that nothing is heard on it. */
const ENDED = /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/;

/** The failure behind an error; undefined when it is none of the database's, and so a fault of ours. */
export function failureOf(error: unknown): DatabaseFailure | undefined {
  if (error instanceof DatabaseBusy) return 'busy';
  if (!(error instanceof Error)) return undefined;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code.startsWith(CONNECTION_CLASS) && code.length === 5) return 'unreachable';
  return BY_CODE[code] ?? (ENDED.test(message) ? 'unreachable' : undefined);
}
