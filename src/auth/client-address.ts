/** From which address a request comes, as far as it can be believed. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Tells addresses apart for counting. A network of IPv6 is one of them, since its owner has all 2^64 of it. */
export type AddressOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/** `trusted`: addresses and CIDR ranges of proxies whose `X-Forwarded-For` is believed. By default nobody's is. */
export function createAddressOf(trusted: readonly string[] = []): AddressOf {
  const proxies = new BlockList();
  for (const one of trusted) {
    const [address = '', bits] = one.split('/');
    if (bits === undefined) proxies.addAddress(address, familyOf(address));
    else proxies.addSubnet(address, Number(bits), familyOf(address));
  }
  // What is no address is no proxy.
  const isProxy = (address: string) => proxies.check(address, familyOf(address));
  return ({ headers, socket }) => {
    // Where there is no header, the one hop is no address.
    const hops = String(headers['x-forwarded-for']).split(',');
    let address = plainOf(String(socket.remoteAddress));
    // From the right: each proxy that is trusted vouches for the one that it heard the request from, and no further.
    while (isProxy(address)) {
      const next = plainOf(String(hops.pop()).trim());
      if (isIP(next) === 0) break;
      address = next;
    }
    return isIPv6(address) ? networkOf(address) : address;
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** An IPv4 address is one address, also where a socket of IPv6 tells it. */
const plainOf = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const GROUPS = 8;
const NETWORK_GROUPS = 4;

function networkOf(address: string): string {
  const [head = '', tail = ''] = address.replace(/%.*/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  // An empty tail counts as a group, which lies beyond the network's.
  const after = tail.split(':');
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after].map((one) => one.toLowerCase().replace(/^0+(?=.)/, ''));
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
