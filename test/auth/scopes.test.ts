import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  administers,
  concerns,
  covers,
  effectiveScopes,
  grantable,
  handlesLetters,
  parseScopes,
  type Scope,
  type ScopeAction,
} from '../../src/auth/index.ts';

const ALL: ScopeAction[] = ['create', 'read', 'update', 'delete', 'search'];
const textsOf = (scopes: readonly Scope[]) => scopes.map(({ text }) => text);
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
    'system/CarePlan.rss system/CarePlan.read?status=active system/CarePlan.*?x=1 system/*.readx system/.rs system/Care/Plan.rs ' +
    'ecosystem/CarePlan.rs system/CarePlan.rs? system/CarePlan.rs?x=1?y=2';
  expect(parseScopes(bad)).toEqual([]);
  expect(parseScopes('')).toEqual([]);
});

test.each(['category=%zz', 'category=a%', 'status=%', 'code=%E0%A4', 'status=%00'])(
  'a query part whose escapes cannot be read, such as %s, grants nothing',
  (query) => {
    expect(parseScopes(`user/Observation.rs?${query} patient/Patient.r`).map(({ text }) => text)).toEqual([
      'patient/Patient.r',
    ]);
  },
);

test('a scope with a query part lets something be done with the type; with which resources, its query says', () => {
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
  expect(allowed('system/Observation.rs?category=laboratory', 'Observation')).toEqual(['read', 'search']);
  expect(allowed('system/Observation.rs?category=laboratory', 'Condition')).toEqual([]);
});

test('scopes of every context let something be done with a type', () => {
  expect(allowed('patient/*.rs')).toEqual(['read', 'search']);
  expect(allowed('user/CarePlan.cud')).toEqual(['create', 'update', 'delete']);
  expect(allowed('patient/*.cruds user/*.cruds', 'SearchParameter')).toEqual([]);
});

test('98: scopes of a patient mean nothing to a caller who has no patient in context', () => {
  const scopes = parseScopes('patient/*.cruds system/Goal.rs patient/Observation.rs?category=laboratory');
  expect(textsOf(effectiveScopes(scopes, { patient: null }))).toEqual(['system/Goal.rs']);
  expect(effectiveScopes(scopes, { patient: null })).toBe(effectiveScopes(scopes, { patient: null }));
  expect(effectiveScopes(scopes, { patient: 'Patient/a' })).toBe(scopes);
  const without = parseScopes('system/*.rs user/*.rs');
  expect(effectiveScopes(without, { patient: null })).toBe(without);
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
});

test('a scope is granted inside one of its own context only', () => {
  const granted = (requested: string, registered: string) =>
    textsOf(grantable(parseScopes(requested), parseScopes(registered)));
  expect(granted('patient/Observation.rs', 'patient/*.rs')).toEqual(['patient/Observation.rs']);
  expect(granted('user/*.read', 'user/*.cruds')).toEqual(['user/*.read']);
  for (const registered of ['system/*.cruds', 'user/*.cruds'])
    expect(granted('patient/Observation.rs', registered)).toEqual([]);
  expect(granted('system/Goal.r', 'user/*.cruds patient/*.cruds')).toEqual([]);
  expect(granted('patient/SearchParameter.rs', 'patient/*.cruds patient/SearchParameter.cruds')).toEqual([]);
});

test('62: a scope with a query part is granted verbatim inside the whole type or the same query, and where it can be enforced', () => {
  const granted = (requested: string, registered: string, understood = true) =>
    textsOf(grantable(parseScopes(requested), parseScopes(registered), () => understood));
  const [asked, other] = ['patient/Goal.rs?lifecycle-status=active', 'patient/Goal.rs?lifecycle-status=planned'];
  expect(granted(asked, 'patient/*.rs')).toEqual([asked]);
  expect(granted(asked, 'patient/Goal.cruds')).toEqual([asked]);
  expect(granted(asked, asked)).toEqual([asked]);
  expect(granted(asked, other)).toEqual([]);
  expect(granted('patient/Goal.rs', asked)).toEqual([]);
  expect(granted('patient/*.rs', asked)).toEqual([]);
  expect(granted(`${asked} ${other}`, `${asked} ${other}`)).toEqual([asked, other]);
  // What one scope allows to be read and another to be searched is allowed both.
  expect(granted(asked, `patient/Goal.r ${asked.replace('.rs', '.s')}`)).toEqual([asked]);
  expect(granted(asked, 'patient/*.rs', false)).toEqual([]);
  expect(granted('patient/Goal.rs', 'patient/*.rs', false)).toEqual(['patient/Goal.rs']);
  expect(textsOf(grantable(parseScopes(asked), parseScopes('patient/*.rs')))).toEqual([]);
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
  expect(administers(parseScopes('user/SearchParameter.cruds'))).toBe(false);
  expect(administers(parseScopes('patient/SearchParameter.cruds'))).toBe(false);
  expect(administers(parseScopes('system/SearchParameter.cruds?status=active'))).toBe(false);
});

test('dead letters are no part of all records either: they are opened by name, whole, and for a system only', () => {
  const handles = (text: string) =>
    (['search', 'read', 'update'] as const).filter((action) => handlesLetters(parseScopes(text), action));
  expect(handles('system/OperationOutcome.rus')).toEqual(['search', 'read', 'update']);
  expect(handles('system/OperationOutcome.s')).toEqual(['search']);
  expect(handles('system/OperationOutcome.u system/OperationOutcome.r')).toEqual(['read', 'update']);
  expect(handles('system/*.cruds system/SearchParameter.cruds')).toEqual([]);
  expect(handles('user/OperationOutcome.rus')).toEqual([]);
  expect(handles('patient/OperationOutcome.rus')).toEqual([]);
  expect(handles('system/OperationOutcome.rus?severity=error')).toEqual([]);
});

test('what is granted never covers more than what was registered, in any context and for any query', () => {
  const type = fc.constantFrom('*', 'CarePlan', 'Goal', 'Observation', 'SearchParameter');
  const act = fc.constantFrom('read', 'write', '*', 'r', 'rs', 'cruds', 'cud', 's', 'u');
  const query = fc.constantFrom('', '', '?_id=1', '?_id=2');
  const contexts = ['system', 'patient', 'user'] as const;
  const scope = fc.tuple(fc.constantFrom(...contexts), type, act, query).map(([c, t, a, q]) => `${c}/${t}.${a}${q}`);
  const list = fc.array(scope, { maxLength: 6 }).map((scopes) => parseScopes(scopes.join(' ')));
  /** What is covered of resources that meet this query, or none. */
  const coversOf = (scopes: readonly Scope[], context: string, { one, action, met }: Record<string, string>) =>
    scopes.some(
      (each) =>
        each.context === context &&
        concerns(each, one ?? '') &&
        each.actions.includes(action as ScopeAction) &&
        (each.query === undefined || each.query === met),
    );
  fc.assert(
    fc.property(list, list, (requested, registered) => {
      const granted = grantable(requested, registered, () => true);
      for (const context of contexts)
        for (const one of ['CarePlan', 'Goal', 'Observation', 'Patient', 'SearchParameter'])
          for (const met of ['', '_id=1', '_id=2'])
            for (const action of ALL)
              if (coversOf(granted, context, { one, action, met }))
                expect(coversOf(registered, context, { one, action, met })).toBe(true);
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
