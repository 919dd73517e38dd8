/** An answer that is chosen: it is one of the options, or in the value set, that the question offers. */
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { createTerminology, type Terminology } from '#terminology';
import { differsFromPattern, inWords } from './compare.ts';
import { type Fields, isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Option, Question } from './questionnaire.ts';
import type { Run } from './shape.ts';

export interface Given {
  readonly question: Question;
  /** The answer. */
  readonly node: Node;
  /** How many answers the item has in all. */
  readonly among: number;
  /** The JSON name and the value of the answer, and its place. */
  readonly name: string;
  readonly value: unknown;
  readonly at: Node;
}

const EXCLUSIVE = 'http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive';

export function checkChoice(given: Given, run: Run): void {
  const { question, node, name, value } = given;
  const { type, answerOption = [], answerValueSet } = question;
  if (answerOption.length > 0) checkOptions(given, answerOption, run);
  if (answerValueSet === undefined) {
    // Texts of an open choice are free. Of a choice without any list nobody can say what it offers.
    if (type === 'choice' && answerOption.length === 0)
      run.report('answer-uncheckable', node, { found: inWords(value) });
  } else if (name === 'valueCoding' || (name === 'valueString' && type === 'string')) checkValueSet(given, run);
}

function checkOptions({ question, node, among, name, value, at }: Given, options: readonly Option[], run: Run): void {
  const chosen = options.find((option) => isChosen(option, name, value));
  const place = name === 'valueCoding' ? node : at;
  if (chosen !== undefined) {
    const exclusive = chosen.extension?.some(({ url, valueBoolean }) => url === EXCLUSIVE && valueBoolean === true);
    if (among > 1 && exclusive === true) run.report('answer-exclusive', node, { found: inWords(value) });
  } else if (question.type !== 'open-choice' || name !== 'valueString') {
    run.report('answer-option', place, { found: inWords(value) });
  } else if (options.some((option) => displayOf(option) === value)) {
    run.report('answer-option-as-text', node, { found: inWords(value) });
  }
}

function displayOf({ valueCoding }: Option): unknown {
  return (valueCoding as { display?: unknown } | null | undefined)?.display;
}

/** A coding is chosen by system and code, both or neither of them having a system: its display may be said otherwise. */
function isChosen(option: Option, name: string, value: unknown): boolean {
  const offered = option[name];
  if (typeof offered !== 'object' || offered === null) return offered !== undefined && offered === value;
  if (name !== 'valueCoding') return differsFromPattern(offered, value) === undefined;
  return isFields(value) && ['system', 'code'].every((key) => (offered as Fields)[key] === value[key]);
}

function checkValueSet({ question, value, node, at, name }: Given, run: Run): void {
  const { answerValueSet: valueSet = '', containedSet } = question;
  const isCoding = name === 'valueCoding';
  const { system, code } = (isCoding ? (value ?? {}) : { code: value }) as { system?: unknown; code?: unknown };
  if (typeof code !== 'string') return;
  // A coding without a system is no code of any set; a text is looked for among all codes.
  const asked = typeof system === 'string' ? { system, code } : isCoding ? { system: '', code } : { code };
  const answer =
    containedSet === undefined
      ? run.terminology.validateCode(valueSet, asked)
      : inContained(containedSet, run).validateCode(HERE, asked);
  const place = isCoding ? node : at;
  const found = typeof system === 'string' ? `${system}#${code}` : code;
  if (answer === 'not-member') run.report('answer-option', place, { found });
  else if (answer !== 'member') run.report('binding-uncheckable', place, { found, valueSet }, { severity: 'warning' });
}

const ofContained = new WeakMap<object, Terminology>();
const HERE = 'urn:contained';

/** A contained set is known to its questionnaire alone: it gets a terminology of its own. */
function inContained(set: object, run: Run): Terminology {
  let terminology = ofContained.get(set);
  if (terminology === undefined) {
    terminology = createTerminology({
      valueSet: (canonical) =>
        (canonical === HERE ? set : run.definition('ValueSet', canonical)) as ValueSet | undefined,
      codeSystem: (canonical) => run.definition('CodeSystem', canonical) as CodeSystem | undefined,
    });
    ofContained.set(set, terminology);
  }
  return terminology;
}
