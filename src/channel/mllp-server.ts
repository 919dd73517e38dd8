/** The listener for HL7 v2 messages over MLLP, plain or over TLS. Who sends is known by certificate, or by address and name. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls';
import type { FindSender } from '#intake';
import type { House } from '#visit';
import { type ChannelLog, type Connection, type MllpLimits, serveConnection } from './mllp-connection.ts';

export interface MllpOptions {
  readonly house: House;
  readonly log: ChannelLog;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The FHIR base URL, without a slash at the end. */
  readonly base: string;
  readonly findSender: FindSender;
  /** Without it the listener speaks in the clear: on this machine, or within a network that is closed. */
  readonly tls?: TlsOptions | undefined;
  readonly certificateRequired?: boolean;
  readonly limits?: Partial<MllpLimits>;
  readonly now?: () => Date;
}

export interface Mllp {
  readonly host: string;
  readonly port: number;
  /** Takes another certificate, for connections from now on. */
  reloadTls(tls: TlsOptions): void;
  /** Takes no new connection, answers the messages that are being dealt with. */
  stop(): Promise<void>;
}

export const MLLP_LIMITS: MllpLimits = {
  frameBytesMax: 2_000_000,
  connectionsMax: 100,
  idleSeconds: 600,
  frameSeconds: 60,
};

/** So many messages are dealt with at once; the database has others to serve. */
const AT_ONCE = 4;
const STOP_TIMEOUT_MS = 15_000;

export async function startMllp(options: MllpOptions): Promise<Mllp> {
  const { host, port, tls, log, certificateRequired = false, now = () => new Date() } = options;
  const limits = { ...MLLP_LIMITS, ...options.limits };
  const serving = { ...options, certificateRequired, limits, now, inTurn: createTurns(AT_ONCE) };
  const sockets = new Map<Socket, Connection | undefined>();
  const secure = tls === undefined ? undefined : createTlsServer({ ...tls, allowHalfOpen: true });
  const server: Server = secure ?? createServer({ allowHalfOpen: true });
  server.maxConnections = limits.connectionsMax;
  // Nobody takes all the places, also not with connections that never come to a handshake.
  const perPeer = Math.max(1, Math.floor(limits.connectionsMax / 2));
  server.on('connection', (socket: Socket) => {
    const same = [...sockets.keys()].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress).length;
    if (same >= perPeer) return void socket.destroy();
    sockets.set(socket, secure === undefined ? serveConnection(socket, serving) : undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const secured = new Set<Connection>();
  secure?.on('secureConnection', (socket) => {
    const connection = serveConnection(socket, serving);
    secured.add(connection);
    socket.once('close', () => secured.delete(connection));
  });
  secure?.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    log.info({ code: error.code }, 'no handshake over MLLP');
    socket.destroy();
  });
  await listen(server, host, port);
  server.on('error', (error) => log.error({ name: error.name }, 'the listener for MLLP failed'));
  return {
    host,
    port: (server.address() as AddressInfo).port,
    reloadTls: (next) => (secure as TlsServer | undefined)?.setSecureContext(next),
    stop: () => stop(server, sockets, secured),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function stop(
  server: Server,
  sockets: ReadonlyMap<Socket, Connection | undefined>,
  secured: ReadonlySet<Connection>,
): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      for (const socket of sockets.keys()) socket.destroy();
    }, STOP_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    for (const connection of [...sockets.values(), ...secured]) connection?.stop();
  });
}

/** Runs so many at once; the others wait in the order in which they came. */
function createTurns(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
