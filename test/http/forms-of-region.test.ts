import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const mappings = mkdtempSync(join(tmpdir(), 'region-'));
afterAll(() => rmSync(mappings, { recursive: true }));
mkdirSync(join(mappings, 'overlays', 'b-city'), { recursive: true });
writeFileSync(
  join(mappings, 'overlays', 'b-city', 'service-plan-draft.json'),
  JSON.stringify({
    region: 'b-city',
    title: 'B市',
    version: '1.0.0',
    override: { policy: { label: '支援の方針' } },
  }),
);
const gateway = await sandboxGateway({ mappings });

test('a gateway prints forms as the folder of its region has them, and those of the project beside it', async () => {
  await consentFor(gateway.call);
  const drafted = await gateway.call('soudan-hikari', 'POST', `/fhir/Patient/${PERSON_B}/$draft-service-plan`);
  const { id } = drafted.json.entry.find(({ resource }: any) => resource.resourceType === 'CarePlan').resource;
  const form = (overlay: string) =>
    gateway.call('soudan-hikari', 'GET', `/fhir/CarePlan/${id}/$form?format=html&overlay=${overlay}`);
  const own = await form('b-city');
  expect([own.status, new TextDecoder().decode(own.bytes).includes('支援の方針')]).toEqual([200, true]);
  expect((await form('example-city')).status).toBe(200);
  const other = await form('nowhere');
  expect([other.status, issuesOf(other.json).map(({ code }) => code)]).toEqual([404, ['overlay-unknown']]);
});
