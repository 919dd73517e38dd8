import type { Bundle, Composition, CompositionSection } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import {
  bareSection,
  factsOf,
  isCopy,
  labelRulesShipped,
  type Section,
  sectionsOf,
  sectionsOfDocument,
} from '../../src/consent/index.ts';

const CODES = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
const TYPES = 'http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes';
const OURS = 'https://kakehashi.example/fhir/StructureDefinition/kakehashi-discharge-summary';
const REFERRAL = 'http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral';
const HOSPITAL = 'Organization/hosp';
const HELD = { custodian: HOSPITAL, rules: labelRulesShipped };
const RAW = { custodian: null, rules: undefined };

const coded = (code: string, system = CODES) => ({ code: { coding: [{ system, code }] } });
const listing = (...references: string[]) => ({ entry: references.map((reference) => ({ reference })) });
const typed = (code: string, system = TYPES) => ({ type: { coding: [{ system, code }] } });
const DISCHARGE = typed('18842-5');

const composition = (section: CompositionSection[], more: object = {}): Composition =>
  ({
    resourceType: 'Composition',
    id: 'c',
    subject: { reference: 'Patient/a' },
    section,
    ...more,
  }) as Composition;
const withholdingOf = (section: CompositionSection, more: object = {}) =>
  sectionsOf(composition([section], more), RAW).map(({ withholding }) => withholding);
const claiming = (...profile: string[]) => ({ meta: { profile } });

describe('how a section may be withheld', () => {
  test.each<[string, CompositionSection, object, Section['withholding']]>([
    ['one of a kind that is not known goes', coded('300'), {}, 'removed'],
    ['also under a type of another system', coded('300'), typed('18842-5', 'http://loinc.org'), 'removed'],
    ['also under a type of another code', coded('300'), typed('57133-2'), 'removed'],
    ['one that its profile asks for whole stays', coded('300'), DISCHARGE, 'required'],
    ['one that may be empty is emptied', coded('312'), DISCHARGE, 'emptied'],
    ['one that need not be there goes', coded('640'), DISCHARGE, 'removed'],
    ['one that repeats the document goes with anything', coded('210'), DISCHARGE, 'copy'],
    ['another kind asks for others', coded('312'), typed('57133-1'), 'removed'],
    ['and empties others', coded('950'), typed('57133-1'), 'emptied'],
    ['one without a code stays, as it can be told of nothing', { title: '経過' }, DISCHARGE, 'required'],
    ['one with a code of another system stays', coded('640', 'http://loinc.org'), DISCHARGE, 'required'],
    [
      'the kind’s own code counts beside another',
      {
        code: {
          coding: [
            { system: 'http://loinc.org', code: '300' },
            { system: CODES, code: '640' },
          ],
        },
      },
      DISCHARGE,
      'removed',
    ],
    [
      'of two codes of the kind the first counts',
      {
        code: {
          coding: [
            { system: CODES, code: '640' },
            { system: CODES, code: '300' },
          ],
        },
      },
      DISCHARGE,
      'removed',
    ],
    ['a code like a word of the language is no code of a kind', coded('constructor'), DISCHARGE, 'removed'],
    [
      'a type beside another counts',
      coded('312'),
      { type: { coding: [{ code: 'x' }, ...DISCHARGE.type.coding] } },
      'emptied',
    ],
  ])('%s', (_, section, more, expected) => {
    expect(withholdingOf(section, more)).toEqual([expected]);
  });

  test.each<[string, object, Section['withholding']]>([
    ['of its kind, in a version', claiming(`${OURS}-composition|1.2.0`), 'removed'],
    ['of R4 itself', claiming('http://hl7.org/fhir/StructureDefinition/Composition'), 'removed'],
    ['of another kind', claiming(REFERRAL), 'required'],
    ['that nobody here knows', claiming('https://example.org/p'), 'required'],
    ['that nobody here knows, beside its own', claiming(`${OURS}-composition`, 'https://example.org/p'), 'required'],
  ])('a document that claims a profile %s', (_, more, expected) => {
    expect(withholdingOf(coded('640'), { ...DISCHARGE, ...more })).toEqual([expected]);
  });

  test('of a kind that is not known, only a profile of R4 itself lets one go', () => {
    expect(withholdingOf({}, claiming('http://hl7.org/fhir/StructureDefinition/Composition'))).toEqual(['removed']);
    expect(withholdingOf({}, claiming(`${OURS}-composition`))).toEqual(['required']);
  });
});

describe('what is left of a section that stands empty', () => {
  const written = { ...coded('312'), title: '胸の痛みで入院', text: { status: 'additional', div: '<div/>' } } as const;

  test('is the title and the code that its profile asks for, no word of who wrote it', () => {
    expect(bareSection(composition([], DISCHARGE), written)).toEqual({ ...coded('312'), title: '入院理由' });
  });

  test.each<[string, CompositionSection, object]>([
    ['which its kind does not let stand empty', coded('640'), DISCHARGE],
    ['without a code', { title: '入院理由' }, DISCHARGE],
    ['with a code like a word of the language', coded('constructor'), DISCHARGE],
    ['of a kind that is not known', written, {}],
  ])('is nothing of one %s', (_, section, more) => {
    expect(bareSection(composition([], more), section)).toBeUndefined();
  });

  test.each<[string, CompositionSection, object, boolean]>([
    ['its kind says so', coded('210'), DISCHARGE, true],
    ['its kind says so of another', coded('312'), DISCHARGE, false],
    ['it is the whole, as a text', coded('200'), DISCHARGE, true],
    ['it has no code', {}, DISCHARGE, false],
    ['the kind of the document is not known', coded('200'), {}, false],
    ['the kind of the document is not known, and it has no code', {}, {}, false],
  ])('a section repeats the document where %s', (_, section, more, expected) => {
    expect(isCopy(composition([], more), section)).toBe(expected);
  });
});

describe('the sections of a Composition', () => {
  const whole = composition(
    [
      { ...coded('312'), ...listing('Condition/1', 'Condition/1', 'Goal/g/_history/3'), section: [coded('360')] },
      { ...coded('550'), ...listing('https://elsewhere.example/Goal/1', 'Bundle/b', 'Composition/d') },
      {},
    ],
    DISCHARGE,
  );
  const sections = sectionsOf(whole, HELD);

  test('are each at their place, those within others after them', () => {
    expect(sections.map(({ path, withholding }) => [path, withholding])).toEqual([
      [[0], 'emptied'],
      [[0, 0], 'emptied'],
      [[1], 'removed'],
      [[2], 'required'],
    ]);
  });

  test('need what they list, not what those within them do; a part that is a document itself nobody may see', () => {
    expect(sections.map(({ entries }) => entries)).toEqual([['Condition/1', 'Goal/g'], [], [''], []]);
  });

  test('are labelled each by itself', () => {
    const { version } = labelRulesShipped;
    expect(sections.map(({ labelled }) => labelled)).toEqual([version, version, version, version]);
    expect(sections.map(({ facts: { conf, sens } }) => [conf, sens.map((one) => one.split('|')[1])])).toEqual([
      [3, ['PSY', 'condition']],
      [3, ['PSY', 'condition']],
      [4, ['PSY', 'family']],
      [3, ['PSY', 'condition']],
    ]);
    expect(sections.map(({ facts }) => [facts.type, facts.id, facts.patients, facts.custodian])).toEqual(
      Array(4).fill(['Composition', 'c', ['Patient/a'], HOSPITAL]),
    );
  });

  test('hold the references and codes of their own part, not those of the sections within them', () => {
    expect(sections.map(({ facts }) => facts.codes.filter((one) => one.startsWith(CODES)))).toEqual([
      [`${CODES}|312`],
      [`${CODES}|360`],
      [`${CODES}|550`],
      [],
    ]);
    expect(sections[0]?.facts.references).toEqual(['Patient/a', 'Condition/1', 'Goal/g']);
  });

  test('are left as they came without rules, and keep what the sender said with a basis', () => {
    const one = composition([coded('550')], { meta: { security: [{ code: 'HIV' }] } });
    expect(sectionsOf(one, RAW)).toEqual([
      {
        path: [0],
        withholding: 'removed',
        facts: factsOf(one, null),
        labelled: '',
        entries: [],
      },
    ]);
    const told = { ...HELD, basis: { supplied: [{ system: 's', code: 'SDV' }], sections: [] } };
    expect(sectionsOf(one, told)[0]?.facts.sens.map((token) => token.split('|')[1])).toEqual(['SDV', 'PSY', 'family']);
  });

  test('are none where it has none', () => {
    expect(sectionsOf({ ...composition([]), section: undefined } as unknown as Composition, HELD)).toEqual([]);
  });
});

describe('the sections of a document', () => {
  const MEMBERS = ['Composition/m0/_history/1', 'Patient/m1/_history/1', 'Goal/m2/_history/4', 'Goal/m3/_history/1'];
  const head = composition([{ ...coded('312'), ...listing('urn:uuid:2', 'Goal/elsewhere', 'Goal/undefined') }], {
    ...DISCHARGE,
    subject: { reference: 'Patient/a' },
    author: [{ reference: 'Practitioner/outside' }],
    relatesTo: [{ code: 'replaces', targetReference: { reference: 'Goal/g3' } }],
    meta: { security: [{ code: 'HIV' }] },
  });
  const document = (more: object = {}, first: object = head): Bundle =>
    ({
      resourceType: 'Bundle',
      meta: { security: [{ code: 'SDV' }] },
      entry: [
        { fullUrl: 'urn:uuid:0', resource: first },
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', id: 'a' } },
        { fullUrl: 'urn:uuid:empty' },
        { fullUrl: 'urn:uuid:2', resource: { resourceType: 'Goal' } },
        { resource: { resourceType: 'Goal', id: 'g3' } },
      ],
      ...more,
    }) as Bundle;
  const read = (bundle: Bundle, members = MEMBERS) => sectionsOfDocument(bundle, members, HELD);

  test('are its head with who it is about, what stands in none, and each section with what it lists', () => {
    expect(read(document())?.map(({ path, withholding, entries }) => ({ path, withholding, entries }))).toEqual([
      { path: [], withholding: 'required', entries: [MEMBERS[0], MEMBERS[1]] },
      { path: [], withholding: 'removed', entries: [MEMBERS[3]] },
      { path: [0], withholding: 'emptied', entries: [MEMBERS[2], 'Goal/elsewhere', 'Goal/undefined'] },
    ]);
  });

  test('are decided by the name, the references and the labels with which it was stored', () => {
    const parts = read(document()) ?? [];
    expect(parts.map(({ facts }) => [facts.id, facts.patients])).toEqual(Array(3).fill(['m0', ['Patient/m1']]));
    expect(parts.map(({ facts }) => facts.references)).toEqual([
      ['Patient/m1', 'Practitioner/outside'],
      ['Patient/m1', 'Practitioner/outside'],
      ['Patient/m1', 'Practitioner/outside', 'Goal/m3', 'Goal/m2', 'Goal/elsewhere', 'Goal/undefined'],
    ]);
    expect(parts.map(({ facts }) => facts.sens.map((one) => one.split('|')[1]))).toEqual([
      ['HIV', 'SDV', 'PSY', 'condition'],
      ['HIV', 'SDV', 'PSY', 'condition'],
      ['HIV', 'SDV', 'PSY', 'condition'],
    ]);
    expect(parts.map(({ labelled, facts }) => [labelled, facts.custodian])).toEqual(
      Array(3).fill([labelRulesShipped.version, HOSPITAL]),
    );
  });

  test('all stay where it is signed: it is whole or not at all', () => {
    const signed = read(document({ signature: { data: 'AA==' } }));
    expect(signed?.map(({ withholding }) => withholding)).toEqual(['required', 'required', 'required']);
  });

  test('may go where it claims nothing but a document of R4', () => {
    const plain = read(document({ meta: { profile: ['http://hl7.org/fhir/StructureDefinition/Bundle'] } }));
    expect(plain?.map(({ withholding }) => withholding)).toEqual(['required', 'removed', 'emptied']);
  });

  test('all stay where it claims a profile around them that nobody here knows', () => {
    const claiming = read(document({ meta: { profile: ['https://example.org/p'] } }));
    expect(claiming?.map(({ withholding }) => withholding)).toEqual(['required', 'removed', 'required']);
  });

  test.each<[string, Bundle, string[]]>([
    ['begins with no Composition', document({}, { resourceType: 'Goal' }), MEMBERS],
    ['has more entries than were stored', document(), MEMBERS.slice(1)],
    ['has fewer entries than were stored', document(), [...MEMBERS, 'Goal/m4/_history/1']],
    ['has no entries', { resourceType: 'Bundle', type: 'document' }, []],
    [
      'holds another Composition',
      document({ entry: [{ resource: head }, { resource: head }] }),
      ['Composition/m0/_history/1', 'Composition/m1/_history/1'],
    ],
  ])('are none of one that %s', (_, bundle, members) => {
    expect(read(bundle, members)).toBeUndefined();
  });

  test('of a Composition alone without labels are its head and nothing else', () => {
    const alone = { resourceType: 'Bundle', entry: [{ resource: composition([], { section: undefined }) }] };
    const parts = sectionsOfDocument(alone as unknown as Bundle, ['Composition/m0/_history/1'], RAW);
    expect(parts?.map(({ path, entries, labelled }) => [path, entries, labelled])).toEqual([
      [[], ['Composition/m0/_history/1'], ''],
      [[], [], ''],
    ]);
  });
});

test('a section of a Composition by itself lists what it refers to, once; of another document nothing', () => {
  const section = {
    ...listing('Observation/o', 'Condition/c', 'Observation/o', 'Bundle/b'),
    section: [listing('Goal/g')],
  };
  expect(sectionsOf(composition([section]), RAW).map(({ path, entries }) => [path, entries])).toEqual([
    [[0], ['Observation/o', 'Condition/c', '']],
    [[0, 0], ['Goal/g']],
  ]);
});
