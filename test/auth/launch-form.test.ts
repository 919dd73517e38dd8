/** How a launch is announced: what may be open on a screen, and in which form it is said. */
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { emptyDatabase, NOW, openHouse, PUBLIC_URL, stopClock } from './house.ts';

stopClock();
const house = await openHouse(await emptyDatabase());
const app = { name: '服薬ノート', kind: 'app', authentication: 'none', scopes: ['launch', 'patient/*.rs'] };
const redirectUris = ['https://app.example/callback'];
await house.auth.registerClient({ ...app, id: 'app', redirectUris, launchUrl: 'https://app.example/launch?at=ward' });
await house.auth.registerClient({ ...app, id: 'no-launch', redirectUris });

/** Where an announcement is wrong in its form; `taken` where it is not. */
async function placesOf(said: unknown): Promise<'taken' | string[]> {
  const answer = await house.auth.announceLaunch(said);
  if (!isRefusal(answer)) return 'taken';
  expect([answer.status, ...new Set(answer.issues.map(({ code }) => code))]).toEqual([422, 'launch-invalid']);
  return answer.issues.map(({ expression }) => String(expression));
}

const long = (length: number, begin = '') => begin + 'a'.repeat(length - begin.length);
const plan = (id: string) => ({ reference: `CarePlan/${id}` });

test('a launch is for an app with a launch URL, at which it is told the server and a handle for five minutes', async () => {
  const launch = await house.auth.announceLaunch({ client: 'app' });
  if (isRefusal(launch)) throw new Error('not announced');
  const { searchParams, origin, pathname } = new URL(launch.url);
  expect([`${origin}${pathname}`, Object.fromEntries(searchParams)]).toEqual([
    'https://app.example/launch',
    { at: 'ward', iss: `${PUBLIC_URL}/fhir`, launch: launch.launch },
  ]);
  expect([launch.launch, launch.expiresAt]).toEqual([
    expect.stringMatching(/^[\w-]{43}$/),
    new Date(NOW.getTime() + 300_000),
  ]);
  for (const client of ['no-launch', 'nobody']) {
    const refusal = await house.auth.announceLaunch({ client });
    expect(isRefusal(refusal) && [refusal.status, ...refusal.issues]).toEqual([
      422,
      {
        severity: 'error',
        type: 'invalid',
        code: 'launch-client',
        ja: `「${client}」は、launchUrl を登録したアプリではありません。`,
        en: `\`${client}\` is no registered app with a \`launchUrl\``,
        expression: '/client',
      },
    ]);
  }
});

test('what is open has its form and its limits, each fault told at its place', async () => {
  const good: readonly object[] = [
    { user: long(64), patient: long(64, 'A-9.'), encounter: 'x', intent: long(200) },
    { fhirContext: [] },
    { fhirContext: Array.from({ length: 20 }, (_, index) => plan(String(index))) },
    { fhirContext: [{ ...plan(long(64, 'A-9.')), role: long(500, 'https://') }] },
    { fhirContext: [{ ...plan('x'), role: 'urn:x' }, { reference: 'PatientLink/x' }] },
    { need_patient_banner: false, smart_style_url: long(2000, 'http://') },
    { user: '👩'.repeat(64), intent: 'あ'.repeat(200), smart_style_url: 'http://h' },
  ];
  for (const said of good) expect(await placesOf({ client: 'app', ...said })).toBe('taken');
  const text = ['', 'a\u0000', 'a\nb', '\ud800', 7];
  const bad: Readonly<Record<string, readonly unknown[]>> = {
    client: [...text, long(65)],
    user: [...text, long(65)],
    patient: ['', 'a b', 'a/b', long(65), 7],
    encounter: ['', 'a b', 'a/b', long(65), 7],
    intent: [...text, long(201)],
    fhirContext: ['x', Array.from({ length: 21 }, () => plan('x'))],
    need_patient_banner: ['yes'],
    smart_style_url: ['ftp://x', 'xhttps://x', 'https://', 'https://a b', long(2001, 'https://'), 7],
  };
  for (const [place, values] of Object.entries(bad))
    for (const value of values)
      expect([value, await placesOf({ client: 'app', [place]: value })]).toEqual([value, [`/${place}`]]);
  const context: readonly [unknown, string][] = [
    ['x', ''],
    [{}, ''],
    [{ ...plan('x'), more: 1 }, '/more'],
    ...[
      'Patient/x',
      'Encounter/x',
      'CarePlan',
      'CarePlan/',
      'carePlan/x',
      'xCarePlan/x/y',
      `CarePlan/${long(65)}`,
      7,
    ].map((reference): [unknown, string] => [{ reference }, '/reference']),
    ...['x', 'xurn:x', 'urn:', 'urn:a b', long(501, 'urn:'), 7].map((role): [unknown, string] => [
      { ...plan('x'), role },
      '/role',
    ]),
  ];
  for (const [one, place] of context)
    expect([one, await placesOf({ client: 'app', fhirContext: [one] })]).toEqual([one, [`/fhirContext/0${place}`]]);
  expect(await placesOf({})).toEqual(['/']);
  expect(await placesOf(null)).toEqual(['/']);
  expect(await placesOf({ client: 'app', more: 1, need_patient_banner: 1 })).toEqual(['/more', '/need_patient_banner']);
});
