import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
const send = (...entry: object[]) => call('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
const entry = (resource: any, fullUrl?: string) => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType },
});
const person = (name: string, id?: string) => ({
  resourceType: 'Patient',
  ...(id === undefined ? {} : { id }),
  name: [{ text: name }],
  gender: 'female',
  birthDate: '1960-01-01',
});
const link = (to: string) => `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${to}">氏名</a></div>`;
const finding = (reference: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体調' },
  text: { status: 'generated', div: link(reference) },
  subject: { reference },
  ...more,
});
const made = ({ status, json }: { status: number; json: any }): any[] => {
  expect([status, issuesOf(json)]).toEqual([200, []]);
  return json.entry.map(({ resource }: any) => resource);
};
const refusal = ({ status, json }: { status: number; json: any }) => [
  status,
  ...issuesOf(json).map(({ code, expression }) => [code, expression]),
];
const URN = 'urn:uuid:77777777-7777-4777-8777-777777777777';
const SUBJECT = 'resource.subject.reference';

test('a relative reference is of the server that the fullUrl of its own entry names', async () => {
  for (const version of ['', '/_history/3']) {
    const [a, b, ofA, ofB] = made(
      await send(
        entry(person('エー', '1'), 'http://a.example/fhir/Patient/1'),
        entry(person('ビー', '1'), 'http://b.example/fhir/Patient/1'),
        entry(finding(`Patient/1${version}`), 'http://a.example/fhir/Observation/5'),
        entry(finding(`Patient/1${version}`), 'http://b.example/fhir/Observation/5'),
      ),
    );
    expect([a.name[0].text, b.name[0].text]).toEqual(['エー', 'ビー']);
    expect([ofA.subject.reference, ofB.subject.reference]).toEqual([`Patient/${a.id}`, `Patient/${b.id}`]);
    expect([ofA.text.div, ofB.text.div]).toEqual([link(`Patient/${a.id}`), link(`Patient/${b.id}`)]);
    expect((await call('GET', `/fhir/Observation?subject=Patient/${a.id}&_summary=count`)).json.total).toBe(1);
  }
});

test('it leads to the entry of that fullUrl though the resource there bears no id', async () => {
  const subject = { reference: `Patient/${PERSON_B}` };
  const [first, next] = made(
    await send(
      entry(finding('', { subject, text: undefined }), 'http://elsewhere.example/fhir/Observation/77'),
      entry(
        finding('', { subject, text: undefined, hasMember: [{ reference: 'Observation/77' }] }),
        'http://elsewhere.example/fhir/Observation/78',
      ),
    ),
  );
  expect(next.hasMember[0].reference).toBe(`Observation/${first.id}`);
});

test('what another server has under the same name is never meant', async () => {
  const answer = await send(
    entry(person('エー', '1'), 'http://a.example/fhir/Patient/1'),
    entry(finding('Patient/1'), 'http://c.example/fhir/Observation/5'),
  );
  expect(refusal(answer)).toEqual([422, ['reference-not-found', `Bundle.entry[1].${SUBJECT}`]]);
});

test('an entry without such a fullUrl refers by the id that one other bears, and is refused where two bear it', async () => {
  const [one, found] = made(await send(entry(person('ひとり', '1'), URN), entry(finding('Patient/1'))));
  expect(found.subject.reference).toBe(`Patient/${one.id}`);
  const twins = [
    entry(person('エー', '1'), 'http://a.example/fhir/Patient/1'),
    entry(person('ビー', '1'), 'http://b.example/fhir/Patient/1'),
  ];
  const patch = {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'add' },
          { name: 'path', valueString: 'Observation' },
          { name: 'name', valueString: 'subject' },
          { name: 'value', valueReference: { reference: 'Patient/1' } },
        ],
      },
    ],
  };
  const before = (await call('GET', '/fhir/Patient?_summary=count')).json.total;
  expect(refusal(await send(...twins, entry(finding('Patient/1'), URN)))).toEqual([
    400,
    ['reference-ambiguous', `Bundle.entry[2].${SUBJECT}`],
  ]);
  const patching = { resource: patch, request: { method: 'PATCH', url: `Observation/${found.id}` } };
  expect(refusal(await send(...twins, patching))).toEqual([400, ['reference-ambiguous', 'Bundle.entry[2].resource']]);
  expect((await call('GET', '/fhir/Patient?_summary=count')).json.total).toBe(before);
  const [, b, ofB] = made(await send(...twins, entry(finding('http://b.example/fhir/Patient/1'), URN)));
  expect(ofB.subject.reference).toBe(`Patient/${b.id}`);
});
