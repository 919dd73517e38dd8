/** Who a client is where a channel without tokens has proved which one it is. */
import { expect, test } from 'vitest';
import { callerOfClient } from '../../src/auth/index.ts';
import { emptyDatabase, NOW, openHouse, register } from './house.ts';

const database = await emptyDatabase();
const house = await openHouse(database);

test('a backend is the caller that it is registered as, by no token', async () => {
  await register(house, { scopes: ['system/Patient.rs', 'system/CarePlan.cud'], legalBasis: 'abuse-report' });
  expect(await callerOfClient(database, 'sodan-soft', NOW)).toEqual({
    clientId: 'sodan-soft',
    clientName: '相談支援センターかけはし',
    actor: 'PractitionerRole/soudan-1',
    organization: 'Organization/soudan',
    purpose: 'COC',
    legalBasis: 'abuse-report',
    patient: null,
    user: null,
    reason: null,
    scopes: [
      { text: 'system/Patient.rs', context: 'system', type: 'Patient', actions: ['read', 'search'], version: 2 },
      {
        text: 'system/CarePlan.cud',
        context: 'system',
        type: 'CarePlan',
        actions: ['create', 'update', 'delete'],
        version: 2,
      },
    ],
    tokenId: '',
    expiresAt: NOW,
  });
});

test('an app is nobody by itself, and neither is a client that is not registered', async () => {
  const app = { id: 'app', name: 'App', kind: 'app', authentication: 'none', scopes: ['patient/*.rs'] };
  await house.auth.registerClient({ ...app, redirectUris: ['https://app.example/callback'] });
  expect((await house.auth.clients()).map(({ id }) => id)).toEqual(['app', 'sodan-soft']);
  for (const id of ['app', 'nobody']) expect([id, await callerOfClient(database, id, NOW)]).toEqual([id, undefined]);
});
