/** What the clients of others meet: the gateway, apps registered as their makers would, and somebody who signs in. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import { afterAll } from 'vitest';
import type { RegisteredClient } from '../../../src/auth/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import { HOSPITAL } from '../../gateway.ts';
import { openBrowser, type Page } from '../browser.ts';
import { ALL_SCOPES, type SmartHouse, smartHouse, walkThrough } from '../house.ts';

export interface Office extends SmartHouse {
  readonly fhir: string;
  readonly issuer: string;
  /** Somebody of the hospital, whose codes are all there to be used once each. */
  readonly nurse: { readonly login: string; readonly password: string; readonly codes: string[] };
  register(registration: { id: string; [more: string]: unknown }): Promise<RegisteredClient>;
  /** Walks from this address through sign-in, role, person and consent, and shows where it ended. */
  visit(url: string, options?: { readonly patient?: string; readonly stopAt?: string }): Promise<Page>;
}

const PASSWORD = '病棟の窓からひかりが見えます';

export async function openOffice(): Promise<Office> {
  const house = await smartHouse();
  const nurse = { login: 'nurse', password: PASSWORD, codes: await addNurse(house) };
  return {
    ...house,
    fhir: `${house.url}/fhir`,
    issuer: `${house.url}/oauth`,
    nurse,
    register: async (registration) => {
      const client = await house.gateway.auth.registerClient({
        kind: 'app',
        name: registration.id,
        scopes: ALL_SCOPES,
        ...registration,
      });
      if (isRefusal(client)) throw new Error(client.issues.map(({ en }) => en).join('; '));
      return client;
    },
    visit: async (url, { patient, stopAt } = {}) => {
      const browser = openBrowser(stopAt === undefined ? [] : [stopAt]);
      const answers = {
        'sign-in': { login: nurse.login, password: nurse.password, code: nurse.codes.pop() },
        patient: { patient },
      };
      return walkThrough(browser, await browser.open(url), { account: house.worker, answers });
    },
  };
}

/** Gives the recovery codes. */
async function addNurse({ gateway }: SmartHouse): Promise<string[]> {
  const { people } = gateway.auth;
  const added = await people.addUser({
    login: 'nurse',
    name: '木村 恵',
    fhirUser: 'Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54',
    roles: [
      {
        actor: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91',
        organization: HOSPITAL,
        purposes: ['TREAT'],
        name: '病棟',
      },
    ],
  });
  if (isRefusal(added)) throw new Error(added.issues[0]?.en);
  const { id } = added.user;
  const enrolment = await people.enrolTotp(id);
  if (isRefusal(enrolment)) throw new Error(enrolment.issues[0]?.en);
  const code = TOTP.generate({ secret: Secret.fromBase32(enrolment.secret) });
  const confirmed = await people.confirmTotp(id, code);
  if (isRefusal(confirmed)) throw new Error(confirmed.issues[0]?.en);
  const changed = await people.changePassword(id, PASSWORD);
  if (isRefusal(changed)) throw new Error(changed.issues[0]?.en);
  return [...confirmed.recoveryCodes];
}

/** A server on a port of its own, and so on an origin of its own. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
