import { expect, test } from 'vitest';
import {
  codeSystemUrl,
  hasError,
  type Issue,
  idSystemUrl,
  isRefusal,
  profileUrl,
  refuse,
  refuseAll,
  toOperationOutcome,
  valueSetUrl,
  withoutVersion,
} from '../../src/fhir/index.ts';

const translation = (lang: string, content: string) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/translation',
      extension: [
        { url: 'lang', valueCode: lang },
        { url: 'content', valueString: content },
      ],
    },
  ],
});

const issue: Issue = {
  severity: 'error',
  code: 'birth-date-unreadable',
  type: 'value',
  ja: '生年月日が読めません。',
  en: 'the birth date cannot be read',
};

test('a finding is answered in Japanese for people, in English for support, and with a stable code', () => {
  expect(toOperationOutcome([{ ...issue, expression: 'Patient.birthDate' }])).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'value',
        details: {
          coding: [{ system: 'https://kakehashi.example/fhir/CodeSystem/issue', code: 'birth-date-unreadable' }],
          text: '生年月日が読めません。',
          _text: translation('en', 'the birth date cannot be read'),
        },
        diagnostics: 'the birth date cannot be read',
        expression: ['Patient.birthDate'],
      },
    ],
  });
});

test.each([
  [{ line: 3, column: 14 }, 'the birth date cannot be read (line 3, column 14)'],
  [{ line: 3 }, 'the birth date cannot be read (line 3)'],
  [{ column: 14 }, 'the birth date cannot be read'],
])('a place in a file, %j, is told after the text', (place, diagnostics) => {
  const outcome = toOperationOutcome([{ ...issue, ...place }]);
  expect(outcome.issue?.[0]?.diagnostics).toBe(diagnostics);
  expect(outcome.issue?.[0]).not.toHaveProperty('expression');
});

test('line, column, the parts and the rule are told where a program need not read sentences', () => {
  const parts = {
    what: { ja: '何が', en: 'what' },
    expected: { ja: '日付', en: 'a date' },
    found: { ja: '「きのう」', en: '`yesterday`' },
    mend: { ja: '直す', en: 'mend it' },
  };
  const spec = 'https://hl7.org/fhir/R4/datatypes.html';
  const outcome = toOperationOutcome([{ ...issue, line: 3, column: 14, parts, spec }], 'en');
  const part = (url: string, ja: string, en: string) => ({
    url,
    valueString: en,
    _valueString: translation('ja', ja),
  });
  expect(outcome.issue?.[0]).toMatchObject({
    extension: [
      { url: 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line', valueInteger: 3 },
      { url: 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col', valueInteger: 14 },
      {
        url: 'https://kakehashi.example/fhir/StructureDefinition/issue-detail',
        extension: [
          part('what', '何が', 'what'),
          part('expected', '日付', 'a date'),
          part('found', '「きのう」', '`yesterday`'),
          part('mend', '直す', 'mend it'),
          { url: 'rule', valueUri: spec },
        ],
      },
    ],
    details: { text: 'the birth date cannot be read', _text: translation('ja', '生年月日が読めません。') },
    diagnostics: '生年月日が読めません。（3 行 14 文字目）',
  });
});

test('a refusal is a value with its status; what only the audit may know is no part of the answer', () => {
  const { severity: _severity, ...finding } = issue;
  const refusal = refuse(422, finding, 'CONSENT_DENY');
  expect(refusal).toEqual({ refused: true, status: 422, issues: [issue], auditReason: 'CONSENT_DENY' });
  expect(JSON.stringify(toOperationOutcome(refusal.issues))).not.toContain('CONSENT_DENY');
  expect(refuseAll(400, [issue, issue])).toEqual({ refused: true, status: 400, issues: [issue, issue] });
  expect([refusal, { refused: true }, { refused: 'true' }, {}, null, undefined, 'refused'].map(isRefusal)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('warnings and information alone are no error', () => {
  const of = (...severities: Issue['severity'][]) => severities.map((severity) => ({ ...issue, severity }));
  expect(hasError([])).toBe(false);
  expect(hasError(of('warning', 'information'))).toBe(false);
  expect(hasError(of('warning', 'error'))).toBe(true);
  expect(hasError(of('fatal'))).toBe(true);
});

test('canonical names of our own have one base', () => {
  expect([profileUrl('x'), codeSystemUrl('x'), valueSetUrl('x'), idSystemUrl('x')]).toEqual([
    'https://kakehashi.example/fhir/StructureDefinition/x',
    'https://kakehashi.example/fhir/CodeSystem/x',
    'https://kakehashi.example/fhir/ValueSet/x',
    'https://kakehashi.example/fhir/IdSystem/x',
  ]);
  expect([withoutVersion('http://p.example/a|1.0'), withoutVersion('http://p.example/a')]).toEqual([
    'http://p.example/a',
    'http://p.example/a',
  ]);
});
