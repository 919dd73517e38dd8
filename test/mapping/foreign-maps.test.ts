import type { ConceptMap, StructureDefinition, StructureMapGroupRule } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { type Issue, isRefusal } from '#fhir';
import { loadPackages } from '#validation';
import { type Form, toFhir } from '../../src/mapping/index.ts';
import { mappingOf } from '../../src/mapping/rules-file.ts';
import { MAP_REFUSALS, readForeignMap, readMapText } from '../../src/structure-maps/index.ts';
import { FOREIGN_MAP_REFUSALS } from '../../src/structure-maps/refusal-kinds-maps.ts';

const definitions = await loadPackages(['profiles/package']);
if (isRefusal(definitions)) throw new Error(JSON.stringify(definitions));

const element = (path: string, max: string, type: string, label: string) => ({
  id: path,
  path,
  min: 0,
  max,
  label,
  type: [{ code: type }],
});
const MODEL = 'https://city.example/StructureDefinition/ContactForm';
const model: StructureDefinition = {
  resourceType: 'StructureDefinition',
  url: MODEL,
  name: 'ContactForm',
  title: '連絡先カード',
  status: 'active',
  kind: 'logical',
  abstract: false,
  type: 'ContactForm',
  differential: {
    element: [
      { id: 'ContactForm', path: 'ContactForm', min: 0, max: '*' },
      element('ContactForm.name', '1', 'string', '氏名'),
      element('ContactForm.kana', '1', 'string', 'ふりがな'),
      element('ContactForm.birth', '1', 'string', '生年月日'),
      element('ContactForm.phone', '1', 'string', '番号'),
      element('ContactForm.sex', '1', 'string', '性別'),
      element('ContactForm.nicknames', '*', 'string', '呼び名'),
      element('ContactForm.home', '1', 'BackboneElement', '住まい'),
      element('ContactForm.home.city', '1', 'string', '市町村'),
      element('ContactForm.family', '*', 'BackboneElement', '家族'),
      element('ContactForm.family.name', '1', 'string', '家族の氏名'),
      element('ContactForm.family.city', '1', 'string', '家族の市町村'),
      element('ContactForm.family.pets', '*', 'string', '飼っている動物'),
    ],
  },
};
const genders: ConceptMap = {
  resourceType: 'ConceptMap',
  id: 'sex',
  url: 'https://city.example/ConceptMap/sex',
  status: 'active',
  group: [
    {
      target: 'http://hl7.org/fhir/administrative-gender',
      element: [
        { code: '男', target: [{ code: 'male', equivalence: 'equivalent' }] },
        { code: '女', target: [{ code: 'female', equivalence: 'equivalent' }] },
      ],
    },
  ],
};
const world = {
  structure: (url: string) => (url === MODEL ? model : definitions.structure(url)),
  conceptMaps: [genders],
};

const USES = `uses "${MODEL}" alias ContactForm as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target
`;
const HEAD = `map "https://city.example/StructureMap/contact" = "contact"
${USES}`;
const inGroup = (rules: string): string => `${HEAD}
group contact(source src : ContactForm, target person : Patient) {
${rules}
}`;

/** As the command reads it: the text's own faults and the map's together. */
function read(text: string) {
  const parsed = readMapText(text);
  if (isRefusal(parsed)) return parsed;
  const found = readForeignMap(parsed.map, world, 'contact');
  const issues = [...parsed.issues, ...(isRefusal(found) ? found.issues : [])];
  return issues.length > 0 ? { refused: true as const, status: 422, issues } : found;
}

const GOOD = inGroup(`  src.name as v -> person.name as n, n.text = v, n.use = 'official' "name";
  src.kana as v -> person.name as n, n.text = v, n.use = 'usual' "kana";
  src.phone as v -> person.identifier as i, i.type as t, t.coding as c, c.code = 'MR', i.system = 'urn:example:x', i.value = v "number";
  src.birth as v -> person.birthDate = v "birth";
  src.sex as v -> person.gender = translate(v, 'https://city.example/ConceptMap/sex', 'code') "sex";
  src.home as h -> person.address as a then {
    h.city as v -> a.city = v "city";
  } "home";
  src -> person.active = true "active";`);

test('a foreign map of copied and translated fields becomes a mapping of the same rules', () => {
  const found = read(GOOD);
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.rules).toMatchObject({
    id: 'contact',
    version: '1.0.0',
    kind: 'form',
    title: '連絡先カード',
    direction: 'to-fhir',
    resources: { person: { type: 'Patient', always: true, fixed: { active: true } } },
  });
  const told = found.rules.rules.map(({ id, source, label, target, codec, map }) => [
    id,
    source,
    label,
    target,
    codec,
    map,
  ]);
  expect(told).toEqual([
    ['name', 'name', '氏名', 'person.name(use=official).text', 'text', undefined],
    ['kana', 'kana', 'ふりがな', 'person.name(use=usual).text', 'text', undefined],
    [
      'number',
      'phone',
      '番号',
      'person.identifier(system=urn:example:x;type.coding[0].code=MR).value',
      'text',
      undefined,
    ],
    ['birth', 'birth', '生年月日', 'person.birthDate', 'date', undefined],
    ['sex', 'sex', '性別', { code: 'person.gender' }, 'code', 'sex'],
    ['city', 'home.city', '市町村', 'person.address[0].city', 'text', undefined],
  ]);
  expect(found.codes['sex']).toEqual({
    system: 'http://hl7.org/fhir/administrative-gender',
    entries: [
      { source: '男', code: 'male' },
      { source: '女', code: 'female' },
    ],
  });
});

const FAMILY = inGroup(`  src.name as v -> person.name as n, n.text = v "name";
  src.family as f -> person.contact as c, c.gender = 'unknown' then {
    f.name as v -> c.name as n, n.text = v "family-name";
    f.city as v -> c.address as a, a.city = v "family-city";
  } "family";
  src.nicknames as v -> person.communication as m, m.language as l, l.text = v "nick";`);

test('rows that repeat become a table: each is an entry of the list that the map fills, and reads back as one', () => {
  const found = read(FAMILY);
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.rules.tables).toEqual({
    family: { title: '家族', row: 'c', in: 'person.contact[]', where: { gender: 'unknown' } },
    nicknames: { title: '呼び名', row: 'm', in: 'person.communication[]' },
  });
  const rows = found.rules.rules.map(({ source, table, target }) => [source, table, target]);
  expect(rows).toEqual([
    ['name', undefined, 'person.name[0].text'],
    ['family.name', 'family', 'c.name.text'],
    ['family.city', 'family', 'c.address.city'],
    ['nicknames', 'nicknames', 'm.language.text'],
  ]);
  const mapping = mappingOf(found.rules, found.codes);
  const cell = (value: string) => ({ label: '', value });
  const family = [
    { fields: { 'family.name': cell('佐藤 洋子'), 'family.city': cell('A市') } },
    { fields: { 'family.name': cell('佐藤 学') } },
  ];
  const nicknames = [{ fields: { nicknames: cell('けん') } }];
  const form: Form = {
    ...{ mapping: 'contact', version: '1.0.0', form: '', title: '連絡先カード', ids: {} },
    fields: { name: cell('佐藤 健一') },
    tables: { family, nicknames },
  };
  const outcome = toFhir(mapping, form, { ids: () => 'p' });
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  expect(outcome.output.entry?.[0]?.resource).toMatchObject({
    contact: [
      { gender: 'unknown', name: { text: '佐藤 洋子' }, address: { city: 'A市' } },
      { gender: 'unknown', name: { text: '佐藤 学' } },
    ],
    communication: [{ language: { text: 'けん' } }],
  });
});

test('a list of a resource is read into the rows of a form', () => {
  const found = read(`map "https://city.example/StructureMap/family" = "family"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "${MODEL}" alias ContactForm as target
group family(source person : Patient, target form : ContactForm) {
  person.contact as c -> form.family as f then {
    c.name as n then {
      n.text as v -> f.name = v "name";
    } "names";
  } "family";
}`);
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.rules.tables).toEqual({ family: { title: '家族', row: 'c', in: 'person.contact[]' } });
  expect(found.rules.rules.map(({ source, table, target }) => [source, table, target])).toEqual([
    ['family.name', 'family', 'c.name.text'],
  ]);
});

test('a code table within the text is one of the mapping', () => {
  const table = `conceptmap "sexes" {
  prefix s = "https://city.example/sex"
  prefix t = "http://hl7.org/fhir/administrative-gender"
  s:m == t:male
  s:f == t:female
}
uses`;
  const found = read(GOOD.replace('uses', table).replace('https://city.example/ConceptMap/sex', '#sexes'));
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.codes).toEqual({
    sexes: {
      system: 'http://hl7.org/fhir/administrative-gender',
      entries: [
        { source: 'm', code: 'male' },
        { source: 'f', code: 'female' },
      ],
    },
  });
});

test('a foreign map of several resources in a Bundle keeps their kinds and references', () => {
  const found = read(`map "https://city.example/StructureMap/plan" = "plan"
uses "${MODEL}" alias ContactForm as source
uses "http://hl7.org/fhir/StructureDefinition/Bundle" alias Bundle as target
group plan(source src : ContactForm, target bundle : Bundle) {
  src -> bundle.type = 'document', bundle.entry as e, e.resource = create('CarePlan') as plan,
    bundle.entry as f, f.resource = create('Patient') as person, plan.subject = reference(person), plan.status = 'active' then {
      src.name as v -> person.name as n, n.text = v "name";
      src.kana as v -> plan.extension as x, x.url = 'https://city.example/kana', x.valueString = v "kana";
      src.birth as v -> plan.created = v "created";
  } "both";
}`);
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.rules.bundle).toBe('document');
  expect(found.rules.resources).toMatchObject({
    plan: { type: 'CarePlan', fixed: { status: 'active' }, references: { subject: 'person' } },
    person: { type: 'Patient' },
  });
  expect(found.rules.rules.map(({ target, codec }) => [target, codec])).toEqual([
    ['person.name[0].text', 'text'],
    ['plan.extension(url=https://city.example/kana).valueString', 'text'],
    ['plan.created', 'date-time'],
  ]);
});

test('a foreign map that leads from resources to a form reads the first of a list only where it says so', () => {
  const back = `map "https://city.example/StructureMap/card" = "card"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "${MODEL}" alias ContactForm as target
group card(source person : Patient, target form : ContactForm) {
  person.name first as n then {
    n.text as v -> form.name = v "name";
  } "names";
  person.gender as v -> form.sex = translate(v, 'https://city.example/ConceptMap/back', 'code') "sex";
}`;
  const turned = {
    ...genders,
    url: 'https://city.example/ConceptMap/back',
    group: [{ element: [{ code: 'male', target: [{ code: '男', equivalence: 'equivalent' as const }] }] }],
  };
  const parsed = readMapText(back);
  if (isRefusal(parsed)) throw new Error(JSON.stringify(parsed));
  const found = readForeignMap(parsed.map, { ...world, conceptMaps: [turned] }, 'card');
  if (isRefusal(found)) throw new Error(JSON.stringify(found, null, 1));
  expect(found.rules.direction).toBe('to-form');
  expect(found.rules.rules.map(({ source, target, codec }) => [source, target, codec])).toEqual([
    ['name', 'person.name[0].text', 'text'],
    ['sex', { code: 'person.gender' }, 'code'],
  ]);
  expect(found.codes['back']?.entries).toEqual([{ source: '男', code: 'male' }]);
  expect(codes(read(back.replace(' first', '')))).toContain('map-repeats names');
});

const codes = (outcome: unknown): string[] =>
  isRefusal(outcome) ? outcome.issues.map((issue) => `${issue.code} ${ruleIn(issue)}`.trim()) : [];
const ruleIn = ({ en }: Issue): string => /^rule `([^`]+)`/.exec(en)?.[1] ?? '';

/** Each construct that a reading would honour wrongly or not at all → its text in FML, and what is said. */
const REFUSED: Readonly<Record<string, readonly [text: string, ...told: string[]]>> = {
  'where on a repeat': [
    inGroup(`  src.name as v where (length() > 1) -> person.name as n, n.text = v "picky";`),
    'map-where picky',
  ],
  check: [
    inGroup(`  src.name as v check (length() > 1) -> person.name as n, n.text = v "checked";`),
    'map-check checked',
  ],
  log: [inGroup(`  src.name as v log "name" -> person.name as n, n.text = v "logged";`), 'map-log logged'],
  default: [
    inGroup(`  src.name default "だれか" as v -> person.name as n, n.text = v "anybody";`),
    'map-default anybody',
  ],
  'a type filter': [
    inGroup(`  src.name : string as v -> person.name as n, n.text = v "typed";`),
    'map-type-filter typed',
  ],
  share: [inGroup(`  src.name as v -> person.name as n share one, n.text = v "shared";`), 'map-list-mode shared'],
  'a list mode of a source': [
    inGroup(`  src.name last as v -> person.name as n, n.text = v "latest";`),
    'map-list-mode latest',
  ],
  extends: [
    `${HEAD}
group contact(source src : ContactForm, target person : Patient) extends base {
  src.name as v -> person.name as n, n.text = v "name";
}`,
    'map-extends',
  ],
  imports: [
    `${HEAD}
imports "https://city.example/StructureMap/other"
group contact(source src : ContactForm, target person : Patient) {
  src.name as v -> person.name as n, n.text = v "name";
}`,
    'map-imports',
  ],
  'a group that applies by type': [
    `${HEAD}
group contact(source src : ContactForm, target person : Patient) <<types>> {
  src.name as v -> person.name as n, n.text = v "name";
}`,
    'map-type-mode',
  ],
  'a call of another group': [
    `${HEAD}
group contact(source src : ContactForm, target person : Patient) {
  src.name as v -> person.name as n then names(v, n) "name";
}
group names(source v, target n) {
  v -> n.text = v "text";
}`,
    'map-groups',
    'map-groups name',
  ],
  'a deep path of a source': [
    inGroup(`  src.home.city as v -> person.address as a, a.city = v "deep";`),
    'map-deep-path',
  ],
  'a deep path of a target': [
    inGroup(`  src.birth as v -> person.birthDate = v "b";\n  src.name as v -> person.name.text = v "deep";`),
    'map-deep-path',
    'map-type-unfit deep',
  ],
  'a typo in a target': [inGroup(`  src.birth as v -> person.birthdate = v "typo";`), 'map-element-unknown typo'],
  'a typo in a source': [
    inGroup(`  src.naem as v -> person.name as n, n.text = v "typo";`),
    'map-element-unknown typo',
  ],
  'a variable that nothing names': [
    inGroup(`  src.name as v -> person.name as n, m.text = v "lost";`),
    'map-variable-unknown lost',
  ],
  'an unknown transform': [
    inGroup(`  src.name as v -> person.name as n, n.text = append(v, '様') "polite";`),
    'map-transform-unknown polite',
  ],
  'parameters that do not fit': [
    inGroup(`  src.sex as v -> person.gender = translate(v) "sex";`),
    'map-parameters sex',
  ],
  'a code table that is not there': [
    inGroup(`  src.sex as v -> person.gender = translate(v, 'https://city.example/none', 'code') "sex";`),
    'map-codes-unknown sex',
  ],
  'a whole type from a text': [inGroup(`  src.name as v -> person.name = v "whole";`), 'map-type-unfit whole'],
  'a choice without its type': [inGroup(`  src.birth as v -> person.deceased = v "late";`), 'map-type-unfit late'],
  'rows that go to no list': [inGroup(`  src.nicknames as v -> person.language = v "nick";`), 'map-repeats nick'],
  'rows of which every one is a resource': [
    `map "https://city.example/StructureMap/rows" = "rows"
uses "${MODEL}" alias ContactForm as source
uses "http://hl7.org/fhir/StructureDefinition/Bundle" alias Bundle as target
group rows(source src : ContactForm, target bundle : Bundle) {
  src.family as f -> bundle.entry as e, e.resource = create('Patient') as p "family";
}`,
    'map-repeats family',
    'map-variable-unknown family',
  ],
  'rows within rows': [
    inGroup(`  src.family as f -> person.contact as c then {
    f.name as v -> c.name as n, n.text = v "name";
    f.pets as v -> c.telecom as t, t.value = v "pets";
  } "family";`),
    'map-repeats pets',
  ],
  'a field of the form in every row': [
    inGroup(`  src.family as f -> person.contact as c then {
    src.name as v -> c.name as n, n.text = v "name";
  } "family";`),
    'map-repeats name',
  ],
  'a field of a row outside of it': [
    inGroup(`  src.family as f -> person.contact as c then {
    f.name as v -> person.name as n, n.text = v "name";
  } "family";`),
    'map-repeats name',
    'map-variable-unknown name',
  ],
  'rows in two lists': [
    inGroup(`  src.family as f -> person.contact as c, person.link as l then {
    f.name as v -> c.name as n, n.text = v "name";
  } "family";`),
    'map-repeats family',
  ],
  'a structure without definition': [
    inGroup('  src.name as v -> person.name as n, n.text = v "name";').replaceAll('ContactForm"', 'Nowhere"'),
    'map-structure-unknown',
  ],
  'two resources without a form': [
    `map "https://city.example/StructureMap/copy" = "copy"
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "http://hl7.org/fhir/StructureDefinition/Person" alias Person as target
group copy(source a : Patient, target b : Person) {
  a.birthDate as v -> b.birthDate = v "birth";
}`,
    'map-not-form',
  ],
  'nothing at all': [inGroup('  src -> person.active = true "active";'), 'map-empty'],
  'a field that goes nowhere': [
    inGroup(`  src.name as v -> person.name as n, n.text = v "name";\n  src.kana as v -> person.contact as c "kana";`),
    'map-empty kana',
  ],
  'a constant that hangs on a field': [
    inGroup(`  src.kana as v -> person.language = 'ja', person.name as n, n.text = v "kana";`),
    'map-constant kana',
  ],
  'two entries of a list that are alike': [
    inGroup(
      `  src.name as v -> person.name as n, n.text = v "name";\n  src.kana as v -> person.name as n, n.text = v "kana";`,
    ),
    'map-repeats name',
    'map-repeats kana',
  ],
  'two resources of one type': [
    `map "https://city.example/StructureMap/two" = "two"
uses "${MODEL}" alias ContactForm as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target
group two(source src : ContactForm, target a : Patient, target b : Patient) {
  src.birth as v -> a.birthDate = v "birth";
  src.name as v -> b.name as n, n.text = v "name";
}`,
    'map-repeats',
  ],
  'one field in two places': [
    inGroup(`  src.name as v -> person.name as n, n.text = v, n.family = v "name";`),
    'mapping-unsound name-2',
  ],
  'no map': ['group (', 'map-unreadable'],
};

test.each(Object.entries(REFUSED))('%s is refused with its rule, place, reason and mend', (_name, [text, ...told]) => {
  const outcome = read(text);
  expect(codes(outcome)).toEqual(told);
  if (!isRefusal(outcome)) throw new Error('accepted');
  for (const { code, ja, en, expression } of outcome.issues.filter(({ code: one }) => one !== 'mapping-unsound')) {
    const kind = MAP_REFUSALS[code as keyof typeof MAP_REFUSALS];
    expect(ja).toContain(kind.ja);
    expect(ja).toContain(kind.mendJa);
    expect(en).toContain(`${kind.en}; ${kind.mendEn}`);
    expect(expression).toMatch(/^(StructureMap|[a-z]+\.[a-zA-Z.]+$)/);
  }
});

/** What the parser of FML does not read, but JSON can say. */
const IN_JSON: Readonly<Record<string, readonly [change: (rule: StructureMapGroupRule) => void, code: string]>> = {
  'several sources': [(rule) => rule.source.push({ context: 'src', element: 'kana', variable: 'k' }), 'map-sources'],
  'a cardinality': [(rule) => Object.assign(rule.source[0] ?? {}, { min: 1 }), 'map-cardinality'],
  'a deep path': [(rule) => Object.assign(rule.source[0] ?? {}, { element: 'home.city' }), 'map-deep-path'],
  'a modifier': [
    (rule) => Object.assign(rule, { modifierExtension: [{ url: 'https://city.example/not', valueBoolean: true }] }),
    'map-modifier',
  ],
  'a default': [(rule) => Object.assign(rule.source[0] ?? {}, { defaultValueString: 'だれか' }), 'map-default'],
};

test.each(Object.entries(IN_JSON))('%s in JSON is refused with its rule', (_name, [change, code]) => {
  const parsed = readMapText(GOOD);
  if (isRefusal(parsed)) throw new Error(JSON.stringify(parsed));
  const rule = parsed.map.group[0]?.rule[0];
  if (rule === undefined) throw new Error('no rule');
  change(rule);
  expect(codes(readForeignMap(parsed.map, world, 'contact')).map((told) => told.split(' ')[0])).toEqual([code]);
});

test.each<[string, (map: ConceptMap) => void]>([
  [
    'gives two codes for one',
    (map) => map.group?.[0]?.element[0]?.target?.push({ code: 'other', equivalence: 'equivalent' }),
  ],
  [
    'gives a wider code',
    (map) => Object.assign(map.group?.[0]?.element[0]?.target?.[0] ?? {}, { equivalence: 'wider' }),
  ],
  [
    'has a code for all others',
    (map) => Object.assign(map.group?.[0] ?? {}, { unmapped: { mode: 'fixed', code: 'unknown' } }),
  ],
])('a code table that %s is refused', (_name, change) => {
  const parsed = readMapText(GOOD);
  if (isRefusal(parsed)) throw new Error(JSON.stringify(parsed));
  const map = structuredClone(genders);
  change(map);
  expect(codes(readForeignMap(parsed.map, { ...world, conceptMaps: [map] }, 'contact'))).toEqual([
    'map-codes-unknown sex',
  ]);
});

test('every code of the lint is met by one of these maps', () => {
  const met = new Set(
    [...Object.values(REFUSED).flatMap(([, ...told]) => told), ...Object.values(IN_JSON).map(([, code]) => code)].map(
      (one) => one.split(' ')[0],
    ),
  );
  expect(Object.keys(FOREIGN_MAP_REFUSALS).filter((code) => !met.has(code))).toEqual([]);
});
