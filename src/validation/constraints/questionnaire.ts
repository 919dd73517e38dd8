/** The parts of a questionnaire and of its answers that checks look at. */
import { type Fields, isFields, list, NESTING_MAX } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

export interface Question {
  readonly linkId: string;
  readonly text?: string;
  readonly _text?: unknown;
  readonly type?: string;
  readonly required?: boolean;
  readonly repeats?: boolean;
  readonly maxLength?: number;
  readonly item?: readonly Question[];
  readonly enableWhen?: readonly Condition[];
  readonly enableBehavior?: string;
  readonly answerOption?: readonly Option[];
  readonly answerValueSet?: string;
  /** The set that `answerValueSet` names with `#`. */
  readonly containedSet?: object;
  readonly extension?: readonly QuestionExtension[];
}

export type Option = Readonly<Record<string, unknown>> & { readonly extension?: readonly QuestionExtension[] };

type QuestionExtension = Readonly<Record<string, unknown>> & { readonly url: string };

export type Condition = Readonly<Record<string, unknown>> & { readonly question: string; readonly operator: string };

export interface AnsweredItem {
  readonly linkId?: unknown;
  readonly text?: unknown;
  readonly answer?: unknown;
  readonly item?: unknown;
}

export interface Questionnaire {
  readonly item: readonly Question[];
}

/** The questionnaire that a response names: contained in it, or loaded. */
export function questionnaireOf(canonical: string, response: Node, run: Run): Questionnaire | undefined {
  if (!canonical.startsWith('#')) return read(run.definition('Questionnaire', canonical));
  const resolution = run.resolve(canonical, response);
  return resolution.found === 'here' && resolution.node.type === 'Questionnaire'
    ? read(resolution.node.value, response.value)
    : undefined;
}

const known = new WeakMap<object, Questionnaire>();

function read(resource: unknown, around: unknown = resource): Questionnaire | undefined {
  if (!isFields(resource)) return undefined;
  let questionnaire = known.get(resource);
  if (questionnaire === undefined) {
    const contained = list((around as Fields)['contained']);
    questionnaire = { item: questionsOf(resource['item'], contained) };
    known.set(resource, questionnaire);
  }
  return questionnaire;
}

/** What has not the form of a question is left out: it is refused where the questionnaire itself is validated. */
function questionsOf(items: unknown, contained: readonly Fields[], depth = 0): readonly Question[] {
  if (depth > NESTING_MAX) return [];
  return list(items)
    .filter(({ linkId }) => typeof linkId === 'string')
    .map((item) => {
      const containedSet = contained.find(
        ({ resourceType, id }) => resourceType === 'ValueSet' && `#${id}` === item['answerValueSet'],
      );
      return {
        ...(item as unknown as Question),
        item: questionsOf(item['item'], contained, depth + 1),
        enableWhen: list(item['enableWhen']) as readonly Condition[],
        answerOption: list(item['answerOption']),
        extension: list(item['extension']) as readonly QuestionExtension[],
        ...(containedSet === undefined ? {} : { containedSet }),
      };
    });
}

const gathered = new WeakMap<readonly Question[], ReadonlyMap<string, Question>>();

/** The questions of a level and of all levels below it, by linkId. */
export function allQuestions(questions: readonly Question[]): ReadonlyMap<string, Question> {
  let found = gathered.get(questions);
  if (found === undefined) {
    found = new Map(questions.flatMap((one) => [...allQuestions(one.item ?? NONE), [one.linkId, one] as const]));
    gathered.set(questions, found);
  }
  return found;
}

const NONE: readonly Question[] = [];
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** The value of an extension of a question; `name` is what follows HL7's base, or a whole URL. */
export const limitOf = (question: Question, name: string): unknown => limitsOf(question, name)[0];

/** The values of an extension that may be repeated. */
export function limitsOf({ extension = [] }: Question, name: string): readonly unknown[] {
  const url = name.includes(':') ? name : `${CORE}${name}`;
  return extension.filter((one) => one.url === url).map((one) => choiceIn(one, 'value')?.[1]);
}

/** The value of a choice such as `value[x]` or `answer[x]`: its JSON name and what stands there. */
export function choiceIn(object: unknown, stem: string): readonly [string, unknown] | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  return Object.entries(object).find(([name]) => name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length)));
}
