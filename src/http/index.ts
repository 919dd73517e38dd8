/** The front door of the house: HTTP, and the only room that knows express. */

/** A log of JSON lines on stderr; `level` is silent, error, warn or info. It holds no content of requests. */
export { createLog, type Log } from './log.ts';
export type { SandboxOptions, SandboxSecret } from './sandbox-launch.ts';
/** Listens on a house; rejects when the address is taken. `stop` finishes open requests. */
export { type Gateway, type GatewayOptions, startGateway } from './start-gateway.ts';
/** Reads certificate and key; throws `TlsRefused`, whose message tells the person who starts the house why, in both languages. */
export { readTls, TlsRefused, type TlsSettings } from './tls.ts';
