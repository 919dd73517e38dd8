/** What tells of consents or emergencies without showing them asks for a token that holds all of these. */
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { receiveHeads } from '../../src/sharing/audit-heads.ts';
import { listBreakGlassReviews, reviewBreakGlass } from '../../src/sharing/break-glass.ts';
import { readConsentStatus } from '../../src/sharing/consent-status.ts';
import { explainAccess } from '../../src/sharing/explain-access.ts';
import { exampleRegion, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from '../http/partly-consented.ts';
import { ANNA, BERT, visitOf } from './scoped-world.ts';

const { house, call } = await sandboxGateway({ region: exampleRegion() });
await consentFor(call);
const query = new URLSearchParams();
const codeOf = (answer: any) => (isRefusal(answer) ? [answer.status, answer.issues[0]?.code] : [answer.status]);
const REFUSED = [403, 'scope-missing'];
const by = (scopes: string, who: string, patient: string | null = null) =>
  ({ ...visitOf(scopes, { who, patient }), now: new Date() }) as any;

test.each([
  ['system/*.rs', null, [200]],
  ['system/Patient.r system/Consent.r', null, [200]],
  ['patient/*.rs', ANNA, [200]],
  ['patient/Consent.r system/Patient.r', BERT, REFUSED],
  ['system/Patient.r', null, REFUSED],
  ['system/Patient.r system/Consent.s', null, REFUSED],
  ['system/Patient.r system/Consent.r?status=rejected', null, REFUSED],
])('the status of consents by %s (patient %s) is answered with %s', async (scopes, patient, expected) => {
  const request = { id: PERSON_B, query } as any;
  for (const who of ['hospital-ehr', 'person-b', 'privacy-officer']) {
    expect([who, ...codeOf(await readConsentStatus(house, by(scopes, who, patient), request))]).toEqual([
      who,
      ...expected,
    ]);
  }
  for (const who of ['person-b', 'privacy-officer']) {
    if (expected[0] === 200 && !scopes.includes('*')) continue;
    expect(codeOf(await explainAccess(house, by(scopes, who, patient), request))).toEqual(expected);
  }
});

test.each([
  ['system/AuditEvent.ru', true],
  ['system/AuditEvent.ru?date=ge2099', false],
  ['patient/AuditEvent.ru', false],
  ['system/*.s', false],
])('the privacy officer watches over emergencies and audits by %s: %s', async (scopes, isTold) => {
  const visit = by(scopes, 'privacy-officer', ANNA);
  const request = { query } as any;
  const answers = [
    await listBreakGlassReviews(house, visit, request),
    await reviewBreakGlass(house, visit, request),
    await receiveHeads(house, visit, { format: 'kakehashi-audit-heads/1', heads: [] }),
  ].map(codeOf);
  expect(answers).toEqual(isTold ? [[200], [400, 'operation-parameter-needed'], [200]] : [REFUSED, REFUSED, REFUSED]);
});
