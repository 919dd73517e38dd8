import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { aboutOf } from '../../src/consent/index.ts';

const to = (reference: string) => ({ reference });

test.each<[string, object, string[]]>([
  [
    'the targets of a Provenance',
    { resourceType: 'Provenance', target: [to('CarePlan/1/_history/2'), to('Goal/3')] },
    ['CarePlan/1', 'Goal/3'],
  ],
  [
    'the focus of a Task, not whom it is for',
    { resourceType: 'Task', for: to('Patient/a'), focus: to('CarePlan/1') },
    ['CarePlan/1'],
  ],
  [
    'what a Communication is about',
    { resourceType: 'Communication', about: [to('CarePlan/1')], basedOn: [to('Task/2')] },
    ['CarePlan/1'],
  ],
  [
    'the items of a List',
    { resourceType: 'List', entry: [{ item: to('Goal/1') }, { item: to('Goal/1') }] },
    ['Goal/1'],
  ],
  ['the members of a Group', { resourceType: 'Group', member: [{ entity: to('Patient/a') }] }, ['Patient/a']],
  ['a person beside nothing else', { resourceType: 'Provenance', target: [to('Patient/a')] }, ['Patient/a']],
  [
    'not a person beside other things',
    { resourceType: 'Provenance', target: [to('Patient/a'), to('Goal/1')] },
    ['Goal/1'],
  ],
  [
    'nothing that lies elsewhere or within',
    { resourceType: 'Provenance', target: [to('https://other.example/Goal/1'), to('#g')] },
    [],
  ],
  ['nothing that is no reference', { resourceType: 'Provenance', target: ['Goal/1', to('Goal/2')] }, ['Goal/2']],
  ['nothing, for a record that speaks for itself', { resourceType: 'Observation', focus: [to('Goal/1')] }, []],
])('a record is about %s', (_, record, about) => {
  expect(aboutOf(record as Resource)).toEqual(about);
});
