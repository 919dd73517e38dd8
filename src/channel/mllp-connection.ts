/** One connection of a sender: its frames are dealt with one after the other, and each is answered before the next is read. */
import type { Socket } from 'node:net';
import { newRecordId } from '#audit';
import { clientByCertificate } from '#auth';
import { type Refusal, refuse } from '#fhir';
import { type FindSender, letterIssues } from '#intake';
import { type Delivered, deliver } from '#reception';
import { describeError, type House } from '#visit';
import { acknowledge, type Result } from './mllp-ack.ts';
import { createFrameReader, type Frame, framed } from './mllp-frames.ts';
import { type Header, readHeader } from './mllp-header.ts';

/** What the channels tell: which client, what became of it and how long it took; never anything that was sent. */
export interface ChannelLog {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

export interface MllpLimits {
  readonly frameBytesMax: number;
  readonly connectionsMax: number;
  /** How long a connection may be silent between frames. */
  readonly idleSeconds: number;
  /** How long a frame may take from its first byte to its last. */
  readonly frameSeconds: number;
}

export interface Serving {
  readonly house: House;
  readonly log: ChannelLog;
  /** The FHIR base URL, without a slash at the end. */
  readonly base: string;
  readonly findSender: FindSender;
  /** Whether an address and a name are not enough to be known by. */
  readonly certificateRequired: boolean;
  readonly limits: MllpLimits;
  readonly now: () => Date;
  /** Waits until not too many messages are under way at once. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface Connection {
  /** Answers the message that is being dealt with, and ends. */
  stop(): void;
}

const SECOND_MS = 1_000;
/** Whoever was told to go has so long to read it. */
const LINGER_MS = 2_000;

export function serveConnection(socket: Socket, serving: Serving): Connection {
  const { limits } = serving;
  let busy = false;
  let stopping = false;
  let deadline: NodeJS.Timeout | undefined;
  socket.setTimeout(limits.idleSeconds * SECOND_MS, () => busy || socket.destroy());
  socket.on('error', () => {});
  socket.once('close', () => clearTimeout(deadline));
  const frames = createFrameReader(limits.frameBytesMax);

  const read = async (chunk: Uint8Array): Promise<boolean> => {
    const found = frames.push(chunk);
    if (found.length > 0) clearDeadline();
    busy = true;
    for (const frame of found) {
      const { answers, stays } = await answerFrame(socket, serving, frame);
      for (const answer of answers) await write(socket, framed(answer));
      if (!stays || stopping) return false;
    }
    busy = false;
    if (stopping) return false;
    // From the first byte on, however its bytes trickle in.
    if (frames.isOpen()) deadline ??= setTimeout(() => socket.destroy(), limits.frameSeconds * SECOND_MS);
    return true;
  };
  const clearDeadline = () => {
    clearTimeout(deadline);
    deadline = undefined;
  };
  const serve = async (): Promise<void> => {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) if (!(await read(chunk as Buffer))) break;
    socket.end();
    socket.resume();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
  serve().catch(() => socket.destroy());
  return {
    stop: () => {
      stopping = true;
      if (!busy) socket.destroy();
    },
  };
}

const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

interface FrameAnswer {
  readonly answers: readonly Buffer[];
  /** Whether more is heard of this sender. */
  readonly stays: boolean;
}

async function answerFrame(socket: Socket, serving: Serving, frame: Frame): Promise<FrameAnswer> {
  if (frame.kind === 'noise') return { answers: [], stays: false };
  const bytes = frame.kind === 'frame' ? wholeFrame(frame.bytes) : frame.head;
  const header = readHeader(bytes);
  // An answer to an answer would be answered for ever.
  if (header?.type === 'ACK') return { answers: [], stays: true };
  const fault = frame.kind === 'frame' ? undefined : tooLarge(serving.limits.frameBytesMax);
  const { known, result } = await serving.inTurn(() => process(socket, serving, { bytes, header, fault }));
  return { answers: acknowledge(bytes, header, result), stays: known && fault === undefined };
}

const LINE_ENDS: readonly (number | undefined)[] = [0x0a, 0x0d];
const FRAME_END = 0x1c;

/** Some senders end only the segments between; that the frame has ended says that the last one is whole, too. */
const wholeFrame = (bytes: Uint8Array): Uint8Array =>
  LINE_ENDS.includes(bytes.at(-1)) ? bytes : Buffer.concat([bytes, Buffer.of(FRAME_END)]);

interface Received {
  readonly bytes: Uint8Array;
  readonly header: Header | undefined;
  /** Why it is not taken, whatever it says. */
  readonly fault: Refusal | undefined;
}

async function process(
  socket: Socket,
  serving: Serving,
  { bytes, header, fault }: Received,
): Promise<{ readonly known: boolean; readonly result: Result }> {
  const { house, log, base, now } = serving;
  const at = now();
  const requestId = newRecordId();
  const started = performance.now();
  const known = { requestId, now: at, method: 'MLLP', url: '/mllp', base };
  const client = await clientOf(socket, serving, header, at);
  const delivered = await deliver(house, client, known, {
    channel: 'mllp',
    kind: 'message',
    bytes,
    query: new URLSearchParams(),
    // What did not come whole cannot be kept: its sender has it.
    ...(fault === undefined ? {} : { fault, keep: false }),
    ...(fault !== undefined || header === undefined || header.controlId === '' ? {} : { controlId: header.controlId }),
  });
  const result = resultOf(delivered, at, header === undefined && client === undefined);
  const milliseconds = Math.round(performance.now() - started);
  const { code, issues } = result;
  log.info({ requestId, client, code, issue: issues[0]?.code, milliseconds }, 'a message over MLLP');
  if (delivered.error !== undefined)
    log.error({ requestId, client, error: describeError(delivered.error) }, 'a message over MLLP failed');
  return { known: client !== undefined, result };
}

/** By the certificate that the connection shows; where it shows none that is known, by address and name. */
async function clientOf(
  socket: Socket,
  { house, findSender, certificateRequired }: Serving,
  header: Header | undefined,
  at: Date,
): Promise<string | undefined> {
  const client = await clientByCertificate(house.database, socket, at).catch(() => undefined);
  if (client !== undefined || certificateRequired || header === undefined) return client;
  const { application, facility } = header;
  return findSender({
    peer: socket.remoteAddress ?? '',
    application: application[0] ?? '',
    facility: facility[0] ?? '',
  });
}

const CONFLICT = 409;
const FAULT = 500;

function resultOf({ receipt, refusal }: Delivered, at: Date, headerless: boolean): Result {
  if (receipt) return { ...receipt, later: false, at: receipt.received };
  if (refusal === undefined) return { code: 'AA', issues: [], letter: null, later: false, at };
  const issues = headerless ? [{ code: 'hl7-msh-missing' }] : letterIssues(refusal);
  const later = refusal.status >= FAULT || refusal.status === CONFLICT;
  return { code: 'AR', issues, letter: null, later, at };
}

const tooLarge = (bytesMax: number): Refusal =>
  refuse(413, {
    code: 'frame-too-large',
    type: 'too-costly',
    ja: `一通のメッセージが大きすぎます（上限は ${bytesMax} バイト）。`,
    en: `the frame is larger than ${bytesMax} bytes`,
  });
