import type { ElementDefinition } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const NOW = new Date('2026-04-01T00:00:00Z');
const UCUM = 'http://unitsofmeasure.org';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const at = (path: string, change: object): Partial<ElementDefinition> => ({ id: path, path, ...change });
const kilograms = (value: number) => ({ value, system: UCUM, code: 'kg' });
const stated = (name: string, value: object) => ({ extension: [{ url: `${CORE}${name}`, ...value }] }) as object;

const weighed = profileOf('Observation', 'weighed', [
  at('Observation.value[x]', {
    type: [{ code: 'Quantity' }],
    minValueQuantity: kilograms(0.5),
    maxValueQuantity: kilograms(10),
  }),
]);
const grown = profileOf('Patient', 'grown', [
  at('Patient.birthDate', {
    maxValueQuantity: { value: 0, system: UCUM, code: 'd' },
    minValueQuantity: { value: 100, system: UCUM, code: 'a' },
  }),
]);
const limited = profileOf('Patient', 'limited', [
  at('Patient.name', { max: '1' }),
  at('Patient.name.family', stated('regex', { valueString: '[一-龠]+' })),
  at('Patient.photo', stated('maxSize', { valueDecimal: 4 })),
]);
const rounded = profileOf('Observation', 'rounded', [
  at('Observation.value[x]', { type: [{ code: 'Quantity' }], ...stated('maxDecimalPlaces', { valueInteger: 1 }) }),
]);
const phoned = profileOf('Patient', 'phoned', [
  at('Patient.telecom', { fixedContactPoint: { use: 'home' } }),
  at('Patient.maritalStatus', { patternCodeableConcept: { text: '婚姻', coding: [{ code: 'M' }] } }),
]);
const validator = await validatorWith([weighed, grown, limited, rounded, phoned], { now: () => NOW });
const check = (resource: unknown, ...profiles: string[]): string[] =>
  errors(
    validator.validate(resource, { profiles: profiles.map((id) => `https://example.jp/StructureDefinition/${id}`) }),
  );
const measured = (valueQuantity: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体重' },
  valueQuantity,
});

describe('the smallest and the largest value', () => {
  test.each([
    ['inside, in the same unit', kilograms(3), []],
    ['inside, in another unit', { value: 3000, system: UCUM, code: 'g' }, []],
    [
      'above, in another unit',
      { value: 11000, system: UCUM, code: 'g' },
      ['value-range Observation.value.ofType(Quantity)'],
    ],
    [
      'below, in another unit',
      { value: 400, system: UCUM, code: 'g' },
      ['value-range Observation.value.ofType(Quantity)'],
    ],
    ['of another kind, which cannot be compared', { value: 400, system: UCUM, code: 'm' }, []],
    ['without a unit, which cannot be compared', { value: 400 }, []],
  ])('a weight %s', (_, quantity, expected) => {
    expect(check(measured(quantity), 'weighed')).toEqual(expected);
  });

  test.each([
    ['1926-04-01', []],
    ['1926', []],
    ['1925-12-31', ['value-range Patient.birthDate']],
    ['2026-04-01', []],
    ['2026-04-02', ['value-range Patient.birthDate']],
  ])('born on %s, where limits are reckoned from today', (birthDate, expected) => {
    expect(check({ ...HANAKO, birthDate }, 'grown')).toEqual(expected);
  });
});

describe('limits that a profile writes as extensions', () => {
  test('a name is written as the profile asks', () => {
    expect(check(HANAKO, 'limited')).toEqual([]);
    expect(check({ ...HANAKO, name: [{ family: 'Yamada' }] }, 'limited')).toEqual([
      'regex-differs Patient.name[0].family',
    ]);
  });

  test('a photo is no larger than the profile allows', () => {
    expect(check({ ...HANAKO, photo: [{ contentType: 'image/png', data: 'AAAAAA==' }] }, 'limited')).toEqual([]);
    expect(check({ ...HANAKO, photo: [{ contentType: 'image/png', data: 'AAAAAAA=' }] }, 'limited')).toEqual([
      'value-too-large Patient.photo[0]',
    ]);
    expect(check({ ...HANAKO, photo: [{ url: 'https://example.jp/1.png', size: 5 }] }, 'limited')).toEqual([
      'value-too-large Patient.photo[0]',
    ]);
  });

  test('a measurement has no more decimal places than the profile allows', () => {
    expect(check(measured({ value: 3.5 }), 'rounded')).toEqual([]);
    expect(check(measured({ value: 3.55 }), 'rounded')).toEqual([
      'decimals-too-many Observation.value.ofType(Quantity)',
    ]);
  });
});

test('every place that differs from a fixed value or a pattern is named', () => {
  expect(check({ ...HANAKO, telecom: [{ system: 'phone', value: '03', use: 'home' }] }, 'phoned')).toEqual([
    'fixed-differs Patient.telecom[0].system',
    'fixed-differs Patient.telecom[0].value',
  ]);
  expect(check({ ...HANAKO, maritalStatus: { text: '未婚' } }, 'phoned')).toEqual([
    'pattern-differs Patient.maritalStatus.text',
    'pattern-differs Patient.maritalStatus',
  ]);
});

describe('URIs', () => {
  test.each([
    ['urn:oid:1.2.392.100495.20.3.51', []],
    ['urn:oid:1.02', ['primitive-format Patient.identifier[0].system']],
    ['urn:uuid:0b7a1a0e-7c58-4f0e-9d46-111111111111', []],
    ['urn:uuid:0B7A1A0E-7C58-4F0E-9D46-111111111111', ['primitive-format Patient.identifier[0].system']],
    ['oid:1.2.392', ['primitive-format Patient.identifier[0].system']],
    ['https://example.jp/karte', []],
    ['karte', ['identifier-system-relative Patient.identifier[0]']],
  ])('the system %s of an identifier', (system, expected) => {
    expect(check({ ...HANAKO, identifier: [{ system, value: '1' }] })).toEqual(expected);
  });

  test('an identifier that is said to be a URI is one', () => {
    const identifier = (value: string) => [{ system: 'urn:ietf:rfc:3986', value }];
    expect(check({ ...HANAKO, identifier: identifier('urn:oid:1.2.3') })).toEqual([]);
    expect(check({ ...HANAKO, identifier: identifier('123') })).toEqual(['identifier-value-uri Patient.identifier[0]']);
  });

  test('a canonical is absolute, or names what is contained', () => {
    const plan = (...instantiatesCanonical: string[]) => ({
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject: { display: '山田花子' },
      instantiatesCanonical,
    });
    expect(check(plan('https://example.jp/PlanDefinition/1|2.0', 'urn:oid:1.2.3', '#plan'))).toEqual([]);
    expect(check(plan('PlanDefinition/1'))).toEqual(['primitive-format CarePlan.instantiatesCanonical[0]']);
  });
});

test('an attachment has the size that it states; another hash is only suspicious', () => {
  const photo = (more: object) => ({ ...HANAKO, photo: [{ contentType: 'image/png', data: 'AAAA', ...more }] });
  expect(check(photo({ size: 3, hash: 'KQni+q8h3UxvwI63KmzaRDYJtQ4=' }))).toEqual([]);
  expect(check(photo({ size: 4 }))).toEqual(['attachment-size Patient.photo[0]']);
  expect(found(validator.validate(photo({ hash: 'AAAA' })), 'attachment-hash')).toEqual(['warning Patient.photo[0]']);
});

test('a text of spaces alone is no error, and no good either', () => {
  const issues = validator.validate({ ...HANAKO, name: [{ text: '　 ' }] });
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'text-blank')).toEqual(['warning Patient.name[0].text']);
});

test('an empty XHTML element may be written with two tags', () => {
  const text = (inner: string) => ({
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`,
  });
  expect(check({ ...HANAKO, text: text('朝<br></br>夜') })).toEqual([]);
  expect(check({ ...HANAKO, text: text('朝<br>夜') })).toEqual(['narrative-markup Patient.text.div']);
});

describe('what only some receivers refuse', () => {
  const contained = { ...HANAKO, contained: [{ resourceType: 'Organization', id: 'no id' }] };
  const linked = { ...HANAKO, photo: [{ url: 'https://files.example.org/1.png' }] };
  const invented = { ...HANAKO, extension: [{ url: 'https://example.org/fhir/wish', valueString: '家' }] };
  const trial = { resourceType: 'ValueSet', status: 'draft', experimental: true };
  const tagged = { ...HANAKO, name: [{ text: '<b>山田</b>' }] };
  const misled = { ...HANAKO, managingOrganization: { reference: 'Patient/1' } };

  test.each([
    [
      'contained resources that nothing refers to',
      contained,
      { contained: 'ignored' } as const,
      [
        'contained-unreferenced Patient.contained[0]',
        'primitive-format Patient.contained[0].ofType(Organization).id',
        'invariant-failed Patient.contained[0].ofType(Organization)',
      ],
    ],
    [
      'the type that a reference names, which nobody here can look up',
      misled,
      { literalTypes: 'ignored' } as const,
      ['reference-target Patient.managingOrganization'],
    ],
  ])('%s can be let pass', async (_, resource, option, usual) => {
    expect(check(resource).sort()).toEqual([...usual].sort());
    const lenient = await validatorWith([], option);
    expect(errors(lenient.validate(resource))).toEqual([]);
  });

  test.each([
    ['example URLs', linked, { exampleUrls: 'refused' } as const, ['url-example Patient.photo[0].url']],
    [
      'extensions of example domains',
      invented,
      { exampleUrls: 'refused' } as const,
      ['url-example Patient.extension[0].url', 'extension-unknown Patient.extension[0]'],
    ],
    ['experimental content', trial, { experimental: 'refused' } as const, ['content-experimental ValueSet']],
    ['text that looks like HTML', tagged, { embeddedHtml: 'refused' } as const, ['text-html Patient.name[0].text']],
  ])('%s can be refused', async (_, resource, option, expected) => {
    expect(check(resource)).toEqual([]);
    const strict = await validatorWith([], option);
    expect(errors(strict.validate(resource)).sort()).toEqual([...expected].sort());
  });

  test('extensions that begin as the caller says are let pass', async () => {
    const local = { ...HANAKO, extension: [{ url: 'https://karte.example.jp/fhir/wish', valueString: '家' }] };
    expect(check(local)).toEqual(['extension-unknown Patient.extension[0]']);
    const trusting = await validatorWith([], { extensionDomains: ['https://karte.example.jp/'] });
    expect(errors(trusting.validate(local))).toEqual([]);
  });

  test('comparisons in a text are no HTML', async () => {
    const strict = await validatorWith([], { embeddedHtml: 'refused' });
    for (const text of ['体温 < 37', 'a <b', '<3 と <4', '1 < 2 > 0'])
      expect(errors(strict.validate({ ...HANAKO, name: [{ text }] }))).toEqual([]);
  });
});
