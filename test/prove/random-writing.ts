/** Random writes that look at what is there before they do anything: by criteria, or at an id that may be hidden. */
import type { Dice } from '../consent/random-world.ts';
import type { Asking } from './asking.ts';
import { uuidOf } from './random-parts.ts';
import { type Json, nameOf, type Version } from './store-rows.ts';

const PATCHED = 'application/json-patch+json';

export function randomWriting(d: Dice, versions: readonly Version[]): Asking {
  const one = d.one(
    versions.filter(({ type }) => ['Observation', 'Patient', 'Condition', 'Group', 'Task'].includes(type)),
  );
  const body = d.chance(0.6) ? observation(d) : person(d);
  const criteria = body['resourceType'] === 'Patient' ? d.one(OF_PEOPLE) : d.one(OF_OBSERVATIONS);
  const query = [...new URLSearchParams(criteria)] as [string, string][];
  const type = `/${body['resourceType']}`;
  const patch = [{ op: 'add', path: '/language', value: 'ja' }];
  return d.one<() => Asking>([
    () => ({
      method: 'POST',
      path: type,
      query: [],
      headers: { 'If-None-Exist': String(new URLSearchParams(query.map(([key, value]) => [key, value]))) },
      body,
    }),
    () => ({ method: 'POST', path: type, query: [], body }),
    () => ({ method: 'PUT', path: type, query, body }),
    () => ({ method: 'DELETE', path: type, query }),
    () => ({ method: 'PATCH', path: type, query, headers: { 'Content-Type': PATCHED }, body: patch }),
    () => ({ method: 'PUT', path: `/${nameOf(one)}`, query: [], body: { ...bare(one.resource), language: 'ja' } }),
    () => ({
      method: 'DELETE',
      path: `/${nameOf(one)}`,
      query: [],
      headers: d.chance(0.3) ? { 'If-Match': 'W/"1"' } : {},
    }),
    () => ({ method: 'PATCH', path: `/${nameOf(one)}`, query: [], headers: { 'Content-Type': PATCHED }, body: patch }),
    () => ({
      method: 'POST',
      path: '',
      query: [],
      body: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ resource: body, request: { method: 'POST', url: type.slice(1), ifNoneExist: criteria } }],
      },
    }),
  ])();
}

const bare = ({ text: _, meta: { versionId: __, lastUpdated: ___, ...meta } = {}, ...rest }: Json): Json => ({
  ...rest,
  meta,
});

const OF_OBSERVATIONS = [
  'code=c1',
  'identifier=urn:i|1',
  'identifier=urn:i|2',
  `subject=Patient/${uuidOf('a')}&code=c2`,
  'subject:Patient.name=佐藤',
  'status=final&code=c3',
  `_has:DiagnosticReport:result:code=c1`,
];
const OF_PEOPLE = ['identifier=urn:patients|1', 'identifier=urn:patients|2', 'name=佐藤', 'gender=male'];

const observation = (d: Dice): Json => ({
  resourceType: 'Observation',
  status: 'final',
  identifier: [{ system: 'urn:i', value: d.one(['1', '9']) }],
  code: { coding: [{ system: 'urn:codes', code: d.one(['c1', 'c2']) }] },
  subject: { reference: `Patient/${uuidOf(d.one(['a', 'b', 'e']))}` },
  ...(d.chance(0.3) ? { hasMember: [{ reference: `Observation/${uuidOf(d.one(['n1', 'n2', 'x1', 'none']))}` }] } : {}),
});

const person = (d: Dice): Json => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:patients', value: d.one(['1', '2', '9']) }],
  name: [{ text: '佐藤', family: '佐藤' }],
  gender: 'unknown',
  birthDate: '1980-01-01',
});
