/** A browser that has no script: it keeps cookies, follows redirects, and fills in the forms that it is shown. */

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly html: string;
}

/** The values of a form, by name; several for one name as a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Browser {
  /** Opens an address and follows redirects, until a page is shown or `stopAt` is about to be opened. */
  open(url: string): Promise<Page>;
  /** Sends the form of a page with its own values, overwritten by `fields`; undefined leaves one out. */
  submit(page: Page, fields?: Fields): Promise<Page>;
  readonly cookies: ReadonlyMap<string, string>;
}

const REDIRECTS_MAX = 10;

/** `stopAt`: the beginning of addresses that are not opened, such as the app's own; `held`: cookies from before. */
export function openBrowser(
  stopAt: readonly string[],
  language = 'ja',
  held: ReadonlyMap<string, string> = new Map(),
): Browser {
  const cookies = new Map(held);
  const go = async (url: string, init: RequestInit, left = REDIRECTS_MAX): Promise<Page> => {
    if (left === 0) throw new Error(`too many redirects at ${url}`);
    const cookie = [...cookies].filter(([key]) => inPath(key, url)).map(([key, value]) => `${nameOf(key)}=${value}`);
    const headers = { 'accept-language': language, accept: 'text/html', cookie: cookie.join('; '), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const html = await response.text();
    const isRedirect = response.status >= 300 && response.status < 400;
    const location = (isRedirect ? response.headers.get('location') : null) ?? refreshOf(html);
    if (location === undefined) return { status: response.status, url, headers: response.headers, html };
    const next = new URL(location, url).href;
    if (stopAt.some((one) => next.startsWith(one)))
      return { status: 302, url: next, headers: response.headers, html: '' };
    return go(next, { method: 'GET' }, left - 1);
  };
  return {
    cookies,
    open: (url) => go(url, { method: 'GET' }),
    submit: (page, fields = {}) => {
      const { action, values } = formOf(page);
      for (const [name, value] of Object.entries(fields)) {
        values.delete(name);
        for (const one of value === undefined ? [] : [value].flat()) values.append(name, one);
      }
      return go(new URL(action, page.url).href, { method: 'POST', body: values });
    },
  };
}

/** Where a page leads on by itself. */
const refreshOf = (html: string): string | undefined => {
  const found = /<meta http-equiv="refresh" content="0; url=([^"]*)">/.exec(html)?.[1];
  return found === undefined ? undefined : plain(found);
};

/** Kept by name and path, as browsers do. */
function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((one) => one.trim());
  const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
  const path = attributes.find((one) => /^path=/i.test(one))?.slice('path='.length) ?? '/';
  const key = `${name} ${path}`;
  if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(key);
  else cookies.set(key, value);
}

const nameOf = (key: string): string => key.split(' ')[0] ?? '';
const inPath = (key: string, url: string): boolean => new URL(url).pathname.startsWith(key.split(' ')[1] ?? '/');

/** What a browser would send of the form of a page: the last one, after that of a search. */
export function formOf({ html }: Page): { action: string; values: URLSearchParams } {
  const form = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].at(-1);
  if (form === undefined) throw new Error(`the page has no form: ${html.slice(0, 400)}`);
  const values = new URLSearchParams();
  for (const [input] of (form[2] ?? '').matchAll(/<(?:input|textarea)[^>]*>/g)) {
    const { name, type, value, checked } = attributesOf(input);
    if (name === undefined || ((type === 'radio' || type === 'checkbox') && checked === undefined)) continue;
    values.append(name, value ?? '');
  }
  return { action: plain(form[1] ?? ''), values };
}

function attributesOf(tag: string): Record<string, string | undefined> {
  const named = [...tag.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, plain(value ?? '')]);
  return { ...Object.fromEntries(named), ...(/ checked[ >]/.test(tag) ? { checked: '' } : {}) };
}

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
