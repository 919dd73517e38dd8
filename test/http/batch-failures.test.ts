import { afterEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/index.ts';
import { auditRecords } from '../audit-events.ts';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const { database } = gateway;
const narrative = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const make = (text: string) => ({
  resource: { resourceType: 'Basic', text: narrative, code: { text } },
  request: { method: 'POST', url: 'Basic' },
});
const ask = (url: string) => ({ request: { method: 'GET', url } });
const batch = (...entry: object[]) =>
  gateway.call('hospital-ehr', 'POST', '/fhir', { resourceType: 'Bundle', type: 'batch', entry });
const told = (json: any): unknown[] =>
  json.entry.map(({ response }: any) => [response.status, ...issuesOf(response.outcome).map(({ code }) => code)]);
const count = async (): Promise<number> =>
  (await gateway.call('hospital-ehr', 'GET', '/fhir/Basic?_summary=count')).json.total;
/** The database does so where this is stored. */
const onInsert = async (text: string, act: string): Promise<void> => {
  await database.query(
    `CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.content LIKE '%${text}%' THEN ${act}; END IF; RETURN NEW; END $$`,
  );
  await database.query('CREATE TRIGGER disturb BEFORE INSERT ON resource FOR EACH ROW EXECUTE FUNCTION disturb()');
};
const lastFailed = async () =>
  (await auditRecords(database)).findLast(({ outcome }) => outcome === 'failed') as AuditRecord;

describe('an entry that fails is told in its place, and what stands around it is stored and told', () => {
  afterEach(() => database.query('DROP FUNCTION IF EXISTS disturb CASCADE'));

  test.each([
    ['takes too long', `RAISE EXCEPTION 'slow' USING ERRCODE = '57014'`, 'took-too-long'],
    ['loses its connection', 'PERFORM pg_terminate_backend(pg_backend_pid())', 'database-unavailable'],
  ])('where it %s', async (_, act, code) => {
    await onInsert('妨げ', act);
    const before = await count();
    const { status, json } = await batch(make('前'), make('妨げ'), make('後'), ask('Basic'));
    expect([status, told(json)]).toEqual([200, [['201'], ['503', code], ['201'], ['200']]]);
    for (const at of [0, 2]) {
      const { resource } = json.entry[at];
      expect((await gateway.call('hospital-ehr', 'GET', `/fhir/Basic/${resource.id}`)).json).toEqual(resource);
    }
    expect(await count()).toBe(before + 2);
    expect(await lastFailed()).toMatchObject({ interaction: 'batch', reason: code });
  });

  test('where it meets a fault of ours', async () => {
    await database.query('ALTER TABLE index_composite RENAME TO index_composite_away');
    const { status, json } = await batch(make('前'), ask('Observation?code-value-concept=a$b'), make('後'));
    await database.query('ALTER TABLE index_composite_away RENAME TO index_composite');
    expect([status, told(json)]).toEqual([200, [['201'], ['500', 'internal'], ['201']]]);
    const { requestId, reason } = await lastFailed();
    expect([reason, issuesOf(json.entry[1].response.outcome)[0]?.en]).toEqual([
      'internal',
      `the request failed through a fault of ours; quote \`${requestId}\` when you report it`,
    ]);
  });
});

test('an audit that cannot be written ends the whole, for then nothing may be told', async () => {
  await database.query('ALTER FUNCTION audit_append RENAME TO audit_append_away');
  const { status, json } = await batch(ask('Basic?_count=1'), ask('Basic?_count=1'));
  await database.query('ALTER FUNCTION audit_append_away RENAME TO audit_append');
  expect([status, issuesOf(json).map(({ code }) => code)]).toEqual([503, ['audit-unavailable']]);
});
