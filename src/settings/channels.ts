/** The settings of the channels by which hospitals' own systems send: which of them belong together. */
import type { ReadValue } from './checks.ts';
import type { MllpSettings, WatchSettings } from './settings.ts';

/** The listener for messages; absent where no port is set. */
export function mllpOf(value: ReadValue, faults: string[]): MllpSettings | undefined {
  const port = value<number | undefined>('KAKEHASHI_MLLP_PORT');
  const certificateFile = value<string | undefined>('KAKEHASHI_MLLP_TLS_CERT');
  const keyFile = value<string | undefined>('KAKEHASHI_MLLP_TLS_KEY');
  const clientCertificates = value<MllpSettings['clientCertificates']>('KAKEHASHI_MLLP_CLIENT_CERTIFICATES');
  const sendersFile = value<string | undefined>('KAKEHASHI_MLLP_SENDERS');
  if ((certificateFile === undefined) !== (keyFile === undefined))
    faults.push(
      'KAKEHASHI_MLLP_TLS_CERT と KAKEHASHI_MLLP_TLS_KEY は両方を書いてください / give both KAKEHASHI_MLLP_TLS_CERT and KAKEHASHI_MLLP_TLS_KEY',
    );
  if (clientCertificates !== 'none' && certificateFile === undefined)
    faults.push(needs('KAKEHASHI_MLLP_CLIENT_CERTIFICATES', 'KAKEHASHI_MLLP_TLS_CERT'));
  if (port === undefined) return undefined;
  // Without either nobody could be known, and everything would be refused.
  if (clientCertificates === 'none' && sendersFile === undefined)
    faults.push(
      'KAKEHASHI_MLLP_PORT には KAKEHASHI_MLLP_SENDERS か KAKEHASHI_MLLP_CLIENT_CERTIFICATES が要ります / KAKEHASHI_MLLP_PORT needs KAKEHASHI_MLLP_SENDERS or KAKEHASHI_MLLP_CLIENT_CERTIFICATES',
    );
  return {
    host: value('KAKEHASHI_MLLP_HOST'),
    port,
    sendersFile,
    clientCertificates,
    tls:
      certificateFile === undefined || keyFile === undefined
        ? undefined
        : {
            certificateFile,
            keyFile,
            minVersion: value('KAKEHASHI_MLLP_TLS_MIN'),
            clientCertificates: clientCertificates === 'none' ? 'none' : 'optional',
          },
    limits: {
      frameBytesMax: value('KAKEHASHI_MLLP_FRAME_BYTES_MAX'),
      connectionsMax: value('KAKEHASHI_MLLP_CONNECTIONS_MAX'),
      idleSeconds: value('KAKEHASHI_MLLP_IDLE_SECONDS'),
      frameSeconds: value('KAKEHASHI_MLLP_FRAME_SECONDS'),
    },
  };
}

/** The folder that the gateway watches; absent where none is set. */
export function watchOf(value: ReadValue, faults: string[]): WatchSettings | undefined {
  const folder = value<string | undefined>('KAKEHASHI_WATCH_FOLDER');
  const client = value<string | undefined>('KAKEHASHI_WATCH_CLIENT');
  if ((folder === undefined) !== (client === undefined))
    faults.push(
      folder === undefined
        ? needs('KAKEHASHI_WATCH_CLIENT', 'KAKEHASHI_WATCH_FOLDER')
        : needs('KAKEHASHI_WATCH_FOLDER', 'KAKEHASHI_WATCH_CLIENT'),
    );
  if (folder === undefined || client === undefined) return undefined;
  return { folder, client };
}

const needs = (what: string, other: string): string => `${what} には ${other} が要ります / ${what} needs ${other}`;
