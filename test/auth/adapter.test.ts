import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { adapterFor } from '../../src/auth/adapter.ts';
import { emptyDatabase, NOW } from './house.ts';

const sql = await emptyDatabase();
let time = NOW;
const adapter = (model: string) => adapterFor(model, { sql, keysAt: async () => [], now: () => time });

test('91: of two processes that both found an assertion unused, the second to write it down is refused', async () => {
  const used = adapter('ReplayDetection');
  await used.upsert('digest', { jti: 'digest' }, 300);
  await expect(used.upsert('digest', { jti: 'digest' }, 300)).rejects.toMatchObject({
    error: 'invalid_client',
    error_detail: 'client assertion tokens must only be used once',
  });
  time = new Date(NOW.getTime() + 300_000);
  await expect(used.upsert('digest', { jti: 'digest' }, 300)).rejects.toMatchObject({ error: 'invalid_client' });
  time = new Date(NOW.getTime() + 300_001);
  await expect(used.upsert('digest', { jti: 'digest' }, 300)).resolves.toBeUndefined();
  time = NOW;
});

test('a token is found by its value, though only its digest is kept', async () => {
  const tokens = adapter('AccessToken');
  await tokens.upsert('value', { jti: 'value', clientId: 'app' }, 60);
  expect(await tokens.find('value')).toEqual({ jti: 'value', clientId: 'app' });
  expect(await tokens.find('other')).toBeUndefined();
  const { rows } = await sql.query<{ id: string; payload: object }>(
    `SELECT id, payload FROM auth_state WHERE model = 'AccessToken'`,
  );
  expect(rows).toEqual([{ id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), payload: { clientId: 'app' } }]);
});

test.each(['AccessToken', 'AuthorizationCode', 'ClientCredentials', 'RefreshToken', 'Session'])(
  'of what a client presents, such as %s, only the digest is kept',
  async (model) => {
    await adapter(model).upsert(`secret of ${model}`, { uid: model }, 60);
    const { rows } = await sql.query('SELECT id FROM auth_state WHERE model = $1', [model]);
    expect(rows).toContainEqual({ id: createHash('sha256').update(`secret of ${model}`).digest('base64url') });
    expect(rows).not.toContainEqual({ id: `secret of ${model}` });
  },
);

test('a code that was consumed says when, and is not consumed again', async () => {
  const codes = adapter('AuthorizationCode');
  await codes.upsert('code', { clientId: 'app' }, 60);
  await codes.consume('code');
  time = new Date(NOW.getTime() + 1_000);
  await expect(codes.consume('code')).rejects.toMatchObject({
    error: 'invalid_grant',
    error_detail: 'used at the same time by another request',
  });
  await expect(codes.consume('other')).rejects.toMatchObject({ error: 'invalid_grant' });
  time = NOW;
  expect(await codes.find('code')).toEqual({ jti: 'code', clientId: 'app', consumed: NOW.getTime() / 1000 });
});

test('a grant that is revoked takes its tokens with it, and no others', async () => {
  const tokens = adapter('RefreshToken');
  for (const id of ['grant-1', 'grant-2']) await adapter('Grant').upsert(id, { jti: id }, 60);
  await tokens.upsert('one', { grantId: 'grant-1' }, 60);
  await tokens.upsert('two', { grantId: 'grant-2' }, 60);
  await tokens.revokeByGrantId('grant-1');
  expect([await tokens.find('one'), await tokens.find('two')]).toEqual([undefined, { jti: 'two', grantId: 'grant-2' }]);
  await tokens.destroy('two');
  expect(await tokens.find('two')).toBeUndefined();
});

test.each(['AccessToken', 'AuthorizationCode', 'RefreshToken'])(
  'to a grant that is over nothing is added, such as %s',
  async (model) => {
    await adapter('Grant').upsert('over', { jti: 'over' }, 60);
    await adapter(model).upsert('before', { grantId: 'over' }, 60);
    await adapter('AccessToken').revokeByGrantId('over');
    for (const value of ['before', 'after'])
      await expect(adapter(model).upsert(value, { grantId: 'over' }, 60)).rejects.toMatchObject({
        error: 'invalid_grant',
        error_detail: 'the grant was ended meanwhile',
      });
    expect([await adapter(model).find('before'), await adapter(model).find('after')]).toEqual([undefined, undefined]);
  },
);

test('whoever is second to use a code ends its grant', async () => {
  await adapter('Grant').upsert('reused', { jti: 'reused' }, 60);
  for (const model of ['AuthorizationCode', 'AccessToken'])
    await adapter(model).upsert('of reused', { grantId: 'reused' }, 60);
  await adapter('AuthorizationCode').consume('of reused');
  expect(await adapter('AccessToken').find('of reused')).toEqual({ jti: 'of reused', grantId: 'reused' });
  await expect(adapter('AuthorizationCode').consume('of reused')).rejects.toMatchObject({ error: 'invalid_grant' });
  expect([await adapter('AccessToken').find('of reused'), await adapter('Grant').find('reused')]).toEqual([
    undefined,
    undefined,
  ]);
});

test('a session is found by its uid, a device by its user code, and writing again replaces', async () => {
  await adapter('Grant').upsert('again', { jti: 'again', iat: 1 });
  await adapter('Grant').upsert('again', { jti: 'again', iat: 2 });
  expect(await adapter('Grant').find('again')).toEqual({ jti: 'again', iat: 2 });
  await adapter('Session').upsert('old', { jti: 'old', uid: 'uid-2' });
  expect(await adapter('Session').findByUid('uid-1')).toBeUndefined();
  expect(await adapter('Session').findByUid('uid-2')).toEqual({ uid: 'uid-2' });
  // The id is what the browser's cookie holds, so only its digest is kept.
  expect(await adapter('Session').find('old')).toEqual({ jti: 'old', uid: 'uid-2' });
  await adapter('DeviceCode').upsert('device', { jti: 'device', userCode: 'ABCD' }, 60);
  expect(await adapter('DeviceCode').findByUserCode('ABCD')).toEqual({ jti: 'device', userCode: 'ABCD' });
});

test('the authorization server reads clients and never writes them', async () => {
  const clients = adapter('Client');
  expect(await clients.find('stranger')).toBeUndefined();
  expect(await clients.findByUid('stranger')).toBeUndefined();
  expect(() => clients.upsert('stranger', {}, 60)).toThrow('the authorization server may only read clients');
});
