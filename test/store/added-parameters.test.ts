import type { Observation, SearchParameter } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { NO_BASIS } from '../../src/consent/index.ts';
import { createSearchParameters, type SearchParameters } from '../../src/fhir/index.ts';
import { indexOf } from '../../src/store/index-of.ts';
import { NOW } from './world.ts';

const defined = (code: string, type: string, expression: string): SearchParameter =>
  ({
    resourceType: 'SearchParameter',
    url: `https://region.example/SearchParameter/${code}`,
    name: code,
    status: 'active',
    description: code,
    code,
    base: ['Observation'],
    type,
    expression,
  }) as SearchParameter;
const LONG = `${'a'.repeat(48)}!`;
const observation: Observation = {
  resourceType: 'Observation',
  id: 'x',
  meta: { lastUpdated: NOW.toISOString() },
  text: { status: 'generated', div: '<div>佐藤さん</div>' },
  status: 'final',
  code: { text: '面接' },
  subject: { reference: 'Patient/a', display: '佐藤', identifier: { system: 'urn:mrn', value: '1' } },
  performer: [{ reference: 'Practitioner/b' }, { reference: 'Organization/c', display: '病院' }],
  note: [{ text: 'メモ' }, { text: LONG }],
};

const NOBODYS = { custodian: null, members: [], labelled: '', basis: NO_BASIS };

const valuesBy = (parameters: SearchParameters) =>
  indexOf(observation, { parameters, labels: undefined }, NOBODYS).values;

/** What the region's parameter `x` draws beyond what R4's own do. */
function drawn(type: string, expression: string) {
  const values = valuesBy(createSearchParameters([defined('x', type, expression)]));
  const own = valuesBy(createSearchParameters());
  const keys = new Set(own.keys);
  return {
    sorts: values.sorts['x'],
    keys: values.keys.filter((key) => !keys.has(key)).length,
    strings: values.strings.filter(({ param }) => param === 'x').map(({ exact }) => exact),
  };
}
const NOTHING = { sorts: undefined, keys: 0, strings: [] };

test('a parameter of a region finds what a resource says of itself', () => {
  expect(drawn('string', 'Observation.note.text')).toEqual({
    sorts: [LONG, 'めも'],
    keys: 0,
    strings: ['メモ', LONG],
  });
  expect(drawn('reference', 'Observation.performer.where(resolve() is Practitioner)')).toEqual({
    sorts: ['Practitioner/b', 'Practitioner/b'],
    keys: 1,
    strings: [],
  });
  // The reference, its identifier in three forms, and these beside the reference that they stand with.
  expect(drawn('reference', 'Observation.subject').keys).toBe(7);
});

test.each([
  ['the target of a reference', 'string', 'Observation.subject.reference'],
  ['a reference as a token', 'token', 'Observation.subject'],
  ['what a target is called', 'string', 'Observation.subject.display'],
  ['the number of a target', 'token', 'Observation.subject.identifier'],
  ['the narrative', 'string', 'Observation.text.div'],
  ['itself, by whom it is about', 'token', "Observation.status.where(%resource.subject.reference = 'Patient/a')"],
  [
    'a visible target, by a hidden one',
    'reference',
    "Observation.performer.where(%resource.subject.reference = 'Patient/a')",
  ],
])('it finds nothing by what may be masked: %s', (_, type, expression) => {
  expect(drawn(type, expression)).toEqual(NOTHING);
});

test.each([
  ['fails', 'string', 'Observation.performer.single().display'],
  ['cannot be read', 'string', 'Observation.note.'],
  ['has values of another type', 'date', 'Observation.code'],
  // Each further letter would double the time: this is a matter of hours.
  ['takes for ever', 'string', "Observation.note.text.where(matches('^(a+)+$'))"],
])('where its expression %s, the resource is stored all the same and not found by it', (_, type, expression) => {
  const found = drawn(type, expression);
  expect([found.keys, found.strings]).toEqual([0, []]);
});
