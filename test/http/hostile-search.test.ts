import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { HOSTILE, type Hostile } from './hostile-search.ts';

const gateway = await sandboxGateway();
const ROUNDS = 4;

const ask = (path: string) => gateway.call('hospital-ehr', 'GET', path);
const attack = ({ path, lenient, form }: Hostile) =>
  gateway.call('hospital-ehr', form === undefined ? 'GET' : 'POST', path, form, {
    ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(lenient === true ? { Prefer: 'handling=lenient' } : {}),
  });

/** What an ordinary answer says: of a search the total and who is in it. */
const said = ({ status, json }: Awaited<ReturnType<typeof ask>>) => [
  status,
  json.id ?? [json.total, json.entry?.map(({ fullUrl }: any) => fullUrl)],
];

test('hostile searches are refused by a limit that they name, while ordinary requests are answered as ever', async () => {
  const ordinary = [
    `/fhir/Patient/${PERSON_B}`,
    `/fhir/Observation?patient=${PERSON_B}&_sort=-date`,
    '/fhir/Patient?name=%E4%BD%90%E8%97%A4&_revinclude=Condition:subject',
    `/fhir/Condition?subject:Patient.identifier:not=x&patient=${PERSON_B}`,
  ];
  const before = await Promise.all(ordinary.map(ask));
  expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [attacked, after] = await Promise.all([
      Promise.all(HOSTILE.map(attack)),
      Promise.all([...ordinary, ...ordinary, ...ordinary].map(ask)),
    ]);
    expect(attacked.map(({ status, json }) => [status, issuesOf(json).map(({ code }) => code)])).toEqual(
      HOSTILE.map(({ code }) => [400, [code]]),
    );
    expect(after.map(said)).toEqual([...before, ...before, ...before].map(said));
  }
});

test('what is too costly is told in both languages with the limit and a way out', async () => {
  const { json } = await ask('/fhir/List?item.subject.subject.subject=x');
  expect(issuesOf(json)).toEqual([
    {
      code: 'search-too-costly',
      ja: 'この検索は重すぎます（「item.subject.subject.subject」までで上限 1000 を超えました）。連鎖には subject:Patient.name のように型を付け、値や :contains を減らすか、分けて検索してください。',
      en: 'the search is too costly: with `item.subject.subject.subject` it passes the limit of 1000; name the types of chains, as in `subject:Patient.name`, use fewer values and `:contains`, or search in parts',
      expression: 'http.item.subject.subject.subject',
    },
  ]);
});

test('criteria of a write and searches within a batch have the same limit', async () => {
  const [hostile] = HOSTILE;
  const url = hostile?.path.replace('/fhir/', '') ?? '';
  const entry = [{ request: { method: 'GET', url } }, { request: { method: 'DELETE', url } }];
  const { json } = await gateway.call('hospital-ehr', 'POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'batch',
    entry,
  });
  expect(json.entry.map(({ response }: any) => issuesOf(response.outcome)[0]?.code)).toEqual([
    'search-too-costly',
    'search-too-costly',
  ]);
});

test.each([
  `/fhir/Observation?code=${Array.from({ length: 300 }, (_, i) => `x${i}`)}`,
  `/fhir/Patient?_id=${Array.from({ length: 300 }, (_, i) => `x${i}`)}`,
  '/fhir/List?item.code=x',
  '/fhir/Observation?subject.name=x&performer.name=y',
  `/fhir/Patient?${Array.from({ length: 15 }, (_, i) => `name:contains=${i},a,b`).join('&')}`,
  '/fhir/Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final',
  '/fhir/Patient?_include=*&_revinclude=*&_revinclude:iterate=*&_include:iterate=*&_sort=birthdate,-name',
])('what a person may well ask is answered: %.60s', async (path) => {
  expect((await ask(path)).status).toBe(200);
});
