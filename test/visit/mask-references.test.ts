import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { labelOnWrite } from '../../src/consent/index.ts';
import { readEverything } from '../../src/records/index.ts';
import { HOSPITAL, PERSON_B } from '../gateway.ts';
import { uuid } from '../store/world.ts';
import { ANNA, ask, BERT, names, observation, scopedHouse, told, visitOf } from './scoped-world.ts';

const { house } = await scopedHouse();
const NOW = new Date('2026-05-10T01:00:00.000Z');
const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

async function insert(resource: any, custodian: string | null): Promise<void> {
  await house.store.write(NOW, async (writer) => {
    await writer.insert({ resource: labelOnWrite(resource).resource, custodian }, resource.id);
  });
}

test('a person without an organization is not taken for the holder of what nobody holds', async () => {
  const hidden = { reference: `Observation/${uuid(107)}` };
  await insert(observation(950, ANNA, { hasMember: [hidden] }), null);
  const person = visitOf('user/*.rs', { actor: ANNA, organization: null });
  const { status, json } = await ask(house, person, `GET Observation/${uuid(950)}`);
  expect(status).toBe(200);
  expect(json.hasMember).toEqual([MASKED]);
});

test('whom a record names decides only as far as it is told whether $everything brings it along', async () => {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const provision = {
    type: 'permit',
    actor: consent.provision.actor,
    provision: [{ type: 'deny', class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Patient' }] }],
  };
  const bert = { reference: BERT };
  await insert({ ...consent, id: uuid(951), patient: bert, performer: [bert], provision }, HOSPITAL);
  await insert(observation(952, ANNA, { hasMember: [{ reference: `Observation/${uuid(103)}` }] }), HOSPITAL);
  const office = visitOf('system/*.rs', { who: 'soudan-hikari' });
  const answer = await readEverything(house, office, { type: 'Patient', id: PERSON_B, query: new URLSearchParams() });
  const { status, json } = told(answer);
  const brought = json.entry.find(({ resource }: any) => resource.id === uuid(103));
  expect(status).toBe(200);
  expect(brought.search.mode).toBe('include');
  expect(brought.resource.subject).toEqual(MASKED);
  // It is about somebody, and nobody is told about whom: so it may be found by nothing that would tell.
  const found = async (query: string) => names(await ask(house, office, `GET Observation?_id=${uuid(103)}&${query}`));
  expect(await found('subject:missing=false')).toHaveLength(1);
  expect(await found('patient:missing=true')).toHaveLength(1);
  expect(await found(`subject=${BERT}`)).toHaveLength(0);
});
