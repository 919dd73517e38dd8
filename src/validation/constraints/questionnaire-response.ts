/** Answers to a questionnaire: every item is asked for, enabled, in its place, answered as often as it may be, and in its own type. */
import { checkAnswer } from './answer.ts';
import { isEnabled, type Scope } from './enable-when.ts';
import { NESTING_MAX } from './fields.ts';
import { Node } from './node.ts';
import { type AnsweredItem, allQuestions, limitOf, type Question, questionnaireOf } from './questionnaire.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function questionnaireResponse({ element, base }: Origin): Rule[] {
  const applies = element.path === 'QuestionnaireResponse' && base === undefined;
  return applies ? [{ kind: 'questionnaire-response', detail: 'Questionnaire', check }] : [];
}

const UNANSWERABLE = new Set(['group', 'display', 'question']);

/** One level of items: where they stand, what is asked there, and the levels around it, the innermost first. */
interface Level {
  readonly holder: Node;
  readonly questions: readonly Question[];
  readonly items: unknown;
  readonly around: readonly Scope[];
}

interface Response {
  readonly run: Run;
  readonly everything: ReadonlyMap<string, Question>;
  /** A response that is still being filled in may lack answers. */
  readonly finished: boolean;
}

function check(root: Node, run: Run): void {
  const { questionnaire, item, status } = root.value as { questionnaire?: unknown; item?: unknown; status?: unknown };
  if (typeof questionnaire !== 'string') {
    run.report('questionnaire-not-said', root, {});
    return;
  }
  const asked = questionnaireOf(questionnaire, root, run);
  if (asked === undefined) {
    run.report('questionnaire-not-loaded', root, { questionnaire }, { below: '.questionnaire', key: 'questionnaire' });
    return;
  }
  const questions = asked.item;
  const finished = status === 'completed' || status === 'amended';
  const response = { run, finished, everything: allQuestions(questions) };
  checkLevel({ holder: root, questions, items: item, around: [] }, response);
}

function checkLevel(level: Level, response: Response): void {
  const { holder, questions, items, around } = level;
  if (around.length > NESTING_MAX) return;
  const inner = [{ questions, value: holder.value }, ...around];
  const places = new Map(questions.map(({ linkId }, index) => [linkId, index]));
  const answered = new Map<string, Node[]>();
  let last = -1;
  (Array.isArray(items) ? items : []).forEach((value: AnsweredItem | null, index) => {
    const linkId = value?.linkId;
    if (typeof linkId !== 'string') return;
    const node = childOf(holder, 'item', value, index);
    const place = places.get(linkId);
    if (place === undefined) {
      checkStray(node, linkId, { ...level, around: inner }, response);
      return;
    }
    if (place < last) response.run.report('answer-order', holder, { linkId });
    last = place;
    const others = answered.get(linkId);
    if (others === undefined) answered.set(linkId, [node]);
    else others.push(node);
  });
  for (const question of questions)
    checkQuestion(question, answered.get(question.linkId) ?? [], { ...level, around: inner }, response);
}

/** An item that is asked elsewhere, or nowhere. */
function checkStray(node: Node, linkId: string, level: Level, response: Response): void {
  const elsewhere = response.everything.get(linkId);
  if (elsewhere === undefined) {
    response.run.report('answer-link-unknown', level.holder, { linkId });
    return;
  }
  response.run.report('answer-misplaced', level.holder, { linkId });
  checkItem(elsewhere, node, level.around, response);
}

function checkQuestion(question: Question, nodes: readonly Node[], level: Level, response: Response): void {
  const { run } = response;
  const { linkId, required, repeats } = question;
  const { holder, around } = level;
  if (!isEnabled(question, around)) {
    for (const node of nodes) if (isAnswered(node.value)) run.report('answer-disabled', node, { linkId });
    return;
  }
  if (nodes.length > 1 && repeats !== true) run.report('answer-item-twice', holder, { linkId });
  else if (question.type === 'group') checkCount(question, nodes.length, holder, run);
  if (nodes.length === 0 && required === true) reportMissing(question, holder, response);
  for (const node of nodes) checkItem(question, node, around, response);
}

/** A question that is not asked may be mentioned, as long as it is not answered. */
function isAnswered(value: unknown, depth = 0): boolean {
  if (depth > NESTING_MAX) return false;
  const { answer, item } = (value ?? {}) as AnsweredItem;
  return (
    (Array.isArray(answer) && answer.length > 0) ||
    (Array.isArray(item) && item.some((one) => isAnswered(one, depth + 1)))
  );
}

function reportMissing({ linkId, type }: Question, at: Node, { run, finished }: Response): void {
  if (type !== 'display') run.report('answer-missing', at, { linkId }, { severity: finished ? 'error' : 'warning' });
}

function checkItem(question: Question, node: Node, around: readonly Scope[], response: Response): void {
  const { run } = response;
  const { answer, item, text } = node.value as AnsweredItem;
  const answers: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const items: readonly unknown[] = Array.isArray(item) ? item : [];
  const { linkId, type = '', required, item: questions = [] } = question;
  // A text with an extension is worked out or translated, and then written otherwise with reason.
  if (typeof text === 'string' && question.text !== undefined && question._text === undefined && text !== question.text)
    run.report('answer-text', node, { found: text, expected: question.text, linkId });
  const empty = type === 'group' ? items.length === 0 : answers.length === 0;
  if (required === true && empty) reportMissing(question, node, response);
  if (UNANSWERABLE.has(type)) {
    if (answers.length > 0) run.report('answer-to-none', node, { linkId, type });
  } else checkCount(question, answers.length, node, run);
  answers.forEach((value, index) => {
    const given = childOf(node, 'answer', value, index);
    if (!UNANSWERABLE.has(type)) checkAnswer({ question, node: given, among: answers.length }, run);
    if (type !== 'group')
      checkLevel({ holder: given, questions, items: (value as AnsweredItem | null)?.item, around }, response);
  });
  if (type === 'group') checkLevel({ holder: node, questions, items, around }, response);
  else if (items.length > 0) run.report('answer-items-below', node, { linkId, type });
}

function checkCount(question: Question, found: number, node: Node, run: Run): void {
  const { linkId, repeats } = question;
  const max = repeats === true ? limitOf(question, 'questionnaire-maxOccurs') : 1;
  const min = limitOf(question, 'questionnaire-minOccurs');
  if (typeof max === 'number' && found > max) run.report('answer-count', node, { linkId, max, found });
  if (typeof min === 'number' && found > 0 && found < min) run.report('answer-count-min', node, { linkId, min, found });
}

function childOf(parent: Node, name: string, value: unknown, index: number): Node {
  return new Node(
    { value, extra: undefined, type: 'QuestionnaireResponse.item', name, index, slot: undefined, parent },
    false,
  );
}
