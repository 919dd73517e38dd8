/** The pages on which people sign in and decide, in a real browser: by keyboard alone, in two languages, however people see. */
import { expect, test } from 'vitest';
import { totpCode } from '../../src/auth/index.ts';
import { startChromium } from './chromium.ts';
import { openPages } from './pages-house.ts';
import { type PersonAtBrowser, sitDown } from './person-at-browser.ts';

const house = await openPages();
const chromium = await startChromium();

const SCOPE = 'openid launch/patient offline_access patient/Observation.rs patient/Condition.rs patient/Patient.rs';
const VITAL_SIGNS =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';

/** What a person reads for on each page. */
const WORDS = {
  ja: {
    login: 'ログイン名',
    treatment: '治療',
    coordination: '支援の調整',
    search: 'お名前でさがす',
    sato: '佐藤 健一',
    part: '一部だけにする',
    vital: 'バイタルサイン',
    condition: '病気・症状',
    allow: '許可する',
    cancel: 'やめる',
  },
  en: {
    login: 'Login name',
    treatment: 'Treatment',
    coordination: 'Coordination of care',
    search: 'Search by name',
    sato: '佐藤 健一',
    part: 'Only a part',
    vital: 'Vital signs',
    condition: 'Illnesses',
    allow: 'Allow',
    cancel: 'Cancel',
  },
} as const;

async function signIn({ page, leave, tabTo }: PersonAtBrowser, loginWords = 'ログイン名'): Promise<void> {
  await tabTo(loginWords);
  await page.keyboard.type(house.login);
  await page.keyboard.press('Tab');
  await page.keyboard.type(house.password);
  await page.keyboard.press('Tab');
  await page.keyboard.type(house.code());
  await leave('Enter');
}

test.each(['ja', 'en'] as const)(
  '15, 35, 66: by keyboard alone a person signs in, chooses whose records, narrows and allows (%s)',
  async (language) => {
    const words = WORDS[language];
    // English is reached by the link, from a browser that asks for Japanese.
    const person = await sitDown(chromium, 'ja-JP');
    const { page, press, leave, tabTo, hears, faults } = person;
    const { url, exchange } = house.begin(SCOPE);
    await page.goto(url);
    if (language === 'en') {
      await tabTo('English');
      await leave('Enter');
    }
    expect(await hears()).toMatchSnapshot('sign-in');
    expect(await faults()).toEqual([]);
    await signIn(person, words.login);

    expect(await hears()).toMatchSnapshot('role');
    expect(await faults()).toEqual([]);
    await press(words.treatment, 'ArrowDown');
    await tabTo(words.coordination);
    await leave('Enter');

    await tabTo(words.search);
    await page.keyboard.type('サトウ');
    await leave('Enter');
    await press(words.search, 'Tab');
    expect(await hears()).toMatchSnapshot('person');
    expect(await faults()).toEqual([]);
    await tabTo(words.sato);
    await leave('Enter');

    await press(words.part, 'Enter');
    await press(words.vital, 'Space');
    expect(await hears()).toMatchSnapshot('consent');
    expect(await faults()).toEqual([]);
    await press(words.condition, 'Space');
    await tabTo(words.allow);
    await leave('Enter');
    const answer = new URL(page.url());
    expect(answer.href.startsWith(`${house.app}/callback?`)).toBe(true);
    expect(await exchange(answer.searchParams.get('code') ?? '')).toMatchObject({
      patient: 'sato',
      __purpose_of_use: 'COC',
      scope: `openid launch/patient offline_access ${VITAL_SIGNS} patient/Patient.rs`,
    });
    expect(person.complaints).toEqual([]);
  },
);

test('15: a person who cancels leads the app to access_denied, from whichever page', async () => {
  const person = await sitDown(chromium, 'ja-JP');
  const { page, tabTo, leave } = person;
  for (const pagesBefore of [0, 1]) {
    await page.goto(house.begin(SCOPE).url);
    if (pagesBefore === 1) await signIn(person);
    await tabTo('やめる');
    await leave('Enter');
    const answer = new URL(page.url());
    expect(answer.origin).toBe(house.app);
    expect(Object.fromEntries(answer.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'state-of-the-app',
    });
    expect(answer.searchParams.has('code')).toBe(false);
  }
  expect(person.complaints).toEqual([]);
});

test('15: an app that leads on to another origin at once is reached all the same', async () => {
  const person = await sitDown(chromium, 'ja-JP');
  await person.page.goto(house.begin(SCOPE, 'far').url);
  await signIn(person);
  await person.tabTo('やめる');
  await person.page.keyboard.press('Enter');
  await person.page.waitForURL(`${house.app}/home?error=access_denied`);
  expect(person.complaints).toEqual([]);
});

test('35: what went wrong has the focus, is read out first, and stands in the title', async () => {
  const person = await sitDown(chromium, 'en-GB');
  const { page, tabTo, press, leave, hears, faults } = person;
  const fault = async (title: string, text: RegExp): Promise<void> => {
    expect(await page.title()).toBe(`Error: ${title} — 架け橋`);
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
    expect((await hears()).find((line) => line.startsWith('alert'))).toMatch(text);
    expect(await faults()).toEqual([]);
  };
  await page.goto(house.begin(SCOPE).url);
  await tabTo('Login name');
  await page.keyboard.type(house.login);
  await press('Password', 'x');
  await leave('Enter');
  await fault('Sign in', /^alert: The login name, password or code is not right/);
  await tabTo('Password');
  await page.keyboard.type(house.password);
  await page.keyboard.press('Tab');
  await page.keyboard.type(house.code());
  await leave('Enter');
  await tabTo('Next');
  await leave('Enter');
  await tabTo('Next');
  await leave('Enter');
  await fault('Whose records', /^alert: Choose one person\.$/);
  // From the first of them by arrow: a group of choices is one stop.
  await press('斎藤 正', 'ArrowDown');
  await leave('Enter');
  for (const words of ['Tests, observations', 'Illnesses', 'Name, birth date']) await press(words, 'Space');
  await tabTo('Allow');
  await leave('Enter');
  await fault('What “服薬ノート” may do', /^alert: Allow at least one of them\.$/);
  // The browser tells of each page that is no success, and of nothing else.
  expect(new Set(person.complaints)).toEqual(
    new Set(['Failed to load resource: the server responded with a status of 400 (Bad Request)']),
  );
});

test('J1–J2: a first sign-in leads by keyboard through device, recovery codes and a password of one’s own', async () => {
  const { login, password } = await house.newcomer();
  const person = await sitDown(chromium, 'ja-JP');
  const { page, tabTo, leave, hears, faults } = person;
  await page.goto(house.begin(SCOPE).url);
  await tabTo('ログイン名');
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await leave('Enter');
  expect(await page.title()).toBe('確認コードの登録 — 架け橋');
  expect(await faults()).toEqual([]);
  await tabTo('確認コード');
  await page.keyboard.type(totpCode((await page.locator('p > code').textContent()) ?? '', new Date()));
  await leave('Enter');
  expect(await page.title()).toBe('予備のコード — 架け橋');
  expect(await page.locator('li code').count()).toBe(10);
  expect(await faults()).toEqual([]);
  // Another language would cost the codes, which are shown once.
  expect(await hears()).toEqual(['heading "予備のコード" [level=1]', 'button "書き留めました"', 'button "やめる"']);
  await tabTo('書き留めました');
  await leave('Enter');
  expect(await hears()).toEqual([
    'link "English"',
    'heading "新しいパスワード" [level=1]',
    'textbox "新しいパスワード"',
    'textbox "もう一度"',
    'button "決める"',
    'button "やめる"',
  ]);
  expect(await faults()).toEqual([]);
  await tabTo('新しいパスワード');
  await page.keyboard.type('渡された合言葉より長い私の合言葉');
  await page.keyboard.press('Tab');
  await page.keyboard.type('渡された合言葉より長い私の合言葉');
  await leave('Enter');
  expect(await page.title()).toBe('役割と利用目的 — 架け橋');
  expect(person.complaints).toEqual([]);
});
