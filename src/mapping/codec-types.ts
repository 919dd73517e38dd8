/** The types of R4 into which each codec of a form writes, by the names of its paths. */

const WORDS = ['string', 'markdown', 'uri', 'url', 'canonical', 'id', 'code'];
const WHOLE = ['integer', 'unsignedInt', 'positiveInt', 'decimal'];
const DAYS = ['date', 'dateTime'];
const CODES = { value: ['CodeableConcept'], coding: ['Coding'], code: ['code', 'string', 'uri'], text: WORDS };
const ALSO = { also: ['CodeableConcept'] };

const TYPES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  text: { value: WORDS, also: WORDS },
  lines: { value: WORDS },
  narrative: { value: ['Narrative'], also: WORDS },
  integer: { value: WHOLE },
  'positive-integer': { value: WHOLE },
  decimal: { value: ['decimal'] },
  yen: { value: ['Money'] },
  'number-10': { value: WORDS },
  boolean: { value: ['boolean'] },
  date: { value: DAYS },
  month: { value: DAYS },
  'month-or-text': { value: WORDS, date: DAYS, text: WORDS },
  'date-time': { value: ['dateTime', 'instant'] },
  time: { value: ['time'] },
  day: { value: DAYS },
  moment: { value: ['dateTime', 'instant'] },
  period: { start: DAYS, end: DAYS },
  'person-name': { value: WORDS, text: WORDS, family: WORDS, given: WORDS },
  telecom: { value: ['ContactPoint'] },
  provider: { name: WORDS, person: WORDS, phone: WORDS },
  code: { ...CODES, ...ALSO },
  codes: CODES,
  choice: { ...CODES, ...ALSO },
  choices: CODES,
  service: { code: ['CodeableConcept'], text: WORDS },
  wishes: { person: WORDS, family: WORDS },
  monitoring: { interval: WHOLE, start: [...DAYS, ...WORDS] },
  'week-slot': {
    days: ['code', 'Coding'],
    times: ['time'],
    start: ['time'],
    end: ['time'],
    length: ['decimal'],
    unit: ['code'],
    holidays: ['boolean'],
    label: WORDS,
  },
};

/** The types that the codec makes for a path of this name; undefined where it makes nothing of the name. */
export const typesOfCodec = (codec: string, key: string): readonly string[] | undefined => TYPES[codec]?.[key];
