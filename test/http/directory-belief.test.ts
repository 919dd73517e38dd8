/** Who belongs to whom is believed of the one above and of the region: nobody lets themself into what another may see. */
import { expect, test } from 'vitest';
import { type Calls, newClient } from '../client.ts';
import { HIKARI, MINATO } from '../gateway.ts';
import { ANNA, leakWorld, SHOWN } from './leak-world.ts';

const world = await leakWorld();
const mine = { active: true, name: 'みなと 分室' };
const organization = { reference: HIKARI };
const READER_ROLE = 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c';

const stored = async (body: any, who = 'soudan-minato'): Promise<string> => {
  const { status, json } = await world.call(who, 'POST', `/fhir/${body.resourceType}`, body);
  expect([status, json.issue]).toEqual([201, undefined]);
  return `${body.resourceType}/${json.id}`;
};
const clientOf = (actor: string): Promise<Calls> => newClient(world, { actor, organization: MINATO, purpose: 'COC' });
const statuses = (ask: Calls): Promise<number[]> =>
  Promise.all(
    [`/fhir/${ANNA}`, `/fhir/Observation/${SHOWN.first}`].map(async (path) => (await ask('GET', path)).status),
  );

test('an office that writes a role of its own at the office that somebody consented to gains nothing', async () => {
  const role = await stored({ resourceType: 'PractitionerRole', active: true, organization });
  const ask = await clientOf(role);
  expect(await statuses(ask)).toEqual([404, 404]);
  expect((await ask('GET', '/fhir/Observation?_summary=count')).json.total).toBe(
    (await world.call('soudan-minato', 'GET', '/fhir/Observation?_summary=count')).json.total,
  );
});

test('an office that makes itself a department of it by a change of its own record gains nothing', async () => {
  const office = await stored({ resourceType: 'Organization', ...mine });
  const ask = await clientOf(office);
  const id = office.split('/')[1];
  const put = await ask('PUT', `/fhir/${office}`, { resourceType: 'Organization', id, ...mine, partOf: organization });
  expect(put.status).toBe(200);
  expect(await statuses(ask)).toEqual([404, 404]);
  const role = await stored({ resourceType: 'PractitionerRole', active: true, organization: { reference: office } });
  expect(await statuses(await clientOf(role))).toEqual([404, 404]);
});

test('an office that writes a role for a person who is named in a consent gains nothing', async () => {
  const { json } = await world.call('soudan-hikari', 'GET', `/fhir/${READER_ROLE}`);
  const { practitioner } = json;
  await world.house.store.write(new Date('2026-05-10T01:00:00Z'), async (writer) => {
    const example = (await world.house.store.consentsAbout(ANNA)).consents[0] as any;
    const { id: _, ...consent } = example;
    const provision = { ...consent.provision, actor: [{ ...consent.provision.actor[0], reference: practitioner }] };
    await writer.insert({ resource: { ...consent, provision }, custodian: null });
  });
  const role = await stored({ resourceType: 'PractitionerRole', active: true, practitioner });
  expect(await statuses(await clientOf(role))).toEqual([404, 404]);
});

test('who works at the office that somebody consented to is said by that office, and sees what it may see', async () => {
  const role = await stored({ resourceType: 'PractitionerRole', active: true, organization }, 'soudan-hikari');
  expect(await statuses(await clientOf(role))).toEqual([200, 200]);
  const office = await stored({ resourceType: 'Organization', ...mine, partOf: organization }, 'soudan-hikari');
  expect(await statuses(await clientOf(office))).toEqual([200, 200]);
});
