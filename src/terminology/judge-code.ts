/** Judges codes against a value set or a code system (R4 `$validate-code`): yes or no, why, and the right name. */
import type { Coding, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { nameInGrammar } from './grammars.ts';
import { languagesOf, nameIn } from './names.ts';
import { uncheckable } from './refusals.ts';
import type { Code, Membership } from './source.ts';
import type { Terminology } from './terminology.ts';

export interface Judging {
  /** What the codes are held against: a value set, or nothing for the code system alone. */
  readonly member?: (code: Code) => Membership;
  /** The canonical of the value set or code system, for what is said. */
  readonly place: string;
  /** True where a code that only groups others may be used. */
  readonly abstract: boolean;
  readonly displayLanguage?: string | undefined;
}

interface Verdict {
  readonly coding: Coding;
  readonly good: boolean;
  readonly display: string | undefined;
  readonly issues: readonly Issue[];
}

/** The answer as Parameters. One good code is enough; where none is, and one could not be checked, there is no answer. */
export function judgeCodes(codings: readonly Coding[], asked: Judging, terminology: Terminology): Parameters | Refusal {
  const verdicts: Verdict[] = [];
  let open: Refusal | undefined;
  for (const coding of codings) {
    const verdict = judge(coding, asked, terminology);
    if (isRefusal(verdict)) open ??= verdict;
    else if (verdict.good) return answer(true, [verdict]);
    else verdicts.push(verdict);
  }
  return open ?? answer(false, verdicts);
}

function judge(coding: Coding, asked: Judging, terminology: Terminology): Verdict | Refusal {
  const { system = '', code = '', display } = coding;
  const { place } = asked;
  const issues: Issue[] = [];
  const found = terminology.lookup(system, code);
  const membership = asked.member?.({ system, code }) ?? memberOf(found.found);
  if (membership === 'unknown') return uncheckable(`${system}#${code}`, place);
  if (found.found === 'no-concept')
    issues.push(
      issue(
        'code-not-in-system',
        `コード「${code}」は、コード体系 ${system} にありません。`,
        `the code \`${code}\` is not in the code system \`${system}\``,
      ),
    );
  if (membership === 'not-member' && asked.member)
    issues.push(
      issue(
        'code-not-in-set',
        `コード「${system}#${code}」は、値セット ${place} にありません。`,
        `the code \`${system}#${code}\` is not in the value set \`${place}\``,
      ),
    );
  if (found.found === 'concept') {
    if (found.abstract && !asked.abstract)
      issues.push(
        issue(
          'code-abstract',
          `コード「${code}」は分類のためのもので、選べません。`,
          `the code \`${code}\` only groups others and cannot be chosen`,
        ),
      );
    if (found.inactive)
      issues.push({
        ...issue(
          'code-inactive',
          `コード「${code}」は、もう使われていません。`,
          `the code \`${code}\` is no longer in use`,
        ),
        severity: 'warning',
      });
  }
  const name = bestName(coding, asked, terminology);
  if (display !== undefined && terminology.checkDisplay(system, code, display) === 'not-member')
    issues.push(
      issue(
        'display-differs',
        `表示名「${display}」は、コード「${code}」の名前ではありません（正しくは「${name ?? ''}」）。`,
        `the display \`${display}\` is no name of the code \`${code}\`, which is \`${name ?? ''}\``,
      ),
    );
  return { coding, good: !issues.some(({ severity }) => severity === 'error'), display: name, issues };
}

const memberOf = (found: 'concept' | 'no-concept' | 'unknown'): Membership =>
  found === 'concept' ? 'member' : found === 'no-concept' ? 'not-member' : 'unknown';

function bestName({ system = '', code = '' }: Coding, asked: Judging, terminology: Terminology): string | undefined {
  const languages = languagesOf(asked.displayLanguage);
  const concepts = terminology.world.concepts(system);
  const concept = concepts?.get(code);
  if (concept === undefined) {
    const found = terminology.lookup(system, code);
    return nameInGrammar(system, code, languages[0]) ?? (found.found === 'concept' ? found.display : undefined);
  }
  const { display, designation = [] } = concept.definition;
  return nameIn({ display, language: concepts?.system.language, designations: designation }, languages);
}

const issue = (code: string, ja: string, en: string): Issue => ({
  severity: 'error',
  code,
  type: 'code-invalid',
  ja,
  en,
  spec: 'https://hl7.org/fhir/R4/valueset-operation-validate-code.html',
});

function answer(result: boolean, verdicts: readonly Verdict[]): Parameters {
  const [first] = verdicts;
  const issues = verdicts.flatMap((one) => one.issues);
  const message = issues.map(({ ja, en }) => `${ja} / ${en}`).join('\n');
  const { system, code, version } = first?.coding ?? {};
  const parameter: ParametersParameter[] = [
    { name: 'result', valueBoolean: result },
    ...(message === '' ? [] : [{ name: 'message', valueString: message }]),
    ...(first?.display === undefined ? [] : [{ name: 'display', valueString: first.display }]),
    ...(code === undefined ? [] : [{ name: 'code', valueCode: code }]),
    ...(system === undefined ? [] : [{ name: 'system', valueUri: system }]),
    ...(version === undefined ? [] : [{ name: 'version', valueString: version }]),
    ...(issues.length === 0 ? [] : [{ name: 'issues', resource: toOperationOutcome(issues) }]),
  ];
  return { resourceType: 'Parameters', parameter };
}
