/** An answer that is chosen: it is one of the options, or in the value set, that the question offers. */
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { createTerminology, type Terminology } from '#terminology';
import { inWords } from './compare.ts';
import { isFields } from './fields.ts';
import type { Node } from './node.ts';
import { choiceIn, type Option, type Question } from './questionnaire.ts';
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
  const offered = offeredBy(options);
  const chosen = offered.byKey.get(keyOf(name, value));
  const place = name === 'valueCoding' ? node : at;
  if (chosen !== undefined) {
    const exclusive = chosen.extension?.some(({ url, valueBoolean }) => url === EXCLUSIVE && valueBoolean === true);
    if (among > 1 && exclusive === true) run.report('answer-exclusive', node, { found: inWords(value) });
  } else if (question.type !== 'open-choice' || name !== 'valueString') {
    run.report('answer-option', place, { found: inWords(value) });
  } else if (offered.displays.has(value)) {
    run.report('answer-option-as-text', node, { found: inWords(value) });
  }
}

/** The options of a question by what is compared of them, gathered once for all answers. */
interface Offered {
  readonly byKey: ReadonlyMap<string, Option>;
  readonly displays: ReadonlySet<unknown>;
}

const gathered = new WeakMap<readonly Option[], Offered>();

function offeredBy(options: readonly Option[]): Offered {
  let offered = gathered.get(options);
  if (offered === undefined) {
    const byKey = new Map<string, Option>();
    for (const option of options) {
      const [name, value] = choiceIn(option, 'value') ?? [];
      const key = name === undefined ? undefined : keyOf(name, value);
      if (key !== undefined && !byKey.has(key)) byKey.set(key, option);
    }
    const displays = new Set(
      options.map(({ valueCoding }) => (isFields(valueCoding) ? valueCoding['display'] : undefined)),
    );
    offered = { byKey, displays };
    gathered.set(options, offered);
  }
  return offered;
}

/** A coding is chosen by system and code, both or neither of them having a system: its display may be said otherwise. */
function keyOf(name: string, value: unknown): string {
  if (!isFields(value)) return `${name} ${JSON.stringify(value)}`;
  const { system, code, reference } = value;
  return `${name} ${name === 'valueCoding' ? JSON.stringify([system, code]) : JSON.stringify(reference ?? value)}`;
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
