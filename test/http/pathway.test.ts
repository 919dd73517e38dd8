/** The pathway at a glance names those who do what, as far as its reader may see them. */
import { beforeAll, expect, test } from 'vitest';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentFor } from './partly-consented.ts';

const { call } = await sandboxGateway();
const ask = async (who: string, path: string) => (await call(who, 'GET', `/fhir/${path}`)).json;
const performersOf = ({ parameter }: any): string[] =>
  parameter
    .flatMap(({ part = [] }: any) => part)
    .filter(({ name }: any) => name === 'performer')
    .map(({ valueReference }: any) => valueReference.reference);

let plan = '';
let daughter = '';
beforeAll(async () => {
  const post = async (type: string, resource: object): Promise<string> => {
    const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${type}`, resource);
    expect(status, JSON.stringify(json)).toBe(201);
    return `${type}/${json.id}`;
  };
  const patient = { reference: `Patient/${PERSON_B}` };
  daughter = await post('RelatedPerson', {
    resourceType: 'RelatedPerson',
    active: true,
    patient,
    name: [{ text: '長女' }],
  });
  const { entry } = await ask('hospital-ehr', `CarePlan?patient=${PERSON_B}&category=pathway`);
  const { id: _, meta, ...known } = entry[0].resource;
  const [first, ...others] = known.activity;
  const performer = [{ reference: daughter, display: '長女' }, patient];
  const activity = [{ ...first, detail: { ...first.detail, performer } }, ...others];
  plan = await post('CarePlan', { ...known, meta: { profile: meta.profile }, activity });
  await consentFor(call);
});

test('who may not see a relative is not told that one takes part', async () => {
  expect(performersOf(await ask('hospital-ehr', `${plan}/$pathway`))).toContain(daughter);
  const shown = await ask('soudan-hikari', `${plan}/$pathway`);
  expect(JSON.stringify(shown)).not.toContain('RelatedPerson');
  expect(performersOf(shown)).toContain(`Patient/${PERSON_B}`);
});
