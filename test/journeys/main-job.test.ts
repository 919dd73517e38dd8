import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/index.ts';
import { type Exchanged, runDemo } from '../../src/cli/index.ts';
import { HIKARI, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
let walk: Exchanged[] = [];
beforeAll(async () => {
  walk = await runDemo(gateway.url, gateway.runKeys(), () => {});
});

const at = (step: number, path: string | RegExp): any => {
  const found = walk.find(
    (one) => one.step === step && (typeof path === 'string' ? one.path === path : path.test(one.path)),
  );
  expect(found, `step ${step}: ${path}`).toBeDefined();
  return found;
};
const typesOf = (bundle: any): string[] =>
  (bundle.entry ?? []).flatMap((entry: any) => entry.response?.location?.match(/\/fhir\/([A-Za-z]+)\//)?.[1] ?? []);
const namesOf = (bundle: any): string[] =>
  (bundle.entry ?? [])
    .map(({ resource: r }: any) => r.code?.text ?? r.medicationCodeableConcept?.text ?? r.title ?? r.description?.text)
    .sort();

describe('the main job, from admission to the record of disclosures', () => {
  test('1. SS-MIX2 messages become Patient, Encounter and Organization, and meet the person whom the hospital knows', () => {
    const messages = walk.filter(({ step }) => step === 1);
    expect(messages.map(({ status }) => status)).toEqual([200, 200]);
    expect(typesOf(messages[0]?.answer)).toEqual(['Organization', 'Patient', 'RelatedPerson', 'AllergyIntolerance']);
    expect(typesOf(messages[1]?.answer)).toEqual(['Organization', 'Location', 'Practitioner', 'Patient', 'Encounter']);
    for (const { answer } of messages) expect(JSON.stringify(answer)).toContain(`/fhir/Patient/${PERSON_B}/`);
  });

  test('1. what the message does not speak of stays: the welfare numbers of the person', async () => {
    const { json } = await gateway.call('hospital-ehr', 'GET', `/fhir/Patient/${PERSON_B}`);
    expect(json.identifier.map(({ system }: any) => system.split('/').at(-1)).sort()).toEqual([
      'community-consultation-recipient-number',
      'urn:oid:1.2.392.100495.20.3.51.11310000001',
      'welfare-recipient-number',
    ]);
  });

  test('2. a discharge summary without its discharge diagnosis is refused at its place, a good one is stored', () => {
    const [bad, good] = walk.filter(({ step }) => step === 2) as [any, any];
    expect(bad.status).toBe(422);
    const errors = bad.answer.issue.filter(({ severity }: any) => severity === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0].expression).toEqual(['Bundle.entry[0].resource.ofType(Composition).section[0]']);
    expect(errors[0].details.text).toContain('diagnosesOnDischarge');
    expect(good.status).toBe(201);
  });

  test('2. nothing of the broken document is stored', async () => {
    const { json } = await gateway.call('hospital-ehr', 'GET', '/fhir/Bundle?_summary=count');
    expect(json.total).toBe(1);
  });

  test('3. without a consent the office hears of the person and the document what it hears of nothing', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const patient = at(3, `/fhir/Patient/${PERSON_B}`);
    expect(patient.status).toBe(404);
    const stranger = await gateway.call('soudan-hikari', 'GET', `/fhir/Patient/${unknown}`);
    expect(JSON.stringify(patient.answer).replaceAll(PERSON_B, unknown)).toBe(JSON.stringify(stranger.json));
    expect(at(3, /^\/fhir\/Bundle\//).status).toBe(404);
    for (const type of ['Condition', 'MedicationRequest']) {
      const { status, answer } = at(3, `/fhir/${type}?patient=${PERSON_B}`);
      expect({ status, total: answer.total, entry: answer.entry }).toEqual({ status: 200, total: 0, entry: undefined });
    }
  });

  test('4. with the consent it sees the permitted categories, without the exception, and nothing else', () => {
    expect(at(4, `/fhir/Patient/${PERSON_B}`).status).toBe(200);
    expect(namesOf(at(4, `/fhir/Condition?patient=${PERSON_B}`).answer)).toEqual([
      '妄想型統合失調症',
      '妄想型統合失調症',
    ]);
    expect(namesOf(at(4, `/fhir/MedicationRequest?patient=${PERSON_B}`).answer)).toEqual([
      'オランザピン錠５ｍｇ',
      'ジプレキサ錠５ｍｇ',
    ]);
    const observations = at(4, `/fhir/Observation?patient=${PERSON_B}`).answer;
    expect(observations.entry.map(({ resource }: any) => resource.code.text)).not.toContain('HbA1c');
    expect(at(4, /^\/fhir\/Bundle\//).status).toBe(404);
  });

  test('5. the draft leaves as JSON and xlsx, and reads back from xlsx without a change', async () => {
    const drafted = at(5, /\$draft-service-plan$/).answer;
    const plan = drafted.entry.find(({ resource }: any) => resource.resourceType === 'CarePlan').resource;
    expect({ status: plan.status, intent: plan.intent }).toEqual({ status: 'draft', intent: 'proposal' });
    expect(plan.meta.profile).toEqual([
      'https://kakehashi.example/fhir/StructureDefinition/kakehashi-service-plan-draft',
    ]);
    const goals = drafted.entry.filter(({ resource }: any) => resource.resourceType === 'Goal');
    expect(goals.length).toBeGreaterThan(0);
    // Written into the records it came from, the form changes nothing.
    const back = at(5, /\$form\?form=/).answer;
    expect(back.entry.map(({ resource }: any) => resource.resourceType)).toEqual(['OperationOutcome']);
    const told = back.entry[0].resource.issue.map(({ details }: any) => details.coding[0].code);
    expect(told[0]).toBe('form-preview');
    const form = at(5, /format=json/).answer;
    expect(form.fields['F01-01'].value).toBe('佐藤 健一');
    expect(form.fields['F01-05'].value).toBe('相談支援センターひかり');
  });

  test('5. nothing that the consent withholds is in the draft', () => {
    const text = JSON.stringify(at(5, /\$draft-service-plan$/).answer);
    expect(text).not.toMatch(/ブロチゾラム|レンドルミン|アルコール/);
  });

  test('6. the pathway shows its phase, its tasks and who does what; the message arrives', () => {
    const { parameter } = at(6, /\$pathway$/).answer;
    expect(parameter.find(({ name }: any) => name === 'phase').valueCoding).toEqual({
      system: 'https://kakehashi.example/fhir/CodeSystem/pathway-phase',
      code: 'late',
      display: '後期',
    });
    const tasks = parameter.filter(({ name }: any) => name === 'task');
    expect(tasks[0].part.find(({ name }: any) => name === 'performer').valueReference.display).toBe(
      'A市民こころの病院',
    );
    const received = at(6, /^\/fhir\/Communication\?/).answer.entry[0].resource;
    expect(received.payload[0].contentString).toContain('退院の1週間前になりました');
    expect(received.recipient).toEqual([{ reference: HIKARI }]);
  });

  test('7. after the withdrawal the answers are, byte for byte, those before the consent', () => {
    for (const path of [
      `/fhir/Patient/${PERSON_B}`,
      `/fhir/Condition?patient=${PERSON_B}`,
      `/fhir/MedicationRequest?patient=${PERSON_B}`,
      `/fhir/Observation?patient=${PERSON_B}`,
    ]) {
      const [before, after] = [at(3, path), at(7, path)];
      expect([after.status, after.answer], path).toEqual([before.status, before.answer]);
    }
    expect(at(7, /^\/fhir\/Bundle\//).answer).toEqual(at(3, /^\/fhir\/Bundle\//).answer);
  });

  test('8. the record of disclosures names office, purpose, ground, consent and items, and nothing before the consent', () => {
    const rows = at(8, /\$disclosures$/).answer.parameter;
    expect(rows.length).toBeGreaterThan(5);
    const part = (row: any, name: string) => row.part.filter((one: any) => one.name === name);
    for (const row of rows) {
      expect(part(row, 'organization')[0].valueString).toBe('相談支援センターひかり');
      expect(part(row, 'purpose')[0].valueString).toBe('COC');
      expect(part(row, 'ground').map(({ valueString }: any) => valueString)).toEqual(['CONSENT_PERMIT']);
      expect(part(row, 'consent')).toHaveLength(1);
      expect(part(row, 'item').length).toBeGreaterThan(0);
    }
    const items = rows.flatMap((row: any) =>
      part(row, 'item').map(({ valueReference }: any) => valueReference.reference),
    );
    expect(items).toContain(`Patient/${PERSON_B}/_history/2`);
  });

  test('every request of the walk is in the audit, in an unbroken chain', async () => {
    const { rows } = await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM audit_record');
    expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(walk.length);
    expect((await verifyChain(gateway.database)).broken).toBeUndefined();
  });

  test('the consent of the walk is the one of the examples, except that it begins today', () => {
    const example = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
    expect(example.provision.provision).toHaveLength(1);
    expect(example.provision.actor[0].reference.reference).toBe(HIKARI);
  });
});
