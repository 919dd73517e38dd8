/** The consent of the examples, in force around today: it shows an office a part of what the hospital knows of a person. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { TestGateway } from '../gateway.ts';

type Call = TestGateway['call'];

/** Records it for the office of the examples, and gives its id. */
export async function consentFor(call: Call, change: (consent: any) => void = () => {}): Promise<string> {
  const consent = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  consent.provision.period = { start: day(-30), end: day(300) };
  change(consent);
  const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Consent', consent);
  expect(status, JSON.stringify(json)).toBe(201);
  return json.id;
}

export async function withdraw(call: Call, id: string): Promise<void> {
  const { status } = await call('hospital-ehr', 'POST', `/fhir/Consent/${id}/$withdraw`);
  expect(status).toBe(200);
}
