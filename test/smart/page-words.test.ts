/** What each page says and asks, word for word, in both languages. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { isRefusal, PURPOSES } from '../../src/fhir/index.ts';
import { HOSPITAL, PERSON_B } from '../gateway.ts';
import type { Page } from './browser.ts';
import { authorizeUrl, codeOf, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse({
  federation: {
    issuer: 'http://127.0.0.1:9',
    clientId: 'kakehashi',
    clientSecret: 'a secret',
    scopes: 'openid',
    acr: ['pwd+otp'],
    claim: 'sub',
    only: false,
  },
});
const { auth } = house.gateway;

/** The page without its style, and without what is another at each start. */
const wordsOf = ({ status, html }: Page): string =>
  `${status}\n${html}`
    .replace(/<style>[^<]*<\/style>/, '')
    .replaceAll(house.url, 'https://gateway')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => (id === PERSON_B ? id : 'ID'))
    .replaceAll(/(\/interaction\/|new-)[\w-]+/g, '$1ID')
    .replaceAll(/(<code>|secret=)[A-Z2-7]{16,}/g, '$1SECRET')
    .replaceAll(/<li><code>[^<]+/g, '<li><code>CODE')
    .replaceAll(/(?<!\n)<label/g, '\n<label')
    .replaceAll(/name="xsrf" value="[0-9a-f]+"/g, 'name="xsrf" value="XSRF"');

const see = (name: string, page: Page): void => expect(wordsOf(page)).toMatchSnapshot(name);
/** What comes before the form: what went wrong. */
const seeFault = (name: string, page: Page): void =>
  expect(wordsOf(page).split('<form')[0]).toMatchSnapshot(`${name}, wrong`);

async function newcomer() {
  const login = `new-${randomUUID()}`;
  const role = { actor: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91', organization: HOSPITAL };
  const added = await auth.people.addUser({
    login,
    name: '新任 なおみ',
    fhirUser: 'Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54',
    roles: [{ ...role, name: 'A市民こころの病院 精神保健福祉士', purposes: PURPOSES }],
  });
  if (isRefusal(added)) throw new Error(added.issues[0]?.en);
  return { id: added.user.id, login, password: added.oneTimePassword };
}

const TYPES =
  'Account AllergyIntolerance Appointment Bundle CarePlan CareTeam Claim Communication CommunicationRequest Composition ' +
  'Condition Consent Coverage Device DiagnosticReport DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Flag ' +
  'Goal Immunization Location Medication MedicationAdministration MedicationDispense MedicationRequest MedicationStatement ' +
  'Observation Organization Patient Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse ' +
  'RelatedPerson RiskAssessment ServiceRequest Task';
const PARTS = [
  'category=http://terminology.hl7.org/CodeSystem/observation-category|survey',
  'category=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Cexam',
  'code=8867-4',
].map((query) => `patient/Observation.rs?${query}`);
const SCOPE = [
  ...['openid', 'fhirUser', 'profile', 'launch/patient', 'offline_access', 'online_access', 'patient/*.cruds'],
  ...TYPES.split(' ').map((type) => `patient/${type}.r`),
  ...PARTS,
].join(' ');

test.each(['ja', 'en'])('every page of a first sign-in, of the choices and of the consent, in %s', async (language) => {
  const browser = house.browser(language);
  const { id, login, password } = await newcomer();
  let page = await browser.open(authorizeUrl(house, { challenge: pkce().challenge, scope: SCOPE }));
  see('sign-in', page);
  page = await browser.submit(page, { login, password: 'wrong', code: '' });
  see('sign-in-wrong', page);
  page = await browser.submit(page, { login, password, code: '' });
  see('enrol', page);
  page = await browser.submit(page, { code: '000000' });
  seeFault('enrol', page);
  const secret = /<code>([A-Z2-7]{16,})/.exec(page.html)?.[1] ?? '';
  page = await browser.submit(page, { code: codeOf({ id, login, password, secret }) });
  see('recovery', page);
  page = await browser.submit(page);
  see('password', page);
  page = await browser.submit(page, { password: 'short', again: 'short' });
  seeFault('password', page);
  const own = 'a password of my own あ';
  page = await browser.submit(page, { password: own, again: own });
  see('role', page);
  const breaking = /value="([^"]+ BTG)"/.exec(page.html)?.[1] ?? '';
  page = await browser.submit(page, { role: breaking });
  seeFault('role', page);
  page = await browser.submit(page);
  see('patient', page);
  see('patient-nobody', await browser.submit(page, { find: 'true', search: 'いない' }));
  page = await browser.submit(page, { patient: PERSON_B });
  see('consent', page);
  page = await browser.submit(page, { scope: undefined });
  seeFault('consent', page);
  page = await browser.open(`${house.url}/oauth/session/end`);
  see('sign-out', page);
  see('sign-out-not', await browser.submit(page));
  page = await browser.open(`${house.url}/oauth/session/end`);
  see('sign-out-done', await browser.submit(page, { logout: 'yes' }));
});

const STAY = '48fa7cf2-1da7-5a4b-9aab-ce12d61b49b3';

test.each(['ja', 'en'])('the consent to a launch, and pages that only say something, in %s', async (language) => {
  const launch = async (user: string) => {
    const announced = await auth.announceLaunch({ client: 'public-app', patient: PERSON_B, encounter: STAY, user });
    if (isRefusal(announced)) throw new Error(announced.issues[0]?.en);
    const more = { launch: announced.launch };
    const asking = { challenge: pkce().challenge, scope: 'launch launch/encounter patient/Goal.rs', more };
    const browser = house.browser(language);
    return walkThrough(browser, await browser.open(authorizeUrl(house, asking)), {
      account: house.person,
      until: 'consent',
    });
  };
  const browser = house.browser(language);
  see('launch', await launch(house.person.id));
  see('launch-of-another', await launch(house.worker.id));
  see('over', await browser.open(`${house.url}/oauth/interaction/none`));
  see('refused', await browser.open(`${house.url}/oauth/authorize?client_id=nobody`));
});
