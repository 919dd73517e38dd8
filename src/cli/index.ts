/** The same acts from a terminal. */
export { backupCommand, restoreCommand } from './backup.ts';
export { catalogue } from './catalogue.ts';
export type { Command, ExitCode, Io } from './command.ts';
export { nothingMore, readArgs } from './command.ts';
export { consentDecide } from './consent-decide.ts';
export { convert } from './convert.ts';
export { runDemo } from './demo.ts';
export type { Exchanged } from './demo-client.ts';
export { guide } from './guide.ts';
export { packageCommand } from './package.ts';
export { readTextFile } from './read-text-file.ts';
export { runCommandLine } from './run.ts';
export { readSandboxKeys, registerSandboxClients, sandboxToken } from './sandbox-client.ts';
export { smartCheck } from './smart-check.ts';
export { terminology } from './terminology.ts';
export { tokenCommand } from './token.ts';
export { validate } from './validate.ts';
export { verifyCommand } from './verify.ts';
