/** Lets a living person sign in with a browser of their own, and listens on the loopback address that the app has. */
import { createServer } from 'node:http';
import { isLoopback } from './cookies.ts';
import { isThere } from './form-driver.ts';
import type { Arrival, Person, Visit } from './person.ts';

const WAIT_MS_MAX = 300_000;
const DONE = '<!doctype html><meta charset="utf-8"><p>この画面は閉じてかまいません。 / You may close this page.</p>';
const START_PATH = '/smart-check-start';

/** `tell` shows the person where to go. */
export const browserPerson = (tell: (text: string) => void): Person => ({
  seesPages: false,
  visit: (visit) => {
    const target = new URL(visit.until);
    if (!isLoopback(target) || target.protocol !== 'http:') {
      return Promise.resolve({ reached: false, why: `${visit.until} is not http on loopback`, page: undefined });
    }
    return listen(visit, target, tell);
  },
});

function listen(visit: Visit, target: URL, tell: (text: string) => void): Promise<Arrival> {
  return new Promise((resolve) => {
    const finish = (arrival: Arrival) => {
      clearTimeout(timer);
      server.close();
      resolve(arrival);
    };
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', target);
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.setHeader('Connection', 'close');
      const isStart = url.pathname === START_PATH;
      response.end(isStart ? postingPage(visit) : DONE);
      if (!isStart && isThere(url, visit.until)) finish({ reached: true, url });
    });
    const timer = setTimeout(
      () => finish({ reached: false, why: 'nobody came within 5 minutes', page: undefined }),
      WAIT_MS_MAX,
    );
    server.once('error', (error) =>
      finish({ reached: false, why: `cannot listen: ${error.message}`, page: undefined }),
    );
    server.listen(Number(target.port || 80), target.hostname.replace(/^\[|\]$/g, ''), () => {
      const { ja = 'いつものとおりに許可してください。', en = 'allow as usual' } = visit.hint ?? {};
      const start = visit.form ? new URL(START_PATH, target).href : visit.url;
      tell(`ブラウザーで開いてください（${ja}） / open this in a browser (${en}):\n  ${start}\n`);
    });
  });
}

/** A page that sends the form by itself. */
function postingPage({ url, form }: Visit): string {
  const quote = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  const inputs = [...(form ?? [])].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${quote(value)}">`,
  );
  return `<!doctype html><form method="post" action="${quote(url)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
}
