import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { errors } from './world.ts';

const PACKAGES = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'].map((file) =>
  join('../shared/corpora/jp', file),
);
const RECORDS = '../shared/corpora/records/jp-clins';
const OWN = 'profiles/package';
const DISCHARGE = 'examples/discharge-summary';
const haveCorpora = PACKAGES.every((path) => existsSync(path)) && existsSync(RECORDS);

const definitions = await loadPackages([...(haveCorpora ? PACKAGES : []), OWN]);
if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
// Without the packages nobody here knows the extensions that they define.
const unknownExtensions = haveCorpora ? 'error' : 'warning';
const validator = createValidator(definitions, { unknownExtensions });
const readText = (path: string): string => readFileSync(path, 'utf8');
const read = (path: string): Resource => JSON.parse(readText(path));
type Resource = { resourceType: string; [name: string]: unknown };
/** The places of expected issues, with or without the type of the resource inside an entry. */
const places = (issues: readonly Issue[]): string[] =>
  issues
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ expression = '' }) => expression);

test('every profile of every loaded package compiles', () => {
  const faults = definitions.profiles.map((canonical) => [canonical, validator.compile(canonical)]);
  expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
  expect(faults.length).toBeGreaterThan(20);
});

describe('the discharge summary of our own', () => {
  const files = readdirSync(DISCHARGE).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'));

  test('the good one is valid', () => {
    expect(errors(validator.validateText(readText(join(DISCHARGE, 'good.json'))).issues)).toEqual([]);
  });

  // Some of the rules that the bad ones break are those of JP-CLINS, which cannot be checked where its package is absent.
  test.each(files.filter((file) => file.startsWith('bad-')))('%s is refused at the place that is expected', (file) => {
    const { issues: expected } = JSON.parse(readText(join(DISCHARGE, file.replace('.json', '.expected.json')))) as {
      issues: { expression: string }[];
    };
    const { issues } = validator.validateText(readText(join(DISCHARGE, file)));
    const notLoaded = issues.some(({ code }) => code === 'profile-not-loaded');
    expect(places(issues).length > 0 || notLoaded).toBe(true);
    if (haveCorpora)
      expect(places(issues)).toEqual(expect.arrayContaining(expected.map(({ expression }) => expression)));
  });

  test('without the packages that it claims, its profiles are said to be unchecked', async () => {
    const bare = await loadPackages([]);
    if (isRefusal(bare)) throw new Error('core is always there');
    const { issues } = createValidator(bare).validateText(readText(join(DISCHARGE, 'good.json')));
    expect(issues.some(({ code, severity }) => code === 'profile-not-loaded' && severity === 'warning')).toBe(true);
  });
});

/** Examples of JP-CLINS when they are there; else our own good document, entry by entry. */
function examples(): [string, Resource][] {
  if (!haveCorpora) {
    const { entry } = read(join(DISCHARGE, 'good.json')) as unknown as { entry: { resource: Resource }[] };
    return entry.map(({ resource }, index) => [`entry ${index} ${resource.resourceType}`, resource]);
  }
  return readdirSync(RECORDS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, read(join(RECORDS, file))]);
}

/** Examples of the publisher that its own definitions refuse: an identifier system that one of its extensions fixes otherwise. */
const REFUSED_BY_THEIR_PUBLISHER = /Org-eCS-(Inst-Referral01|ReferralTo01)|Bundle-CLINS-Referral/;

test.each(examples())('%s is answered, and valid unless its own publisher refuses it', (name, resource) => {
  const found = errors(validator.validate(resource)).map((issue) => issue.split(' ')[0]);
  expect(new Set(found)).toEqual(new Set(REFUSED_BY_THEIR_PUBLISHER.test(name) ? ['fixed-differs'] : []));
});

const claims = examples().filter(([name, { meta }]) => meta !== undefined && !REFUSED_BY_THEIR_PUBLISHER.test(name));

test.each(claims)(
  '%s with a field of no meaning, a wrong status and an unknown code is refused at each',
  (_, resource) => {
    const type = resource.resourceType;
    expect(places(validator.validate({ ...resource, kakehashi: true }))).toContain(type);
    if (typeof resource['status'] === 'string') {
      expect(places(validator.validate({ ...resource, status: 'おわり' }))).toContain(`${type}.status`);
    }
    if (typeof resource['gender'] === 'string') {
      expect(places(validator.validate({ ...resource, gender: 'onna' }))).toContain(`${type}.gender`);
    }
  },
);

test.each(claims)('%s is refused without any element that its profiles ask for', (_, resource) => {
  const { meta } = resource as unknown as { meta: { profile?: string[] } };
  const printed = (meta.profile ?? []).map((canonical) => validator.print(canonical) ?? '').join('\n');
  const asked = [...printed.matchAll(/^\w+\.(\w+) cardinality \{"min":[1-9]/gm)].map(([, name = '']) => name);
  for (const name of asked.filter((one) => one in resource)) {
    const { [name]: _gone, ...rest } = resource;
    expect(places(validator.validate(rest, { profiles: meta.profile ?? [] })), name).toContain(resource.resourceType);
  }
});
