/** What single variables cannot tell: which of them belong together. */
import { isIP } from 'node:net';
import type { TlsSettings } from '#http';
import type { OpenidSettings } from './settings.ts';
import { VARIABLES } from './variables.ts';

/** Reads one variable; a fault in it is kept, and its value is then not to be used. */
export type ReadValue = <T>(name: keyof typeof VARIABLES) => T;

export function notValid(name: keyof typeof VARIABLES): string {
  const [ja, en] = VARIABLES[name].is;
  return `${name} の値が正しくありません / ${name} is not valid: ${ja} / expected ${en}`;
}

export function tlsOf(value: ReadValue, faults: string[]): TlsSettings | undefined {
  const certificateFile = value<string | undefined>('KAKEHASHI_TLS_CERT');
  const keyFile = value<string | undefined>('KAKEHASHI_TLS_KEY');
  const clientCertificates = value<TlsSettings['clientCertificates']>('KAKEHASHI_TLS_CLIENT_CERTIFICATES');
  const minVersion = value<TlsSettings['minVersion']>('KAKEHASHI_TLS_MIN');
  if ((certificateFile === undefined) !== (keyFile === undefined))
    faults.push(
      'KAKEHASHI_TLS_CERT と KAKEHASHI_TLS_KEY は両方を書いてください / give both KAKEHASHI_TLS_CERT and KAKEHASHI_TLS_KEY',
    );
  if (certificateFile === undefined || keyFile === undefined) {
    if (clientCertificates === 'optional')
      faults.push(
        'KAKEHASHI_TLS_CLIENT_CERTIFICATES には KAKEHASHI_TLS_CERT が要ります / KAKEHASHI_TLS_CLIENT_CERTIFICATES needs KAKEHASHI_TLS_CERT',
      );
    return undefined;
  }
  if (value<string | undefined>('KAKEHASHI_PUBLIC_URL')?.startsWith('http:'))
    faults.push(
      'TLS を使うときは KAKEHASHI_PUBLIC_URL を https:// にしてください / with TLS KAKEHASHI_PUBLIC_URL must be https://',
    );
  return { certificateFile, keyFile, minVersion, clientCertificates };
}

export function proxiesOf(value: ReadValue, faults: string[]): string[] {
  const all = (value<string | undefined>('KAKEHASHI_TRUSTED_PROXIES') ?? '').split(/[, ]+/).filter((one) => one !== '');
  const wrong = all.filter((one) => {
    const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(one) ?? [];
    const family = isIP(address);
    return family === 0 || Number(bits ?? 0) > (family === 4 ? 32 : 128);
  });
  if (wrong.length > 0) faults.push(notValid('KAKEHASHI_TRUSTED_PROXIES'));
  return all;
}

/** Another issuer is named whole or not at all; without a proof of two factors nobody's sign-in there would count. */
export function openidFaults(
  openid: { readonly [K in keyof OpenidSettings]: OpenidSettings[K] | undefined },
  given: readonly string[],
): string[] {
  const own = 'KAKEHASHI_OPENID_';
  if (openid.issuer === undefined) {
    const alone = given.filter((name) => name.startsWith(own) && name !== `${own}ISSUER` && name in VARIABLES);
    return alone.map((name) => `${name} には ${own}ISSUER が要ります / ${name} needs ${own}ISSUER`);
  }
  const faults: string[] = [];
  const needs = (what: string) => faults.push(`${own}ISSUER には ${what} が要ります / ${own}ISSUER needs ${what}`);
  if (openid.clientId === undefined) needs(`${own}CLIENT_ID`);
  if (openid.acr?.length === 0) needs(`${own}ACR`);
  if ((openid.clientSecret === undefined) === (openid.clientKeyFile === undefined))
    faults.push(
      `${own}CLIENT_SECRET と ${own}CLIENT_KEY のどちらか一つだけを書いてください / set exactly one of ${own}CLIENT_SECRET and ${own}CLIENT_KEY`,
    );
  return faults;
}
