/** Findings as a FHIR OperationOutcome: one language first with the other beside it, and each part where a program can read it. */
import type { Element, Extension, OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from './canonical.ts';
import type { Bilingual, Issue } from './issue.ts';
import { type Language, otherLanguage } from './language.ts';

/** HL7's own extensions for what R4 has no element for. */
const HL7 = 'http://hl7.org/fhir/StructureDefinition';
/** Ours: `what`, `expected`, `found`, `mend` (strings, translated) and `rule` (uri). */
const DETAIL = profileUrl('issue-detail');

const SEVERITIES = ['fatal', 'error', 'warning', 'information'];

/**
 * The issues as FHIR, the worst first: `details.text` in `language` (with the other one as a translation of it),
 * `diagnostics` in the other, our stable code in `details.coding`, line and column and the parts as extensions.
 */
export function toOperationOutcome(issues: readonly Issue[], language: Language = 'ja'): OperationOutcome {
  const worstFirst = issues.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return { resourceType: 'OperationOutcome', issue: worstFirst.map((issue) => toOutcomeIssue(issue, language)) };
}

function toOutcomeIssue(issue: Issue, language: Language): OperationOutcomeIssue {
  const { severity, type, code, expression } = issue;
  const other = otherLanguage(language);
  const extension = [...positionOf(issue), ...detailOf(issue, language)];
  // The types of FHIR in TypeScript leave out the elements beside primitives.
  const details = {
    coding: [{ system: codeSystemUrl('issue'), code }],
    text: issue[language],
    _text: translated(issue, other),
  };
  return {
    ...(extension.length === 0 ? {} : { extension }),
    severity,
    code: type,
    details,
    diagnostics: `${issue[other]}${positionText(issue, other)}`,
    ...(expression === undefined ? {} : { expression: [expression] }),
  };
}

function positionText({ line, column }: Issue, language: Language): string {
  if (line === undefined) return '';
  if (language === 'ja') return `（${line} 行${column === undefined ? '' : ` ${column} 文字目`}）`;
  return ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
}

function positionOf({ line, column }: Issue): Extension[] {
  if (line === undefined) return [];
  const at = { url: `${HL7}/operationoutcome-issue-line`, valueInteger: line };
  if (column === undefined) return [at];
  return [at, { url: `${HL7}/operationoutcome-issue-col`, valueInteger: column }];
}

function detailOf({ parts, spec }: Issue, language: Language): Extension[] {
  const said = Object.entries(parts ?? {}).map(([url, text]: [string, Bilingual]) => ({
    url,
    valueString: text[language],
    _valueString: translated(text, otherLanguage(language)),
  }));
  const extension = [...said, ...(spec === undefined ? [] : [{ url: 'rule', valueUri: spec }])];
  return extension.length === 0 ? [] : [{ url: DETAIL, extension }];
}

const translated = (text: Bilingual, language: Language): Element => ({
  extension: [
    {
      url: `${HL7}/translation`,
      extension: [
        { url: 'lang', valueCode: language },
        { url: 'content', valueString: text[language] },
      ],
    },
  ],
});
