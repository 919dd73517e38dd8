/** A house where a doctor of another hospital may break the glass, and somebody watches over it. */
import { sandboxToken } from '../../src/cli/index.ts';
import type { OpenHouse } from '../../src/upkeep/index.ts';
import { type Answered, exampleRegion, send } from '../gateway.ts';
import { type Account, addAccount, codeOf, connect, type SmartHouse, smartHouse } from '../smart/house.ts';

export const DOCTOR = 'PractitionerRole/162380f6-d78d-50f5-a2cb-b0551f325765';
export const EMERGENCY = 'Organization/aa16d703-0c7b-5cc9-8ff0-02bf18fb3ba0';
export const OFFICER = 'PractitionerRole/a9ce71e5-14ea-5060-8cf9-6c3836a16dbd';
export const REASON = '意識のない状態で救急車で運ばれた';

export interface EmergencyHouse extends SmartHouse {
  readonly doctor: Account;
  /** A token of a new emergency, by the pages that the doctor fills in. */
  breakGlass(reason?: string): Promise<string>;
  /** The doctor's token for usual treatment. */
  treat(): Promise<string>;
  ask(token: string, path: string, method?: string, body?: unknown): Promise<Answered>;
  /** The reviews as the privacy officer is told them, each as one object. */
  reviews(query?: string): Promise<Record<string, any>[]>;
}

export async function emergencyHouse(opening: Partial<OpenHouse> = {}): Promise<EmergencyHouse> {
  const house = await smartHouse(
    {},
    {
      region: exampleRegion(),
      ...opening,
    },
  );
  const doctor = await addAccount(house, {
    login: 'mori',
    name: '森 直人',
    fhirUser: 'Practitioner/b35d12a7-c70c-5f95-93c8-49c386b7fa49',
    roles: [{ actor: DOCTOR, organization: EMERGENCY, purposes: ['TREAT', 'BTG'], name: 'A市救急医療センター 医師' }],
  });
  const token = async (purpose: string, more: () => Record<string, string>): Promise<string> => {
    const user = await house.gateway.auth.people.findUser(doctor.id);
    // Asked for when the page is sent: a code is good for one time and half a minute.
    const answers = {
      get role() {
        return { role: `${user?.roles[0]?.id} ${purpose}`, ...more() };
      },
    };
    const { body } = await connect(house, { account: doctor, scope: 'user/*.cruds', answers });
    if (body['access_token'] === undefined) throw new Error(JSON.stringify(body));
    return body['access_token'];
  };
  const ask: EmergencyHouse['ask'] = (own, path, method = 'GET', body = undefined) =>
    send(house.url, own, { method, path, body, headers: {} });
  // The clock of these tests goes on by days: a token that was kept would have ended.
  const call: EmergencyHouse['call'] = async (who, method, path, body, headers = {}) =>
    send(house.url, await sandboxToken(house.url, who, house.runKeys()), { method, path, body, headers });
  return {
    ...house,
    call,
    doctor,
    ask,
    treat: () => token('TREAT', () => ({})),
    breakGlass: (reason = REASON) => token('BTG', () => ({ reason, password: doctor.password, code: codeOf(doctor) })),
    reviews: async (query = '') => {
      const { json } = await call('privacy-officer', 'GET', `/fhir/$break-glass-reviews${query}`);
      return partsOf(json);
    },
  };
}

/** Each `review` of Parameters as one object; values of several parts of one name as a list. */
export const partsOf = (json: any, of = 'review'): Record<string, any>[] =>
  (json?.parameter ?? [])
    .filter(({ name }: any) => name === of)
    .map(({ part }: any) => {
      const shown: Record<string, any> = {};
      for (const { name, ...rest } of part) {
        const [value] = Object.values<any>(rest);
        const plain = value?.reference ?? value?.code ?? value;
        shown[name] = name === 'category' ? [...(shown[name] ?? []), plain] : plain;
      }
      return shown;
    });
