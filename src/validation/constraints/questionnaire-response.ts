/** Answers to a questionnaire: every item is asked for, enabled, answered as often as it may be, and in its own type. */
import { checkAnswer } from './answer.ts';
import { isEnabled } from './enable-when.ts';
import { Node } from './node.ts';
import type { AnsweredItem, Question } from './questionnaire.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function questionnaireResponse({ element, base }: Origin): Rule[] {
  const applies = element.path === 'QuestionnaireResponse' && base === undefined;
  return applies ? [{ kind: 'questionnaire-response', detail: 'Questionnaire', check }] : [];
}

const MAX_OCCURS = 'http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs';
const UNANSWERABLE = new Set(['group', 'display', 'question']);

/** One level of items, and what is the same for the whole response. */
interface Level {
  readonly holder: Node;
  readonly questions: readonly Question[];
  readonly items: readonly unknown[];
}

interface Response {
  readonly run: Run;
  readonly root: Node;
  /** A response that is still being filled in may lack answers. */
  readonly finished: boolean;
}

function check(root: Node, run: Run): void {
  const { questionnaire, item, status } = root.value as { questionnaire?: unknown; item?: unknown; status?: unknown };
  if (typeof questionnaire !== 'string') return;
  const asked = run.questionnaire(questionnaire);
  if (asked === undefined) {
    run.report('questionnaire-not-loaded', root, { questionnaire }, { below: '.questionnaire', key: 'questionnaire' });
    return;
  }
  const finished = status === 'completed' || status === 'amended';
  const level = { holder: root, questions: asked.item ?? [], items: Array.isArray(item) ? item : [] };
  checkLevel(level, { run, root, finished });
}

function checkLevel({ holder, questions, items }: Level, response: Response): void {
  const byLink = new Map(questions.map((question) => [question.linkId, question]));
  const answered = new Map<string, Node[]>();
  items.forEach((value, index) => {
    const linkId = (value as AnsweredItem | null)?.linkId;
    if (typeof linkId !== 'string') return;
    const node = childOf(holder, 'item', value, index);
    if (!byLink.has(linkId)) response.run.report('answer-link-unknown', node, { linkId });
    else answered.set(linkId, [...(answered.get(linkId) ?? []), node]);
  });
  for (const [linkId, question] of byLink) checkQuestion(question, answered.get(linkId) ?? [], holder, response);
}

function checkQuestion(question: Question, nodes: readonly Node[], holder: Node, response: Response): void {
  const { run, root, finished } = response;
  const { linkId, type, required } = question;
  if (!isEnabled(question, root.value)) {
    for (const node of nodes) run.report('answer-disabled', node, { linkId });
    return;
  }
  const missing = nodes.length === 0 || nodes.every(({ value }) => isUnanswered(value as AnsweredItem));
  if (required === true && missing && finished && type !== 'display') {
    run.report('answer-missing', nodes[0] ?? holder, { linkId });
  }
  for (const node of nodes) checkItem(question, node, response);
}

const isUnanswered = ({ answer, item }: AnsweredItem): boolean => answer === undefined && item === undefined;

function checkItem(question: Question, node: Node, response: Response): void {
  const { run } = response;
  const { answer, item } = node.value as AnsweredItem;
  const answers = Array.isArray(answer) ? answer : [];
  const { linkId, type = '', repeats } = question;
  if (UNANSWERABLE.has(type) && answers.length > 0) run.report('answer-to-none', node, { linkId, type });
  const limit = question.extension?.find(({ url }) => url === MAX_OCCURS)?.valueInteger;
  const max = repeats === true ? (limit ?? Number.POSITIVE_INFINITY) : 1;
  if (!UNANSWERABLE.has(type) && answers.length > max)
    run.report('answer-count', node, { linkId, max, found: answers.length });
  answers.forEach((value, index) => {
    const given = childOf(node, 'answer', value, index);
    if (!UNANSWERABLE.has(type)) checkAnswer({ question, node: given, among: answers.length }, run);
    const below = (value as AnsweredItem | null)?.item;
    if (Array.isArray(below)) checkLevel({ holder: given, questions: question.item ?? [], items: below }, response);
  });
  const inAnswers = answers.some((one) => (one as AnsweredItem | null)?.item !== undefined);
  if (!inAnswers)
    checkLevel({ holder: node, questions: question.item ?? [], items: Array.isArray(item) ? item : [] }, response);
}

function childOf(parent: Node, name: string, value: unknown, index: number): Node {
  return new Node(
    { value, extra: undefined, type: 'QuestionnaireResponse.item', name, index, slot: undefined, parent },
    false,
  );
}
