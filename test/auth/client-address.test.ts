/** From which address a request is taken to come. */
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createAddressOf } from '../../src/auth/client-address.ts';

/** The address of a request that this peer sends, with what it says of those before it. */
function addressOf(peer: string | undefined, forwarded?: string | string[], trusted?: string[]): string {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded as string };
  return createAddressOf(trusted)({ headers, socket });
}

const PROXIES = ['10.0.0.1', '192.168.0.0/16', '2001:db8:ffff::1', 'fd00::/8'];

test('nobody is believed who is not trusted, and a peer that is gone has no address', () => {
  expect(addressOf('192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  expect(addressOf('10.0.0.2', '198.51.100.7', PROXIES)).toBe('10.0.0.2');
  expect(addressOf(undefined, '198.51.100.7', PROXIES)).toBe('undefined');
});

test('each proxy that is trusted vouches for the one before it, and no further', () => {
  for (const peer of [
    '10.0.0.1',
    '192.168.255.7',
    '::ffff:10.0.0.1',
    '::FFFF:192.168.0.1',
    '2001:db8:ffff::1',
    'fdff::9',
  ])
    expect([peer, addressOf(peer, '203.0.113.9, 198.51.100.7', PROXIES)]).toEqual([peer, '198.51.100.7']);
  expect(addressOf('10.0.0.1', '203.0.113.9, 198.51.100.7 , 192.168.3.4,fd00::1', PROXIES)).toBe('198.51.100.7');
  expect(addressOf('10.0.0.1', ['203.0.113.9', '198.51.100.7'], PROXIES)).toBe('198.51.100.7');
  expect(addressOf('10.0.0.1', '::ffff:198.51.100.7', PROXIES)).toBe('198.51.100.7');
});

test('what is no address is nobody’s: the last proxy stands for it', () => {
  for (const forwarded of [undefined, '', 'unknown', '203.0.113.9, unknown', '203.0.113.9:80', '192.168.0.9'])
    expect([forwarded, addressOf('192.168.0.9', forwarded, PROXIES)]).toEqual([forwarded, '192.168.0.9']);
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0020::', '2001:db8:1:20::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['2001:db8:0000:0:1::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::2:3:4:5:6:7', '0:0:2:3::/64'],
  ['1::3:4:5:6:7:8', '1:0:3:4::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  // Only at its beginning it is an address of IPv4.
  ['1::ffff:192.0.2.1', '1:0:0:0::/64'],
  ['::ffff:c000:201', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['fe80:1::1%a:b:c:d:e', 'fe80:1:0:0::/64'],
])('an address of IPv6 is its network: %s', (peer, network) => {
  expect(addressOf(peer)).toBe(network);
});
