/** Plays the person: follows redirects with a cookie jar and fills the forms of each page, until the app is reached. */
import { type CookieJar, cookieJar } from './cookies.ts';
import { chooseForm, type Fields, fillForm } from './fill-form.ts';
import { formsOf, refreshOf } from './forms.ts';
import { type Answer, NoAnswer, type Sending, send } from './http.ts';
import type { Arrival, Person } from './person.ts';

const PAGES_MAX = 12;
const REDIRECTS_MAX = 20;

interface Going {
  readonly jar: CookieJar;
  readonly until: string;
  readonly fields: Fields;
  readonly submit: readonly string[];
}

export function formDriver(usual: Fields, submit: readonly string[]): Person {
  const jars = new Map<string, CookieJar>();
  const jarOf = (browser: string): CookieJar => {
    const jar = jars.get(browser) ?? cookieJar();
    jars.set(browser, jar);
    return jar;
  };
  return {
    seesPages: true,
    visit: ({ url, form, until, fields = {}, browser = '' }) =>
      drive(url, form ? { form } : {}, {
        jar: jarOf(browser),
        until,
        fields: { ...usual, ...fields },
        submit,
      }).catch((error: unknown) => {
        if (error instanceof NoAnswer) return { reached: false, why: error.message, page: undefined };
        throw error;
      }),
  };
}

async function drive(start: string, first: Sending, going: Going): Promise<Arrival> {
  let [url, sending] = [start, first];
  for (let pages = 0; ; pages += 1) {
    const page = await follow(url, sending, going);
    if (page instanceof URL) return { reached: true, url: page };
    if (page.status >= 300) return { reached: false, why: `status ${page.status}`, page };
    const form = chooseForm(formsOf(page.text), going.fields, going.submit);
    if (!form) return { reached: false, why: 'a page without a form', page };
    if (pages === PAGES_MAX) {
      const names = form.controls.map(({ name }) => name).join(', ');
      return { reached: false, why: `after ${PAGES_MAX} pages still a form (${names})`, page };
    }
    const filled = await fillForm(form, going.fields, going.submit);
    const target = new URL(filled.action || page.request.url, page.request.url);
    if (isThere(target, going.until)) return { reached: true, url: withData(target, filled.data) };
    const headers = { Referer: page.request.url, Origin: new URL(page.request.url).origin };
    url = filled.method === 'POST' ? target.href : withData(target, filled.data).href;
    sending = filled.method === 'POST' ? { form: filled.data, headers } : { headers: { Referer: page.request.url } };
  }
}

/** The page at the end of the redirects, or the address that was looked for. */
async function follow(start: string, first: Sending, { jar, until }: Going): Promise<Answer | URL> {
  let [url, sending] = [new URL(start), first];
  for (let redirects = 0; ; redirects += 1) {
    const cookie = jar.header(url);
    const headers = { Accept: 'text/html,*/*;q=0.8', ...sending.headers, ...(cookie ? { Cookie: cookie } : {}) };
    const answer = await send(url.href, { ...sending, headers });
    jar.keep(url, answer.headers);
    const location = answer.status < 400 ? (answer.headers.get('location') ?? refreshOf(answer.text)) : undefined;
    if (location === undefined || redirects === REDIRECTS_MAX) return answer;
    const next = new URL(location, url);
    if (isThere(next, until)) return next;
    // Only 307 and 308 send the body on.
    if (answer.status !== 307 && answer.status !== 308) sending = {};
    url = next;
  }
}

/** Whether this is the address, whatever parameters came with it. */
export function isThere(url: URL, until: string): boolean {
  const wanted = new URL(until);
  return url.origin === wanted.origin && url.pathname === wanted.pathname;
}

function withData(target: URL, data: URLSearchParams): URL {
  const url = new URL(target);
  for (const [name, value] of data) url.searchParams.append(name, value);
  return url;
}
