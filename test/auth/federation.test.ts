/** Accounts of another issuer that stand for users, as an administrator links them; and who comes in by them. */
import { expect, test } from 'vitest';
import { emptyDatabase } from './house.ts';
import { added, codesOf, openDesk, settled, taken } from './people-house.ts';

const ISSUER = 'https://idp.hospital.example/realm';
const database = await emptyDatabase();
const desk = openDesk(database);
const tanaka = (await added(desk, 'tanaka')).user;
const suzuki = (await added(desk, 'suzuki')).user;
const of = (subject: string, issuer = ISSUER) => ({ issuer, subject });

test('an account stands for one user, a user may have several, and linking again is no fault', async () => {
  expect(taken(await desk.people.link(tanaka.id, of('a'))).id).toBe(tanaka.id);
  taken(await desk.people.link(tanaka.id, of('a')));
  desk.pass(1);
  taken(await desk.people.link(tanaka.id, of('b')));
  expect(codesOf(await desk.people.link(suzuki.id, of('a')))).toEqual([409, 'link-taken /subject']);
  taken(await desk.people.link(suzuki.id, of('a', 'https://another.example')));
  expect(await desk.people.linksOf(tanaka.id)).toEqual([of('a'), of('b')]);
  expect((await desk.people.findByLink(of('a')))?.login).toBe('tanaka');
  expect((await desk.people.findByLink(of('a', 'https://another.example')))?.login).toBe('suzuki');
  expect(await desk.people.findByLink(of('A'))).toBeUndefined();
});

test('an account that cannot be one is refused, and so is a user who is not there', async () => {
  const long = `https://${'x'.repeat(500)}`;
  for (const issuer of ['idp', 'to https://x', 'https://', 'https://x y', 'https://x?y', 'https://x#y', `${long}x`])
    expect([issuer, codesOf(await desk.people.link(tanaka.id, of('a', issuer)))]).toEqual([
      issuer,
      [422, 'link-invalid /issuer'],
    ]);
  for (const subject of ['', 'x'.repeat(256), 'a\u0000b'])
    expect(codesOf(await desk.people.link(tanaka.id, of(subject)))).toEqual([422, 'link-invalid /subject']);
  for (const identity of [of('x'.repeat(255)), of('佐藤 a', long), of('a', 'http://x')]) {
    taken(await desk.people.link(tanaka.id, identity));
    taken(await desk.people.unlink(tanaka.id, identity));
  }
  expect(codesOf(await desk.people.link('nobody', of('c')))).toEqual([404, 'user-unknown']);
  expect(codesOf(await desk.people.unlink('nobody', of('c')))).toEqual([404, 'user-unknown']);
  expect(codesOf(await desk.people.linksOf('nobody'))).toEqual([404, 'user-unknown']);
});

test('a linked user comes in also without a device of their own here; the audit learns who, and why others do not', async () => {
  taken(await desk.people.link(tanaka.id, of('in')));
  desk.events.length = 0;
  expect((await desk.people.signInLinked(of('in')))?.login).toBe('tanaka');
  expect(await desk.people.signInLinked(of('unknown'))).toBeUndefined();
  expect(await desk.people.signInLinked({ fault: 'federated-one-factor' })).toBeUndefined();
  taken(await desk.people.disableUser(tanaka.id));
  expect(await desk.people.signInLinked(of('in'))).toBeUndefined();
  taken(await desk.people.enableUser(tanaka.id));
  expect(desk.events).toEqual([
    { kind: 'ok', userId: tanaka.id, reason: 'federated' },
    { kind: 'refused', userId: null, reason: 'federated-unlinked' },
    { kind: 'refused', userId: null, reason: 'federated-one-factor' },
    { kind: 'refused', userId: tanaka.id, reason: 'disabled' },
  ]);
});

test('guesses of a password lock nobody out who comes by the account of the hospital', async () => {
  const { id, login } = await settled(desk, 'sato');
  taken(await desk.people.link(id, of('sato')));
  for (let i = 0; i < 5; i += 1) await desk.people.signIn({ login, password: 'wrong', code: '000000' });
  expect((await desk.people.findUser(id))?.lockedUntil).not.toBeNull();
  expect((await desk.people.signInLinked(of('sato')))?.id).toBe(id);
});

test('taking a link away ends what the user has open, once', async () => {
  const others = [of('stays'), of('out', 'https://yet.another.example')];
  for (const identity of [...others, of('out')]) taken(await desk.people.link(suzuki.id, identity));
  await database.query(
    `INSERT INTO auth_state (model, id, payload) VALUES ('Session', 'open', jsonb_build_object('accountId', $1::text))`,
    [suzuki.id],
  );
  expect(codesOf(await desk.people.unlink(tanaka.id, of('out')))).toEqual([404, 'link-unknown']);
  taken(await desk.people.unlink(suzuki.id, of('out')));
  expect(await desk.people.findByLink(of('out'))).toBeUndefined();
  for (const identity of others) expect((await desk.people.findByLink(identity))?.id).toBe(suzuki.id);
  expect((await database.query(`SELECT 1 FROM auth_state WHERE id = 'open'`)).rowCount).toBe(0);
  expect(codesOf(await desk.people.unlink(suzuki.id, of('out')))).toEqual([404, 'link-unknown']);
});
