import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createTerminology } from '#terminology';
import { loadPackages } from '#validation';
import { contains, operate, read, refused } from './loaded.ts';

/** R4 core, our own package, and the Japanese packages where they are at hand. */
const CORPUS = '../shared/corpora/jp';
const packages = existsSync(CORPUS)
  ? readdirSync(CORPUS)
      .filter((name) => /^jp-(core|clins).*\.tgz$/.test(name))
      .sort()
      .map((name) => join(CORPUS, name))
  : [];
const definitions = await loadPackages(['profiles/package', ...packages]);
if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
const terminology = createTerminology(definitions);
const expand = (url: string, more = '') =>
  operate('ValueSet/$expand', `url=${encodeURIComponent(url)}${more}`, { terminology });
const sets = definitions.list('ValueSet', {}) as unknown as ValueSet[];
const canonical = ({ url = '', version }: ValueSet): string => (version === undefined ? url : `${url}|${version}`);
const whole = sets.flatMap((set) => {
  const url = canonical(set);
  const expanded = expand(url, '&count=10000');
  return isRefusal(expanded)
    ? []
    : [{ url, codes: contains(expanded), total: (expanded as ValueSet).expansion?.total }];
});

test('most sets of R4 and Japan can be listed, and what cannot is refused with a reason', () => {
  expect(sets.length).toBeGreaterThan(1_200);
  expect(whole.length).toBeGreaterThan(1_100);
  const reasons = new Set(
    sets.map((set) => refused(expand(canonical(set), '&count=1'))).filter((one) => one !== 'not refused'),
  );
  expect([...reasons].sort()).toEqual(['422 set-not-listable']);
});

test('every code of an expansion is a member of its set', () => {
  const strangers = whole.flatMap(({ url, codes }) =>
    codes
      .filter(({ system, code }) => terminology.validateCode(url, { system, code }) !== 'member')
      .map(({ system, code }) => `${url} ${system}#${code}`),
  );
  expect(strangers).toEqual([]);
});

test('a code of the same system that is not in the expansion is no member', () => {
  const intruders = whole.flatMap(({ url, codes }) => {
    const listed = new Set(codes.map(({ system, code }) => `${system}|${code}`));
    const [system] = codes.map((one) => one.system);
    const { concept = [] } = (definitions.codeSystem(system ?? '') ?? {}) as CodeSystem;
    return concept
      .filter(({ code }) => !listed.has(`${system}|${code}`))
      .filter(({ code = '' }) => terminology.validateCode(url, { system, code }) === 'member')
      .map(({ code }) => `${url} ${system}#${code}`);
  });
  expect(intruders).toEqual([]);
  for (const { url, codes } of whole) {
    const system = codes[0]?.system;
    if (system !== undefined)
      expect(terminology.validateCode(url, { system, code: 'no-such-code' })).not.toBe('member');
  }
});

test('pages of any size put together are the whole, each code once', () => {
  const few = whole.filter(({ codes }) => codes.length > 1 && codes.length < 300);
  fc.assert(
    fc.property(fc.constantFrom(...few), fc.integer({ min: 1, max: 120 }), ({ url, codes, total }, count) => {
      const pages = Array.from({ length: Math.ceil(codes.length / count) }, (_, page) =>
        contains(expand(url, `&offset=${page * count}&count=${count}`)),
      );
      expect(pages.flat()).toEqual(codes);
      expect(total).toBe(codes.length);
      expect(new Set(codes.map(({ system, code }) => `${system}|${code}`)).size).toBe(codes.length);
    }),
    { seed: 20261123, numRuns: 60 },
  );
});

test('the hierarchy holds the same codes as the flat list', () => {
  const flat = (list: any[]): string[] => list.flatMap(({ code, contains: below = [] }) => [code, ...flat(below)]);
  for (const { url, codes } of whole.filter(({ codes: list }) => list.length < 2_000)) {
    const nested = contains(expand(url, '&excludeNested=false'));
    expect(flat(nested).sort(), url).toEqual(codes.map(({ code }) => code).sort());
  }
});

test('a code is found by any of its own names', () => {
  const named = whole.filter(({ codes }) => codes.some(({ display }) => display));
  fc.assert(
    fc.property(fc.constantFrom(...named), fc.nat(), ({ url, codes }, n) => {
      const withName = codes.filter(({ display }) => display);
      const one = withName[n % withName.length];
      const found = contains(expand(url, `&count=10000&filter=${encodeURIComponent(one.display)}`));
      expect(found.map(({ code }) => code)).toContain(one.code);
    }),
    { seed: 20261123, numRuns: 200 },
  );
});

test('a code of a parent subsumes its child, and the child never its parent', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const roots = ((definitions.codeSystem(system) as CodeSystem).concept ?? []).slice(0, 40);
  for (const { code, concept = [] } of roots) {
    for (const child of concept) {
      const ask = (codeA?: string, codeB?: string) =>
        read(operate('CodeSystem/$subsumes', `system=${system}&codeA=${codeA}&codeB=${codeB}`, { terminology }))[
          'outcome'
        ];
      expect(ask(code, child.code)).toBe('subsumes');
      expect(ask(child.code, code)).toBe('subsumed-by');
    }
  }
});

test('what R4’s own maps translate there, they translate back', () => {
  let asked = 0;
  for (const map of definitions.conceptMaps() as Iterable<ConceptMap>) {
    for (const { source, target, element = [] } of map.group ?? []) {
      if (!source || !target) continue;
      for (const { code, target: targets = [] } of element) {
        const query = (system = '', one = '') =>
          `url=${map.url}&system=${encodeURIComponent(system)}&code=${encodeURIComponent(one)}`;
        const there = read(operate('ConceptMap/$translate', query(source, code), { terminology }));
        for (const one of targets) {
          if (one.code === undefined || !code || (one.dependsOn ?? []).length > 0) continue;
          asked++;
          expect(there['match'].map(({ concept }: any) => concept?.code)).toContain(one.code);
          const back = operate('ConceptMap/$translate', `${query(target, one.code)}&reverse=true`, { terminology });
          expect(read(back)['match'].map(({ concept }: any) => concept.code)).toContain(code);
        }
      }
    }
  }
  expect(asked).toBeGreaterThan(100);
});

test('whatever parameters come, an operation answers or refuses, and never breaks', () => {
  const names = [
    'url',
    'code',
    'system',
    'coding',
    'valueSet',
    'filter',
    'count',
    'displayLanguage',
    'designation',
    'x',
  ];
  const operations = [
    'ValueSet/$expand',
    'ValueSet/$validate-code',
    'CodeSystem/$lookup',
    'CodeSystem/$validate-code',
    'CodeSystem/$subsumes',
    'ConceptMap/$translate',
  ] as const;
  const value = fc.oneof(
    fc.constantFrom(
      'http://hl7.org/fhir/ValueSet/administrative-gender',
      'http://hl7.org/fhir/administrative-gender',
      'male',
    ),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.object(),
  );
  const key = fc.constantFrom(
    'valueString',
    'valueUri',
    'valueInteger',
    'valueBoolean',
    'valueCoding',
    'part',
    'resource',
  );
  const parameter = fc.oneof(
    fc.tuple(fc.constantFrom(...names), key, value).map(([name, one, content]) => ({ name, [one]: content })),
    fc.constant(null),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...operations), fc.array(parameter, { maxLength: 4 }), (name, parameters) => {
      const sane = parameters.filter((one) => !(one && typeof one === 'object' && 'resource' in one));
      const answer = operate(name, sane as never, { terminology });
      expect(isRefusal(answer) || ['ValueSet', 'Parameters'].includes(answer.resourceType)).toBe(true);
    }),
    { seed: 20261123, numRuns: 1_500 },
  );
});
