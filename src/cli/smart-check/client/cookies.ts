/** The cookies of one browser. */

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly wholeDomain: boolean;
  readonly path: string;
  readonly secure: boolean;
}

export interface CookieJar {
  keep(url: URL, headers: Headers): void;
  /** The value of the `Cookie` header. */
  header(url: URL): string;
}

export function cookieJar(): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    keep(url, headers) {
      for (const line of headers.getSetCookie()) {
        const { cookie, gone } = read(line, url);
        const key = `${cookie.host} ${cookie.path} ${cookie.name}`;
        if (gone) cookies.delete(key);
        else cookies.set(key, cookie);
      }
    },
    header: (url) =>
      [...cookies.values()]
        .filter((cookie) => fits(cookie, url))
        .toSorted((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
  };
}

function read(line: string, url: URL): { cookie: Cookie; gone: boolean } {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const attributes = new Map(
    rest.map((part): [string, string] => {
      const [name = '', ...value] = part.split('=');
      return [name.toLowerCase(), value.join('=')];
    }),
  );
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const path = attributes.get('path');
  const at = pair.indexOf('=');
  const cookie = {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    host: domain || url.hostname,
    wholeDomain: Boolean(domain),
    path: path?.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    secure: attributes.has('secure'),
  };
  const age = attributes.get('max-age');
  const expires = Date.parse(attributes.get('expires') ?? '');
  return { cookie, gone: age === undefined ? expires <= Date.now() : Number(age) <= 0 };
}

function fits({ host, wholeDomain, path, secure }: Cookie, url: URL): boolean {
  const hostFits = url.hostname === host || (wholeDomain && url.hostname.endsWith(`.${host}`));
  const pathFits = url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  // A browser takes its own machine for a safe place.
  return hostFits && pathFits && (!secure || url.protocol === 'https:' || isLoopback(url));
}

export const isLoopback = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
