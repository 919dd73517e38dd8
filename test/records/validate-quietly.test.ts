import { expect, test } from 'vitest';
import { parseScopes } from '../../src/auth/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { runBatch, validateResource } from '../../src/records/index.ts';
import type { Answer, Visit } from '../../src/visit/index.ts';
import { HIKARI, HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { house, call, database } = await sandboxGateway();
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** The hospital, with a token of these scopes. */
const visit = (scopes: string): Visit => ({
  requestId: '00000000-0000-4000-8000-00000000000a',
  caller: {
    clientId: 'hospital-ehr',
    clientName: 'x',
    actor: HOSPITAL,
    organization: HOSPITAL,
    purpose: 'TREAT',
    patient: null,
    user: null,
    reason: null,
    scopes: parseScopes(scopes),
    tokenId: 'x',
    expiresAt: new Date('2026-11-23T00:00:00Z'),
  },
  now: new Date('2026-11-22T00:00:00Z'),
  method: 'POST',
  url: '/fhir/Observation/$validate',
  base: 'https://gateway.example/fhir',
});
const about = (id: string): any => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体重' },
  subject: { reference: `Patient/${id}` },
});
const codesOf = (answer: Answer | Refusal): string[] =>
  isRefusal(answer) ? [`refused ${answer.status}`] : issuesOf(JSON.parse(String(answer.body))).map(({ code }) => code);

test('a client that may not write does not learn by asking whether it could who is on record', async () => {
  const asked = async (scopes: string, id: string) =>
    codesOf(
      await validateResource(house, visit(scopes), {
        type: 'Observation',
        body: about(id),
        query: new URLSearchParams('mode=create'),
      }),
    );
  const [known, unknown] = [
    await asked('system/Observation.rs', PERSON_B),
    await asked('system/Observation.rs', UNKNOWN),
  ];
  expect(known).toContain('scope-missing');
  expect(unknown).toEqual(known);
  expect(await asked('system/Observation.crs', UNKNOWN)).toContain('reference-not-found');
});

test('asking whether a message could be sent leaves its trace with the person, as sending it does', async () => {
  const message = {
    resourceType: 'Communication',
    status: 'completed',
    subject: { reference: `Patient/${PERSON_B}` },
    sender: { reference: HOSPITAL },
    recipient: [{ reference: HIKARI }],
    payload: [{ contentString: '退院の日が決まりました。' }],
  };
  const before = await events();
  const { json } = await call('hospital-ehr', 'POST', '/fhir/Communication/$validate?mode=create', message);
  expect(issuesOf(json).map(({ code }) => code)).toContain('recipient-not-permitted');
  const [latest, ...earlier] = await events();
  expect(earlier).toHaveLength(before.length);
  expect(latest).toContain(`Patient/${PERSON_B}`);
});

test('between two entries of a batch of validations others have their turn', async () => {
  const entry = Array.from({ length: 20 }, () => ({
    resource: about(PERSON_B),
    request: { method: 'POST' as const, url: 'Observation/$validate' },
  }));
  let turns = 0;
  let done = false;
  const takeTurn = (): void => {
    turns++;
    if (!done) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  const answer = await runBatch(house, visit('system/*.cruds'), { resourceType: 'Bundle', type: 'batch', entry });
  done = true;
  expect(isRefusal(answer) ? 0 : JSON.parse(String(answer.body)).entry).toHaveLength(20);
  expect(turns).toBeGreaterThanOrEqual(20);
});

/** The contents of the audit of requests to validate, newest first. */
async function events(): Promise<string[]> {
  const { rows } = await database.query<{ content: string }>(
    "SELECT content FROM audit_record WHERE content LIKE '%$validate%' ORDER BY number DESC",
  );
  return rows.map(({ content }) => content);
}
