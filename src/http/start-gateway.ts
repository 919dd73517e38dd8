/** Starts the gateway on a house and stops it without losing an open request. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AuditEntry, newRecordId } from '#audit';
import {
  type Auth,
  type AuthRecord,
  type Caller,
  createAuth,
  type FederationOptions,
  type RateLimits,
  type RoleAsking,
} from '#auth';
import { isRefusal, toOperationOutcome } from '#fhir';
import { checkLaunch, findPatients } from '#records';
import { EPOCHS_SQL, isStored } from '#store';
import { isSandbox, keepHouse } from '#upkeep';
import { type House, scopeQueryUnderstood } from '#visit';
import { createApp } from './app.ts';
import type { Log } from './log.ts';
import { httpUnreadable } from './refusals.ts';
import type { SandboxOptions } from './sandbox-launch.ts';
import { readTls, type TlsSettings, TRANSPORT_SECURITY } from './tls.ts';

export interface GatewayOptions {
  readonly house: House;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly publicUrl?: string | undefined;
  /** Without it the house speaks plain HTTP, on this machine or behind a proxy that ends TLS. */
  readonly tls?: TlsSettings | undefined;
  readonly bodyBytesMax: number;
  /** The hospital's own issuer, where people may sign in there. */
  readonly federation?: FederationOptions | undefined;
  /** Serves the launch simulator, and can do wrong on purpose: on the fictitious region only, never on other data. */
  readonly sandbox?: SandboxOptions | undefined;
  /** Whether nobody signs in without a second factor; they do not by default. */
  readonly secondFactorRequired?: boolean;
  /** Whether an app that was invited may register itself; none may by default. */
  readonly dynamicRegistration?: boolean;
  /** Of the authorization server. */
  readonly rateLimits?: RateLimits;
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  readonly now?: () => Date;
  readonly newId?: () => string;
}

export interface Gateway {
  /** Where clients reach it. */
  readonly url: string;
  /** Where it listens on this machine; differs from `url` behind a proxy. */
  readonly listensAt: string;
  readonly auth: Auth;
  /** Takes certificate and key from their files anew, for connections from now on; keeps the old ones when they are not right. */
  reloadTls(): void;
  /** Takes no new request, finishes the open ones. */
  stop(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { house, log, host, port, bodyBytesMax, now = () => new Date(), newId = newRecordId, sandbox } = options;
  if (sandbox !== undefined && !(await isSandbox(house))) throw new Error('defect: a sandbox on other data');
  const { secondFactorRequired = true } = options;
  // Node would refuse a request without `Host` in its own way, which is none: the app does it.
  const limits = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false };
  const { tls } = options;
  const secure = tls === undefined ? undefined : createTlsServer({ ...limits, ...readTls(tls, now()) });
  const server = secure ?? createServer(limits);
  const connections = connectionsOf(server);
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const listensAt = `${secure === undefined ? 'http' : 'https'}://${shown}:${address.port}`;
  const url = options.publicUrl ?? listensAt;
  const headers = url.startsWith('https:') ? { 'Strict-Transport-Security': TRANSPORT_SECURITY } : {};
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, headers));
  // Reasons of refused clients are for the log; the clients hear one text for all of them.
  const onEvent = (event: { kind: string }) =>
    event.kind === 'failed' ? log.error(event, 'oauth') : log.info(event, 'oauth');
  const record = (event: AuthRecord) => house.audit.record(auditEntryOf(event, now(), newId()));
  const auth = await createAuth({
    database: house.database,
    publicUrl: url,
    now,
    onEvent,
    record,
    beside: EPOCHS_SQL,
    sandbox: sandbox !== undefined,
    federation: options.federation,
    dynamicRegistration: options.dynamicRegistration === true,
    people: { secondFactorRequired, isRecord: (reference) => isStored(house.database, reference) },
    understands: (scope) => scopeQueryUnderstood(house, scope),
    ...(options.rateLimits && { limits: options.rateLimits }),
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
    checkLaunch: (announcer, context) => {
      const visit = announcer && { ...visitOf(announcer, { url, now, newId }), method: 'POST', url: '/oauth/launch' };
      return checkLaunch(house, visit, context);
    },
    findPatients: async (asking, by) => {
      const found = await findPatients(house, { visit: visitOf(inRole(asking, now()), { url, now, newId }), by });
      // What cannot be searched by is found by nothing; the reason is in the audit.
      return isRefusal(found) ? [] : found;
    },
  });
  const app = withHeaders(headers, createApp({ house, auth, log, publicUrl: url, bodyBytesMax, sandbox, now, newId }));
  server.on('request', app);
  // What is expected beyond `100-continue` may be passed over (RFC 9110 section 10.1.1).
  server.on('checkExpectation', app);
  const failed = (error: unknown) =>
    log.error({ name: (error as Error).name, code: (error as { code?: string }).code }, 'a job of the house failed');
  const jobs = keepHouse(house, failed, () => auth.sweep());
  const end = async () => {
    await jobs.stop();
    await stop(server, connections);
  };
  const reloadTls = () => tls && secure && reload(secure, { tls, log, now: now() });
  return { url, listensAt, auth, reloadTls, stop: end };
}

/** What happened at the authorization server, as the audit keeps it. */
function auditEntryOf(event: AuthRecord, recorded: Date, id: string): AuditEntry {
  const { interaction, outcome, method, path, clientId, user, actor, organization, purpose, purposeReason } = event;
  return {
    id,
    requestId: id,
    recorded,
    action: 'E',
    interaction,
    outcome,
    method,
    url: `/oauth${path}`,
    ...(event.reason ? { reason: event.reason } : {}),
    ...(clientId === null ? {} : { client: { id: clientId, name: clientId, tokenId: '' } }),
    ...(user ? { user } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(organization === undefined ? {} : { organization }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(purposeReason ? { purposeReason } : {}),
    items: [],
    patients: event.patient ? [event.patient] : [],
  };
}

/** Open connections go on with what they began with. */
function reload(server: TlsServer, { tls, log, now }: { tls: TlsSettings; log: Log; now: Date }): void {
  try {
    server.setSecureContext(readTls(tls, now));
    log.info({ file: tls.certificateFile }, 'the certificate was read anew');
  } catch (error) {
    log.error({ reason: (error as Error).message }, 'the certificate stays as it was');
  }
}

const withHeaders =
  (headers: Readonly<Record<string, string>>, app: RequestListener): RequestListener =>
  (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    app(request, response);
  };

type Arriving = { readonly url: string; readonly now: () => Date; readonly newId: () => string };

/** What somebody asks of the records while they are at the authorization server. */
const visitOf = (caller: Caller, { url, now, newId }: Arriving) => ({
  requestId: newId(),
  caller,
  now: now(),
  base: `${url}/fhir`,
});

/** A role that was chosen a moment ago, before any token is granted to it. */
const inRole = (asking: RoleAsking, now: Date): Caller => ({
  ...asking,
  patient: null,
  scopes: [],
  tokenId: '',
  expiresAt: now,
});

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Open requests are finished, but not waited for without end; connections on which nothing was asked are closed at once. */
function stop(server: Server, connections: ReadonlyMap<Socket, boolean>): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
    for (const [socket, asked] of connections) if (!asked) socket.destroy();
  });
}

/** The open connections, and whether anything was ever asked on each: Node counts one without a request as busy. */
function connectionsOf(server: Server): ReadonlyMap<Socket, boolean> {
  const asked = new Map<Socket, boolean>();
  // Over TLS a request names the secured socket, which comes after its handshake; that has a time limit of its own.
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (socket: Socket) => {
    asked.set(socket, false);
    socket.once('close', () => asked.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => asked.set(socket, true));
  return asked;
}

/** What Node itself cannot read as HTTP is answered in the same words as everything else; a failed handshake, by nothing. */
function answerUnreadable(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  headers: Readonly<Record<string, string>>,
): void {
  if (!error.code?.startsWith('HPE_') && 'encrypted' in socket) return void socket.destroy();
  if (!socket.writable) return;
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const body = JSON.stringify(toOperationOutcome(httpUnreadable(tooLong).issues));
  const status = tooLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const lines = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/fhir+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
