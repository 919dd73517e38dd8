import { expect, test } from 'vitest';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const url = (id: string): string => `https://example.jp/StructureDefinition/${id}`;
const wish = {
  ...profileOf('Extension', 'wish', [
    { id: 'Extension', path: 'Extension' },
    { id: 'Extension.url', path: 'Extension.url', fixedUri: url('wish') },
    {
      id: 'Extension.value[x]',
      path: 'Extension.value[x]',
      min: 1,
      type: [{ code: 'string' }],
    },
  ]),
};
const strict = profileOf('Patient', 'strict', [
  { id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 },
  { id: 'Patient.photo', path: 'Patient.photo', max: '0' },
  { id: 'Patient.gender', path: 'Patient.gender', fixedCode: 'female' },
  { id: 'Patient.name.use', path: 'Patient.name.use', patternCode: 'official' },
  {
    id: 'Patient.multipleBirth[x]',
    path: 'Patient.multipleBirth[x]',
    type: [{ code: 'integer' }],
  },
  {
    id: 'Patient.multipleBirthInteger',
    path: 'Patient.multipleBirthInteger',
    minValueInteger: 1,
    maxValueInteger: 9,
  },
  {
    id: 'Patient',
    path: 'Patient',
    constraint: [
      {
        key: 'kana',
        severity: 'error',
        human: 'フリガナがある',
        expression: 'name.text.exists()',
      },
    ],
  },
]);
const odd = (id: string, expression: string) =>
  profileOf('Patient', id, [
    {
      id: 'Patient.contact',
      path: 'Patient.contact',
      constraint: [{ key: 'odd', severity: 'error', human: '不明', expression }],
    },
  ]);
const derived = {
  ...profileOf('Patient', 'derived', [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }]),
  baseDefinition: url('strict'),
};
const orphan = {
  ...profileOf('Patient', 'orphan', []),
  baseDefinition: 'https://elsewhere.example/base',
};
const circle = {
  ...profileOf('Patient', 'circle', []),
  baseDefinition: url('circle'),
};
const astray = profileOf('Patient', 'astray', [{ id: 'Patient.blood', path: 'Patient.blood', min: 1 }]);
const validator = await validatorWith([
  wish,
  strict,
  derived,
  orphan,
  circle,
  astray,
  odd('unreadable', 'no such ( path'),
  odd('unknown-function', 'name.nosuch()'),
]);
const lenient = await validatorWith([wish], { unknownExtensions: 'warning' });
const good = { ...HANAKO, name: [{ ...HANAKO.name[0], text: 'ヤマダハナコ' }] };
const check = (resource: object, id: string): string[] => errors(validator.validate(resource, { profiles: [url(id)] }));

test('what a differential says is laid over its base: counts, fixed values, patterns, types, ranges and rules', () => {
  expect(check(good, 'strict')).toEqual([]);
  expect(check({ ...good, birthDate: undefined }, 'strict')).toEqual(['cardinality-min Patient']);
  expect(check({ ...good, photo: [{ title: '写真' }] }, 'strict')).toEqual(['cardinality-max Patient']);
  expect(check({ ...good, gender: 'male' }, 'strict')).toEqual(['fixed-differs Patient.gender']);
  expect(check({ ...good, name: [{ text: 'ヤマダ', use: 'usual' }] }, 'strict')).toEqual([
    'pattern-differs Patient.name[0].use',
  ]);
  expect(check({ ...good, multipleBirthBoolean: true }, 'strict')).toEqual([
    'type-not-allowed Patient.multipleBirth.ofType(boolean)',
  ]);
  expect(check({ ...good, multipleBirthInteger: 10 }, 'strict')).toEqual([
    'value-range Patient.multipleBirth.ofType(integer)',
  ]);
  expect(check(HANAKO, 'strict')).toEqual(['invariant-failed Patient']);
});

test('a profile of a profile asks for both', () => {
  expect(check({ ...good, gender: 'male' }, 'derived')).toEqual([
    'cardinality-min Patient',
    'fixed-differs Patient.gender',
  ]);
});

test('meta.profile is applied without being asked, also with a version that is not loaded', () => {
  const claiming = (canonical: string) =>
    validator.validate({
      ...good,
      gender: 'male',
      meta: { profile: [canonical] },
    });
  expect(errors(claiming(url('strict')))).toEqual(['fixed-differs Patient.gender']);
  expect(errors(claiming(`${url('strict')}|9.9`))).toEqual(['fixed-differs Patient.gender']);
});

test('a claimed profile that is not loaded is never silently fine: a warning names it and how to load it', () => {
  const issues = validator.validate({
    ...good,
    meta: { profile: ['https://elsewhere.example/p'] },
  });
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'profile-not-loaded')).toEqual(['warning Patient.meta.profile[0]']);
  expect(issues.find(({ code }) => code === 'profile-not-loaded')?.en).toBe(
    'the profile `https://elsewhere.example/p` could not be checked, because it is not loaded; load the FHIR package (.tgz or folder) that holds it',
  );
});

test('a profile for another type is an error', () => {
  expect(
    errors(
      validator.validate({
        resourceType: 'Basic',
        code: { text: 'x' },
        meta: { profile: [url('strict')] },
      }),
    ),
  ).toEqual(['profile-type-wrong Basic.meta.profile[0]']);
});

test.each([
  ['orphan', 'its base `https://elsewhere.example/base` is not loaded'],
  ['circle', `its bases go in a circle: ${url('circle')} → ${url('circle')}`],
  ['astray', 'Patient.blood: there is no element `blood` in `Patient`'],
])('a faulty definition (%s) is a warning with its reason, never a crash', (id, reason) => {
  const issues = validator.validate({
    ...good,
    meta: { profile: [url(id)] },
  });
  expect(found(issues, 'profile-unusable')).toEqual(['warning Patient.meta.profile[0]']);
  expect(validator.compile(url(id))).toBe(reason);
});

test('a profile with a rule that cannot be read is refused when it is loaded, and the others work', () => {
  expect(validator.compile(url('unreadable'))).toMatch(
    /^Patient\.contact: the FHIRPath of the rule odd cannot be read /,
  );
  expect(validator.compile(url('derived'))).toBe(undefined);
});

test('a rule that cannot be evaluated is said, and is no error', () => {
  const issues = validator.validate(
    { ...good, contact: [{ name: { text: '山田太郎' } }] },
    { profiles: [url('unknown-function')] },
  );
  expect(errors(issues)).toEqual([]);
  expect(found(issues, 'invariant-unevaluable')).toEqual(['information Patient.contact[0]']);
});

const withExtension = (extension: object) => ({
  ...HANAKO,
  extension: [extension],
});

test('an extension follows its own definition wherever it stands', () => {
  expect(errors(validator.validate(withExtension({ url: url('wish'), valueString: '家に帰りたい' })))).toEqual([]);
  expect(errors(validator.validate(withExtension({ url: url('wish'), valueCode: 'home' })))).toEqual([
    'type-not-allowed Patient.extension[0].value.ofType(code)',
  ]);
  expect(errors(validator.validate(withExtension({ url: url('wish') })))).toEqual([
    'cardinality-min Patient.extension[0]',
    'invariant-failed Patient.extension[0]',
  ]);
});

test('an extension outside its context, or among the modifiers, is refused', () => {
  const name = {
    family: '山田',
    extension: [{ url: url('wish'), valueString: '家' }],
  };
  expect(errors(validator.validate({ ...HANAKO, name: [name] }))).toEqual(['extension-context Patient.name[0]']);
  expect(
    errors(
      validator.validate({
        ...HANAKO,
        modifierExtension: [{ url: url('wish'), valueString: '家' }],
      }),
    ),
  ).toEqual(['extension-modifier Patient.modifierExtension[0]']);
});

test('an unknown extension is an error, or a warning where the house allows it; an unknown modifier is always an error', () => {
  const unknown = { url: 'https://elsewhere.example/ext', valueString: 'x' };
  expect(errors(validator.validate(withExtension(unknown)))).toEqual(['extension-unknown Patient.extension[0]']);
  expect(found(lenient.validate(withExtension(unknown)), 'extension-unknown')).toEqual([
    'warning Patient.extension[0]',
  ]);
  expect(errors(lenient.validate({ ...HANAKO, modifierExtension: [unknown] }))).toEqual([
    'extension-unknown Patient.modifierExtension[0]',
  ]);
});
