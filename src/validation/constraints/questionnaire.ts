/** The parts of a questionnaire and of its answers that checks look at. */
export interface Question {
  readonly linkId: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly repeats?: boolean;
  readonly maxLength?: number;
  readonly item?: readonly Question[];
  readonly enableWhen?: readonly Condition[];
  readonly enableBehavior?: string;
  readonly answerOption?: readonly Option[];
  readonly answerValueSet?: string;
  readonly extension?: readonly QuestionExtension[];
}

export type Option = Readonly<Record<string, unknown>> & { readonly extension?: readonly QuestionExtension[] };

type QuestionExtension = Readonly<Record<string, unknown>> & {
  readonly url: string;
  readonly valueInteger?: number;
  readonly valueBoolean?: boolean;
};

export type Condition = Readonly<Record<string, unknown>> & { readonly question: string; readonly operator: string };

export interface AnsweredItem {
  readonly linkId?: unknown;
  readonly answer?: unknown;
  readonly item?: unknown;
}

export interface Questionnaire {
  readonly item?: readonly Question[];
}

/** The value of a choice such as `value[x]` or `answer[x]`: its JSON name and what stands there. */
export function choiceIn(object: unknown, stem: string): readonly [string, unknown] | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  return Object.entries(object).find(([name]) => name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length)));
}
