import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { eventsOf, verifyChain } from '../../src/audit/index.ts';
import { createPeople, generateClientKey } from '../../src/auth/index.ts';
import { clientCommands, keysCommands, userCommands } from '../../src/cli/index.ts';
import { migrate } from '../../src/database/index.ts';
import { createStore } from '../../src/store/index.ts';
import { houseMigrations } from '../../src/upkeep/index.ts';
import { auditRecords } from '../audit-events.ts';
import { freshDatabase } from '../database.ts';
import { PARAMETERS, storeAll } from '../store/world.ts';
import { linesOf, runLine, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const database = await freshDatabase();
await migrate(database, houseMigrations);
const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const [TANAKA, SUZUKI] = [`Practitioner/${uuid(1)}`, `Practitioner/${uuid(2)}`];
const [WORKS, OFFICE] = [`PractitionerRole/${uuid(3)}`, `Organization/${uuid(4)}`];
await storeAll(
  await createStore(database, { parameters: PARAMETERS }),
  [TANAKA, SUZUKI, WORKS, OFFICE].map((reference) => {
    const [resourceType, id] = reference.split('/');
    return { resourceType, id } as Resource;
  }),
);
const find = async () => ({ databaseUrl: database.url, home: '' });
const commands = [...userCommands(find), ...clientCommands(find), ...keysCommands(find)];

const run = (...args: string[]) => runLine(commands, args);

/** The lines of a command that goes well. */
async function lines(...args: string[]): Promise<any[]> {
  const { code, out, err } = await run(...args, '--format', 'ndjson');
  expect([code, err]).toEqual([0, '']);
  return linesOf(out) as any[];
}

const add = (login: string) => lines('user', 'add', login, '--name', '田中 美咲', '--fhir-user', TANAKA);
const ROLE = ['--actor', WORKS, '--organization', OFFICE, '--name', '相談支援専門員'];

test('a user is added with a first password, gets roles, loses one, and is listed', async () => {
  const [made] = await add('Tanaka');
  expect(Object.keys(made)).toEqual(['user', 'oneTimePassword']);
  const first = await createPeople({ database }).signIn({ login: 'tanaka', password: made.oneTimePassword });
  expect(first.kind).toBe('enrol');
  const [given] = await lines('user', 'role-add', 'TANAKA', ...ROLE, '--purpose', 'COC', '--purpose', 'TREAT');
  expect(given.roles).toEqual([
    {
      id: expect.any(String),
      actor: WORKS,
      organization: OFFICE,
      purposes: ['COC', 'TREAT'],
      name: '相談支援専門員',
    },
  ]);
  expect(await lines('user', 'show', made.user.id)).toEqual([given]);
  expect(await lines('user', 'list')).toEqual([given]);
  const [left] = await lines('user', 'role-remove', 'tanaka', given.roles[0].id);
  expect(left).toEqual(made.user);
});

test('an account of another issuer is linked to one user, listed, and taken away again', async () => {
  await add('linked');
  await add('other');
  const account = ['https://idp.example', '00u-42'];
  const [user] = await lines('user', 'link', 'linked', ...account);
  expect(user.login).toBe('linked');
  expect(await lines('user', 'links', 'LINKED')).toEqual([{ issuer: 'https://idp.example', subject: '00u-42' }]);
  const taken = await run('user', 'link', 'other', ...account);
  expect([taken.code, taken.out]).toEqual([1, '']);
  expect(taken.err).toContain('このアカウントは別の利用者に結び付いています。');
  expect((await lines('user', 'unlink', 'linked', ...account))[0].login).toBe('linked');
  expect(await lines('user', 'links', 'linked')).toEqual([]);
  expect((await run('user', 'unlink', 'linked', ...account)).code).toBe(1);
});

test('whoever is to be a user is among the records first: nobody is registered as one who is not there', async () => {
  const nobody = `Practitioner/${uuid(9)}`;
  const refused = await run('user', 'add', 'nobody', '--name', '名', '--fhir-user', nobody);
  expect(refused).toEqual({
    code: 1,
    out: '',
    err:
      '  error [user-record] /fhirUser\n' +
      `    「${nobody}」という記録はありません。先に記録を作り、その id を書いてください。\n` +
      `    there is no record \`${nobody}\`: store it first, and give the id that it got\n`,
  });
  // What is there under another type is not that person, and what no record can have is no id.
  for (const other of [TANAKA.replace('Practitioner', 'RelatedPerson'), 'Practitioner/tanaka'])
    expect((await run('user', 'add', 'nobody', '--name', '名', '--fhir-user', other)).err).toContain('[user-record]');
  const unfit = await run('user', 'add', 'nobody', '--name', '名', '--fhir-user', WORKS);
  expect([unfit.code, unfit.err]).toEqual([1, expect.stringContaining('[user-invalid] /fhirUser')]);
  expect((await run('user', 'show', 'nobody')).err).toContain('[user-unknown]');
  await add('somebody');
  const absent = ['--actor', `PractitionerRole/${uuid(9)}`, '--organization', `Organization/${uuid(9)}`];
  const { code, err } = await run('user', 'role-add', 'somebody', ...absent, '--name', '役割', '--purpose', 'COC');
  expect([code, err.match(/\[user-record\] \S+/g)]).toEqual([
    1,
    ['[user-record] /actor', '[user-record] /organization'],
  ]);
});

test('a user is told in words, in both languages', async () => {
  const { code, out, err } = await run(...['user', 'add', 'words', '--name', '鈴木 大輔', '--fhir-user', SUZUKI]);
  expect([code, err]).toEqual([0, '']);
  const password = out.slice(-24, -1);
  expect(out.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(password, 'PASSWORD')).toBe(
    `words 鈴木 大輔 (${SUZUKI.replace(/.{36}$/, 'ID')}) ID\n` +
      '    状態 / state: 有効 / active\n' +
      '    第二要素 / second factor: なし / none\n' +
      '    パスワードは次のサインインで変更 / the password is changed at the next sign-in\n' +
      '    最初のパスワード（表示はこの一度だけ） / first password, shown this once: PASSWORD\n',
  );
  await run('user', 'role-add', 'words', ...ROLE, '--purpose', 'COC');
  await run('user', 'disable', 'words');
  const shown = (await run('user', 'show', 'words')).out;
  expect(shown).toContain('状態 / state: 停止中 / disabled\n');
  expect(shown.replace(/role [0-9a-f-]{36}/, 'role ID')).toContain(
    `役割 / role ID: 相談支援専門員 ${WORKS} @ ${OFFICE} [COC]\n`,
  );
  expect(shown).not.toContain(password);
});

test('a user is shut out, let in, unlocked and started afresh', async () => {
  const people = createPeople({ database });
  const [{ oneTimePassword: password }] = await add('changing');
  expect((await lines('user', 'disable', 'changing'))[0].disabled).toBe(true);
  expect(await people.signIn({ login: 'changing', password })).toEqual({ kind: 'code-needed' });
  expect((await lines('user', 'enable', 'changing'))[0].disabled).toBe(false);
  for (let tries = 0; tries < 5; tries += 1) await people.signIn({ login: 'changing', password: 'wrong' });
  const { out } = await run('user', 'show', 'changing');
  expect(out).toMatch(/状態 \/ state: ロック \d{4}-\S+Z まで \/ locked until then\n/);
  expect((await lines('user', 'unlock', 'changing'))[0]).toMatchObject({ failures: 0, lockedUntil: null });
  expect((await people.signIn({ login: 'changing', password })).kind).toBe('enrol');
  for (const act of ['reset-password', 'reset-second-factor']) {
    const [{ user, oneTimePassword }] = await lines('user', act, 'changing');
    expect(user).toMatchObject({ login: 'changing', mustChangePassword: true });
    expect((await people.signIn({ login: 'changing', password: oneTimePassword })).kind).toBe('enrol');
  }
  expect(await people.signIn({ login: 'changing', password })).toEqual({ kind: 'code-needed' });
});

test('a client is registered from a file, shown, listed and removed', async () => {
  const { publicJwk } = await generateClientKey('ES384');
  const registration = {
    id: 'sodan-soft',
    name: '計画作成ソフト',
    jwks: { keys: [publicJwk] },
    scopes: ['system/*.rs'],
    actor: WORKS,
    organization: OFFICE,
    purpose: 'COC',
  };
  const file = folder.write('client.json', JSON.stringify(registration));
  const [client] = await lines('client', 'add', file);
  expect(client).toMatchObject(registration);
  expect(await lines('client', 'show', 'sodan-soft')).toEqual([client]);
  expect(await lines('client', 'list')).toEqual([client]);
  expect((await run('client', 'list')).out).toBe('sodan-soft 計画作成ソフト\n');
  const again = await run('client', 'add', file);
  expect([again.code, again.out]).toEqual([1, '']);
  expect(again.err).toContain('error [client-exists] /id\n');
  expect(await run('client', 'remove', 'sodan-soft')).toEqual({
    code: 0,
    out: 'sodan-soft を消しました / removed sodan-soft\n',
    err: '',
  });
  const [invitation] = await lines('client', 'invite', 'openid', 'patient/*.rs');
  expect(invitation).toEqual({
    token: expect.stringMatching(/^[\w-]{43}$/),
    scopes: ['openid', 'patient/*.rs'],
    expiresAt: expect.any(String),
  });
  expect((await run('client', 'invite', 'system/*.rs')).code).toBe(1);
  expect((await run('client', 'invite')).code).toBe(2);
  expect(await lines('client', 'list')).toEqual([]);
  for (const act of ['show', 'remove']) {
    const gone = await run('client', act, 'sodan-soft');
    expect([gone.code, gone.out, gone.err]).toEqual([
      1,
      '',
      '  error [client-unknown] \n    クライアント「sodan-soft」は登録されていません。\n    no client `sodan-soft` is registered\n',
    ]);
  }
  const broken = await run('client', 'add', folder.write('broken.json', '{'));
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('[json-unreadable]')]);
  const absent = await run('client', 'add', folder.path('absent.json'));
  expect([absent.code, absent.err]).toEqual([1, expect.stringContaining('[file-unreadable]')]);
});

test('keys are listed without secrets, and rotated', async () => {
  await lines('keys', 'rotate');
  const rotated = await lines('keys', 'rotate');
  expect(rotated.map(({ use, signs }) => [use, signs])).toEqual([
    ['signing', false],
    ['signing', true],
    ['cookie', false],
    ['cookie', true],
  ]);
  expect(Object.keys(rotated[0])).toEqual(['use', 'kid', 'createdAt', 'signsFrom', 'signs']);
  expect(await lines('keys', 'list')).toEqual(rotated);
  const { out } = await run('keys', 'list');
  const [waiting, signing] = rotated;
  expect(out.split('\n').slice(0, 2)).toEqual([
    `signing ${waiting.kid} ${waiting.createdAt} ${waiting.signsFrom} から署名に使う / signs from ${waiting.signsFrom}`,
    `signing ${signing.kid} ${signing.createdAt} 署名に使う / signs`,
  ]);
});

test('what is wrong is refused with exit code 1, and wrong usage with 2', async () => {
  const taken = await run('user', 'add', 'ＴＡＮＡＫＡ', '--name', 'x', '--fhir-user', TANAKA);
  expect(taken).toEqual({
    code: 1,
    out: '',
    err: '  error [login-taken] /login\n    ログイン名「tanaka」は既に使われています。\n    the login name `tanaka` is taken\n',
  });
  const bad = await run('user', 'role-add', 'tanaka', '--actor', 'Patient/x', '--name', 'x', '--purpose', 'COC');
  expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('[role-person] /actor')]);
  const nobody = await run('user', 'show', 'nobody');
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('there is no user `nobody`')]);
  for (const [args, reason] of [
    [['user', 'add'], 'LOGIN'],
    [['user', 'add', 'x', '--name', 'x'], '--fhir-user'],
    [['user', 'list', 'more'], 'more'],
    [['user', 'role-remove', 'tanaka'], 'USER ROLE'],
    [['user', 'show', 'a', 'b'], 'USER'],
    [['keys', 'list', '--format', 'xml'], '--format xml: text | ndjson'],
    [['client', 'add', 'x', '--key', 'y'], "Unknown option '--key'"],
  ] as const) {
    const { code, out, err } = await run(...args);
    expect([args, code, out]).toEqual([args, 2, '']);
    expect(err).toContain(`wrong usage: ${reason}`);
  }
});

test('every command tells its use in both languages', async () => {
  expect(commands.map(({ name }) => name)).toEqual([
    'user add',
    'user list',
    'user show',
    'user role-add',
    'user role-remove',
    'user disable',
    'user enable',
    'user unlock',
    'user reset-password',
    'user reset-second-factor',
    'user link',
    'user unlink',
    'user links',
    'client add',
    'client invite',
    'client list',
    'client show',
    'client remove',
    'keys list',
    'keys rotate',
  ]);
  for (const { name, ja, en } of commands) {
    const { code, out } = await run(...name.split(' '), '--help');
    expect([name, code, out.startsWith(`kakehashi ${name} `)]).toEqual([name, 0, true]);
    expect([ja, en]).toEqual([expect.stringMatching(/[ぁ-ん].*。/), expect.stringMatching(/^[A-Z].*\.$/)]);
    expect(out).toContain('--sandbox');
  }
});

test('all of it is in the audit, with no password', async () => {
  const records = await auditRecords(database);
  const told = records
    .flatMap(eventsOf)
    .map(({ action, outcome, outcomeDesc, subtype, entity }) =>
      [
        subtype?.[0]?.code,
        action,
        outcome,
        outcomeDesc,
        Buffer.from(entity?.[0]?.query ?? '', 'base64').toString(),
      ].join(' '),
    );
  expect(told[0]).toBe('$administer-users C 0  CLI user add Tanaka');
  expect(told).toContain('$administer-users U 0  CLI user reset-password changing');
  expect(told).toContain('$administer-users E 4 login-taken CLI user add ＴＡＮＡＫＡ');
  expect(told).toContain('$administer-clients D 0  CLI client remove sodan-soft');
  expect(told).toContain('$administer-keys U 0  CLI keys rotate');
  expect(JSON.stringify(records)).not.toMatch(/([a-hjkmnp-z2-9]{5}-){3}/);
  expect(await verifyChain(database)).toMatchObject({ events: records.length });
});

test('a database of another version is refused, not changed', async () => {
  const empty = await freshDatabase();
  const [list] = userCommands(async () => ({ databaseUrl: empty.url, home: '' })).filter(
    ({ name }) => name === 'user list',
  );
  const { code, out, err } = await runLine([list!], ['user', 'list']);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('start the gateway first');
});
