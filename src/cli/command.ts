/** What a command of the command line is, and how its usage is told in both languages. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Issue, Refusal } from '#fhir';

/** 0 good, 1 the input is bad, 2 wrong usage, 3 our fault. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly ja: string;
  readonly en: string;
  /** Option → Japanese and English text. */
  readonly options: Readonly<Record<string, readonly [ja: string, en: string]>>;
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** The help of one command. */
export function helpOf({ name, usage, ja, en, options }: Command): string {
  const lines = Object.entries(options).map(
    ([option, [japanese, english]]) => `  ${option.padEnd(28)} ${japanese}\n  ${' '.repeat(28)} ${english}`,
  );
  return [`kakehashi ${name} ${usage}`.trimEnd(), '', ja, en, ...(lines.length > 0 ? ['', ...lines] : []), ''].join(
    '\n',
  );
}

/** Arguments that do not fit the usage. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads arguments strictly; an unknown option is a usage error. */
export function readArgs<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** One of the allowed values of an option. */
export function choice<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} ${value}: ${allowed.join(' | ')}`);
  return found;
}

/** An issue as a line for people. */
export function issueLine({ severity, code, expression, line, column, ja, en }: Issue): string {
  const place = [expression, line === undefined ? undefined : `${line}:${column ?? 1}`].filter(Boolean).join(' @ ');
  return `  ${severity} [${code}] ${place}\n    ${ja}\n    ${en}\n`;
}

export function tellRefusal(io: Io, refusal: Refusal): ExitCode {
  for (const issue of refusal.issues) io.err(issueLine(issue));
  return 1;
}

/** Refuses words that the command has no use for. */
export function nothingMore(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(positionals.join(' '));
}
