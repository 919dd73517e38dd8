/** A person in front of a real browser: who goes by keyboard, looks at each page in every way that people set theirs, and hears it. */
import type { Browser, Page } from 'playwright-core';

export interface PersonAtBrowser {
  readonly page: Page;
  /** What the browser complained of: errors, broken rules of the page's content policy, failed loads. */
  readonly complaints: string[];
  /** Goes on by Tab to what is called so. */
  tabTo(words: string): Promise<void>;
  /** Goes there and presses a key. */
  press(words: string, key: string): Promise<void>;
  /** Presses a key that leads to another page, and waits for it. */
  leave(key: string): Promise<void>;
  /** What a screen reader would read of the page: role and name, in order. */
  hears(): Promise<string[]>;
  /** What is wrong with the page, as it is and as people set theirs. */
  faults(): Promise<string[]>;
}

const TABS_MAX = 60;
const READ_OUT = /^- (?=heading|alert|status|textbox|searchbox|radio|checkbox|button|group|link)(.*?):?$/;

/** Where the person is quicker than the page, the focus is theirs: what has it is asked for by itself. */
const QUICKER = 'Autofocus processing was blocked because a document already has a focused element.';

export async function sitDown(browser: Browser, locale: string): Promise<PersonAtBrowser> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.text() !== QUICKER) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const tabTo = async (words: string): Promise<void> => {
    for (let left = TABS_MAX; left > 0; left -= 1) {
      if ((await page.evaluate<string>(FOCUSED)).includes(words)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no Tab leads to "${words}"`);
  };
  return {
    page,
    complaints,
    tabTo,
    press: async (words, key) => {
      await tabTo(words);
      await page.keyboard.press(key);
    },
    leave: async (key) => {
      await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
      // A page that leads on by itself is none to stay on.
      await page.locator('meta[http-equiv="refresh"]').waitFor({ state: 'detached' });
      await page.waitForLoadState();
    },
    hears: async () => {
      const lines = (await page.locator('body').ariaSnapshot()).split('\n');
      // A line that holds a colon is quoted. Where the focus is depends on the moment.
      const plain = lines.map((line) =>
        line
          .trim()
          .replace(/^- '(.*)':?$/, '- $1')
          .replace(' [active]', ''),
      );
      return plain.flatMap((line) => READ_OUT.exec(line)?.[1] ?? []);
    },
    faults: () => faultsOf(page),
  };
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults = await page.evaluate<string[]>(ILL_MADE);
  const look = async (as: string): Promise<void> => {
    for (const fault of await page.evaluate<string[]>(ILL_SEEN)) faults.push(`${as}: ${fault}`);
  };
  const usual = page.viewportSize() ?? { width: 1280, height: 720 };
  await look('as it is');
  await page.setViewportSize({ width: 320, height: 640 });
  await look('320 pixels wide');
  await page.setViewportSize(usual);
  await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
  await look('text of 200 %');
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    await look(`${colorScheme} high contrast`);
  }
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'none' });
  await look('dark');
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  return faults;
}

const FOCUSED = `(() => {
  const { activeElement } = document;
  return activeElement.labels?.[0]?.innerText ?? (activeElement === document.body ? '' : activeElement.innerText);
})()`;

/** Told by the tree of the page: what is not named, not headed, or not ours. */
const ILL_MADE = `(() => {
  const faults = [];
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (field.labels.length !== 1 || field.labels[0].textContent.trim() === '') faults.push('no label: ' + field.name);
  for (const group of document.querySelectorAll('fieldset'))
    if (group.firstElementChild.tagName !== 'LEGEND') faults.push('a group without a legend');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one heading');
  if (!['ja', 'en'].includes(document.documentElement.lang)) faults.push('no language');
  if (document.title === '') faults.push('no title');
  if (document.querySelector('script, iframe, img, link') !== null) faults.push('something from elsewhere');
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  return faults;
})()`;

/** Told by the picture: what sticks out, what covers what, and text that can hardly be told from its ground (WCAG 1.4.3, 1.4.10). */
const ILL_SEEN = `(() => {
  const CONTRAST_MIN = 4.5;
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('scrolls sideways');
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if ((colour[3] ?? 1) === 1) return colour;
    }
    return matchMedia('(forced-colors: active) and (prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  const speaks = (element) =>
    element.matches('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea') ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  for (const element of document.body.querySelectorAll('*')) {
    if (!speaks(element) || !element.checkVisibility()) continue;
    const [brighter, darker] = [light(rgba(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const contrast = (brighter + 0.05) / (darker + 0.05);
    if (contrast < CONTRAST_MIN) faults.push(element.tagName + ' ' + element.innerText + ' has a contrast of ' + contrast.toFixed(1));
    const { left, right } = element.getBoundingClientRect();
    if (left < 0 || right > innerWidth + 0.5) faults.push(element.tagName + ' ' + element.innerText + ' sticks out');
  }
  return faults;
})()`;
