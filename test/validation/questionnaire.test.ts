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
  const missing = [family, answer('home', { valueBoolean: true })];
  expect(errors(respond(missing))).toEqual(['answer-missing QuestionnaireResponse']);
  expect(errors(respond(missing, 'in-progress'))).toEqual([]);
  expect(errors(respond([family, answer('home', { valueBoolean: false })]))).toEqual([]);
  expect(errors(respond([{ linkId: 'family' }, ...atHome]))).toEqual(['answer-missing QuestionnaireResponse.item[0]']);
});

test('an answer to a question that is not asked is refused', () => {
  expect(
    errors(respond([family, answer('home', { valueBoolean: false }), answer('who', { valueString: '妹' })])),
  ).toEqual(['answer-disabled QuestionnaireResponse.item[2]']);
});

test.each([
  [
    'a question that is not there',
    answer('age', { valueInteger: 3 }),
    'answer-link-unknown QuestionnaireResponse.item[2]',
  ],
  ['an answer to a heading', answer('title', { valueString: 'x' }), `answer-to-none ${ITEM}`],
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

test('more than one condition needs to say whether any or all must hold', () => {
  const enableWhen = ['a', 'b'].map((question) => ({ question, operator: 'exists', answerBoolean: true }));
  const asked = { ...questionnaire, item: [{ linkId: 'x', type: 'string', enableWhen }] };
  expect(errors(validator.validate(asked))).toEqual(['invariant-failed Questionnaire.item[0]']);
});
