/** One answer: its type, the options and the value set that it is chosen from, and the limits that extensions set. */

import { checkLimits } from './answer-limits.ts';
import { checkChoice } from './answer-options.ts';
import { Node } from './node.ts';
import { choiceIn, type Question } from './questionnaire.ts';
import type { Run } from './shape.ts';

export interface Answer {
  readonly question: Question;
  readonly node: Node;
  /** How many answers the item has in all. */
  readonly among: number;
}

const CHOICES = ['valueCoding', 'valueDate', 'valueTime', 'valueInteger', 'valueString', 'valueReference'];

/** The JSON names in which the answer to each type of question may be given. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['valueBoolean'],
  decimal: ['valueDecimal'],
  integer: ['valueInteger'],
  date: ['valueDate'],
  dateTime: ['valueDateTime'],
  time: ['valueTime'],
  string: ['valueString'],
  text: ['valueString'],
  url: ['valueUri'],
  attachment: ['valueAttachment'],
  reference: ['valueReference'],
  quantity: ['valueQuantity'],
  choice: CHOICES,
  'open-choice': CHOICES,
};

export function checkAnswer({ question, node, among }: Answer, run: Run): void {
  const [name, value] = choiceIn(node.value, 'value') ?? [];
  const allowed = TYPES[question.type ?? ''];
  if (name === undefined || allowed === undefined) return;
  const at = valueNode(node, name, value);
  if (!allowed.includes(name)) {
    const expected = allowed.map((one) => one.slice('value'.length)).join(' | ');
    run.report('answer-type', at, { expected, found: name.slice('value'.length) });
    return;
  }
  checkChoice({ question, node, among, name, value, at }, run);
  checkLimits(question, at, run);
}

function valueNode(parent: Node, name: string, value: unknown): Node {
  const suffix = name.slice('value'.length);
  const isComplex = typeof value === 'object';
  const type = isComplex ? suffix : `${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}`;
  const slot = { name: 'value[x]', path: 'QuestionnaireResponse.item.answer.value[x]' };
  return new Node({ value, extra: undefined, type, name, index: -1, slot, parent }, false);
}
