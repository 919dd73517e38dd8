/** The audit tells an office of its own requests: of those about what is hidden in the words for what nobody knows. */
import { expect, test } from 'vitest';
import { ABSENT, ANNA, HIDDEN, leakWorld, READER } from './leak-world.ts';

const world = await leakWorld();
await world.hide();

type Asked = readonly [method: string, path: string, body?: object];

const observed = (reference: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference },
});

const aboutPatient = (id: string): Asked[] => [
  ...['', '/_history', '/_history/1', '/Observation', '/$everything', '/$consent-status', '/$disclosures'].map(
    (path): Asked => ['GET', `Patient/${id}${path}`],
  ),
  ['GET', `Observation?patient=${id}`],
  ['GET', `Observation/$lastn?patient=${id}&category=laboratory`],
  ['PUT', `Patient/${id}`, { resourceType: 'Patient', id, name: [{ text: '名' }] }],
  ['DELETE', `Patient/${id}`],
  ['POST', 'Observation', observed(`Patient/${id}`)],
];

const aboutCondition = (id: string): Asked[] => [
  ...['', '/_history', '/_history/1', '/$meta'].map((path): Asked => ['GET', `Condition/${id}${path}`]),
  ['GET', `Encounter?diagnosis=Condition/${id}`],
  ['DELETE', `Condition/${id}`],
  ['POST', 'Observation', { ...observed(ANNA), focus: [{ reference: `Condition/${id}` }] }],
];

const ask = (method: string, path: string, body?: object) => world.call(READER, method, `/fhir/${path}`, body);

/** How many entries each request leaves that the office is told of, and what they say but for ids and times. */
async function leftBy(asked: readonly Asked[], id: string) {
  const entries = async (): Promise<any[]> =>
    ((await ask('GET', 'AuditEvent?_count=100&_sort=-date')).json.entry ?? []).map(({ resource }: any) => resource);
  const left = [];
  for (const [method, path, body] of asked) {
    const known = new Set((await entries()).map((one) => one.id));
    const { status } = await ask(method, path, body);
    const fresh = (await entries()).filter((one) => !known.has(one.id));
    const said = fresh.map(({ type, subtype, action, outcome, outcomeDesc, purposeOfEvent, entity = [] }) =>
      JSON.stringify({ type, subtype, action, outcome, outcomeDesc, purposeOfEvent, entities: entity.length }),
    );
    left.push({ asked: `${method} ${path.replace(id, 'X')}`, status, said });
  }
  return left;
}

test.each([
  ['a person', aboutPatient, HIDDEN.patient],
  ['a record', aboutCondition, HIDDEN.condition],
])('of %s that is hidden it says what it says of an id that nobody has', async (_, asked, id) => {
  const [hidden, absent] = [await leftBy(asked(id), id), await leftBy(asked(ABSENT), ABSENT)];
  expect(hidden).toEqual(absent);
  expect(hidden.flatMap(({ said }) => said).length).toBeGreaterThan(hidden.length / 2);
});
