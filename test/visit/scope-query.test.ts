import { expect, test } from 'vitest';
import { parseScopes, type Scope } from '../../src/auth/index.ts';
import { createSearchParameters } from '../../src/fhir/index.ts';
import { scopeQueryUnderstood } from '../../src/visit/index.ts';

const house = {
  parameters: createSearchParameters([
    {
      resourceType: 'SearchParameter',
      url: 'https://region.example/SearchParameter/room',
      name: 'room',
      status: 'active',
      description: 'x',
      code: 'room',
      base: ['Observation'],
      type: 'string',
      expression: 'Observation.note.text',
    },
  ]),
};
const understood = (text: string): boolean => {
  const [scope] = parseScopes(text);
  expect(scope?.text).toBe(text);
  return scopeQueryUnderstood(house, scope as Scope);
};

test('a scope may ask by filters of its type that a resource alone tells of', () => {
  for (const text of [
    'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    'system/Observation.rs?category=laboratory,vital-signs&status:not=cancelled',
    'system/Observation.cruds?code:missing=false',
    'user/Observation.rs?date=ge2026-01&date=lt2027',
    'system/Observation.rs?subject=Patient/1',
    'system/Observation.rs?subject:Patient=1',
    'system/Observation.rs?value-string:contains=%E8%A1%80',
    'system/Patient.rs?identifier:of-type=http://x|MR|1',
    'system/Patient.rs?name:exact=x',
    'system/CarePlan.rs?instantiates-uri=http://x/y',
    'system/*.rs?_tag=urn:x|y',
    'system/*.rs?_security:not=R',
  ])
    expect(understood(text), text).toBe(true);
});

test('what could not be held everywhere, and always, is not understood', () => {
  for (const text of [
    'system/Observation.rs?colour=red',
    'system/Observation.rs?category=',
    'system/Observation.rs?status:colour=red',
    'system/Observation.rs?date=yesterday',
    'system/Observation.rs?_count=1',
    'system/Observation.rs?category=laboratory&_sort=date',
    'system/Observation.rs?_include=Observation:subject',
    'system/Observation.rs?category=laboratory&_revinclude=Observation:has-member',
    'system/Observation.rs?subject:Patient.gender=female',
    'system/Observation.rs?encounter.status=finished',
    'system/Observation.rs?_has:Observation:has-member:status=final',
    'system/Observation.rs?_list=1',
    'system/Observation.rs?_text=x',
    'system/Observation.rs?_content=x',
    'system/Observation.rs?_lastUpdated=gt2026',
    'system/Observation.rs?_filter=status+eq+final',
    'system/Observation.rs?_query=x',
    'system/Observation.rs?_type=Observation',
    'system/Observation.rs?code:in=http://x/ValueSet/y',
    'system/Observation.rs?code:below=http://x|y',
    'system/Observation.rs?code:text=x',
    'system/Observation.rs?subject:identifier=urn:x|1',
    'system/Observation.rs?value-quantity=5',
    'system/Observation.rs?code-value-quantity=x$5',
    'system/Location.rs?near=1|2|3|km',
    // What a region has added may be slow, or change.
    'system/Observation.rs?room=1',
    'system/*.rs?status=final',
    'system/*.rs?_lastUpdated=gt2026',
    'system/Unknown.rs?_id=1',
    'system/Observation.rs?&',
  ])
    expect(understood(text), text).toBe(false);
});
