import { expect, test } from 'vitest';
import { errors, found, validatorWith } from './world.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire';
const coding = (code: string) => ({ system: 'urn:c', code });
const KG = { system: 'http://unitsofmeasure.org', code: 'kg', unit: 'kg' };
const questionnaire = {
  resourceType: 'Questionnaire',
  url: 'https://example.jp/Questionnaire/q',
  status: 'active',
  contained: [
    {
      resourceType: 'ValueSet',
      id: 'words',
      status: 'active',
      compose: { include: [{ system: 'urn:c', concept: [{ code: 'visit' }] }] },
    },
  ],
  item: [
    { linkId: 'title', type: 'display', text: '退院前の聞き取り' },
    { linkId: 'home', type: 'boolean', required: true },
    {
      linkId: 'who',
      type: 'string',
      maxLength: 5,
      required: true,
      enableWhen: [{ question: 'home', operator: '=', answerBoolean: true }],
    },
    {
      linkId: 'days',
      type: 'integer',
      text: '週に何日',
      item: [{ linkId: 'hours', type: 'integer' }],
      extension: [
        { url: `${CORE}/minValue`, valueInteger: 1 },
        { url: `${CORE}/maxValue`, valueInteger: 7 },
      ],
    },
    {
      linkId: 'services',
      type: 'choice',
      repeats: true,
      answerOption: [
        { valueCoding: coding('visit') },
        { valueCoding: coding('day') },
        {
          extension: [{ url: `${CORE}/questionnaire-optionExclusive`, valueBoolean: true }],
          valueCoding: coding('none'),
        },
      ],
    },
    {
      linkId: 'phones',
      type: 'string',
      repeats: true,
      extension: [
        { url: `${CORE}/questionnaire-maxOccurs`, valueInteger: 2 },
        { url: `${CORE}/regex`, valueString: '[0-9-]+' },
      ],
    },
    {
      linkId: 'weight',
      type: 'quantity',
      extension: [
        { url: `${SDC}-maxQuantity`, valueQuantity: { ...KG, value: 200 } },
        { url: `${CORE}/maxDecimalPlaces`, valueInteger: 1 },
      ],
    },
    { linkId: 'plan', type: 'attachment', extension: [{ url: `${CORE}/maxSize`, valueDecimal: 50 }] },
    { linkId: 'aside', type: 'display' },
    { linkId: 'hope', type: 'decimal' },
    {
      linkId: 'wishes',
      type: 'string',
      repeats: true,
      extension: [{ url: `${CORE}/questionnaire-minOccurs`, valueInteger: 2 }],
    },
    { linkId: 'note', type: 'text', extension: [{ url: `${CORE}/minLength`, valueInteger: 2 }] },
    { linkId: 'letter', type: 'attachment', extension: [{ url: `${CORE}/mimeType`, valueCode: 'application/pdf' }] },
    {
      linkId: 'office',
      type: 'reference',
      extension: [{ url: `${CORE}/questionnaire-referenceResource`, valueCode: 'Organization' }],
    },
    { linkId: 'word', type: 'choice', answerValueSet: '#words' },
    { linkId: 'share', type: 'choice', answerOption: [{ valueInteger: 10 }] },
    { linkId: 'other', type: 'open-choice', answerOption: [{ valueCoding: { ...coding('a'), display: '散歩' } }] },
    {
      linkId: 'dose',
      type: 'quantity',
      extension: [{ url: `${CORE}/questionnaire-unitOption`, valueCoding: { system: KG.system, code: 'mg' } }],
    },
    { linkId: 'family', type: 'group', item: [{ linkId: 'family-name', type: 'string', required: true }] },
  ],
};
const validator = await validatorWith([questionnaire]);
const answer = (linkId: string, ...values: object[]) => ({ linkId, answer: values });
const atHome = [answer('home', { valueBoolean: true }), answer('who', { valueString: '妹' })];
const family = { linkId: 'family', item: [answer('family-name', { valueString: '山田' })] };
const respond = (item: object[], status = 'completed') =>
  validator.validate({ resourceType: 'QuestionnaireResponse', status, questionnaire: questionnaire.url, item });
const check = (...item: object[]): string[] => errors(respond([...atHome, ...item, family]));
const ITEM = 'QuestionnaireResponse.item[2]';

test('a full set of answers is valid', () => {
  expect(
    check(
      answer('days', { valueInteger: 3 }),
      answer('services', { valueCoding: coding('visit') }, { valueCoding: { ...coding('day'), display: 'デイケア' } }),
      answer('phones', { valueString: '03-1111' }),
      answer('weight', { valueQuantity: { ...KG, value: 52.5 } }),
      answer('plan', { valueAttachment: { size: 50 } }),
    ),
  ).toEqual([]);
});

test('what is required is missed only where it is asked, and only once the response is finished', () => {
  const missing = [answer('home', { valueBoolean: true }), family];
  expect(errors(respond(missing))).toEqual(['answer-missing QuestionnaireResponse']);
  expect(errors(respond(missing, 'in-progress'))).toEqual([]);
  expect(found(respond(missing, 'in-progress'), 'answer-missing')).toEqual(['warning QuestionnaireResponse']);
  expect(errors(respond([answer('home', { valueBoolean: false }), family]))).toEqual([]);
  expect(errors(respond([...atHome, { linkId: 'family' }]))).toEqual(['answer-missing QuestionnaireResponse.item[2]']);
});

test('an answer to a question that is not asked is refused', () => {
  expect(
    errors(respond([answer('home', { valueBoolean: false }), answer('who', { valueString: '妹' }), family])),
  ).toEqual(['answer-disabled QuestionnaireResponse.item[1]']);
  expect(errors(respond([answer('home', { valueBoolean: false }), { linkId: 'who' }, family]))).toEqual([]);
});

test.each([
  ['a question that is not there', answer('age', { valueInteger: 3 }), 'answer-link-unknown QuestionnaireResponse'],
  ['a question of a group outside of it', family.item[0] ?? {}, 'answer-misplaced QuestionnaireResponse'],
  ['a question in other words', { ...answer('days', { valueInteger: 3 }), text: '月に何日' }, `answer-text ${ITEM}`],
  [
    'what is asked below an answer but put beside it',
    { linkId: 'days', item: [answer('hours', { valueInteger: 3 })] },
    `answer-items-below ${ITEM}`,
  ],
  [
    'an integer for a decimal',
    answer('hope', { valueInteger: 3 }),
    `answer-type ${ITEM}.answer[0].value.ofType(integer)`,
  ],
  ['fewer answers than asked', answer('wishes', { valueString: '一人暮らし' }), `answer-count-min ${ITEM}`],
  [
    'fewer letters than asked',
    answer('note', { valueString: '短' }),
    `answer-too-short ${ITEM}.answer[0].value.ofType(string)`,
  ],
  [
    'another kind of attachment',
    answer('letter', { valueAttachment: { contentType: 'text/html' } }),
    `answer-media-type ${ITEM}.answer[0]`,
  ],
  [
    'a reference to another type',
    answer('office', { valueReference: { reference: 'Patient/1' } }),
    `answer-reference-type ${ITEM}.answer[0].value.ofType(Reference)`,
  ],
  [
    'a code that is not in the contained set',
    answer('word', { valueCoding: coding('other') }),
    `answer-option ${ITEM}.answer[0]`,
  ],
  [
    'an offered number given as a word',
    answer('share', { valueString: '10' }),
    `answer-option ${ITEM}.answer[0].value.ofType(string)`,
  ],
  [
    'a unit that is not offered',
    answer('dose', { valueQuantity: { ...KG, value: 1 } }),
    `answer-unit ${ITEM}.answer[0].value.ofType(Quantity)`,
  ],
  ['an answer to a heading', answer('aside', { valueString: 'x' }), `answer-to-none ${ITEM}`],
  ['a word for a number', answer('days', { valueString: '3日' }), `answer-type ${ITEM}.answer[0].value.ofType(string)`],
  ['two answers where one is asked', answer('days', { valueInteger: 1 }, { valueInteger: 2 }), `answer-count ${ITEM}`],
  ['a number out of range', answer('days', { valueInteger: 8 }), `value-range ${ITEM}.answer[0].value.ofType(integer)`],
  [
    'a choice that is not offered',
    answer('services', { valueCoding: coding('hotel') }),
    `answer-option ${ITEM}.answer[0]`,
  ],
  [
    'an exclusive choice among others',
    answer('services', { valueCoding: coding('day') }, { valueCoding: coding('none') }),
    `answer-exclusive ${ITEM}.answer[1]`,
  ],
  [
    'more answers than may be',
    answer('phones', { valueString: '1' }, { valueString: '2' }, { valueString: '3' }),
    `answer-count ${ITEM}`,
  ],
  [
    'another form than asked',
    answer('phones', { valueString: '電話' }),
    `answer-format ${ITEM}.answer[0].value.ofType(string)`,
  ],
  [
    'a unit in words only',
    answer('weight', { valueQuantity: { value: 50, unit: 'kg' } }),
    `answer-incomparable ${ITEM}.answer[0].value.ofType(Quantity)`,
  ],
  [
    'too many decimal places',
    answer('weight', { valueQuantity: { ...KG, value: 50.25 } }),
    `answer-precision ${ITEM}.answer[0].value.ofType(Quantity)`,
  ],
  ['an attachment too large', answer('plan', { valueAttachment: { size: 51 } }), `answer-size ${ITEM}.answer[0]`],
])('%s is refused at its place', (_, item, expected) => {
  expect(check(item)).toEqual([expected]);
});

test('questions stand in the order of the questionnaire, each once unless it repeats', () => {
  const home = answer('home', { valueBoolean: true });
  expect(errors(respond([...[...atHome].reverse(), family]))).toEqual(['answer-order QuestionnaireResponse']);
  expect(errors(respond([home, ...atHome, family]))).toEqual(['answer-item-twice QuestionnaireResponse']);
  expect(check(answer('phones', { valueString: '1' }), answer('phones', { valueString: '2' }))).toEqual([]);
});

test('a text longer than asked is refused by its characters', () => {
  const long = [answer('home', { valueBoolean: true }), answer('who', { valueString: '隣の𠮷田さん' }), family];
  expect(errors(respond(long))).toEqual([
    'value-too-long QuestionnaireResponse.item[1].answer[0].value.ofType(string)',
  ]);
});

test('a questionnaire that is not loaded leaves the answers unchecked, and that is said', () => {
  const issues = validator.validate({
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: 'https://elsewhere.example/q',
  });
  expect(found(issues, 'questionnaire-not-loaded')).toEqual(['warning QuestionnaireResponse.questionnaire']);
});

test('a code of the contained set and a reference to the asked type are taken', () => {
  expect(
    check(
      answer('office', { valueReference: { reference: 'https://a.example/Organization/1' } }),
      answer('word', { valueCoding: coding('visit') }),
      answer('dose', { valueQuantity: { system: KG.system, code: 'mg', value: 5 } }),
    ),
  ).toEqual([]);
});

test('a quantity in another unit is converted before it is held against its limits', () => {
  const weight = (value: number, code: string) =>
    check(answer('weight', { valueQuantity: { system: KG.system, value, code } }));
  expect(weight(52_500, 'g')).toEqual([]);
  expect(weight(200_001, 'g')).toEqual([`value-range ${ITEM}.answer[0].value.ofType(Quantity)`]);
  expect(weight(50, 'm')).toEqual([`answer-incomparable ${ITEM}.answer[0].value.ofType(Quantity)`]);
});

test('a name of an option given as text, and a line break in a line, are pointed out', () => {
  const wordy = respond([...atHome, answer('other', { valueString: '散歩' }), family]);
  expect(errors(wordy)).toEqual([]);
  expect(found(wordy, 'answer-option-as-text')).toEqual(['warning QuestionnaireResponse.item[2].answer[0]']);
  const broken = respond([...atHome, answer('wishes', { valueString: '一\n二' }, { valueString: '三' }), family]);
  expect(errors(broken)).toEqual([]);
  expect(found(broken, 'answer-line-break')).toEqual([
    'warning QuestionnaireResponse.item[2].answer[0].value.ofType(string)',
  ]);
});

test('a repeated group looks at the answers of its own repetition', () => {
  const two = [{ url: `${CORE}/questionnaire-maxOccurs`, valueInteger: 2 }];
  const enableWhen = [{ question: 'smokes', operator: '=', answerBoolean: true }];
  const asked = {
    resourceType: 'Questionnaire',
    id: 'q',
    status: 'active',
    item: [
      {
        linkId: 'person',
        type: 'group',
        extension: two,
        repeats: true,
        item: [
          { linkId: 'smokes', type: 'boolean' },
          { linkId: 'many', type: 'integer', required: true, enableWhen },
        ],
      },
    ],
  };
  const person = (smokes: boolean, ...more: object[]) => ({
    linkId: 'person',
    item: [answer('smokes', { valueBoolean: smokes }), ...more],
  });
  const given = (...item: object[]) =>
    errors(
      validator.validate({
        resourceType: 'QuestionnaireResponse',
        contained: [asked],
        questionnaire: '#q',
        status: 'completed',
        item,
      }),
    );
  const many = answer('many', { valueInteger: 10 });
  expect(given(person(true, many), person(false))).toEqual([]);
  expect(given(person(false), person(false), person(false))).toEqual(['answer-count QuestionnaireResponse']);
  expect(given(person(true), person(false, many))).toEqual([
    'answer-missing QuestionnaireResponse.item[0]',
    'answer-disabled QuestionnaireResponse.item[1].item[1]',
  ]);
});

test('a response that does not say what it answers is only told so', () => {
  const issues = validator.validate({ resourceType: 'QuestionnaireResponse', status: 'completed' });
  expect(found(issues, 'questionnaire-not-said')).toEqual(['information QuestionnaireResponse']);
});

test('more than one condition needs to say whether any or all must hold', () => {
  const enableWhen = ['home', 'who'].map((question) => ({ question, operator: 'exists', answerBoolean: true }));
  const item = [
    { linkId: 'home', type: 'boolean' },
    { linkId: 'who', type: 'string' },
    { linkId: 'x', type: 'string', enableWhen },
  ];
  const asked = { resourceType: 'Questionnaire', status: 'active', item };
  expect(errors(validator.validate(asked))).toEqual(['invariant-failed Questionnaire.item[2]']);
});
