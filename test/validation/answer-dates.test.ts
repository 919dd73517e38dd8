import { expect, test } from 'vitest';
import { errors, validatorWith } from './world.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const validator = await validatorWith([
  {
    resourceType: 'Questionnaire',
    url: 'https://example.jp/Questionnaire/stay',
    status: 'active',
    item: [
      {
        linkId: 'admitted',
        type: 'date',
        extension: [
          { url: `${CORE}minValue`, valueDate: '2020-04-01' },
          { url: `${CORE}maxValue`, valueDate: '2021-03-31' },
        ],
      },
    ],
  },
]);

test.each([
  ['2020-04-01', []],
  ['2019-12-31', ['value-range']],
  ['2021-04', ['value-range']],
  ['2020-04', []],
  ['2020', []],
  ['2022', ['value-range']],
])('an answer of %s is out of range only when the part of the date that is known is', (valueDate, codes) => {
  const issues = validator.validate({
    resourceType: 'QuestionnaireResponse',
    questionnaire: 'https://example.jp/Questionnaire/stay',
    status: 'completed',
    item: [{ linkId: 'admitted', answer: [{ valueDate }] }],
  });
  expect(errors(issues).map((one) => one.split(' ')[0])).toEqual(codes);
});
