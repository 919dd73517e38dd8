/** Brings up the people among whom a match is looked for: each shares at least one thing with the one described. */
import type { Patient } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { isRefusal, type Refusal, type SearchCondition, type SearchQuery, type SearchValue, spanOf } from '#fhir';
import type { Stored } from '#store';
import { type House, operationTooLarge, parameterNeeded } from '#visit';
import { birthDatesNear } from './match/birth-date.ts';
import { phoneForm } from './match/words.ts';

const CANDIDATES_MAX = 2_000;
const PAGE = 500;

/** All visible candidates; 400 where nothing is told to look by, or where it fits too many. */
export async function matchCandidates(house: House, permit: Permit, patient: Patient): Promise<Stored[] | Refusal> {
  const of = conditionsOf(house, patient);
  if (of.length === 0) return parameterNeeded('resource', TOO_LITTLE);
  const search: SearchQuery = {
    types: ['Patient'],
    condition: { op: 'any', of },
    includes: [],
    revincludes: [],
    count: PAGE,
    sort: [],
    total: false,
    summaryCount: false,
    used: [],
    ignored: [],
  };
  const found: Stored[] = [];
  let cursor: string | undefined;
  while (found.length < CANDIDATES_MAX) {
    const page = await house.store.search(permit, cursor === undefined ? search : { ...search, cursor });
    if (isRefusal(page)) return page;
    found.push(...page.rows);
    cursor = page.next;
    if (cursor === undefined) return found;
  }
  return operationTooLarge({
    ja: `あてはまりうる人が ${CANDIDATES_MAX} 人を超えます。生年月日、名、番号、電話などを加えてください。`,
    en: `more than ${CANDIDATES_MAX} people may fit; add a birth date, a given name, a number or a telephone`,
  });
}

/** By number, by birth date and those it may have been mistaken for, by name as it is written or read, by telephone. */
function conditionsOf({ parameters }: House, { identifier, birthDate, name, telecom }: Patient): SearchCondition[] {
  const known = parameters.of('Patient');
  const by = (code: string, values: readonly SearchValue[]): SearchCondition[] => {
    const parameter = known.get(code);
    return parameter === undefined || values.length === 0 ? [] : [{ op: 'filter', parameter, modifier: '', values }];
  };
  const numbers = (identifier ?? []).flatMap(({ system, value }): SearchValue[] =>
    system === undefined || value === undefined ? [] : [{ type: 'token', system, code: value }],
  );
  const dates = (birthDate === undefined ? [] : birthDatesNear(birthDate)).flatMap((date): SearchValue[] => {
    const span = spanOf(date);
    return span === undefined ? [] : [{ type: 'date', prefix: 'eq', span }];
  });
  const phones = (telecom ?? []).flatMap(({ system, value }): SearchValue[] =>
    system !== 'phone' || value === undefined
      ? []
      : [value, phoneForm(value)].map((code) => ({ type: 'token', system: undefined, code })),
  );
  const names = (name ?? []).flatMap(({ family, given, text }): SearchValue[] =>
    [family === undefined && given === undefined ? text : [family, ...(given ?? [])].join('')]
      .filter((one) => one !== undefined && one !== '')
      .map((one) => ({ type: 'string', text: one ?? '' })),
  );
  return [...by('identifier', numbers), ...by('birthdate', dates), ...by('phone', phones), ...by('name', names)];
}

const TOO_LITTLE = {
  ja: '番号、生年月日、氏名、電話のどれかを書いてください。',
  en: 'tell at least a number, a birth date, a name or a telephone',
};
