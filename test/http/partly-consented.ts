/** The consent of the examples, in force around today: it shows an office a part of what the hospital knows of a person. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { House } from '../../src/visit/index.ts';
import { HOSPITAL, type TestGateway } from '../gateway.ts';

type Call = TestGateway['call'];

/** Records it for the office of the examples, and gives its id. */
export async function consentFor(call: Call, change: (consent: any) => void = () => {}): Promise<string> {
  const consent = inForce(change);
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
}

/** The same where it may open what is about family members: as it was kept before these were asked themselves. */
export async function consentKept(house: House, change: (consent: any) => void): Promise<string> {
  const stored = await house.store.write(new Date(), (writer) =>
    writer.insert({ resource: inForce(change), custodian: HOSPITAL }),
  );
  return stored.id;
}

function inForce(change: (consent: any) => void): any {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  consent.provision.period = { start: day(-30), end: day(300) };
  change(consent);
  return consent;
}

export async function withdraw(call: Call, id: string): Promise<void> {
  const { status } = await call('hospital-ehr', 'POST', `/fhir/Consent/${id}/$withdraw`);
  expect(status).toBe(200);
}
