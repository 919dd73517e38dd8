import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { openHouse } from '../../src/upkeep/index.ts';
import { readWriteRules } from '../../src/visit/index.ts';
import { freshDatabase } from '../database.ts';

const faultsOf = (json: unknown): (string | undefined)[][] => {
  const rules = readWriteRules(json);
  return isRefusal(rules) ? rules.issues.map(({ code, expression }) => [code, expression]) : [];
};

test('the rules of a region are read with what they leave out filled in', () => {
  expect(
    readWriteRules({ Observation: { onError: 'keep' }, Condition: { profiles: ['https://example.jp/P'] }, Flag: {} }),
  ).toEqual({
    Observation: { profiles: [], onError: 'keep' },
    Condition: { profiles: ['https://example.jp/P'], onError: 'refuse' },
    Flag: { profiles: [], onError: 'refuse' },
  });
});

test('rules that are no rules are refused, each at its place', () => {
  expect(faultsOf([])).toEqual([['rule-malformed', '$']]);
  expect(faultsOf({ Observation: { onError: 'ignore' }, Flag: { profile: [] } })).toEqual([
    ['rule-malformed', 'Observation.onError'],
    ['rule-malformed', 'Flag.profile'],
  ]);
  expect(faultsOf({ Condition: { profiles: ['not a url'] } })).toEqual([['rule-malformed', 'Condition.profiles.0']]);
  expect(faultsOf({ Observatoin: {} })).toEqual([['rule-type-unknown', 'Observatoin']]);
});

test.each(['Patient', 'Consent', 'RelatedPerson', 'Organization', 'PractitionerRole', 'CareTeam', 'Group', 'Bundle'])(
  'a faulty %s is never kept, whatever the rules say',
  (type) => {
    expect(faultsOf({ [type]: { onError: 'keep' } })).toEqual([['rule-never-kept', `${type}.onError`]]);
  },
);

test('a house whose rule names a profile that is not loaded does not open', async () => {
  const house = await openHouse({
    database: await freshDatabase(),
    packages: [],
    limits: { bundleEntriesMax: 1, searchCountMax: 1, searchCostMax: 1_000 },
    rules: { Observation: { profiles: ['https://example.jp/none'], onError: 'refuse' } },
  });
  expect(isRefusal(house) && house.issues.map(({ code, expression }) => [code, expression])).toEqual([
    ['rule-profile-unusable', 'Observation.profiles'],
  ]);
});
