/** The CodeSystem of our issue codes and its ValueSet, made from the tables with which the house refuses. */
import type { CodeSystem, CodeSystemConcept, ValueSet } from '@medplum/fhirtypes';
import { ISSUE_KINDS } from '#catalogue';
import { codeSystemUrl, type IssueKind, valueSetUrl } from '#fhir';

const ID = 'issue';

type Definition<T> = T & { id: string };

/** Both definitions, in the version of the package: a display and a way to mend for every code, in Japanese and English. */
export function issueDefinitions(version: string): [Definition<CodeSystem>, Definition<ValueSet>] {
  const concept = Object.entries(ISSUE_KINDS).map(([code, kind]) => conceptOf(code, kind));
  const shared = { id: ID, version, status: 'active', language: 'ja', experimental: false } as const;
  return [
    {
      resourceType: 'CodeSystem',
      ...shared,
      content: 'complete',
      name: 'IssueCS',
      title: '指摘と拒否のコード / Codes of findings and refusals',
      description:
        'OperationOutcome.issue.details に書くコード。definition は直し方で、{ } は実際の値で埋まる。 / Codes of OperationOutcome.issue.details. The definition says how to mend it; what stands in { } is filled with the actual words.',
      url: codeSystemUrl(ID),
      valueSet: valueSetUrl(ID),
      caseSensitive: true,
      count: concept.length,
      property: [
        { code: 'severity', description: '通常の重さ / how grave it usually is', type: 'code' },
        { code: 'type', description: 'FHIR の issue-type / the issue-type of FHIR', type: 'code' },
        { code: 'rule', description: '基になる決まり / the rule behind it', type: 'string' },
      ],
      concept,
    },
    {
      resourceType: 'ValueSet',
      ...shared,
      name: 'IssueVS',
      title: '指摘と拒否のコード / Codes of findings and refusals',
      description: 'コード体系の全コード。 / All codes of the code system.',
      url: valueSetUrl(ID),
      compose: { include: [{ system: codeSystemUrl(ID) }] },
    },
  ];
}

function conceptOf(code: string, { severity, type, spec, ...words }: IssueKind): CodeSystemConcept {
  return {
    code,
    display: words.ja,
    definition: `${words.mendJa} / ${words.mendEn}`,
    designation: [{ language: 'en', value: words.en }],
    property: [
      { code: 'severity', valueCode: severity },
      { code: 'type', valueCode: type },
      ...(spec === undefined ? [] : [{ code: 'rule', valueString: spec }]),
    ],
  };
}
