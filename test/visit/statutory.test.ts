import { expect, test } from 'vitest';
import { generateClientKey } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { auditRecords } from '../audit-events.ts';
import { exampleRegion, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway({ region: exampleRegion() });
const { call } = gateway;
const PATH = `/fhir/Condition?patient=${PERSON_B}`;
const { publicJwk } = await generateClientKey('ES384');
const REGISTRATION = {
  id: 'duty',
  name: '窓口',
  actor: 'Organization/5b3c3e64-6a21-579f-8b11-4f144b4c9a18',
  purpose: 'PUBHLTH',
  scopes: ['system/*.rs'],
  jwks: { keys: [publicJwk] },
};

test('who receives reports of abuse sees the record by law, and the person is told the ground', async () => {
  const { json } = await call('abuse-centre', 'GET', PATH);
  expect(json.total).toBe(2);
  const [record] = await auditRecords(gateway.database, PATH);
  expect([record?.purposeReason, record?.shown.map(({ reason }) => reason)]).toEqual([
    'abuse-report',
    ['STATUTORY_DISCLOSURE'],
  ]);
  const told = await call('person-b', 'GET', `/fhir/Patient/${PERSON_B}/$disclosures`);
  const texts = JSON.stringify(told.json);
  expect([texts.includes('"STATUTORY_DISCLOSURE"'), texts.includes('法令')]).toEqual([true, true]);
});

test('the city, whose duty is another one and which names none, sees nothing', async () => {
  expect((await call('city-a', 'GET', PATH)).json.total).toBe(0);
});

test('a legal basis is registered with a backend, and never with an app', async () => {
  const backend = await gateway.gateway.auth.registerClient({ ...REGISTRATION, legalBasis: 'mayor-consent' });
  expect(isRefusal(backend) ? backend.issues : backend.legalBasis).toBe('mayor-consent');
  const faults = [
    { ...REGISTRATION, id: 'duty-2', legalBasis: 'any law' },
    {
      id: 'app',
      name: 'app',
      kind: 'app',
      authentication: 'none',
      redirectUris: ['https://app.example/callback'],
      scopes: ['user/*.rs'],
      legalBasis: 'mayor-consent',
    },
  ].map((registration) => gateway.gateway.auth.registerClient(registration));
  expect(
    (await Promise.all(faults)).map((one) => isRefusal(one) && one.issues.map(({ expression }) => expression)),
  ).toEqual([['/legalBasis'], expect.arrayContaining(['/legalBasis'])]);
});
