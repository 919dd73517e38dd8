/** The rules that a definition states as FHIRPath: hot ones have a twin in TypeScript, the rest are compiled once. */
import type { ElementDefinitionConstraint } from '@medplum/fhirtypes';
import type { Word } from './catalogue.ts';
import { evaluatorOf } from './evaluator.ts';
import { isOutOfTime } from './limited.ts';
import { ruleInJapanese } from './rules-in-japanese.ts';
import type { Origin, Rule } from './shape.ts';
import { twinOf } from './twins.ts';

/** Checked elsewhere: `ele-1` by the walk, `dom-3` in linear time by `contained`, `txt-1` and `txt-2` by `narrative`. */
const ELSEWHERE = new Set(['ele-1', 'dom-3', 'txt-1', 'txt-2']);

/** Builds every rule of an element that the type below does not have already. */
export function invariant({ element, base, source }: Origin): Rule[] {
  const known = new Set((base?.constraint ?? []).map(identity));
  return (
    (element.constraint ?? [])
      .filter((one) => !known.has(identity(one)) && !ELSEWHERE.has(one.key ?? '') && one.expression !== undefined)
      // `ext-1` is repeated beside every extension, and asked once on Extension itself.
      .filter((one) => one.key !== 'ext-1' || element.path === 'Extension')
      .map((one) => invariantRule(one, source, element.path ?? ''))
  );
}

const identity = ({ key, expression }: ElementDefinitionConstraint): string => `${key}: ${expression}`;

/** Where R4's expression does not say what its words beside it say, the words count, as in HL7's validator. */
const ERRATA: Readonly<Record<string, string>> = {
  'enableWhen.count() > 2 implies enableBehavior.exists()': 'enableWhen.count() > 1 implies enableBehavior.exists()',
  '($this as dateTime).toString().length() >= 8': '($this is dateTime) implies $this.toString().length() >= 8',
  "operator = 'exists' implies (answer is Boolean)": "operator = 'exists' implies (answer is boolean)",
};

function invariantRule(constraint: ElementDefinitionConstraint, source: string, path: string): Rule {
  const { key = '' } = constraint;
  const human = inBothLanguages(constraint, source, path);
  const expression = ERRATA[constraint.expression ?? ''] ?? constraint.expression ?? '';
  const severity = constraint.severity === 'warning' ? 'warning' : 'error';
  const ask = twinOf(expression) ?? evaluatorOf(expression);
  return {
    kind: 'invariant',
    detail: { key, severity, expression },
    check(node, run) {
      const holds = ask(node, run);
      if (holds === true) return;
      if (holds === false) run.report('invariant-failed', node, { key, human, expression, source }, { severity });
      else
        run.report(
          'invariant-unevaluable',
          node,
          { key, human, reason: holds },
          isOutOfTime(holds) ? { severity: 'error' } : {},
        );
    },
  };
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Our own rules are worded `日本語 / English`, R4's are in a table; what is worded otherwise stands as it is in both. */
function inBothLanguages(constraint: ElementDefinitionConstraint, holder: string, path: string): Word {
  const { key = '', human = '', source = holder } = constraint;
  const japanese = ruleInJapanese(key, source, path);
  if (japanese !== undefined) return { ja: japanese, en: human.trim().replace(/\.$/, '') };
  const [ja = '', en, ...more] = human.split(' / ');
  const isOurs = en !== undefined && more.length === 0 && JAPANESE.test(ja) && !JAPANESE.test(en);
  return isOurs ? { ja: ja.replace(/。$/, ''), en: en.replace(/\.$/, '') } : human;
}
