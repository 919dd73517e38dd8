/** The log of the house: what was asked of it and what failed, never what was in it. */
import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Writes JSON lines to stderr, so that stdout stays for people. */
export const createLog = (level: string): Log => pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
