/** One answer: its type, the options and the value set that it is chosen from, and the limits that extensions set. */

import { checkLimits } from './answer-limits.ts';
import { differsFromPattern, inWords } from './compare.ts';
import { Node } from './node.ts';
import { choiceIn, type Option, type Question } from './questionnaire.ts';
import type { Run } from './shape.ts';

export interface Answer {
  readonly question: Question;
  readonly node: Node;
  /** How many answers the item has in all. */
  readonly among: number;
}

/** The JSON names in which the answer to each type of question may be given. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['valueBoolean'],
  decimal: ['valueDecimal', 'valueInteger'],
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
};
const EXCLUSIVE = 'http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive';

export function checkAnswer({ question, node, among }: Answer, run: Run): void {
  const [name, value] = choiceIn(node.value, 'value') ?? [];
  if (name === undefined) return;
  const type = name.slice('value'.length);
  const at = valueNode(node, name, value);
  const allowed = TYPES[question.type ?? ''];
  if (allowed !== undefined && !allowed.includes(name)) {
    run.report('answer-type', at, { expected: question.type ?? '', found: type });
    return;
  }
  checkOptions({ question, node, among }, { name, value, at }, run);
  if (name === 'valueCoding' && question.answerValueSet !== undefined)
    checkValueSet(question.answerValueSet, node, value, run);
  checkLimits(question, at, run);
}

interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly at: Node;
}

function checkOptions({ question, node, among }: Answer, { name, value, at }: Given, run: Run): void {
  const options = question.answerOption ?? [];
  // An open choice takes what is not on the list as text.
  if (options.length === 0 || (question.type === 'open-choice' && name === 'valueString')) return;
  const chosen = options.find((option) => isChosen(option, name, value));
  const place = name === 'valueCoding' ? node : at;
  if (chosen === undefined) {
    if (options.some((option) => option[name] !== undefined))
      run.report('answer-option', place, { found: inWords(value) });
  } else if (
    among > 1 &&
    chosen.extension?.some(({ url, valueBoolean }) => url === EXCLUSIVE && valueBoolean === true)
  ) {
    run.report('answer-exclusive', node, { found: inWords(value) });
  }
}

/** A coding is chosen by system and code: its display may be said otherwise. */
function isChosen(option: Option, name: string, value: unknown): boolean {
  const offered = option[name];
  if (name !== 'valueCoding' || typeof offered !== 'object' || offered === null) return offered === value;
  const { system, code } = offered as { system?: unknown; code?: unknown };
  return differsFromPattern(system === undefined ? { code } : { system, code }, value) === undefined;
}

function checkValueSet(valueSet: string, node: Node, value: unknown, run: Run): void {
  const { system, code } = (value ?? {}) as { system?: unknown; code?: unknown };
  if (typeof code !== 'string') return;
  const coding = { system: typeof system === 'string' ? system : '', code };
  if (run.terminology.validateCode(valueSet, coding) === 'not-member') {
    run.report('answer-option', node, { found: `${coding.system}#${code}` });
  }
}

function valueNode(parent: Node, name: string, value: unknown): Node {
  const suffix = name.slice('value'.length);
  const isComplex = typeof value === 'object';
  const type = isComplex ? suffix : `${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}`;
  const slot = { name: 'value[x]', path: 'QuestionnaireResponse.item.answer.value[x]' };
  return new Node({ value, extra: undefined, type, name, index: -1, slot, parent }, false);
}
