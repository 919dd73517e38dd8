/** Is a question asked at all? Its conditions look at the answers to other questions. */

import { type Fields, isFields, list, NESTING_MAX } from './fields.ts';
import { KnownAnswers } from './known-answers.ts';
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
    return isMet(condition, scope === undefined ? undefined : answersTo(condition.question, scope.value));
  };
  return enableBehavior === 'any' ? enableWhen.some(holds) : enableWhen.every(holds);
}

function isMet(condition: Condition, answers: KnownAnswers | undefined): boolean {
  const wanted = choiceIn(condition, 'answer')?.[1];
  const { operator } = condition;
  if (operator === 'exists') return (answers !== undefined) === (wanted === true);
  if (operator === '!=') return answers === undefined || !answers.has(wanted);
  return answers !== undefined && (operator === '=' ? answers.has(wanted) : answers.compares(operator, wanted));
}

const indexed = new WeakMap<object, ReadonlyMap<string, KnownAnswers>>();

/** The answers below a place, gathered once for all conditions; undefined where there is none. */
function answersTo(linkId: string, holder: unknown): KnownAnswers | undefined {
  if (!isFields(holder)) return undefined;
  let index = indexed.get(holder);
  if (index === undefined) {
    const made = new Map<string, KnownAnswers>();
    gather(holder, made);
    index = made;
    indexed.set(holder, index);
  }
  return index.get(linkId);
}

function gather(holder: Fields, index: Map<string, KnownAnswers>, depth = 0): void {
  if (depth > NESTING_MAX) return;
  const answers = list(holder['answer']);
  const { linkId } = holder;
  for (const one of typeof linkId === 'string' ? answers : []) {
    const given = choiceIn(one, 'value')?.[1];
    if (given === undefined) continue;
    const known = index.get(String(linkId)) ?? new KnownAnswers();
    index.set(String(linkId), known);
    known.add(given);
  }
  for (const below of [...list(holder['item']), ...answers]) gather(below, index, depth + 1);
}
