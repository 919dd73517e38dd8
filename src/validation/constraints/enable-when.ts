/** Is a question asked at all? Its conditions look at the answers to other questions. */
import { type AnsweredItem, type Condition, choiceIn, type Question } from './questionnaire.ts';

export function isEnabled({ enableWhen = [], enableBehavior }: Question, response: unknown): boolean {
  if (enableWhen.length === 0) return true;
  const holds = (condition: Condition): boolean => isMet(condition, answersTo(condition.question, response));
  return enableBehavior === 'any' ? enableWhen.some(holds) : enableWhen.every(holds);
}

function isMet(condition: Condition, answers: readonly unknown[]): boolean {
  const wanted = choiceIn(condition, 'answer')?.[1];
  if (condition.operator === 'exists') return answers.length > 0 === (wanted === true);
  if (condition.operator === '!=') return answers.every((answer) => order(answer, wanted) !== 0);
  return answers.some((answer) => compares(condition.operator, order(answer, wanted)));
}

function compares(operator: string, found: number | undefined): boolean {
  if (found === undefined) return false;
  if (operator === '=') return found === 0;
  if (operator === '>') return found > 0;
  if (operator === '<') return found < 0;
  return operator === '>=' ? found >= 0 : operator === '<=' && found <= 0;
}

/** -1, 0 or 1; undefined for what cannot be compared. Codings are the same when system and code are. */
function order(answer: unknown, wanted: unknown): number | undefined {
  if (typeof answer === 'number' && typeof wanted === 'number') return Math.sign(answer - wanted);
  if (typeof answer === 'string' && typeof wanted === 'string') return answer === wanted ? 0 : answer < wanted ? -1 : 1;
  if (typeof answer === 'boolean') return answer === wanted ? 0 : undefined;
  if (typeof answer !== 'object' || typeof wanted !== 'object' || answer === null || wanted === null) return undefined;
  const [one, other] = [answer, wanted] as Record<string, unknown>[];
  if (one?.['value'] !== undefined) return order(one['value'], other?.['value']);
  return one?.['code'] === other?.['code'] && one?.['system'] === other?.['system'] ? 0 : undefined;
}

function answersTo(linkId: string, holder: unknown): unknown[] {
  const { item, answer } = (holder ?? {}) as AnsweredItem;
  const answers = Array.isArray(answer) ? answer : [];
  const own =
    (holder as AnsweredItem | null)?.linkId === linkId ? answers.map((one) => choiceIn(one, 'value')?.[1]) : [];
  const below = [...(Array.isArray(item) ? item : []), ...answers].flatMap((one) => answersTo(linkId, one));
  return [...own, ...below].filter((one) => one !== undefined);
}
