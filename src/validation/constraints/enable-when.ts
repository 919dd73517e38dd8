/** Is a question asked at all? Its conditions look at the answers to other questions. */
import { type Fields, isFields, list, NESTING_MAX } from './fields.ts';
import { allQuestions, type Condition, choiceIn, type Question } from './questionnaire.ts';

/** A level of the questionnaire and the part of the response that answers it. */
export interface Scope {
  readonly questions: readonly Question[];
  readonly value: unknown;
}

/** `around` holds the levels that the question stands in, the innermost first: of a repeated group, its own repetition. */
export function isEnabled({ enableWhen = [], enableBehavior }: Question, around: readonly Scope[]): boolean {
  if (enableWhen.length === 0) return true;
  const holds = (condition: Condition): boolean => {
    const scope = around.find(({ questions }) => allQuestions(questions).has(condition.question));
    return isMet(condition, scope === undefined ? [] : answersTo(condition.question, scope.value));
  };
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
  if (typeof answer === 'string' && typeof wanted === 'string') return orderText(answer, wanted);
  if (typeof answer === 'boolean') return answer === wanted ? 0 : undefined;
  if (typeof answer !== 'object' || typeof wanted !== 'object' || answer === null || wanted === null) return undefined;
  const [one, other] = [answer, wanted] as Record<string, unknown>[];
  if (one?.['value'] !== undefined) return order(one['value'], other?.['value']);
  if (one?.['reference'] !== undefined) return one['reference'] === other?.['reference'] ? 0 : undefined;
  return one?.['code'] === other?.['code'] && one?.['system'] === other?.['system'] ? 0 : undefined;
}

const ZONED = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/;

/** Words, dates and times in the order of their characters; moments by when they are, whatever their offset. */
export function orderText(one: string, other: string): number {
  if (ZONED.test(one) && ZONED.test(other)) return Math.sign(Date.parse(one) - Date.parse(other));
  return one === other ? 0 : one < other ? -1 : 1;
}

const indexed = new WeakMap<object, ReadonlyMap<string, readonly unknown[]>>();

/** The answers below a place, gathered once for all conditions. */
function answersTo(linkId: string, holder: unknown): readonly unknown[] {
  if (!isFields(holder)) return [];
  let index = indexed.get(holder);
  if (index === undefined) {
    const made = new Map<string, unknown[]>();
    gather(holder, made);
    index = made;
    indexed.set(holder, index);
  }
  return index.get(linkId) ?? [];
}

function gather(holder: Fields, index: Map<string, unknown[]>, depth = 0): void {
  if (depth > NESTING_MAX) return;
  const answers = list(holder['answer']);
  const { linkId } = holder;
  if (typeof linkId === 'string') {
    const given = answers.map((one) => choiceIn(one, 'value')?.[1]).filter((one) => one !== undefined);
    index.set(linkId, [...(index.get(linkId) ?? []), ...given]);
  }
  for (const below of [...list(holder['item']), ...answers]) gather(below, index, depth + 1);
}
