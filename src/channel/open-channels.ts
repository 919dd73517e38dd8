/** Opens the channels that the settings name, and closes them again. */
import type { TlsOptions } from 'node:tls';
import type { MllpLimits } from './mllp-connection.ts';
import { type MllpOptions, startMllp } from './mllp-server.ts';
import { type Sightings, type WalkReport, type WatchOptions, walkStorage } from './walk-storage.ts';
import { type Watching, watchStorage } from './watch-storage.ts';

/** What the channels work with, whatever the settings say. */
export type ChannelNeeds = Pick<MllpOptions, 'house' | 'log' | 'base' | 'findSender'>;

export interface OpenChannels<Tls> extends ChannelNeeds {
  readonly mllp?:
    | {
        readonly host: string;
        readonly port: number;
        readonly tls: Tls | undefined;
        readonly clientCertificates: 'none' | 'optional' | 'required';
        readonly limits: MllpLimits;
      }
    | undefined;
  readonly watch?: { readonly folder: string; readonly client: string } | undefined;
  readonly watchSeconds: number;
  readonly watchSettleSeconds: number;
  /** Reads the files of a certificate; throws where they cannot serve. */
  readonly readTls: (tls: Tls) => TlsOptions;
}

export interface Channels {
  /** The port of MLLP, where it is open. */
  readonly mllpPort: number | undefined;
  /** Reads the certificate of MLLP anew; keeps the old one where it is not right. */
  reloadTls(): void;
  stop(): Promise<void>;
}

export async function openChannels<Tls>(options: OpenChannels<Tls>): Promise<Channels> {
  const { house, base, findSender, mllp, watch, watchSeconds, log, readTls } = options;
  const needs = { house, log, base, findSender };
  const listener = mllp && (await startMllp({ ...needs, ...listenerOf(mllp, readTls) }));
  const watching = watch && watchStorage(watchOptions({ ...options, ...watch }), watchSeconds);
  return {
    mllpPort: listener?.port,
    reloadTls: () => {
      if (mllp?.tls === undefined) return;
      try {
        listener?.reloadTls(readTls(mllp.tls));
      } catch (error) {
        log.error({ reason: (error as Error).message }, 'the certificate of MLLP stays as it was');
      }
    },
    stop: async () => {
      await Promise.all([listener?.stop(), watching?.stop()]);
    },
  };
}

function listenerOf<Tls>(
  { host, port, limits, tls, clientCertificates }: NonNullable<OpenChannels<Tls>['mllp']>,
  readTls: (tls: Tls) => TlsOptions,
): Omit<MllpOptions, keyof ChannelNeeds> {
  const certificateRequired = clientCertificates === 'required';
  return { host, port, limits, certificateRequired, tls: tls === undefined ? undefined : readTls(tls) };
}

type Watched = Omit<WatchOptions, 'settleSeconds'> & { readonly watchSettleSeconds: number };

const watchOptions = ({ watchSettleSeconds, ...options }: Watched): WatchOptions => ({
  ...options,
  settleSeconds: watchSettleSeconds,
});

/** One folder in the hands of a command: walked once, or watched. */
export function createWatcher(options: Watched & { readonly watchSeconds: number }): {
  once(): Promise<WalkReport | undefined>;
  start(): Watching;
} {
  const sightings: Sightings = new Map();
  return {
    once: () => walkStorage(watchOptions(options), sightings, () => false),
    start: () => watchStorage(watchOptions(options), options.watchSeconds),
  };
}
