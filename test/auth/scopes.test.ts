import fc from 'fast-check';
import { expect, test } from 'vitest';
import { administers, covers, parseScopes, type ScopeAction } from '../../src/auth/index.ts';
import { grantable } from '../../src/auth/scopes.ts';

const ALL: ScopeAction[] = ['create', 'read', 'update', 'delete', 'search'];
const allowed = (text: string, type = 'CarePlan') => ALL.filter((action) => covers(parseScopes(text), type, action));

test('99: scopes of version 1 mean read and search, the three writes, or all five', () => {
  expect(allowed('system/*.read')).toEqual(['read', 'search']);
  expect(allowed('system/CarePlan.write')).toEqual(['create', 'update', 'delete']);
  expect(allowed('system/*.*')).toEqual(ALL);
  expect(parseScopes('system/*.*')[0]?.version).toBe(1);
});

test('scopes of version 2 mean their letters', () => {
  expect(allowed('system/*.rs')).toEqual(['read', 'search']);
  expect(allowed('system/CarePlan.cruds')).toEqual(ALL);
  expect(allowed('system/CarePlan.d')).toEqual(['delete']);
  expect(allowed('system/CarePlan.rs', 'Goal')).toEqual([]);
  expect(allowed('system/CarePlan.c system/CarePlan.u')).toEqual(['create', 'update']);
});

test('what is not written in the grammar grants nothing', () => {
  const bad =
    'openid system/CarePlan.sr system/CarePlan. system/CarePlan system/careplan.rs user CarePlan.rs System/CarePlan.rs ' +
    'system/CarePlan.rss system/CarePlan.read?status=active system/CarePlan.*?x=1 system/*.readx system/.rs system/Care/Plan.rs';
  expect(parseScopes(bad)).toEqual([]);
  expect(parseScopes('')).toEqual([]);
});

test('a query part is read, and a scope that has one is not counted: counting it would widen', () => {
  expect(parseScopes('system/Observation.rs?category=laboratory')).toEqual([
    {
      text: 'system/Observation.rs?category=laboratory',
      context: 'system',
      type: 'Observation',
      actions: ['read', 'search'],
      version: 2,
      query: 'category=laboratory',
    },
  ]);
  expect(allowed('system/Observation.rs?category=laboratory', 'Observation')).toEqual([]);
});

test('scopes of a patient or a user give a backend nothing', () => {
  expect(allowed('patient/*.cruds user/*.cruds')).toEqual([]);
});

test('a scope written twice counts once', () => {
  expect(parseScopes('system/*.rs system/*.rs').map(({ text }) => text)).toEqual(['system/*.rs']);
});

test('a wildcard is granted by a wildcard only', () => {
  const granted = (requested: string, registered: string) =>
    grantable(parseScopes(requested), parseScopes(registered)).map(({ text }) => text);
  expect(granted('system/*.rs', 'system/CarePlan.rs')).toEqual([]);
  expect(granted('system/CarePlan.rs', 'system/*.cruds')).toEqual(['system/CarePlan.rs']);
  expect(granted('system/*.read', 'system/*.r system/*.s')).toEqual(['system/*.read']);
  expect(granted('system/Goal.cruds', 'system/*.rs system/Goal.cud')).toEqual(['system/Goal.cruds']);
  expect(granted('system/Goal.rs?status=active', 'system/*.rs')).toEqual([]);
});

test('the right to change the house is no part of all records: who has it has it by name', () => {
  const granted = (requested: string, registered: string) => grantable(parseScopes(requested), parseScopes(registered));
  const named = 'system/SearchParameter.cruds';
  expect(administers(parseScopes('system/*.cruds'))).toBe(false);
  expect(allowed('system/*.cruds', 'SearchParameter')).toEqual([]);
  expect(granted(named, 'system/*.cruds')).toEqual([]);
  expect(granted(named, `system/*.rs ${named}`).map(({ text }) => text)).toEqual([named]);
  expect(administers(granted(named, named))).toBe(true);
  expect(administers(parseScopes('system/SearchParameter.rs'))).toBe(false);
});

test('what is granted never covers more than what was registered', () => {
  const type = fc.constantFrom('*', 'CarePlan', 'Goal', 'Observation', 'SearchParameter');
  const act = fc.constantFrom('read', 'write', '*', 'r', 'rs', 'cruds', 'cud', 's', 'u');
  const scope = fc.tuple(fc.constantFrom('system', 'patient', 'user'), type, act).map(([c, t, a]) => `${c}/${t}.${a}`);
  const list = fc.array(scope, { maxLength: 6 }).map((scopes) => parseScopes(scopes.join(' ')));
  fc.assert(
    fc.property(list, list, (requested, registered) => {
      const granted = grantable(requested, registered);
      for (const one of ['CarePlan', 'Goal', 'Observation', 'Patient', 'SearchParameter']) {
        for (const action of ALL) {
          if (covers(granted, one, action)) expect(covers(registered, one, action)).toBe(true);
        }
      }
    }),
    { seed: 20260401, numRuns: 500 },
  );
});

test('the reader of scopes never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseScopes(text);
    }),
    { seed: 20260401, numRuns: 500 },
  );
});
