import { expect, test } from 'vitest';
import { errors, found, validatorWith } from './world.ts';

const GENDER = 'http://hl7.org/fhir/administrative-gender';
const NAME = 'http://hl7.org/fhir/SearchParameter/Organization-name';
const officeCodes = {
  resourceType: 'CodeSystem',
  url: 'https://example.jp/CodeSystem/office',
  status: 'active',
  content: 'complete',
  count: 2,
  valueSet: 'https://example.jp/ValueSet/office',
  property: [{ code: 'beds', type: 'integer' }],
  filter: [{ code: 'beds', operator: ['='], value: 'a number' }],
  concept: [
    { code: 'home', display: 'グループホーム', property: [{ code: 'beds', valueInteger: 6 }] },
    { code: 'nurse', display: '訪問看護' },
  ],
};
const officeSet = {
  resourceType: 'ValueSet',
  url: officeCodes.valueSet,
  status: 'active',
  compose: { include: [{ system: officeCodes.url }] },
};
const validator = await validatorWith([officeCodes, officeSet]);
const all = (resource: object, pattern: RegExp): string[] =>
  validator
    .validate(resource)
    .filter(({ code }) => pattern.test(code))
    .map(({ severity, code, expression }) => `${severity} ${code} ${expression}`);

const parameter = (more: object) => ({
  resourceType: 'SearchParameter',
  url: 'https://example.jp/SearchParameter/name',
  name: 'OrganizationName',
  status: 'active',
  description: '名前',
  code: 'name',
  base: ['Organization'],
  type: 'string',
  derivedFrom: NAME,
  expression: 'Organization.alias | Organization.name',
  ...more,
});

test('a search parameter has the type and the bases of the one that it is derived from', () => {
  expect(all(parameter({}), /search|definition|expression/)).toEqual([]);
  expect(errors(validator.validate(parameter({ type: 'token' })))).toEqual(['search-type SearchParameter']);
  expect(errors(validator.validate(parameter({ base: ['Patient'] })))).toEqual(['search-base SearchParameter']);
  expect(all(parameter({ expression: 'Organization.name' }), /search/)).toEqual([
    'warning search-expression SearchParameter',
  ]);
  expect(all(parameter({ derivedFrom: 'https://elsewhere.example/s' }), /search|definition|expression/)).toEqual([
    'warning definition-not-loaded SearchParameter.derivedFrom',
  ]);
});

test('the expression of a search parameter can be read, and a composite has two parts', () => {
  const own = { derivedFrom: undefined };
  expect(errors(validator.validate(parameter({ ...own, expression: 'Organization.(' })))).toEqual([
    'expression-unreadable SearchParameter.expression',
  ]);
  const component = [{ definition: NAME, expression: 'name' }];
  expect(errors(validator.validate(parameter({ ...own, type: 'composite', component })))).toEqual([
    'search-components SearchParameter',
  ]);
  const two = parameter({ ...own, type: 'composite', component: [...component, ...component] });
  expect(errors(validator.validate(two))).toEqual([]);
});

test('a server declares its search parameters in the type of their definitions', () => {
  const statement = (type: string) => ({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-01',
    kind: 'requirements',
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      { mode: 'server', resource: [{ type: 'Organization', searchParam: [{ name: 'name', definition: NAME, type }] }] },
    ],
  });
  expect(all(statement('string'), /capability/)).toEqual([]);
  expect(all(statement('token'), /capability/)).toEqual([
    'error capability-search-type CapabilityStatement.rest[0].resource[0].searchParam[0]',
  ]);
});

test('a value set takes known codes of absolute systems', () => {
  const set = (...include: object[]) =>
    all({ resourceType: 'ValueSet', status: 'active', compose: { include } }, /set-|system|definition/);
  const PLACE = 'ValueSet.compose.include[0]';
  expect(set({ system: officeCodes.url, concept: [{ code: 'home', display: 'グループホーム' }] })).toEqual([]);
  expect(set({ system: officeCodes.url, filter: [{ property: 'beds', op: '=', value: '6' }] })).toEqual([]);
  expect(set({ system: '#codes' })).toEqual([`error coding-system-wrong ${PLACE}.system`]);
  expect(set({ system: officeSet.url })).toEqual([`error coding-system-wrong ${PLACE}.system`]);
  expect(
    set({ system: officeCodes.url, concept: [{ code: 'hotel' }, { code: 'home', display: '病院' }, { code: 'home' }] }),
  ).toEqual([
    `warning set-code-unknown ${PLACE}.concept[0]`,
    `warning set-display ${PLACE}.concept[1]`,
    `warning set-code-twice ${PLACE}.concept[2]`,
  ]);
  expect(
    set({
      system: officeCodes.url,
      filter: [
        { property: 'beds', op: 'is-a', value: '6' },
        { property: 'rooms', op: '=', value: '6' },
      ],
    }),
  ).toEqual([`warning set-filter-operator ${PLACE}.filter[0]`, `warning set-filter-unknown ${PLACE}.filter[1]`]);
  expect(set({ valueSet: ['https://elsewhere.example/v'] })).toEqual([
    `warning definition-not-loaded ${PLACE}.valueSet[0]`,
  ]);
});

test('a code system keeps to the properties, the count and the value set that it declares', () => {
  const system = (more: object) => all({ ...officeCodes, ...more }, /system-|set-/);
  expect(system({})).toEqual([]);
  expect(system({ count: 3 })).toEqual(['warning system-count CodeSystem.count']);
  expect(system({ content: 'not-present', count: 0 })).toEqual(['warning system-content CodeSystem.content']);
  expect(system({ supplements: GENDER, count: undefined, concept: [{ code: 'x' }] })).toEqual([
    'warning set-code-unknown CodeSystem.concept[0]',
    'warning system-supplement CodeSystem.content',
  ]);
  expect(system({ url: 'https://example.jp/CodeSystem/other' })).toEqual([
    'warning system-value-set CodeSystem.valueSet',
  ]);
  const property = [
    { code: 'beds', valueString: '六' },
    { code: 'rooms', valueInteger: 6 },
  ];
  expect(system({ count: 1, concept: [{ code: 'home', property }] })).toEqual([
    'error system-property-type CodeSystem.concept[0].property[0]',
    'warning system-property-unknown CodeSystem.concept[0].property[1]',
  ]);
});

test('a concept map speaks of codes that its systems have', () => {
  const map = (code: string, mapped: object) =>
    all(
      {
        resourceType: 'ConceptMap',
        status: 'active',
        group: [
          {
            source: officeCodes.url,
            target: GENDER,
            element: [{ code, target: [{ equivalence: 'relatedto', ...mapped }] }],
          },
        ],
      },
      /map-|set-/,
    );
  const PLACE = 'ConceptMap.group[0].element[0]';
  expect(map('home', { code: 'other', display: 'Other' })).toEqual([]);
  expect(map('hotel', { code: 'diverse' })).toEqual([
    `error map-code-unknown ${PLACE}.code`,
    `error map-code-unknown ${PLACE}.target[0].code`,
  ]);
  expect(map('home', { code: 'other', display: '男' })).toEqual([`warning set-display ${PLACE}.target[0].display`]);
});

test("a question's condition looks at another question of the questionnaire, best at an earlier one", () => {
  const when = (question: string) => ({ enableWhen: [{ question, operator: 'exists', answerBoolean: true }] });
  const asked = (question: string) =>
    all(
      {
        resourceType: 'Questionnaire',
        status: 'active',
        item: [
          { linkId: 'a', type: 'string' },
          { linkId: 'b', type: 'group', ...when(question), item: [{ linkId: 'c', type: 'string' }] },
          { linkId: 'd', type: 'string' },
        ],
      },
      /condition/,
    );
  expect(asked('a')).toEqual([]);
  expect(asked('z')).toEqual(['error condition-unknown Questionnaire.item[1]']);
  expect(asked('b')).toEqual(['error condition-inside Questionnaire.item[1]']);
  expect(asked('c')).toEqual(['error condition-inside Questionnaire.item[1]']);
  expect(asked('d')).toEqual(['warning condition-later Questionnaire.item[1]']);
});

test('extensions of R4 are taken where HL7 allows them since, and a work group may be younger than R4', () => {
  const CORE = 'http://hl7.org/fhir/StructureDefinition';
  const expectation = [{ url: `${CORE}/capabilitystatement-expectation`, valueCode: 'SHOULD' }];
  const more = {
    multipleOr: true,
    _multipleOr: { extension: expectation },
    extension: [{ url: `${CORE}/structuredefinition-wg`, valueCode: 'pe' }],
  };
  expect(errors(validator.validate(parameter(more)))).toEqual([]);
  expect(errors(validator.validate(parameter({ extension: expectation })))).toEqual([
    'extension-context SearchParameter',
  ]);
});

test('what is not written as a definition is refused for its form alone', () => {
  for (const resourceType of [
    'StructureDefinition',
    'ValueSet',
    'CodeSystem',
    'ConceptMap',
    'Questionnaire',
    'Measure',
  ]) {
    for (const wrong of [null, 7, 'x', [null], [[7]], { element: [null, 7] }]) {
      const names = ['compose', 'concept', 'group', 'item', 'snapshot', 'differential', 'context', 'contained', 'base'];
      const resource = { resourceType, ...Object.fromEntries(names.map((name) => [name, wrong])) };
      expect(found(validator.validate(resource), 'resource-type-unknown')).toEqual([]);
    }
  }
});

test('definitions and answers nested without end are refused before they can end the process', () => {
  const nested = (name: string, more: object): object => {
    let inner: object = more;
    for (let depth = 0; depth < 3_000; depth++) inner = { ...more, [name]: [inner] };
    return inner;
  };
  const item = nested('item', { linkId: 'a', type: 'group' });
  const answered = nested('item', { linkId: 'a' });
  const contained = [{ resourceType: 'Questionnaire', id: 'q', status: 'draft', item: [item] }];
  for (const resource of [
    { resourceType: 'CodeSystem', status: 'draft', content: 'example', concept: [nested('concept', { code: 'a' })] },
    { resourceType: 'QuestionnaireResponse', status: 'completed', contained, questionnaire: '#q', item: [answered] },
  ])
    expect(found(validator.validate(resource), 'nesting-too-deep').length).toBeGreaterThan(0);
});

test('an expression or a pattern that would take ages ends with an issue', () => {
  const expression = `Patient.${'('.repeat(20_000)}`;
  expect(errors(validator.validate(parameter({ derivedFrom: undefined, expression })))).toEqual([
    'expression-unreadable SearchParameter.expression',
  ]);
  const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/regex', valueString: '(a+)+b' }];
  const item = [{ linkId: 'a', type: 'string', extension }];
  const contained = [{ resourceType: 'Questionnaire', id: 'q', status: 'draft', item }];
  const given = [{ linkId: 'a', answer: [{ valueString: 'a'.repeat(5_000) }] }];
  const response = { resourceType: 'QuestionnaireResponse', status: 'completed', contained, questionnaire: '#q' };
  expect(errors(validator.validate({ ...response, item: given }))).toContain(
    'answer-format QuestionnaireResponse.item[0].answer[0].value.ofType(string)',
  );
});
