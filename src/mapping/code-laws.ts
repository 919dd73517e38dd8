/** What no code table of a form may give: a code that its code system has not. */
import type { CodeSystem, CodeSystemConcept } from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import { cellOfRule } from './form-cells.ts';
import type { Mapping } from './mapping.ts';
import { ruleIssue } from './rule-issue.ts';

/** Only what a complete code system has not is wrong: of others nobody knows all codes. */
export function strangeCodes(mapping: Mapping, codeSystem: (url: string) => CodeSystem | undefined): Issue[] {
  const { rules, tables } = mapping;
  return Object.entries(tables).flatMap(([id, { system, entries }]) => {
    const rule = rules.find(({ map }) => map === id);
    const known = system === undefined ? undefined : codeSystem(system);
    if (rule === undefined || known?.content !== 'complete') return [];
    const codes = new Set(codesOf(known.concept));
    return entries
      .filter(({ code }) => !codes.has(code))
      .map(({ source, code }) =>
        ruleIssue(
          rule,
          [
            `対応表「${id}」の言葉「${source}」のコード「${code}」は ${system} にありません`,
            `the code \`${code}\` of the word \`${source}\` in \`${id}\` is none of ${system}`,
          ],
          cellOfRule(mapping, rule),
        ),
      );
  });
}

const codesOf = (concepts: readonly CodeSystemConcept[] = []): string[] =>
  concepts.flatMap(({ code = '', concept }) => [code, ...codesOf(concept)]);
